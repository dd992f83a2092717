import { createFromEnv, type Env, lazily, processEnv } from '@acme/http';
import { ConfigurationError } from '@acme/oauth-core';
import { type CloudClient, type CloudCredentials, type CloudOptions, createCloudClient } from './cloud-client.ts';

/** Which variable gives which option. */
const variables = {
  clientId: ['ACLI_KEY'],
  clientSecret: ['ACLI_SECRET'],
  organization: ['AH_ORGANIZATION_UUID'],
  accessToken: ['ACLI_ACCESS_TOKEN'],
  baseUrl: ['ACLI_CLOUD_API_BASE_URI'],
  tokenUrl: ['ACLI_CLOUD_API_ACCOUNTS_URI'],
} as const;

/**
 * A client whose credentials are in the environment: `ACLI_KEY` with `ACLI_SECRET` and, if needed,
 * `AH_ORGANIZATION_UUID`; or `ACLI_ACCESS_TOKEN`. `ACLI_CLOUD_API_BASE_URI` and `ACLI_CLOUD_API_ACCOUNTS_URI` replace
 * the service's own URLs. The first call reads the environment: a build, which has no secrets, may import the module
 * that makes the client.
 *
 * @throws {ConfigurationError} from the first call, naming the variable that is missing or wrong.
 */
export function createCloudClientFromEnv(env: Env = processEnv(), options: CloudOptions = {}): CloudClient {
  return fromVariables(env, options, () => {
    throw missing(env, 'or ACLI_ACCESS_TOKEN');
  });
}

/** @param otherwise Makes the client if no variable has credentials. */
export function fromVariables(
  env: Env,
  options: CloudOptions,
  otherwise: (options: CloudOptions, organization: string | undefined) => CloudClient,
): CloudClient {
  return lazily(
    () =>
      createFromEnv(env, variables, options, ({ clientId, clientSecret, organization, accessToken, ...all }) => {
        const create = (credentials: CloudCredentials): CloudClient => createCloudClient({ ...all, ...credentials });
        if (clientId && clientSecret) return create({ organization, clientId, clientSecret });
        if (clientId || clientSecret) throw missing(env, 'both, or none');
        return accessToken ? create({ accessToken }) : otherwise(all, organization);
      }),
    'forKey',
    'forOrganization',
  );
}

/** @param others What could be set instead of id and secret. */
export function missing(env: Env, others: string): ConfigurationError {
  const names = ['ACLI_KEY', 'ACLI_SECRET'].filter((name) => !env[name]);
  const verb = names.length > 1 ? 'are' : 'is';
  return new ConfigurationError(
    `${names.join(' and ')} ${verb} not in the environment: set ACLI_KEY and ACLI_SECRET (${others}).`,
    names[0] ?? 'ACLI_KEY',
  );
}
