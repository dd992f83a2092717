import { expect, it, vi } from 'vitest';
import { createBrowser, signIn } from './browser.ts';
import { sourceSite } from './site.ts';

/** The request that Next.js is answering. */
let answered = new Request('https://site.example/');

vi.mock('next/headers.js', () => ({
  headers: async () => answered.headers,
  cookies: async () => ({
    getAll: () => {
      const [name, value] = answered.headers.get('cookie')?.split('=') ?? [];
      return name === undefined ? [] : [{ name, value }];
    },
  }),
}));

it.each([
  { origin: undefined, host: 'site.example' },
  { origin: 'https://site.example', host: 'localhost:3000' }, // as the proxy in front asks
])('the session is the one of the request that Next.js is answering, at $host', async ({ origin, host }) => {
  const { sandbox, auth, browser } = sourceSite({ origin });
  await signIn(sandbox, browser);

  answered = browser.request('/account', { headers: { host } });
  const session = await auth.session();
  answered = new Request('https://site.example/', { headers: { host } });

  expect(session).toEqual(await auth.session(browser.request('/')));
  expect(session).toBeDefined();
  expect(await auth.session()).toBeUndefined();
});

it('the session is found on this machine too, where no header names the scheme', async () => {
  const { sandbox, auth } = sourceSite();
  const browser = createBrowser(auth.handlers, 'http://localhost:3000');
  await signIn(sandbox, browser);

  answered = browser.request('/account', { headers: { host: 'localhost:3000' } });

  expect(await auth.session()).toMatchObject({ id: expect.any(String) });
});
