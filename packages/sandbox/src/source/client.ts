import { createRandom } from '../random.ts';

/** An API client of the site. */
export interface SourceApiClient {
  readonly clientId: string;
  /** Left out for a public client, which proves itself by PKCE. */
  readonly clientSecret?: string;
  readonly scopes: readonly string[];
}

export interface SourceApiClients {
  readonly confidential: SourceApiClient & { readonly clientSecret: string };
  readonly public: SourceApiClient;
}

const SCOPES = ['content:administer', 'content:read', 'user:profile'] as const;

export function createSourceApiClients(seed: number): SourceApiClients {
  const random = createRandom(`${seed} source clients`);
  return {
    confidential: { clientId: random.uuid(), clientSecret: random.text(32), scopes: SCOPES },
    public: { clientId: random.uuid(), scopes: SCOPES },
  };
}
