import type { Profile } from '@acme/oauth-core';
import { readCloudFailure } from './cloud-failure.ts';

/** The OAuth of Cloud API v2: client credentials, 300-second tokens, no rotation. */
export function cloudProfile(overrides: Partial<Profile> = {}): Profile {
  return {
    name: 'Cloud API v2',
    tokenUrl: 'https://accounts.acquia.com/api/auth/oauth/token',
    bodyFormat: 'form',
    rotation: 'none',
    redirectUriInExchange: false,
    pkce: 'none',
    isTokenRefused: refusesToken,
    ...overrides,
  };
}

/** An expired token is answered with 401, or with 403 and a text. Renewal does not help if the organisation's scope is missing. */
async function refusesToken(answer: Response): Promise<boolean> {
  const { detail = '', needsOrganization } = readCloudFailure(await answer.json().catch(() => undefined));
  if (needsOrganization) return false;
  return answer.status === 401 || /\btoken\b.*\b(expired|revoked|invalid)\b/i.test(detail);
}
