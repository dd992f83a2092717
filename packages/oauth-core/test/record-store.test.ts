import { stoppedClock } from '@acme/sandbox';
import { describe, expect, it, vi } from 'vitest';
import { clientCredentials, createTokenSource, type Fetch, type TokenStore, TokenStoreError } from '../src/index.ts';
import {
  cloudTokens,
  codeFrom,
  connectionRefused,
  inAnotherProcess,
  isSettled,
  redirectUri,
  signedInAtDam,
  writeOver,
} from './support/sources.ts';

const hour = 3_600_000;

describe('a store that fails', () => {
  const broken = (store: TokenStore, calls: ('get' | 'set')[], isBroken = () => true): TokenStore => {
    const fail = async (): Promise<never> => {
      throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    };
    return {
      get: (key) => (calls.includes('get') && isBroken() ? fail() : store.get(key)),
      set: (...write) => (calls.includes('set') && isBroken() ? fail() : store.set(...write)),
      delete: (key) => store.delete(key),
    };
  };

  it('is not needed while memory has a good token', async () => {
    const { sandbox, options } = await signedInAtDam();
    let isBroken = false;
    const tokens = createTokenSource({ ...options, store: broken(options.store, ['get', 'set'], () => isBroken) });
    const token = await tokens.getToken();
    isBroken = true;

    expect(await tokens.getToken()).toBe(token);
    sandbox.advance(9 * hour);
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'token_store_failed' });
  });

  it.each<[string, ('get' | 'set')[]]>([
    ['get', ['get']],
    ['set', ['set']],
    ['get and set', ['get', 'set']],
  ])('at %s does not stop a grant that needs no person, and is reported by an event', async (_, calls) => {
    const { sandbox, options, events } = await cloudTokens();
    const tokens = createTokenSource({ ...options, store: broken(options.store, calls) });

    const given = await Promise.all(Array.from({ length: 100 }, () => tokens.getToken()));

    expect(new Set(given).size).toBe(1);
    expect(sandbox.count('cloud.token')).toBe(1);
    sandbox.advance(301_000);
    expect((await tokens.getToken()).generation).toBe(2);
    const failed = events.filter(({ type }) => type === 'store_failed');
    const error = { code: 'token_store_failed' };
    expect(failed[0]).toMatchObject({ error, generation: 0, fingerprint: '' });
    expect(failed.at(-1)).toMatchObject({ error, generation: 1, fingerprint: expect.stringMatching(/./) });
  });

  it('to keep a token that needs no person is reported by an event, and the token is handed out', async () => {
    const { sandbox, options, events } = await cloudTokens();
    const store = broken(options.store, ['set'], () => sandbox.count('cloud.token') > 0);
    const tokens = createTokenSource({ ...options, store });

    expect((await tokens.getToken()).generation).toBe(1);
    expect(events.map(({ type }) => type)).toEqual(['claimed', 'requested', 'answered', 'store_failed']);
    expect(sandbox.count('cloud.token')).toBe(1);
  });

  it('does not change how an answer with a token is read', async () => {
    const { sandbox, options, events } = await cloudTokens({ grant: clientCredentials({ scope: 'read write' }) });
    const tokens = createTokenSource({ ...options, store: broken(options.store, ['get', 'set']) });
    const answer = (body: object): void =>
      sandbox.faults.next('cloud.token', { kind: 'status', status: 200, body: { access_token: 'given', ...body } });

    answer({ token_type: 'mac' });
    await expect(tokens.getToken()).rejects.toThrow('gave a token of type "mac", not Bearer');
    answer({ token_type: 'bearer', scope: 'read' });
    const token = await tokens.getToken();
    expect(token).toMatchObject({ accessToken: 'given', scope: ['read'] });
    tokens.invalidate(token);
    answer({ token_type: 'bearer', access_token: 'another' });
    expect(await tokens.getToken()).toMatchObject({ accessToken: 'another', scope: ['read', 'write'] }); // as asked
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'scope_changed', requested: 'read write', granted: 'read' }),
    );
  });

  it('does not hide the error of a token request that fails too', async () => {
    const { sandbox, options } = await cloudTokens();
    const tokens = createTokenSource({ ...options, store: broken(options.store, ['get', 'set']) });
    sandbox.faults.next('cloud.token', { kind: 'status', status: 401, body: { error: 'invalid_client' } });

    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'token_request_failed', error: 'invalid_client' });
  });

  it.each([['get'], ['set']] as const)('at %s stops a rotating grant: nothing is sent', async (...calls) => {
    const { sandbox, options } = await signedInAtDam();
    const tokens = createTokenSource({ ...options, store: broken(options.store, [...calls]) });
    sandbox.advance(9 * hour);

    const error = await tokens.getToken().catch((thrown: unknown) => thrown);

    expect(TokenStoreError.is(error)).toBe(true);
    expect(String(error)).toContain(`The store's ${calls[0]} failed (Error ECONNREFUSED): look at the store`);
    expect(sandbox.count('dam.token')).toBe(1);
  });

  it.each([['get'], ['set']] as const)(
    'at %s for one call, because its connection has ended, is asked again, and nobody notices',
    async (...calls) => {
      const { sandbox, options, events } = await signedInAtDam();
      let failures = 0;
      const store = broken(options.store, [...calls], () => ++failures === 1);
      const tokens = createTokenSource({ ...options, store });
      sandbox.advance(9 * hour);

      expect((await tokens.getToken()).generation).toBe(2);
      expect(sandbox.count('dam.token')).toBe(2);
      expect(failures).toBeGreaterThan(1);
      expect(events.filter(({ type }) => type === 'store_failed')).toEqual([]);
    },
  );

  it('for 1.7 s, while its server restarts, is waited for, and nobody notices', async () => {
    const { sandbox, options, events } = await signedInAtDam({}, { clock: stoppedClock() });
    const startedAt = sandbox.clock.now();
    const store = broken(options.store, ['get'], () => sandbox.clock.now() < startedAt + 1_700);

    expect((await createTokenSource({ ...options, store }).getToken()).generation).toBe(1);
    expect(sandbox.clock.now()).toBe(startedAt + 1_750);
    expect(events.filter(({ type }) => type === 'store_failed')).toEqual([]);
  });

  it.each([
    ['token_store_failed', 2],
    ['store_entry_unreadable', 1], // that lasts
  ] as const)('with a %s of its own is asked %i times', async (code, times) => {
    const { options } = await signedInAtDam();
    const get = vi.fn(options.store.get).mockRejectedValueOnce(new TokenStoreError('It has failed', code));
    const asked = createTokenSource({ ...options, store: { ...options.store, get } }).getToken();

    expect(await asked.catch((error: unknown) => error)).toMatchObject(times === 2 ? { generation: 1 } : { code });
    expect(get).toHaveBeenCalledTimes(times);
  });

  it.each([
    [new TypeError('token wrt_meadow_x'), ' (TypeError)'],
    [Object.assign(new Error('token wrt_meadow_x'), { code: 57014 }), ' (Error)'],
    ['token wrt_meadow_x', ''],
    [undefined, ''],
  ])('is reported by name and code of its error, and not by its words: %s', async (thrown, said) => {
    const { options } = await signedInAtDam();
    const store: TokenStore = { ...options.store, get: () => Promise.reject(thrown) };

    await expect(createTokenSource({ ...options, store }).getToken()).rejects.toMatchObject({
      code: 'token_store_failed',
      message: `The store's get failed${said}: look at the store.`,
    });
  });

  it('at a claim gets one more try, which begins by reading who holds the claim now', async () => {
    const { sandbox, options } = await signedInAtDam();
    const calls: string[] = [];
    const store: TokenStore = {
      ...options.store,
      get: (key) => {
        calls.push('get');
        return options.store.get(key);
      },
      set: async () => {
        calls.push('set');
        throw new Error('read-only');
      },
    };
    const tokens = createTokenSource({ ...options, store });
    sandbox.advance(9 * hour);

    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'token_store_failed' });
    // Read, claim, and look whether the claim was written after all; twice.
    expect(calls).toEqual(['get', 'set', 'get', 'get', 'set', 'get']);
    expect(sandbox.count('dam.token')).toBe(1);
  });

  it('at a take-over is watched anew once it is back, because the other holder may be back with it', async () => {
    const { sandbox, options } = await signedInAtDam();
    await writeOver(options.store, 'theirs', { claim: { lease: 60_000, holder: 'gone' } });
    let isBroken = true;
    const tokens = createTokenSource({ ...options, store: broken(options.store, ['set'], () => isBroken) });
    sandbox.advance(9 * hour);
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'token_store_failed' });
    isBroken = false;
    const before = sandbox.clock.now();

    expect((await tokens.getToken()).generation).toBe(2);

    expect(sandbox.clock.now() - before).toBeGreaterThanOrEqual(5_000);
  });

  it('to answer gets three seconds', async () => {
    const { sandbox, options } = await signedInAtDam({}, { clock: stoppedClock() });
    const hanging = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<never>();
    const get = vi.fn(() => {
      hanging.resolve();
      return ended.promise;
    });
    const tokens = createTokenSource({ ...options, store: { ...options.store, get } });

    const asked = tokens.getToken();
    asked.catch(() => {}); // awaited below
    await hanging.promise;
    sandbox.advance(2_900);
    const wasOver = await isSettled(asked);
    sandbox.advance(200);

    await expect(asked).rejects.toThrow("The store's get did not answer in 3000 ms: look at the store.");
    expect(wasOver).toBe(false);
    ended.reject(new Error('the connection ended'));
    await isSettled(ended.promise);
    expect(get).toHaveBeenCalledOnce(); // nobody waits for it any more
  });

  it('to answer while the process stood still for a moment has not failed: timers fire before sockets are read', async () => {
    const { sandbox, options } = await signedInAtDam({}, { clock: stoppedClock() });
    const called = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    const get: TokenStore['get'] = async (key) => {
      called.resolve();
      await answered.promise;
      return options.store.get(key);
    };
    const tokens = createTokenSource({ ...options, store: { ...options.store, get } });

    const asked = tokens.getToken();
    await called.promise;
    sandbox.advance(3_500);
    answered.resolve();

    expect((await asked).generation).toBe(1);
  });

  it.each([
    [250, 0],
    [1_000, 1 - Number.EPSILON],
  ])(
    'after a renewal is asked each %i ms to take the pair; until it has, memory keeps the pair and nobody gets it',
    async (pauseMs, random) => {
      const { sandbox, options } = await signedInAtDam({ random: () => random }, { clock: stoppedClock() });
      let isBroken = false;
      let failures = 0;
      const fails = (): boolean => isBroken && sandbox.count('dam.token') > 1 && ++failures > 0;
      const tokens = createTokenSource({ ...options, store: broken(options.store, ['set', 'get'], fails) });
      isBroken = true;
      sandbox.advance(9 * hour);

      await expect(tokens.getToken()).rejects.toThrow('This process keeps trying');
      expect(Math.round(failures / ((3 * 10_000) / pauseMs))).toBe(1); // a write and two reads each time, for 10 s
      const shutDown = tokens.forKey('other')[Symbol.asyncDispose](); // for all keys of the store
      const wasShut = await isSettled(shutDown);
      isBroken = false;
      await shutDown;

      expect(wasShut).toBe(false);
      expect((await tokens.getToken()).generation).toBe(2);
      expect(sandbox.count('dam.token')).toBe(2);
    },
  );

  it('to take a claim out again is reported, and the caller gets the error of the token request', async () => {
    const { sandbox, options, events } = await signedInAtDam({ retry: 0 });
    const set: TokenStore['set'] = async (key, entry, replaced) => {
      if (JSON.parse(entry.value).claim === undefined) throw new Error('read-only');
      return options.store.set(key, entry, replaced);
    };
    const fetch = (): Promise<never> => Promise.reject(connectionRefused());
    const tokens = createTokenSource({ ...options, fetch, store: { ...options.store, set } });
    sandbox.advance(9 * hour);

    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'token_request_failed' });
    const error = { message: "The store's set failed (Error): look at the store." };
    expect(events.at(-1)).toMatchObject({ type: 'store_failed', error });
  });

  it('to take the end of an authorisation is told as what it is', async () => {
    const { sandbox, options } = await signedInAtDam();
    const other = {
      ...options,
      key: 'other',
      fetch: async () => Response.json({ access_token: 'wat', expires_in: 300 }),
    };
    await createTokenSource(other).exchange({ code: 'wac_meadow_1', redirectUri });
    sandbox.advance(hour);

    const tokens = createTokenSource({ ...other, store: broken(options.store, ['set']) });

    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'token_store_failed' });
  });

  it('to take the end of an authorisation does not hide that a person has consented anew', async () => {
    const { sandbox, tokens, options } = await signedInAtDam();
    sandbox.advance(9 * hour);
    const consent = await codeFrom(sandbox, options);
    let isBroken = false;
    const fetch: Fetch = async () => {
      await tokens.exchange(consent);
      isBroken = true;
      return Response.json({ error: 'invalid_grant' }, { status: 400 });
    };
    const store = broken(options.store, ['set'], () => isBroken);
    const refused = createTokenSource({ ...options, store, fetch });

    expect((await refused.getToken()).accessToken).toBe((await tokens.getToken()).accessToken);
  });

  it('to take a new pair, although it takes claims, stops the next renewal: the used token is not sent again', async () => {
    const { sandbox, options, events } = await signedInAtDam({}, { clock: stoppedClock() });
    let isBroken = true;
    const set: TokenStore['set'] = async (key, entry, replaced) => {
      const isPair = sandbox.count('dam.token') > 1 && JSON.parse(entry.value).claim === undefined;
      if (isPair && isBroken) throw new Error('too large');
      return options.store.set(key, entry, replaced);
    };
    const tokens = createTokenSource({ ...options, store: { ...options.store, set } });
    sandbox.advance(9 * hour);

    await expect(tokens.getToken()).rejects.toThrow('This process keeps trying');
    await expect(tokens.getToken()).rejects.toThrow('This process keeps trying');
    isBroken = false;
    expect((await tokens.getToken()).generation).toBe(2);
    expect(sandbox.count('dam.token')).toBe(2);
    const error = expect.objectContaining({ message: "The store's set failed (Error): look at the store." });
    expect(events).toContainEqual(expect.objectContaining({ type: 'store_failed', error, generation: 1 }));
  });

  it('after it has written a new pair is read: the pair is found there and reported as stored', async () => {
    const { sandbox, options, events } = await signedInAtDam();
    let failures = 0;
    const isBroken = (): boolean => sandbox.count('dam.token') > 1 && failures > 0 && failures++ < 4;
    const { get } = broken(options.store, ['get'], isBroken);
    const set: TokenStore['set'] = async (...write) => {
      const isWritten = await options.store.set(...write);
      if (sandbox.count('dam.token') === 1 || failures > 0) return isWritten;
      failures++;
      throw new Error('the connection ended');
    };
    const tokens = createTokenSource({ ...options, store: { ...options.store, get, set } });
    sandbox.advance(9 * hour);
    events.length = 0;

    expect((await tokens.getToken()).generation).toBe(2);
    expect(events.map(({ type }) => type)).toEqual(['claimed', 'requested', 'answered', 'store_failed', 'stored']);
  });

  it('after it has written the end of an authorisation does not hide that end', async () => {
    const { sandbox, options, events } = await signedInAtDam();
    const set: TokenStore['set'] = async (...write) => {
      const isWritten = await options.store.set(...write);
      if (sandbox.count('dam.token') === 1) return isWritten;
      throw new Error('the connection ended');
    };
    const tokens = createTokenSource({ ...options, store: { ...options.store, set } });
    for (const { id } of sandbox.authorizations) sandbox.revokeAuthorization(id);
    sandbox.advance(9 * hour);

    await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'spent_elsewhere' });
    expect(events.filter(({ type }) => type === 'ended')).toMatchObject([{ reason: 'spent_elsewhere' }]);
  });

  describe('to answer the write of a claim', () => {
    /** The connection ends after the first write. `next` happens to the later ones. */
    const claiming = async (next: (isWritten: boolean) => boolean) => {
      const { sandbox, options } = await signedInAtDam();
      let writes = 0;
      const set: TokenStore['set'] = async (...write) => {
        const isWritten = await options.store.set(...write);
        if (++writes > 1) return next(isWritten);
        throw new Error('the connection ended');
      };
      const get: TokenStore['get'] = async (key) => {
        const found = await options.store.get(key);
        return found && { ...found, unconfirmed: true };
      };
      sandbox.advance(9 * hour);
      return { sandbox, tokens: createTokenSource({ ...options, store: { ...options.store, get, set } }) };
    };

    it('is made up for by writing it over itself, which replicas confirm', async () => {
      const { sandbox, tokens } = await claiming((isWritten) => isWritten);

      expect((await tokens.getToken()).generation).toBe(2);
      expect(sandbox.count('dam.token')).toBe(2);
    });

    it.each([
      ['replicas do not confirm it', { unconfirmed: true }],
      ['that answer is lost, too', {}],
    ])('is not made up for by reading it: if %s, nothing is sent', async (_, what) => {
      const { sandbox, tokens } = await claiming(() => {
        throw Object.assign(new Error('the connection ended'), what);
      });

      await expect(tokens.getToken()).rejects.toThrow('The store did not confirm a claim, so nothing was sent');
      expect(sandbox.count('dam.token')).toBe(1);
      expect(await tokens.describe()).not.toHaveProperty('claim');
    });
  });

  it('to reach enough replicas with a new pair is reported, and the pair is handed out and written until they have it', async () => {
    const { sandbox, options, events } = await signedInAtDam({}, { clock: stoppedClock() });
    let replicas = 2;
    let writes = 0;
    const set: TokenStore['set'] = async (...write) => {
      const isWritten = await options.store.set(...write);
      writes++;
      if (replicas > 1 || sandbox.count('dam.token') === 1) return isWritten;
      throw Object.assign(new Error('1 of 2 replicas'), { unconfirmed: true });
    };
    const tokens = createTokenSource({ ...options, store: { ...options.store, set } });
    sandbox.advance(9 * hour);
    replicas = 1;

    expect((await tokens.getToken()).generation).toBe(2);
    const stored = (): unknown[] => events.flatMap((event) => (event.type === 'stored' ? [event.unconfirmed] : []));
    expect(stored()).toEqual([false, true]);
    const shutDown = tokens[Symbol.asyncDispose]();
    expect(await isSettled(shutDown)).toBe(false);
    replicas = 2;
    await shutDown;

    expect(stored()).toEqual([false, true, false]);
    const before = writes;
    sandbox.advance(10_000);
    expect(await isSettled(Promise.resolve())).toBe(true);
    expect(writes).toBe(before);
  });

  it('to reach enough replicas with a pair that was cleared meanwhile does not delay a shutdown', async () => {
    const { sandbox, options } = await signedInAtDam({}, { clock: stoppedClock() });
    const set: TokenStore['set'] = async (...write) => {
      const isWritten = await options.store.set(...write);
      if (sandbox.count('dam.token') === 1 || !isWritten) return isWritten;
      await inAnotherProcess(options).clear();
      throw Object.assign(new Error('1 of 2 replicas'), { unconfirmed: true });
    };
    const tokens = createTokenSource({ ...options, store: { ...options.store, set } });
    sandbox.advance(9 * hour);
    const before = sandbox.clock.now();

    await tokens.getToken();
    await tokens[Symbol.asyncDispose]();

    expect(sandbox.clock.now() - before).toBeLessThan(2_000);
    expect((await tokens.describe()).state).toBe('ended');
  });

  it('to reach enough replicas with a new pair for as long as its claim would have stood is accepted', async () => {
    const { sandbox, options } = await signedInAtDam({}, { clock: stoppedClock() });
    const clock = { ...options.clock, now: () => options.clock.now() - hour }; // its own time counts
    const startedAt = sandbox.clock.now() + 10 * hour;
    const set: TokenStore['set'] = async (...write) => {
      const isWritten = await options.store.set(...write);
      if (sandbox.count('dam.token') === 1) return isWritten;
      throw Object.assign(new Error('1 of 2 replicas'), { unconfirmed: true });
    };
    const tokens = createTokenSource({ ...options, clock, store: { ...options.store, set } });
    sandbox.advance(10 * hour);
    await tokens.getToken();

    await tokens[Symbol.asyncDispose]();

    expect(sandbox.clock.now() - startedAt).toBeGreaterThan(59_000);
    expect(sandbox.clock.now() - startedAt).toBeLessThan(62_000);
    expect((await tokens.getToken()).generation).toBe(2);
  });

  it('by losing a new pair in a failover gets it again, even if its access token is the one from before', async () => {
    const { sandbox, tokens: earlier, options } = await signedInAtDam({}, { clock: stoppedClock() });
    const { accessToken } = await earlier.getToken();
    const sameAccessToken: Fetch = async (...request) => {
      const answer = await options.fetch(...request);
      return Response.json({ ...Object(await answer.json()), access_token: accessToken });
    };
    let isLost = false;
    const set: TokenStore['set'] = async (...write) => {
      if (isLost || sandbox.count('dam.token') === 1) return options.store.set(...write);
      isLost = true;
      throw Object.assign(new Error('0 of 1 replicas'), { unconfirmed: true });
    };
    const get: TokenStore['get'] = async (key) => {
      const found = await options.store.get(key);
      return found && { ...found, unconfirmed: true };
    };
    const tokens = createTokenSource({ ...options, fetch: sameAccessToken, store: { ...options.store, get, set } });
    sandbox.advance(9 * hour);
    const { refreshTokenFingerprint } = await tokens.describe();

    await tokens.getToken();
    await tokens[Symbol.asyncDispose]();

    expect(await tokens.describe()).toMatchObject({ generation: 2, history: [{}, { from: refreshTokenFingerprint }] });
  });

  it('with an error of the framework passes it on as it is', async () => {
    const { options } = await cloudTokens();
    const signal = Object.assign(new Error('dynamic'), { digest: 'HANGING_PROMISE_REJECTION' });
    const get = vi.fn(() => Promise.reject(signal));
    const tokens = createTokenSource({ ...options, store: { ...options.store, get } });

    await expect(tokens.getToken()).rejects.toBe(signal);
    await expect(tokens.describe()).rejects.toBe(signal);
    expect(get).toHaveBeenCalledTimes(2); // once for each call
  });

  it('because an entry can not be read is not asked again: that would not help', async () => {
    const { options } = await cloudTokens();
    const unreadable = new TokenStoreError('Its key is not deployed.', 'store_entry_unreadable');
    const get = vi.fn(() => Promise.reject(unreadable));
    const tokens = createTokenSource({ ...options, store: { ...options.store, get } });

    await expect(tokens.describe()).rejects.toMatchObject({ code: 'store_entry_unreadable' });
    expect(get).toHaveBeenCalledTimes(1);
  });
});

it('a store that refuses connections for a moment after its answer to a claim was lost is waited for', async () => {
  const { sandbox, options } = await signedInAtDam({}, { clock: stoppedClock() });
  let refusals = 0;
  let isAway = true;
  const store: TokenStore = {
    ...options.store,
    async get(key) {
      if (refusals === 0) return options.store.get(key);
      refusals--;
      throw new Error('connect ECONNREFUSED');
    },
    async set(...write) {
      const isWritten = await options.store.set(...write);
      if (!isAway) return isWritten;
      isAway = false;
      refusals = 5; // the read that looks for the claim, its repetition, and three more
      throw new Error('the connection ended');
    },
  };
  sandbox.advance(9 * hour);

  expect((await createTokenSource({ ...options, store }).getToken()).generation).toBe(2);
  expect(sandbox.count('dam.token')).toBe(2);
});

it('a store that gives null instead of undefined has nothing', async () => {
  const { options } = await cloudTokens();
  const get = (key: string) => options.store.get(key).then((found) => found ?? (null as unknown as undefined)); // untyped
  const tokens = createTokenSource({ ...options, store: { ...options.store, get } });

  expect((await tokens.getToken()).generation).toBe(1);
  expect((await tokens.forKey('other').describe()).state).toBe('empty');
});
