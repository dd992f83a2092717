import { createFromEnv, type Env, lazily, processEnv } from '@acme/http';
import { refuseOption } from '@acme/oauth-core';
import { createDamClient, type DamClient, type DamOptions } from './dam-client.ts';

/** Which variable gives which option. */
const variables = {
  clientId: ['DAM_CLIENT_ID'],
  clientSecret: ['DAM_CLIENT_SECRET'],
  accessToken: ['DAM_ACCESS_TOKEN'],
  account: ['DAM_ACCOUNT'],
  baseUrl: ['DAM_BASE_URL'],
  tokenUrl: ['DAM_TOKEN_URL'],
  consentUrl: ['DAM_CONSENT_URL'],
  v1BaseUrl: ['DAM_V1_BASE_URL'],
} as const;

/**
 * A client whose credentials are in the environment. With a store, which people's tokens need: `DAM_CLIENT_ID` with
 * `DAM_CLIENT_SECRET`. Without one: `DAM_ACCESS_TOKEN`, a personal token. It also reads `DAM_ACCOUNT`; `DAM_BASE_URL`,
 * `DAM_TOKEN_URL`, `DAM_CONSENT_URL` and `DAM_V1_BASE_URL` replace the service's own URLs. The first call reads the
 * environment: a build, which has no secrets, may import the module that makes the client.
 *
 * @throws {ConfigurationError} from the first call, naming the variable that is missing or wrong.
 */
export function createDamClientFromEnv(env: Env = processEnv(), options: DamOptions = {}): DamClient {
  return lazily(() => createFromEnv(env, variables, options, create), 'forKey');
}

function create({
  clientId,
  clientSecret,
  accessToken,
  ...options
}: DamOptions & { clientId?: string; clientSecret?: string; accessToken?: string }): DamClient {
  const { store } = options;
  if (clientId && clientSecret && (store || !accessToken))
    return createDamClient({ ...options, clientId, clientSecret });
  if (accessToken && !store) return createDamClient({ ...options, accessToken });
  refuseOption(
    clientId ? 'DAM_CLIENT_SECRET' : 'DAM_CLIENT_ID',
    'is not in the environment: set DAM_CLIENT_ID and DAM_CLIENT_SECRET and pass a store, or set DAM_ACCESS_TOKEN and pass none',
  );
}
