import { describe, expect, it } from 'vitest';
import {
  type Clock,
  clientCredentials,
  createTokenSource,
  memoryStore,
  OAuthError,
  type OAuthEvent,
  type Profile,
  ReauthorizationRequiredError,
  refreshToken,
  TokenRequestError,
  type TokenSource,
  type TokenSourceOptions,
  type TokenStore,
  TokenStoreError,
  TokenTimeoutError,
} from '../src/index.ts';
import { connectionRefused, inAnotherProcess } from './support/sources.ts';

const hour = 3_600_000;

const profile: Profile = {
  name: 'The authority',
  tokenUrl: 'https://authority.example/token',
  bodyFormat: 'form',
  rotation: 'single-use-revokes-family',
  redirectUriInExchange: false,
  pkce: 'none',
};

/** Time that passes only when somebody waits for it, or when a test says so. */
function virtualClock(start = Date.UTC(2030, 0, 1)): Clock & { advance(ms: number): void } {
  let now = start;
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        let timer: NodeJS.Timeout;
        const pass = (turns: number): void => {
          if (turns > 0) {
            timer = setTimeout(pass, 5, turns - 1);
            return;
          }
          now += ms;
          resolve();
        };
        // A deadline passes only when nothing else happens any more. It takes turns, because a busy machine may deliver late.
        pass(signal ? 15 : 1);
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(signal.reason);
        });
      }),
    advance(ms) {
      now += ms;
    },
  };
}

type Answer = () => Response | Promise<Response>;
const json = (body: unknown, init?: ResponseInit): Answer => {
  return () => new Response(typeof body === 'string' ? body : JSON.stringify(body), init);
};
const pair = (index: number, more: object = {}): object => ({
  access_token: `access-${index}`,
  refresh_token: `refresh-${index}`,
  token_type: 'Bearer',
  expires_in: 3_600,
  ...more,
});

interface Scene {
  readonly clock: ReturnType<typeof virtualClock>;
  readonly options: TokenSourceOptions & { readonly store: TokenStore };
  readonly tokens: TokenSource;
  /** The refresh tokens that were presented. */
  readonly presented: string[];
  /** What the next token requests are answered with; after the last one, nothing answers. */
  answerWith(...answers: Answer[]): void;
}

/** A person's source that holds `access-1` and `refresh-1`, and is due. */
async function due(
  changes: Partial<Omit<TokenSourceOptions, 'store'>> & { readonly store?: TokenStore } = {},
): Promise<Scene> {
  const clock = virtualClock();
  const presented: string[] = [];
  const answers: Answer[] = [];
  const options = {
    profile,
    clientId: 'app',
    grant: refreshToken(),
    key: 'person',
    store: memoryStore({ clock }),
    clock,
    fetch: async (_: unknown, init: RequestInit = {}) => {
      presented.push(new URLSearchParams(String(init.body)).get('refresh_token') ?? '');
      const answer = answers.shift();
      if (answer) return answer();
      throw connectionRefused();
    },
    ...changes,
  };
  const tokens = createTokenSource(options);
  await tokens.connect({ refreshToken: 'refresh-1', accessToken: 'access-1', expiresAt: clock.now() + hour });
  clock.advance(2 * hour);
  return { clock, options, tokens, presented, answerWith: (...some) => answers.push(...some) };
}

const caught = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    return await work;
  } catch (error) {
    return error;
  }
};

describe('a token answer that', () => {
  const useless: Record<string, Answer> = {
    'is not JSON': json('access_token=access-2'),
    'is empty': json(''),
    'is HTML': json('<!doctype html><title>Maintenance</title>', { headers: { 'content-type': 'text/html' } }),
    'is a list': json([pair(2)]),
    'is null': json('null'),
    'is a text': json('"access-2"'),
    'has nothing in it': json({}),
    'has no access token': json(pair(2, { access_token: undefined })),
    'has an empty access token': json(pair(2, { access_token: '' })),
    'has a number for an access token': json(pair(2, { access_token: 7 })),
    'has an access token outside ASCII': json(pair(2, { access_token: 'access-\u2713' })),
    'is cut off': json(JSON.stringify(pair(2)).slice(0, 40)),
    'is 10 MB long': json(`{"padding":"${'x'.repeat(10_000_000)}","access_token":"access-2"}`),
    'breaks off': () =>
      new Response(new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) })),
    'has no body': () => new Response(null, { status: 204 }),
    'is a 500': json({ error: 'server_error' }, { status: 500 }),
  };

  it.each(Object.entries(useless))('%s leads to one repeat, then to an error, and loses nothing', async (_, answer) => {
    const { tokens, presented, answerWith, clock } = await due();
    answerWith(answer, answer);

    expect(await caught(tokens.getToken())).toSatisfy(TokenRequestError.is);
    expect(presented).toEqual(['refresh-1', 'refresh-1']);

    // Nothing is lost by it: the next call goes on under the claim that it still holds.
    clock.advance(1_000);
    answerWith(json(pair(2)));
    expect((await tokens.getToken()).accessToken).toBe('access-2');
  });

  it.each(Object.entries(useless))('%s is not noticed by the caller if the repeat succeeds', async (_, answer) => {
    const { tokens, answerWith } = await due();
    answerWith(answer, json(pair(2)));

    expect((await tokens.getToken()).accessToken).toBe('access-2');
  });
});

describe('a token answer with', () => {
  it.each([
    ['as text', '3600', hour],
    ['with a fraction', 0.5, 500],
    ['that is zero', 0, undefined],
    ['that is negative', -1, undefined],
    ['that is no number', 'soon', undefined],
    ['of 30,000 years', 999_999_999_999, 999_999_999_999_000],
    ['that no date can hold', 9_999_999_999_999, undefined],
    ['of 400 digits', '9'.repeat(400), undefined],
    ['that is null', null, undefined],
    ['that is an object', {}, undefined],
    ['that is left out', undefined, undefined],
  ])('a life %s gives a token until then, or until it is refused', async (_, life, lifetimeMs) => {
    const { tokens, answerWith, clock, presented } = await due();
    answerWith(json(pair(2, { expires_in: life })));
    const sentAt = clock.now();

    const token = await tokens.getToken();

    expect(token.expiresAt).toBe(lifetimeMs === undefined ? undefined : sentAt + lifetimeMs);
    // A token whose life is not known is used until it is refused.
    if (lifetimeMs === undefined) {
      clock.advance(1_000 * hour);
      expect((await tokens.getToken()).accessToken).toBe('access-2');
      expect(presented).toHaveLength(1);
    }
  });

  it('a life of NaN is asked for again, and one of 1e999 gives a token without an end', async () => {
    const { tokens, answerWith } = await due();
    answerWith(json('{"access_token":"access-2","token_type":"Bearer","refresh_token":"refresh-2","expires_in":NaN}'));
    answerWith(
      json('{"access_token":"access-3","token_type":"Bearer","refresh_token":"refresh-3","expires_in":1e999}'),
    );

    const token = await tokens.getToken();

    expect(token).toMatchObject({ accessToken: 'access-3' });
    expect(token.expiresAt).toBeUndefined();
  });

  it.each([
    ['left out', undefined],
    ['empty', ''],
    ['null', null],
    ['a number', 7],
    ['an object', {}],
  ])('a refresh token that is %s leaves the old one in use', async (_, value) => {
    const { tokens, answerWith, clock, presented } = await due();
    answerWith(json(pair(2, { refresh_token: value })), json(pair(3)));
    await tokens.getToken();
    clock.advance(2 * hour);
    await tokens.getToken();

    expect(presented).toEqual(['refresh-1', 'refresh-1']);
  });

  it('another token type is refused, but its refresh token is kept, because the old one is spent', async () => {
    const { tokens, answerWith, presented } = await due();
    answerWith(json(pair(2, { token_type: 'mac' })), json(pair(3)));

    expect(await caught(tokens.getToken())).toSatisfy(TokenRequestError.is);
    expect(await tokens.describe()).not.toHaveProperty('misfit');
    expect((await tokens.getToken()).accessToken).toBe('access-3');
    expect(presented).toEqual(['refresh-1', 'refresh-2']);
  });

  it('a type other than Bearer is told also to callers within the margin: the token before may have ended', async () => {
    const { tokens, answerWith, clock, presented } = await due();
    answerWith(json(pair(2, { expires_in: 3_600 })), json(pair(3, { token_type: 'mac' })), json(pair(4)));
    await tokens.getToken();
    clock.advance(hour - 30_000);

    await expect(tokens.getToken()).rejects.toThrow('not Bearer');
    expect((await tokens.getToken()).accessToken).toBe('access-4');
    expect(presented).toEqual(['refresh-1', 'refresh-2', 'refresh-3']);
  });

  it.each([[7], [null], [{}], [['read']]])('a scope that is %j is read as one without a scope', async (scope) => {
    const { tokens, answerWith } = await due();
    answerWith(json(pair(2, { scope })));

    expect((await tokens.getToken()).scope).toBeUndefined();
  });

  it('a scope that nobody asked for grants that scope, until an answer names another', async () => {
    const events: OAuthEvent[] = [];
    const { tokens, answerWith, clock } = await due({ onEvent: (event) => events.push(event) });
    answerWith(json(pair(2, { scope: 'read write' })), json(pair(3)));

    expect((await tokens.getToken()).scope).toEqual(['read', 'write']);
    clock.advance(2 * hour);
    expect(await tokens.getToken()).toMatchObject({ accessToken: 'access-3', scope: ['read', 'write'] });
    expect(events.filter(({ type }) => type === 'scope_changed')).toEqual([]);
  });

  it('a life shorter than the caller wants gives that token all the same, and is not asked for again', async () => {
    const { tokens, answerWith, presented } = await due();
    answerWith(json(pair(2, { expires_in: 60 })));

    const given = await Promise.all([
      tokens.getToken({ minimumLifetime: 10 * hour }),
      tokens.getToken({ minimumLifetime: 10 * hour }),
      tokens.getToken(),
    ]);

    expect(new Set(given.map(({ accessToken }) => accessToken))).toEqual(new Set(['access-2']));
    expect((await tokens.getToken({ minimumLifetime: 10 * hour })).accessToken).toBe('access-2');
    expect(presented).toHaveLength(1);
  });

  it('a life shorter than the margin gives a token that is used for a while all the same', async () => {
    const { tokens, answerWith, presented } = await due({ refreshMargin: 10 * hour });
    answerWith(json(pair(2)));
    for (let calls = 0; calls < 10; calls++) await tokens.getToken();

    expect(presented).toHaveLength(1);
  });
});

describe('a fetch that', () => {
  it.each<[string, unknown]>([
    ['throws a text', 'no'],
    ['throws nothing', undefined],
    ['throws an object', { code: 42 }],
  ])('%s is called once more, then the call fails', async (_, thrown) => {
    const fails = (): never => {
      throw thrown;
    };
    const { tokens, presented, answerWith } = await due();
    answerWith(fails, fails);

    expect(await caught(tokens.getToken())).toSatisfy(TokenRequestError.is);
    expect(presented).toHaveLength(2);
  });

  it('gives no Response is called once more', async () => {
    const { tokens, answerWith } = await due();
    answerWith(() => undefined as never, json(pair(2))); // against its type

    expect((await tokens.getToken()).accessToken).toBe('access-2');
  });

  it('never ends and ignores its signal is called once more, then the call fails', async () => {
    const { tokens, presented, answerWith } = await due();
    const never: Answer = () => new Promise(() => {});
    answerWith(never, never);

    expect(await caught(tokens.getToken())).toSatisfy(TokenRequestError.is);
    expect(presented).toHaveLength(2);
  });
});

describe('a wrong number', () => {
  it.each([
    ['NaN', () => Number.NaN],
    ['undefined', () => undefined as never],
  ])('from refreshMargin, %s, makes a token due when it has expired', async (_, refreshMargin) => {
    const { clock, tokens, answerWith } = await due({ refreshMargin });
    answerWith(json(pair(2)), json(pair(3)));

    const { accessToken } = await tokens.getToken();
    expect((await tokens.getToken()).accessToken).toBe(accessToken);
    clock.advance(2 * hour);
    expect((await tokens.getToken()).accessToken).toBe('access-3');
  });

  it('as minimumLifetime is refused', async () => {
    const { tokens, presented } = await due();

    for (const minimumLifetime of [Number.NaN, -1, 'an hour' as never]) {
      expect(await caught(tokens.getToken({ minimumLifetime }))).toMatchObject({ option: 'minimumLifetime' });
    }
    expect(presented).toEqual([]);
  });
});

describe('a fetch that is not the platform’s', () => {
  it('may give bodies that are not web streams: no answer is lost', async () => {
    const text = JSON.stringify(pair(2));
    const answer = { status: 200, ok: true, headers: new Headers(), body: {}, text: async () => text };
    const { tokens, presented, answerWith } = await due();
    answerWith(() => answer as unknown as Response); // as node-fetch gives it

    expect((await tokens.getToken()).accessToken).toBe('access-2');
    expect(presented).toEqual(['refresh-1']);
  });

  it('may take URLs as texts only, after a redirect too', async () => {
    const asked: unknown[] = [];
    const answers = [
      Response.json(null, { status: 302, headers: { location: '/there' } }),
      Response.json({ here: true }),
    ];
    const { options } = await due({ origins: ['https://api.example'] });
    const fetch = async (input: string): Promise<Response> => {
      if (input.endsWith('/token')) return Response.json(pair(2));
      asked.push(input);
      return answers.shift() ?? Response.error();
    };

    const answer = await createTokenSource({ ...options, fetch }).fetch('https://api.example/here');

    expect(await answer.json()).toEqual({ here: true });
    expect(asked).toEqual(['https://api.example/here', 'https://api.example/there']);
  });
});

describe('a server that gives the same access token again', () => {
  it('is believed when it says that the token lives longer', async () => {
    const { clock, tokens, answerWith } = await due();
    answerWith(json(pair(1, { refresh_token: 'refresh-2' })));

    const { accessToken, expiresAt = 0 } = await tokens.getToken();

    expect(accessToken).toBe('access-1');
    expect(expiresAt).toBeGreaterThan(clock.now());
  });

  it('is believed even if memory still has the token with its old end', async () => {
    const { clock, tokens, answerWith, presented } = await due();
    answerWith(json(pair(2)), json(pair(2, { refresh_token: 'refresh-3' })));
    const { expiresAt: before = 0 } = await tokens.getToken();
    clock.advance(2 * hour);

    const { expiresAt: after = 0 } = await tokens.getToken();
    await tokens.getToken();

    expect(after - before).toBeGreaterThanOrEqual(2 * hour);
    expect(presented).toEqual(['refresh-1', 'refresh-2']);
  });
});

describe('waitUntil that throws', () => {
  it('ends the call with its own error before anything is claimed or sent', async () => {
    const error = new Error('after() was called outside a request');
    let isOutside = true;
    const { tokens, presented, answerWith } = await due({
      waitUntil() {
        if (isOutside) throw error;
      },
    });

    await expect(tokens.getToken()).rejects.toBe(error);
    expect((await tokens.describe()).claim).toBeUndefined();
    isOutside = false;
    answerWith(json(pair(2)));
    expect((await tokens.getToken()).accessToken).toBe('access-2');
    expect(presented).toHaveLength(1);
  });
});

describe('a store that', () => {
  const over = (changes: (store: TokenStore) => Partial<TokenStore>): TokenStore => {
    const store = memoryStore();
    return { ...store, ...changes(store) };
  };

  /** The same entry in another store, for a process that has nothing in memory. */
  const moved = async (
    { options }: Scene,
    store: TokenStore,
    more: Partial<TokenSourceOptions> = {},
  ): Promise<TokenSource> => {
    const found = await options.store.get('person');
    if (found) await store.set('person', found.entry, { replaces: undefined });
    return createTokenSource({ ...options, store, ...more });
  };

  it.each<[string, unknown]>([
    ['an error with a secret', new Error("INSERT INTO tokens VALUES ('refresh-1')")],
    ['a text', 'refresh-1'],
    ['nothing', undefined],
  ])('throws %s fails the call: nothing is sent, and no error repeats what was thrown', async (_, thrown) => {
    const scene = await due();
    let isBroken = false;
    const store = over(({ get }) => ({
      get: async (key) => {
        if (isBroken) throw thrown;
        return get(key);
      },
    }));
    const tokens = await moved(scene, store);
    isBroken = true;

    const error = await caught(tokens.getToken());

    expect(error).toSatisfy(TokenStoreError.is);
    expect(`${error} ${JSON.stringify(error)} ${(error as Error).stack}`).not.toContain('refresh-1');
    expect(scene.presented).toEqual([]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['never answers', () => new Promise(() => {})],
    ['says true', async () => true],
    ['gives a text', async () => 'refresh-1'],
    ['gives an entry without a revision', async () => ({ entry: { format: 1, value: '{}' } })],
    ['gives an entry that is not JSON', async () => ({ entry: { format: 1, revision: 'r', value: 'refresh-1' } })],
    ['gives an entry of a newer format', async () => ({ entry: { format: 2, revision: 'r', value: '{}' } })],
    [
      'gives a record with an impossible claim',
      async () => ({
        entry: {
          format: 1,
          revision: 'r',
          value: '{"generation":1,"seeds":[],"history":[],"claim":{"lease":"long"}}',
        },
      }),
    ],
  ])('%s fails the call, and nothing is sent or written', async (_, answer) => {
    const scene = await due();
    let writes = 0;
    let isBroken = false;
    const store = over(({ get, set }) => ({
      get: ((key: string) => (isBroken ? answer() : get(key))) as TokenStore['get'], // rubbish is against its type
      set: (...call) => {
        writes++;
        return set(...call);
      },
    }));
    const tokens = await moved(scene, store);
    [isBroken, writes] = [true, 0];

    expect(await caught(tokens.getToken())).toSatisfy(TokenStoreError.is);
    expect(scene.presented).toEqual([]);
    expect(writes).toBe(0);
  });

  it('says false to every write ends the call with a timeout, and nothing is sent', async () => {
    const scene = await due();
    const tokens = await moved(
      scene,
      over(({ set }) => ({
        set: (key, entry, options) =>
          options.replaces === undefined ? set(key, entry, options) : Promise.resolve(false),
      })),
    );

    expect(await caught(tokens.getToken())).toSatisfy(TokenTimeoutError.is);
    expect(scene.presented).toEqual([]);
  });

  it('answers a write with 1 instead of true is believed', async () => {
    const scene = await due();
    const store = over(({ set }) => ({
      set: (async (...call: Parameters<TokenStore['set']>) => ((await set(...call)) ? 1 : 0)) as never, // against its type
    }));
    const tokens = await moved(scene, store);
    scene.answerWith(json(pair(2)));

    expect((await tokens.getToken()).accessToken).toBe('access-2');
  });

  it.each([[Number.NaN], [-5], ['12'], [Number.POSITIVE_INFINITY]])(
    'tells %s as the age of a claim leaves the claim its whole lease, unless the age is infinite',
    async (age) => {
      const scene = await due();
      const claimed = over(({ get }) => ({
        get: (async (key: string) => {
          const found = await get(key);
          return found && { entry: found.entry, age };
        }) as TokenStore['get'], // against its type
      }));
      const found = await scene.options.store.get('person');
      const record = { ...JSON.parse(found?.entry.value ?? ''), claim: { lease: 60_000, holder: 'dead' } };
      await claimed.set(
        'person',
        { format: 1, revision: 'claimed', value: JSON.stringify(record) },
        { replaces: undefined },
      );
      const began = scene.clock.now();
      scene.answerWith(json(pair(2)));

      const token = await createTokenSource({ ...scene.options, store: claimed }).getToken();

      expect(token.accessToken).toBe('access-2');
      expect(scene.clock.now() - began).toBeGreaterThan(age === Number.POSITIVE_INFINITY ? 4_900 : 59_000);
    },
  );

  it('forgets every write has the old token sent again and refused, and the error asks for a person (R4)', async () => {
    const scene = await due();
    const entry = (await scene.options.store.get('person'))?.entry;
    const store: TokenStore = {
      get: async () => entry && { entry, age: 0 },
      set: async () => true,
      delete: async () => {},
    };
    const tokens = createTokenSource({ ...scene.options, store });
    const refused = json({ error: 'invalid_grant' }, { status: 400 });
    scene.answerWith(json(pair(2)), refused, refused);

    expect((await tokens.getToken()).accessToken).toBe('access-2');
    scene.clock.advance(2 * hour);
    expect(await caught(tokens.getToken())).toSatisfy(ReauthorizationRequiredError.is);
    expect(scene.presented).toEqual(['refresh-1', 'refresh-1']);
  });

  it('holds rubbish does not stop an app, but one that holds a newer format does', async () => {
    const app = { grant: clientCredentials(), profile: { ...profile, rotation: 'none' as const } };
    const { options, answerWith } = await due();
    const holding = (value: string, format: number): TokenStore => ({
      get: async () => ({ entry: { format: format as 1, revision: 'r', value } }), // of a later version
      set: async () => false,
      delete: async () => {},
    });
    const { key: _, ...shared } = options;
    answerWith(json(pair(2)));

    const tokens = createTokenSource({ ...shared, ...app, store: holding('rubbish', 1) });
    expect((await tokens.getToken()).accessToken).toBe('access-2');
    const newer = createTokenSource({ ...shared, ...app, store: holding('{}', 2) });
    expect(await caught(newer.getToken())).toMatchObject({ code: 'store_entry_unreadable' });
  });
});

describe('a clock that is an hour', () => {
  it.each([
    ['ahead', hour],
    ['behind', -hour],
  ])('%s is corrected by the authority, and nothing is renewed more than once', async (_, off) => {
    const { options, presented, answerWith, clock } = await due();
    const wrong = { ...clock, now: () => clock.now() + off };
    const dated = (index: number): Answer => {
      return () =>
        new Response(JSON.stringify(pair(index)), { headers: { date: new Date(clock.now()).toUTCString() } });
    };
    answerWith(dated(2), dated(3));
    const tokens = inAnotherProcess(options, { clock: wrong });

    const token = await tokens.getToken();
    for (let calls = 0; calls < 5; calls++) await tokens.getToken();

    expect(presented).toEqual(['refresh-1']);
    expect(Math.abs((token.expiresAt ?? 0) - (clock.now() + hour))).toBeLessThan(2_000);
    // A process with the right time agrees.
    const right = inAnotherProcess(options);
    expect((await right.getToken()).accessToken).toBe('access-2');
    clock.advance(hour);
    expect((await tokens.getToken()).accessToken).toBe('access-3');
    expect(presented).toEqual(['refresh-1', 'refresh-2']);
  });

  it('ahead costs one renewal of another process’s tokens that was not due, for all keys together', async () => {
    const { options, presented, answerWith, clock, tokens } = await due();
    const dated = (index: number): Answer => {
      return () =>
        new Response(JSON.stringify(pair(index)), { headers: { date: new Date(clock.now()).toUTCString() } });
    };
    const people = ['person', 'second', 'third'];
    for (const key of people) await tokens.forKey(key).connect({ refreshToken: `${key}-1` });
    answerWith(dated(2), dated(3), dated(4), dated(5));
    for (const key of people) await tokens.forKey(key).getToken();
    expect(presented).toEqual(['refresh-1', 'second-1', 'third-1']);

    // It thinks that what it finds has expired. The first answer corrects it.
    const wrong = { ...clock, now: () => clock.now() + hour };
    const ahead = inAnotherProcess(options, { clock: wrong });
    for (let calls = 0; calls < 3; calls++) for (const key of people) await ahead.forKey(key).getToken();

    expect(presented).toEqual(['refresh-1', 'second-1', 'third-1', 'refresh-2']);
    // Nothing is lost: a process with the right time uses what was renewed.
    const right = inAnotherProcess(options);
    expect((await right.getToken()).accessToken).toBe('access-5');
    expect((await right.forKey('third').getToken()).accessToken).toBe('access-4');
  });
});

describe('two keys for one authorisation', () => {
  it('are not noticed at first; then both end with the error that asks for a person, and nothing loops', async () => {
    const { tokens, presented, answerWith, clock } = await due();
    const twin = tokens.forKey('twin');
    expect(await twin.connect({ refreshToken: 'refresh-1' })).toBe('stored');
    const refused = json({ error: 'invalid_grant' }, { status: 400 });
    answerWith(json(pair(2)), refused, refused, refused);

    expect((await tokens.getToken()).accessToken).toBe('access-2');
    expect(await caught(twin.getToken())).toMatchObject({ reason: 'spent_elsewhere' });
    clock.advance(2 * hour);
    expect(await caught(tokens.getToken())).toMatchObject({ reason: 'spent_elsewhere' });
    for (let calls = 0; calls < 5; calls++) {
      expect(await caught(tokens.getToken())).toSatisfy(ReauthorizationRequiredError.is);
      expect(await caught(twin.getToken())).toSatisfy(ReauthorizationRequiredError.is);
    }
    // The last one because a refused token is tried once more after an hour.
    expect(presented).toEqual(['refresh-1', 'refresh-1', 'refresh-2', 'refresh-1']);
  });
});

describe('a seed that was used before', () => {
  it('is not used again: the record is, until that ends', async () => {
    const { options, presented, answerWith, clock } = await due();
    const restarted = (): TokenSource => inAnotherProcess(options, { grant: refreshToken('refresh-1') });
    answerWith(json(pair(2)), json(pair(3)));

    expect((await restarted().getToken()).accessToken).toBe('access-2');
    clock.advance(2 * hour);
    expect((await restarted().getToken()).accessToken).toBe('access-3');
    await restarted().clear();
    for (let calls = 0; calls < 3; calls++) {
      expect(await caught(restarted().getToken())).toMatchObject({ reason: 'cleared' });
    }
    expect(presented).toEqual(['refresh-1', 'refresh-2']);
  });

  it('is remembered if it is among the newest 32', async () => {
    const { tokens, options, presented, answerWith } = await due();
    for (let index = 2; index <= 33; index++) {
      await tokens.clear();
      expect(await tokens.connect({ refreshToken: `refresh-${index}` })).toBe('stored');
    }
    await tokens.clear();
    expect(await tokens.connect({ refreshToken: 'refresh-2' })).toBe('kept');

    // The oldest of 33 is not known any more. It is presented, refused, and asks for a person: no loop.
    answerWith(json({ error: 'invalid_grant' }, { status: 400 }));
    const old = inAnotherProcess(options, { grant: refreshToken('refresh-1') });
    expect(await caught(old.getToken())).toSatisfy(OAuthError.is);
    expect(await caught(old.getToken())).toSatisfy(ReauthorizationRequiredError.is);
    expect(presented).toEqual(['refresh-1']);
  });
});
