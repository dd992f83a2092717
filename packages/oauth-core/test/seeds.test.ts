import { createHash } from 'node:crypto';
import { type Sandbox, stoppedClock } from '@acme/sandbox';
import { describe, expect, it } from 'vitest';
import {
  type AuthorizationCode,
  authorizationCode,
  createTokenSource,
  type Fetch,
  refreshToken,
  type TokenSource,
  type TokenStore,
} from '../src/index.ts';
import {
  arrivalOf,
  codeFrom,
  connectionRefused,
  inAnotherProcess,
  redirectUri,
  type Scene,
  signedInAtDam,
  signedInAtSource,
} from './support/sources.ts';

const hour = 3_600_000;

/** A store whose writes fail on demand, and a fetch that finds no connection, and then may take the store down with it. */
const failing = (
  { store, fetch }: Scene['options'],
  fails: { store: boolean; connection: boolean },
  failsAfter = true,
): Pick<Scene['options'], 'store' | 'fetch'> => ({
  store: {
    ...store,
    set: (...write) => (fails.store ? Promise.reject(new Error('down')) : store.set(...write)),
  },
  fetch: async (input, init) => {
    if (!fails.connection) return fetch(input, init);
    fails.store = failsAfter;
    throw connectionRefused();
  },
});

/** A refresh token that this SDK has never seen, as an app has it from another library. */
async function refreshTokenFromOutside(
  sandbox: Sandbox,
  { profile, clientId, clientSecret }: Scene['options'],
): Promise<string> {
  const { code } = await codeFrom(sandbox, { profile, clientId });
  const answer = await fetch(profile.tokenUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'authorization_code',
      client_id: clientId,
      client_secret: clientSecret,
      authorization_code: code,
    }),
  });
  return ((await answer.json()) as { refresh_token: string }).refresh_token; // the sandbox's answer
}

/** A source that gets a refresh token from outside, and holds nothing yet. */
async function seeded(): Promise<Scene & { seed: string }> {
  const scene = await signedInAtDam();
  const seed = await refreshTokenFromOutside(scene.sandbox, scene.options);
  const options = { ...scene.options, key: 'seeded', grant: refreshToken(seed) };
  return { ...scene, seed, options, tokens: createTokenSource(options) };
}

/** Options of a source whose first request does not leave, and whose writes, from the second to the `last`, come too late. */
function overtaken({ store, fetch, ...options }: Scene['options'], last: number): Scene['options'] {
  let writes = 0;
  let requests = 0;
  return {
    ...options,
    store: {
      ...store,
      async set(key, entry, { replaces }) {
        const { entry: standing } = (await store.get(key)) ?? {};
        writes += 1;
        if (writes === 1 || writes > last || !standing) return store.set(key, entry, { replaces });
        const { claim: _, ...record } = JSON.parse(standing.value);
        const theirs = { ...standing, revision: `theirs ${writes}`, value: JSON.stringify(record) };
        await store.set(key, theirs, { replaces: standing.revision });
        return false;
      },
    },
    fetch: async (input, init) => {
      if (++requests > 1) return fetch(input, init);
      throw connectionRefused();
    },
  };
}

const alive = (sandbox: Sandbox): boolean[] =>
  sandbox.authorizations.filter(({ grant }) => grant === 'authorization_code').map((family) => family.alive);

describe('refresh tokens that were connected', () => {
  it('are remembered: each of the last 32 is taken only once', async () => {
    const { options } = await signedInAtDam();
    const tokens = createTokenSource({ ...options, key: 'connected' });
    const connect = async (number: number): Promise<'stored' | 'kept'> => {
      const outcome = await tokens.connect({ refreshToken: `token-${number}` });
      await tokens.clear();
      return outcome;
    };
    for (let number = 0; number < 33; number++) expect(await connect(number)).toBe('stored');

    expect([await connect(1), await connect(32)]).toEqual(['kept', 'kept']);
    expect(await connect(0)).toBe('stored'); // only 32 are remembered
  });
});

describe('a refresh token from outside', () => {
  it('is used once, and after that what it brought', async () => {
    const { sandbox, tokens } = await seeded();

    expect((await tokens.getToken()).generation).toBe(1);
    sandbox.advance(9 * hour);
    expect((await tokens.getToken()).generation).toBe(2);

    expect(alive(sandbox)).toEqual([true, true]);
  });

  it('belongs to its own key: a sibling for another key does not send it', async () => {
    const { sandbox, tokens } = await seeded();

    const asked = tokens.forKey('another').getToken();
    await expect(asked).rejects.toMatchObject({ code: 'reauthorization_required', reason: 'never_authorized' });

    await tokens.getToken();
    expect(alive(sandbox)).toEqual([true, true]);
  });

  it('is not sent again after a restart', async () => {
    const { sandbox, tokens, options } = await seeded();
    await tokens.getToken();
    sandbox.advance(9 * hour);
    await tokens.getToken();

    const restarted = inAnotherProcess(options);
    sandbox.advance(9 * hour);

    expect((await restarted.getToken()).generation).toBe(3);
    expect(alive(sandbox)).toEqual([true, true]);
  });

  it('is sent by only one of ten processes that start at once', async () => {
    const { sandbox, options } = await seeded();
    const before = sandbox.count('dam.token');

    const given = await Promise.all(Array.from({ length: 10 }, () => inAnotherProcess(options).getToken()));

    expect(new Set(given.map(({ accessToken }) => accessToken)).size).toBe(1);
    expect(sandbox.count('dam.token')).toBe(before + 1);
    expect(alive(sandbox)).toEqual([true, true]);
  });

  it('is not used while the store holds tokens, and may be used once these have ended', async () => {
    const { sandbox, options } = await signedInAtDam();
    const seed = await refreshTokenFromOutside(sandbox, options);
    const tokens = createTokenSource({ ...options, grant: refreshToken(seed) });
    const before = sandbox.count('dam.token');
    expect((await tokens.getToken()).generation).toBe(1);
    expect(sandbox.count('dam.token')).toBe(before);

    await tokens.clear();

    expect((await tokens.getToken()).generation).toBe(2);
    expect(sandbox.count('dam.token')).toBe(before + 1);
  });

  it('is used if the key held only an access token, which has ended', async () => {
    const { sandbox, tokens, options } = await seeded();
    const value = JSON.stringify({ generation: 1, accessToken: 'a', expiresAt: 1, seeds: [], history: [] });
    await options.store.set('seeded', { format: 1, revision: 'theirs', value }, { replaces: undefined });

    expect((await tokens.getToken()).generation).toBe(2);
    expect(alive(sandbox)).toEqual([true, true]);
  });

  it('that was used before starts nothing anew: what was cleared stays cleared', async () => {
    const { sandbox, tokens, options } = await seeded();
    await tokens.getToken();
    await tokens.clear();
    const before = sandbox.count('dam.token');

    for (const source of [tokens, inAnotherProcess(options)]) {
      await expect(source.getToken()).rejects.toMatchObject({ code: 'reauthorization_required', reason: 'cleared' });
    }

    expect(sandbox.count('dam.token')).toBe(before);
  });

  it('that was never used before starts anew what was cleared', async () => {
    const { sandbox, tokens, options } = await seeded();
    await tokens.getToken();
    await tokens.clear();
    const another = refreshToken(await refreshTokenFromOutside(sandbox, options));

    expect((await createTokenSource({ ...options, grant: another }).getToken()).generation).toBe(2);
  });

  it('is not sent again if a dead pair is to be tried once more, and the answer to the claim for that is lost', async () => {
    const { sandbox, tokens, options } = await seeded();
    await tokens.getToken();
    for (const { id } of sandbox.authorizations) sandbox.revokeAuthorization(id);
    sandbox.advance(9 * hour);
    await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'spent_elsewhere' });
    sandbox.advance(2 * hour);
    let hasFailed = false;
    let failures = 0;
    const store: TokenStore = {
      ...options.store,
      async get(key) {
        if (failures-- > 0) throw new Error('connect ECONNREFUSED');
        return options.store.get(key);
      },
      async set(...write) {
        const isWritten = await options.store.set(...write);
        if (hasFailed) return isWritten;
        hasFailed = true;
        failures = 2; // the read that looks for the claim, and its repetition
        throw new Error('the connection ended');
      },
    };
    const sent: string[] = [];
    const fetch: Fetch = async (input, init) => {
      sent.push(JSON.parse(String(init?.body)).refresh_token);
      return options.fetch(input, init);
    };

    const again = createTokenSource({ ...options, store, fetch }).getToken();

    await expect(again).rejects.toMatchObject({ reason: 'spent_elsewhere' });
    expect(sent).toEqual([]);
  });

  it('that is dead asks for a person, and is not sent again', async () => {
    const { sandbox, options } = await signedInAtDam();
    const tokens = createTokenSource({ ...options, key: 'other', grant: refreshToken('wrt_meadow_unknown') });
    const before = sandbox.count('dam.token');

    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'reauthorization_required', key: 'other' });
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'reauthorization_required' });

    expect(sandbox.count('dam.token')).toBe(before + 1);
  });

  it('that two keys use ends both: one authorisation has one key', async () => {
    const { sandbox, tokens, options, seed } = await seeded();
    const twin = createTokenSource({ ...options, key: 'twin', grant: refreshToken(seed) });
    await tokens.getToken();

    await expect(twin.getToken()).rejects.toMatchObject({ code: 'reauthorization_required', reason: 'revoked' });
    sandbox.advance(9 * hour);
    await expect(tokens.getToken()).rejects.toMatchObject({
      code: 'reauthorization_required',
      reason: 'spent_elsewhere',
    });
    const before = sandbox.log.length;
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'reauthorization_required' });

    expect(sandbox.log).toHaveLength(before); // nothing loops
  });
});

describe('a code', () => {
  it('of a second sign-in stays unused and unrecorded while the store holds tokens, and is used once these have ended', async () => {
    const { sandbox, tokens, options } = await signedInAtDam();
    const held = await tokens.getToken();
    const again = inAnotherProcess(options, { grant: authorizationCode(await codeFrom(sandbox, options)) });
    const before = sandbox.count('dam.token');

    expect((await again.getToken()).accessToken).toBe(held.accessToken);
    expect(sandbox.count('dam.token')).toBe(before);
    await again.clear();

    expect((await again.getToken()).generation).toBe(2);
    expect(sandbox.count('dam.token')).toBe(before + 1);
  });

  it('of a second sign-in brings a token of its own if each source has its own memory', async () => {
    const { sandbox, options } = await signedInAtSource();
    const { store: _, ...rest } = options; // a service that rotates would need one
    const profile = { ...options.profile, rotation: 'none' } as const;
    const signIn = async (): Promise<TokenSource> =>
      createTokenSource({ ...rest, profile, grant: authorizationCode(await codeFrom(sandbox, options)) });
    const sources = [await signIn(), await signIn()];
    const first = await sources[0]?.getToken();
    const second = await sources[1]?.getToken();

    expect(second?.accessToken).not.toBe(first?.accessToken);
    expect(await sources[0]?.getToken()).toBe(first);
    expect(alive(sandbox)).toEqual([true, true, true]);
  });

  it('is used once, even if it is passed in again after a restart', async () => {
    const { sandbox, options } = await signedInAtSource();
    sandbox.advance(301_000);

    expect((await inAnotherProcess(options).getToken()).generation).toBe(2);

    expect(sandbox.log.filter(({ grant }) => grant === 'authorization_code')).toHaveLength(1);
  });

  it.each([
    ['was refused', { kind: 'status', status: 400, body: { error: 'invalid_grant' } }],
    ['met a failing server', { kind: 'status', status: 503 }],
    ['lost its answer', { kind: 'drop-answer-after-processing' }],
    ['got a page as its answer', { kind: 'html', status: 200 }],
    ['was sent with a wrong secret', { kind: 'status', status: 401, body: { error: 'invalid_client' } }],
  ] as const)('that %s is not sent again', async (_, fault) => {
    const { sandbox, options } = await signedInAtDam();
    const signingIn = { ...options, key: 'other', grant: authorizationCode(await codeFrom(sandbox, options)) };
    const tokens = createTokenSource(signingIn);
    const before = sandbox.count('dam.token');
    sandbox.faults.next('dam.token', fault);

    await expect(tokens.getToken()).rejects.toMatchObject({ name: expect.stringMatching(/Error$/) });
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'reauthorization_required' });
    await expect(inAnotherProcess(signingIn).getToken()).rejects.toMatchObject({ code: 'reauthorization_required' });

    expect(sandbox.count('dam.token')).toBe(before + 1);
  });

  it.each(['has it and finds the claim', 'has it and claims too late', 'does not have it'])(
    'that was claimed by a process that died is not sent by a process that %s',
    async (how) => {
      const { sandbox, options } = await signedInAtDam();
      const code = await codeFrom(sandbox, options);
      const seeds = [createHash('sha256').update(code.code).digest('hex')];
      const record = { generation: 0, seeds, history: [], claim: { lease: 60_000, holder: 'gone' } };
      const theirs = { format: 1, revision: 'theirs', value: JSON.stringify(record) } as const;
      const claim = (): Promise<boolean> => options.store.set('other', theirs, { replaces: undefined });
      if (how !== 'has it and claims too late') await claim();
      const set: TokenStore['set'] = async (...write) => {
        await claim(); // just before the first write
        return options.store.set(...write);
      };
      const store = { ...options.store, set };

      const grant = how === 'does not have it' ? refreshToken() : authorizationCode(code);
      const tokens = createTokenSource({ ...options, key: 'other', grant, store });

      await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'answer_lost' }); // it may have been sent
      expect(await tokens.describe()).toMatchObject({ state: 'ended' });
      expect(await tokens.describe()).not.toHaveProperty('claim');
      expect(sandbox.count('dam.token')).toBe(1);
    },
  );

  it('that certainly did not arrive is sent again, even if the store failed when its claim was given back', async () => {
    const { sandbox, options } = await signedInAtDam({ retry: 0 });
    const fails = { store: false, connection: true };
    let requests = 0;
    const tokens = createTokenSource({
      ...options,
      key: 'other',
      grant: authorizationCode(await codeFrom(sandbox, options)),
      store: {
        ...options.store,
        set: (...write) => (fails.store ? Promise.reject(new Error('down')) : options.store.set(...write)),
      },
      fetch: async (input, init) => {
        if (!fails.connection) return options.fetch(input, init);
        fails.store = ++requests === 1;
        throw connectionRefused();
      },
    });
    for (const _ of ['first', 'second']) {
      await expect(tokens.getToken()).rejects.toMatchObject({ code: 'token_request_failed' });
      fails.store = false;
    }
    fails.connection = false;
    const before = sandbox.clock.now();

    expect((await tokens.getToken()).accessToken).toMatch(/^wat_/);
    expect(sandbox.clock.now() - before).toBeLessThan(50_000); // without a wait for the claim
  });

  it('brings the pair that stays, even if a renewal by the same process began in the same millisecond', async () => {
    const { sandbox, options } = await signedInAtDam({ holder: 'app' }, { clock: stoppedClock() });
    sandbox.advance(9 * hour);
    const arrives = { refresh_token: Promise.withResolvers<void>(), authorization_code: Promise.withResolvers<void>() };
    const fetch: typeof options.fetch = async (input, init) => {
      const answer = await options.fetch(input, init);
      const { grant_type } = JSON.parse(String(init?.body)) as { grant_type: keyof typeof arrives };
      await arrives[grant_type].promise;
      return answer;
    };
    const renewed = inAnotherProcess(options, { fetch }).getToken();
    await arrivalOf(sandbox, 'dam.token', 2);
    const exchanged = inAnotherProcess(options, { fetch }).exchange(await codeFrom(sandbox, options));
    await arrivalOf(sandbox, 'dam.token', 3);
    arrives.refresh_token.resolve();
    const { accessToken } = await renewed;
    arrives.authorization_code.resolve();

    const pair = await exchanged;
    expect(pair.accessToken).not.toBe(accessToken);
    expect((await inAnotherProcess(options).getToken()).accessToken).toBe(pair.accessToken);
  });

  it('is sent once if the answer is lost, also to a service that does not replace its refresh tokens', async () => {
    const { sandbox, options } = await signedInAtSource();
    const profile = { ...options.profile, rotation: 'none' } as const;
    const tokens = createTokenSource({ ...options, key: 'other', profile });
    const code = await codeFrom(sandbox, options);
    sandbox.faults.next('source.token', { kind: 'status', status: 503 });

    await expect(tokens.exchange(code)).rejects.toMatchObject({ status: 503 });
    expect(sandbox.count('source.token')).toBe(2);
  });

  it.each(['the store forgets its claim', 'another sign-in begins because the store forgot its claim'])(
    'brings the pair that stays, and is sent once, even if %s',
    async (how) => {
      const { sandbox, options } = await signedInAtDam();
      const signIn = async (): Promise<TokenSource> =>
        inAnotherProcess(options, { key: 'other', grant: authorizationCode(await codeFrom(sandbox, options)) });
      const [first, second] = [await signIn(), await signIn()];
      sandbox.faults.next('dam.token', { kind: 'latency', ms: 5_000 }, { times: 2 });
      const asked = [first.getToken()];
      await arrivalOf(sandbox, 'dam.token', 2);
      await options.store.delete('other');
      if (how.startsWith('another')) {
        asked.push(second.getToken());
        await arrivalOf(sandbox, 'dam.token', 3);
      }
      const presented = sandbox.count('dam.token');

      sandbox.advance(5_000);
      const given = new Set((await Promise.all(asked)).map(({ accessToken }) => accessToken));

      expect([...given]).toEqual([(await second.getToken()).accessToken]);
      expect(sandbox.count('dam.token')).toBe(presented);
    },
  );

  it('that did not leave at first is sent only once if its pair is cleared on the way', async () => {
    const { sandbox, options } = await signedInAtDam();
    const { fetch, ...rest } = overtaken(options, 2);
    const tokens = createTokenSource({
      ...rest,
      key: 'other',
      grant: authorizationCode(await codeFrom(sandbox, options)),
      fetch: async (input, init) => {
        const answer = await fetch(input, init);
        await inAnotherProcess(options, { key: 'other' }).clear();
        return answer;
      },
    });

    await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'cleared' });
    expect(sandbox.count('dam.token')).toBe(2);
  });

  it('that was refused for coming too early is sent again', async () => {
    const { sandbox, options } = await signedInAtDam();
    const tokens = createTokenSource({
      ...options,
      key: 'other',
      grant: authorizationCode(await codeFrom(sandbox, options)),
    });
    sandbox.faults.next('dam.token', { kind: 'status', status: 429, retryAfterSeconds: 2 });

    expect((await tokens.getToken()).generation).toBe(1);
  });
});

describe('the exchange of a consent', () => {
  const ofAnotherType = { access_token: 'wat_meadow_other', refresh_token: 'wrt_meadow_other', token_type: 'mac' };

  it.each([undefined, null, {}, { code: '' }, { code: 7 }, { code: 'a\n' }])(
    'sends nothing, and does not give what the key holds, if there is no code: %j',
    async (code) => {
      const { sandbox, tokens } = await signedInAtDam();

      const passed = code as AuthorizationCode; // by untyped code
      await expect(tokens.exchange(passed)).rejects.toMatchObject({ option: 'code' });

      expect(sandbox.count('dam.token')).toBe(1);
    },
  );

  it('replaces what the key holds', async () => {
    const { sandbox, tokens, options } = await signedInAtDam();

    const token = await tokens.exchange(await codeFrom(sandbox, options));

    expect(token.generation).toBe(2);
    expect(await tokens.getToken()).toBe(token);
    sandbox.advance(9 * hour);
    expect((await inAnotherProcess(options).getToken()).generation).toBe(3);
  });

  it('succeeds even if the store fails once before it', async () => {
    const { sandbox, options } = await signedInAtDam();
    let writes = 0;
    const set: TokenStore['set'] = async (...write) =>
      ++writes === 1 ? Promise.reject(new Error('the connection ended')) : options.store.set(...write);
    const tokens = inAnotherProcess(options, { store: { ...options.store, set } });

    expect((await tokens.exchange(await codeFrom(sandbox, options))).generation).toBe(2);
  });

  it('succeeds through a driver that sends each write twice, and reports the second one', async () => {
    const { sandbox, options } = await signedInAtDam();
    const store: TokenStore = {
      ...options.store,
      async set(...write) {
        await options.store.set(...write);
        return options.store.set(...write); // finds another revision there: its own
      },
    };
    const tokens = inAnotherProcess(options, { store });

    expect((await tokens.exchange(await codeFrom(sandbox, options))).generation).toBe(2);
    sandbox.advance(9 * hour);
    expect((await tokens.getToken()).generation).toBe(3);
    expect(sandbox.count('dam.token')).toBe(3);
  });

  it('succeeds if its first write was done, but its answer and the read after it failed', async () => {
    const { sandbox, options } = await signedInAtDam();
    let writes = 0;
    let failing = 0;
    const store: TokenStore = {
      ...options.store,
      get: (key) => (failing-- > 0 ? Promise.reject(new Error('no connection')) : options.store.get(key)),
      async set(...write) {
        const written = await options.store.set(...write);
        if (++writes > 1) return written;
        failing = 2; // the read that looks for the write, and its repetition
        throw new Error('the connection ended');
      },
    };

    const code = await codeFrom(sandbox, options);
    expect((await inAnotherProcess(options, { store }).exchange(code)).generation).toBe(2);
  });

  it('does not send a code that another process got too, and has sent since the store failed here', async () => {
    const { sandbox, tokens: other, options } = await signedInAtDam();
    const code = await codeFrom(sandbox, options);
    let writes = 0;
    let reads = 0;
    const store: TokenStore = {
      ...options.store,
      set: async (...write) =>
        ++writes === 1 ? Promise.reject(new Error('the connection ended')) : options.store.set(...write),
      async get(key) {
        if (++reads === 3) await other.exchange(code); // the second one looked for the write
        return options.store.get(key);
      },
    };

    const late = inAnotherProcess(options, { store }).exchange(code);

    await expect(late).rejects.toMatchObject({ reason: 'never_authorized' });
    expect(sandbox.count('dam.token')).toBe(2); // of the sign-in, and of this code
    expect((await other.getToken()).generation).toBe(2);
  });

  it('sends a code that did not leave, even if others are quicker to write several times', async () => {
    const { sandbox, options } = await signedInAtDam();
    const code = await codeFrom(sandbox, options);

    expect((await createTokenSource(overtaken(options, 4)).exchange(code)).generation).toBe(2);
    expect(sandbox.count('dam.token')).toBe(2);
  });

  it('that brings a token that is not Bearer stores nothing of it', async () => {
    const { sandbox, tokens, options } = await signedInAtDam();
    const person = tokens.forKey('other');
    const code = await codeFrom(sandbox, options);
    sandbox.faults.next('dam.token', { kind: 'status', status: 200, body: ofAnotherType });

    await expect(person.exchange(code)).rejects.toThrow('gave a token of type "mac", not Bearer');

    await expect(person.getToken()).rejects.toMatchObject({ reason: 'never_authorized' });
    expect(await person.describe()).not.toHaveProperty('refreshTokenFingerprint');
  });

  it('opens a key that was cleared', async () => {
    const { sandbox, tokens, options } = await signedInAtDam();
    await tokens.clear();

    await tokens.exchange(await codeFrom(sandbox, options));

    expect((await tokens.getToken()).generation).toBe(2);
    expect((await tokens.describe()).history).toHaveLength(2); // still tells who spent what
  });

  it('leaves a key cleared if the code was refused for coming too early, and may be repeated', async () => {
    const { sandbox, tokens, options } = await signedInAtDam({ retry: 0 });
    const code = await codeFrom(sandbox, options);
    await tokens.clear();
    sandbox.faults.next('dam.token', { kind: 'status', status: 429 });

    await expect(tokens.exchange(code)).rejects.toMatchObject({ status: 429 });

    await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'cleared' });
    expect((await tokens.exchange(code)).generation).toBe(2);
  });

  it('remembers the last 32 codes that brought nothing, and does not send them again', async () => {
    const { sandbox, tokens } = await signedInAtDam();
    const exchange = async (number: number): Promise<number> => {
      const sent = sandbox.count('dam.token');
      const exchanging = tokens.exchange({ code: `wac_meadow_${number}`, redirectUri });
      await expect(exchanging).rejects.toMatchObject({ reason: 'never_authorized' });
      return sandbox.count('dam.token') - sent;
    };
    for (let number = 0; number < 33; number++) expect(await exchange(number)).toBe(1);

    expect([await exchange(1), await exchange(32)]).toEqual([0, 0]);
    expect(await exchange(0)).toBe(1); // only 32 are remembered
  });

  it('does not send a code again whose answer was lost, even if the store failed just then', async () => {
    const { sandbox, options } = await signedInAtDam({ retry: 0 });
    const code = await codeFrom(sandbox, options);
    let fails = false;
    const tokens = inAnotherProcess(options, {
      store: {
        ...options.store,
        set: (...write) => (fails ? Promise.reject(new Error('down')) : options.store.set(...write)),
      },
      fetch: async (input, init) => {
        fails = true;
        return options.fetch(input, init);
      },
    });
    sandbox.faults.next('dam.token', { kind: 'status', status: 503 });
    await expect(tokens.exchange(code)).rejects.toMatchObject({ status: 503 });
    fails = false;

    await expect(tokens.exchange(code)).rejects.toMatchObject({ reason: 'never_authorized' });
    expect(sandbox.count('dam.token')).toBe(2);
  });

  it('with a second code that never left does not send the first one again, even if the store failed just then', async () => {
    const { sandbox, options } = await signedInAtDam({ retry: 0 });
    const fails = { store: false, connection: false };
    const first = { code: 'wac_meadow_1', redirectUri };
    const tokens = inAnotherProcess(options, {
      key: 'other',
      grant: authorizationCode(first),
      ...failing(options, fails),
    });
    await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'never_authorized' });
    fails.connection = true;
    const exchanging = tokens.exchange({ code: 'wac_meadow_2', redirectUri });
    await expect(exchanging).rejects.toMatchObject({ code: 'token_request_failed' });
    Object.assign(fails, { store: false, connection: false });
    const before = sandbox.count('dam.token');

    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'reauthorization_required' });
    expect(sandbox.count('dam.token')).toBe(before);
  });

  it.each([
    ['a refusal', { kind: 'status', status: 400, body: { error: 'invalid_grant' } }, 'reauthorization_required'],
    ['a lost answer', { kind: 'drop-answer-after-processing' }, 'token_request_failed'],
    ['a token that is not Bearer', { kind: 'status', status: 200, body: ofAnotherType }, 'token_request_failed'],
  ] as const)('leaves what the key holds after %s', async (_, fault, code) => {
    const { sandbox, tokens, options } = await signedInAtDam();
    const before = await tokens.getToken();
    sandbox.faults.next('dam.token', fault);

    await expect(tokens.exchange(await codeFrom(sandbox, options))).rejects.toMatchObject({ code });

    expect((await tokens.getToken()).accessToken).toBe(before.accessToken);
    sandbox.advance(9 * hour);
    expect((await tokens.getToken()).generation).toBe(2);
  });

  it.each([
    ['a refusal', { kind: 'status', status: 400, body: { error: 'invalid_grant' } }, 'reauthorization_required'],
    ['a lost answer', { kind: 'drop-answer-after-processing' }, 'token_request_failed'],
    ['a token that is not Bearer', { kind: 'status', status: 200, body: ofAnotherType }, 'token_request_failed'],
  ] as const)(
    'leaves a pair that was refused by mistake after %s: it comes back in an hour',
    async (_, fault, code) => {
      const { sandbox, tokens, options } = await signedInAtDam();
      sandbox.advance(9 * hour);
      sandbox.faults.next('dam.token', { kind: 'status', status: 400, body: { error: 'invalid_grant' } });
      await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'spent_elsewhere' });
      const consent = await codeFrom(sandbox, options);
      sandbox.faults.next('dam.token', fault);

      await expect(tokens.exchange(consent)).rejects.toMatchObject({ code });

      await expect(tokens.exchange(consent)).rejects.toMatchObject({ reason: 'never_authorized' }); // it was sent
      await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'spent_elsewhere' });
      sandbox.advance(2 * hour);
      expect((await tokens.getToken()).generation).toBe(2);
      expect(sandbox.count('dam.token')).toBe(4);
    },
  );

  it('takes a code once', async () => {
    const { sandbox, tokens, options } = await signedInAtDam();
    const code = await codeFrom(sandbox, options);
    await tokens.exchange(code);
    const before = sandbox.count('dam.token');

    await expect(tokens.exchange(code)).rejects.toMatchObject({ code: 'reauthorization_required' });

    expect(sandbox.count('dam.token')).toBe(before);
    expect((await tokens.getToken()).generation).toBe(2);
    await tokens.clear();
    await expect(tokens.exchange(code)).rejects.toMatchObject({ reason: 'never_authorized' });
    expect(sandbox.count('dam.token')).toBe(before);
  });

  it('that fails leaves what was there, even if that is an access token alone', async () => {
    const { options } = await signedInAtDam({ retry: 0 });
    const answers = [Response.json({ access_token: 'wat_meadow_a' }), Response.json({ error: 'no' }, { status: 400 })];
    const fetch = async () => answers.shift() ?? Response.error();
    const tokens = inAnotherProcess(options, { key: 'other', fetch });
    const { accessToken } = await tokens.exchange({ code: 'wac_meadow_1', redirectUri });

    const code = { code: 'wac_meadow_2', redirectUri };
    await expect(tokens.exchange(code)).rejects.toThrow('gave no token');
    await expect(tokens.exchange(code)).rejects.toMatchObject({ reason: 'never_authorized' }); // it was sent

    expect((await inAnotherProcess(options, { key: 'other', fetch }).getToken()).accessToken).toBe(accessToken);
  });

  it('that fails leaves what was there, even if that is a refresh token alone', async () => {
    const { options } = await signedInAtDam({ retry: 0 });
    const fetch = async () => Response.json({ error: 'no' }, { status: 400 });
    const tokens = inAnotherProcess(options, { key: 'other', fetch });
    await tokens.connect({ refreshToken: 'wrt_meadow_1' });
    const before = await tokens.describe();

    await expect(tokens.exchange({ code: 'wac_meadow_1', redirectUri })).rejects.toThrow('gave no token');

    expect(before.state).toBe('held');
    expect(await tokens.describe()).toEqual(before);
  });

  it('whose answer is lost leaves the pair that was there, and no claim to wait for', async () => {
    const { sandbox, tokens, options } = await signedInAtDam({ retry: 0 });
    const code = await codeFrom(sandbox, options);
    sandbox.faults.next('dam.token', { kind: 'status', status: 503 });

    await expect(tokens.exchange(code)).rejects.toMatchObject({ status: 503 });

    expect(await tokens.describe()).toMatchObject({ state: 'held', generation: 1 });
    expect((await tokens.describe()).claim).toBeUndefined();
  });

  it('that fails does not fail other calls: they get the token that is there', async () => {
    const { sandbox, options } = await signedInAtDam({ retry: 0 });
    const begun = inAnotherProcess(options);
    const code = await codeFrom(sandbox, options);
    sandbox.faults.next('dam.token', { kind: 'status', status: 503 });

    const [consented, asked] = await Promise.allSettled([begun.exchange(code), begun.getToken()]);

    expect(consented).toMatchObject({ status: 'rejected', reason: { status: 503 } });
    expect(asked).toMatchObject({ status: 'fulfilled', value: { generation: 1 } });
  });

  it.each([200, 503])('is sent once a renewal of this process has ended with %i', async (status) => {
    const { sandbox, tokens, options, url } = await signedInAtDam({ retry: 0 });
    const code = await codeFrom(sandbox, options);
    const latency = { kind: 'latency', ms: 5_000 } as const;
    sandbox.faults.next('dam.token', status === 200 ? latency : [latency, { kind: 'status', status }]);
    tokens.invalidate(await tokens.getToken());
    const renewing = tokens.getToken().catch(() => undefined);
    await arrivalOf(sandbox, 'dam.token', 2);
    const consenting = tokens.exchange(code);

    for (let turn = 0; turn < 10; turn++) await options.fetch(url); // time enough to send it
    expect(sandbox.count('dam.token')).toBe(2);
    sandbox.advance(5_000);
    await renewing;
    const consented = await consenting;

    expect(await tokens.getToken()).toBe(consented);
    expect(sandbox.count('dam.token')).toBe(3);
  });

  it('that brings an access token alone asks for a person once that has ended or was refused', async () => {
    const { sandbox, options } = await signedInAtDam();
    const fetch = async () => Response.json({ access_token: 'wat_meadow_a', expires_in: 300 });
    const tokensOf = (key: string) => inAnotherProcess(options, { key, fetch, grant: refreshToken() });
    const [ending, refused] = [tokensOf('ending'), tokensOf('refused')];

    await ending.exchange({ code: 'wac_meadow_1', redirectUri });
    sandbox.advance(301_000);
    await expect(ending.getToken()).rejects.toMatchObject({ reason: 'expired' });
    refused.invalidate(await refused.exchange({ code: 'wac_meadow_2', redirectUri }));
    await expect(refused.getToken()).rejects.toMatchObject({ reason: 'revoked' });
  });

  it('that brings an access token alone lets everybody use it to its end: nothing could replace it', async () => {
    const { sandbox, options } = await signedInAtDam();
    const fetch = async () => Response.json({ access_token: 'wat_meadow_a', expires_in: 300 });
    const tokens = inAnotherProcess(options, { key: 'other', fetch, grant: refreshToken() });
    const { accessToken } = await tokens.exchange({ code: 'wac_meadow_1', redirectUri });

    sandbox.advance(100_000);
    expect((await tokens.getToken({ minimumLifetime: 250_000 })).accessToken).toBe(accessToken);
    sandbox.advance(199_000); // one second is left
    const given = await Promise.all(Array.from({ length: 100 }, () => tokens.getToken()));

    expect(new Set(given.map((token) => token.accessToken))).toEqual(new Set([accessToken]));
    expect(await tokens.describe()).toMatchObject({ state: 'held' });
  });

  it('that brings an access token alone keeps nothing of the pair that was there', async () => {
    const { options } = await signedInAtDam();
    const fetch = async () => Response.json({ access_token: 'wat_meadow_a', expires_in: 300 });
    const tokens = inAnotherProcess(options, { fetch });

    await tokens.exchange({ code: 'wac_meadow_1', redirectUri });

    const description = await tokens.describe();
    expect(description).not.toHaveProperty('refreshTokenFingerprint');
    expect(description.history.at(-1)).toMatchObject({ from: '', to: '' });
  });

  it('that brought an access token alone ends with it, even if a later consent died with a claim', async () => {
    const { options } = await signedInAtDam();
    const claim = { lease: 60_000, holder: 'gone' };
    const value = JSON.stringify({ generation: 1, accessToken: 'a', expiresAt: 1, seeds: [], history: [], claim });
    await options.store.set('other', { format: 1, revision: 'theirs', value }, { replaces: undefined });
    const tokens = inAnotherProcess(options, { key: 'other', grant: refreshToken() });

    await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'expired' });

    expect(await tokens.describe()).toMatchObject({ state: 'ended', ended: { reason: 'expired' } });
    expect(await tokens.describe()).not.toHaveProperty('claim');
  });

  it.each([
    ['is made again', false, 1],
    ['is not made again if the store failed then', true, 0],
  ] as const)(
    'is not repeated when its pair is tried an hour after a refusal; a trial that never left %s',
    async (_, failsAfter, presentations) => {
      const { sandbox, options } = await signedInAtDam({ retry: 0 });
      const fails = { store: false, connection: false };
      const tokens = inAnotherProcess(options, {
        ...failing(options, fails, failsAfter),
      });
      for (const { id } of sandbox.authorizations) sandbox.revokeAuthorization(id);
      tokens.invalidate(await tokens.getToken());
      await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'spent_elsewhere' });
      sandbox.advance(1.1 * hour);
      fails.connection = true;
      await expect(tokens.getToken()).rejects.toMatchObject({ code: 'token_request_failed' });
      Object.assign(fails, { store: false, connection: false });
      const before = sandbox.count('dam.token');

      await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'spent_elsewhere' });
      expect(sandbox.count('dam.token')).toBe(before + presentations);
      expect(sandbox.log.filter(({ grant }) => grant === 'authorization_code')).toHaveLength(1);
    },
  );

  it('is asked for while a dead pair is tried once more: nobody gets its access token', async () => {
    const { sandbox, tokens, options } = await signedInAtDam();
    const dead = { reason: 'spent_elsewhere' };
    for (const { id } of sandbox.authorizations) sandbox.revokeAuthorization(id);
    tokens.invalidate(await tokens.getToken());
    await expect(tokens.getToken()).rejects.toMatchObject(dead);
    sandbox.advance(1.1 * hour);
    sandbox.faults.next('dam.token', { kind: 'latency', ms: 5_000 });

    const trying = inAnotherProcess(options, { grant: refreshToken() }).getToken();
    trying.catch(() => {}); // awaited below
    await arrivalOf(sandbox, 'dam.token', 3);

    await expect(inAnotherProcess(options, { grant: refreshToken() }).getToken()).rejects.toMatchObject(dead);
    sandbox.advance(5_000);
    await expect(trying).rejects.toMatchObject({ code: 'reauthorization_required' });
  });

  it('replaces a pair that is dead: nobody gets its access token meanwhile', async () => {
    const { sandbox, tokens, options } = await signedInAtDam();
    const dead = await tokens.getToken();
    for (const { id } of sandbox.authorizations) sandbox.revokeAuthorization(id);
    tokens.invalidate(dead);
    await expect(tokens.getToken()).rejects.toMatchObject({ reason: 'spent_elsewhere' });
    const code = await codeFrom(sandbox, options);
    sandbox.faults.next('dam.token', { kind: 'latency', ms: 5_000 });

    const consenting = tokens.exchange(code);
    await arrivalOf(sandbox, 'dam.token', 3);
    const asked = inAnotherProcess(options).getToken();
    sandbox.advance(5_000);

    expect((await asked).accessToken).toBe((await consenting).accessToken);
  });

  it('that was refused for coming too early may be tried again', async () => {
    const { sandbox, options } = await signedInAtDam({ retry: 0 });
    const tokens = inAnotherProcess(options, { key: 'other' });
    const code = await codeFrom(sandbox, options);
    sandbox.faults.next('dam.token', { kind: 'status', status: 429 });
    await expect(tokens.exchange(code)).rejects.toMatchObject({ code: 'token_request_failed', status: 429 });

    expect((await tokens.exchange(code)).accessToken).toMatch(/^wat_/);
  });

  it('in two processes in the same millisecond gives each its own token, and the store one of the two', async () => {
    const { sandbox, options } = await signedInAtDam({}, { clock: stoppedClock() });
    const codes = [await codeFrom(sandbox, options), await codeFrom(sandbox, options)];
    sandbox.faults.next('dam.token', { kind: 'latency', ms: 5_000 }, { times: 2 });

    const exchanges = codes.map((code) => inAnotherProcess(options).exchange(code));
    await arrivalOf(sandbox, 'dam.token', 3);
    sandbox.advance(5_000);
    const given = await Promise.all(exchanges);

    expect(new Set(given.map(({ accessToken }) => accessToken)).size).toBe(2);
    expect(given.map(({ accessToken }) => accessToken)).toContain(
      (await inAnotherProcess(options).getToken()).accessToken,
    );
  });

  it('keeps the numbering, the history and the used codes if the store loses the entry meanwhile', async () => {
    const { sandbox, tokens, options } = await signedInAtDam();
    const code = await codeFrom(sandbox, options);
    sandbox.faults.next('dam.token', { kind: 'latency', ms: 5_000 });
    const exchanging = tokens.exchange(code);
    await arrivalOf(sandbox, 'dam.token', 2);
    await options.store.delete('person');
    sandbox.advance(5_000);

    expect((await exchanging).generation).toBe(2);
    expect((await tokens.describe()).history).toHaveLength(2);
    await expect(inAnotherProcess(options).exchange(code)).rejects.toMatchObject({ reason: 'never_authorized' });
  });

  it('that fails tells what the server said, even if another consent is stored meanwhile', async () => {
    const { sandbox, tokens, options } = await signedInAtDam();
    const [late, quick] = [await codeFrom(sandbox, options), await codeFrom(sandbox, options)];
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<Response>();
    const fetch: Fetch = () => {
      asked.resolve();
      return answer.promise;
    };
    const exchanging = inAnotherProcess(options, { key: 'other', fetch }).exchange(late);
    await asked.promise;
    await tokens.forKey('other').exchange(quick);

    answer.resolve(Response.json({ error: 'invalid_client' }, { status: 401 }));

    await expect(exchanging).rejects.toMatchObject({ code: 'token_request_failed', error: 'invalid_client' });
  });

  it('in two processes has both codes remembered, even if the first one is answered last', async () => {
    const { sandbox, options, events } = await signedInAtDam();
    const codes = [await codeFrom(sandbox, options), await codeFrom(sandbox, options)];
    sandbox.faults.next('dam.token', { kind: 'latency', ms: 5_000 });

    const exchanges = codes.map((code) => inAnotherProcess(options).exchange(code));
    await Promise.race(exchanges);
    sandbox.advance(5_000);
    await Promise.all(exchanges);

    for (const code of codes) {
      const again = inAnotherProcess(options).exchange(code);
      await expect(again).rejects.toMatchObject({ code: 'reauthorization_required' });
    }
    expect(sandbox.count('dam.token')).toBe(3);
    expect(events.filter(({ type }) => type === 'taken_over')).toEqual([]); // a consent does not wait for a claim
  });

  it('waits for a renewal under way, and replaces its pair', async () => {
    const { sandbox, tokens, options } = await signedInAtDam();
    const code = await codeFrom(sandbox, options);
    tokens.invalidate(await tokens.getToken());

    const [renewed, consented] = await Promise.all([tokens.getToken(), tokens.exchange(code)]);

    expect(renewed.generation).toBe(2);
    expect(await tokens.getToken()).toBe(consented);
  });
});
