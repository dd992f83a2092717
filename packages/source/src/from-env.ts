import { type Env, lazily, processEnv } from '@acme/http';
import { ConfigurationError } from '@acme/oauth-core';
import { createSourceClient, type SourceClient } from './source-client.ts';
import type { SourceOptions } from './source-options.ts';

/** Which variables give which option; the first that is there wins. */
const variables = {
  siteUrl: ['ACQUIA_SITE_URL', 'DRUPAL_SITE_URL', 'CANVAS_SITE_URL'],
  clientId: ['ACQUIA_CLIENT_ID', 'DRUPAL_CLIENT_ID'],
  clientSecret: ['ACQUIA_CLIENT_SECRET', 'DRUPAL_CLIENT_SECRET'],
  apiPrefix: ['CANVAS_JSONAPI_PREFIX'],
} as const;

type Option = keyof typeof variables;

/**
 * A client whose site and credentials are in the environment: `ACQUIA_SITE_URL`, `ACQUIA_CLIENT_ID` and
 * `ACQUIA_CLIENT_SECRET`, or the older names `DRUPAL_…` and `CANVAS_SITE_URL`; `CANVAS_JSONAPI_PREFIX` where the API is
 * not at `/api`. It is read by the first call: a build, which has no secrets, may import the module that makes the client.
 *
 * @throws {ConfigurationError} by the first call, naming the variable that is missing or can't be right.
 */
export function createSourceClientFromEnv(
  env: Env = processEnv(),
  options: Omit<SourceOptions, 'siteUrl'> = {},
): SourceClient {
  return lazily(() => createNamed(env, options), 'forKey', 'withDefaults');
}

/** A client whose errors name the variable, not the option. */
function createNamed(env: Env, options: Omit<SourceOptions, 'siteUrl'>): SourceClient {
  const nameOf = (option: Option): string => variables[option].find((name) => env[name]) ?? variables[option][0];
  const read = (option: Option): string | undefined => env[nameOf(option)] || undefined;
  const [siteUrl, clientId, clientSecret] = [read('siteUrl'), read('clientId'), read('clientSecret')];
  if (!siteUrl || !clientId || !clientSecret) {
    const missing = (['siteUrl', 'clientId', 'clientSecret'] as const).filter((option) => !read(option)).map(nameOf);
    throw new ConfigurationError(
      `${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} not in the environment. (For published content only: createSourceClient({ siteUrl }).)`,
      missing[0] ?? 'ACQUIA_SITE_URL',
    );
  }
  const prefix = read('apiPrefix')?.replace(/^\/*(.*?)\/*$/, '/$1'); // it is written with slashes and without
  try {
    const { apiPrefix = prefix } = options;
    return createSourceClient({ ...options, ...(apiPrefix && { apiPrefix }), siteUrl, clientId, clientSecret });
  } catch (error) {
    if (!ConfigurationError.is(error) || !(error.option in variables) || error.option in options) throw error;
    const name = nameOf(error.option as Option); // just looked at
    throw new ConfigurationError(`${name} can't be used: ${error.message}`, name);
  }
}
