import type { TokenStore } from './token-store.ts';
import { openBench, type TokenStoreTestOptions, textOf } from './token-store-bench.ts';
import { checks } from './token-store-checks.ts';

export type { TokenStoreTestOptions } from './token-store-bench.ts';

/** One thing that a store must do. If it does not, `run` rejects with what it saw, and what to do. */
export interface TokenStoreCheck {
  readonly name: string;
  run(): Promise<void>;
}

/** What is known about a store that passed. */
export interface TokenStoreTestReport {
  /** The names of the checks; all of them passed. */
  readonly passed: readonly string[];
  /** Whether answers have an `age`. Without it, a process that waits for a dead one measures the wait by its own clock. */
  readonly age: 'given' | 'left out';
}

/**
 * Checks what renewal relies on: 50 writers at once, lost answers, odd keys, values and headers that come back unchanged,
 * `age`. It takes about three seconds, writes only under random keys, and deletes them again.
 *
 * @param createStore Creates the store to test, once for each check. All of them may share one database.
 * @throws {AggregateError} which names every check that failed, with what it saw, and what to do.
 */
export async function testTokenStore(
  createStore: () => TokenStore | Promise<TokenStore>,
  options: TokenStoreTestOptions = {},
): Promise<TokenStoreTestReport> {
  const failures: Error[] = [];
  const all = tokenStoreChecks(createStore, options);
  for (const { name, run } of all) {
    await run().catch((error: unknown) => failures.push(new Error(`${name}: ${textOf(error)}`)));
  }
  if (failures.length > 0) {
    const list = failures.map(({ message }) => `\n- ${message}`).join('');
    throw new AggregateError(failures, `The store fails ${failures.length} of ${all.length} checks:${list}`);
  }
  const bench = await openBench(createStore, options);
  const found = await bench.written('age', bench.entry());
  await bench.clear();
  return { passed: all.map(({ name }) => name), age: found.age === undefined ? 'left out' : 'given' };
}

/**
 * The checks one by one, for a test runner:
 *
 * ```ts
 * describe('my store', () => {
 *   for (const { name, run } of tokenStoreChecks(() => myStore())) it(name, run);
 * });
 * ```
 */
export function tokenStoreChecks(
  createStore: () => TokenStore | Promise<TokenStore>,
  options: TokenStoreTestOptions = {},
): TokenStoreCheck[] {
  return Object.entries(checks).map(([name, check]) => ({
    name,
    async run() {
      const bench = await openBench(createStore, options);
      try {
        await check.run(bench);
      } catch (error) {
        await bench.clear().catch(() => {}); // the check's own error tells more
        throw new Error(`${textOf(error).replace(/\.?$/, '.')} ${check.advice}`);
      }
      await bench.clear();
    },
  }));
}
