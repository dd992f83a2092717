import { inspect } from 'node:util';
import { createDamClient, DamApiError } from '@acme/dam';
import { ApiError } from '@acme/http';
import { ConfigurationError, memoryStore } from '@acme/oauth-core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';
import { answered, personal, redirectUri, sandboxed, signedIn, unanswered } from './support.ts';

const instant = { now: () => Date.now(), sleep: async () => {} };

describe('a client', () => {
  it('calls the service itself if no other URL is named, and names itself', async () => {
    const urls: string[] = [];
    const seen: Headers[] = [];
    const dam = createDamClient({
      clientId: 'a',
      clientSecret: 'b',
      store: memoryStore(),
      async fetch(input, init) {
        urls.push(String(input));
        seen.push(new Headers((init as RequestInit).headers)); // the platform's own
        return Response.json({ access_token: 'wat_meadow_c', refresh_token: 'd', expires_in: 300 });
      },
    });
    const request = await dam.createAuthorizationUrl({ account: 'meadow', redirectUri });
    expect(request.url).toMatch(/^https:\/\/meadow\.widencollective\.com\/allowaccess\?/);
    const callback = `${redirectUri}?code=wac_meadow_e&state=${request.state}`;
    const person = await dam.fromCallback(callback, request, { key: 'f' });
    await person.get('/v2/user');
    expect(urls).toEqual([
      'https://api.widencollective.com/v2/oauth/access-token',
      'https://api.widencollective.com/v2/user',
    ]);
    expect([seen[1]?.get('user-agent'), seen[1]?.get('accept')]).toEqual(['acme-dam', 'application/json']);
  });

  it('asks for tokens at the URL that it is told', async () => {
    const urls: string[] = [];
    const dam = createDamClient({
      ...{ clientId: 'a', clientSecret: 'b', store: memoryStore(), tokenUrl: 'https://tokens.example/oauth' },
      async fetch(input) {
        urls.push(String(input));
        return Response.json({ access_token: 'wat_meadow_c', refresh_token: 'd', expires_in: 300 });
      },
    });
    const request = await dam.createAuthorizationUrl({ account: 'meadow', redirectUri });
    await dam.fromCallback(`${redirectUri}?code=wac_meadow_e&state=${request.state}`, request, { key: 'f' });
    expect(urls).toEqual(['https://tokens.example/oauth']);
  });

  it('keeps to the limits that it is told in every call', async () => {
    const down = answered([() => Response.json({}, { status: 503 })], { retry: 1, clock: instant });
    await rejection(down.client.get('/v2/user'));
    expect(down.requests).toHaveLength(2);
    for (const limits of [{ timeout: 30 }, { totalTimeout: 30 }]) {
      const dam = createDamClient({ accessToken: 'a', retry: 0, fetch: unanswered, ...limits });
      const [option] = Object.keys(limits);
      expect(await rejection(dam.get('/v2/user'))).toHaveProperty(
        'message',
        expect.stringContaining(`30 ms (${option})`),
      );
    }
  });

  it('sends the query, headers and body that request was given', async () => {
    const { client, requests } = answered([() => Response.json({})]);
    const inputs = { query: { expand: ['status'] }, headers: { 'x-trace': 't' }, body: { a: 1 } };
    await client.request('POST', '/v2/new', inputs);
    const [request] = requests;
    expect(request?.url).toBe('https://api.widencollective.com/v2/new?expand=status');
    expect(request?.headers.get('x-trace')).toBe('t');
    expect(await request?.json()).toEqual({ a: 1 });
  });

  it('accepts a base URL that ends with a slash', () => {
    const options = { clientId: 'a', clientSecret: 'b', store: memoryStore(), account: 'meadow' };
    const [plain, slash] = ['https://dam.example/x', 'https://dam.example/x/'].map(
      (baseUrl) => createDamClient({ ...options, baseUrl }).tokens.key,
    );
    expect(slash).toBe(plain);
  });

  it.each([{ rateLimit: Number.NaN }, { chunksAtOnce: Number.NaN }, { baseUrl: 'http://dam.example' }])(
    'is refused with %o',
    (options) => {
      expect(() => createDamClient({ accessToken: 'a', ...options })).toThrow(ConfigurationError);
    },
  );

  it('can store existing tokens in its own entry with connect', async () => {
    const sandbox = sandboxed();
    const { accessToken } = await (await signedIn(sandbox)).tokens.getToken();
    const store = memoryStore();
    const dam = createDamClient({ ...sandbox.clients.dam, store, key: 'own' });
    expect(await dam.connect({ refreshToken: 'r', accessToken })).toBe('stored');
    expect(await dam.get('/v2/uploads/profiles')).toBeDefined();
    expect(sandbox.count('dam.token')).toBe(1); // the code's
  });

  it('waits at its end for a token request that is under way', async () => {
    const sandbox = sandboxed();
    const store = memoryStore({ clock: sandbox.clock });
    {
      await using dam = await signedIn(sandbox, { store });
      sandbox.advance(9 * 3_600_000);
      void dam.tokens.getToken();
    }
    expect(sandbox.count('dam.token')).toBe(2); // the code's, and the renewal
  });

  it('keeps the limit of a list', async () => {
    const attributes = await personal(sandboxed())
      .paginate('/v2/attributes', { limit: 1 })
      .toArray({ limit: Infinity });
    expect(attributes).toHaveLength(1);
  });

  it('sends at most 40 chunks at the same time', async () => {
    let now = 0;
    let most = 0;
    const client = createDamClient({
      accessToken: 'a',
      rateLimit: false,
      async fetch(input) {
        if (!String(input).endsWith('/chunks/upload')) {
          return Response.json({ file_id: 'f', _links: { self: '/v2/assets/a' } });
        }
        most = Math.max(most, ++now);
        await new Promise((resolve) => setImmediate(resolve));
        now -= 1;
        return Response.json({ tag: 't' });
      },
    });
    const session = { sessionId: 's', chunkSize: 1, tags: {}, startedAt: Date.now() };
    const options = { filename: 'a', profile: 'p', session, concurrency: 60 };
    await client.upload(new Blob(['x'.repeat(200)]), options);
    expect(most).toBe(40);
  });
});

describe('an error of the API', () => {
  it.each([
    [401, 'The person has to consent again'],
    [403, 'is not allowed to do this'],
    [429, 'lower rateLimit'],
  ])('with status %i says what to do next', async (status, advice) => {
    const { client } = answered([() => Response.json({}, { status })]);
    const error = await rejection(client.get('/v2/user'));
    expect(DamApiError.is(error) && error.message).toContain(advice);
  });

  it('shows no token, whatever the token looks like', async () => {
    const { client } = answered([() => Response.json({ message: 'No user of s3cret_opaque.' }, { status: 403 })], {
      accessToken: 's3cret_opaque',
    });
    const error = await rejection(client.get('/v2/user'));
    expect(DamApiError.is(error) && error.detail).toBe('No user of [masked].');
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('s3cret');
  });

  it.each([
    ['Name taken', { error: 'conflict', detail: 'a', message: 'b', error_description: 'Name taken' }],
    ['Name taken', { error: 'conflict', detail: 'a', message: 'Name taken' }],
    ['Name taken', { error: 'conflict', detail: 'Name taken', message: '' }],
    ['conflict', { error: 'conflict', detail: null, message: 7 }],
    [undefined, { error: '' }],
  ])('has the words of the service, sentences rather than codes: %s', async (detail, body) => {
    const { client } = answered([() => Response.json(body, { status: 409 })]);
    expect(await rejection(client.get('/v2/user'))).toMatchObject({ code: 'conflict', detail });
  });

  it.each([null, '', 'a page', '7', 'null'])('is a DamApiError, whatever its body is: %j', async (body) => {
    const { client } = answered([() => new Response(body, { status: 404 })]);
    expect(await rejection(client.get('/v2/user'))).toMatchObject({ name: 'DamApiError', detail: undefined });
  });

  it('has no code for a read-only site, which this service does not have', () => {
    expectTypeOf<DamApiError['code'] & 'read_only'>().toBeNever();
    expectTypeOf<'conflict'>().toExtend<DamApiError['code']>();
  });

  it('is not mistaken for an error of another service', () => {
    const request = { method: 'GET', url: '/' };
    const other = new ApiError({ status: 404, code: 'not_found', request, headers: new Headers(), body: undefined });
    expect([other, { name: 'DamApiError' }, null].some(DamApiError.is)).toBe(false);
  });
});
