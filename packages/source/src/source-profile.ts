import { type Profile, refuseOption } from '@acme/oauth-core';

/**
 * The OAuth of a Source site: forms, PKCE, 300-second tokens, and refresh tokens that live 14 days and work once.
 *
 * @param siteUrl The site, `https://my-site.example.com`.
 * @throws {ConfigurationError} if the URL has a query or a fragment, after which no path can follow.
 */
export function sourceProfile(siteUrl: string | URL, overrides: Partial<Profile> = {}): Profile {
  const site = String(siteUrl).replace(/\/+$/, '');
  if (/[?#]/.test(site)) refuseOption('siteUrl', 'must have no ? or #');
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
