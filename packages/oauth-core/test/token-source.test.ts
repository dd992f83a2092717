import { getEventListeners } from 'node:events';
import { stoppedClock } from '@acme/sandbox';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  type Clock,
  clientCredentials,
  createTokenSource,
  memoryStore,
  OAuthError,
  type OAuthEvent,
  refreshToken,
  systemClock,
  TokenRequestError,
  type TokenStore,
  TokenStoreError,
  TokenTimeoutError,
} from '../src/index.ts';
import {
  arrivalOf,
  type Changes,
  cloudTokens,
  codeFrom,
  connectionRefused,
  gatedStore,
  inAnotherProcess,
  isSettled,
  signedInAtDam,
  signedInAtSource,
  writeOver,
} from './support/sources.ts';

const hour = 3_600_000;
const callers = <T>(count: number, call: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, call));

describe('a token source', () => {
  it('asks once when 1,000 callers find nothing', async () => {
    const { sandbox, tokens } = await cloudTokens();

    const given = await callers(1_000, () => tokens.getToken());

    expect(given).toHaveLength(1_000);
    expect(new Set(given).size).toBe(1);
    expect(sandbox.count('cloud.token')).toBe(1);
  });

  it('asks once when 1,000 callers find the token expired', async () => {
    const { sandbox, tokens } = await cloudTokens();
    const { accessToken } = await tokens.getToken();
    sandbox.advance(301_000);

    const given = await callers(1_000, () => tokens.getToken());

    expect(new Set(given).size).toBe(1);
    expect(given[0]).toMatchObject({ generation: 2 });
    expect(given[0]?.accessToken).not.toBe(accessToken);
    expect(sandbox.count('cloud.token')).toBe(2);
  });

  it('spends one refresh token when 1,000 callers find the token of a person expired', async () => {
    const { sandbox, tokens } = await signedInAtDam();
    sandbox.advance(9 * hour);

    const given = await callers(1_000, () => tokens.getToken());

    expect(new Set(given.map(({ generation }) => generation))).toEqual(new Set([2]));
    expect(sandbox.count('dam.token')).toBe(2); // the code, then one refresh
  });

  it('fails with an error whose stack has the line of the caller', async () => {
    const { tokens, sandbox } = await cloudTokens({ clientSecret: 'wrong' });
    async function callerOf(call: () => Promise<unknown>): Promise<void> {
      await call();
    }
    for (const call of [() => tokens.getToken(), () => tokens.fetch(`${sandbox.clients.cloud.baseUrl}/applications`)]) {
      const error: Error = await callerOf(call).then(
        () => expect.unreachable(),
        (reason) => reason,
      );
      expect(error.stack).toMatch(/^TokenRequestError: /);
      expect(error.stack).toContain('callerOf');
    }
  });

  it('gives each caller who waits an error with its own line in the stack', async () => {
    const { sandbox, tokens } = await cloudTokens({ clientSecret: 'wrong' });
    const stackIn = (call: () => Promise<void>): Promise<string> =>
      call().then(
        () => expect.unreachable(),
        ({ stack }) => stack,
      );
    const [first, second] = await Promise.all([
      stackIn(async function firstPage() {
        await tokens.getToken();
      }),
      stackIn(async function secondPage() {
        await tokens.getToken();
      }),
    ]);
    expect(first).toMatch(/firstPage(?![\s\S]*secondPage)/);
    expect(second).toMatch(/secondPage(?![\s\S]*firstPage)/);
    expect(sandbox.count('cloud.token')).toBe(1);
  });

  it.each([new Error('the page was closed'), Object.freeze(new TokenTimeoutError('another call took too long', 0))])(
    'gives a caller who leaves its own reason, and the others the token (%s)',
    async (reason) => {
      const { sandbox, tokens } = await cloudTokens();
      const leaving = new AbortController();
      sandbox.faults.next('cloud.token', { kind: 'latency', ms: 5_000 });

      const first = tokens.getToken({ signal: leaving.signal });
      const second = tokens.getToken();
      await arrivalOf(sandbox, 'cloud.token');
      leaving.abort(reason);
      await expect(first).rejects.toBe(reason);
      sandbox.advance(5_000);

      expect((await second).generation).toBe(1);
      expect(sandbox.count('cloud.token')).toBe(1);
    },
  );

  it('sends nothing for a caller who has left before, and gives it nothing', async () => {
    const { sandbox, tokens } = await cloudTokens();
    const reason = new Error('gone');
    const signal = AbortSignal.abort(reason);

    await expect(tokens.getToken({ signal })).rejects.toBe(reason);
    await tokens[Symbol.asyncDispose]();
    expect(sandbox.count('cloud.token')).toBe(0);
    await tokens.getToken();

    await expect(tokens.getToken({ signal })).rejects.toBe(reason);
  });

  it('leaves no listener at the signal of a caller, which may outlive thousands of calls', async () => {
    const { tokens } = await cloudTokens();
    const { signal } = new AbortController();

    await callers(10, () => tokens.getToken({ signal }));

    await expect.poll(() => getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('shares its request with the sources of the same store object, and with no other tenant', async () => {
    const { sandbox, tokens, options } = await cloudTokens();
    const sibling = createTokenSource(options);
    const tenant = createTokenSource({ ...options, store: memoryStore({ clock: sandbox.clock }) });

    const [one, same, other] = await Promise.all([tokens.getToken(), sibling.getToken(), tenant.getToken()]);

    expect(same).toBe(one);
    expect(other.accessToken).not.toBe(one.accessToken);
    expect(sandbox.count('cloud.token')).toBe(2);
  });
});

describe('token sources over one store', () => {
  it('ask once when ten processes with a hundred callers each find nothing', async () => {
    const { sandbox, options } = await cloudTokens();
    const processes = Array.from({ length: 10 }, () => inAnotherProcess(options));

    const given = await Promise.all(processes.map((tokens) => callers(100, () => tokens.getToken())));

    expect(given.flat()).toHaveLength(1_000);
    expect(new Set(given.flat().map(({ accessToken }) => accessToken)).size).toBe(1);
    expect(sandbox.count('cloud.token')).toBe(1);
  });

  it('spend one refresh token when ten processes find the token of a person expired', async () => {
    const { sandbox, options } = await signedInAtDam();
    const processes = Array.from({ length: 10 }, () => inAnotherProcess(options));
    sandbox.advance(9 * hour);

    const given = await Promise.all(processes.map((tokens) => tokens.getToken()));

    expect(new Set(given.map(({ accessToken }) => accessToken)).size).toBe(1);
    expect(sandbox.count('dam.token')).toBe(2);
    expect(sandbox.authorizations.at(-1)).toMatchObject({ service: 'dam', alive: true, reuses: 0 });
  });

  it.each([
    [75, 750, 0],
    [100, 1_000, 1 - Number.EPSILON],
  ])('look every %i ms at first, later every %i ms, for what another process stores', async (first, most, random) => {
    const { options } = await cloudTokens();
    const { key } = createTokenSource(options);
    const claim = { lease: 15_000, holder: 'dead' };
    const value = JSON.stringify({ generation: 0, seeds: [], history: [], claim });
    await options.store.set(key, { format: 1, revision: 'claimed', value }, { replaces: undefined });
    const pauses: number[] = [];
    const sleep: Clock['sleep'] = (ms, signal) => {
      if (ms && !signal) pauses.push(Math.round(ms));
      return options.clock.sleep(ms, signal);
    };

    await createTokenSource({ ...options, clock: { ...options.clock, sleep }, random: () => random }).getToken();

    expect([pauses[0], Math.max(...pauses)]).toEqual([first, most]);
  });
});

describe('a new pair', () => {
  it('is handed out only when the store has it', async () => {
    const { sandbox, options } = await signedInAtDam();
    const store = gatedStore(options.store, () => sandbox.count('dam.token') > 1);
    const tokens = createTokenSource({ ...options, store });
    sandbox.advance(9 * hour);

    const asked = tokens.getToken();
    await store.reached;
    const wasGiven = await isSettled(asked);
    store.open();
    await asked;

    expect(wasGiven).toBe(false);
  });

  it('gives way to a pair that another process has stored, even if the refresh token is the same', async () => {
    const { sandbox, options } = await signedInAtSource();
    const store = gatedStore(options.store, () => sandbox.count('source.token') > 1);
    const profile = { ...options.profile, rotation: 'none' } as const;
    sandbox.advance(301_000);
    const late = createTokenSource({ ...options, profile, store }).getToken();
    await store.reached;
    const expiresAt = sandbox.clock.now() + hour;
    await writeOver(options.store, 'other', { claim: undefined, accessToken: 'other', expiresAt });
    store.open();

    expect((await late).accessToken).toBe('other');
    expect((await inAnotherProcess(options).getToken()).accessToken).toBe('other');
  });

  it('is written over the claim of another process that took this one for dead', async () => {
    const { sandbox, tokens, options } = await signedInAtDam();
    sandbox.faults.next('dam.token', { kind: 'latency', ms: 5_000 });
    sandbox.advance(9 * hour);
    const renewing = tokens.getToken();
    await arrivalOf(sandbox, 'dam.token', 2);
    await writeOver(options.store, 'another', { claim: { lease: 60_000, holder: 'another' } });

    sandbox.advance(5_000);

    const { accessToken } = await renewing;
    expect((await inAnotherProcess(options).getToken()).accessToken).toBe(accessToken);
    expect(sandbox.count('dam.token')).toBe(2);
  });

  it('keeps the old refresh token if the answer has none', async () => {
    const { sandbox, tokens } = await signedInAtSource();
    sandbox.faults.next('source.token', {
      kind: 'status',
      status: 200,
      body: { access_token: 'second', token_type: 'Bearer', expires_in: 300 },
    });
    sandbox.advance(301_000);
    expect((await tokens.getToken()).accessToken).toBe('second');
    sandbox.advance(301_000);

    const { generation } = await tokens.getToken();

    expect(generation).toBe(3);
    expect(sandbox.authorizations.at(-1)).toMatchObject({ service: 'source', generation: 2, reuses: 0 });
  });

  it('is waited for when a process shuts down, until the store has it', async () => {
    const { sandbox, options } = await signedInAtDam();
    const store = gatedStore(options.store, () => sandbox.count('dam.token') > 1);
    const tokens = createTokenSource({ ...options, store });
    sandbox.advance(9 * hour);
    const asked = tokens.getToken();
    await store.reached;

    const disposed = tokens[Symbol.asyncDispose]();
    const wasDisposed = await isSettled(disposed);
    store.open();
    await Promise.all([disposed, asked]);

    expect(wasDisposed).toBe(false);
  });
});

describe('a token source, by its clock,', () => {
  it.each([
    { lifetime: 300_000, marginMs: 30_000 },
    { lifetime: 8 * hour, marginMs: 60_000 },
  ])('renews a token of $lifetime ms $marginMs ms before its end', async ({ lifetime, marginMs }) => {
    const { sandbox, tokens } = await signedInAtDam({}, { tokenLifetime: lifetime });

    sandbox.advance(lifetime - marginMs - 5_000);
    expect((await tokens.getToken()).generation).toBe(1);
    sandbox.advance(5_000);

    expect((await tokens.getToken()).generation).toBe(2);
  });

  it.each([
    { refreshMargin: 100_000, name: 'milliseconds' },
    { refreshMargin: (lifetime: number) => lifetime / 3, name: 'a function of the life' },
  ])('takes a margin as $name', async ({ refreshMargin }) => {
    const { sandbox, tokens } = await signedInAtSource({ refreshMargin });

    sandbox.advance(195_000);
    expect((await tokens.getToken()).generation).toBe(1);
    sandbox.advance(5_000);

    expect((await tokens.getToken()).generation).toBe(2);
  });

  it('counts the life from the moment of sending', async () => {
    const { sandbox, tokens, events } = await cloudTokens();
    sandbox.faults.next('cloud.token', { kind: 'latency', ms: 8_000 });
    const before = sandbox.clock.now();

    const asked = tokens.getToken();
    await arrivalOf(sandbox, 'cloud.token');
    sandbox.advance(8_000);
    const { obtainedAt, expiresAt } = await asked;

    expect(obtainedAt).toBeGreaterThanOrEqual(before);
    expect(obtainedAt).toBeLessThanOrEqual(sandbox.clock.now() - 8_000);
    expect(expiresAt).toBe(obtainedAt + 300_000);
    const { durationMs = 0 } = events.find((event) => event.type === 'answered') ?? {};
    expect(durationMs).toBeGreaterThanOrEqual(8_000);
    expect(durationMs).toBeLessThanOrEqual(sandbox.clock.now() - before);
  });

  it.each([-hour, hour])("follows the server's clock if its own is %i ms off", async (offMs) => {
    const { sandbox, options } = await cloudTokens();
    const clock = { now: () => sandbox.clock.now() + offMs, sleep: sandbox.clock.sleep };
    const tokens = createTokenSource({ ...options, clock });

    const before = sandbox.clock.now();
    const { expiresAt = 0 } = await tokens.getToken();

    const after = sandbox.clock.now();
    expect(expiresAt).toBeLessThanOrEqual(after + 300_000);
    expect(expiresAt).toBeGreaterThan(before + 300_000 - (after - before) - 1_000); // `Date` has whole seconds
    sandbox.advance(250_000);
    await tokens.getToken();
    expect(sandbox.count('cloud.token')).toBe(1);
  });

  it('uses a token without an end until it is refused', async () => {
    const { sandbox, tokens } = await cloudTokens();
    sandbox.faults.next('cloud.token', {
      kind: 'status',
      status: 200,
      body: { access_token: 'endless', token_type: 'Bearer' },
    });
    const token = await tokens.getToken();
    sandbox.advance(1_000 * hour);

    expect(await tokens.getToken()).toBe(token);
    tokens.invalidate(token);
    expect((await tokens.getToken()).accessToken).not.toBe('endless');
  });

  it('gives each caller a token that lives as long as it asked for, even if they ask together', async () => {
    const { sandbox, options } = await signedInAtDam();
    const tokens = inAnotherProcess(options);
    sandbox.advance(7 * hour);

    const given = await Promise.all([tokens.getToken(), tokens.getToken({ minimumLifetime: 2 * hour })]);

    expect(given.map(({ generation }) => generation)).toEqual([1, 2]);
  });

  it('renews a token that ends earlier than the caller needs', async () => {
    const { sandbox, tokens } = await cloudTokens();
    await tokens.getToken();
    sandbox.advance(100_000);

    expect((await tokens.getToken({ minimumLifetime: 190_000 })).generation).toBe(1);
    expect((await tokens.getToken({ minimumLifetime: 210_000 })).generation).toBe(2);
    expect(sandbox.count('cloud.token')).toBe(2);
  });
});

describe('a call that finds a good token', () => {
  it('reads no wall clock and no randomness, and touches no store', async () => {
    const { options, url } = await cloudTokens();
    const get = vi.fn(options.store.get);
    const tokens = createTokenSource({
      ...options,
      clock: systemClock,
      store: { ...options.store, get },
      // The platform's own fetch reads clocks of its own.
      fetch: async (input, init?: RequestInit) =>
        init?.method === 'POST' ? options.fetch(input, init) : new Response(),
    });
    await tokens.getToken();
    get.mockClear();
    onTestFinished(() => void vi.restoreAllMocks());
    const reads = [
      vi.spyOn(Date, 'now'),
      vi.spyOn(Math, 'random'),
      vi.spyOn(crypto, 'randomUUID'),
      vi.spyOn(crypto, 'getRandomValues'),
      vi.spyOn(crypto.subtle, 'digest'),
      get,
    ];

    await tokens.getToken();
    await tokens.fetch(url);
    const counts = reads.map((spy) => spy.mock.calls.length);

    expect(counts).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('in the store sends nothing, also as the first call of a process', async () => {
    const { sandbox, tokens, options } = await signedInAtDam();
    const { accessToken } = await tokens.getToken();

    expect((await inAnotherProcess(options).getToken()).accessToken).toBe(accessToken);

    expect(sandbox.count('dam.token')).toBe(1);
  });
});

describe('a call that finds no good token', () => {
  it('waits for a timer before it reads the wall clock or randomness', async () => {
    const { options } = await cloudTokens();
    const turn = Promise.withResolvers<void>();
    const clock = { ...options.clock, sleep: () => turn.promise, now: () => 0, wallTime: vi.fn(() => 0) };
    const tokens = createTokenSource({ ...options, clock });
    const randomUuid = vi.spyOn(crypto, 'randomUUID');
    onTestFinished(() => void vi.restoreAllMocks());

    tokens.getToken().catch(() => {}); // never ends: its turn doesn't come
    await isSettled(turn.promise);

    expect(randomUuid).not.toHaveBeenCalled();
    expect(clock.wallTime).not.toHaveBeenCalled();
  });

  it('can read the wall clock of the platform too, which goes on while a machine sleeps', () => {
    vi.spyOn(Date, 'now').mockReturnValue(5);
    onTestFinished(() => void vi.restoreAllMocks());

    expect(systemClock.wallTime?.()).toBe(5);
    expect(systemClock.now()).toBeGreaterThan(5);
  });

  it.each([
    [60_000, 2],
    [5_001, 2],
    [5_000, 1],
    [-1, 2], // the wall clock was set: nobody knows for how long it slept
  ])('sends, if its machine sleeps for %i ms after the claim, under claim number %i', async (sleepMs, claims) => {
    const { sandbox, options } = await signedInAtDam();
    let sleptMs = 0; // what the monotonic clock missed
    const set = vi.fn<typeof options.store.set>(async (...write) => {
      sleptMs ||= sleepMs;
      return options.store.set(...write);
    });
    const now = sandbox.clock.now() + 9 * hour;
    const tokens = createTokenSource({
      ...options,
      store: { ...options.store, set },
      clock: { ...options.clock, now: () => now, wallTime: () => now + sleptMs },
    });

    expect((await tokens.getToken()).generation).toBe(2);

    expect(set).toHaveBeenCalledTimes(claims + 1); // one more for the pair
  });
});

describe('a claim of this process under which a request had no answer', () => {
  /** The store and the connection fail while `fails` says so. */
  async function unanswered() {
    const { sandbox, options, events } = await signedInAtDam({ retry: 0 });
    const fails = { store: false, connection: false };
    const tokens = createTokenSource({
      ...options,
      store: {
        ...options.store,
        set: (...write) => (fails.store ? Promise.reject(new Error('read-only')) : options.store.set(...write)),
      },
      fetch: async (input, init) => {
        if (!fails.connection) return options.fetch(input, init);
        throw connectionRefused();
      },
    });
    sandbox.advance(9 * hour);
    sandbox.faults.next('dam.token', { kind: 'reset-before-processing' });
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'token_request_failed' });
    return { sandbox, tokens, fails, events };
  }

  it('is used again at once, even if the store failed meanwhile', async () => {
    const { sandbox, tokens, fails, events } = await unanswered();
    fails.store = true;
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'token_store_failed' });
    fails.store = false;
    const before = sandbox.clock.now();

    expect((await tokens.getToken()).generation).toBe(2);

    expect(sandbox.clock.now() - before).toBeLessThan(60_000); // its lease, which others wait for
    expect(events.filter(({ type }) => type === 'taken_over')).toEqual([]);
  });

  it('stays, even if later requests never leave: the refresh token may be spent', async () => {
    const { sandbox, tokens, fails } = await unanswered();
    fails.connection = true;
    for (const _ of [1, 2, 3]) await expect(tokens.getToken()).rejects.toMatchObject({ code: 'token_request_failed' });
    expect((await tokens.describe()).claim).toBeDefined();

    fails.connection = false;
    for (const { id } of sandbox.authorizations) sandbox.revokeAuthorization(id);

    await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'answer_lost' });
  });
});

describe('waitUntil', () => {
  it('gets a renewal before the call returns, also one in the background and one without the store', async () => {
    const work: Promise<unknown>[] = [];
    const waitUntil = (renewal: Promise<unknown>): void => void work.push(renewal);
    const { sandbox, tokens, options } = await signedInAtSource({ waitUntil });
    work.length = 0;
    sandbox.advance(275_000);

    const meanwhile = tokens.getToken();
    expect(work).toHaveLength(1);
    await Promise.all([meanwhile, ...work]);

    const store = { ...options.store, get: async () => Promise.reject(new Error('down')) };
    const app = createTokenSource({ ...options, store, grant: clientCredentials(), key: 'app', waitUntil });
    const given = app.getToken();
    expect(work).toHaveLength(2);
    await Promise.all([given, ...work]);
  });

  it('gets every renewal as a promise that ends when the store has the pair', async () => {
    const { sandbox, options } = await signedInAtDam();
    const store = gatedStore(options.store, () => sandbox.count('dam.token') > 1);
    const work: Promise<unknown>[] = [];
    const tokens = createTokenSource({ ...options, store, waitUntil: (renewal) => work.push(renewal) });
    sandbox.advance(9 * hour);

    const asked = tokens.getToken();
    await store.reached;
    expect(work).toHaveLength(1);
    const wasOver = await isSettled(work[0] ?? Promise.resolve());
    store.open();
    await Promise.all([asked, ...work]);

    expect(wasOver).toBe(false);
  });

  it('lets a rotating source use a token inside its margin while it renews', async () => {
    const work: Promise<unknown>[] = [];
    const { sandbox, tokens } = await signedInAtSource({ waitUntil: (renewal) => work.push(renewal) });
    sandbox.advance(275_000);

    const meanwhile = await tokens.getToken();
    await Promise.all([...work, arrivalOf(sandbox, 'source.token', 2)]);
    await Promise.all(work);

    expect(meanwhile.generation).toBe(1);
    expect((await tokens.getToken()).generation).toBe(2);
  });
});

describe('a token inside its margin', () => {
  it.each([
    [25_000, 1],
    [14_000, 2],
  ])(
    'of 30 s that lives for %i ms more gives generation %i, because half of the margin stays free',
    async (restMs, generation) => {
      const { sandbox, tokens } = await cloudTokens();
      const { expiresAt = 0 } = await tokens.getToken();
      sandbox.advance(expiresAt - restMs - sandbox.clock.now());

      expect((await tokens.getToken()).generation).toBe(generation);
    },
  );

  it('is used while a source that does not rotate renews it', async () => {
    const { sandbox, tokens } = await cloudTokens();
    await tokens.getToken();
    sandbox.advance(275_000);

    const given = await callers(1_000, () => tokens.getToken());
    await tokens[Symbol.asyncDispose]();

    expect(new Set(given.map(({ generation }) => generation))).toEqual(new Set([1]));
    expect((await tokens.getToken()).generation).toBe(2);
    expect(sandbox.count('cloud.token')).toBe(2);
  });

  it('stays in use if its renewal fails', async () => {
    const { sandbox, tokens } = await cloudTokens({ retry: 0 });
    await tokens.getToken();
    sandbox.faults.next('cloud.token', { kind: 'status', status: 503 });
    sandbox.advance(275_000);

    expect((await tokens.getToken()).generation).toBe(1);
    await tokens[Symbol.asyncDispose]();

    expect((await tokens.getToken()).generation).toBe(1);
  });

  it.each([
    [429, { error: 'rate_limited' }],
    [401, { error: 'invalid_client' }],
  ])("is used to its end while its renewal is refused with %i, a person's too", async (status, body) => {
    const { sandbox, tokens } = await signedInAtSource({ retry: 0 });
    const { expiresAt = 0 } = await tokens.getToken();
    const refuse = (): void => sandbox.faults.next('source.token', { kind: 'status', status, body });
    sandbox.advance(275_000);

    refuse();
    const given = await callers(100, () => tokens.getToken());
    expect(new Set(given.map(({ generation }) => generation))).toEqual(new Set([1]));
    expect(sandbox.count('source.token')).toBe(2);

    sandbox.advance(expiresAt - sandbox.clock.now());
    refuse();
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'token_request_failed', status });
    expect((await tokens.getToken()).generation).toBe(2);
  });

  it.each([
    ['5 s', 5_000, undefined],
    ['as long as the server asks for', 12_000, { 'Retry-After': '12' }],
  ])('is not renewed again for %s after that failed: calls neither wait nor ask', async (_, pauseMs, headers) => {
    const { sandbox, tokens } = await signedInAtSource({ retry: 0 });
    sandbox.faults.next('source.token', { kind: 'status', status: 429, ...(headers && { headers }) });
    sandbox.advance(275_000);
    await tokens.getToken();

    sandbox.advance(pauseMs - 1);
    expect((await tokens.getToken()).generation).toBe(1);
    expect(sandbox.count('source.token')).toBe(2);

    sandbox.advance(1);
    expect((await tokens.getToken()).generation).toBe(2);
  });

  it.each([
    ['it has ended', 26_000, {}, false],
    ['it was refused', 0, {}, true],
    ['a caller needs it for longer', 0, { minimumLifetime: 60_000 }, false],
  ])(
    'is renewed at once after a failed renewal, whatever rest was asked for, if %s',
    async (_, later, options, isRefused) => {
      const { sandbox, tokens } = await signedInAtSource({ retry: 0 });
      sandbox.faults.next('source.token', { kind: 'status', status: 429, headers: { 'Retry-After': '3600' } });
      sandbox.advance(275_000);
      const token = await tokens.getToken();
      sandbox.advance(later);
      if (isRefused) tokens.invalidate(token);

      expect((await tokens.getToken(options)).generation).toBe(2);
      sandbox.advance(275_000);
      expect((await tokens.getToken()).generation).toBe(3); // the rest was for the token before
    },
  );

  it('is used to its end by an app whose renewal fails, also if the answer was lost', async () => {
    const { sandbox, tokens } = await cloudTokens({ retry: 0 });
    await tokens.getToken();
    sandbox.faults.next('cloud.token', { kind: 'drop-answer-after-processing' });
    sandbox.advance(290_000);

    expect((await tokens.getToken()).generation).toBe(1);
  });

  it("is not used if a person's renewal may have ended it", async () => {
    const { sandbox, tokens } = await signedInAtSource({ retry: 0 });
    sandbox.faults.next('source.token', { kind: 'status', status: 503 });
    sandbox.advance(275_000);

    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'token_request_failed', status: 503 });
  });

  it('is not enough for a caller who needs it for longer, if its renewal fails', async () => {
    const { sandbox, tokens } = await signedInAtSource({ retry: 0 });
    for (let i = 0; i < 2; i++) sandbox.faults.next('source.token', { kind: 'status', status: 429 });
    sandbox.advance(275_000);

    const [content, demanding] = await Promise.allSettled([
      tokens.getToken(),
      tokens.getToken({ minimumLifetime: 60_000 }),
    ]);

    expect(content).toMatchObject({ value: { generation: 1 } });
    expect(demanding).toMatchObject({ reason: { code: 'token_request_failed', status: 429 } });
  });

  it('is renewed before the call returns if a source rotates and no waitUntil keeps the instance alive', async () => {
    const { sandbox, tokens } = await signedInAtSource();
    sandbox.advance(275_000);

    expect((await tokens.getToken()).generation).toBe(2);
  });
});

describe("a person's token inside its margin, while the store is down", () => {
  /** Its store fails in the calls that `goDown` names, until `comeBack`. */
  async function withFailingStore(changes: Changes = {}) {
    const failing = new Set<keyof TokenStore>();
    const inner = memoryStore();
    const store: TokenStore = {
      ...inner,
      get: (key) => (failing.has('get') ? Promise.reject(new Error('down')) : inner.get(key)),
      set: (...write) => (failing.has('set') ? Promise.reject(new Error('read-only')) : inner.set(...write)),
    };
    const goDown = (...calls: (keyof TokenStore)[]): void => calls.forEach((call) => void failing.add(call));
    return { ...(await signedInAtSource({ store, ...changes })), goDown, comeBack: () => failing.clear() };
  }

  it.each([[['get', 'set']], [['set']]] as const)('is used to its end (%j fail)', async (calls) => {
    const { sandbox, tokens, events, goDown, comeBack } = await withFailingStore();
    const { expiresAt = 0 } = await tokens.getToken();
    goDown(...calls);
    sandbox.advance(275_000);

    const given = await callers(100, () => tokens.getToken());
    expect(new Set(given.map(({ generation }) => generation))).toEqual(new Set([1]));
    expect(events.at(-1)).toMatchObject({ type: 'store_failed' });
    sandbox.advance(expiresAt - sandbox.clock.now());
    await expect(tokens.getToken()).rejects.toSatisfy(TokenStoreError.is);

    comeBack();
    expect((await tokens.getToken()).generation).toBe(2);
  });

  it('is not enough for a caller who needs it for longer', async () => {
    const { sandbox, tokens, goDown } = await withFailingStore();
    goDown('get', 'set');
    sandbox.advance(275_000);

    await expect(tokens.getToken({ minimumLifetime: 26_000 })).rejects.toSatisfy(TokenStoreError.is);
  });

  it('is not used if it was refused', async () => {
    const { sandbox, tokens, goDown } = await withFailingStore();
    tokens.invalidate(await tokens.getToken());
    goDown('get', 'set');
    sandbox.advance(275_000);

    await expect(tokens.getToken()).rejects.toSatisfy(TokenStoreError.is);
  });

  it('is not used if the answer to a refresh was lost', async () => {
    const { sandbox, tokens, goDown } = await withFailingStore({ retry: 0 });
    sandbox.advance(275_000);
    sandbox.faults.next('source.token', { kind: 'drop-answer-after-processing' });
    await expect(tokens.getToken()).rejects.toSatisfy(TokenRequestError.is);

    goDown('get', 'set');
    await expect(tokens.getToken()).rejects.toSatisfy(TokenStoreError.is);
  });

  it.each([
    ['an answer was lost', 1], // the second request was refused: this has ended
    ['two answers were lost', 2],
  ])('is used to its end if a person has consented in another process after %s', async (_, times) => {
    const { sandbox, tokens, options, goDown } = await withFailingStore();
    sandbox.advance(275_000);
    sandbox.faults.next('source.token', { kind: 'drop-answer-after-processing' }, { times });
    await expect(tokens.getToken()).rejects.toSatisfy(OAuthError.is);
    await inAnotherProcess(options).exchange(await codeFrom(sandbox, options));
    sandbox.advance(25_000); // also the token of before is over
    const { accessToken } = await tokens.getToken();
    goDown('get', 'set');
    sandbox.advance(250_000);

    expect((await tokens.getToken()).accessToken).toBe(accessToken);
  });

  it('is not used if the next one was granted, but can not be stored', async () => {
    const { sandbox, tokens, goDown, comeBack } = await withFailingStore();
    sandbox.advance(271_000);
    const stop = sandbox.watch(() => goDown('get', 'set'));

    await expect(tokens.getToken()).rejects.toThrow('not stored yet');
    await expect(tokens.getToken()).rejects.toThrow('not stored yet');

    stop();
    comeBack();
  });

  it('is no answer to the code of a new consent', async () => {
    const { sandbox, tokens, options, goDown } = await withFailingStore();
    const code = await codeFrom(sandbox, options);
    goDown('get', 'set');

    await expect(tokens.exchange(code)).rejects.toSatisfy(TokenStoreError.is);
  });
});

describe('invalidate', () => {
  it('works in a process that has just started and read nothing yet', async () => {
    const { sandbox, tokens, options } = await signedInAtDam();
    const begun = inAnotherProcess(options);

    begun.invalidate(await tokens.getToken());

    expect((await begun.getToken()).generation).toBe(2);
    expect(sandbox.count('dam.token')).toBe(2);
  });

  it('does no I/O; the next caller gets another token', async () => {
    const { sandbox, tokens } = await cloudTokens();
    const token = await tokens.getToken();

    tokens.invalidate(token);
    expect(sandbox.log).toHaveLength(1);
    const next = await tokens.getToken();

    expect(next.accessToken).not.toBe(token.accessToken);
    expect(sandbox.count('cloud.token')).toBe(2);
  });

  it('of a token that was replaced already changes nothing', async () => {
    const { sandbox, tokens } = await cloudTokens();
    const old = await tokens.getToken();
    tokens.invalidate(old);
    const current = await tokens.getToken();

    tokens.invalidate(old);

    expect(await tokens.getToken()).toBe(current);
    expect(sandbox.count('cloud.token')).toBe(2);
  });

  it('of the current token is not undone by that of an older one', async () => {
    const { tokens } = await cloudTokens();
    const old = await tokens.getToken();
    tokens.invalidate(old);
    const current = await tokens.getToken();

    tokens.invalidate(current);
    tokens.invalidate(old);

    expect((await tokens.getToken()).generation).toBe(3);
  });

  it('makes the next call use what another process has stored, without a request', async () => {
    const { sandbox, tokens, options } = await signedInAtDam();
    const old = await tokens.getToken();
    const other = inAnotherProcess(options);
    other.invalidate(await other.getToken());
    const renewed = await other.getToken();

    tokens.invalidate(old);

    expect((await tokens.getToken()).accessToken).toBe(renewed.accessToken);
    expect(sandbox.count('dam.token')).toBe(2);
  });

  it('asks once when 1,000 callers report the same token', async () => {
    const { sandbox, tokens } = await signedInAtDam();
    const token = await tokens.getToken();

    const given = await callers(1_000, () => {
      tokens.invalidate(token);
      return tokens.getToken();
    });

    expect(new Set(given.map(({ generation }) => generation))).toEqual(new Set([2]));
    expect(sandbox.count('dam.token')).toBe(2);
  });

  it('spends at most three refresh tokens in 30 seconds, and goes on after them', async () => {
    const { sandbox, tokens, events } = await signedInAtDam({}, { clock: stoppedClock() });
    for (let refusal = 0; refusal < 10; refusal++) tokens.invalidate(await tokens.getToken());
    const last = await tokens.getToken();
    expect(last.generation).toBe(4);
    expect(sandbox.count('dam.token')).toBe(4);

    for (const ms of [9_999, 10_000, 10_000]) {
      sandbox.advance(ms);
      expect(await tokens.getToken()).toBe(last);
    }
    sandbox.advance(1);
    expect((await tokens.getToken()).generation).toBe(5);
    expect(events.filter(({ type }) => type === 'adopted')).toEqual([]); // it had this token all the time
  });

  it('does not hold up the renewal of an expired token, even if others were refused often', async () => {
    const { sandbox, tokens } = await cloudTokens({}, { tokenLifetime: 10_000 });
    for (let refusal = 0; refusal < 4; refusal++) tokens.invalidate(await tokens.getToken());
    expect((await tokens.getToken()).generation).toBe(4);

    sandbox.advance(10_000);

    expect((await tokens.getToken()).generation).toBe(5);
  });

  it('makes 1,000 callers wait for at most two reads once it causes no more renewals', async () => {
    const { tokens, options } = await signedInAtDam();
    for (let refusal = 0; refusal < 10; refusal++) tokens.invalidate(await tokens.getToken());
    const get = vi.spyOn(options.store, 'get');

    const given = await callers(1_000, () => tokens.getToken());

    expect(new Set(given.map(({ generation }) => generation))).toEqual(new Set([4]));
    expect(get.mock.calls.length).toBeLessThanOrEqual(2);
  });

  it('makes at most three requests in 30 seconds, also if the store fails', async () => {
    const down = (): Promise<never> => Promise.reject(new Error('down'));
    const { sandbox, tokens } = await cloudTokens({ store: { get: down, set: down, delete: down } });
    for (let refusal = 0; refusal < 10; refusal++) tokens.invalidate(await tokens.getToken());
    expect(sandbox.count('cloud.token')).toBe(4);
    sandbox.advance(31_000);

    await tokens.getToken();

    expect(sandbox.count('cloud.token')).toBe(5);
  });
});

describe('the default key', () => {
  it('tells token URLs, clients and scopes apart, even if their names hold quotes and commas', async () => {
    const { options } = await cloudTokens();
    const keyOf = (changes: Partial<typeof options>): string => createTokenSource({ ...options, ...changes }).key;
    const tokenUrl = `${options.profile.tokenUrl}`;

    const keys = [
      keyOf({}),
      keyOf({ profile: { ...options.profile, tokenUrl: `${tokenUrl}/2` } }),
      keyOf({ clientId: 'other' }),
      keyOf({ grant: clientCredentials({ scope: 'a' }) }),
      keyOf({ grant: clientCredentials({ scope: 'a b' }) }),
      keyOf({ clientId: 'a', grant: clientCredentials({ scope: 'b' }) }),
      keyOf({ clientId: 'a', grant: clientCredentials({ scope: 'x","client_credentials","y' }) }),
      keyOf({ clientId: 'a","client_credentials","x', grant: clientCredentials({ scope: 'y' }) }),
    ];

    expect(new Set(keys).size).toBe(keys.length);
    expect(keyOf({ grant: clientCredentials({ scope: ['a', 'b'] }) })).toBe(keys[4]);
  });

  it('holds no secret', async () => {
    const { tokens, options } = await cloudTokens();

    expect(tokens.key).not.toContain(options.clientSecret);
  });
});

describe('siblings', () => {
  it('of another scope have a token of their own', async () => {
    const { sandbox, tokens } = await cloudTokens();
    const scope = `organization:${sandbox.organizations[2].uuid}`;
    const scoped = tokens.withScope(scope);

    const [wide, narrow] = await Promise.all([tokens.getToken(), scoped.getToken()]);

    expect(narrow.accessToken).not.toBe(wide.accessToken);
    expect(narrow.scope).toEqual([scope]);
    expect(await tokens.withScope([scope]).getToken()).toBe(narrow); // the same store, the same flights
    expect(sandbox.count('cloud.token')).toBe(2);
  });

  it('of another scope never get the token of the first, even if they have the same key', async () => {
    const { sandbox, tokens } = await cloudTokens();
    const scope = `organization:${sandbox.organizations[2].uuid}`;

    const wide = await tokens.forKey('job').getToken();
    const narrow = await tokens.withScope(scope).forKey('job').getToken();

    expect(narrow.accessToken).not.toBe(wide.accessToken);
    expect(narrow.scope).toEqual([scope]);
    expect(await tokens.forKey('job').getToken()).toBe(wide);
  });

  it('for another key share the store and do no I/O', async () => {
    const { sandbox, tokens, options } = await signedInAtDam();
    const calls = sandbox.log.length;
    const people = Array.from({ length: 1_000 }, (_, index) => tokens.forKey(`person ${index}`));

    expect(sandbox.log).toHaveLength(calls);
    expect(people[7]?.key).toBe('person 7');
    expect(await people[7]?.forKey('person').getToken()).toBe(await tokens.getToken());
    await expect(
      createTokenSource({ ...options, grant: refreshToken() })
        .forKey('nobody')
        .getToken(),
    ).rejects.toMatchObject({
      code: 'reauthorization_required',
      reason: 'never_authorized',
      key: 'nobody',
    });
  });
});

describe('events', () => {
  it('tell every step of a renewal, with the key, the generation, a fingerprint and the holder', async () => {
    const { sandbox, tokens, events } = await signedInAtDam({ holder: 'worker 7' });
    events.length = 0;
    sandbox.advance(9 * hour);
    const before = sandbox.clock.now();

    await tokens.getToken();

    expect(events.map(({ type }) => type)).toEqual(['claimed', 'requested', 'answered', 'stored']);
    expect(events.map(({ generation }) => generation)).toEqual([1, 1, 1, 2]); // the token set that it is about
    expect(events.at(-1)?.fingerprint).not.toBe(events[0]?.fingerprint);
    for (const event of events) {
      expect(event).toMatchObject({ key: 'person', holder: 'worker 7' });
      expect(event.fingerprint).toMatch(/^[\da-f]{8}$/);
      expect(event.at).toBeGreaterThanOrEqual(before);
      expect(event.at).toBeLessThanOrEqual(sandbox.clock.now());
    }
  });

  it('name the token set in the store, even if this process has never held it', async () => {
    const { sandbox, options, events } = await signedInAtDam();
    const [first] = events.splice(0).slice(-1);
    sandbox.advance(9 * hour);
    await inAnotherProcess(options).getToken();
    await inAnotherProcess(options).clear();

    const about = events.map(({ type, generation, fingerprint }) => ({ type, generation, fingerprint }));
    const before = { generation: 1, fingerprint: first?.fingerprint };
    const after = { generation: 2, fingerprint: about.at(-1)?.fingerprint };
    expect(about).toEqual([
      { type: 'claimed', ...before },
      { type: 'requested', ...before },
      { type: 'answered', ...before },
      { type: 'stored', ...after },
      { type: 'ended', ...after },
    ]);
    expect(after.fingerprint).toMatch(/^[\da-f]{8}$/);
  });

  it('tell how long the source waited for a process that never came back', async () => {
    const { sandbox, options, events } = await signedInAtDam();
    sandbox.advance(9 * hour);
    await writeOver(options.store, 'claimed', { claim: { lease: 60_000, holder: 'dead' } });
    events.length = 0;
    const get = vi.fn(options.store.get);

    await inAnotherProcess(options, { store: { ...options.store, get } }).getToken();

    const [waited, takenOver, ...others] = events;
    expect(get.mock.calls.length).toBeLessThan(100); // a store is asked once a second, not more
    expect(waited).toMatchObject({ type: 'waited', claimedBy: 'dead' });
    expect(waited?.type === 'waited' && waited.durationMs).toBeGreaterThan(59_000); // from the first read on
    expect(takenOver).toMatchObject({ type: 'taken_over', claimedBy: 'dead' });
    expect(others.map(({ type }) => type)).toEqual(['requested', 'answered', 'stored']);
  });

  it.each([
    ['tell of no wait if a process of an app died long ago', undefined, []],
    ['tell of a wait for a process of an app if the store says that its claim is new', 0, ['waited']],
  ])('%s', async (_, age, told) => {
    const { sandbox, options, events } = await cloudTokens();
    const get: TokenStore['get'] = async (key) => {
      const found = await options.store.get(key);
      return found && { ...found, ...(age !== undefined && { age }) };
    };
    const { key, getToken } = createTokenSource({ ...options, store: { ...options.store, get } });
    const claim = { lease: 15_000, holder: 'dead' };
    const value = JSON.stringify({ generation: 0, seeds: [], history: [], claim });
    await options.store.set(key, { format: 1, revision: 'claimed', value }, { replaces: undefined });
    sandbox.advance(hour);

    await getToken();

    expect(events.map(({ type }) => type)).toEqual([...told, 'taken_over', 'requested', 'answered', 'stored']);
  });

  it.each([
    ['15 s for an app, whose token may be asked for twice', 15_000, cloudTokens, undefined],
    ['60 s for a person, whose refresh token works once', 60_000, signedInAtDam, 9 * hour],
  ])('tell of a wait for a process that died during its request: %s', async (_, leaseMs, scene, life) => {
    const { sandbox, options, events } = await scene({}, { clock: stoppedClock() });
    if (life) sandbox.advance(life);
    const asked = Promise.withResolvers<void>();
    const dead = inAnotherProcess(options, {
      fetch: () => {
        asked.resolve();
        return new Promise(() => {});
      },
      clock: { ...options.clock, sleep: (ms) => (ms ? new Promise(() => {}) : options.clock.sleep(0)) },
    });
    void dead.getToken();
    await asked.promise;

    await inAnotherProcess(options).getToken();

    const waited = events.find((event) => event.type === 'waited');
    expect(waited?.durationMs).toBeGreaterThanOrEqual(leaseMs);
    expect(waited?.durationMs).toBeLessThan(leaseMs + 7_000);
  });

  it('tell of a store that fails, also for a person', async () => {
    const { sandbox, options, events } = await signedInAtDam();
    events.length = 0;
    sandbox.advance(9 * hour);
    const store: TokenStore = { ...options.store, get: () => Promise.reject(new Error('down')) };

    await expect(createTokenSource({ ...options, store }).getToken()).rejects.toMatchObject({
      code: 'token_store_failed',
    });

    expect(events).toMatchObject([{ type: 'store_failed', error: { code: 'token_store_failed' } }]);
  });

  it('tell of each request that is made while the store fails', async () => {
    const store: TokenStore = {
      get: async () => {
        throw new Error('down');
      },
      set: async () => false,
      delete: async () => {},
    };
    const { sandbox, tokens, events } = await cloudTokens({ store });
    sandbox.faults.next('cloud.token', { kind: 'status', status: 429 });

    await tokens.getToken();

    expect(events).toMatchObject([
      { type: 'store_failed' },
      { type: 'requested', grant: 'client_credentials', attempt: 1 },
      { type: 'answered', status: 429 },
      { type: 'failed', sent: 'yes' },
      { type: 'requested', grant: 'client_credentials', attempt: 2 },
      { type: 'answered', status: 200 },
    ]);
  });

  it('name each process by a random holder if none is given', async () => {
    const { options, events } = await cloudTokens();
    const holders = (): number => new Set(events.map(({ holder }) => holder)).size;

    await createTokenSource({ ...options, key: 'a' }).getToken();
    await createTokenSource({ ...options, key: 'b' }).getToken();
    await createTokenSource(options).forKey('c').getToken();
    expect(holders()).toBe(1);

    await inAnotherProcess({ ...options, key: 'd' }).getToken();
    expect(holders()).toBe(2);
  });

  it('tell of another scope, but not of the same one in another order', async () => {
    const { options, events } = await cloudTokens({
      fetch: async () => Response.json({ access_token: 'a', token_type: 'bearer', expires_in: 300, scope: 'b a' }),
    });

    for (const scope of ['a b', 'a  b', 'b a'])
      await createTokenSource({ ...options, grant: clientCredentials({ scope }) }).getToken();
    expect(events.map(({ type }) => type)).not.toContain('scope_changed');
    await createTokenSource({ ...options, grant: clientCredentials({ scope: 'a b c' }) }).getToken();
    expect(events.at(-1)).toMatchObject({ type: 'scope_changed', granted: 'b a', generation: 1 });
  });

  it('do not disturb the source if a listener throws', async () => {
    const heard: OAuthEvent[] = [];
    const { tokens } = await cloudTokens({
      onEvent(event) {
        heard.push(event);
        throw new Error('a broken listener');
      },
    });

    expect((await tokens.getToken()).generation).toBe(1);
    expect(heard.length).toBeGreaterThan(2);
  });

  it('do not disturb the source if the promise of a listener rejects', async () => {
    const { tokens } = await cloudTokens({
      onEvent: async () => {
        throw new Error('a broken listener'); // unhandled, it would end the process
      },
    });

    expect((await tokens.getToken()).generation).toBe(1);
  });
});
