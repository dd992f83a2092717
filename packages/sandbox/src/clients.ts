import type { Clock } from './clock.ts';
import type { CloudCredentials } from './cloud/token.ts';
import type { DamIntegrations } from './dam/integration.ts';
import type { Fetch } from './fetch.ts';
import type { SourceApiClients } from './source/client.ts';
import type { WebSocketClass } from './web-socket.ts';

interface Transport {
  readonly fetch: Fetch;
  readonly clock: Clock;
}

/** What a client of Cloud API v2 needs. */
export interface CloudClientOptions extends Transport {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly baseUrl: string;
  readonly tokenUrl: string;
  /** For log streams. */
  readonly webSocket: WebSocketClass;
}

/** What a client of the site needs. */
export interface SourceClientOptions extends Transport {
  readonly siteUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What a client of DAM v2 needs. */
export interface DamClientOptions extends Transport {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly baseUrl: string;
  readonly tokenUrl: string;
  /** A person of any account consents there; `{account}` is filled by the client. */
  readonly consentUrl: string;
  readonly v1BaseUrl: string;
}

/** Complete options for each client of the sandbox: spread them into your own. */
export interface SandboxClients {
  readonly cloud: CloudClientOptions;
  readonly source: SourceClientOptions;
  /** A public client: it has no secret, and proves itself by PKCE. */
  readonly sourcePublic: Omit<SourceClientOptions, 'clientSecret'>;
  /** No client at all: published content only. */
  readonly sourceAnonymous: Omit<SourceClientOptions, 'clientId' | 'clientSecret'>;
  readonly dam: DamClientOptions;
  /** An integration that gets no refresh tokens; its access tokens have no end. */
  readonly damWithoutRefresh: DamClientOptions;
  /** A personal token, which an administrator has made. */
  readonly damPersonal: Pick<DamClientOptions, 'baseUrl' | 'v1BaseUrl' | 'fetch' | 'clock'> & {
    readonly accessToken: string;
  };
}

export function createClients(
  origin: string,
  transport: Transport,
  webSocket: WebSocketClass,
  cloud: CloudCredentials,
  source: SourceApiClients,
  dam: DamIntegrations,
  personalToken: string,
): SandboxClients {
  const siteUrl = `${origin}/source`;
  const damBase = { baseUrl: `${origin}/dam`, v1BaseUrl: `${origin}/dam`, ...transport };
  const damUrls = {
    ...damBase,
    tokenUrl: `${origin}/dam/v2/oauth/access-token`,
    consentUrl: `${origin}/dam/{account}/allowaccess`,
  };
  const { clientId, clientSecret } = source.confidential;
  return {
    cloud: {
      ...cloud,
      baseUrl: `${origin}/cloud/api`,
      tokenUrl: `${origin}/cloud/accounts/api/auth/oauth/token`,
      webSocket,
      ...transport,
    },
    source: { siteUrl, clientId, clientSecret, ...transport },
    sourcePublic: { siteUrl, clientId: source.public.clientId, ...transport },
    sourceAnonymous: { siteUrl, ...transport },
    dam: { clientId: dam.withRefresh.clientId, clientSecret: dam.withRefresh.clientSecret, ...damUrls },
    damWithoutRefresh: {
      clientId: dam.withoutRefresh.clientId,
      clientSecret: dam.withoutRefresh.clientSecret,
      ...damUrls,
    },
    damPersonal: { accessToken: personalToken, ...damBase },
  };
}
