import { ConfigurationError } from '@acme/oauth-core';
import { type CloudClient, type CloudClientOptions, type CloudOptions, createCloudClient } from './cloud-client.ts';

/** Names and values, as in `process.env`. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Which variable gives which option. */
const variables = {
  clientId: 'ACLI_KEY',
  clientSecret: 'ACLI_SECRET',
  organization: 'AH_ORGANIZATION_UUID',
  accessToken: 'ACLI_ACCESS_TOKEN',
  baseUrl: 'ACLI_CLOUD_API_BASE_URI',
  tokenUrl: 'ACLI_CLOUD_API_ACCOUNTS_URI',
} as const;

/**
 * A client whose credentials are in the environment: `ACLI_KEY` with `ACLI_SECRET` and perhaps `AH_ORGANIZATION_UUID`,
 * or `ACLI_ACCESS_TOKEN`; `ACLI_CLOUD_API_BASE_URI` and `ACLI_CLOUD_API_ACCOUNTS_URI` where they are not the service's
 * own. It is read by the first call: a build, which has no secrets, may import the module that makes the client.
 *
 * @throws {ConfigurationError} by the first call, naming the variable that is missing or can't be right.
 */
export function createCloudClientFromEnv(env: Env = processEnv(), options: CloudOptions = {}): CloudClient {
  return lazily(() => {
    const { accessToken, clientId, clientSecret, organization, urls } = readEnv(env);
    if (clientId && clientSecret) {
      return createNamed({ ...urls, ...options, clientId, clientSecret, ...(organization && { organization }) });
    }
    if (accessToken && !clientId && !clientSecret) return createNamed({ ...urls, ...options, accessToken });
    throw missing(env, 'or ACLI_ACCESS_TOKEN');
  });
}

interface Found {
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  readonly organization?: string | undefined;
  readonly accessToken?: string | undefined;
  readonly urls: Pick<CloudOptions, 'baseUrl' | 'tokenUrl'>;
}

/** What the environment says; an empty variable says nothing. */
export function readEnv(env: Env): Found {
  const value = (option: keyof typeof variables): string | undefined => env[variables[option]] || undefined;
  const [baseUrl, tokenUrl] = [value('baseUrl'), value('tokenUrl')];
  return {
    clientId: value('clientId'),
    clientSecret: value('clientSecret'),
    organization: value('organization'),
    accessToken: value('accessToken'),
    urls: { ...(baseUrl && { baseUrl }), ...(tokenUrl && { tokenUrl }) },
  };
}

/** @param others What would do instead of id and secret. */
export function missing(env: Env, others: string): ConfigurationError {
  const names = [variables.clientId, variables.clientSecret].filter((name) => !env[name]);
  const verb = names.length > 1 ? 'are' : 'is';
  return new ConfigurationError(
    `${names.join(' and ')} ${verb} not in the environment: set ACLI_KEY and ACLI_SECRET (${others}).`,
    names[0] ?? variables.clientId,
  );
}

/** A client whose errors name the variable, not the option. */
export function createNamed(options: CloudClientOptions): CloudClient {
  try {
    return createCloudClient(options);
  } catch (error) {
    if (!ConfigurationError.is(error) || !(error.option in variables)) throw error;
    const name = variables[error.option as keyof typeof variables]; // just looked at
    throw new ConfigurationError(`${name} can't be used: ${error.message}`, name);
  }
}

/** A client that is made when it is first used. */
export function lazily(create: () => CloudClient): CloudClient {
  let client: CloudClient | undefined;
  return new Proxy({} as CloudClient, {
    get(_, name) {
      if (name === 'then') return undefined; // an async function may return it
      client ??= create();
      return Reflect.get(client, name);
    },
  });
}

/** Other platforms than Node have no environment, or put it elsewhere. */
export const processEnv = (): Env => (globalThis as { process?: { env?: Env } }).process?.env ?? {};
