import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../src/clock.ts';
import { memoryStore } from '../src/memory-store.ts';
import { fileStore } from '../src/node.ts';
import { testTokenStore, tokenStoreChecks } from '../src/testing.ts';
import type { FoundToken, StoredToken, TokenStore } from '../src/token-store.ts';

/** A clock whose sleeps are over at once. */
function turnedClock(): Clock {
  let time = Date.now();
  return {
    now: () => time,
    async sleep(ms) {
      time += ms;
    },
  };
}

type Change = (store: TokenStore, clock: Clock) => Partial<TokenStore>;

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));
const mapEntry = (found: FoundToken | undefined, change: (entry: StoredToken) => object): FoundToken | undefined =>
  found && { ...found, entry: change(found.entry) as StoredToken }; // what such a store would answer
const mapAge = (found: FoundToken | undefined, change: (age: number) => number): FoundToken | undefined =>
  found && { ...found, age: change(found.age ?? 0) };

/** What people get wrong, and the check that must say so. */
const mistakes: readonly (readonly [mistake: string, check: string, change: Change])[] = [
  [
    'compares first and writes later',
    'lets one of many writers replace a revision',
    (store) => ({
      async set(key, entry, { replaces }) {
        if ((await store.get(key))?.entry.revision !== replaces) return false;
        await pause();
        return store.set(key, entry, { replaces: (await store.get(key))?.entry.revision });
      },
    }),
  ],
  [
    'looks first and creates later',
    'lets one of many writers create an entry',
    (store) => ({
      async set(key, entry, { replaces }) {
        if (replaces !== undefined) return store.set(key, entry, { replaces });
        if ((await store.get(key)) !== undefined) return false;
        await pause();
        return store.set(key, entry, { replaces: (await store.get(key))?.entry.revision });
      },
    }),
  ],
  [
    'takes `replaces: undefined` for any revision',
    'creates an entry only if there is none',
    (store) => ({
      async set(key, entry, { replaces }) {
        return store.set(key, entry, { replaces: replaces ?? (await store.get(key))?.entry.revision });
      },
    }),
  ],
  [
    'creates an entry where one was to be replaced',
    'replaces an entry only if its revision is still the same',
    (store) => ({
      async set(key, entry, { replaces }) {
        const nothing = (await store.get(key)) === undefined;
        return store.set(key, entry, { replaces: nothing ? undefined : replaces });
      },
    }),
  ],
  [
    'throws for a lost race',
    'lets one of many writers replace a revision',
    (store) => ({
      async set(...given) {
        if (!(await store.set(...given))) throw new Error('serialization failure');
        return true;
      },
    }),
  ],
  [
    'answers from a cache',
    'shows every reader what it has confirmed',
    (store) => {
      const cache = new Map<string, FoundToken>();
      return {
        async get(key) {
          const found = cache.get(key) ?? (await store.get(key));
          if (found !== undefined) cache.set(key, found);
          return found;
        },
      };
    },
  ],
  [
    'makes revisions of its own',
    'shows by get whether a write was made, if its answer was lost',
    (store) => ({ set: (key, entry, options) => store.set(key, { ...entry, revision: crypto.randomUUID() }, options) }),
  ],
  [
    'waits for replicas, and does not let an entry be written over itself',
    'shows by get whether a write was made, if its answer was lost',
    (store) => ({
      get: async (key) => {
        const found = await store.get(key);
        return found && { ...found, unconfirmed: true };
      },
      set: async (key, entry, { replaces }) =>
        (await store.set(key, entry, { replaces })) && replaces !== entry.revision,
    }),
  ],
  [
    'folds the case of keys',
    'keeps keys apart, whatever they are',
    (store) => ({
      get: (key) => store.get(key.toLowerCase()),
      set: (key, ...rest) => store.set(key.toLowerCase(), ...rest),
    }),
  ],
  [
    'cuts keys off',
    'keeps keys apart, whatever they are',
    (store) => ({
      get: (key) => store.get(key.slice(0, 255)),
      set: (key, ...rest) => store.set(key.slice(0, 255), ...rest),
    }),
  ],
  [
    'cuts values off',
    'gives every text back as it was written',
    (store) => ({
      set: (key, entry, options) => store.set(key, { ...entry, value: entry.value.slice(0, 65_535) }, options),
    }),
  ],
  [
    'parses values as JSON',
    'gives every text back as it was written',
    (store) => ({
      get: async (key) =>
        mapEntry(await store.get(key), (entry) =>
          entry.value.startsWith('{') ? { ...entry, value: JSON.stringify(JSON.parse(entry.value)) } : entry,
        ),
    }),
  ],
  [
    'gives null for an absent member',
    'gives an entry back as it was written',
    (store) => ({ get: async (key) => mapEntry(await store.get(key), (entry) => ({ keepUntil: null, ...entry })) }),
  ],
  [
    'keeps keepUntil in 32 bits',
    'gives an entry back as it was written',
    (store) => ({
      get: async (key) =>
        mapEntry(await store.get(key), (entry) =>
          entry.keepUntil ? { ...entry, keepUntil: entry.keepUntil | 0 } : entry,
        ),
    }),
  ],
  [
    'throws if there is nothing to delete',
    'deletes an entry, and does not mind if there is none',
    (store) => ({
      async delete(key) {
        if ((await store.get(key)) === undefined) throw new Error('no row');
        await store.delete(key);
      },
    }),
  ],
  [
    'marks an entry as deleted, and lets a late writer replace it',
    'deletes an entry, and does not mind if there is none',
    (store) => ({
      async get(key) {
        const found = await store.get(key);
        return found?.entry.value === 'deleted' ? undefined : found;
      },
      async set(key, entry, { replaces }) {
        const standing = (await store.get(key))?.entry;
        const late = standing?.value === 'deleted';
        return store.set(key, entry, { replaces: late ? standing.revision : replaces });
      },
      async delete(key) {
        const found = await store.get(key);
        if (found) await store.set(key, { ...found.entry, value: 'deleted' }, { replaces: found.entry.revision });
      },
    }),
  ],
  [
    'gives null if there is nothing',
    'finds nothing under a key that was never written',
    (store) => ({ get: async (key) => (await store.get(key)) ?? (null as unknown as undefined) }),
  ],
  [
    'keeps the very object that it is given',
    'shares no object with its caller',
    () => {
      const held = new Map<string, StoredToken>();
      return {
        async get(key) {
          const entry = held.get(key);
          return entry && { entry };
        },
        async set(key, entry, { replaces }) {
          if (held.get(key)?.revision !== replaces) return false;
          held.set(key, entry);
          return true;
        },
        async delete(key) {
          held.delete(key);
        },
      };
    },
  ],
  [
    'keeps the time of an earlier write',
    'keeps an entry until keepUntil, or for ever without one',
    (store, clock) => {
      const until = new Map<string, number>();
      return {
        async get(key) {
          return clock.now() > (until.get(key) ?? Number.POSITIVE_INFINITY) ? undefined : store.get(key);
        },
        async set(key, entry, options) {
          if (entry.keepUntil) until.set(key, entry.keepUntil);
          return store.set(key, entry, options);
        },
      };
    },
  ],
  [
    'takes minutes for seconds',
    'keeps an entry until keepUntil, or for ever without one',
    (store, clock) => {
      const until = new Map<string, number>();
      return {
        get: async (key) => (clock.now() > (until.get(key) ?? Infinity) ? undefined : store.get(key)),
        async set(key, entry, options) {
          until.set(key, clock.now() + ((entry.keepUntil ?? Infinity) - clock.now()) / 60);
          return store.set(key, entry, options);
        },
      };
    },
  ],
  [
    'keeps all entries in one file, and locks one key',
    'keeps what is written under many keys at once',
    (store) => {
      let file: readonly string[] = [];
      return {
        async set(...given) {
          const read = file;
          await pause();
          file = [...read, given[0]];
          return store.set(...given);
        },
        get: async (key) => (file.includes(key) ? store.get(key) : undefined),
      };
    },
  ],
  [
    'deletes by a pattern',
    'keeps keys apart, whatever they are',
    (store) => {
      const keys = new Set<string>();
      return {
        set(key, ...rest) {
          keys.add(key);
          return store.set(key, ...rest);
        },
        async delete(key) {
          for (const other of keys) if (other.startsWith(key)) await store.delete(other);
        },
      };
    },
  ],
  [
    'tells age as text',
    'tells the age of an entry, or no age at all',
    (store) => ({
      get: async (key) => {
        const found = await store.get(key);
        return found && { ...found, age: String(found.age) as unknown as number }; // as a driver gives a bigint
      },
    }),
  ],
  [
    'tells age in seconds',
    'tells the age of an entry, or no age at all',
    (store) => ({ get: async (key) => mapAge(await store.get(key), (age) => age / 1_000) }),
  ],
  [
    'tells the time of the write as the age',
    'tells the age of an entry, or no age at all',
    (store, clock) => ({ get: async (key) => mapAge(await store.get(key), (age) => clock.now() - age) }),
  ],
  [
    'counts age from when the entry was created',
    'tells the age of an entry, or no age at all',
    (store, clock) => {
      const created = new Map<string, number>();
      return {
        async get(key) {
          return mapAge(await store.get(key), () => clock.now() - (created.get(key) ?? 0));
        },
        async set(key, entry, options) {
          if (!created.has(key)) created.set(key, clock.now());
          return store.set(key, entry, options);
        },
      };
    },
  ],
  [
    'counts age from the last attempt',
    'tells the age of an entry, or no age at all',
    (store, clock) => {
      const tried = new Map<string, number>();
      return {
        async get(key) {
          return mapAge(await store.get(key), () => clock.now() - (tried.get(key) ?? 0));
        },
        async set(key, entry, options) {
          tried.set(key, clock.now());
          return store.set(key, entry, options);
        },
      };
    },
  ],
  [
    'tells an age only now and then',
    'tells the age of an entry, or no age at all',
    (store) => {
      let calls = 0;
      return {
        async get(key) {
          const found = await store.get(key);
          return found && calls++ % 2 === 0 ? found : found && { entry: found.entry };
        },
      };
    },
  ],
];

async function outcome(store: () => TokenStore, clock: Clock): Promise<AggregateError> {
  const error = await testTokenStore(store, { clock }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AggregateError)) throw new Error(`the suite did not refuse the store: ${error}`);
  return error;
}

describe('testTokenStore', () => {
  it('passes the memory store, and says that it tells an age', async () => {
    const clock = turnedClock();

    const report = await testTokenStore(() => memoryStore({ clock }), { clock });

    expect(report.age).toBe('given');
    expect(report.passed).toHaveLength(17);
  });

  it('passes a store that can not tell an age, and says so', async () => {
    const store = memoryStore();
    const ageless: TokenStore = {
      ...store,
      async get(key) {
        const found = await store.get(key);
        return found && { entry: found.entry };
      },
    };

    expect((await testTokenStore(() => ageless, { clock: turnedClock() })).age).toBe('left out');
  });

  it('passes two file stores over one folder', { timeout: 30_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'file-store-suite-'));

    const report = await testTokenStore(() => fileStore(folder), { second: () => fileStore(folder) });

    expect(report.age).toBe('given');
    await rm(folder, { recursive: true });
  });

  it.each(mistakes)('refuses a store that %s', async (_mistake, check, change) => {
    const clock = turnedClock();
    const sound = memoryStore({ clock });
    const broken = { ...sound, ...change(sound, clock) };

    const error = await outcome(() => broken, clock);

    expect(error.errors.map(({ message }: Error) => message.split(':')[0])).toContain(check);
  });

  it('names each failed check, what was seen, and what to do', async () => {
    const clock = turnedClock();
    const store = memoryStore({ clock });
    const careless: TokenStore = { ...store, delete: async () => undefined };

    const { message } = await outcome(() => careless, clock);

    expect(message).toContain('The store fails 2 of 17 checks:');
    expect(message).toContain(
      '- deletes an entry, and does not mind if there is none: get found an entry after delete. delete removes the entry',
    );
  });

  it('refuses a store whose entries a second connection does not show', async () => {
    const clock = turnedClock();
    const [store, apart] = [memoryStore({ clock }), memoryStore({ clock })];

    await expect(testTokenStore(() => store, { clock, second: () => apart })).rejects.toThrow(
      'shows every reader what it has confirmed: get found nothing, although there is an entry',
    );
  });

  it('reports a store that throws, with what it said', async () => {
    const broken: TokenStore = {
      ...memoryStore(),
      get: () => Promise.reject(new Error('Redis failed: look at the server.')),
    };

    await expect(testTokenStore(() => broken, { clock: turnedClock() })).rejects.toThrow(
      'never written: Redis failed: look at the server. Return undefined',
    );
  });

  it('reports what it saw, even if nothing can be deleted after that', async () => {
    const clock = turnedClock();
    const broken: TokenStore = {
      ...memoryStore({ clock }),
      set: () => Promise.resolve(false),
      delete: () => Promise.reject(new Error('permission denied')),
    };

    await expect(testTokenStore(() => broken, { clock })).rejects.toThrow(
      'set returned false, although nobody else was writing',
    );
  });

  it.each([
    ['a sound store', true],
    ['a store that is not sound', false],
  ])('leaves nothing behind in %s', async (_, isSound) => {
    const clock = turnedClock();
    const keys = new Set<string>();
    const store = memoryStore({ clock });
    const watched: TokenStore = {
      ...store,
      get: (key) => (isSound ? store.get(key) : Promise.resolve(undefined)),
      set: (key, ...rest) => {
        keys.add(key);
        return store.set(key, ...rest);
      },
    };

    const report = await testTokenStore(() => watched, { clock }).catch(() => undefined);

    expect(report !== undefined).toBe(isSound);
    expect(keys.size).toBeGreaterThan(10);
    for (const key of keys) expect(await store.get(key)).toBeUndefined();
  });
});

describe('tokenStoreChecks check in a test runner that a store', () => {
  for (const { name, run } of tokenStoreChecks(() => memoryStore())) it(name, run);
});
