import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  type AuthorizationCode,
  authorizationCode,
  type CallbackError,
  clientCredentials,
  createAuthorizationUrl,
  createTokenSource,
  memoryStore,
  ReauthorizationRequiredError,
  readCallback,
  refreshToken,
  type TokenSource,
  type TokenSourceOptions,
  type TokenStore,
} from '../src/index.ts';
import { type Authority, startAuthority } from './support/oidc-provider.ts';
import { inAnotherProcess, redirectUri, storedTokens } from './support/sources.ts';

const key = 'person';

type Client = Pick<TokenSourceOptions, 'clientId' | 'clientSecret'>;

const clients: readonly [name: string, of: (authority: Authority) => Client][] = [
  ['a client with a secret', ({ client }) => client],
  ['a public client', ({ publicClient }) => publicClient],
];

async function codeFrom(
  { profile, authorize }: Authority,
  clientId: string,
  scope = 'openid read',
): Promise<AuthorizationCode> {
  const request = await createAuthorizationUrl({ profile, clientId, redirectUri, scope });
  return readCallback(await authorize(request.url), request);
}

/** A person has consented, and the code was exchanged. */
async function signedIn(
  authority: Authority,
  client: Client = authority.client,
): Promise<{ tokens: TokenSource; options: TokenSourceOptions; store: TokenStore }> {
  const { profile, resource } = authority;
  const store = memoryStore();
  const options = { profile, ...client, grant: refreshToken(), key, store, origins: [resource] };
  const tokens = createTokenSource(options);
  await tokens.exchange(await codeFrom(authority, client.clientId));
  return { tokens, options, store };
}

/** The same entries for another process, whose calls take a turn: others can come between its read and its write. */
function asOverNetwork(store: TokenStore): TokenStore {
  return {
    get: async (key) => store.get(await setImmediate(key)),
    set: async (key, entry, options) => store.set(await setImmediate(key), entry, options),
    delete: async (key) => store.delete(await setImmediate(key)),
  };
}

/** What a thief would read from the store. */
const refreshTokenIn = async (store: TokenStore): Promise<string> => (await storedTokens(store)).refreshToken;

/** Ends an access token at the authority before its time. */
async function withdraw({ provider }: Authority, accessToken: string): Promise<void> {
  await (await provider.AccessToken.find(accessToken))?.destroy();
}

describe('against oidc-provider, a token source', () => {
  it('gets a token for the client itself, with its secret in a form', async () => {
    const authority = await startAuthority();
    const { provider, client, profile } = authority;
    const tokens = createTokenSource({ profile, ...client, grant: clientCredentials({ scope: ['read', 'write'] }) });

    const token = await tokens.getToken();

    expect(await provider.ClientCredentials.find(token.accessToken)).toMatchObject({
      clientId: client.clientId,
      scope: 'read write',
    });
    expect(token).toMatchObject({ generation: 1, scope: ['read', 'write'] });
    expect(token.expiresAt).toBe(token.obtainedAt + 600_000);
    expect(await tokens.getToken()).toBe(token);
    expect(authority.tokenRequests).toEqual(['client_credentials']);
  });

  it.each(clients)('exchanges a code with PKCE once for %s', async (_, clientOf) => {
    const authority = await startAuthority();
    const { profile, resource } = authority;
    const client = clientOf(authority);
    const options = {
      profile,
      ...client,
      grant: authorizationCode(await codeFrom(authority, client.clientId)),
      key,
      store: memoryStore(),
      origins: [resource],
    };
    const tokens = createTokenSource(options);

    const answer = await tokens.fetch(resource);
    const afterRestart = inAnotherProcess(options);

    expect(await answer.json()).toEqual({ sub: 'someone' });
    expect(await afterRestart.getToken()).toEqual(await tokens.getToken());
    expect(authority.tokenRequests).toEqual(['authorization_code']);
  });

  it('asks for a person if the code belongs to another verifier', async () => {
    const authority = await startAuthority();
    const { client, profile } = authority;
    const code = await codeFrom(authority, client.clientId);
    const { codeVerifier } = await createAuthorizationUrl({ profile, clientId: client.clientId, redirectUri });
    const grant = authorizationCode({ ...code, ...(codeVerifier && { codeVerifier }) });
    const tokens = createTokenSource({ profile, ...client, grant, key, store: memoryStore() });

    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'reauthorization_required' });

    expect(authority.tokenRequests).toEqual(['invalid_grant']);
  });

  it('takes a callback of this issuer, and no other', async () => {
    const { authorize, client, profile } = await startAuthority();
    const { clientId } = client;
    const request = await createAuthorizationUrl({ profile, clientId, redirectUri, scope: 'openid' });
    const callback = new URL(await authorize(request.url));

    expect(callback.searchParams.get('iss')).toBe(profile.issuer);
    expect(readCallback(callback, request)).toMatchObject({ redirectUri });
    callback.searchParams.set('iss', 'https://elsewhere.example');
    expect(() => readCallback(callback, request)).toThrow(
      expect.objectContaining<Partial<CallbackError>>({ code: 'callback_failed', reason: 'issuer' }),
    );
  });

  it('renews a refused token with a refresh token that works once, over and over', async () => {
    const authority = await startAuthority();
    const { resource } = authority;
    const { tokens, store } = await signedIn(authority);
    const seen = new Set([await refreshTokenIn(store)]);

    for (let generation = 2; generation <= 4; generation++) {
      await withdraw(authority, (await tokens.getToken()).accessToken);
      expect((await tokens.fetch(resource)).status).toBe(200);
      expect(await tokens.getToken()).toMatchObject({ generation });
      seen.add(await refreshTokenIn(store));
    }

    expect(seen.size).toBe(4);
    expect(authority.tokenRequests).toEqual(['authorization_code', ...Array(3).fill('refresh_token')]);
  });

  it('renews once for 8 sources that share a store and find their token refused at once', async () => {
    const authority = await startAuthority();
    const { tokens, options, store } = await signedIn(authority);
    const sources = Array.from({ length: 8 }, () => createTokenSource({ ...options, store: asOverNetwork(store) }));
    for (const source of sources) source.invalidate(await source.getToken());
    await withdraw(authority, (await tokens.getToken()).accessToken);

    const answers = await Promise.all(sources.map((source) => source.fetch(authority.resource)));

    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
    const given = await Promise.all(sources.map((source) => source.getToken()));
    expect(new Set(given.map(({ accessToken }) => accessToken)).size).toBe(1);
    expect(authority.tokenRequests).toEqual(['authorization_code', 'refresh_token']);
  });

  it('starts from a refresh token of another library, and uses it once', async () => {
    const authority = await startAuthority();
    const { options, store } = await signedIn(authority);
    const seeded = { ...options, grant: refreshToken(await refreshTokenIn(store)), store: memoryStore() };

    const token = await createTokenSource(seeded).getToken();
    const afterRestart = await inAnotherProcess(seeded).getToken();

    expect(await authority.accepts(token.accessToken)).toBe(true);
    expect(afterRestart).toEqual(token);
    expect(authority.tokenRequests).toEqual(['authorization_code', 'refresh_token']);
  });

  it('says that a person is needed if somebody else has used the refresh token', async () => {
    const authority = await startAuthority();
    const { tokens, options, store } = await signedIn(authority);
    const stolen = { ...options, grant: refreshToken(await refreshTokenIn(store)), store: memoryStore() };
    const thief = createTokenSource(stolen);
    const { accessToken } = await thief.getToken();
    tokens.invalidate(await tokens.getToken());

    await expect(tokens.getToken()).rejects.toMatchObject({
      code: 'reauthorization_required',
      reason: 'spent_elsewhere',
    });

    expect(await authority.accepts(accessToken)).toBe(false); // the second use ended what the first had brought
    await expect(tokens.getToken()).rejects.toSatisfy(ReauthorizationRequiredError.is);
    expect(authority.tokenRequests).toEqual(['authorization_code', 'refresh_token', 'invalid_grant']);
    await tokens.exchange(await codeFrom(authority, options.clientId));
    expect((await tokens.fetch(authority.resource)).status).toBe(200);
  });

  it.each(clients)('revokes a grant for %s by its refresh token (RFC 7009)', async (_, clientOf) => {
    const authority = await startAuthority();
    const { tokens, store } = await signedIn(authority, clientOf(authority));
    const { accessToken } = await tokens.getToken();
    const spent = await refreshTokenIn(store);

    await tokens.revoke();

    expect(await authority.provider.RefreshToken.find(spent)).toBeUndefined();
    expect(await authority.accepts(accessToken)).toBe(false);
    expect((await store.get(key))?.entry.value).not.toContain(spent);
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'reauthorization_required', reason: 'revoked' });
    expect(authority.tokenRequests).toEqual(['authorization_code']);
  });

  it('is told what is wrong with a client secret, and loses nothing', async () => {
    const authority = await startAuthority();
    const { tokens, options, store } = await signedIn(authority);
    const misconfigured = createTokenSource({ ...options, clientSecret: 'mistyped', store: { ...store } });
    misconfigured.invalidate(await misconfigured.getToken());

    await expect(misconfigured.getToken()).rejects.toMatchObject({
      code: 'token_request_failed',
      status: 401,
      error: 'invalid_client',
    });

    tokens.invalidate(await tokens.getToken());
    expect(await tokens.getToken()).toMatchObject({ generation: 2 });
  });
});
