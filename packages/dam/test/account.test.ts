import { createDamClient, type DamClient, damProfile } from '@acme/dam';
import { ConfigurationError, createTokenSource, memoryStore, refreshToken } from '@acme/oauth-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';
import { redirectUri, rerouted, sandboxed, signedIn } from './support.ts';

const secret = '0123456789abcdef0123456789abcdef';

/** The host that a v1 route of this token was sent to. */
async function v1HostOf(
  accessToken: string,
  options: { account?: string; v1BaseUrl?: string | URL } = {},
): Promise<string> {
  const hosts: string[] = [];
  const client = createDamClient({
    accessToken,
    ...options,
    async fetch(input) {
      hosts.push(new URL(input as string).host); // the clients send texts
      return Response.json({ users: [] });
    },
  });
  await client.get('/api/rest/metadata/types');
  return hosts.join();
}

describe('the account', () => {
  it.each([
    ['wat_meadow_x1', 'meadow.widencollective.com'],
    ['wat_my-site-2_x1', 'my-site-2.widencollective.com'],
    ['wat_MySite_x1_y2', 'mysite.widencollective.com'],
    ['wat_4colours_x1', '4colours.widencollective.com'],
    [`my-site-2/${secret}`, 'my-site-2.widencollective.com'],
  ])('in the token %s makes %s the host of v1 routes', async (token, host) => {
    expect(await v1HostOf(token)).toBe(host);
  });

  it('can be read from any token of the documented form', async () => {
    const part = fc.stringMatching(/^[a-zA-Z\d]([a-zA-Z\d-]{0,20}[a-zA-Z\d])?$/);
    await fc.assert(
      fc.asyncProperty(part, fc.stringMatching(/^[A-Za-z\d_]{1,20}$/), async (account, random) => {
        expect(await v1HostOf(`wat_${account}_${random}`)).toBe(`${account.toLowerCase()}.widencollective.com`);
      }),
      { numRuns: 50 },
    );
  });

  it('that is passed in is preferred to the one in the token', async () => {
    expect(await v1HostOf('wat_meadow_x1', { account: 'harbour' })).toBe('harbour.widencollective.com');
    expect(await v1HostOf('some-opaque-token', { account: 'harbour' })).toBe('harbour.widencollective.com');
  });

  it('fills {account} in another host for v1, and is not needed without it', async () => {
    const v1BaseUrl = new URL('https://{account}.eu.example');
    expect(await v1HostOf('wat_meadow_x1', { v1BaseUrl })).toBe('meadow.eu.example');
    const inPath = new URL('https://v1.example/{account}');
    expect(await v1HostOf('wat_meadow_x1', { v1BaseUrl: inPath })).toBe('v1.example');
    expect(await v1HostOf('opaque', { v1BaseUrl: 'https://v1.example' })).toBe('v1.example');
  });

  it('fills {account} in the path of another host too, for v1 and for consent', async () => {
    const urls: string[] = [];
    const dam = createDamClient({
      ...{ accessToken: 'wat_meadow_x1', v1BaseUrl: new URL('https://v1.example/{account}') },
      async fetch(input) {
        urls.push(String(input));
        return Response.json({});
      },
    });
    await dam.request('GET', '/api/rest/metadata/types');
    expect(urls).toEqual(['https://v1.example/meadow/api/rest/metadata/types']);

    const consentUrl = new URL('https://consent.example/{account}/allow');
    const people = createDamClient({ clientId: 'a', clientSecret: 'b', store: memoryStore(), consentUrl });
    const request = await people.createAuthorizationUrl({ account: 'meadow', redirectUri });
    expect(request.url).toMatch(/^https:\/\/consent\.example\/meadow\/allow\?/);
  });

  it.each(['opaque', 'wat__x1', 'wat_-a_x1', 'eyJhbGciOiJub25lIn0.e30.x'])(
    "that can't be read from %s is missing for v1 routes only",
    async (accessToken) => {
      let sent = 0;
      const fetch = async (): Promise<Response> => {
        sent += 1;
        return Response.json([]);
      };
      const client = createDamClient({ accessToken, fetch });
      await client.get('/v2/uploads/profiles');
      expect(await rejection(client.get('/api/rest/metadata/types'))).toMatchObject({ option: 'account' });
      expect(sent).toBe(1);
    },
  );

  it('of a person is the one in the token that came from the consent', async () => {
    const sandbox = sandboxed();
    const { baseUrl } = sandbox.clients.dam;
    const { fetch, requests } = rerouted(sandbox, { 'https://meadow.widencollective.com': baseUrl });
    const client = await signedIn(sandbox, { fetch, v1BaseUrl: 'https://{account}.widencollective.com' });
    await client.get('/api/rest/metadata/types');
    expect(requests.at(-1)?.url).toBe('https://meadow.widencollective.com/api/rest/metadata/types');
  });
});

describe('the token', () => {
  it('is sent to the two hosts only, whatever a link says', async () => {
    const sent: (string | null)[] = [];
    const client = createDamClient({
      accessToken: 'wat_meadow_x1',
      async fetch(_, init) {
        sent.push(new Headers((init as RequestInit).headers).get('authorization')); // the platform's own
        return new Response('{}');
      },
    });
    await client.request('GET', 'https://api.widencollective.com/v2/assets/1');
    await client.request('GET', 'https://meadow.widencollective.com/api/rest/metadata/types');
    for (const link of [
      'https://harbour.widencollective.com/api/rest/metadata/types',
      'https://evil.example/v2/assets/1',
      'v2/assets',
    ]) {
      const error = await rejection(client.request('GET', link).then((answer) => answer.url));
      expect(error, link).toSatisfy(ConfigurationError.is);
    }
    expect(sent).toEqual(['Bearer wat_meadow_x1', 'Bearer wat_meadow_x1']);
  });

  it('may come from an existing token source', async () => {
    const sandbox = sandboxed();
    const store = memoryStore();
    await signedIn(sandbox, { store }, 'mine');
    const { clientId, clientSecret, baseUrl, tokenUrl, fetch, clock } = sandbox.clients.dam;
    const profile = damProfile({ tokenUrl });
    const tokens = createTokenSource({
      profile,
      clientId,
      clientSecret,
      fetch,
      clock,
      store,
      key: 'mine',
      grant: refreshToken(),
      origins: [baseUrl],
    });
    const client: DamClient = createDamClient({ tokens, baseUrl, clock });
    expect(await client.get('/v2/uploads/profiles')).toHaveLength(2);
  });
});

describe('bad input', () => {
  it('is refused when the client is made', () => {
    const good = { clientId: 'x.app.widen.com', clientSecret: 'y', store: memoryStore() };
    for (const [option, options] of [
      ['account', { ...good, account: 'my_site' }],
      ['accessToken', { clientId: 'x', accessToken: 'y' } as never],
      ['accessToken', { clientSecret: 'x', accessToken: 'y' } as never],
      ['rateLimit', { ...good, rateLimit: 0 }],
      ['chunksAtOnce', { ...good, chunksAtOnce: false as never }],
      ['fetch', { ...good, fetch: {} as never }],
      ['validate', { ...good, validate: 'foo' as never }],
      ['chunksAtOnce', { ...good, chunksAtOnce: 0 }],
      ['baseUrl', { ...good, baseUrl: 'http://api.example.com' }],
      ['clientSecret', { ...good, clientSecret: 'y\n' }],
      ['timeout', { ...good, timeout: 0 }],
      ['baseUrl', { ...good, baseUrl: 'https://api.example.com/dam?tenant=1' }], // tokens would be asked for at another path
      ['baseUrl', { ...good, baseUrl: new URL('https://api.example.com/#') }],
      ['baseUrl', { ...good, baseUrl: 'https://user:name@api.example.com' }],
      ['v1BaseUrl', { ...good, v1BaseUrl: 'http://{account}.example' }],
      ['v1BaseUrl', { ...good, v1BaseUrl: 'https://%zz.example' }],
      ['consentUrl', { ...good, consentUrl: '{account}.example' }],
      ['consentUrl', { ...good, consentUrl: 'http://{account}.example/allowaccess' }],
    ] as const) {
      expect(() => createDamClient(options), option).toThrowError(expect.objectContaining({ option }));
    }
    expect(() => createDamClient({ clientId: 'x', clientSecret: 'y' })).toThrowError(ConfigurationError);
  });
});
