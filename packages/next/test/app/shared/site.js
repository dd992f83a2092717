import { createAuth } from '@acme/next';
import { fileStore } from '@acme/oauth-core/node';
import { createSourceClient, sourceProfile } from '@acme/source';
import { after } from 'next/server';

const { SITE_URL: siteUrl, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, STORE, SESSION_KEY } = process.env;
const store = fileStore(STORE);

/** The app itself. Its token is in memory: each process has its own. */
export const source = createSourceClient({ siteUrl, clientId, clientSecret });

export const auth = createAuth({
  profile: sourceProfile(siteUrl),
  clientId,
  clientSecret,
  sessionKeys: SESSION_KEY,
  store,
  waitUntil: (work) => after(work),
});

/** The client of a person. */
export const sourceOf = (session) => createSourceClient({ siteUrl, tokens: auth.tokens(session) });
