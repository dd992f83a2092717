import type { Sandbox } from '@acme/sandbox';
import { describe, expect, it, vi } from 'vitest';
import {
  type Clock,
  clientCredentials,
  createTokenSource,
  type Fetch,
  memoryStore,
  type Profile,
  refreshToken,
  type TokenSource,
  type TokenStore,
} from '../src/index.ts';
import { cloudProfile, damProfile, sourceProfile } from './support/profiles.ts';
import { serverFor } from './support/server.ts';
import {
  arrivalOf,
  cloudTokens,
  codeFrom,
  connectionRefused,
  gatedStore,
  inAnotherProcess,
  isSettled,
  redirectUri,
  signedInAtDam,
  signedInAtSource,
  storedTokens,
} from './support/sources.ts';

const hour = 3_600_000;

describe('clear', () => {
  it('forgets the tokens in every process, and reports it by an event', async () => {
    const { sandbox, tokens, options, events } = await signedInAtDam();
    const other = inAnotherProcess(options, { grant: refreshToken() });
    await other.getToken();

    await tokens.clear();

    await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'cleared', key: 'person' });
    sandbox.advance(9 * hour); // another process may use what it has in memory until that is due
    await expect(other.getToken()).rejects.toMatchObject({ reason: 'cleared' });
    expect(events.find(({ type }) => type === 'ended')).toMatchObject({ reason: 'cleared' });
    expect((await tokens.describe()).history).toHaveLength(1); // still tells who spent what
    expect(sandbox.count('dam.token')).toBe(1);
    expect(sandbox.count('dam.revoke')).toBe(0);
  });

  it('is known to all callers of another process once one of them has learnt it', async () => {
    const { sandbox, tokens, options } = await signedInAtDam();
    const other = inAnotherProcess(options, { grant: refreshToken() });
    await other.getToken();
    await tokens.clear();
    sandbox.advance(2 * hour);
    await other.getToken(); // from memory: nobody has asked the store

    await expect(other.getToken({ minimumLifetime: 7 * hour })).rejects.toMatchObject({ reason: 'cleared' });
    await expect(other.getToken()).rejects.toMatchObject({ reason: 'cleared' });
  });

  it('ends what a refusal does not: an access token that lives longer than its refresh token is used to its end', async () => {
    const { sandbox, tokens } = await signedInAtDam();
    const before = await tokens.getToken();
    sandbox.advance(2 * hour);
    sandbox.faults.next('dam.token', { kind: 'status', status: 400, body: { error: 'invalid_grant' } });
    const longer = { minimumLifetime: 7 * hour };

    await expect(tokens.getToken(longer)).rejects.toMatchObject({ reason: 'spent_elsewhere' });
    await expect(tokens.getToken(longer)).rejects.toMatchObject({ reason: 'spent_elsewhere' }); // read in the store

    expect(await tokens.getToken()).toBe(before);
    await tokens.clear();
    await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'spent_elsewhere' });
  });

  it('marks the entry as ended instead of deleting it: a renewal under way can not bring it back', async () => {
    const { sandbox, options } = await signedInAtDam();
    const store = gatedStore(options.store, () => sandbox.count('dam.token') > 1);
    const late = createTokenSource({ ...options, store, grant: refreshToken() });
    sandbox.advance(9 * hour);
    const renewing = late.getToken();
    await store.reached;

    await inAnotherProcess(options).clear();
    store.open();

    await expect(renewing).rejects.toMatchObject({ code: 'reauthorization_required', reason: 'cleared' });
    expect((await options.store.get('person'))?.entry.value).not.toMatch(/wat_|wrt_/);
    expect(sandbox.count('dam.revoke')).toBe(0); // only revoke tells the server
  });

  it.each(['person', 'other'])('also ends a consent under way, for the key %s', async (key) => {
    const { sandbox, options } = await signedInAtDam();
    const store = gatedStore(options.store, () => sandbox.count('dam.token') > 1);
    const late = createTokenSource({ ...options, key, store });
    const consenting = late.exchange(await codeFrom(sandbox, options));
    await store.reached;

    await inAnotherProcess(options, { key }).clear();
    store.open();

    await expect(consenting).rejects.toMatchObject({ code: 'reauthorization_required' });
    expect((await options.store.get(key))?.entry.value).not.toMatch(/wat_|wrt_/);
  });

  it('ends a renewal under way, even if another refresh token was connected since', async () => {
    const { sandbox, tokens, options } = await signedInAtDam();
    const { refreshToken: real } = await storedTokens(options.store);
    await tokens.clear();
    const moved = inAnotherProcess(options, { key: 'moved' });
    await moved.connect({ refreshToken: real });
    const store = gatedStore(options.store, () => sandbox.count('dam.token') > 1);
    const late = createTokenSource({ ...options, key: 'moved', store }).getToken();
    await store.reached;

    await moved.clear();
    await moved.connect({ refreshToken: 'wrt_meadow_there' });
    store.open();
    await late.catch(() => {}); // it goes on with that token, which the server does not know

    expect((await options.store.get('moved'))?.entry.value).toContain('wrt_meadow_there');
  });

  it('also ends a renewal that was about to repeat its request: the refresh token is not sent again', async () => {
    const { sandbox, options } = await signedInAtDam();
    const fetch = vi.fn(async () => {
      await inAnotherProcess(options).clear();
      throw connectionRefused();
    });
    sandbox.advance(9 * hour);

    await expect(createTokenSource({ ...options, fetch }).getToken()).rejects.toMatchObject({ reason: 'cleared' });
    expect(fetch).toHaveBeenCalledOnce();
  });

  it('of a dead authorisation drops its tokens, keeps why it died, and is reported once', async () => {
    const { sandbox, tokens, options, events } = await signedInAtDam();
    sandbox.advance(9 * hour);
    for (const { id } of sandbox.authorizations) sandbox.revokeAuthorization(id);
    await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'spent_elsewhere' });
    events.length = 0;

    await tokens.clear();
    await tokens.clear();

    const { state, ended } = await tokens.describe();
    expect({ state, ended }).toMatchObject({
      state: 'ended',
      ended: { why: 'cleared', reason: 'spent_elsewhere', error: 'invalid_grant' },
    });
    expect((await options.store.get('person'))?.entry.value).not.toMatch(/wat_|wrt_/);
    expect(events.map(({ type }) => type)).toEqual(['ended']);
  });

  it('also ends a key whose only code was refused, and keeps why', async () => {
    const { sandbox, tokens } = await signedInAtDam();
    const person = tokens.forKey('other');
    await expect(person.exchange({ code: 'wac_meadow_x', redirectUri })).rejects.toMatchObject({
      code: 'reauthorization_required',
      reason: 'never_authorized',
    });
    const { ended } = await person.describe();

    sandbox.advance(1_000);
    await person.clear();

    expect((await person.describe()).ended).toEqual({ ...ended, why: 'cleared' });
  });

  it('of an empty key does nothing', async () => {
    const { tokens, options } = await signedInAtDam();

    await tokens.forKey('nobody').clear();

    expect(await options.store.get('nobody')).toBeUndefined();
  });

  it('lets a grant that needs no person ask again', async () => {
    const { sandbox, tokens, options } = await cloudTokens();
    await tokens.getToken();

    await tokens.clear();

    const processes = Array.from({ length: 10 }, () => inAnotherProcess(options));
    const given = await Promise.all(processes.map((process) => process.getToken()));

    expect(new Set(given.map(({ generation }) => generation))).toEqual(new Set([2]));
    expect(sandbox.count('cloud.token')).toBe(2); // one of them asked
  });
});

describe('revoke', () => {
  const revocable = (sandbox: Sandbox): Profile =>
    sourceProfile(sandbox, { revocation: 'rfc7009', revocationUrl: 'https://authority.example/revoke' });

  /** A server of RFC 7009 whose token answers wait for `answer`. */
  async function slowAuthority(): Promise<{
    readonly scene: Awaited<ReturnType<typeof signedInAtSource>>;
    readonly fetch: Fetch;
    readonly renewing: TokenSource;
    readonly revoking: TokenSource;
    readonly revoked: string[];
    readonly asked: Promise<void>;
    answer(): void;
  }> {
    const scene = await signedInAtSource();
    const { options, sandbox } = scene;
    const profile = revocable(sandbox);
    const asked = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const revoked: string[] = [];
    const fetch: Fetch = async (input, init) => {
      if (String(input).endsWith('/revoke')) {
        revoked.push(new URLSearchParams(String(init?.body)).get('token') ?? '');
        return new Response();
      }
      asked.resolve();
      await gate.promise;
      return Response.json({
        access_token: 'late',
        refresh_token: 'late refresh',
        token_type: 'bearer',
        expires_in: 300,
      });
    };
    sandbox.advance(301_000);
    const changes = { profile, fetch, grant: refreshToken() };
    return {
      scene,
      fetch,
      renewing: inAnotherProcess(options, changes),
      revoking: inAnotherProcess(options, changes),
      revoked,
      asked: asked.promise,
      answer: gate.resolve,
    };
  }

  it('also revokes a pair that is on its way to another process', async () => {
    const { scene, renewing, revoking, revoked, asked, answer } = await slowAuthority();
    const { refreshToken: held } = await storedTokens(scene.options.store);
    const late = renewing.getToken();
    await asked;

    await revoking.revoke();
    answer();

    await expect(late).rejects.toMatchObject({ reason: 'revoked' });
    expect(revoked).toEqual([held, 'late refresh']);
  });

  it.each([
    [
      'reports a server that fails',
      async () => new Response(null, { status: 503 }),
      [{ type: 'answered' }, { type: 'failed', error: { code: 'token_request_failed' }, sent: 'maybe' }],
    ],
    ['reports nothing if the framework stops it', () => Promise.reject({ digest: 'DYNAMIC' }), [{ type: 'answered' }]],
  ])('tries only once to revoke such a pair, and %s', async (_, reply, told) => {
    const { scene, fetch: slow, revoking, asked, answer } = await slowAuthority();
    const { options, sandbox, events } = scene;
    let revocations = 0;
    const fetch: Fetch = async (input, init) => {
      if (!String(input).endsWith('/revoke')) return slow(input, init);
      revocations += 1;
      return reply();
    };
    const late = inAnotherProcess(options, { profile: revocable(sandbox), fetch, grant: refreshToken() }).getToken();
    await asked;
    await revoking.revoke();
    events.length = 0;
    answer();

    await expect(late).rejects.toMatchObject({ reason: 'revoked' });
    expect(events).toMatchObject(told);
    expect(revocations).toBe(1);
  });

  it('has such a pair revoked before a shutdown ends', async () => {
    const { scene, fetch: slow, revoking, asked, answer } = await slowAuthority();
    const order: string[] = [];
    const fetch: Fetch = async (input, init) => {
      if (!String(input).endsWith('/revoke')) return slow(input, init);
      for (let turn = 0; turn < 2_000; turn++) await new Promise((resolve) => setImmediate(resolve));
      order.push('revoked');
      return new Response();
    };
    const profile = revocable(scene.sandbox);
    const late = inAnotherProcess(scene.options, { profile, fetch, grant: refreshToken() });
    late.getToken().catch(() => {}); // its caller has left
    await asked;
    await revoking.revoke();
    const shutdown = late[Symbol.asyncDispose]().then(() => order.push('over'));
    answer();

    await shutdown;

    expect(order).toEqual(['revoked', 'over']);
  });

  it('also revokes such a pair if the entry was cleared before: a sign-out means that pair too', async () => {
    const { renewing, revoking, revoked, asked, answer } = await slowAuthority();
    const late = renewing.getToken();
    await asked;

    await revoking.clear();
    await revoking.revoke();
    answer();

    await expect(late).rejects.toMatchObject({ reason: 'cleared' });
    expect(revoked).toEqual(['late refresh']); // all else was forgotten by then
    expect((await revoking.describe()).ended).toMatchObject({ why: 'revoked', reason: 'cleared' });
    await revoking.clear();
    expect((await revoking.describe()).ended).toMatchObject({ why: 'revoked' });
  });

  it('is the reason that all callers get, even if another process was refused before it was stored', async () => {
    const { sandbox, tokens, options, events } = await signedInAtDam();
    const other = inAnotherProcess(options, { grant: refreshToken() });
    const fetch: Fetch = async (input, init) => {
      const answer = await options.fetch(input, init);
      if (init?.method === 'DELETE') {
        sandbox.revokeAuthorization(sandbox.authorizations.at(-1)?.id ?? ''); // with its refresh token
        await expect(other.getToken({ minimumLifetime: 9 * hour })).rejects.toMatchObject({
          reason: 'spent_elsewhere',
        });
      }
      return answer;
    };
    sandbox.advance(2 * hour); // the token is still good, but not for as long as the other process asks for
    events.length = 0;

    await inAnotherProcess(options, { fetch }).revoke();

    await expect(tokens.forKey('person').getToken({ minimumLifetime: 9 * hour })).rejects.toMatchObject({
      reason: 'revoked',
    });
    expect((await tokens.describe()).ended).toEqual({ why: 'revoked', reason: 'revoked', at: expect.any(Number) });
    expect(events.filter(({ type }) => type === 'ended')).toMatchObject([
      { reason: 'spent_elsewhere' },
      { reason: 'revoked' },
    ]);
  });

  it('also revokes the pair that another process stores while the one before is revoked', async () => {
    const { sandbox, options } = await signedInAtSource();
    const profile = revocable(sandbox);
    const asked = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const revoked: string[] = [];
    const fetch: Fetch = async (_, init) => {
      asked.resolve();
      await gate.promise;
      await new Promise((resolve) => setImmediate(resolve)); // a sign-out waits for each answer
      revoked.push(new URLSearchParams(String(init?.body)).get('token') ?? '');
      return new Response();
    };
    const { refreshToken: first } = await storedTokens(options.store);

    const signOut = inAnotherProcess(options, { profile, fetch, grant: refreshToken() }).revoke();
    await asked.promise;
    sandbox.advance(301_000);
    await inAnotherProcess(options).getToken();
    const { refreshToken: second } = await storedTokens(options.store);
    gate.resolve();
    await signOut;

    expect(second).not.toBe(first);
    expect(revoked).toEqual([first, second]);
  });

  it('waits for a renewal for at most 5 s, and revokes what it brings after that', async () => {
    const { scene, renewing, revoked, asked, answer } = await slowAuthority();
    const late = renewing.getToken();
    await asked;

    const signOut = renewing.revoke();
    expect(await isSettled(signOut)).toBe(false);
    scene.sandbox.advance(5_000);
    await signOut;

    answer();
    await expect(late).rejects.toMatchObject({ reason: 'revoked' });
    expect(revoked.at(-1)).toBe('late refresh');
  });

  it('does not wait until replicas have the pair that it ends', async () => {
    const { sandbox, options } = await signedInAtSource();
    const fetch: Fetch = async (input, init) =>
      String(input).endsWith('/revoke') ? new Response() : options.fetch(input, init);
    const set: TokenStore['set'] = async (...write) => {
      const isWritten = await options.store.set(...write);
      if (sandbox.count('source.token') === 1) return isWritten;
      throw Object.assign(new Error('1 of 2 replicas'), { unconfirmed: true });
    };
    const store = { ...options.store, set };
    const sleep: Clock['sleep'] = (ms) => (ms > 0 ? new Promise(() => {}) : sandbox.clock.sleep(ms));
    const clock = { now: sandbox.clock.now, sleep }; // no pause ever ends
    const tokens = createTokenSource({ ...options, clock, fetch, store, profile: revocable(sandbox) });
    sandbox.advance(301_000);
    await tokens.getToken();

    await tokens.revoke();

    expect(await tokens.describe()).toMatchObject({ ended: { why: 'revoked' } });
  });

  it('asks DAM with the token itself as Bearer, and forgets it', async () => {
    const { sandbox, tokens } = await signedInAtDam();

    await tokens.revoke();

    expect(sandbox.log.at(-1)).toMatchObject({ operation: 'dam.revoke', method: 'DELETE', status: 204 });
    await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'revoked' });
  });

  it('renews an expired access token before it asks DAM: with the old one, the refresh token would live on', async () => {
    const { sandbox, tokens, options } = await signedInAtDam();
    sandbox.advance(9 * hour);

    await inAnotherProcess(options, { grant: refreshToken() }).revoke();

    expect(sandbox.count('dam.token')).toBe(2);
    expect(sandbox.log.at(-1)).toMatchObject({ operation: 'dam.revoke', status: 204 });
    await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'revoked' });
  });

  it('says that the token may live on if it could not be renewed: DAM refuses an expired one', async () => {
    const { sandbox, tokens } = await signedInAtDam({ retry: 0 });
    sandbox.advance(9 * hour);
    sandbox.faults.next('dam.token', { kind: 'status', status: 503 });

    await expect(tokens.revoke()).rejects.toThrow('may still work there');

    expect(sandbox.log.at(-1)).toMatchObject({ operation: 'dam.revoke', status: 401 });
    expect((await tokens.describe()).ended).toMatchObject({ why: 'revoked' });
  });

  it('says that the token may live on if there never was an access token to ask DAM with', async () => {
    const { sandbox, tokens } = await signedInAtDam({ retry: 0 });
    const person = tokens.forKey('moved');
    await person.connect({ refreshToken: 'wrt_meadow_there' });
    sandbox.faults.next('dam.token', { kind: 'status', status: 503 });

    await expect(person.revoke()).rejects.toThrow('may still work there');

    expect(sandbox.count('dam.revoke')).toBe(0);
    expect((await person.describe()).ended).toMatchObject({ why: 'revoked' });
  });

  it('forgets a dead authorisation without asking DAM', async () => {
    const { sandbox, tokens } = await signedInAtDam();
    sandbox.advance(9 * hour);
    for (const { id } of sandbox.authorizations) sandbox.revokeAuthorization(id);

    await tokens.revoke();

    expect(sandbox.count('dam.revoke')).toBe(0);
    expect((await tokens.describe()).ended).toMatchObject({ why: 'revoked', reason: 'spent_elsewhere' });
  });

  it('sends the refresh token to a server of RFC 7009, in a form', async () => {
    const server = await serverFor(() => ({}));
    const { tokens, options, sandbox } = await signedInAtSource();
    const profile = sourceProfile(sandbox, { revocation: 'rfc7009', revocationUrl: `${server.origin}/revoke` });
    const held = await storedTokens(options.store);
    sandbox.advance(301_000); // no good access token is needed

    await createTokenSource({ ...options, profile }).revoke();

    expect(server.arrived).toMatchObject([
      { method: 'POST', path: '/revoke', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ]);
    expect(Object.fromEntries(new URLSearchParams(server.arrived[0]?.body))).toEqual({
      token: held.refreshToken,
      client_id: options.clientId,
      client_secret: options.clientSecret,
    });
    await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'revoked' });
  });

  it('sends the access token to a server of RFC 7009 if there is no refresh token', async () => {
    const server = await serverFor(() => ({}));
    const { options } = await cloudTokens();
    const rfc7009 = { revocation: 'rfc7009', revocationUrl: server.origin } as const;
    const tokens = createTokenSource({ ...options, profile: { ...options.profile, ...rfc7009 } });
    const { accessToken } = await tokens.getToken();

    await tokens.revoke();

    expect(new URLSearchParams(server.arrived[0]?.body).get('token')).toBe(accessToken);
  });

  it('sends no client secret to a server of RFC 7009 if the client has none', async () => {
    const server = await serverFor(() => ({}));
    const { options, sandbox } = await signedInAtSource();
    const { clientSecret: _, ...publicClient } = options;
    const profile = sourceProfile(sandbox, { revocation: 'rfc7009', revocationUrl: server.origin });

    await createTokenSource({ ...publicClient, profile }).revoke();

    expect([...new URLSearchParams(server.arrived[0]?.body).keys()]).toEqual(['token', 'client_id']);
  });

  it('passes on an error of the framework as it is, and forgets the token', async () => {
    const { options } = await signedInAtDam();
    const signal = Object.assign(new Error('dynamic'), { digest: 'DYNAMIC_SERVER_USAGE' });
    const tokens = inAnotherProcess(options, { fetch: () => Promise.reject(signal) });

    await expect(tokens.revoke()).rejects.toBe(signal);
    expect((await tokens.describe()).ended).toMatchObject({ why: 'revoked' });
  });

  it('sends nothing if the profile has no revocation, and forgets the token', async () => {
    const { sandbox, tokens } = await signedInAtSource();
    const before = sandbox.log.length;

    await tokens.revoke();

    expect(sandbox.log).toHaveLength(before);
    await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'revoked' });
  });

  it.each([
    ['fails', { kind: 'status', status: 503 }, 503],
    ['redirects', { kind: 'redirect' }, 307],
    ['is gone', { kind: 'reset-before-processing' }, undefined],
  ] as const)('asks only once if the server %s, reports it, and forgets the token', async (_, fault, status) => {
    const { sandbox, tokens } = await signedInAtDam();
    sandbox.faults.next('dam.revoke', fault);

    await expect(tokens.revoke()).rejects.toMatchObject({ code: 'token_request_failed', ...(status && { status }) });

    expect(sandbox.count('dam.revoke')).toBe(1);
    expect(sandbox.count('elsewhere')).toBe(0);
    await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'revoked' });
  });

  it('gives a server five seconds, and then ends the connection', async () => {
    const { sandbox, options } = await signedInAtDam();
    let signal: AbortSignal | null | undefined;
    const fetch: Fetch = (input, init) => {
      signal = init?.signal;
      return options.fetch(input, init);
    };
    const tokens = createTokenSource({ ...options, fetch });
    sandbox.faults.next('dam.revoke', { kind: 'latency', ms: 60_000 });

    const revoking = tokens.revoke();
    revoking.catch(() => {}); // awaited below
    await arrivalOf(sandbox, 'dam.revoke');
    sandbox.advance(4_500);
    const wasOver = await isSettled(revoking);
    sandbox.advance(600);

    await expect(revoking).rejects.toThrow('no answer');
    expect(wasOver).toBe(false);
    expect(signal?.aborted).toBe(true);
  });

  it.each([401, 404])(
    'reports %i from a server of RFC 7009, which does not know the client or the URL',
    async (status) => {
      const server = await serverFor(() => ({ status }));
      const { options, sandbox } = await signedInAtSource();
      const profile = sourceProfile(sandbox, { revocation: 'rfc7009', revocationUrl: server.origin });

      await expect(createTokenSource({ ...options, profile }).revoke()).rejects.toMatchObject({ status });
    },
  );

  it.each([
    ['RFC 7009', { revocation: 'rfc7009' }],
    ['a DELETE', { revocation: 'delete-bearer' }],
  ] as const)('succeeds with %s, even if the entry is removed during the request', async (_, { revocation }) => {
    const { options } = await signedInAtSource();
    const server = await serverFor(() => ({}));
    const profile = { ...options.profile, revocation, revocationUrl: server.origin };
    const fetch: Fetch = async (input, init) => {
      await options.store.delete('person');
      return options.fetch(input, init);
    };

    await inAnotherProcess(options, { profile, fetch }).revoke();

    expect(server.arrived).toHaveLength(1);
  });

  it('counts a token that DAM does not find as revoked', async () => {
    const { sandbox, tokens } = await signedInAtDam();
    sandbox.faults.next('dam.revoke', { kind: 'status', status: 404 });

    await tokens.revoke();

    expect(sandbox.count('dam.revoke')).toBe(1);
  });

  it('counts a token that DAM refuses as revoked', async () => {
    const { sandbox, tokens } = await signedInAtDam();
    sandbox.revokeAccessTokens('dam');

    await tokens.revoke();

    expect(sandbox.log.at(-1)).toMatchObject({ operation: 'dam.revoke', status: 401 });
  });

  it('revokes what a renewal under way brings', async () => {
    const { sandbox, tokens } = await signedInAtDam();
    tokens.invalidate(await tokens.getToken());
    const renewing = tokens.getToken();

    await Promise.all([renewing, tokens.revoke()]);

    expect(sandbox.log.at(-1)).toMatchObject({ operation: 'dam.revoke', status: 204, tokenGeneration: 2 });
  });

  it('sends nothing when it is called again', async () => {
    const { sandbox, tokens } = await signedInAtDam();

    await tokens.revoke();
    await tokens.revoke();

    expect(sandbox.count('dam.revoke')).toBe(1);
  });
});

describe('a write', () => {
  const connection = { refreshToken: 'wrt_meadow_there' };
  const calls = [
    ['clear', (tokens: TokenSource) => tokens.clear(), { state: 'ended', ended: { why: 'cleared' } }],
    ['revoke', (tokens: TokenSource) => tokens.revoke(), { state: 'ended', ended: { why: 'revoked' } }],
    [
      'connect',
      async (tokens: TokenSource) => {
        await tokens.clear();
        expect(await tokens.connect(connection)).toBe('stored');
      },
      { state: 'held', generation: 2 },
    ],
  ] as const;
  /** A store whose writes with the numbers `failing` (the first is 1) fail: before they are done, or after. */
  const failingAt = (store: TokenStore, failing: readonly number[], isDone: boolean): TokenStore => {
    let writes = 0;
    let reads = 0;
    return {
      ...store,
      // Right after such a write, nobody can read whether it was done.
      get: async (key) => {
        if (reads-- > 0) throw new Error('the connection ended');
        return store.get(key);
      },
      async set(...write) {
        if (!failing.includes(++writes)) return store.set(...write);
        if (isDone) await store.set(...write);
        if (isDone) reads = 2;
        throw new Error('the connection ended');
      },
    };
  };

  it.each(calls)('of %s that fails is tried once more', async (name, call, expected) => {
    const { options } = await signedInAtDam();
    const store = failingAt(options.store, [name === 'connect' ? 2 : 1], false);
    const tokens = createTokenSource({ ...options, store });

    await call(tokens);

    expect(await tokens.describe()).toMatchObject(expected);
  });

  it.each(calls)('of %s counts if it was done, even if the store did not say so', async (name, call, expected) => {
    const { options } = await signedInAtDam();
    const store = failingAt(options.store, [name === 'connect' ? 2 : 1], true);
    const tokens = createTokenSource({ ...options, store });

    await call(tokens);

    expect(await tokens.describe()).toMatchObject(expected);
  });

  it.each(calls)('of %s counts if it is done late, while it is tried once more', async (name, call, expected) => {
    const { options } = await signedInAtDam();
    const failing = name === 'connect' ? 2 : 1;
    let writes = 0;
    let late: () => unknown = () => {};
    const store: TokenStore = {
      ...options.store,
      async set(...write) {
        await late();
        late = () => {};
        if (++writes !== failing) return options.store.set(...write);
        late = () => options.store.set(...write);
        throw new Error('no answer in time');
      },
    };
    const tokens = createTokenSource({ ...options, store });

    await call(tokens);

    expect(await tokens.describe()).toMatchObject(expected);
  });

  it.each(calls)('of %s that replicas lack counts, and is not repeated', async (name, call, expected) => {
    const { options } = await signedInAtDam();
    let writes = 0;
    const set: TokenStore['set'] = async (...write) => {
      writes++;
      await options.store.set(...write);
      throw Object.assign(new Error('1 of 2 replicas'), { unconfirmed: true });
    };
    const tokens = createTokenSource({ ...options, store: { ...options.store, set } });

    await call(tokens);

    expect(await tokens.describe()).toMatchObject(expected);
    expect(writes).toBe(name === 'connect' ? 2 : 1);
  });

  it.each(calls)('of %s that fails twice is an error', async (name, call) => {
    const { options } = await signedInAtDam();
    const store = failingAt(options.store, name === 'connect' ? [2, 3] : [1, 2], false);

    await expect(call(createTokenSource({ ...options, store }))).rejects.toMatchObject({ code: 'token_store_failed' });
  });
});

describe('a write of clear', () => {
  it('that always comes too late is tried twenty times, and then reported', async () => {
    const { options } = await signedInAtDam();
    let writes = 0;
    const set = async (): Promise<boolean> => {
      writes++;
      return false;
    };
    const tokens = createTokenSource({ ...options, store: { ...options.store, set } });

    await expect(tokens.clear()).rejects.toThrow('try again');
    expect(writes).toBe(20);
  });

  it('that a framework stops with an error of its own is not tried again', async () => {
    const { options } = await signedInAtDam();
    const signal = Object.assign(new Error('dynamic'), { digest: 'DYNAMIC_SERVER_USAGE' });
    let writes = 0;
    const set = (): Promise<boolean> => {
      writes++;
      return Promise.reject(signal);
    };

    let reads = 0;
    const get: TokenStore['get'] = (key) => {
      reads++;
      return options.store.get(key);
    };

    await expect(createTokenSource({ ...options, store: { ...options.store, get, set } }).clear()).rejects.toBe(signal);
    expect([reads, writes]).toEqual([1, 1]);
  });
});

describe('connect, with tokens from elsewhere,', () => {
  const connection = { refreshToken: 'wrt_meadow_there', accessToken: 'wat_meadow_there' };

  it('stores them under an empty key, and uses the access token until it is due', async () => {
    const { sandbox, tokens, options } = await signedInAtDam();
    const person = tokens.forKey('other');
    const expiresAt = sandbox.clock.now() + hour;

    expect(await person.connect({ ...connection, expiresAt })).toBe('stored');

    expect((await person.describe()).obtainedAt).toBeGreaterThanOrEqual(expiresAt - hour);
    expect(await person.getToken()).toMatchObject({ accessToken: connection.accessToken, expiresAt });
    expect((await inAnotherProcess(options, { key: 'other' }).getToken()).accessToken).toBe(connection.accessToken);
    expect(sandbox.count('dam.token')).toBe(1);
  });

  it('lets the first call renew if there is only a refresh token', async () => {
    const { sandbox, options } = await signedInAtDam();
    const { refreshToken: real } = await storedTokens(options.store);
    const person = createTokenSource({ ...options, key: 'moved', grant: refreshToken() });

    expect(await person.connect({ refreshToken: real })).toBe('stored');

    expect((await person.getToken()).accessToken).toMatch(/^wat_/);
    expect(sandbox.count('dam.token')).toBe(2);
  });

  it('counts the life of the refresh token from then on: if nobody comes back within it, it has expired', async () => {
    const { sandbox, options } = await signedInAtDam();
    const profile = { ...options.profile, refreshTokenLifetime: 180 * 24 * hour };
    const person = inAnotherProcess(options, { key: 'other', profile });
    await person.connect({ refreshToken: connection.refreshToken });
    const connectedAt = sandbox.clock.now();
    const { refreshTokenExpiresAt = 0 } = await person.describe();
    expect(Math.round((refreshTokenExpiresAt - connectedAt) / hour)).toBe(180 * 24);

    sandbox.advance(180 * 24 * hour);

    await expect(person.getToken()).rejects.toMatchObject({ reason: 'expired' });
  });

  it('lets the next call give what it has stored, even if this process had another token in memory', async () => {
    const { tokens, options } = await signedInAtDam();
    await inAnotherProcess(options).clear();

    expect(await tokens.connect(connection)).toBe('stored');

    expect((await tokens.getToken()).accessToken).toBe(connection.accessToken);
  });

  it('stores them under a key whose code brought nothing', async () => {
    const { sandbox, tokens } = await signedInAtDam({ retry: 0 });
    const person = tokens.forKey('other');
    sandbox.faults.next('dam.token', { kind: 'reset-before-processing' });
    await expect(person.exchange({ code: 'wac_meadow_x', redirectUri: 'https://app.example/' })).rejects.toThrow();
    expect((await person.describe()).state).not.toBe('held');

    expect(await person.connect(connection)).toBe('stored');
  });

  it('stores them in place of a pair that is dead', async () => {
    const { sandbox, tokens } = await signedInAtDam();
    for (const { id } of sandbox.authorizations) sandbox.revokeAuthorization(id);
    tokens.invalidate(await tokens.getToken());
    await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'spent_elsewhere' });

    expect(await tokens.connect(connection)).toBe('stored');
    expect((await tokens.getToken()).accessToken).toBe(connection.accessToken);
  });

  it('stores nothing while a person consents', async () => {
    const { sandbox, options } = await signedInAtDam();
    sandbox.faults.next('dam.token', { kind: 'latency', ms: 5_000 });
    const consenting = createTokenSource({ ...options, key: 'other' }).exchange(await codeFrom(sandbox, options));
    await arrivalOf(sandbox, 'dam.token', 2);

    expect(await inAnotherProcess(options, { key: 'other' }).connect(connection)).toBe('kept');

    sandbox.advance(5_000);
    expect((await consenting).accessToken).not.toBe(connection.accessToken);
  });

  it('refuses a refresh token alone for an app, as exchange refuses a code: an app asks for its own tokens', async () => {
    const { tokens, sandbox } = await cloudTokens();
    const refusal = (option: string): unknown => expect.objectContaining({ code: 'configuration_invalid', option });

    await expect(tokens.connect({ refreshToken: 'a' })).rejects.toEqual(refusal('accessToken'));
    await expect(tokens.exchange({ code: 'a', redirectUri: 'https://app.example/' })).rejects.toEqual(refusal('grant'));
    expect(sandbox.count('cloud.token')).toBe(0);
  });

  it('does not replace a live authorisation, and does not store what it has seen before', async () => {
    const { tokens } = await signedInAtDam();
    const before = await tokens.getToken();

    expect(await tokens.connect(connection)).toBe('kept');
    expect(await tokens.getToken()).toBe(before);
    await tokens.clear();
    expect(await tokens.connect(connection)).toBe('stored');
    await tokens.clear();
    expect(await tokens.connect(connection)).toBe('kept');

    await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'cleared' });
  });

  it('stores once if ten processes call it at the same time', async () => {
    const { options } = await signedInAtDam();

    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => inAnotherProcess(options, { key: 'other' }).connect(connection)),
    );

    expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
  });

  it.each([
    ['refreshToken', { refreshToken: '' }],
    ['refreshToken', { refreshToken: 'a\nb' }],
    ['accessToken', { refreshToken: 'a', accessToken: 'b\n' }],
    ['expiresAt', { refreshToken: 'a', expiresAt: new Date(0) as never }],
    ['expiresAt', { refreshToken: 'a', expiresAt: Date.parse('tomorrow') }],
  ])('refuses a badly pasted %s: %j', async (option, pasted) => {
    const { tokens } = await signedInAtDam();

    await expect(tokens.forKey('other').connect(pasted)).rejects.toMatchObject({ option });
  });
});

describe('describe', () => {
  it('says what is held, and who spent which refresh token', async () => {
    const { sandbox, tokens, options } = await signedInAtDam({ holder: 'worker 1' });
    sandbox.advance(9 * hour);
    await inAnotherProcess(options, { holder: 'worker 2' }).getToken();

    const description = await tokens.describe();

    const [code, refresh] = description.history;
    expect(description).toMatchObject({
      key: 'person',
      state: 'held',
      generation: 2,
      accessTokenFingerprint: expect.stringMatching(/^[\da-f]{8}$/),
      refreshTokenFingerprint: refresh?.to,
      history: [{ holder: 'worker 1' }, { holder: 'worker 2' }],
    });
    for (const own of ['client', 'seeds']) expect(description).not.toHaveProperty(own);
    expect(refresh?.from).toBe(code?.to);
    expect((refresh?.at ?? 0) - (code?.at ?? 0)).toBeGreaterThan(9 * hour - 5_000);
  });

  it('says that an app holds an access token', async () => {
    const { tokens } = await cloudTokens();
    await tokens.getToken();

    const held = { state: 'held', accessTokenFingerprint: expect.any(String), history: [] };
    expect(await tokens.describe()).toMatchObject(held);
    expect(await tokens.describe()).not.toHaveProperty('refreshTokenFingerprint');
  });

  it('says when the refresh token ends, if that is known', async () => {
    const [person, unknown, app] = [await signedInAtSource(), await signedInAtDam(), await cloudTokens()];
    const life = person.options.profile.refreshTokenLifetime ?? 0;
    const profile = { ...app.options.profile, refreshTokenLifetime: life };
    await app.tokens.getToken();

    const { obtainedAt = 0, refreshTokenExpiresAt } = await person.tokens.describe();

    expect(life).toBeGreaterThan(hour);
    expect(refreshTokenExpiresAt).toBe(obtainedAt + life);
    expect(await unknown.tokens.describe()).not.toHaveProperty('refreshTokenExpiresAt');
    expect(await createTokenSource({ ...app.options, profile }).describe()).not.toHaveProperty('refreshTokenExpiresAt');
  });

  it('keeps the last sixteen rotations', async () => {
    const { sandbox, tokens } = await signedInAtDam();
    for (let rotation = 0; rotation < 20; rotation++) {
      sandbox.advance(9 * hour);
      await tokens.getToken();
    }

    const { history, generation } = await tokens.describe();

    expect(history).toHaveLength(16);
    expect(generation).toBe(21);
  });

  it('says who is renewing', async () => {
    const { sandbox, tokens } = await signedInAtDam({ holder: 'worker 1' });
    sandbox.faults.next('dam.token', { kind: 'latency', ms: 5_000 });
    sandbox.advance(9 * hour);
    const renewing = tokens.getToken();
    await arrivalOf(sandbox, 'dam.token', 2);

    expect((await tokens.describe()).claim).toEqual({ holder: 'worker 1', lease: 60_000 });

    sandbox.advance(5_000);
    await renewing;
    expect((await tokens.describe()).claim).toBeUndefined();
  });

  it('says why a login died, and by which answer', async () => {
    const { sandbox, tokens } = await signedInAtDam();
    sandbox.revokeAuthorization(sandbox.authorizations.at(-1)?.id ?? '');
    sandbox.advance(9 * hour);
    await tokens.getToken().catch(() => {}); // described below

    expect(await tokens.describe()).toMatchObject({
      state: 'ended',
      ended: {
        why: 'refused',
        reason: 'spent_elsewhere',
        error: 'invalid_grant',
        requestId: sandbox.log.at(-1)?.requestId,
        at: expect.any(Number),
      },
    });
  });

  it('does not show what decides whether a dead login is tried once more', async () => {
    const { tokens, options } = await signedInAtDam();
    const ended = { why: 'refused', reason: 'revoked', at: 0 };
    const value = JSON.stringify({ generation: 1, refreshToken: 'a', seeds: [], history: [], ended, retried: true });
    await options.store.set('dead', { format: 1, revision: 'r1', value }, { replaces: undefined });

    expect(await tokens.forKey('dead').describe()).toEqual({
      key: 'dead',
      state: 'ended',
      generation: 1,
      refreshTokenFingerprint: expect.any(String),
      history: [],
      ended,
    });
  });

  it('says that a key is empty', async () => {
    const { tokens } = await signedInAtDam();

    expect(await tokens.forKey('nobody').describe()).toEqual({
      key: 'nobody',
      state: 'empty',
      generation: 0,
      history: [],
    });
  });

  it('reports a failing store by an event too, for apps that call nothing else', async () => {
    const { options, events } = await signedInAtDam();
    events.length = 0;
    const store: TokenStore = { ...options.store, get: () => Promise.reject(new Error('down')) };

    await expect(createTokenSource({ ...options, store }).describe()).rejects.toMatchObject({
      code: 'token_store_failed',
    });

    expect(events).toMatchObject([{ type: 'store_failed', key: 'person', error: { code: 'token_store_failed' } }]);
  });
});

describe('a key that two clients use by mistake', () => {
  it('gives neither client the tokens of the other, and sends them nowhere', async () => {
    const { sandbox, tokens, options } = await signedInAtSource({ key: 'user:42' });
    const { clientId, clientSecret } = sandbox.clients.dam;
    const dam = createTokenSource({
      ...options,
      profile: damProfile(sandbox),
      clientId,
      clientSecret,
      grant: refreshToken(),
    });
    const none = { code: 'reauthorization_required', reason: 'never_authorized' };

    await expect(dam.getToken()).rejects.toMatchObject(none);
    sandbox.advance(2 * hour);
    await expect(dam.getToken()).rejects.toMatchObject(none);
    const { obtainedAt: at } = await tokens.describe();
    const ended = { why: 'cleared', reason: 'never_authorized', at, error: 'key_in_use' };
    expect(await dam.describe()).toEqual({ key: 'user:42', state: 'ended', generation: 0, ended, history: [] });
    await dam.revoke();

    expect([sandbox.count('dam.token'), sandbox.count('dam.revoke')]).toEqual([0, 0]);
    expect((await inAnotherProcess(options, { grant: refreshToken() }).getToken()).generation).toBe(2);
    expect((await tokens.describe()).state).toBe('held');
  });

  it('does not use the refresh token that one of them was passed: the tokens of the other stay', async () => {
    const { sandbox, options } = await signedInAtSource({ key: 'user:42' });
    const { clientId, clientSecret } = sandbox.clients.dam;
    const profile = damProfile(sandbox);
    const grant = refreshToken('wrt_meadow_there');
    const dam = createTokenSource({ ...options, profile, clientId, clientSecret, grant });

    await expect(dam.getToken()).rejects.toMatchObject({ reason: 'never_authorized' });
    expect(sandbox.count('dam.token')).toBe(0);
    expect((await inAnotherProcess(options, { grant: refreshToken() }).getToken()).generation).toBe(1);
  });

  it('takes no tokens by connect: the tokens of the other stay', async () => {
    const { sandbox, options } = await signedInAtSource({ key: 'user:42' });
    const { clientId, clientSecret } = sandbox.clients.dam;
    const profile = damProfile(sandbox);
    const dam = createTokenSource({ ...options, profile, clientId, clientSecret, grant: refreshToken() });

    expect(await dam.connect({ refreshToken: 'wrt_meadow_there', accessToken: 'wat_meadow_there' })).toBe('kept');

    await expect(dam.getToken()).rejects.toMatchObject({ reason: 'never_authorized' });
    sandbox.advance(301_000);
    expect((await inAnotherProcess(options, { grant: refreshToken() }).getToken()).generation).toBe(2);
  });

  it.each([
    ['is refused', { kind: 'status', status: 400, body: { error: 'invalid_grant' } }, 'reauthorization_required', 1],
    ['has a lost answer', { kind: 'drop-answer-after-processing' }, 'token_request_failed', 1],
    ['comes too early', { kind: 'status', status: 429 }, 'token_request_failed', 2],
  ] as const)('keeps the tokens of the one if a code of the other %s', async (_, fault, code, requests) => {
    const { sandbox, options } = await signedInAtSource({ key: 'user:42', retry: 0 });
    const { clientId, clientSecret } = sandbox.clients.dam;
    const profile = damProfile(sandbox);
    const dam = createTokenSource({ ...options, profile, clientId, clientSecret, grant: refreshToken() });
    const consent = await codeFrom(sandbox, { profile, clientId });
    const before = await dam.describe();
    sandbox.faults.next('dam.token', fault);

    await expect(dam.exchange(consent)).rejects.toMatchObject({ code });

    expect(await dam.describe()).toEqual(before);
    sandbox.advance(280_000); // before the code expires
    expect((await inAnotherProcess(options, { grant: refreshToken() }).getToken()).generation).toBe(2);
    await dam.exchange(consent).catch(() => {}); // it is not sent again if it may have arrived
    expect(sandbox.count('dam.token')).toBe(requests);
  });

  it('lets a code of the other wait for a renewal of the one, whose new tokens stay if the code is refused', async () => {
    const { sandbox, tokens, options } = await signedInAtSource({ key: 'user:42', retry: 0 });
    const { clientId, clientSecret } = sandbox.clients.dam;
    const profile = damProfile(sandbox);
    const consent = await codeFrom(sandbox, { profile, clientId });
    sandbox.advance(280_000);
    sandbox.faults.next('source.token', { kind: 'latency', ms: 5_000 });
    const renewing = tokens.getToken();
    await arrivalOf(sandbox, 'source.token', 2);
    const fetch = async (): Promise<Response> => {
      sandbox.advance(5_000);
      await renewing.catch(() => {}); // checked below
      return Response.json({ error: 'invalid_grant' }, { status: 400 });
    };
    const dam = inAnotherProcess(options, { profile, clientId, clientSecret, grant: refreshToken(), fetch });

    await expect(dam.exchange(consent)).rejects.toMatchObject({ code: 'reauthorization_required' });

    expect((await renewing).generation).toBe(2);
    sandbox.advance(280_000);
    expect((await tokens.getToken()).generation).toBe(3);
  });

  /** A person who has never signed in, and an app with the same key. */
  async function personAndApp() {
    const { sandbox, tokens, options } = await signedInAtSource();
    const { clientId, clientSecret } = sandbox.clients.cloud;
    const profile = cloudProfile(sandbox);
    const client = { profile, clientId, clientSecret, grant: clientCredentials() };
    const app = inAnotherProcess(options, { ...client, key: 'user:42' });
    return { sandbox, options, person: tokens.forKey('user:42'), app };
  }

  it('is refused to an app while a person signs in for the first time', async () => {
    const { sandbox, options, person, app } = await personAndApp();
    const consent = await codeFrom(sandbox, options);
    sandbox.faults.next('source.token', { kind: 'latency', ms: 5_000 });
    const exchanging = person.exchange(consent);
    await arrivalOf(sandbox, 'source.token', 2);

    await expect(app.getToken()).rejects.toMatchObject({ code: 'configuration_invalid', option: 'key' });

    sandbox.advance(5_000);
    expect((await exchanging).generation).toBe(1);
  });

  it('is free for an app if a first sign-in has failed', async () => {
    const { sandbox, options, person, app } = await personAndApp();
    const consent = await codeFrom(sandbox, options);
    sandbox.faults.next('source.token', { kind: 'status', status: 400, body: { error: 'invalid_grant' } });
    await expect(person.exchange(consent)).rejects.toMatchObject({ code: 'reauthorization_required' });

    expect((await app.getToken()).generation).toBe(1);
  });

  it("is refused to an app: it would write its token over a person's only refresh token", async () => {
    const { sandbox, options } = await signedInAtSource({ key: 'user:42' });
    const { clientId, clientSecret } = sandbox.clients.cloud;
    const profile = cloudProfile(sandbox);
    const app = createTokenSource({ ...options, profile, clientId, clientSecret, grant: clientCredentials() });
    const message = "key has a person's tokens: an app needs another.";

    for (const ask of [app.getToken, app.describe, app.clear, app.revoke]) {
      await expect(ask()).rejects.toMatchObject({ code: 'configuration_invalid', option: 'key', message });
    }

    expect(sandbox.count('cloud.token')).toBe(0);
    sandbox.advance(301_000);
    expect((await inAnotherProcess(options, { grant: refreshToken() }).getToken()).generation).toBe(2);
  });

  it("may be another app's: each requests its own token", async () => {
    const { sandbox, tokens, options } = await cloudTokens({ key: 'the app', store: memoryStore() });
    await tokens.getToken();
    const scope = `organization:${sandbox.organizations[2].uuid}`;
    const other = createTokenSource({ ...options, grant: clientCredentials({ scope }) });

    await other.getToken();
    expect((await inAnotherProcess(options).getToken()).accessToken).not.toBe((await tokens.getToken()).accessToken);
    expect(sandbox.count('cloud.token')).toBe(3);
  });

  it('gives a client nothing of another client of the same service', async () => {
    const { sandbox, options } = await signedInAtSource({ key: 'user:42' });
    const other = createTokenSource({ ...options, clientId: 'another', grant: refreshToken() });

    await expect(other.getToken()).rejects.toMatchObject({ reason: 'never_authorized' });
    expect(sandbox.count('source.token')).toBe(1);
  });

  it.each<[string, Partial<URL>]>([
    ['another host', { hostname: 'localhost' }],
    ['another path of its host', { pathname: '/other/oauth/token' }],
  ])('gives nothing to a client with the same ID of a service at %s', async (_, place) => {
    const { sandbox, options } = await signedInAtSource({ key: 'user:42' });
    const tokenUrl = Object.assign(new URL(options.profile.tokenUrl), place);
    const other = inAnotherProcess(options, { profile: { ...options.profile, tokenUrl }, grant: refreshToken() });

    await expect(other.getToken()).rejects.toMatchObject({ reason: 'never_authorized' });
    expect(sandbox.count('source.token')).toBe(1);
  });

  it('is not assumed if the token URL of a client has moved, but its issuer is the same', async () => {
    const { sandbox, options } = await signedInAtSource();
    const at = (place: Partial<Profile>): TokenSource =>
      inAnotherProcess(options, { key: 'moved', grant: refreshToken(), profile: sourceProfile(sandbox, place) });
    const issuer = 'https://issuer.example';
    const expiresAt = sandbox.clock.now() + hour;

    await at({ tokenUrl: 'https://a.example', issuer }).connect({ refreshToken: 'a', accessToken: 'b', expiresAt });

    expect((await at({ tokenUrl: 'https://b.example', issuer }).getToken()).accessToken).toBe('b');
    await expect(at({ tokenUrl: 'https://a.example' }).getToken()).rejects.toMatchObject({
      reason: 'never_authorized',
    });
  });

  it('is not assumed if only the query of a token URL differs', async () => {
    const { tokens, options } = await signedInAtSource();
    const tokenUrl = `${options.profile.tokenUrl}?from=elsewhere`;
    const other = inAnotherProcess(options, { profile: { ...options.profile, tokenUrl }, grant: refreshToken() });

    expect((await other.getToken()).accessToken).toBe((await tokens.getToken()).accessToken);
  });

  it('belongs to the client that was consented to last', async () => {
    const { sandbox, tokens, options } = await signedInAtSource({ key: 'user:42' });
    const { clientId, clientSecret } = sandbox.clients.dam;
    const profile = damProfile(sandbox);
    const dam = createTokenSource({ ...options, profile, clientId, clientSecret, grant: refreshToken() });

    expect((await dam.exchange(await codeFrom(sandbox, { profile, clientId }))).accessToken).toMatch(/^wat_/);
    sandbox.advance(301_000);
    await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'never_authorized' });
    expect(sandbox.count('source.token')).toBe(1);
  });
});
