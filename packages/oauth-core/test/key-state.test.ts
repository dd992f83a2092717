import { stoppedClock } from '@acme/sandbox';
import { describe, expect, it } from 'vitest';
import { type Clock, createTokenSource, type Fetch, type TokenSource } from '../src/index.ts';
import { cloudTokens, codeFrom, gatedStore, isSettled, type Scene, signedInAtDam } from './support/sources.ts';

const hour = 3_600_000;
const remembered = 10_000;
const keys = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `person ${from + index}`);

/** No pause takes time, and no deadline is ever over. */
const withoutWaits = (clock: Clock): Clock => ({
  ...clock,
  sleep: (ms, signal) => (signal && ms > 0 ? new Promise(() => {}) : Promise.resolve()),
});

/** A source for any number of keys: its store has a good token under each. `reads` are the keys that were read. */
async function sourceOfMany(): Promise<{ tokens: TokenSource; reads: string[]; requests: () => number }> {
  const { sandbox, tokens: first, options } = await cloudTokens();
  await first.getToken();
  const reads: string[] = [];
  const store = {
    ...options.store,
    get: (key: string) => {
      reads.push(key);
      return options.store.get(first.key);
    },
  };
  const clock = withoutWaits(options.clock);
  return {
    tokens: createTokenSource({ ...options, clock, store }),
    reads,
    requests: () => sandbox.count('cloud.token'),
  };
}

const askFor = async (tokens: TokenSource, wanted: readonly string[]): Promise<void> => {
  for (const key of wanted) await tokens.forKey(key).getToken();
};

describe('the keys of one store', () => {
  it('are remembered up to 10,000: the oldest is then read from the store again, without a token request', async () => {
    const { tokens, reads, requests } = await sourceOfMany();

    await askFor(tokens, keys(0, remembered + 1));
    expect(reads).toHaveLength(remembered + 1);
    await askFor(tokens, keys(1, remembered + 1));
    expect(reads).toHaveLength(remembered + 1);
    await askFor(tokens, keys(0, 1));

    expect(reads.slice(remembered + 1)).toEqual(keys(0, 1));
    expect(requests()).toBe(1);
  });

  it('are remembered beyond that while all of them are in use, and no longer', async () => {
    const { tokens, reads } = await sourceOfMany();
    const many = keys(0, remembered + 20);
    await Promise.all([...many, ...keys(0, 20)].map((key) => tokens.forKey(key).getToken()));
    expect(reads).toEqual(many);

    await askFor(tokens, ['one more']);
    reads.length = 0;
    await askFor(tokens, keys(0, 21));

    expect(reads).toEqual(keys(0, 21));
  });

  /** A person's source and one for any number of keys, over one store, whose writes wait once `isShut` returns true. */
  async function besideMany(isShut: (tokenRequests: number) => boolean, clockOf = withoutWaits) {
    const { sandbox, options, events } = await signedInAtDam({ retry: 0 });
    const cloud = await cloudTokens();
    await cloud.tokens.getToken();
    const both = {
      ...options.store,
      get: (key: string) => (key === 'person' ? options.store.get(key) : cloud.options.store.get(cloud.tokens.key)),
    };
    const store = gatedStore(both, () => isShut(sandbox.count('dam.token')));
    const person = createTokenSource({ ...options, store, clock: clockOf(options.clock) });
    const others = createTokenSource({ ...cloud.options, store, clock: withoutWaits(cloud.options.clock) });
    sandbox.advance(9 * hour);
    return { sandbox, store, person, events, askForMany: () => askFor(others, keys(0, remembered + 20)) };
  }

  it('are not forgotten while a pair waits for the store: a caller who asks again gets that pair', async () => {
    const { sandbox, store, person, askForMany } = await besideMany((requests) => requests > 1);
    const asked = person.getToken();
    await store.reached;

    await askForMany();
    const askedAgain = person.getToken();
    store.open();

    expect(await askedAgain).toBe(await asked);
    expect(sandbox.count('dam.token')).toBe(2);
    expect(sandbox.authorizations.at(-1)).toMatchObject({ alive: true, generation: 2, reuses: 0 });
  });

  it('are forgotten like all others once their pair is stored', async () => {
    const { person, askForMany } = await besideMany(() => false);
    const token = await person.getToken();

    await askForMany();

    const again = await person.getToken();
    expect(again).toEqual(token);
    expect(again).not.toBe(token); // it was read from the store
  });

  it('are not forgotten while a pair waits for the store, even if its caller has given up', async () => {
    const waitTooShort = (clock: Clock): Clock => {
      const { sleep, ...rest } = withoutWaits(clock);
      return { ...rest, sleep: (ms, signal) => (ms === 10_000 ? Promise.resolve() : sleep(ms, signal)) };
    };
    const { sandbox, store, person, askForMany } = await besideMany((requests) => requests > 1, waitTooShort);
    await expect(person.getToken()).rejects.toThrow('This process keeps trying');

    await askForMany();
    await expect(person.getToken()).rejects.toThrow('This process keeps trying');
    store.open();

    await expect.poll(async () => (await person.getToken().catch(() => undefined))?.generation).toBe(2);
    expect(sandbox.count('dam.token')).toBe(2);
  });

  it('are not forgotten while this process has a claim: it goes on under its own claim, without a wait', async () => {
    const { sandbox, person, askForMany } = await besideMany(() => false);
    sandbox.faults.next('dam.token', { kind: 'reset-before-processing' });
    await expect(person.getToken()).rejects.toMatchObject({ code: 'token_request_failed' });

    await askForMany();

    expect((await person.getToken()).generation).toBe(2);
    expect(sandbox.count('dam.token')).toBe(3);
  });

  it('are forgotten once a claim has run out: an outage in which many people come and go does not fill the memory', async () => {
    let sleptMs = 0;
    const sleepsAtOnce = (clock: Clock): Clock => ({
      now: () => clock.now() + sleptMs,
      async sleep(ms, signal) {
        sleptMs += signal ? 0 : ms;
        return withoutWaits(clock).sleep(ms, signal);
      },
    });
    const { sandbox, person, events, askForMany } = await besideMany(() => false, sleepsAtOnce);
    sandbox.faults.next('dam.token', { kind: 'reset-before-processing' });
    await expect(person.getToken()).rejects.toMatchObject({ code: 'token_request_failed' });

    sandbox.advance(65_000); // lease and watch
    await askForMany();
    events.length = 0;

    expect((await person.getToken()).generation).toBe(2);
    expect(events.map(({ type }) => type)).toContain('taken_over'); // as if it were another process's
  });
});

describe('a renewal that stands still for ever, like that of a Worker whose request has ended,', () => {
  /** Begins one: its token request is never answered, and none of its timers fires. */
  const begin = ({ options }: Scene): Promise<void> =>
    new Promise((hasLeft) => {
      const never = <T>(): Promise<T> => new Promise(() => {});
      const clock: Clock = { ...options.clock, sleep: (ms) => (ms === 0 ? Promise.resolve() : never()) };
      const fetch: Fetch = () => {
        hasLeft();
        return never();
      };
      createTokenSource({ ...options, clock, fetch }).getToken();
    });

  it('is waited for as long as its claim holds, for an app', async () => {
    const scene = await cloudTokens({}, { clock: stoppedClock() });
    const { sandbox, options } = scene;
    await begin(scene);
    const tokens = createTokenSource(options);

    sandbox.advance(20_000); // lease and watch
    expect(await isSettled(tokens.getToken())).toBe(false);
    sandbox.advance(1);
    expect((await tokens.getToken()).generation).toBe(1);
    expect(await tokens.getToken()).toBe(await createTokenSource(options).getToken());
    expect(sandbox.count('cloud.token')).toBe(1);
  });

  it('is waited for no longer by callers who were waiting already, and they renew once', async () => {
    const scene = await cloudTokens({}, { clock: stoppedClock() });
    const { sandbox, options } = scene;
    await begin(scene);
    const tokens = createTokenSource(options);
    const waiting = [tokens.getToken(), tokens.getToken()];
    await isSettled(Promise.race(waiting));
    waiting.push(createTokenSource(options).getToken()); // in another turn

    sandbox.advance(20_000);
    expect(await isSettled(Promise.race(waiting))).toBe(false);
    sandbox.advance(1);
    expect(new Set(await Promise.all(waiting)).size).toBe(1);
    expect(sandbox.count('cloud.token')).toBe(1);
  });

  it('does not hold up a new consent', async () => {
    const scene = await signedInAtDam({}, { clock: stoppedClock() });
    const { sandbox, options } = scene;
    sandbox.advance(9 * hour);
    await begin(scene);
    const exchanged = createTokenSource(options).exchange(await codeFrom(sandbox, options));

    sandbox.advance(65_000);
    expect(await isSettled(exchanged)).toBe(false);
    sandbox.advance(1);
    expect((await exchanged).generation).toBe(2);
    expect(sandbox.count('dam.token')).toBe(2); // of the two consents
  });

  it('is taken over like that of a process that died, for a person', async () => {
    const scene = await signedInAtDam({}, { clock: stoppedClock() });
    const { sandbox, options, events } = scene;
    sandbox.advance(9 * hour);
    await begin(scene);
    const tokens = createTokenSource(options);
    events.length = 0;

    sandbox.advance(65_000);
    expect(await isSettled(tokens.getToken())).toBe(false);
    sandbox.advance(1);
    expect((await tokens.getToken()).generation).toBe(2);
    expect(events.map(({ type }) => type)).toEqual(['waited', 'taken_over', 'requested', 'answered', 'stored']);
    expect(sandbox.count('dam.token')).toBe(2); // of the sign-in, and of this renewal
  });
});

describe('a renewal that takes long and is alive', () => {
  const turnsUntil = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => setImmediate(resolve));
  };

  it('is shared by all callers who have asked: a server that hangs is not asked again for each', async () => {
    const { sandbox, options, events } = await cloudTokens({}, { clock: stoppedClock() });
    let requests = 0;
    const fetch: Fetch = (_, init) => {
      requests++;
      return new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(new Error('gone'))));
    };
    const tokens = createTokenSource({ ...options, fetch, random: () => 0.5 });
    const waiting = Promise.allSettled([tokens.getToken(), tokens.getToken(), tokens.getToken()]);
    const failures = (): number => events.filter(({ type }) => type === 'failed').length;

    const pass = async (ms: number): Promise<void> => {
      for (let passed = 0; passed < ms; passed += 500) {
        sandbox.advance(500); // all at once would look like a process that stood still
        await isSettled(waiting);
      }
    };

    for (const [attempt, delay] of [1_000, 2_000, 0].entries()) {
      await turnsUntil(() => requests > attempt);
      await pass(10_000); // its time-out
      await turnsUntil(() => failures() > attempt);
      await pass(delay);
    }

    const failed = { status: 'rejected', reason: expect.objectContaining({ code: 'token_request_failed' }) };
    expect(await waiting).toEqual([failed, failed, failed]);
    expect(requests).toBe(3);
  });

  it('is waited for while it waits for another process, and nobody waits longer than the first caller', async () => {
    const { sandbox, options } = await cloudTokens({}, { clock: stoppedClock() });
    let reads = 0;
    const record = { generation: 0, seeds: [], history: [], claim: { lease: 15_000, holder: 'other' } };
    const get = async () => ({
      entry: { format: 1, revision: `${reads++}`, value: JSON.stringify(record) } as const, // the claim is written again and again
      age: 0,
    });
    const tokens = createTokenSource({ ...options, store: { ...options.store, get }, random: () => 0 });
    let isOver = false;
    const waiting = Promise.allSettled([tokens.getToken(), tokens.getToken(), tokens.getToken()]).finally(() => {
      isOver = true;
    });

    for (let round = 1; sandbox.clock.now() < Date.UTC(2030, 0, 1, 0, 0, 42); round++) {
      await turnsUntil(() => reads >= round || isOver);
      await isSettled(waiting);
      sandbox.advance(750);
    }

    const held = { status: 'rejected', reason: expect.objectContaining({ code: 'token_timeout' }) };
    expect(await isSettled(waiting)).toBe(true);
    expect(await waiting).toEqual([held, held, held]);
  });

  it('ends with a clear error under a clock that does not sleep, and does not block the process', async () => {
    const { options } = await cloudTokens();
    let sleeps = 0;
    const sleep = async (): Promise<void> => {
      if (++sleeps > 10_000) throw new Error('spins');
    };
    const tokens = createTokenSource({ ...options, clock: { now: () => 0, sleep } });

    const timedOut = { status: 'rejected', reason: expect.objectContaining({ code: 'token_request_failed' }) };
    expect(await Promise.allSettled([tokens.getToken(), tokens.getToken()])).toEqual([timedOut, timedOut]);
  });
});
