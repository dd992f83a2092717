import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  type AuthorizationRequest,
  authorizationCode,
  CallbackError,
  ConfigurationError,
  createAuthorizationUrl,
  createTokenSource,
  memoryStore,
  type Profile,
  readCallback,
} from '../src/index.ts';
import { damProfile, sourceProfile } from './support/profiles.ts';
import { redirectUri, sandboxFor } from './support/sources.ts';

const profile: Profile = {
  name: 'Service',
  tokenUrl: 'https://service.example/token',
  authorizationUrl: 'https://service.example/authorize?theme=dark',
  bodyFormat: 'form',
  rotation: 'single-use',
  redirectUriInExchange: true,
  pkce: 'S256',
};
const clientId = 'client';
const begin = (changes: Partial<Profile> = {}, options: object = {}): Promise<AuthorizationRequest> =>
  createAuthorizationUrl({ profile: { ...profile, ...changes }, clientId, redirectUri, ...options });
const queryOf = ({ url }: AuthorizationRequest): Record<string, string> =>
  Object.fromEntries(new URL(url).searchParams);

describe('createAuthorizationUrl', () => {
  it('asks for a code with state and PKCE by S256', async () => {
    const request = await begin({}, { scope: ['a', 'b'] });

    expect(queryOf(request)).toEqual({
      theme: 'dark',
      response_type: 'code',
      client_id: 'client',
      redirect_uri: redirectUri,
      scope: 'a b',
      state: request.state,
      code_challenge: createHash('sha256')
        .update(request.codeVerifier ?? '')
        .digest('base64url'),
      code_challenge_method: 'S256',
    });
  });

  it('has each parameter once, even if the consent page’s URL has it too, and 256 random bits as state', async () => {
    const request = await begin(
      { authorizationUrl: 'https://service.example/authorize?scope=x&scope=y' },
      { scope: 'a' },
    );

    expect(new URL(request.url).searchParams.getAll('scope')).toEqual(['a']);
    expect([request.state.length, request.codeVerifier?.length]).toEqual([43, 43]);
    expect(Buffer.from(request.state, 'base64url')).toHaveLength(32);
  });

  it('leaves out what the profile does not take', async () => {
    const request = await begin({ pkce: 'none', responseTypeInAuthorization: false });

    expect(Object.keys(queryOf(request))).toEqual(['theme', 'client_id', 'redirect_uri', 'state']);
    expect(request).not.toHaveProperty('codeVerifier');
  });

  it('gives plain JSON with everything that a callback is compared with', async () => {
    const request = await begin(
      { issuer: 'https://service.example' },
      { clock: { now: () => 7, sleep: async () => {} } },
    );

    expect(JSON.parse(JSON.stringify(request))).toEqual(request);
    expect(request).toMatchObject({ redirectUri, issuer: 'https://service.example', createdAt: 7 });
  });

  it.each([
    'https://{account}.example/allow',
    'https://example.com/{account}/allow',
    new URL('https://example.com/{account}/allow'),
  ])('fills the account into %s', async (authorizationUrl) => {
    const { url, account } = await begin({ authorizationUrl }, { account: 'My-site2' });

    expect(url.toLowerCase()).toContain('my-site2');
    expect(account).toBe('My-site2');
  });

  it.each([undefined, '', 'evil.example/', 'a.b', 'a@b', '-a', 'a-', 'a b', 'ä'])(
    'refuses the account %j',
    async (account) => {
      const begun = begin({ authorizationUrl: 'https://{account}.example/allow' }, { account });

      await expect(begun).rejects.toMatchObject({ code: 'configuration_invalid', option: 'account' });
    },
  );

  it.each([
    ['clientId', {}, { clientId: '' }],
    ['authorizationUrl', { authorizationUrl: '' }, {}],
    ['authorizationUrl', { authorizationUrl: 'no URL' }, {}],
    ['redirectUri', {}, { redirectUri: '/callback' }],
    ['redirectUri', {}, { redirectUri: 'https://app.example/#fragment' }],
  ])('refuses a wrong %s: %j %j', async (option, changes, options) => {
    const begun = begin(changes, options);

    await expect(begun).rejects.toMatchObject({ code: 'configuration_invalid', option });
    await expect(begun).rejects.toThrow(option);
  });
});

describe('readCallback', () => {
  const callback = (parameters: Record<string, string>): string => `${redirectUri}?${new URLSearchParams(parameters)}`;
  const reasonOf = (url: string | URL, request: AuthorizationRequest): string => {
    try {
      readCallback(url, request);
    } catch (error) {
      if (CallbackError.is(error)) return error.reason;
      throw error;
    }
    return 'accepted';
  };

  it('gives what authorizationCode takes', async () => {
    const request = await begin();

    expect(readCallback(callback({ code: 'abc', state: request.state }), request)).toEqual({
      code: 'abc',
      redirectUri,
      codeVerifier: request.codeVerifier,
    });
  });

  it.each(['/callback', 'https://proxy.internal:8080/callback', '', 'callback'])(
    'reads only the query of a URL that begins with %j',
    async (start) => {
      const request = await begin({ pkce: 'none' });
      const query = `?code=abc&state=${request.state}#state=other&code=other`;

      expect(readCallback(`${start}${query}`, request)).toEqual({ code: 'abc', redirectUri });
    },
  );

  it('reads a URL object', async () => {
    const request = await begin();

    expect(reasonOf(new URL(callback({ code: 'abc', state: request.state })), request)).toBe('accepted');
  });

  it.each([
    ['no state', () => ({ code: 'abc' })],
    ['an empty state', () => ({ code: 'abc', state: '' })],
    ['another state', () => ({ code: 'abc', state: 'other' })],
    ['half of the state', (state: string) => ({ code: 'abc', state: state.slice(0, 20) })],
    ['more than the state', (state: string) => ({ code: 'abc', state: `${state}x` })],
    ['an error and another state', () => ({ error: 'access_denied', state: 'other' })],
  ])('refuses a callback with %s', async (_, parameters) => {
    const request = await begin();

    expect(reasonOf(callback(parameters(request.state)), request)).toBe('state');
  });

  it('takes an answer that is exactly ten minutes old, and no older one', async () => {
    const clock = { now: () => 600_000, sleep: async () => {} };
    const request = { ...(await begin()), createdAt: 0 };
    const callback = `${redirectUri}?code=c&state=${request.state}`;

    expect(readCallback(callback, request, { clock })).toMatchObject({ code: 'c' });
    expect(() => readCallback(callback, { ...request, createdAt: -1 }, { clock })).toThrow('ten minutes');
  });

  it('tells what the service said, without the state in it', async () => {
    const request = await begin();
    const query = new URLSearchParams({
      state: request.state,
      error: 'server_error',
      error_description: `Database down ${request.state}`,
    });
    const read = (): unknown => readCallback(`${redirectUri}?${query}`, request);

    expect(read).toThrow('server_error Database down');
    expect(read).not.toThrow(request.state);
    expect(() => readCallback(callback({ state: request.state }), request)).toThrow('gave no code (no code)');
  });

  it('reads no code beside an error, and nothing after a line break in the fragment', async () => {
    const request = await begin();
    const callback = `${redirectUri}?state=${request.state}`;

    expect(() => readCallback(`${callback}&code=c&error=x&error=y`, request)).toThrow(CallbackError);
    expect(() => readCallback(`${callback}#\n&code=c`, request)).toThrow(CallbackError);
  });

  it('compares the issuer if both request and callback have one, and refuses two of them', async () => {
    const request = await begin();
    const callback = `${redirectUri}?code=c&state=${request.state}&iss=https://a.example`;

    expect(readCallback(callback, request)).toMatchObject({ code: 'c' });
    const strict = { ...request, issuer: 'https://a.example' };
    expect(readCallback(callback, strict)).toMatchObject({ code: 'c' });
    expect(() => readCallback(`${callback}&iss=https://b.example`, strict)).toThrow('issuer');
  });

  it('refuses a state that is there twice', async () => {
    const request = await begin();

    expect(reasonOf(`${callback({ code: 'a', state: request.state })}&state=${request.state}`, request)).toBe('state');
  });

  it.each([undefined, null, {}, { state: '' }])('refuses every callback if the request is lost: %j', (lost) => {
    // A cookie may hold anything.
    expect(reasonOf(callback({ code: 'a', state: '' }), lost as unknown as AuthorizationRequest)).toBe('state');
    expect(reasonOf(callback({ code: 'a', state: 'undefined' }), lost as unknown as AuthorizationRequest)).toBe(
      'state',
    );
  });

  it('takes an answer for ten minutes, and refuses one of unknown age', async () => {
    const sandbox = await sandboxFor();
    const { clock } = sandbox;
    const request = await begin({}, { clock });
    const url = callback({ code: 'abc', state: request.state });
    sandbox.advance(599_000);
    expect(readCallback(url, request, { clock }).code).toBe('abc');

    sandbox.advance(1_001);

    expect(() => readCallback(url, request, { clock })).toThrow('ten minutes');
    expect(reasonOf(url, { ...request, createdAt: Number.NaN })).toBe('expired');
  });

  it('goes by the wall clock: the request may come from a process that was frozen, whose other clock stood still', async () => {
    const wallTime = (): number => 7_200_000;
    const awake = { now: wallTime, wallTime, sleep: async () => {} };
    const frozen = { ...awake, now: () => 0 };
    const request = await begin({}, { clock: frozen });
    const url = callback({ code: 'abc', state: request.state });

    expect(readCallback(url, request, { clock: awake }).code).toBe('abc');
    expect(() => readCallback(url, { ...request, createdAt: 0 }, { clock: frozen })).toThrow('ten minutes');
  });

  it.each([
    ['the issuer of the profile', { iss: 'https://service.example' }, 'accepted'],
    ['no issuer', {}, 'accepted'],
    ['another issuer', { iss: 'https://service.example/' }, 'issuer'],
    ['an empty issuer', { iss: '' }, 'issuer'],
    ['another issuer and an error', { iss: 'https://evil.example', error: 'access_denied' }, 'issuer'],
  ])('compares iss letter by letter: %s', async (_, parameters, outcome) => {
    const request = await begin({ issuer: 'https://service.example' });

    expect(reasonOf(callback({ code: 'abc', state: request.state, ...parameters }), request)).toBe(outcome);
  });

  it.each([
    ['denied', { error: 'access_denied', error_description: 'No.' }],
    ['provider', { error: 'invalid_scope', error_description: 'Unknown scope' }],
    ['provider', { error: '' }],
    ['provider', { code: '' }],
    ['provider', {}],
  ])('gives the reason "%s" for %j', async (reason, parameters) => {
    const request = await begin();

    expect(reasonOf(callback({ state: request.state, ...parameters }), request)).toBe(reason);
  });

  it('refuses a code that is there twice', async () => {
    const request = await begin();

    expect(reasonOf(`${callback({ code: 'a', state: request.state })}&code=b`, request)).toBe('provider');
  });
});

describe('an authorisation by a person', () => {
  it.each(['source', 'sourcePublic', 'dam'] as const)('at %s leads to a token', async (service) => {
    const sandbox = await sandboxFor();
    const { clock, clients } = sandbox;
    const ofService = service === 'dam' ? damProfile(sandbox) : sourceProfile(sandbox);
    const client = { profile: ofService, ...clients[service], clock };
    const request = await createAuthorizationUrl({ ...client, redirectUri });

    const code = readCallback(await sandbox.authorize(request.url), JSON.parse(JSON.stringify(request)), { clock });
    const tokens = createTokenSource({
      ...client,
      grant: authorizationCode(code),
      store: memoryStore({ clock }),
      key: 'person',
    });

    expect((await tokens.getToken()).generation).toBe(1);
  });

  it.each([
    ['source', sourceProfile],
    ['dam', damProfile],
  ] as const)('at %s sends nothing to the token endpoint if the person says no', async (service, profileOf) => {
    const sandbox = await sandboxFor();
    const { clock, clients } = sandbox;
    const request = await createAuthorizationUrl({
      profile: profileOf(sandbox),
      ...clients[service],
      redirectUri,
      clock,
    });

    const callback = await sandbox.authorize(request.url, { deny: true });

    expect(() => readCallback(callback, request, { clock })).toThrow(expect.objectContaining({ reason: 'denied' }));
    expect(sandbox.count(`${service}.token`)).toBe(0);
  });

  it('needs a profile with a consent page', async () => {
    const { authorizationUrl: _, ...without } = profile;

    await expect(createAuthorizationUrl({ profile: without, clientId, redirectUri })).rejects.toThrow(
      ConfigurationError,
    );
  });
});
