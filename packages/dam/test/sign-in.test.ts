import { createDamClient, type DamClient } from '@acme/dam';
import { memoryStore, ReauthorizationRequiredError } from '@acme/oauth-core';
import type { Sandbox } from '@acme/sandbox';
import { describe, expect, it } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';
import { hour, personal, redirectUri, sandboxed, signedIn } from './support.ts';

const day = 24 * hour;

/** A client whose service gives this access token, whoever consents. */
function receiving({ clients, fetch }: Sandbox, accessToken: string): DamClient {
  return createDamClient({
    ...clients.dam,
    store: memoryStore(),
    async fetch(input, init) {
      const answer = await fetch(input as string, init as RequestInit); // the platform's own
      return Response.json({ ...(await answer.json()), access_token: accessToken });
    },
  });
}

describe('a sign-in', () => {
  it("sends the person to the account's page with client id, redirect URI and state, and nothing else", async () => {
    const sandbox = sandboxed();
    const { clientId, clientSecret } = sandbox.clients.dam;
    const dam = createDamClient({ clientId, clientSecret, store: memoryStore() });

    const request = await dam.createAuthorizationUrl({ account: 'my-site2', redirectUri });

    const url = new URL(request.url);
    expect(url.origin + url.pathname).toBe('https://my-site2.widencollective.com/allowaccess');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: clientId,
      redirect_uri: redirectUri,
      state: request.state,
    });
    expect(request.url).toContain(encodeURIComponent(redirectUri));
    expect(JSON.parse(JSON.stringify(request))).toEqual(request);
  });

  it('exchanges the code as JSON, as authorization_code, with client id and secret and without a redirect URI', async () => {
    const sandbox = sandboxed();
    const bodies: string[] = [];
    const { fetch } = sandbox;
    await signedIn(sandbox, {
      async fetch(input, init) {
        const request = new Request(input as string, init as RequestInit); // the platform's own
        if (request.url.endsWith('/oauth/access-token')) {
          expect(request.headers.get('content-type')).toContain('application/json');
          expect(request.headers.get('authorization')).toBeNull();
          bodies.push(await request.clone().text());
        }
        return fetch(request);
      },
    });
    const { clientId, clientSecret } = sandbox.clients.dam;
    expect(bodies.map((body) => JSON.parse(body))).toEqual([
      {
        grant_type: 'authorization_code',
        client_id: clientId,
        client_secret: clientSecret,
        authorization_code: expect.stringMatching(/^wac_meadow_/),
      },
    ]);
  });

  it('gives a client for the person who has consented', async () => {
    const sandbox = sandboxed();
    const client = await signedIn(sandbox);
    expect((await client.get('/v2/assets/search', { query: { limit: 1 } })).items).toHaveLength(1);
    expect(client.tokens.key).toBe('account:1');
    expect(sandbox.count('dam.token')).toBe(1);
  });

  it('refuses a callback of another account, without using its code', async () => {
    const sandbox = sandboxed();
    const dam = createDamClient({ ...sandbox.clients.dam, store: memoryStore() });
    const request = await dam.createAuthorizationUrl({ account: 'meadow', redirectUri });
    const callback = await sandbox.authorize(request.url);

    const other = await rejection(dam.fromCallback(callback, { ...request, account: 'harbour' }, { key: 'a' }));

    expect(other).toMatchObject({ code: 'callback_failed', reason: 'other_account' });
    expect(sandbox.count('dam.token')).toBe(0);
    await dam.fromCallback(callback, { ...request, account: 'MEADOW' }, { key: 'a' }); // host names know no case
  });

  it('accepts a token without an account in it, and a request without one', async () => {
    const sandbox = sandboxed();
    const opaque = receiving(sandbox, 'opaque');
    const request = await opaque.createAuthorizationUrl({ account: 'meadow', redirectUri });
    const person = await opaque.fromCallback(await sandbox.authorize(request.url), request, { key: 'a' });
    expect((await person.tokens.getToken()).accessToken).toBe('opaque');

    const dam = createDamClient({ ...sandbox.clients.dam, store: memoryStore() });
    const { account: _, ...other } = await dam.createAuthorizationUrl({ account: 'meadow', redirectUri });
    const callback = await sandbox.authorize(other.url);
    expect(await (await dam.fromCallback(callback, other, { key: 'b' })).get('/v2/uploads/profiles')).toHaveLength(2);
  });

  it.each(['wat_MEADOW_x', 'wat_Meadow_x'])(
    'accepts %s as a token of the account, because host names ignore case',
    async (accessToken) => {
      const sandbox = sandboxed();
      const dam = receiving(sandbox, accessToken);
      const request = await dam.createAuthorizationUrl({ account: 'meadow', redirectUri });
      const person = await dam.fromCallback(await sandbox.authorize(request.url), request, { key: 'a' });
      expect((await person.tokens.getToken()).accessToken).toBe(accessToken);
    },
  );

  it("has the time of the client's clock", async () => {
    const clock = { now: () => 1_000_000, sleep: async () => {} };
    const dam = createDamClient({ clientId: 'a', clientSecret: 'b', store: memoryStore(), clock });
    expect(await dam.createAuthorizationUrl({ account: 'meadow', redirectUri })).toMatchObject({
      createdAt: 1_000_000,
    });
  });

  it('needs the id and the secret of an integration', async () => {
    const error = await rejection(personal(sandboxed()).createAuthorizationUrl({ account: 'meadow', redirectUri }));
    expect(error).toMatchObject({ option: 'clientId' });
    expect(String(error)).toContain('a sign-in needs the id and the secret of an integration');
  });

  it.each([200, 503])(
    'revokes and forgets a token of another account if only the token shows that (%i)',
    async (status) => {
      const sandbox = sandboxed();
      if (status !== 200) sandbox.faults.next('dam.revoke', { kind: 'status', status });
      const { fetch } = sandbox;
      const dam = createDamClient({
        ...sandbox.clients.dam,
        store: memoryStore(),
        async fetch(input, init) {
          const answer = await fetch(input as string, init as RequestInit); // the platform's own
          if (!String(input).endsWith('/oauth/access-token') || (init as RequestInit).method !== 'POST') return answer;
          return Response.json({ ...(await answer.json()), access_token: 'wat_harbour_x' });
        },
      });
      const request = await dam.createAuthorizationUrl({ account: 'meadow', redirectUri });

      const ended = dam.fromCallback(await sandbox.authorize(request.url), request, { key: 'a' });

      expect(await rejection(ended)).toMatchObject({ reason: 'other_account' });
      expect(sandbox.count('dam.revoke')).toBe(1);
      expect((await dam.forKey('a').tokens.describe()).state).toBe('ended');
    },
  );

  it.each([
    ['state', (url: URL) => url.searchParams.set('state', 'another')],
    ['state', (url: URL) => url.searchParams.delete('state')],
    ['denied', (url: URL) => url.searchParams.set('error', 'access_denied')],
  ])('refuses a callback for the reason %s', async (reason, change) => {
    const sandbox = sandboxed();
    const dam = createDamClient({ ...sandbox.clients.dam, store: memoryStore() });
    const request = await dam.createAuthorizationUrl({ account: 'meadow', redirectUri });
    const callback = new URL(await sandbox.authorize(request.url));
    change(callback);
    expect(await rejection(dam.fromCallback(callback, request, { key: 'a' }))).toMatchObject({ reason });
  });

  it('refuses a callback of a person who denied, and of a request that is too old', async () => {
    const sandbox = sandboxed();
    const dam = createDamClient({ ...sandbox.clients.dam, store: memoryStore() });
    const request = await dam.createAuthorizationUrl({ account: 'meadow', redirectUri });
    const denied = await sandbox.authorize(request.url, { deny: true });
    expect(await rejection(dam.fromCallback(denied, request, { key: 'a' }))).toMatchObject({ reason: 'denied' });

    const callback = await sandbox.authorize(request.url);
    sandbox.advance(hour);
    expect(await rejection(dam.fromCallback(callback, request, { key: 'a' }))).toMatchObject({ reason: 'expired' });
  });

  it('needs an account, and an integration', async () => {
    const sandbox = sandboxed();
    const dam = createDamClient({ ...sandbox.clients.dam, store: memoryStore() });
    expect(await rejection(dam.createAuthorizationUrl({ redirectUri }))).toMatchObject({ option: 'account' });
    expect(await rejection(dam.createAuthorizationUrl({ account: 'a.b', redirectUri }))).toMatchObject({
      option: 'account',
    });
    expect(await rejection(personal(sandbox).createAuthorizationUrl({ account: 'a', redirectUri }))).toMatchObject({
      option: 'clientId',
    });
    const ofOne = createDamClient({ ...sandbox.clients.dam, store: memoryStore(), account: 'meadow' });
    expect((await ofOne.createAuthorizationUrl({ redirectUri })).account).toBe('meadow');
    expect((await ofOne.createAuthorizationUrl({ account: undefined, redirectUri })).account).toBe('meadow');
  });
});

describe('the tokens of a person', () => {
  it('are renewed once when fifty calls find them expired', async () => {
    const sandbox = sandboxed();
    const client = await signedIn(sandbox);
    sandbox.advance(9 * hour);

    await Promise.all(Array.from({ length: 50 }, () => client.get('/v2/uploads/profiles')));

    expect(sandbox.count('dam.token')).toBe(2);
    expect(sandbox.authorizations.at(-1)).toMatchObject({ alive: true, generation: 2, reuses: 0 });
  });

  it('are not renewed if the refused token has been replaced meanwhile', async () => {
    const sandbox = sandboxed();
    const client = await signedIn(sandbox);
    const early = await client.tokens.getToken();
    sandbox.advance(9 * hour);
    await client.get('/v2/uploads/profiles');

    client.tokens.invalidate(early);
    await client.get('/v2/uploads/profiles');

    expect(sandbox.count('dam.token')).toBe(2);
  });

  it('say when the refresh token ends, which is half a year after the last renewal', async () => {
    const sandbox = sandboxed();
    const client = await signedIn(sandbox);
    const { obtainedAt = 0, refreshTokenExpiresAt } = await client.tokens.describe();
    expect(refreshTokenExpiresAt).toBe(obtainedAt + 180 * day);

    sandbox.advance(179 * day);
    await client.get('/v2/uploads/profiles');
    expect((await client.tokens.describe()).refreshTokenExpiresAt).toBeGreaterThan(obtainedAt + 358 * day);

    sandbox.advance(200 * day);
    expect(await rejection(client.get('/v2/uploads/profiles'))).toSatisfy(ReauthorizationRequiredError.is);
  });

  it('are separate for each key, and shared by every client of the store', async () => {
    const sandbox = sandboxed();
    const store = memoryStore();
    const client = await signedIn(sandbox, { store });
    const same = createDamClient({ ...sandbox.clients.dam, store }).forKey('account:1');
    expect((await same.tokens.getToken()).accessToken).toBe((await client.tokens.getToken()).accessToken);
    expect(await rejection(client.forKey('account:2').get('/v2/uploads/profiles'))).toMatchObject({
      code: 'reauthorization_required',
      reason: 'never_authorized',
    });
  });

  it('are reported to a listener, whose rejected promise does not end the process', async () => {
    const heard: string[] = [];
    const client = await signedIn(sandboxed(), {
      async onEvent({ type }) {
        heard.push(type);
        throw new Error('a broken listener');
      },
    });

    expect(await client.get('/v2/uploads/profiles')).toBeDefined();
    expect(heard).toContain('stored');
  });

  it('can be stored with connect if they come from elsewhere', async () => {
    const sandbox = sandboxed();
    const store = memoryStore();
    const request = await createDamClient({ ...sandbox.clients.dam, store }).createAuthorizationUrl({
      account: 'meadow',
      redirectUri,
    });
    const code = new URL(await sandbox.authorize(request.url)).searchParams.get('code');
    const { clientId, clientSecret, tokenUrl } = sandbox.clients.dam;
    const body = {
      grant_type: 'authorization_code',
      authorization_code: code,
      client_id: clientId,
      client_secret: clientSecret,
    };
    const headers = { 'content-type': 'application/json' };
    const answer = await sandbox.fetch(tokenUrl, { method: 'POST', headers, body: JSON.stringify(body) });
    const { refresh_token: refreshToken } = (await answer.json()) as { refresh_token: string }; // as the service says

    const dam = createDamClient({ ...sandbox.clients.dam, store });
    expect(await dam.connect({ key: 'account:7', refreshToken })).toBe('stored');
    expect(await dam.connect({ key: 'account:7', refreshToken })).toBe('kept');
    expect(await dam.forKey('account:7').get('/v2/uploads/profiles')).toHaveLength(2);
  });
});

describe('an integration without refresh tokens', () => {
  it('uses its token until that is refused, and then needs the person again', async () => {
    const sandbox = sandboxed();
    const client = await signedIn(sandbox, sandbox.clients.damWithoutRefresh);
    expect((await client.tokens.getToken()).expiresAt).toBeUndefined();
    expect((await client.tokens.describe()).refreshTokenExpiresAt).toBeUndefined();

    sandbox.advance(400 * day);
    await client.get('/v2/uploads/profiles');
    expect(sandbox.count('dam.token')).toBe(1);

    sandbox.revokeAccessTokens('dam');
    expect(await rejection(client.get('/v2/uploads/profiles'))).toSatisfy(ReauthorizationRequiredError.is);
    expect(sandbox.count('dam.token')).toBe(1);
  });
});

describe('a personal token', () => {
  it('of the newer form is sent as it is', async () => {
    const sandbox = sandboxed();
    expect(await personal(sandbox).get('/v2/uploads/profiles')).toHaveLength(2);
    expect(sandbox.count('dam.token')).toBe(0);
  });

  it('of the older form is sent as it is too', async () => {
    const sandbox = sandboxed();
    const sent: (string | null)[] = [];
    const client = createDamClient({
      ...sandbox.clients.damPersonal,
      accessToken: 'meadow/0123456789abcdef0123456789abcdef',
      async fetch(input, init) {
        sent.push(new Request(input as string, init as RequestInit).headers.get('authorization')); // the platform's own
        return Response.json([]);
      },
    });
    await client.get('/v2/uploads/profiles');
    expect(sent).toEqual(['Bearer meadow/0123456789abcdef0123456789abcdef']);
  });

  it('that is refused fails with advice, because nothing can renew it', async () => {
    const sandbox = sandboxed();
    sandbox.revokeAccessTokens('dam');
    const error = await rejection(personal(sandbox).get('/v2/uploads/profiles'));
    expect(error).toMatchObject({ name: 'DamApiError', code: 'unauthorized', status: 401 });
    expect(String(error)).toContain('personal token');
    expect(await rejection(personal(sandbox).connect({ key: 'a', refreshToken: 'x' }))).toMatchObject({
      option: 'accessToken',
    });
  });
});

describe('revoke', () => {
  it('ends the authorisation at the service and in the store', async () => {
    const sandbox = sandboxed();
    const client = await signedIn(sandbox);
    await client.revoke();
    expect(sandbox.log.at(-1)).toMatchObject({ operation: 'dam.revoke', method: 'DELETE', status: 204 });
    expect(await rejection(client.get('/v2/assets/search'))).toSatisfy(ReauthorizationRequiredError.is);
  });

  it.each([200, 202, 204, 401, 404])('takes %i as confirmation', async (status) => {
    const sandbox = sandboxed();
    const client = await signedIn(sandbox);
    sandbox.faults.next('dam.revoke', { kind: 'status', status });
    await client.revoke();
    expect((await client.tokens.describe()).state).toBe('ended');
  });

  it('fails if the service does not confirm, but ends the authorisation in the store all the same', async () => {
    const sandbox = sandboxed();
    const client = await signedIn(sandbox);
    sandbox.faults.next('dam.revoke', { kind: 'status', status: 500 });
    expect(await rejection(client.revoke())).toMatchObject({ code: 'token_request_failed', status: 500 });
    expect((await client.tokens.describe()).state).toBe('ended');
  });

  it('ends a personal token only if it is told to', async () => {
    const sandbox = sandboxed();
    const client = personal(sandbox);
    expect(await rejection(client.revoke())).toMatchObject({ option: 'personalToken' });
    await client.get('/v2/uploads/profiles');
    await client.revoke({ personalToken: true });
    expect(await rejection(client.get('/v2/uploads/profiles'))).toMatchObject({ code: 'unauthorized' });
  });
});
