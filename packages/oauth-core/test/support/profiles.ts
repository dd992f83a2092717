import type { Sandbox } from '@acme/sandbox';
import type { Profile } from '../../src/index.ts';

/** Cloud: client credentials, nothing rotates. An expired token may be answered with 403. */
export const cloudProfile = ({ clients }: Sandbox, overrides: Partial<Profile> = {}): Profile => ({
  name: 'Cloud',
  tokenUrl: clients.cloud.tokenUrl,
  bodyFormat: 'form',
  rotation: 'none',
  redirectUriInExchange: false,
  pkce: 'none',
  ...overrides,
});

/** Source: PKCE, a scope, a refresh token that works once. */
export const sourceProfile = ({ clients }: Sandbox, overrides: Partial<Profile> = {}): Profile => ({
  name: 'Source',
  tokenUrl: `${clients.source.siteUrl}/oauth/token`,
  bodyFormat: 'form',
  authorizationUrl: `${clients.source.siteUrl}/oauth/authorize`,
  rotation: 'single-use',
  redirectUriInExchange: true,
  pkce: 'S256',
  refreshTokenLifetime: 14 * 86_400_000,
  ...overrides,
});

/** DAM: JSON, its own name for the code, no token type, and a family that dies of a second use. */
export const damProfile = ({ clients }: Sandbox, overrides: Partial<Profile> = {}): Profile => ({
  name: 'DAM',
  tokenUrl: clients.dam.tokenUrl,
  bodyFormat: 'json',
  parameterNames: { code: 'authorization_code' },
  authorizationUrl: clients.dam.consentUrl.replace('{account}', 'meadow'),
  responseTypeInAuthorization: false,
  revocation: 'delete-bearer',
  revocationUrl: clients.dam.tokenUrl,
  rotation: 'single-use-revokes-family',
  redirectUriInExchange: false,
  pkce: 'none',
  tokenType: 'optional',
  ...overrides,
});
