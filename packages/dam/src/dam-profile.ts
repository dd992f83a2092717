import type { Profile } from '@acme/oauth-core';

/**
 * The OAuth of DAM v2: JSON, another parameter name for the code, no PKCE, and refresh tokens that work once. Using one
 * a second time ends the authorisation.
 *
 * @param overrides Without a `revocationUrl`, tokens are revoked at `tokenUrl`.
 */
export function damProfile(overrides: Partial<Profile> = {}): Profile {
  const { tokenUrl = 'https://api.widencollective.com/v2/oauth/access-token' } = overrides;
  return {
    name: 'DAM v2',
    tokenUrl,
    bodyFormat: 'json',
    parameterNames: { code: 'authorization_code' },
    authorizationUrl: 'https://{account}.widencollective.com/allowaccess',
    responseTypeInAuthorization: false,
    revocation: 'delete-bearer',
    revocationUrl: tokenUrl,
    rotation: 'single-use-revokes-family',
    redirectUriInExchange: false,
    pkce: 'none',
    tokenType: 'optional',
    refreshTokenLifetime: 180 * 86_400_000, // six months
    ...overrides,
  };
}
