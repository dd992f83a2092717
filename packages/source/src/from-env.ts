import { createFromEnv, type Env, lazily, processEnv } from '@acme/http';
import { ConfigurationError } from '@acme/oauth-core';
import { createSourceClient } from './create-source-client.ts';
import type { SourceClient } from './source-client.ts';
import type { SourceOptions } from './source-options.ts';

/** Which variables give which option; the first one that is set wins. */
const variables = {
  siteUrl: ['ACQUIA_SITE_URL', 'DRUPAL_SITE_URL', 'CANVAS_SITE_URL'],
  clientId: ['ACQUIA_CLIENT_ID', 'DRUPAL_CLIENT_ID'],
  clientSecret: ['ACQUIA_CLIENT_SECRET', 'DRUPAL_CLIENT_SECRET'],
  apiPrefix: ['CANVAS_JSONAPI_PREFIX'],
} as const;

/**
 * A client whose site and credentials are in the environment: `ACQUIA_SITE_URL`, `ACQUIA_CLIENT_ID` and
 * `ACQUIA_CLIENT_SECRET`, or the older names `DRUPAL_…` and `CANVAS_SITE_URL`; and `CANVAS_JSONAPI_PREFIX`, if the API
 * is not at `/api`. The first call reads the environment: a build, which has no secrets, may import the module that
 * makes the client.
 *
 * @throws {ConfigurationError} from the first call, naming the variable that is missing or wrong.
 */
export function createSourceClientFromEnv(
  env: Env = processEnv(),
  options: Omit<SourceOptions, 'siteUrl'> = {},
): SourceClient {
  return lazily(
    () =>
      createFromEnv(env, variables, options, ({ siteUrl, clientId, clientSecret, ...all }) => {
        if (!siteUrl || !clientId || !clientSecret) throw missing({ siteUrl, clientId, clientSecret });
        // In the environment it may be written with slashes or without.
        const apiPrefix = options.apiPrefix ?? all.apiPrefix?.replace(/^\/*(.*?)\/*$/, '/$1');
        return createSourceClient({ ...all, apiPrefix, siteUrl, clientId, clientSecret });
      }),
    'forKey',
    'withDefaults',
  );
}

function missing(needed: Readonly<Record<'siteUrl' | 'clientId' | 'clientSecret', string | undefined>>): Error {
  const options = ['siteUrl', 'clientId', 'clientSecret'] as const;
  const names = options.filter((option) => !needed[option]).map((option) => variables[option][0]);
  return new ConfigurationError(
    `${names.join(' and ')} ${names.length > 1 ? 'are' : 'is'} not in the environment. (For published content only: createSourceClient({ siteUrl }).)`,
    names[0] ?? variables.siteUrl[0],
  );
}
