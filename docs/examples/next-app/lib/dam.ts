import { createDamClient, type DamClient, damProfile } from '@acme/dam';
import { createAuth } from '@acme/next';
import { after } from 'next/server';
import { store } from '@/lib/store';

const {
  DAM_CLIENT_ID: clientId = '',
  DAM_CLIENT_SECRET: clientSecret = '',
  DAM_ACCOUNT: account = '',
  DAM_BASE_URL: baseUrl,
  DAM_TOKEN_URL: tokenUrl,
  DAM_CONSENT_URL: authorizationUrl,
  SESSION_KEY = '',
} = process.env;

/** A second sign-in, with its own handlers and its own cookie. */
export const damAuth = createAuth({
  profile: damProfile({ ...(tokenUrl && { tokenUrl }), ...(authorizationUrl && { authorizationUrl }) }),
  clientId,
  clientSecret,
  account,
  sessionKeys: SESSION_KEY,
  store,
  basePath: '/api/dam',
  waitUntil: (work) => after(work),
});

/** The DAM client of the person who makes the request; `undefined` if they have not given consent. */
export async function personsDam(): Promise<DamClient | undefined> {
  const session = await damAuth.session();
  return session && createDamClient({ tokens: damAuth.tokens(session), ...(baseUrl && { baseUrl }) });
}
