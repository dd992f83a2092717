import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { locationOf, signIn } from '../browser.ts';
import { type BuiltSite, buildSite, builtFile } from './built-site.ts';
import { browserAt, itServesSessions } from './sessions.ts';
import { type StoreServer, startStoreServer } from './store-server.ts';

let site: BuiltSite;
let store: StoreServer;

beforeAll(async () => {
  store = await startStoreServer();
  site = await buildSite('edge', ({ clients: { damWithoutRefresh: dam } }) => ({
    STORE_URL: store.url,
    DAM_URL: dam.baseUrl,
    DAM_TOKEN_URL: dam.tokenUrl,
    DAM_CONSENT_URL: dam.consentUrl,
    DAM_CLIENT_ID: dam.clientId,
    DAM_CLIENT_SECRET: dam.clientSecret,
  }));
});

afterAll(async () => {
  await site?.[Symbol.asyncDispose]();
  await store?.[Symbol.asyncDispose]();
});

describe('an app of Next.js on the edge runtime', () => {
  it('runs there, and so does its middleware', () => {
    const { functions, middleware } = JSON.parse(builtFile('edge', 'server/middleware-manifest.json'));

    expect(Object.keys(functions).sort()).toEqual(
      expect.arrayContaining(['/account/page', '/api/article/route', '/api/auth/[...acme]/route', '/profile/page']),
    );
    expect(Object.keys(middleware)).toEqual(['/']);
  });

  itServesSessions(() => site);

  it('needs no store for tokens that never rotate, which are in the cookie beside the session of another service', async () => {
    const { sandbox, app } = site;
    const browser = browserAt(app.origin);
    await signIn(sandbox, browser);
    const begun = await browser.get('/api/dam/sign-in');
    await browser.get(await sandbox.authorize(locationOf(begun)));

    const image = await browser.get('/api/image');
    const article = await browser.get('/api/article');

    expect([...browser.cookies.keys()]).toEqual(['acme-session', 'acme-session+api+dam']);
    expect([image.status, article.status]).toEqual([200, 200]);
    expect((await browserAt(app.origin).get('/api/image')).status).toBe(401);
  });
});
