import { createDamClient } from '@acme/dam';
import { createAuth } from '@acme/next';
import { memoryStore, type TokenStore } from '@acme/oauth-core';
import { createSourceClient } from '@acme/source';
import { describe, expect, it } from 'vitest';
import { createBrowser, locationOf, signIn } from './browser.ts';
import { asOtherProcess, damSite, siteWithoutStore, sourceSite } from './site.ts';

describe('a sign-in', () => {
  it('with Source ends on the page that it began on, with a client of that person', async () => {
    const { sandbox, auth, browser } = sourceSite();

    const back = await signIn(sandbox, browser, '/account?tab=2');
    const session = await auth.session(browser.request('/account'));

    expect(locationOf(back)).toBe('https://site.example/account?tab=2');
    if (!session) throw new Error('nobody is signed in');
    const { siteUrl, fetch } = sandbox.clients.source;
    const source = createSourceClient({ siteUrl, fetch, tokens: auth.tokens(session) });
    expect(await source.list('node--article', { pageSize: 1 }).first()).toHaveProperty('id');
    expect(sandbox.log.at(-1)?.operation).toMatch(/^source/);
  });

  it('with DAM goes to the consent page, without PKCE and response_type', async () => {
    const { sandbox, auth, browser } = damSite();

    const begun = new URL(locationOf(await browser.get('/api/auth/sign-in')));
    await browser.get(await sandbox.authorize(begun));
    const session = await auth.session(browser.request('/'));

    expect([...begun.searchParams.keys()].sort()).toEqual(['client_id', 'redirect_uri', 'state']);
    if (!session) throw new Error('nobody is signed in');
    const { baseUrl, v1BaseUrl, fetch } = sandbox.clients.dam;
    const dam = createDamClient({ baseUrl, v1BaseUrl, fetch, tokens: auth.tokens(session) });
    expect(await dam.search({ query: '' }).first()).toHaveProperty('id');
  });

  it('goes to the consent page of the account', async () => {
    const { sandbox, options } = damSite();
    const profile = { ...options.profile, authorizationUrl: 'https://{account}.example.com/allowaccess' };
    const browser = createBrowser(createAuth({ ...options, profile, account: 'meadow' }).handlers);

    expect(locationOf(await browser.get('/api/auth/sign-in'))).toMatch(/^https:\/\/meadow\.example\.com\//);
    expect(sandbox.log).toEqual([]);
  });

  it('uses the scope, the origin and the base path that were passed in', async () => {
    const { browser } = sourceSite({ scope: ['a', 'b'], origin: 'https://www.example.com', basePath: '/shop/auth' });

    const { searchParams } = new URL(locationOf(await browser.get('/shop/auth/sign-in')));

    expect(searchParams.get('scope')).toBe('a b');
    expect(searchParams.get('redirect_uri')).toBe('https://www.example.com/shop/auth/callback');
    expect(searchParams.get('code_challenge_method')).toBe('S256');
  });

  it('works in two tabs at once', async () => {
    const { sandbox, auth, browser } = sourceSite();
    const one = await browser.get('/api/auth/sign-in?returnTo=/one');
    const two = await browser.get('/api/auth/sign-in?returnTo=/two');

    const second = await browser.get(await sandbox.authorize(locationOf(two)));
    const first = await browser.get(await sandbox.authorize(locationOf(one)));

    expect([first, second].map(locationOf)).toEqual(['https://site.example/one', 'https://site.example/two']);
    expect(await auth.session(browser.request('/'))).toBeDefined();
    expect([...browser.cookies.keys()]).toEqual(['__Host-acme-session']);
  });

  it('is forgotten if many newer ones are begun', async () => {
    const { browser } = sourceSite();

    const begun: string[] = [];
    for (let tab = 0; tab < 20; tab++) {
      const [cookie = ''] = (await browser.get('/api/auth/sign-in')).headers.getSetCookie().slice(-1);
      expect(cookie).toContain('; Max-Age=600;');
      begun.push(cookie.split('=', 1)[0] ?? '');
    }

    expect([...browser.cookies.keys()]).toEqual(begun.slice(-5));
    for (const name of begun) expect(name).toMatch(/^__Host-acme-sign-in-[\w-]{12}$/);
  });

  it('leaves the other cookies of the site alone, however many there are', async () => {
    const { browser } = sourceSite();
    for (let other = 0; other < 10; other++) browser.cookies.set(`cart-${other}`, 'a'.repeat(1_000));
    const others = [...browser.cookies.keys()];

    await browser.get('/api/auth/sign-in');

    expect([...browser.cookies.keys()]).toEqual([...others, expect.stringMatching(/acme-sign-in/)]);
  });

  it('leaves room in the request header, however long the paths are that people come from', async () => {
    const { sandbox, auth, browser } = sourceSite();
    const longest = `/search?q=${'a'.repeat(1_900)}`;

    for (let tab = 0; tab < 20; tab++) {
      const begun = await browser.get(`/api/auth/sign-in?returnTo=${encodeURIComponent(longest)}`);
      expect([...browser.cookies].join('; ').length).toBeLessThan(6_200);
      if (tab === 19) await browser.get(await sandbox.authorize(locationOf(begun)));
    }

    expect(await auth.session(browser.request('/'))).toBeDefined();
  });

  it.each([
    { length: 400, open: 5 },
    { length: 550, open: 4 },
    { length: 1_000, open: 3 },
  ])('may be begun $open times at once with return paths of $length characters', async ({ length, open }) => {
    const { browser } = sourceSite();

    for (let tab = 0; tab < 8; tab++) await browser.get(`/api/auth/sign-in?returnTo=/${'a'.repeat(length)}`);

    expect(browser.cookies.size).toBe(open);
  });

  it.each(['a', '\u4e00', '"'])(
    'from a page with many %s in its address has a cookie that browsers keep',
    async (text) => {
      const { browser } = sourceSite();

      const { headers } = await browser.get(
        `/api/auth/sign-in?returnTo=${encodeURIComponent(`/search?q=${text.repeat(1_900)}`)}`,
      );

      expect(headers.getSetCookie()[0]?.length).toBeLessThan(4_096);
    },
  );

  it('may end at another instance than it began at, even if that was frozen for an hour before', async () => {
    const { sandbox, options } = sourceSite({ sessionLifetime: 600_000 });
    const { clock, store } = options;
    if (!clock || !store) throw new Error('the site has both');
    const wallTime = (): number => clock.now();
    const sleep = clock.sleep.bind(clock);
    const thawed = { now: () => clock.now() - 3_600_000, wallTime, sleep };
    const [began, ended] = [
      createAuth({ ...options, clock: thawed, store: asOtherProcess(store) }),
      createAuth({ ...options, clock: { now: wallTime, wallTime, sleep } }),
    ];
    const browser = createBrowser(began.handlers);
    const other = createBrowser(ended.handlers);

    const url = await sandbox.authorize(locationOf(await browser.get('/api/auth/sign-in')));
    for (const [name, value] of browser.cookies) other.cookies.set(name, value);
    const back = await other.get(url);
    await signIn(sandbox, browser);

    expect(back.status).toBe(303);
    expect(await began.session(other.request('/'))).toBeDefined();
    expect(await ended.session(browser.request('/'))).toMatchObject({ createdAt: clock.now() });
  });

  it('with another account than the one of the site keeps nothing', async () => {
    const { sandbox, auth, browser, errors } = damSite({ account: 'another' });

    const back = await signIn(sandbox, browser);

    expect(back.status).toBe(403);
    expect(errors).toMatchObject([{ code: 'callback_failed', reason: 'other_account' }]);
    expect(await auth.session(browser.request('/'))).toBeUndefined();
    expect(sandbox.count('dam.token')).toBe(0); // its code said so already
  });

  it.each([
    ['the account in capital letters', () => damSite({ account: 'MEADOW' }), 'meadow'],
    ['a token that has it in capital letters', () => damSite({ account: 'meadow' }), 'MEADOW'],
    ['a token that tells no account', () => sourceSite({ account: 'meadow' }), 'meadow'],
  ])('accepts %s', async (_, site, account) => {
    const { sandbox, options } = site();
    const auth = createAuth({
      ...options,
      fetch: async (input, init) => {
        const answer = await sandbox.fetch(input, init);
        return new Response((await answer.text()).replace('wat_meadow_', `wat_${account}_`), answer);
      },
    });
    const browser = createBrowser(auth.handlers);
    await signIn(sandbox, browser);

    expect(await auth.session(browser.request('/'))).toBeDefined();
  });

  it.each([200, 503])(
    'with a token of another account keeps nothing, and revokes it at the service (%i)',
    async (status) => {
      const { sandbox, browser: _, errors, options } = damSite({ account: 'meadow' });
      if (status !== 200) sandbox.faults.next('dam.revoke', { kind: 'status', status });
      const memory = memoryStore();
      const keys = new Set<string>();
      const set: TokenStore['set'] = (key, entry, how) => {
        keys.add(key);
        return memory.set(key, entry, how);
      };
      const auth = createAuth({
        ...options,
        store: { ...memory, set },
        onError: (error) => errors.push(error),
        fetch: async (input, init) => {
          const answer = await sandbox.fetch(input, init);
          return new Response((await answer.text()).replaceAll('wat_meadow_', 'wat_other_'), answer);
        },
      });
      const browser = createBrowser(auth.handlers);

      const back = await signIn(sandbox, browser);

      expect(back.status).toBe(403);
      expect(errors).toMatchObject([{ code: 'callback_failed', reason: 'other_account' }]);
      expect(browser.cookies.size).toBe(0);
      expect(sandbox.count('dam.revoke')).toBe(1);
      const kept = await Promise.all([...keys].map(async (key) => (await memory.get(key))?.entry.value));
      expect(kept).toEqual(['used', expect.stringContaining('"ended"')]);
      expect(kept.join()).not.toContain('wat_other_');
    },
  );

  it('keeps tokens that never rotate in the cookie if there is no store', async () => {
    const { sandbox, auth, browser, options } = siteWithoutStore();
    await signIn(sandbox, browser);

    const other = createAuth(options); // another process
    const session = await other.session(browser.request('/'));

    if (!session) throw new Error('nobody is signed in');
    const given = await Promise.all([auth, other].map((process) => process.tokens(session).getToken()));
    expect(given[0]?.accessToken).toBe(given[1]?.accessToken);
    expect(sandbox.count('dam.token')).toBe(1);
    expect(JSON.stringify(session)).not.toContain(given[0]?.accessToken);
  });

  it.each(['single-use', 'single-use-revokes-family'] as const)(
    'refuses to keep tokens that rotate in a cookie (%s), and says why',
    (rotation) => {
      const { options } = siteWithoutStore();

      expect(() => createAuth({ ...options, profile: { ...options.profile, rotation } })).toThrow(
        /^store is missing: refresh tokens of DAM v2 work only once/,
      );
    },
  );

  it.each([
    { option: 'profile', given: { profile: undefined } },
    { option: 'store', given: { store: null } },
    { option: 'sessionLifetime', given: { sessionLifetime: '600000' } },
    { option: 'basePath', given: { basePath: '/api/auth/' } },
    { option: 'basePath', given: { basePath: 'api/auth' } },
  ])('refuses a wrong $option from an untyped caller', ({ option, given }) => {
    const { options } = sourceSite();

    expect(() => createAuth({ ...options, ...(given as object) })).toThrow(expect.objectContaining({ option }));
  });

  it('works on this machine, where cookies are not secure', async () => {
    const { sandbox, auth } = sourceSite();
    const browser = createBrowser(auth.handlers, 'http://localhost:3000');

    const back = await signIn(sandbox, browser);

    expect(locationOf(back)).toBe('http://localhost:3000/account');
    expect(back.headers.getSetCookie().join()).not.toContain('Secure');
    expect([...browser.cookies.keys()]).toEqual(['acme-session']);
    expect(await auth.session(browser.request('/'))).toBeDefined();

    for (let tab = 0; tab < 6; tab++) await browser.get('/api/auth/sign-in');
    const out = await browser.post('/api/auth/sign-out');
    const begun = await browser.get('/api/auth/sign-in');
    expect([out, begun].flatMap(({ headers }) => headers.getSetCookie()).join()).not.toContain('Secure'); // as they were set
    expect(browser.cookies.size).toBe(5);
  });
});
