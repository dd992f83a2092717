import { createRandom } from '../random.ts';

/** A program that DAM's support has registered. */
export interface DamIntegration {
  readonly clientId: string;
  readonly clientSecret: string;
  /** DAM's support switches them on for each integration. Without them, access tokens never expire. */
  readonly refreshTokens: boolean;
}

export interface DamIntegrations {
  readonly withRefresh: DamIntegration;
  readonly withoutRefresh: DamIntegration;
}

export function createDamIntegrations(seed: number): DamIntegrations {
  const random = createRandom(`${seed} dam integrations`);
  const integration = (refreshTokens: boolean): DamIntegration => ({
    clientId: `${random.text(40)}.app.widen.com`,
    clientSecret: random.text(40),
    refreshTokens,
  });
  return { withRefresh: integration(true), withoutRefresh: integration(false) };
}
