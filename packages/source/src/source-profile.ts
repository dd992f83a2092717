import type { Profile } from '@acme/oauth-core';

/**
 * The OAuth of a Source site: forms, PKCE, 300-second tokens, and refresh tokens that live 14 days and work once.
 *
 * @param siteUrl The site, `https://my-site.example.com`.
 */
export function sourceProfile(siteUrl: string | URL, overrides: Partial<Profile> = {}): Profile {
  const site = String(siteUrl).replace(/\/+$/, '');
  return {
    name: 'Source',
    tokenUrl: `${site}/oauth/token`,
    bodyFormat: 'form',
    authorizationUrl: `${site}/oauth/authorize`,
    rotation: 'single-use',
    redirectUriInExchange: true,
    pkce: 'S256',
    refreshTokenLifetime: 14 * 86_400_000,
    ...overrides,
  };
}
