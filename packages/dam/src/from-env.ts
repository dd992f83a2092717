import { ConfigurationError } from '@acme/oauth-core';
import { createDamClient, type DamClient, type DamClientOptions, type DamOptions } from './dam-client.ts';

/** Names and values, as in `process.env`. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Which variable gives which option. */
const variables = {
  clientId: 'DAM_CLIENT_ID',
  clientSecret: 'DAM_CLIENT_SECRET',
  accessToken: 'DAM_ACCESS_TOKEN',
  account: 'DAM_ACCOUNT',
  baseUrl: 'DAM_BASE_URL',
  tokenUrl: 'DAM_TOKEN_URL',
  consentUrl: 'DAM_CONSENT_URL',
  v1BaseUrl: 'DAM_V1_BASE_URL',
} as const;

/**
 * A client whose credentials are in the environment: `DAM_CLIENT_ID` with `DAM_CLIENT_SECRET` where a store is handed
 * in, for what people consent to has to be kept; else `DAM_ACCESS_TOKEN`, a personal token. `DAM_ACCOUNT`, and
 * `DAM_BASE_URL`, `DAM_TOKEN_URL`, `DAM_CONSENT_URL` and `DAM_V1_BASE_URL` where they are not the service's own. It is
 * read by the first call: a build, which has no secrets, may import the module that makes the client.
 *
 * @throws {ConfigurationError} by the first call, naming the variable that is missing or can't be right.
 */
export function createDamClientFromEnv(env: Env = processEnv(), options: DamOptions = {}): DamClient {
  return lazily(() => {
    const { clientId, clientSecret, accessToken, ...rest } = readEnv(env);
    const all = { ...rest, ...options };
    if (clientId && clientSecret && (options.store || !accessToken)) {
      return createNamed({ ...all, clientId, clientSecret });
    }
    if (accessToken && !options.store) return createNamed({ ...all, accessToken });
    const missing = clientId ? variables.clientSecret : variables.clientId;
    throw new ConfigurationError(
      `${missing} is not in the environment: set DAM_CLIENT_ID and DAM_CLIENT_SECRET and hand in a store, or set DAM_ACCESS_TOKEN and hand in none.`,
      missing,
    );
  });
}

/** What the environment says; an empty variable says nothing. */
const readEnv = (env: Env): Partial<Record<keyof typeof variables, string>> =>
  Object.fromEntries(Object.entries(variables).flatMap(([option, name]) => (env[name] ? [[option, env[name]]] : [])));

/** A client whose errors name the variable, not the option. */
function createNamed(options: DamClientOptions): DamClient {
  try {
    return createDamClient(options);
  } catch (error) {
    if (!ConfigurationError.is(error) || !(error.option in variables)) throw error;
    const name = variables[error.option as keyof typeof variables]; // just looked at
    throw new ConfigurationError(`${name} can't be used: ${error.message}`, name);
  }
}

/** A client that is made when it is first used. */
function lazily(create: () => DamClient): DamClient {
  let client: DamClient | undefined;
  return new Proxy({} as DamClient, {
    get(_, name) {
      if (name === 'then') return undefined; // an async function may return it
      client ??= create();
      return Reflect.get(client, name);
    },
  });
}

/** Other platforms than Node have no environment, or put it elsewhere. */
const processEnv = (): Env => (globalThis as { process?: { env?: Env } }).process?.env ?? {};
