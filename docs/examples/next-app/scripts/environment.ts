import { generateKey } from '@acme/oauth-core';
import type { Sandbox } from '@acme/sandbox';

export type Environment = Readonly<Record<string, string>>;

/** The environment of a site that uses a sandbox, with new keys. */
export function environmentOf({ clients: { source, dam, cloud }, organizations }: Sandbox): Environment {
  return {
    ACQUIA_SITE_URL: source.siteUrl,
    ACQUIA_CLIENT_ID: source.clientId,
    ACQUIA_CLIENT_SECRET: source.clientSecret,
    DAM_CLIENT_ID: dam.clientId,
    DAM_CLIENT_SECRET: dam.clientSecret,
    DAM_ACCOUNT: 'meadow',
    DAM_BASE_URL: dam.baseUrl,
    DAM_TOKEN_URL: dam.tokenUrl,
    DAM_CONSENT_URL: dam.consentUrl,
    ACLI_KEY: cloud.clientId,
    ACLI_SECRET: cloud.clientSecret,
    AH_ORGANIZATION_UUID: organizations[0].uuid,
    ACLI_CLOUD_API_BASE_URI: cloud.baseUrl,
    ACLI_CLOUD_API_ACCOUNTS_URI: cloud.tokenUrl,
    SESSION_KEY: generateKey(),
    STORE_KEY: generateKey(),
  };
}
