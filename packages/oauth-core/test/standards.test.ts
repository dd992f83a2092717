import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, expectTypeOf, it, onTestFinished, vi } from 'vitest';
import { fileStore } from '../src/file-store.ts';
import * as core from '../src/index.ts';
import {
  authorizationCode,
  createAuthorizationUrl,
  createFixedTokenSource,
  createTokenSource,
  type OAuthEvent,
  type Profile,
  readCallback,
  refreshToken,
} from '../src/index.ts';
import { damProfile, sourceProfile } from './support/profiles.ts';
import { type Arrived, serverFor } from './support/server.ts';
import {
  type Changes,
  cloudTokens,
  codeFrom,
  inAnotherProcess,
  redirectUri,
  sandboxFor,
  signedInAtDam,
  signedInAtSource,
  storedTokens,
} from './support/sources.ts';

const hour = 3_600_000;
const scenes = [
  ['Cloud', cloudTokens],
  ['Source', signedInAtSource],
  ['DAM', signedInAtDam],
] as const;

interface Sent {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string;
  readonly init: RequestInit;
}

/** Keeps what goes out through `fetch`. */
function recorder(fetch: core.Fetch): { readonly sent: Sent[]; readonly fetch: core.Fetch } {
  const sent: Sent[] = [];
  return {
    sent,
    fetch: async (input, init = {}) => {
      const request = new Request(input, init);
      const { url, method, headers } = request;
      sent.push({ url, method, headers, init, body: await request.text() });
      return fetch(input, init);
    },
  };
}

/** A token, requests, a renewal at expiry, one after a refusal, and a revocation. Returns what was sent, and every secret. */
async function lifeOf(
  sceneOf: (typeof scenes)[number][1],
): Promise<{ sent: Sent[]; secrets: string[]; tokenUrl: string }> {
  const scene = await sceneOf();
  const { sandbox, url } = scene;
  const { sent, fetch } = recorder(scene.options.fetch);
  const options = { ...scene.options, fetch };
  const tokens = createTokenSource(options);
  const secrets = new Set([String(options.clientSecret)]);
  const note = async (): Promise<void> => {
    const { accessToken, refreshToken: held } = await storedTokens(options.store, tokens.key);
    for (const secret of [accessToken, held]) if (secret) secrets.add(secret);
  };

  if (options.grant.type !== 'client_credentials') {
    const code = await codeFrom(sandbox, options);
    for (const secret of [code.code, code.codeVerifier]) if (secret) secrets.add(secret);
    await note();
    await tokens.exchange(code);
  }
  await tokens.fetch(`${url}?page=1`);
  await note();
  sandbox.advance(9 * hour);
  await tokens.fetch(url);
  await note();
  sandbox.revokeAccessTokens(url.includes('/cloud/') ? 'cloud' : url.includes('/dam/') ? 'dam' : 'source');
  await tokens.fetch(url, { method: 'GET' });
  await note();
  await tokens.revoke();
  return { sent, secrets: [...secrets], tokenUrl: String(options.profile.tokenUrl) };
}

/** The token requests of all three grants, and their parameters. */
async function tokenRequests(): Promise<{
  arrived: Arrived[];
  bodies: URLSearchParams[];
  scene: Awaited<ReturnType<typeof signedInAtSource>>;
}> {
  const scene = await signedInAtSource();
  let number = 0;
  const server = await serverFor(() => {
    number++;
    const pair = { access_token: `a${number}`, refresh_token: `r${number}`, scope: 'a b' };
    return { body: JSON.stringify({ ...pair, token_type: 'Bearer', expires_in: 300 }) };
  });
  const options = {
    ...scene.options,
    profile: sourceProfile(scene.sandbox, { tokenUrl: `${server.origin}/token` }),
    clientSecret: 'a:b%c+d=~',
    key: 'other',
  };
  const code = {
    code: 'c=o+d%e',
    redirectUri: 'https://app.example/callback?from=a%20b&to=ä',
    codeVerifier: 'verifier',
  };
  const tokens = createTokenSource({ ...options, grant: authorizationCode(code) });
  await tokens.getToken();
  scene.sandbox.advance(301_000);
  await tokens.getToken();
  await createTokenSource({ ...options, key: 'app', grant: core.clientCredentials({ scope: 'a b' }) }).getToken();
  const bodies = server.arrived.map(({ body }) => new URLSearchParams(Buffer.from(body, 'latin1').toString()));
  return { arrived: server.arrived, bodies, scene };
}

describe('token requests', () => {
  it.each(scenes)('are POST, never GET (1; RFC 6749 section 3.2): %s', async (_, sceneOf) => {
    const { sent, tokenUrl } = await lifeOf(sceneOf);

    const methods = sent
      .filter(({ url, method }) => url === tokenUrl && method !== 'DELETE')
      .map(({ method }) => method);
    expect(methods.length).toBeGreaterThanOrEqual(3);
    expect(new Set(methods)).toEqual(new Set(['POST']));
  });

  it.each(scenes)(
    'and all other requests have no credential and no token in the URL (2; RFC 6749 section 2.3.1, RFC 9700 section 4.3.2): %s',
    async (_, sceneOf) => {
      const { sent, secrets } = await lifeOf(sceneOf);

      expect(secrets.length).toBeGreaterThanOrEqual(3);
      for (const { url } of sent) {
        for (const secret of secrets) expect(decodeURIComponent(url)).not.toContain(secret);
      }
    },
  );

  it('authenticate the client in one way only (3; RFC 6749 section 2.3)', async () => {
    const { arrived, bodies } = await tokenRequests();

    expect(bodies.map((body) => body.get('client_secret'))).toEqual(['a:b%c+d=~', 'a:b%c+d=~', 'a:b%c+d=~']);
    expect(arrived.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
  });

  it('never use Basic, so that no credential can be encoded wrongly for it (4; RFC 6749 section 2.3.1)', async () => {
    const { arrived } = await tokenRequests();
    type Option = Lowercase<keyof core.TokenSourceOptions | keyof Profile>;

    expect(arrived.map(({ headers }) => JSON.stringify(headers)).join()).not.toMatch(/basic/i);
    expectTypeOf<Extract<Option, `${string}${'basic' | 'authmethod' | 'authentication'}${string}`>>().toBeNever();
  });

  it('of a public client name it in the exchange (5; RFC 6749 section 3.2.1)', async () => {
    const { scene } = await tokenRequests();
    const server = await serverFor(() => ({ body: '{"access_token":"a","token_type":"Bearer"}' }));
    const { clientSecret: _, ...publicClient } = scene.options;

    await createTokenSource({
      ...publicClient,
      key: 'public',
      profile: sourceProfile(scene.sandbox, { tokenUrl: server.origin }),
      grant: authorizationCode({ code: 'c', redirectUri, codeVerifier: 'v' }),
    }).getToken();

    const body = new URLSearchParams(server.arrived[0]?.body);
    expect(body.get('client_id')).toBe(scene.options.clientId);
    expect(body.has('client_secret')).toBe(false);
  });

  it('have each parameter once, and no empty one (6; RFC 6749 section 3.2)', async () => {
    const { bodies } = await tokenRequests();

    expect(bodies.map((body) => [...body.keys()])).toEqual([
      ['grant_type', 'client_id', 'client_secret', 'code', 'redirect_uri', 'code_verifier'],
      ['grant_type', 'client_id', 'client_secret', 'refresh_token'],
      ['grant_type', 'client_id', 'client_secret', 'scope'],
    ]);
    expect(bodies.flatMap((body) => [...body.values()]).filter((value) => value === '')).toEqual([]);
  });

  it('for a refresh ask for no scope beyond the grant (13; RFC 6749 section 6)', async () => {
    const { bodies } = await tokenRequests();

    expect(bodies.find((body) => body.get('grant_type') === 'refresh_token')?.has('scope')).toBe(false);
  });

  it('repeat the redirect URI to the letter (18; RFC 6749 section 4.1.3)', async () => {
    const { bodies } = await tokenRequests();
    const sandbox = await sandboxFor();
    const asked = 'https://app.example/callback?from=a%20b&to=ä';
    const request = await createAuthorizationUrl({
      profile: sourceProfile(sandbox),
      clientId: 'a',
      redirectUri: asked,
    });

    expect(new URL(request.url).searchParams.get('redirect_uri')).toBe(asked);
    expect(bodies[0]?.get('redirect_uri')).toBe(asked);
  });

  it('follow no redirect', async () => {
    const { sandbox, tokens } = await signedInAtDam();
    sandbox.faults.next('dam.token', { kind: 'redirect' });
    sandbox.advance(9 * hour);

    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'token_request_failed', status: 307 });

    expect(sandbox.count('elsewhere')).toBe(0);
  });
});

describe('token answers', () => {
  const answered = async (body: object, changes: Changes = {}): Promise<core.AccessToken> => {
    const { sandbox, tokens } = await cloudTokens(changes);
    const whole = { access_token: 'token-1', token_type: 'Bearer', ...body };
    sandbox.faults.next('cloud.token', { kind: 'status', status: 200, body: whole });
    return tokens.getToken();
  };

  it('may have unknown members (7; RFC 6749 section 5.1)', async () => {
    expect(await answered({ username: 'x', nested: { a: [null] }, constructor: 1 })).toMatchObject({
      accessToken: 'token-1',
    });
  });

  it('have a token_type that is compared without case; an unknown one is refused (8; RFC 6749 sections 5.1 and 7.1)', async () => {
    expect((await answered({ token_type: 'BeArEr' })).tokenType).toBe('Bearer');
    await expect(answered({ token_type: 'DPoP' })).rejects.toThrow('DPoP');
    await expect(answered({ token_type: 'Bearer2' })).rejects.toThrow('Bearer2');
  });

  it('without scope grant the scope asked for; another scope is reported, and the key stays the same (9; RFC 6749 sections 3.3 and 5.1)', async () => {
    const events: OAuthEvent[] = [];
    const changes = {
      grant: core.clientCredentials({ scope: 'a b' }),
      onEvent: (event: OAuthEvent) => events.push(event),
    };

    expect((await answered({}, changes)).scope).toEqual(['a', 'b']);
    expect(events.some(({ type }) => type === 'scope_changed')).toBe(false);
    expect((await answered({ scope: 'a' }, changes)).scope).toEqual(['a']);

    expect(events.find(({ type }) => type === 'scope_changed')).toMatchObject({
      requested: 'a b',
      granted: 'a',
      key: expect.stringContaining('"a b"'),
    });
  });

  it('without expires_in say nothing of the life; an impossible value is ignored (10; RFC 6749 section 5.1)', async () => {
    expect((await answered({})).expiresAt).toBeUndefined();
    const { obtainedAt, expiresAt } = await answered({ expires_in: '300' });
    expect(expiresAt).toBe(obtainedAt + 300_000);
    for (const wrong of ['300s', -1, 0, 'NaN', null]) {
      expect((await answered({ expires_in: wrong })).expiresAt).toBeUndefined();
    }
  });

  it('with a new refresh token end the old one, in the store and in memory (11; RFC 6749 section 6)', async () => {
    const { sandbox, tokens, options } = await signedInAtDam();
    const old = await storedTokens(options.store);
    sandbox.advance(9 * hour);
    const token = await tokens.getToken();

    const held = await storedTokens(options.store);
    expect(held.refreshToken).not.toBe(old.refreshToken);
    for (const text of [
      JSON.stringify(held),
      inspect([token, tokens, options.store], { depth: 9, showHidden: true }),
    ]) {
      expect(text).not.toContain(old.refreshToken);
      expect(text).not.toContain(old.accessToken);
    }
  });

  it('without a new refresh token leave the old one (12; RFC 6749 section 6)', async () => {
    const { sandbox, tokens, options } = await signedInAtSource();
    const before = await storedTokens(options.store);
    const body = { access_token: 'a', token_type: 'Bearer', expires_in: 300 };
    sandbox.faults.next('source.token', { kind: 'status', status: 200, body });
    sandbox.advance(301_000);
    await tokens.getToken();

    expect((await storedTokens(options.store)).refreshToken).toBe(before.refreshToken);
  });
});

describe('a refresh token', () => {
  it.each(scenes.slice(1))(
    'goes to the token endpoint that issued it, and to no resource server (14; RFC 6749 sections 1.5 and 10.4): %s',
    async (_, sceneOf) => {
      const scene = await sceneOf();
      const { sandbox, url } = scene;
      const { sent, fetch } = recorder(scene.options.fetch);
      const tokens = createTokenSource({ ...scene.options, fetch });
      const { refreshToken: held } = await storedTokens(scene.options.store);
      await tokens.fetch(url, { method: 'GET' });
      sandbox.advance(9 * hour);
      await tokens.fetch(url);

      const carriers = sent.filter((request) => inspect({ ...request, headers: [...request.headers] }).includes(held));
      expect(carriers.map((request) => request.url)).toEqual([String(scene.options.profile.tokenUrl)]);
    },
  );

  it('is kept so that others on the machine can not read it (34; RFC 6749 section 10.4)', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'oauth-core-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await signedInAtDam({ store: fileStore(join(folder, 'tokens')) });

    const files = await readdir(join(folder, 'tokens'));
    const modes = await Promise.all(files.map(async (file) => (await stat(join(folder, 'tokens', file))).mode & 0o777));

    expect(files.length).toBeGreaterThan(0);
    expect(new Set(modes)).toEqual(new Set([0o600]));
    expect((await stat(join(folder, 'tokens'))).mode & 0o777).toBe(0o700);
  });
});

describe('transport', () => {
  it.each(['tokenUrl', 'authorizationUrl', 'revocationUrl'] as const)(
    'by plain http is refused for %s, except on this machine (15; RFC 6749 sections 3.2 and 10.9)',
    async (name) => {
      const { sandbox, options } = await signedInAtDam();
      const use = async (url: string): Promise<unknown> => {
        const profile = damProfile(sandbox, { [name]: url });
        if (name === 'authorizationUrl') return createAuthorizationUrl({ profile, clientId: 'a', redirectUri });
        return createTokenSource({ ...options, profile });
      };

      await expect(use('http://service.example/')).rejects.toMatchObject({ option: name });
      await expect(use('https://service.example/')).resolves.toBeDefined();
      await expect(use('http://localhost:1/')).resolves.toBeDefined();
    },
  );

  it('by plain http is refused for the revocation of a fixed token too (15; RFC 6749 section 10.9)', async () => {
    const sandbox = await sandboxFor();
    const profile = damProfile(sandbox, { revocationUrl: 'http://service.example/' });

    await expect(createFixedTokenSource({ accessToken: 'a', profile }).revoke()).rejects.toMatchObject({
      option: 'revocationUrl',
    });
  });

  it('is checked by the platform: no request of ours turns that off (16; RFC 6749 section 10.9)', async () => {
    const { sent } = await lifeOf(signedInAtDam);

    const known = ['body', 'headers', 'method', 'redirect', 'signal'];
    expect(sent.flatMap(({ init }) => Object.keys(init)).filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('an authorisation code', () => {
  it('is used at most once, even if the exchange fails or is repeated (17; RFC 6749 section 4.1.2)', async () => {
    const { sandbox, options } = await signedInAtSource();
    const code = await codeFrom(sandbox, options);
    const tokens = createTokenSource({ ...options, key: 'other', grant: authorizationCode(code) });
    sandbox.faults.next('source.token', { kind: 'drop-answer-after-processing' });
    const before = sandbox.count('source.token');

    for (const call of [
      () => tokens.getToken(),
      () => tokens.getToken(),
      () => inAnotherProcess({ ...options, grant: authorizationCode(code) }, { key: 'other' }).getToken(),
      () => tokens.exchange(code),
    ]) {
      await expect(call()).rejects.toThrow();
    }

    expect(sandbox.count('source.token')).toBe(before + 1);
  });
});

describe('a callback', () => {
  it.each([
    ['absent', (url: URL) => url.searchParams.delete('state')],
    ['wrong', (url: URL) => url.searchParams.set('state', 'x')],
    ['there twice', (url: URL) => url.searchParams.append('state', url.searchParams.get('state') ?? '')],
  ])(
    'whose state is %s is refused before any token request (19; RFC 6749 section 10.12, RFC 9700 section 2.1)',
    async (_, change) => {
      const sandbox = await sandboxFor();
      const { clientId } = sandbox.clients.source;
      const request = await createAuthorizationUrl({ profile: sourceProfile(sandbox), clientId, redirectUri });
      const url = new URL(await sandbox.authorize(request.url));
      change(url);

      expect(() => readCallback(url, request)).toThrow(expect.objectContaining({ reason: 'state' }));

      expect(sandbox.count('source.token')).toBe(0);
    },
  );

  it('with hostile texts leads to a message on one line that does not repeat them as they are (21; RFC 6749 section 10.14)', async () => {
    const sandbox = await sandboxFor();
    const request = await createAuthorizationUrl({ profile: sourceProfile(sandbox), clientId: 'a', redirectUri });
    const url = new URL(redirectUri);
    url.searchParams.set('state', request.state);
    url.searchParams.set('error', 'x\r\nSet-Cookie: a=1');
    url.searchParams.set('error_description', `\u001b[2J\u202e${request.state}${'y'.repeat(10_000)}`);
    url.searchParams.set('error_uri', 'javascript:alert(1)');

    try {
      readCallback(url, request);
      expect.unreachable();
    } catch (error) {
      const { message } = error as Error; // `expect.unreachable` throws one too
      expect(message).not.toMatch(/[\p{C}\p{Zl}]|javascript/u);
      expect(message).not.toContain(request.state);
      expect(message.length).toBeLessThan(500);
      expect(core.CallbackError.is(error)).toBe(true);
    }
  });

  it('does not change where the code is sent: to the token endpoint of the profile (25; RFC 9700 section 4.4.2)', async () => {
    const sandbox = await sandboxFor();
    const { clientId } = sandbox.clients.source;
    const profile = sourceProfile(sandbox, { issuer: `${sandbox.origin}/source` });
    const request = await createAuthorizationUrl({ profile, clientId, redirectUri });
    const url = new URL(await sandbox.authorize(request.url));
    for (const name of ['token_endpoint', 'tokenUrl', 'issuer']) url.searchParams.set(name, 'https://evil.example');

    expect(request.issuer).toBe(profile.issuer);
    expect(Object.keys(readCallback(url, request)).sort()).toEqual(['code', 'codeVerifier', 'redirectUri']);
  });

  it('of another issuer is refused, also with an error; issuers are compared letter by letter (26; RFC 9207 section 2.4)', async () => {
    const sandbox = await sandboxFor({ source: { issuerInCallback: true } });
    const { clientId } = sandbox.clients.source;
    const requestFor = (issuer: string): Promise<core.AuthorizationRequest> =>
      createAuthorizationUrl({ profile: sourceProfile(sandbox, { issuer }), clientId, redirectUri });
    const right = await requestFor(`${sandbox.origin}/source`);
    expect(readCallback(await sandbox.authorize(right.url), right).code).toBeDefined();

    for (const issuer of [
      `${sandbox.origin}/source/`,
      `${sandbox.origin.toUpperCase()}/source`,
      'https://evil.example',
    ]) {
      for (const deny of [false, true]) {
        const request = await requestFor(issuer);
        const url = await sandbox.authorize(request.url, { deny });
        expect(() => readCallback(url, request)).toThrow(expect.objectContaining({ reason: 'issuer' }));
      }
    }
  });

  it('needs no metadata, which could promise an iss or name another issuer (27 and 28; RFC 9207 section 2.4, RFC 8414 sections 3.3 and 6.2)', async () => {
    const { sandbox } = await signedInAtSource();

    expect(sandbox.log.filter(({ url }) => url.includes('.well-known'))).toEqual([]);
    expect(Object.keys(core).filter((name) => /discover|metadata|wellKnown/i.test(name))).toEqual([]);
  });
});

describe('PKCE', () => {
  const requests = async (count: number): Promise<core.AuthorizationRequest[]> => {
    const sandbox = await sandboxFor();
    const begin = () => createAuthorizationUrl({ profile: sourceProfile(sandbox), clientId: 'a', redirectUri });
    return Promise.all(Array.from({ length: count }, begin));
  };

  it('has a fresh verifier of 43 to 128 unreserved characters for each request, from a secure source (22; RFC 7636 sections 4.1 and 7.1)', async () => {
    const random = vi.spyOn(Math, 'random');
    const secure = vi.spyOn(crypto, 'getRandomValues');
    onTestFinished(() => void vi.restoreAllMocks());

    const begun = await requests(100);
    const bytes = secure.mock.calls.map(([array]) => array?.byteLength);

    expect(random).not.toHaveBeenCalled();
    expect(bytes.filter((length) => length === 32)).toHaveLength(200); // a verifier and a state each
    expect(new Set(begun.map(({ codeVerifier }) => codeVerifier)).size).toBe(100);
    for (const { codeVerifier } of begun) expect(codeVerifier).toMatch(/^[\w.~-]{43,128}$/);
  });

  it('uses S256, never plain, and does not fall back after an error (23; RFC 7636 sections 4.2 and 7.2, RFC 9700 section 2.1.1)', async () => {
    const sandbox = await sandboxFor();
    const { clientId } = sandbox.clients.source;
    const begin = () => createAuthorizationUrl({ profile: sourceProfile(sandbox), clientId, redirectUri });
    const first = await begin();
    const refused = new URL(redirectUri);
    refused.searchParams.set('state', first.state);
    refused.searchParams.set('error', 'invalid_request');
    refused.searchParams.set('error_description', 'transform algorithm not supported');
    expect(() => readCallback(refused, first)).toThrow();

    for (const { url, codeVerifier } of [first, await begin()]) {
      const query = new URL(url).searchParams;
      expect(query.get('code_challenge_method')).toBe('S256');
      expect(query.get('code_challenge')).not.toBe(codeVerifier);
    }
    // @ts-expect-error The profile knows no other method.
    const plain: Profile['pkce'] = 'plain';
    expect(plain).toBe('plain');
  });

  it('does not take the place of state, which every request has (24; RFC 9700 section 4.7.1)', async () => {
    const sandbox = await sandboxFor();
    for (const profile of [sourceProfile(sandbox), damProfile(sandbox)]) {
      const { state, url } = await createAuthorizationUrl({ profile, clientId: 'a', redirectUri });

      expect(state).toMatch(/^[\w-]{43}$/);
      expect(new URL(url).searchParams.get('state')).toBe(state);
    }
  });
});

describe('an access token', () => {
  it.each(scenes)(
    'goes in the Authorization header and nowhere else (29; RFC 6750 section 2, RFC 9700 section 4.3.2): %s',
    async (_, sceneOf) => {
      const { tokens, options, url } = await sceneOf();
      const { sent, fetch } = recorder(options.fetch);
      const { accessToken } = await tokens.getToken();

      await createTokenSource({ ...options, fetch }).fetch(url, { method: 'POST', body: 'content' });

      expect(sent).toHaveLength(1);
      expect(sent[0]?.headers.get('authorization')).toBe(`Bearer ${accessToken}`);
      expect(`${sent[0]?.url} ${sent[0]?.body}`).not.toContain(accessToken);
      const others = [...(sent[0]?.headers ?? [])].filter(([name]) => name !== 'authorization');
      expect(JSON.stringify(others)).not.toContain(accessToken);
    },
  );

  it('goes only to the origin it is meant for, not to links or redirects elsewhere (30; RFC 9700 sections 2.3 and 4.9.1)', async () => {
    const elsewhere = await serverFor(() => ({}));
    const { sandbox, tokens, url } = await cloudTokens();
    sandbox.faults.next('cloud.api', { kind: 'redirect', location: `${elsewhere.origin}/redirected` });

    await tokens.fetch(url);
    await tokens.fetch(`${elsewhere.origin}/next`);

    expect(elsewhere.arrived.map(({ path }) => path)).toEqual(['/redirected', '/next']);
    for (const { headers } of elsewhere.arrived) expect(headers.authorization).toBeUndefined();
  });
});

describe('revocation', () => {
  it.each([
    [200, true],
    [503, false],
  ])(
    'is a POST with a form; %i means revoked at the server: %s; the token is forgotten here in any case (31; RFC 7009 sections 2, 2.1, 2.2 and 2.2.1)',
    async (status, isGone) => {
      const server = await serverFor(() => ({ status }));
      const { sandbox, options } = await signedInAtSource();
      const profile = sourceProfile(sandbox, { revocation: 'rfc7009', revocationUrl: server.origin });
      const tokens = createTokenSource({ ...options, profile });

      const outcome = await tokens.revoke().then(
        () => true,
        (error: unknown) => !core.TokenRequestError.is(error),
      );

      expect(outcome).toBe(isGone);
      expect(server.arrived).toHaveLength(1);
      expect(server.arrived[0]).toMatchObject({
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
      await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'revoked' });
    },
  );
});

describe('the public API', () => {
  it('has no password and no implicit grant (33; RFC 9700 sections 2.1.2 and 2.4)', async () => {
    const sandbox = await sandboxFor();
    const { url } = await createAuthorizationUrl({ profile: sourceProfile(sandbox), clientId: 'a', redirectUri });

    expect(Object.keys(core).filter((name) => /password|implicit|owner/i.test(name))).toEqual([]);
    expect(new URL(url).searchParams.get('response_type')).toBe('code');
    // @ts-expect-error There are three grants.
    const password: core.Grant['type'] = 'password';
    expect(['client_credentials', 'authorization_code', refreshToken().type]).not.toContain(password);
  });
});
