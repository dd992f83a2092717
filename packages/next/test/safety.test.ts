import { createAuth } from '@acme/next';
import { generateKey, memoryStore, type TokenStore, TokenStoreError } from '@acme/oauth-core';
import type { Sandbox } from '@acme/sandbox';
import { describe, expect, it, vi } from 'vitest';
import { createBrowser, locationOf, signIn } from './browser.ts';
import { asOtherProcess, damSite, type Site, siteWithoutStore, sourceSite } from './site.ts';

const sessionCookie = '__Host-acme-session';

/** Lets the sandbox's clock go on until `work` has ended, which tries again after pauses. */
function whileTimePasses<T>(sandbox: Sandbox, work: Promise<T>): Promise<T> {
  const passing = setInterval(() => sandbox.advance(100), 1);
  return work.finally(() => clearInterval(passing));
}

describe('cookies', () => {
  it('are encrypted, for this host only, and hidden from scripts', async () => {
    const { sandbox, browser } = sourceSite();

    const begun = await browser.get('/api/auth/sign-in');
    const back = await browser.get(await sandbox.authorize(locationOf(begun)));

    for (const { headers } of [begun, back]) {
      expect([headers.get('cache-control'), headers.get('referrer-policy')]).toEqual(['no-store', 'no-referrer']);
    }
    const set = [begun, back].flatMap((response) => response.headers.getSetCookie());
    expect(set).toHaveLength(3); // that of the sign-in, its deletion, and that of the session
    for (const cookie of set) {
      expect(cookie).toMatch(/^__Host-acme-[\w-]+=([\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+)?; Path=\/; Max-Age=\d+; /);
      expect(cookie).toMatch(/; HttpOnly; SameSite=Lax; Secure$/);
    }
  });

  it('show no key of the store, and have no room for a token, if there is a store', async () => {
    const { sandbox, auth, browser } = sourceSite();
    await signIn(sandbox, browser);
    const session = await auth.session(browser.request('/'));
    if (!session) throw new Error('nobody is signed in');

    const { accessToken } = await auth.tokens(session).getToken();

    const cookie = browser.cookies.get(sessionCookie) ?? '';
    expect(cookie).not.toContain(session.id);
    expect(cookie.length).toBeLessThan(400); // no room for a token
    expect(accessToken.length).toBeGreaterThan(400);
  });

  it('are read with every key, and written with the first one', async () => {
    const [old, fresh] = [generateKey(), generateKey()];
    const { sandbox, auth, browser, options } = sourceSite({ sessionKeys: [old] });
    await signIn(sandbox, browser);

    const both = createAuth({ ...options, sessionKeys: [fresh, old] });
    const afterwards = createAuth({ ...options, sessionKeys: fresh });
    const other = createBrowser(both.handlers);
    await signIn(sandbox, other);

    expect(await both.session(browser.request('/'))).toBeDefined();
    expect(await afterwards.session(browser.request('/'))).toBeUndefined();
    expect(await afterwards.session(other.request('/'))).toBeDefined();
    expect(await auth.session(other.request('/'))).toBeUndefined();
  });

  it.each([
    { sessionKeys: [] },
    { sessionKeys: 'a pass phrase' },
    { sessionKeys: `${generateKey()}A` },
    { sessionKeys: [generateKey(), ''] },
    { sessionKeys: new Uint8Array(16) },
    { sessionKeys: [Array(32).fill(0) as never] },
    { sessionKeys: undefined as never },
  ])('need keys of 32 random bytes (%#)', async (options) => {
    const { auth, browser } = sourceSite(options);

    await expect(auth.session(browser.request('/'))).rejects.toMatchObject({ option: 'sessionKeys' });
    await expect(browser.get('/api/auth/sign-in')).rejects.toMatchObject({ option: 'sessionKeys' });
  });

  it('that were tampered with are ignored', async () => {
    const { sandbox, auth, browser, errors } = sourceSite();
    await signIn(sandbox, browser);
    const good = browser.cookies.get(sessionCookie) ?? '';

    for (const at of [0, 20, good.indexOf('..') + 4, good.length - 30, good.length - 3]) {
      const letter = good[at] === 'A' ? 'B' : 'A';
      browser.cookies.set(sessionCookie, good.slice(0, at) + letter + good.slice(at + 1));
      expect(await auth.session(browser.request('/'))).toBeUndefined();
    }
    browser.cookies.set(sessionCookie, `${good}=`);
    expect(await auth.session(browser.request('/'))).toBeUndefined();
    browser.cookies.set(sessionCookie, good);
    expect(await auth.session(browser.request('/'))).toBeDefined();
    expect(errors).toEqual([]);
  });

  it('of a sign-in are not taken for a session', async () => {
    const get = vi.fn(memoryStore().get);
    const { auth, browser } = sourceSite({ store: { ...memoryStore(), get } });
    await browser.get('/api/auth/sign-in');

    const [begun = ''] = browser.cookies.values();
    browser.cookies.set(sessionCookie, begun);

    expect(await auth.session(browser.request('/'))).toBeUndefined();
    expect(get).not.toHaveBeenCalled();
  });

  it('from before a store was added or removed are ignored', async () => {
    const without = siteWithoutStore();
    const keys: string[] = [];
    const store = memoryStore();
    const set: TokenStore['set'] = (key, entry, options) => {
      keys.push(key);
      return store.set(key, entry, options);
    };
    const told: unknown[] = [];
    const listening = { ...without.options, onEvent: (event: unknown) => told.push(event) };
    const withStore = createAuth({ ...listening, store: { ...store, set } });
    await signIn(without.sandbox, without.browser);
    const other = createBrowser(withStore.handlers);

    expect(await withStore.session(without.browser.request('/'))).toBeUndefined();
    expect(keys).toEqual([]);
    await signIn(without.sandbox, other);
    told.length = 0;

    expect(await withStore.session(other.request('/'))).toBeDefined();
    expect(await createAuth(listening).session(other.request('/'))).toBeUndefined();
    expect(told).toEqual([]); // without a store, nothing is reported as lost
  });

  it('without the prefix count on this machine only, because another host of the domain could have set them', async () => {
    const { sandbox, auth } = sourceSite();
    const attacker = createBrowser(auth.handlers, 'http://localhost:3000');
    await signIn(sandbox, attacker);
    const victim = createBrowser(auth.handlers);

    victim.cookies.set('acme-session', attacker.cookies.get('acme-session') ?? '');

    expect(await auth.session(victim.request('/'))).toBeUndefined();
    expect(await auth.session(attacker.request('/'))).toBeDefined();
  });

  it.each(['\xa0', '\x85', '\t', 'x'])(
    'with %j before the prefix of their name are ignored, because another host of the domain could have set them',
    async (space) => {
      const { sandbox, auth, browser, errors } = sourceSite();
      const planted = (): Request => {
        const cookie = [...browser.cookies].map(([name, value]) => `a=b; ${space}${name}=${value}`).join('; ');
        return new Request(url, { headers: { cookie } });
      };
      const url = await sandbox.authorize(locationOf(await browser.get('/api/auth/sign-in')));

      const refused = await auth.handlers.GET(planted());
      await browser.get(url);

      expect(refused.status).toBe(400);
      expect(errors).toMatchObject([{ reason: 'state' }]);
      expect(await auth.session(planted())).toBeUndefined();
      expect(await auth.session(browser.request('/'))).toBeDefined();
    },
  );

  it('of one service are of no use at another, even with a shared key and store', async () => {
    const source = sourceSite();
    const { sessionKeys, store } = source.options;
    const dam = damSite({ sessionKeys, ...(store && { store }), basePath: '/api/dam' });
    await signIn(source.sandbox, source.browser);
    const both = createBrowser(dam.auth.handlers);
    for (const [name, value] of source.browser.cookies) both.cookies.set(name, value);
    const begun = await both.get('/api/dam/sign-in');
    await both.get(await dam.sandbox.authorize(locationOf(begun)));

    expect([...both.cookies.keys()]).toEqual([sessionCookie, `${sessionCookie}+api+dam`]);
    expect(await source.auth.session(both.request('/'))).toBeDefined();
    expect(await dam.auth.session(both.request('/'))).toBeDefined();

    both.cookies.set(`${sessionCookie}+api+dam`, both.cookies.get(sessionCookie) ?? '');
    expect(await dam.auth.session(both.request('/'))).toBeUndefined();
  });

  it.each([
    ['/shop/auth', '/shop-auth'],
    ['/api/dam', '/api.dam'],
  ])('of handlers at %s and at %s have different names', async (...basePaths) => {
    const names = basePaths.map(async (basePath) => {
      const { sandbox, browser } = sourceSite({ basePath });
      const begun = await browser.get(`${basePath}/sign-in`);
      await browser.get(await sandbox.authorize(locationOf(begun)));
      return [...browser.cookies.keys()].join();
    });

    expect(new Set(await Promise.all(names)).size).toBe(2);
  });

  it('may live for one second', () => {
    expect(() => sourceSite({ sessionLifetime: 1_000 })).not.toThrow();
  });

  it.each([0, -1, 999, Number.NaN, Infinity])("can't have a sessionLifetime of %s", (sessionLifetime) => {
    expect(() => sourceSite({ sessionLifetime })).toThrow(/^sessionLifetime must be a number of milliseconds/);
  });

  it('end with the session, even if the browser still sends them', async () => {
    const { sandbox, auth, browser } = sourceSite({ sessionLifetime: 60_000 });
    await signIn(sandbox, browser);

    sandbox.advance(59_999);
    expect(await auth.session(browser.request('/'))).toBeDefined();
    sandbox.advance(1);

    expect(await auth.session(browser.request('/'))).toBeUndefined();
  });
});

describe('a session', () => {
  it('never has an id that the browser brought, and ends the session that it replaces', async () => {
    const { sandbox, auth, browser } = sourceSite();
    await signIn(sandbox, browser);
    const planted = browser.cookies.get(sessionCookie) ?? ''; // the attacker keeps a copy
    const before = await auth.session(browser.request('/'));

    await signIn(sandbox, browser); // the victim signs in with it in the browser
    const after = await auth.session(browser.request('/'));

    const attacker = createBrowser(auth.handlers);
    attacker.cookies.set(sessionCookie, planted);
    expect(after?.id).not.toBe(before?.id);
    expect(await auth.session(attacker.request('/'))).toBeUndefined();
  });

  it('ends once the service has ended the authorisation', async () => {
    const { sandbox, auth, browser } = sourceSite();
    await signIn(sandbox, browser);
    const session = await auth.session(browser.request('/'));
    if (!session) throw new Error('nobody is signed in');
    for (const { id } of sandbox.authorizations) sandbox.revokeAuthorization(id);
    sandbox.advance(301_000);

    await expect(auth.tokens(session).getToken()).rejects.toMatchObject({ code: 'reauthorization_required' });

    expect(await auth.session(browser.request('/'))).toBeUndefined();
  });

  it('ends after the lifetime of a refresh token that nobody has used', async () => {
    const { sandbox, auth, browser } = sourceSite({ sessionLifetime: 90 * 86_400_000 });
    await signIn(sandbox, browser);

    sandbox.advance(14 * 86_400_000 - 1);
    expect(await auth.session(browser.request('/'))).toBeDefined();
    sandbox.advance(1);

    expect(await auth.session(browser.request('/'))).toBeUndefined();
  });

  it('throws and reports an error, and is not taken as missing, if the store fails', async () => {
    const { sandbox, auth, browser, options } = sourceSite();
    await signIn(sandbox, browser);
    expect(await auth.session(browser.request('/'))).toBeDefined();
    const told: string[] = [];
    const broken = createAuth({
      ...options,
      onEvent: ({ type }) => told.push(type),
      store: { ...memoryStore(), get: () => Promise.reject(new Error('no connection')) },
    });

    const session = whileTimePasses(sandbox, broken.session(browser.request('/')));
    await expect(session).rejects.toMatchObject({ code: 'token_store_failed' });
    expect(told).toEqual(['store_failed']);
  });
});

describe('a session that the store has lost', () => {
  it('is reported by every request that misses it, in the proxy too', async () => {
    const { sandbox, browser, options } = sourceSite();
    await signIn(sandbox, browser);
    const told: unknown[] = [];
    const lossy = { ...options, store: memoryStore(), onEvent: (event: unknown) => told.push(event) };
    const [emptied, named] = [createAuth(lossy), createAuth({ ...lossy, holder: 'web-1' })];

    expect(await emptied.session(browser.request('/'))).toBeUndefined();
    expect((await named.proxy({ protect: ['/account'] })(browser.request('/account')))?.status).toBe(307);

    const lost = {
      type: 'ended',
      reason: 'store_lost_it',
      at: sandbox.clock.now(),
      key: expect.stringMatching(/^session:[\w-]{43}$/),
      generation: 0,
      fingerprint: '',
      holder: '',
    };
    expect(told).toEqual([lost, { ...lost, holder: 'web-1' }]);
  });

  it('is not reported after 30 days, when a store may have dropped it', async () => {
    const { sandbox, browser, options } = damSite({ sessionLifetime: 90 * 86_400_000 });
    await signIn(sandbox, browser);
    const told: string[] = [];
    const dropped = createAuth({ ...options, store: memoryStore(), onEvent: ({ type }) => told.push(type) });

    sandbox.advance(30 * 86_400_000 - 1);
    expect(await dropped.session(browser.request('/'))).toBeUndefined();
    expect(told).toEqual(['ended']);
    sandbox.advance(1);

    expect(await dropped.session(browser.request('/'))).toBeUndefined();
    expect(told).toEqual(['ended']);
  });

  it('is not reported after the lifetime of its refresh token, when a store may have dropped it', async () => {
    const { sandbox, browser, options } = sourceSite({ sessionLifetime: 90 * 86_400_000 });
    await signIn(sandbox, browser);
    const told: string[] = [];
    const dropped = createAuth({ ...options, store: memoryStore(), onEvent: ({ type }) => told.push(type) });

    sandbox.advance(14 * 86_400_000 - 1);
    expect(await dropped.session(browser.request('/'))).toBeUndefined();
    expect(told).toEqual(['ended']);
    sandbox.advance(1);

    expect(await dropped.session(browser.request('/'))).toBeUndefined();
    expect(told).toEqual(['ended']);
  });

  it('is not reported if it was signed out', async () => {
    const { sandbox, auth, browser, options } = sourceSite();
    await signIn(sandbox, browser);
    const session = await auth.session(browser.request('/'));
    if (session) await auth.tokens(session).revoke();
    const told: string[] = [];
    const other = createAuth({ ...options, onEvent: ({ type }) => told.push(type) });

    expect(await other.session(browser.request('/'))).toBeUndefined();
    expect(told).toEqual([]);
  });
});

describe('a callback', () => {
  it('works once, and not again with a copy of its cookie', async () => {
    const { sandbox, auth, browser, errors, options } = sourceSite();
    const begun = await browser.get('/api/auth/sign-in');
    const copy = new Map(browser.cookies);
    const url = await sandbox.authorize(locationOf(begun));
    await browser.get(url);
    sandbox.advance(60_000);

    const again = await browser.get(url);
    const elsewhere = createBrowser(createAuth({ ...options, onError: (error) => errors.push(error) }).handlers);
    for (const [name, value] of copy) elsewhere.cookies.set(name, value);
    const replayed = await elsewhere.get(url);

    expect([again.status, replayed.status]).toEqual([400, 400]);
    expect(errors).toMatchObject([{ reason: 'state' }, { reason: 'state' }]);
    expect(sandbox.count('source.token')).toBe(1);
    expect(await auth.session(browser.request('/'))).toBeDefined();
  });

  it('works only once even if a store in memory has no room', async () => {
    const { sandbox, auth, browser, options } = sourceSite({ store: memoryStore({ limit: 1 }) });
    const begun = await browser.get('/api/auth/sign-in');
    const copy = browser.request('/').headers.get('cookie') ?? '';
    const url = await sandbox.authorize(locationOf(begun));
    await browser.get(url);
    await signIn(sandbox, createBrowser(createAuth(options).handlers));

    const replayed = await auth.handlers.GET(new Request(url, { headers: { cookie: copy } }));

    expect(replayed.status).toBe(400);
    expect(sandbox.count('source.token')).toBe(2); // one for each who signed in
  });

  it.each([
    { where: 'a store', make: sourceSite, operation: 'source.token' as const },
    { where: 'no store', make: siteWithoutStore, operation: 'dam.token' as const },
  ])('that is sent three times at once, with $where, uses its code once', async ({ make, operation }) => {
    const { sandbox, auth, browser } = make();
    const url = await sandbox.authorize(locationOf(await browser.get('/api/auth/sign-in')));

    const answers = await Promise.all([1, 2, 3].map(() => auth.handlers.GET(browser.request(url))));

    expect(answers.map(({ status }) => status).sort()).toEqual([303, 400, 400]);
    expect(sandbox.count(operation)).toBe(1);
  });

  it("in another browser is refused, so that an attacker's code signs nobody in", async () => {
    const { sandbox, browser, auth } = sourceSite();
    const victim = createBrowser(auth.handlers);
    await victim.get('/api/auth/sign-in'); // has its own sign-in open
    const begun = await browser.get('/api/auth/sign-in');

    const refused = await victim.get(await sandbox.authorize(locationOf(begun)));

    expect(refused.status).toBe(400);
    expect(await auth.session(victim.request('/'))).toBeUndefined();
    expect(sandbox.count('source.token')).toBe(0);
  });

  it('with two states is refused', async () => {
    const { sandbox, browser } = sourceSite();
    const url = await sandbox.authorize(locationOf(await browser.get('/api/auth/sign-in')));

    const refused = await browser.get(`${url}&state=another`);

    expect(refused.status).toBe(400);
    expect(sandbox.count('source.token')).toBe(0);
  });

  it('after ten minutes is refused, even if the browser still has the cookie', async () => {
    const { sandbox, browser, errors } = sourceSite();
    const begun = await browser.get('/api/auth/sign-in');
    const url = await sandbox.authorize(locationOf(begun));
    sandbox.advance(600_001);

    const late = await browser.get(url);

    expect(late.status).toBe(400);
    expect(await late.text()).toContain('more than ten minutes');
    expect(errors).toMatchObject([{ reason: 'expired' }]);
  });

  it('of a person who denied signs nobody in, and ends the sign-in', async () => {
    const { sandbox, browser } = sourceSite();
    const begun = await browser.get('/api/auth/sign-in?returnTo=/account');

    const denied = await browser.get(await sandbox.authorize(locationOf(begun), { deny: true }));

    expect(denied.status).toBe(403);
    expect(browser.cookies.size).toBe(0);
    expect(await denied.text()).toContain('href="/api/auth/sign-in?returnTo=%2Faccount"');
  });

  it('with a code that the service refuses shows an error page, and keeps an earlier session', async () => {
    const { sandbox, auth, browser, errors } = sourceSite();
    await signIn(sandbox, browser);
    const begun = await browser.get('/api/auth/sign-in');
    const url = new URL(await sandbox.authorize(locationOf(begun)));
    url.searchParams.set('code', 'stolen');

    const refused = await browser.get(url.href);

    expect(refused.status).toBe(400);
    expect(errors).toHaveLength(1);
    expect(await auth.session(browser.request('/'))).toBeDefined();
  });
});

describe('a callback with a made-up code', () => {
  it.each([{ make: sourceSite }, { make: damSite }])('leaves no session in the store (%#)', async ({ make }) => {
    const store = memoryStore();
    const keys = new Set<string>();
    const { sandbox, browser } = make({
      store: {
        ...asOtherProcess(store),
        set(key, entry, options) {
          keys.add(key);
          return store.set(key, entry, options);
        },
        async delete(key) {
          await new Promise((resolve) => setImmediate(resolve));
          return store.delete(key);
        },
      },
    });
    const url = new URL(await sandbox.authorize(locationOf(await browser.get('/api/auth/sign-in'))));
    url.searchParams.set('code', 'made up');

    const refused = await browser.get(url.href);

    expect(refused.status).toBe(400);
    const written = [...keys].filter((key) => key.startsWith('session:'));
    expect(written).toHaveLength(1);
    expect(await Promise.all(written.map(store.get))).toEqual([undefined]);
  });

  it.each([
    { how: 'fails', remove: () => Promise.reject(new Error('DELETE … failed')) },
    {
      how: 'fails at once',
      remove: () => {
        throw new Error('DELETE … failed');
      },
    },
    { how: 'never answers', remove: () => new Promise<void>(() => {}) },
  ])('shows an error page even if the store $how when the session is deleted', async ({ remove }) => {
    let asks: () => void = () => {};
    const asked = new Promise<void>((resolve) => {
      asks = resolve;
    });
    const forget = vi.fn(() => {
      asks();
      return remove();
    });
    const { sandbox, browser, errors } = sourceSite({ store: { ...memoryStore(), delete: forget } });
    const url = new URL(await sandbox.authorize(locationOf(await browser.get('/api/auth/sign-in'))));
    url.searchParams.set('code', 'made up');

    const refused = browser.get(url.href);
    await asked;
    sandbox.advance(3_000);

    expect((await refused).status).toBe(400);
    expect(errors).toMatchObject([{ code: 'reauthorization_required' }]);
    expect(forget).toHaveBeenCalledTimes(1); // it is not asked again, as what is kept ends in time
  });
});

describe('a callback without a code', () => {
  it('leaves nothing in the store', async () => {
    const set = vi.fn(memoryStore().set);
    const { sandbox, browser } = sourceSite({ store: { ...memoryStore(), set } });
    const begun = await browser.get('/api/auth/sign-in');

    await browser.get(await sandbox.authorize(locationOf(begun), { deny: true }));

    expect(set).not.toHaveBeenCalled();
  });
});

describe('a store that fails at the callback', () => {
  it.each([
    {
      how: 'at once',
      answer: () => Promise.reject(new Error('INSERT … VALUES (…) failed')),
      words: "The store's set failed (Error)",
    },
    {
      how: 'in words of its own',
      answer: () => Promise.reject(new TokenStoreError('The disk is full: look at the disk.')),
      words: 'The disk is full',
    },
    {
      how: 'by never answering',
      answer: () => new Promise<boolean>(() => {}),
      words: 'did not answer in 3000 ms',
    },
  ])('$how lets nobody sign in, and no code is sent', async ({ answer, words }) => {
    let asks: () => void = () => {};
    const asked = new Promise<void>((resolve) => {
      asks = resolve;
    });
    const set = (): Promise<boolean> => {
      asks();
      return answer();
    };
    const { sandbox, browser, errors } = sourceSite({ store: { ...memoryStore(), set } });
    const url = await sandbox.authorize(locationOf(await browser.get('/api/auth/sign-in')));

    const back = browser.get(url);
    await asked;
    const { status } = await whileTimePasses(sandbox, back);

    expect(status).toBe(503);
    expect(errors).toMatchObject([{ code: 'token_store_failed' }]);
    expect(String(errors[0])).not.toContain('VALUES');
    expect(String(errors[0])).toContain(words);
    expect(sandbox.count('source.token')).toBe(0);
  });
});

describe('a store whose connection ends at the callback', () => {
  const ended = (): Promise<never> => Promise.reject(new Error('the connection ended'));

  it.each([
    {
      how: 'before the callback is recorded',
      calls: (set: () => Promise<boolean>, call: number) => (call === 1 ? ended() : set()),
    },
    {
      how: 'after the callback is recorded',
      calls: (set: () => Promise<boolean>, call: number) => (call === 1 ? set().then(ended) : set()),
    },
    {
      how: 'and whose driver records it again',
      calls: (set: () => Promise<boolean>) => set().then(set),
    },
    {
      how: 'and whose server refuses connections for a moment',
      calls: (set: () => Promise<boolean>, call: number) =>
        call === 1 ? set().then(ended) : call < 5 ? ended() : set(),
    },
  ])('$how still lets the person sign in, once', async ({ calls }) => {
    const memory = memoryStore();
    let notes = 0;
    const set: TokenStore['set'] = (key, ...entry) =>
      key.startsWith('sign-in:') ? calls(() => memory.set(key, ...entry), ++notes) : memory.set(key, ...entry);
    const { sandbox, auth, browser } = sourceSite({ store: { ...memory, set } });
    const url = await sandbox.authorize(locationOf(await browser.get('/api/auth/sign-in')));
    const copy = browser.request(url);

    await whileTimePasses(sandbox, browser.get(url));

    expect(await auth.session(browser.request('/'))).toBeDefined();
    expect((await auth.handlers.GET(copy)).status).toBe(400);
    expect(sandbox.count('source.token')).toBe(1);
  });
});

describe('a store that fails while a code is exchanged', () => {
  it('is not asked to delete as well, as what it has kept ends in time', async () => {
    const memory = memoryStore();
    const forgotten = vi.fn(memory.delete);
    const { sandbox, browser, errors } = sourceSite({
      store: {
        ...memory,
        set: (key, entry, options) =>
          key.startsWith('session:') ? Promise.reject(new Error('no connection')) : memory.set(key, entry, options),
        delete: forgotten,
      },
    });

    let isDone = false;
    const back = signIn(sandbox, browser).finally(() => {
      isDone = true;
    });
    while (!isDone) {
      await new Promise((resolve) => setImmediate(resolve));
      sandbox.advance(10); // the store is asked again
    }

    expect((await back).status).toBe(503);
    expect(errors).toMatchObject([{ code: 'token_store_failed' }]);
    expect(forgotten).not.toHaveBeenCalled();
  });
});

describe('an error of Next.js itself', () => {
  it('passes through the callback as it is', async () => {
    const error = Object.assign(new Error('Dynamic server usage'), { digest: 'DYNAMIC_SERVER_USAGE' });
    const { sandbox, browser } = sourceSite({ store: { ...memoryStore(), set: () => Promise.reject(error) } });
    const url = await sandbox.authorize(locationOf(await browser.get('/api/auth/sign-in')));

    await expect(browser.get(url)).rejects.toBe(error);
  });
});

describe("a request that is not a person's visit", () => {
  it.each([
    { 'sec-purpose': 'prefetch;prerender' },
    { purpose: 'prefetch' },
    { 'sec-purpose': 'prerender' },
    { 'x-purpose': 'Preview' },
    { 'x-moz': 'prefetch' },
    { 'x-middleware-prefetch': '1' },
    { 'next-router-prefetch': '1' },
    { rsc: '1' },
    { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
    { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' },
  ])('with %o neither begins nor ends a sign-in', async (headers) => {
    const { sandbox, browser } = sourceSite();
    const refused = await browser.get('/api/auth/sign-in', headers as Record<string, string>);
    const begun = await browser.get('/api/auth/sign-in', { 'sec-fetch-mode': 'navigate' });
    const url = await sandbox.authorize(locationOf(begun));

    const refusedToo = await browser.get(url, headers as Record<string, string>);

    expect([refused.status, refusedToo.status]).toEqual([403, 403]);
    expect([refused, refusedToo].flatMap((response) => response.headers.getSetCookie())).toEqual([]);
    expect(locationOf(await browser.get(url))).toBe('https://site.example/');
  });

  it('by HEAD, which Next.js hands to GET, neither begins nor ends a sign-in', async () => {
    const { sandbox, auth, browser } = sourceSite();
    const head = (path: string): Promise<Response> => auth.handlers.GET(browser.request(path, { method: 'HEAD' }));
    const refused = await head('/api/auth/sign-in');
    const url = await sandbox.authorize(locationOf(await browser.get('/api/auth/sign-in')));

    const refusedToo = await head(url);

    expect([refused.status, refusedToo.status]).toEqual([403, 403]);
    expect([refused, refusedToo].flatMap((response) => response.headers.getSetCookie())).toEqual([]);
    expect(locationOf(await browser.get(url))).toBe('https://site.example/');
  });
});

describe('an error page', () => {
  it.each<{
    text: string;
    status: number;
    make?: () => Site;
    answer(site: Site, url: string): string | Promise<string>;
  }>([
    {
      text: 'You did not give consent, so you are not signed in.',
      status: 403,
      answer: ({ sandbox }, url) => sandbox.authorize(url, { deny: true }),
    },
    {
      text: 'The service refused the sign-in.',
      status: 502,
      answer: (_, url) => `/api/auth/callback?state=${new URL(url).searchParams.get('state')}&error=server_error`,
    },
    {
      text: 'This site works with another account.',
      status: 403,
      make: () => damSite({ account: 'another' }),
      answer: ({ sandbox }, url) => sandbox.authorize(url),
    },
    {
      text: 'The service did not accept this sign-in.',
      status: 400,
      answer: async ({ sandbox }, url) => (await sandbox.authorize(url)).replace(/code=[^&]+/, 'code=stolen'),
    },
    {
      text: 'The sign-in could not be completed just now.',
      status: 503,
      answer({ sandbox }, url) {
        sandbox.faults.next('source.token', { kind: 'status', status: 500 });
        return sandbox.authorize(url);
      },
    },
    {
      text: 'This sign-in was started in another browser, or is already completed.',
      status: 400,
      make: () => {
        const { profile } = sourceSite().options;
        return sourceSite({ profile: { ...profile, issuer: 'https://source.example' } });
      },
      answer: async ({ sandbox }, url) => `${await sandbox.authorize(url)}&iss=https://evil.example`,
    },
  ])('says: $text', async ({ text, status, make = sourceSite, answer }) => {
    const site = make();
    const url = await answer(site, locationOf(await site.browser.get('/api/auth/sign-in?returnTo=/account')));

    const page = await site.browser.get(url);

    expect(page.status).toBe(status);
    const link = '<p><a href="/api/auth/sign-in?returnTo=%2Faccount" rel="nofollow">Sign in again</a></p>';
    expect(await page.text()).toContain(`<p>${text}</p>\n${link}`);
    expect(site.browser.cookies.size).toBe(0); // neither a session nor a sign-in that could go on
    expect(site.errors).toHaveLength(1);
  });

  it.each([
    { path: '/callback', status: 400, text: 'This sign-in was started in another browser, or is already completed.' },
    { path: '/sign-in', headers: { rsc: '1' }, status: 403, text: 'Please open this page in a browser window.' },
    { path: '/other', status: 404, text: 'There is nothing here.' },
    {
      path: '/sign-out',
      status: 405,
      text: 'To sign out, a form has to be sent by POST. You are still signed in.',
    },
  ])('of $path says: $text', async ({ path, headers, status, text }) => {
    const { browser } = sourceSite();

    const page = await browser.get(`/api/auth${path}`, headers);

    expect(page.status).toBe(status);
    expect(await page.text()).toContain(`<p>${text}</p>`);
  });

  it('leads back to the start page if nothing names the page that the sign-in began on', async () => {
    const { browser } = sourceSite();

    expect(await (await browser.get('/api/auth/callback?state=a&code=b')).text()).toContain('sign-in?returnTo=%2F"');
  });

  const hostile = `"><script>alert(1)</script>'&`;

  it('shows nothing of the request but the return path, which is escaped', async () => {
    const { browser } = sourceSite();
    const begun = await browser.get(`/api/auth/sign-in?returnTo=${encodeURIComponent(`/it's?b=${hostile}`)}`);
    const state = new URL(locationOf(begun)).searchParams.get('state') ?? '';
    const query = new URLSearchParams({ state, error: hostile, error_description: hostile, error_uri: hostile });

    const page = await browser.get(`/api/auth/callback?${query}`);

    const text = await page.text();
    expect(page.status).toBe(502);
    expect(text).not.toContain('<script');
    expect(text).toContain('returnTo=%2Fit&#39;s%3Fb%3D');
    expect(text).not.toContain('alert(1)<');
    expect(text).not.toContain(state);
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(text).toContain('<meta name="robots" content="noindex">');
    expect(text).toContain(' rel="nofollow">');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('shows no secret, nor does what is reported', async () => {
    const { sandbox, browser, errors, options } = sourceSite();
    const begun = await browser.get('/api/auth/sign-in');
    const challenge = new URL(locationOf(begun)).searchParams.get('code_challenge') ?? '';
    const url = await sandbox.authorize(locationOf(begun));
    const { code = '', state = '' } = Object.fromEntries(new URL(url).searchParams);
    sandbox.faults.next('source.token', { kind: 'status', status: 500 });
    sandbox.faults.next('source.token', { kind: 'status', status: 400 });

    const pages = [await browser.get(url), await browser.get(url)];

    const shown = `${await Promise.all(pages.map((page) => page.text()))} ${errors.map((error) => `${String(error)} ${JSON.stringify(error)}`)}`;
    expect(errors.length).toBe(2);
    for (const secret of [code, state, challenge, options.clientSecret ?? '']) {
      expect(secret).not.toBe('');
      expect(shown).not.toContain(secret);
    }
  });
});

describe('a sign-out', () => {
  it('ends the session for every copy of the cookie, revokes at the service, and goes to the return path', async () => {
    const { sandbox, auth, browser } = damSite();
    await signIn(sandbox, browser);
    const stolen = browser.request('/');

    const out = await browser.post('/api/auth/sign-out?returnTo=/bye');

    expect(locationOf(out)).toBe('https://site.example/bye');
    expect(browser.cookies.size).toBe(0);
    expect(await auth.session(stolen)).toBeUndefined();
    expect(sandbox.count('dam.revoke')).toBe(1);
  });

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null', 'sec-fetch-site': 'cross-site' },
    { origin: 'null', 'sec-fetch-site': 'none' },
    { origin: 'https://site.example', 'sec-fetch-site': 'cross-site' },
    { origin: 'https://other.site.example', 'sec-fetch-site': 'same-site' },
    { origin: 'http://site.example', 'sec-fetch-site': 'same-origin' },
  ])('is refused if the browser says that another site asks: %o', async (headers) => {
    const { sandbox, auth, browser } = sourceSite();
    await signIn(sandbox, browser);

    const refused = await browser.post('/api/auth/sign-out', headers as Record<string, string>);

    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain(
      '<p>Only a page of this site can sign you out. You are still signed in.</p>',
    );
    expect(await auth.session(browser.request('/'))).toBeDefined();
  });

  it.each([{}, { 'sec-fetch-site': 'none' }, { origin: 'https://site.example' }])(
    'is accepted if no page of another site can have asked: %o',
    async (headers) => {
      const { sandbox, auth, browser } = sourceSite();
      await signIn(sandbox, browser);

      const out = await auth.handlers.POST(browser.request('/api/auth/sign-out', { method: 'POST', headers }));

      expect(out.status).toBe(303);
    },
  );

  it('is refused if a browser only says that it hides its origin', async () => {
    const { auth, browser } = sourceSite();
    const headers = { origin: 'null' };

    const refused = await auth.handlers.POST(browser.request('/api/auth/sign-out', { method: 'POST', headers }));

    expect(refused.status).toBe(403);
  });

  it('is accepted from a page of this site that sends no referrer', async () => {
    const { sandbox, auth, browser } = sourceSite();
    await signIn(sandbox, browser);

    await browser.post('/api/auth/sign-out', { origin: 'null', 'sec-fetch-site': 'same-origin' });

    expect(await auth.session(browser.request('/'))).toBeUndefined();
  });

  it('is refused by GET', async () => {
    const { sandbox, auth, browser } = sourceSite();
    await signIn(sandbox, browser);

    const page = await browser.get('/api/auth/sign-out');

    expect(page.status).toBe(405);
    expect(page.headers.get('allow')).toBe('POST');
    expect(await auth.session(browser.request('/'))).toBeDefined();
  });

  it.each([
    {
      onError: () => {
        throw new Error('no log');
      },
    },
    { onError: () => Promise.reject(new Error('no log')) },
  ])("works even if a failed revocation can't be reported (%#)", async ({ onError }) => {
    const { sandbox, auth, browser } = damSite({ onError });
    await signIn(sandbox, browser);
    sandbox.faults.next('dam.revoke', { kind: 'status', status: 503 });

    const out = await browser.post('/api/auth/sign-out');

    expect(out.status).toBe(303);
    expect(await auth.session(browser.request('/'))).toBeUndefined();
  });

  it('works even if the service fails, which is reported', async () => {
    const { sandbox, auth, browser, errors } = damSite();
    await signIn(sandbox, browser);
    sandbox.faults.next('dam.revoke', { kind: 'status', status: 503 });

    const out = await browser.post('/api/auth/sign-out');

    expect(out.status).toBe(303);
    expect(browser.cookies.size).toBe(0);
    expect(await auth.session(browser.request('/'))).toBeUndefined();
    expect(errors).toMatchObject([{ code: 'token_request_failed' }]);
  });

  it('never hangs, even if the store does', async () => {
    const store = memoryStore();
    let waits: () => void = () => {};
    const waiting = new Promise<void>((resolve) => {
      waits = resolve;
    });
    const { sandbox, browser, options } = sourceSite({ store });
    await signIn(sandbox, browser);
    const hanging = { ...asOtherProcess(store), get: () => new Promise<undefined>(() => waits()) };
    const kept: Promise<unknown>[] = [];
    const waitUntil = (work: Promise<unknown>): void => void kept.push(work);
    const other = createBrowser(createAuth({ ...options, store: hanging, onError: () => {}, waitUntil }).handlers);
    for (const [name, value] of browser.cookies) other.cookies.set(name, value);

    const out = other.post('/api/auth/sign-out');
    await waiting;
    expect(kept).toHaveLength(1); // the platform lets it finish, even if it ends the request early
    sandbox.advance(5_000);

    expect((await out).status).toBe(303);
    expect(other.cookies.size).toBe(0);
  });
});
