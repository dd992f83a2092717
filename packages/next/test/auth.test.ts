import { createAuth } from '@acme/next';
import { type Clock, memoryStore, type StoredToken, type TokenStore } from '@acme/oauth-core';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { cookieEntries } from '../src/session.ts';
import { createBrowser, locationOf, signIn } from './browser.ts';
import { damSite, siteWithoutStore, sourceSite } from './site.ts';

const day = 86_400_000;
const sessionOf = (response: Response): string =>
  response.headers.getSetCookie().find((cookie) => /acme-session/.test(cookie)) ?? '';

describe('a session', () => {
  it.each([
    ['the refresh token of Source', sourceSite, 14 * day],
    ['30 days, if the refresh token lives longer', damSite, 30 * day],
    ['its sessionLifetime says', () => sourceSite({ sessionLifetime: 90_500 }), 90_000],
  ])('lives as long as %s', async (_, site, ms) => {
    const { sandbox, browser } = site();

    expect(sessionOf(await signIn(sandbox, browser))).toContain(`; Max-Age=${ms / 1_000};`);
  });

  it('lives for 30 days if the profile has no refreshTokenLifetime', async () => {
    const { sandbox, options } = sourceSite();
    const { refreshTokenLifetime: _, ...profile } = options.profile;

    const back = await signIn(sandbox, createBrowser(createAuth({ ...options, profile }).handlers));

    expect(sessionOf(back)).toContain(`; Max-Age=${(30 * day) / 1_000};`);
  });

  it('uses the clock of the platform if none is passed in', async () => {
    const { sandbox, options } = sourceSite();
    const auth = createAuth({ ...options, clock: undefined });
    const browser = createBrowser(auth.handlers);
    await signIn(sandbox, browser);

    const { createdAt = 0 } = (await auth.session(browser.request('/'))) ?? {};

    expect(Math.abs(createdAt - Date.now())).toBeLessThan(day);
  });

  it('is read without the wall clock, which Next.js forbids in a page that it prerenders', async () => {
    const { sandbox, browser, options } = sourceSite();
    await signIn(sandbox, browser);
    const wallTime = vi.fn(() => sandbox.clock.now());
    const sleep = sandbox.clock.sleep.bind(sandbox.clock);
    const auth = createAuth({ ...options, clock: { now: () => sandbox.clock.now(), wallTime, sleep } });

    expect(await auth.session(browser.request('/'))).toBeDefined();
    expect(wallTime).not.toHaveBeenCalled();
  });

  it("is read from the cookies of the site's origin, whatever host the proxy in front asks", async () => {
    const { sandbox, auth, browser } = sourceSite({ origin: 'https://site.example' });
    await signIn(sandbox, browser);
    const cookie = browser.request('/').headers.get('cookie') ?? '';

    expect(await auth.session(new Request('http://localhost:3000/', { headers: { cookie } }))).toBeDefined();
  });

  it('is read from a header without spaces', async () => {
    const { sandbox, auth, browser } = sourceSite();
    await signIn(sandbox, browser);
    const cookie = `a=b;${browser.request('/').headers.get('cookie')};c=d`;

    expect(await auth.session(new Request('https://site.example/', { headers: { cookie } }))).toBeDefined();
  });

  it('has an id that nobody can guess, and an entry in the store', async () => {
    const { sandbox, auth, browser, options } = sourceSite();
    await signIn(sandbox, browser);

    const session = await auth.session(browser.request('/'));

    expect(session?.id).toMatch(/^[\w-]{43}$/);
    expect(await options.store?.get(`session:${session?.id}`)).toBeDefined();
  });

  it('outlives its token if the profile has no refreshTokenLifetime', async () => {
    const { sandbox, options } = sourceSite();
    const { refreshTokenLifetime: _, ...profile } = options.profile;
    const auth = createAuth({ ...options, profile });
    const browser = createBrowser(auth.handlers);
    await signIn(sandbox, browser);
    sandbox.advance(301_000);

    expect(await auth.session(browser.request('/'))).toBeDefined();
  });

  it("whose token can't be renewed ends with that token", async () => {
    const { sandbox, options } = sourceSite();
    const auth = createAuth({
      ...options,
      fetch: async (input, init) => {
        const answer = await sandbox.fetch(input, init);
        return new Response((await answer.text()).replace('"refresh_token"', '"none"'), answer);
      },
    });
    const browser = createBrowser(auth.handlers);
    await signIn(sandbox, browser);

    sandbox.advance(299_999);
    expect(await auth.session(browser.request('/'))).toBeDefined();
    sandbox.advance(1);

    expect(await auth.session(browser.request('/'))).toBeUndefined();
  });

  it('in a cookie is of no use at another base path, even with the same keys', async () => {
    const { sandbox, browser, options } = siteWithoutStore();
    await signIn(sandbox, browser);
    const other = createAuth({ ...options, basePath: '/api/other' });
    const sealed = browser.cookies.get('__Host-acme-session') ?? '';
    browser.cookies.set('__Host-acme-session+api+other', sealed);

    expect(sealed).not.toBe('');
    expect(await other.session(browser.request('/'))).toBeUndefined();
  });

  it('whose tokens are too long for a cookie needs a store, and says so', async () => {
    const { sandbox, options } = siteWithoutStore();
    const auth = createAuth({
      ...options,
      fetch: async (input, init) => {
        const answer = await sandbox.fetch(input, init);
        return new Response((await answer.text()).replace('wat_meadow_', `wat_meadow_${'a'.repeat(3_000)}`), answer);
      },
    });

    await expect(signIn(sandbox, createBrowser(auth.handlers))).rejects.toMatchObject({ option: 'store' });
  });

  it('has a cookie of at most 4,096 characters, because browsers drop a longer one', async () => {
    const { sandbox, options } = siteWithoutStore();
    const cookieWith = async (more: number): Promise<string> => {
      const auth = createAuth({
        ...options,
        fetch: async (input, init) => {
          const answer = await sandbox.fetch(input, init);
          return new Response((await answer.text()).replace('wat_meadow_', `wat_meadow_${'a'.repeat(more)}`), answer);
        },
      });
      return sessionOf(await signIn(sandbox, createBrowser(auth.handlers)));
    };
    const { length } = await cookieWith(0);
    const most = Math.floor(((4_096 - length) * 3) / 4); // sealing turns three characters into four

    expect((await cookieWith(most - 2)).length).toBeGreaterThan(4_090);
    await expect(cookieWith(most + 3)).rejects.toMatchObject({ option: 'store' });
  });

  it('is ignored if its cookie is sent twice, because somebody else has set one of the two', async () => {
    const { sandbox, auth, browser } = sourceSite();
    await signIn(sandbox, browser);
    const request = browser.request('/');
    request.headers.append('cookie', `__Host-acme-session=${'x'}`);
    const cookie = request.headers.get('cookie')?.replace(', ', '; ') ?? '';

    expect(await auth.session(new Request(request.url, { headers: { cookie } }))).toBeUndefined();
  });
});

describe('the tokens of a person', () => {
  it('from cookies make room in memory for those of other people', async () => {
    const entries = cookieEntries();

    for (let person = 0; person <= 10_000; person++) {
      await entries.set(`${person}`, { format: 1, revision: 'a', value: '' }, { replaces: undefined });
    }

    expect(await entries.get('0')).toBeUndefined();
    expect(await entries.get('10000')).toBeDefined();
  });

  it('are sent to the origins of the site', async () => {
    const { sandbox, options } = sourceSite();
    const sent: (string | null)[] = [];
    const auth = createAuth({
      ...options,
      origins: ['https://other.example'],
      async fetch(input, init) {
        if (!String(input).startsWith('https://other.example')) return sandbox.fetch(input, init);
        sent.push(new Headers((init as RequestInit).headers).get('authorization')); // the platform's own
        return new Response();
      },
    });
    const browser = createBrowser(auth.handlers);
    await signIn(sandbox, browser);
    const session = await auth.session(browser.request('/'));
    if (!session) throw new Error('nobody is signed in');

    await auth.tokens(session).fetch('https://other.example/a');

    expect(sent).toEqual([expect.stringMatching(/^Bearer ./)]);
  });
});

describe('onError', () => {
  it('is the console by default', async () => {
    const { sandbox, options } = sourceSite();
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => error.mockRestore());
    const browser = createBrowser(createAuth({ ...options, onError: undefined }).handlers);
    const begun = await browser.get('/api/auth/sign-in');

    await browser.get(await sandbox.authorize(locationOf(begun), { deny: true }));

    expect(error.mock.calls).toMatchObject([[{ reason: 'denied' }]]);
  });

  it("gets the error if the old session can't be ended, before the new one begins all the same", async () => {
    const memory = memoryStore();
    let failing = '';
    let ended = false;
    const store: TokenStore = {
      ...memory,
      async set(key, entry, options) {
        if (key !== failing) return memory.set(key, entry, options);
        await new Promise((resolve) => setImmediate(resolve));
        ended = true;
        throw new Error('no connection');
      },
    };
    const { sandbox, auth, browser, errors } = sourceSite({ store });
    await signIn(sandbox, browser);
    const before = await auth.session(browser.request('/'));
    failing = `session:${before?.id}`;

    const signingIn = signIn(sandbox, browser);
    let isDone = false;
    void signingIn.finally(() => {
      isDone = true;
    });
    while (!isDone) {
      await new Promise((resolve) => setImmediate(resolve));
      sandbox.advance(10); // the store is asked again
    }
    const back = await signingIn;

    expect([back.status, ended]).toEqual([303, true]);
    expect(errors).toMatchObject([{ code: 'token_store_failed' }]);
    expect((await auth.session(browser.request('/')))?.id).not.toBe(before?.id);
  });
});

describe('a person who signs in again', () => {
  it('is not signed out at the service, which may count both consents as one', async () => {
    const { sandbox, auth, browser } = damSite();
    await signIn(sandbox, browser);
    await signIn(sandbox, browser);

    expect(sandbox.count('dam.revoke')).toBe(0);
    expect(await auth.session(browser.request('/'))).toBeDefined();
  });

  it("is signed in even if the old session can't be read", async () => {
    const memory = memoryStore();
    let failing = '';
    const get: TokenStore['get'] = (key) => {
      return key === failing ? Promise.reject(new Error('no connection')) : memory.get(key);
    };
    const { sandbox, auth, browser, options } = sourceSite({ store: { ...memory, get } });
    await signIn(sandbox, browser);
    const before = await auth.session(browser.request('/'));
    failing = `session:${before?.id}`;
    const errors: unknown[] = [];
    const other = createAuth({ ...options, store: { ...memory, get }, onError: (error) => errors.push(error) });
    const sameBrowser = createBrowser(other.handlers);
    for (const [name, value] of browser.cookies) sameBrowser.cookies.set(name, value);

    let isDone = false;
    const back = signIn(sandbox, sameBrowser).finally(() => {
      isDone = true;
    });
    while (!isDone) {
      await new Promise((resolve) => setImmediate(resolve));
      sandbox.advance(10); // the store is asked again
    }

    expect((await back).status).toBe(303);
    expect(errors).toMatchObject([{ code: 'token_store_failed' }]);
    expect((await other.session(sameBrowser.request('/')))?.id).not.toBe(before?.id);
  });
});

describe('a callback', () => {
  it('is remembered for as long as it could be used again', async () => {
    const memory = memoryStore();
    const kept = new Map<string, StoredToken>();
    const store: TokenStore = {
      ...memory,
      set(key, entry, options) {
        if (key.startsWith('sign-in:')) kept.set(key, entry);
        return memory.set(key, entry, options);
      },
    };
    const { sandbox, options } = sourceSite({ store });
    const sleep = sandbox.clock.sleep.bind(sandbox.clock);
    const clock: Clock = { now: () => sandbox.clock.now() + 0.25, sleep }; // the platform's has fractions too
    const browser = createBrowser(createAuth({ ...options, clock }).handlers);

    const states: string[] = [];
    for (let time = 0; time < 3; time++) {
      const begun = locationOf(await browser.get('/api/auth/sign-in'));
      states.push(new URL(begun).searchParams.get('state') ?? '');
      await browser.get(await sandbox.authorize(begun));
    }

    expect([...kept.keys()]).toEqual(states.map((state) => `sign-in:${state}`));
    for (const { keepUntil } of kept.values()) expect(keepUntil).toBe(sandbox.clock.now() + 600_001);
    expect(new Set([...kept.values()].map(({ revision }) => revision)).size).toBe(3);
  });
});

describe('a sign-out', () => {
  it('succeeds for a person who is not signed in', async () => {
    const { browser } = sourceSite();

    expect(locationOf(await browser.post('/api/auth/sign-out?returnTo=/bye'))).toBe('https://site.example/bye');
  });

  it('waits five seconds for a service that does not answer, but no longer', async () => {
    const { sandbox, options } = damSite();
    let asks: () => void = () => {};
    const asked = new Promise<void>((resolve) => {
      asks = resolve;
    });
    const fetch: typeof sandbox.fetch = (input, init) => {
      if (init?.method !== 'DELETE') return sandbox.fetch(input, init);
      asks();
      return new Promise(() => {});
    };
    const browser = createBrowser(createAuth({ ...options, fetch, onError: () => {} }).handlers);
    await signIn(sandbox, browser);

    let isOut = false;
    const out = browser.post('/api/auth/sign-out').finally(() => {
      isOut = true;
    });
    await asked;
    sandbox.advance(4_999);
    await new Promise((resolve) => setImmediate(resolve));
    const wasOut = isOut;
    sandbox.advance(1);

    expect([wasOut, (await out).status]).toEqual([false, 303]);
  });

  it('leaves no timer behind', async () => {
    const { sandbox, options } = damSite();
    const sleeping = new Set<object>();
    const clock: Clock = {
      now: () => sandbox.clock.now(),
      sleep(ms, signal) {
        const one = { ms };
        sleeping.add(one);
        return sandbox.clock.sleep(ms, signal).finally(() => sleeping.delete(one));
      },
    };
    const browser = createBrowser(createAuth({ ...options, clock }).handlers);
    await signIn(sandbox, browser);

    await browser.post('/api/auth/sign-out');
    await new Promise((resolve) => setImmediate(resolve));

    expect([...sleeping]).toEqual([]);
  });
});

describe('the handlers', () => {
  it.each(['/auth', '/a.b/~c-d/auth'])('are below the basePath of the site: %s', async (basePath) => {
    const { browser } = sourceSite({ basePath });

    expect(new URL(locationOf(await browser.get(`${basePath}/sign-in`))).searchParams.get('redirect_uri')).toBe(
      `https://site.example${basePath}/callback`,
    );
  });

  it('answer with a slash at the end too, and nothing else does', async () => {
    const { browser } = sourceSite();

    expect((await browser.get('/api/auth/sign-in/')).status).toBe(303);
    expect((await browser.get('/api/auth/other')).status).toBe(404);
    expect((await browser.post('/api/auth/callback')).status).toBe(404);
  });

  it('never send a person back to themselves', async () => {
    const { sandbox, browser } = sourceSite();

    expect(locationOf(await signIn(sandbox, browser, '/api/auth/sign-in'))).toBe('https://site.example/');
  });
});
