import { createDamClient, damProfile } from '@acme/dam';
import { createAuth } from '@acme/next';

const { DAM_URL: baseUrl, DAM_TOKEN_URL: tokenUrl, DAM_CONSENT_URL: authorizationUrl, SESSION_KEY } = process.env;

/** Without a store: tokens of this integration never end and never rotate, so they are in the cookie. */
export const damAuth = createAuth({
  profile: { ...damProfile({ tokenUrl, authorizationUrl, revocationUrl: tokenUrl }), rotation: 'none' },
  clientId: process.env.DAM_CLIENT_ID,
  clientSecret: process.env.DAM_CLIENT_SECRET,
  account: 'meadow',
  sessionKeys: SESSION_KEY,
  basePath: '/api/dam',
});

/** What a person finds with a client of their own; `undefined` if nobody is signed in. */
export async function findImage() {
  const session = await damAuth.session();
  if (!session) return undefined;
  const dam = createDamClient({ baseUrl, tokens: damAuth.tokens(session) });
  return (await dam.search({ query: '' }).first()).id;
}
