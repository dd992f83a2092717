import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltSite, buildSite } from './built-site.ts';
import { builtFile } from './next-app.ts';
import { itServesSessions } from './sessions.ts';
import { type StoreServer, startStoreServer } from './store-server.ts';

let site: BuiltSite;
let store: StoreServer;

beforeAll(async () => {
  store = await startStoreServer();
  site = await buildSite('edge', () => ({ STORE_URL: store.url }));
});

afterAll(async () => {
  await site?.[Symbol.asyncDispose]();
  await store?.[Symbol.asyncDispose]();
});

describe('an app of Next.js on the edge runtime', () => {
  it('runs there, its middleware too', () => {
    const { functions, middleware } = JSON.parse(builtFile('edge', 'server/middleware-manifest.json'));

    expect(Object.keys(functions).sort()).toEqual(
      expect.arrayContaining(['/account/page', '/api/article/route', '/api/auth/[...acme]/route', '/profile/page']),
    );
    expect(Object.keys(middleware)).toEqual(['/']);
  });

  itServesSessions(() => site);
});
