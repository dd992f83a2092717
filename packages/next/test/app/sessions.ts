import { expect, it } from 'vitest';
import { type Browser, createBrowser, locationOf, signIn } from '../browser.ts';
import type { BuiltSite } from './built-site.ts';
import { navigate } from './navigate.ts';

export const browserAt = (origin: string): Browser => createBrowser({ GET: navigate, POST: navigate }, origin);

interface Reading {
  readonly response: Response;
  /** What was read with the person's client; `undefined` if nobody is signed in. */
  readonly id: string | undefined;
}

/** Reads at one of the places where an app asks who is signed in. */
type Read = (browser: Browser, origin: string) => Promise<Reading>;

const readPage =
  (path: string): Read =>
  async (browser, origin) => {
    const response = await navigate(browser.request(origin + path));
    return { response, id: /Signed in, reads (?:<!-- -->)?([\w-]+)/.exec(await response.clone().text())?.[1] };
  };

const readRoute: Read = async (browser, origin) => {
  const response = await navigate(browser.request(`${origin}/api/article`));
  return { response, id: JSON.parse(await response.clone().text()).id };
};

/** Calls a server action as the script of Next.js does: on the edge runtime, its redirect works only so. */
const callAction =
  (id: string): Read =>
  async (browser, origin) => {
    const headers = { origin, 'next-action': id, 'content-type': 'text/plain;charset=UTF-8' };
    const response = await navigate(browser.request(`${origin}/profile`, { method: 'POST', body: '[]', headers }));
    return { response, id: /reads=([\w-]+)/.exec(response.headers.get('x-action-redirect') ?? '')?.[1] };
  };

const expiryMs = 301_000;

/** What holds for the sessions of every app, whatever its configuration and its runtime. */
export function itServesSessions(site: () => BuiltSite): void {
  /** Signs in, and gives the places where this person can read. */
  async function signedIn(): Promise<{ browser: Browser; places: Readonly<Record<string, Read>> }> {
    const { sandbox, app } = site();
    const browser = browserAt(app.origin);
    await signIn(sandbox, browser, '/profile');
    const { response } = await readPage('/profile')(browser, app.origin);
    const [, action = ''] = /name="\$ACTION_ID_(\w+)"/.exec(await response.text()) ?? [];
    return {
      browser,
      places: {
        component: readPage('/profile'),
        'component behind the proxy': readPage('/account'),
        route: readRoute,
        action: callAction(action),
      },
    };
  }

  it('gives a good token to a server component, a route handler and a server action, and sets no cookie for it', async () => {
    const { sandbox, start } = site();
    const { places } = await signedIn();
    const people = await Promise.all(Object.keys(places).map(signedIn)); // one for each place
    sandbox.advance(expiryMs);
    await using fresh = await start();

    for (const [index, [place, read]] of Object.entries(places).entries()) {
      const before = sandbox.count('source.token');

      const { id, response } = await read(people[index]?.browser ?? browserAt(fresh.origin), fresh.origin);

      expect([place, id, sandbox.count('source.token') - before]).toEqual([place, expect.any(String), 1]);
      expect(response.headers.getSetCookie()).toEqual([]);
    }
  });

  it('tells all of them that nobody is signed in', async () => {
    const { app } = site();
    const { places } = await signedIn();
    const stranger = browserAt(app.origin);

    for (const [place, read] of Object.entries(places)) {
      const { id, response } = await read(stranger, app.origin);

      expect([place, id]).toEqual([place, undefined]);
      if (place === 'component behind the proxy') {
        // Next.js cuts the origin off if it is the app's own.
        expect(new URL(locationOf(response), app.origin).href).toBe(
          `${app.origin}/api/auth/sign-in?returnTo=%2Faccount`,
        );
      }
    }
  });

  it.each([
    '/account',
    '/account.rsc',
    '/account?_rsc=abc',
    '/%61ccount',
    '/x/../account',
    '//account',
    '/account.segments/_full.segment.rsc',
  ])('never shows a guarded page to a visitor who is not signed in, not even as %s', async (path) => {
    const { app } = site();
    const ahead = { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/account/__PAGE__' };
    const inside = { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy', 'x-nextjs-data': '1' };

    for (const headers of [{}, { rsc: '1' }, ahead, inside]) {
      const { status } = await navigate(
        new Request(app.origin + path, { headers: new Headers(headers as HeadersInit) }),
      );
      expect([307, 308, 404]).toContain(status);
    }
  });

  it('makes one refresh for 20 requests of one person at 3 processes, and signs nobody out', async () => {
    const { sandbox, start } = site();
    const { browser, places } = await signedIn();
    const reads = Object.values(places);
    const readEverywhere = (): Promise<(string | undefined)[]> =>
      Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const read = reads[index % reads.length];
          return (await read?.(browser, processes[index % processes.length]?.origin ?? ''))?.id;
        }),
      );
    const before = sandbox.count('source.token');
    sandbox.advance(expiryMs);
    const processes = await Promise.all([start(), start(), start()]);

    try {
      const expired = await readEverywhere(); // new processes: the token has ended by their own clocks
      expect(sandbox.count('source.token')).toBe(before + 1);

      sandbox.advance(expiryMs);
      const refused = await readEverywhere(); // nobody knows until the token is refused
      expect(sandbox.count('source.token')).toBe(before + 2);

      expect([...expired, ...refused]).toEqual(Array(40).fill(expect.any(String)));
      expect(sandbox.authorizations.every(({ reuses }) => reuses === 0)).toBe(true);
    } finally {
      await Promise.all(processes.map((process) => process[Symbol.asyncDispose]()));
    }
  });
}
