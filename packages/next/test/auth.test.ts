import { createAuth } from '@acme/next';
import { type Clock, memoryStore, type TokenStore } from '@acme/oauth-core';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createBrowser, locationOf, signIn } from './browser.ts';
import { damSite, siteWithoutStore, sourceSite } from './site.ts';

const day = 86_400_000;
const sessionOf = (response: Response): string =>
  response.headers.getSetCookie().find((cookie) => /acme-session/.test(cookie)) ?? '';

describe('a session', () => {
  it.each([
    ['the refresh token of Source', sourceSite, 14 * day],
    ['30 days, where the refresh token lives longer', damSite, 30 * day],
    ['what the site says', () => sourceSite({ sessionLifetime: 90_500 }), 90_000],
  ])('lives as long as %s', async (_, site, ms) => {
    const { sandbox, browser } = site();

    expect(sessionOf(await signIn(sandbox, browser))).toContain(`; Max-Age=${ms / 1_000};`);
  });

  it('has an id that nobody guesses, and its entry in the store', async () => {
    const { sandbox, auth, browser, options } = sourceSite();
    await signIn(sandbox, browser);

    const session = await auth.session(browser.request('/'));

    expect(session?.id).toMatch(/^[\w-]{43}$/);
    expect(await options.store?.get(`session:${session?.id}`)).toBeDefined();
  });

  it('outlives its token where nobody knows how long a refresh token lives', async () => {
    const { sandbox, options } = sourceSite();
    const { refreshTokenLifetime: _, ...profile } = options.profile;
    const auth = createAuth({ ...options, profile });
    const browser = createBrowser(auth.handlers);
    await signIn(sandbox, browser);
    sandbox.advance(301_000);

    expect(await auth.session(browser.request('/'))).toBeDefined();
  });

  it('whose token can not be renewed ends with it', async () => {
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

    expect(await auth.session(browser.request('/'))).toBeDefined();
    sandbox.advance(301_000);

    expect(await auth.session(browser.request('/'))).toBeUndefined();
  });

  it('in a cookie is of no use at another path, though the keys are the same', async () => {
    const { sandbox, browser, options } = siteWithoutStore();
    await signIn(sandbox, browser);
    const other = createAuth({ ...options, basePath: '/api/other' });
    const sealed = browser.cookies.get('__Host-acme-session') ?? '';
    browser.cookies.set('__Host-acme-session-api-other', sealed);

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

  it('of which a cookie is sent twice is none: somebody else has set one of them', async () => {
    const { sandbox, auth, browser } = sourceSite();
    await signIn(sandbox, browser);
    const request = browser.request('/');
    request.headers.append('cookie', `__Host-acme-session=${'x'}`);
    const cookie = request.headers.get('cookie')?.replace(', ', '; ') ?? '';

    expect(await auth.session(new Request(request.url, { headers: { cookie } }))).toBeUndefined();
  });
});

describe('the tokens of a person', () => {
  it('go where the site says', async () => {
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

describe('who hears of errors', () => {
  it('is the console where nobody else is named', async () => {
    const { sandbox, options } = sourceSite();
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => error.mockRestore());
    const browser = createBrowser(createAuth({ ...options, onError: undefined }).handlers);
    const begun = await browser.get('/api/auth/sign-in');

    await browser.get(await sandbox.authorize(locationOf(begun), { deny: true }));

    expect(error.mock.calls).toMatchObject([[{ reason: 'denied' }]]);
  });

  it('hears that the session of before could not be ended; the new one begins all the same, after that', async () => {
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

describe('a callback', () => {
  it('is remembered for as long as it could be used again', async () => {
    const memory = memoryStore();
    const kept: (number | undefined)[] = [];
    const store: TokenStore = {
      ...memory,
      set(key, entry, options) {
        if (key.startsWith('sign-in:')) kept.push(entry.keepUntil);
        return memory.set(key, entry, options);
      },
    };
    const { sandbox, browser } = sourceSite({ store });

    await signIn(sandbox, browser);

    expect(kept).toEqual([sandbox.clock.now() + 600_000]);
  });
});

describe('a sign-out', () => {
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
  it('are found with a slash at the end, and nothing else is', async () => {
    const { browser } = sourceSite();

    expect((await browser.get('/api/auth/sign-in/')).status).toBe(303);
    expect((await browser.get('/api/auth/other')).status).toBe(404);
    expect((await browser.post('/api/auth/callback')).status).toBe(404);
  });

  it('send nobody back to themselves', async () => {
    const { sandbox, browser } = sourceSite();

    expect(locationOf(await signIn(sandbox, browser, '/api/auth/sign-in'))).toBe('https://site.example/');
  });
});
