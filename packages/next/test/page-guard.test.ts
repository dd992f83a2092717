import { describe, expect, it } from 'vitest';
import { locationOf, signIn } from './browser.ts';
import { sourceSite } from './site.ts';

const protect = ['/account/:path*', '/user/:id', '/old.html'];

describe('the proxy', () => {
  it.each([
    '/account',
    '/account/',
    '/account/orders/1',
    '/%61ccount',
    '//account',
    '/user/7',
    '/user/7%2Fposts', // one segment to the router
    '/user/%2f',
    '/old.html',
    '/account%2forders',
    '/account%2F',
    '/%2Faccount',
  ])('redirects a visitor who is not signed in from %s to the sign-in, which leads back', async (path) => {
    const { auth, browser } = sourceSite();

    const answer = await auth.proxy({ protect })(browser.request(`https://site.example${path}?a=b`));

    const location = new URL(locationOf(answer ?? Response.error()));
    expect(answer?.status).toBe(307);
    expect(location.origin + location.pathname).toBe('https://site.example/api/auth/sign-in');
    expect(location.searchParams.get('returnTo')).toBe(`${path}?a=b`);
  });

  it.each(['/', '/accounts', '/accounts%2F', '/user', '/user%2F', '/user/7/posts', '/oldxhtml', '/api/auth/sign-in'])(
    'lets %s pass',
    async (path) => {
      const { auth, browser } = sourceSite();

      expect(await auth.proxy({ protect })(browser.request(path))).toBeUndefined();
    },
  );

  it.each(['sign-in', 'callback', 'sign-out', 'sign-in/'])(
    'lets %s pass even if the whole site is protected',
    async (action) => {
      const { auth, browser } = sourceSite({ basePath: '/shop/auth' });
      const guard = auth.proxy({ protect: ['/:path*'] });

      expect(await guard(browser.request(`/shop/auth/${action}?a=b`))).toBeUndefined();
      for (const path of [`/shop/auth/x/${action}`, `/shop/auth/${action}/x`, `/shop/auth/${action}x`]) {
        expect((await guard(browser.request(path)))?.status).toBe(307);
      }
    },
  );

  it('lets a signed-in person pass', async () => {
    const { sandbox, auth, browser } = sourceSite();
    await signIn(sandbox, browser);

    expect(await auth.proxy({ protect })(browser.request('/account'))).toBeUndefined();
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    'answers 401 to a %s of a visitor who is not signed in, because a redirect would lose its body',
    async (method) => {
      const { auth, browser } = sourceSite();

      const answer = await auth.proxy({ protect })(browser.request('/account', { method, body: 'x' }));

      expect([answer?.status, answer?.headers.get('cache-control')]).toEqual([401, 'no-store']);
      expect(await answer?.text()).toBe('Sign in first.');
    },
  );

  it.each([undefined, 'https://www.example.com'])(
    'redirects to the sign-in of the site (%s), with an answer that nobody may cache',
    async (origin) => {
      const { auth, browser } = sourceSite({ origin });

      for (const method of ['GET', 'HEAD']) {
        const answer = await auth.proxy({ protect })(browser.request('/account', { method }));
        expect(answer?.headers.get('cache-control')).toBe('no-store');
        expect(new URL(locationOf(answer ?? Response.error())).origin).toBe(origin ?? 'https://site.example');
      }
    },
  );

  it.each([
    ['/', ['/', '//'], ['/a']],
    ['/a/:b?', ['/a', '/a/b', '/A/b', '/a/%zz'], ['/a/b/c', '/x/a/b']],
    ['/a/:b+', ['/a/b', '/a/b/c', '/a/%zz'], ['/a']],
    ['/~a/b-c.d', ['/~a/b-c.d', '/%7ea/b%2dc.d'], ['/~a/b-c', '/~a/b-cxd']],
    ['/a/:b/', ['/a/b'], ['/a', '/a/b/c']],
    ['/prénom/:b*', ['/prénom', '/pr%C3%A9nom/b', '/PR%c3%89NOM'], ['/prenom', '/pr%E9nom']],
    ['/アカウント', ['/アカウント'], ['/アカウン']],
  ])('reads %s as Next.js does', async (pattern, matching, other) => {
    const { auth, browser } = sourceSite();
    const guard = auth.proxy({ protect: [pattern] });

    const passing = async (path: string): Promise<boolean> =>
      (await guard(browser.request(`https://site.example${path}`))) === undefined;

    expect(await Promise.all([...matching, ...other].map(passing))).toEqual([
      ...matching.map(() => false),
      ...other.map(() => true),
    ]);
  });

  it('matches a path without the base path of the app, but leads back with it', async () => {
    const { auth, browser } = sourceSite();
    const request = Object.assign(browser.request('/shop/account'), { nextUrl: { pathname: '/account' } });

    const answer = await auth.proxy({ protect })(request);

    expect(locationOf(answer ?? Response.error())).toContain('returnTo=%2Fshop%2Faccount');
  });

  it.each(['account', '/(.*)', '(.*)/', 'x/account', '/a/*', '/:path**', ''])(
    "refuses a pattern that it can't read: %s",
    (pattern) => {
      const { auth } = sourceSite();

      expect(() => auth.proxy({ protect: [pattern] })).toThrow(
        expect.objectContaining({ option: 'protect', message: expect.stringMatching(/^protect has a pattern/) }),
      );
    },
  );
});

describe('the origin of the site', () => {
  it('has the host that the browser asked, if a proxy in front names it', async () => {
    const { browser } = sourceSite();

    const begun = await browser.get('/api/auth/sign-in', {
      'x-forwarded-host': 'www.example.com , inner',
      'x-forwarded-proto': 'http',
    });

    expect(new URL(locationOf(begun)).searchParams.get('redirect_uri')).toBe(
      'https://www.example.com/api/auth/callback',
    );
  });

  it('has the host of the Host header, if the address is another', async () => {
    const { browser } = sourceSite();

    const begun = await browser.get('http://10.0.0.7:3000/api/auth/sign-in', { host: 'www.example.com' });

    expect(new URL(locationOf(begun)).searchParams.get('redirect_uri')).toBe(
      'https://www.example.com/api/auth/callback',
    );
  });

  it.each(['a b', 'a\tb.example', 'a/b', 'a:b', 'a\\b', 'user@evil.example', 'evil.example?', 'evil.example#'])(
    'is refused with a host such as %s',
    async (host) => {
      const { browser } = sourceSite();

      await expect(browser.get('/api/auth/sign-in', { 'x-forwarded-host': host })).rejects.toMatchObject({
        option: 'origin',
      });
    },
  );

  it.each([
    ['http', 'localhost:3000'],
    ['http', 'app.localhost'],
    ['http', '127.1.2.3'],
    ['http', '[::1]:3000'],
    ['https', 'notlocalhost'],
    ['https', 'localhost.example.com'],
    ['https', '127.0.0.1.example.com'],
  ])('is %s at %s, if it is asked by http', async (protocol, host) => {
    const { browser } = sourceSite();

    const begun = await browser.get('/api/auth/sign-in', { host, 'x-forwarded-proto': 'http' });

    expect(new URL(locationOf(begun)).searchParams.get('redirect_uri')).toBe(`${protocol}://${host}/api/auth/callback`);
    expect(/; Secure/.test(begun.headers.getSetCookie().join())).toBe(protocol === 'https');
  });

  it('is https on this machine if the proxy in front says so', async () => {
    const { browser } = sourceSite();

    const headers = { 'x-forwarded-host': 'localhost:3000', 'x-forwarded-proto': 'https' };
    const begun = await browser.get('http://localhost:3000/api/auth/sign-in', headers);

    expect(new URL(locationOf(begun)).searchParams.get('redirect_uri')).toMatch(/^https:/);
    expect(begun.headers.getSetCookie().join()).not.toMatch(/__Host-|; Secure/); // the page may be asked for by http too
  });

  it('is https on this machine if it is asked by https', async () => {
    const { browser } = sourceSite();

    const begun = await browser.get('https://localhost:3000/api/auth/sign-in');

    expect(new URL(locationOf(begun)).searchParams.get('redirect_uri')).toMatch(/^https:/);
  });

  it('is refused as http except on this machine', () => {
    const { browser } = sourceSite({ origin: 'http://www.example.com' });

    return expect(browser.get('/api/auth/sign-in')).rejects.toMatchObject({ option: 'origin' });
  });
});
