import { createAuth } from '@acme/next';
import { systemClock } from '@acme/oauth-core';
import { createSourceClient, sourceProfile } from '@acme/source';
import { after } from 'next/server';

const { SITE_URL: siteUrl, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, SESSION_KEY } = process.env;
const aheadMs = Number(process.env.CLOCK_AHEAD_MS);

/** What every app has, over the store that it uses. */
export function createSite(store) {
  const auth = createAuth({
    profile: sourceProfile(siteUrl),
    clientId,
    clientSecret,
    sessionKeys: SESSION_KEY,
    store,
    clock: {
      ...systemClock,
      now: () => systemClock.now() + aheadMs,
      wallTime: () => systemClock.wallTime() + aheadMs,
    },
    waitUntil: (work) => after(work),
  });

  return {
    auth,
    /** Acts as the app itself. Its token is in memory, so each process has its own. */
    source: createSourceClient({ siteUrl, clientId, clientSecret }),
    /** What a person reads with a client of their own; `undefined` if nobody is signed in. */
    async readArticle() {
      const session = await auth.session();
      if (!session) return undefined;
      const persons = createSourceClient({ siteUrl, tokens: auth.tokens(session) });
      return (await persons.list('node--article', { pageSize: 1 }).first()).id;
    },
  };
}
