import { type Clock, systemClock } from '@acme/oauth-core';
import type { FoundToken, StoredToken, TokenStore } from './token-store.ts';

/** Options of `testTokenStore`. */
export interface TokenStoreTestOptions {
  /** Another store on the same entries: a second connection, a second store on the same folder. */
  readonly second?: (() => TokenStore | Promise<TokenStore>) | undefined;
  /** How many writers race for one revision. Default: 50. */
  readonly writers?: number | undefined;
  /** The clock to measure `age` by, if the store was given one. Default: the platform's. */
  readonly clock?: Clock | undefined;
}

/** What a check works with. */
export interface Bench {
  readonly store: TokenStore;
  /** Another store on the same entries, or the same one. */
  readonly second: TokenStore;
  readonly writers: number;
  readonly clock: Clock;
  /** A key of this check alone. */
  key(label: string): string;
  /** An entry with a new revision. */
  entry(more?: Partial<StoredToken>): StoredToken;
  /** Writes an entry, and gives what `get` then finds. */
  written(label: string, entry: StoredToken, replaces?: string): Promise<FoundToken>;
  /** Deletes what was written. */
  clear(): Promise<void>;
}

export async function openBench(
  createStore: () => TokenStore | Promise<TokenStore>,
  { second, writers = 50, clock = systemClock }: TokenStoreTestOptions,
): Promise<Bench> {
  const store = answering(await createStore());
  const run = crypto.randomUUID();
  const keys = new Set<string>();
  const key = (label: string): string => {
    keys.add(`test:${run}:${label}`);
    return `test:${run}:${label}`;
  };
  return {
    store,
    second: second === undefined ? store : answering(await second()),
    writers,
    clock,
    key,
    entry: (more) => ({ format: 1, revision: crypto.randomUUID(), value: crypto.randomUUID(), ...more }),
    async written(label, entry, replaces) {
      const answer = await store.set(key(label), entry, { replaces });
      if (answer !== true) throw new Error(`set returned ${answer}, although nobody else was writing`);
      const found = await store.get(key(label));
      if (found === undefined) throw new Error('get found nothing after set had returned true');
      return found;
    },
    async clear() {
      for (const written of keys) await store.delete(written);
    },
  };
}

/** The same store, but a call that hangs fails. */
function answering(store: TokenStore): TokenStore {
  const seconds = 10;
  const within = async <T>(call: string, work: Promise<T>): Promise<T> => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${call} gave no answer within ${seconds} seconds`)), seconds * 1_000);
    });
    return Promise.race([work, late]).finally(() => clearTimeout(timer));
  };
  return {
    get: (key) => within('get', store.get(key)),
    set: (key, entry, options) => within('set', store.set(key, entry, options)),
    delete: (key) => within('delete', store.delete(key)),
  };
}

export async function expectAnswer(
  store: TokenStore,
  key: string,
  entry: StoredToken,
  replaces: string | undefined,
  expected: boolean,
): Promise<void> {
  const answer = await store.set(key, entry, { replaces });
  if (answer !== expected) throw new Error(`set returned ${show(answer)} instead of ${expected}`);
}

export function expectEntry(found: FoundToken | undefined, expected: Partial<StoredToken>): void {
  if (found === undefined) throw new Error('get found nothing, although there is an entry');
  const names = new Set([...Object.keys(expected), ...('revision' in expected ? Object.keys(found.entry) : [])]);
  for (const name of names as Set<keyof StoredToken>) {
    if (found.entry[name] === expected[name]) continue;
    throw new Error(`\`${name}\` is ${show(expected[name])} and came back as ${show(found.entry[name])}`);
  }
}

export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 200 ? `${text.slice(0, 200)}… (${text.length} characters)` : text;
}

export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : show(error);
}
