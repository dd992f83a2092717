import { createRandom } from '../random.ts';
import type { Organization } from './organization.ts';

export interface Application {
  readonly id: number;
  readonly uuid: string;
  readonly name: string;
  readonly hosting: { readonly type: 'acp'; readonly id: string };
  readonly subscription: { readonly uuid: string; readonly name: string };
  readonly organization: { readonly uuid: string; readonly name: string };
  readonly flags: { readonly remote_admin: boolean };
  readonly type: 'drupal' | 'node';
  readonly status: 'normal' | 'provisioning';
}

export interface Environment {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly applicationUuid: string;
}

const NAMES = [
  'Orchard',
  'Lantern',
  'Quarry',
  'Bakery',
  'Library',
  'Ferry',
  'Garden',
  'Mill',
  'Tower',
  'Market',
] as const;
const STAGES = [
  { name: 'dev', label: 'Dev' },
  { name: 'test', label: 'Stage' },
  { name: 'prod', label: 'Production' },
] as const;

/** The nth application of an organisation. It is made from the seed at each call. */
export function applicationOf(seed: number, organization: Organization, index: number): Application {
  const random = createRandom(`${seed} ${organization.uuid} application ${index}`);
  const name = `${random.pick(NAMES)} ${index + 1}`;
  return {
    id: 100_000 + random.integer(900_000),
    uuid: random.uuid(),
    name,
    hosting: { type: 'acp', id: `prod:${name.toLowerCase().replace(' ', '')}` },
    subscription: { uuid: random.uuid(), name: `${organization.name} ${name}` },
    organization: { uuid: organization.uuid, name: organization.name },
    flags: { remote_admin: random.integer(4) === 0 },
    type: random.integer(4) === 0 ? 'node' : 'drupal',
    status: 'normal',
  };
}

export function environmentsOf(application: Application): readonly Environment[] {
  return STAGES.map(({ name, label }, index) => ({
    id: `${application.id * 10 + index}-${application.uuid}`,
    name,
    label,
    applicationUuid: application.uuid,
  }));
}
