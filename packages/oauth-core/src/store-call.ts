import type { Clock } from './clock.ts';
import { isControlFlow } from './control-flow.ts';
import { withDeadline } from './deadline.ts';
import { OAuthError, TokenStoreError } from './errors.ts';

/** Milliseconds that one call of a store may take, its repetitions counted. */
const timeout = 3_000;

/**
 * Milliseconds before each repetition of a call that failed. A driver whose connection ends rejects what is under way. With
 * some the next call waits for a new connection, with others it fails until the server listens again.
 */
const repetitions = [0, 250, 500, 1_000];

/**
 * Calls a store: the call ends within 3 s, and every failure is typed.
 *
 * @param name Of the call, for people.
 * @param call Made again while the store fails: it must be a read, or find out what became of an earlier try.
 * @param pauses Milliseconds before each repetition.
 * @throws {TokenStoreError} where the store failed to the end.
 *
 * @internal
 */
export async function callStore<T>(
  clock: Clock,
  name: 'get' | 'set' | 'delete',
  call: () => Promise<T>,
  pauses: readonly number[] = repetitions,
): Promise<T> {
  const callAgain = async (isOver: AbortSignal): Promise<T> => {
    for (const pauseMs of pauses) {
      try {
        return await call();
      } catch (error) {
        const isLasting = OAuthError.is(error) && error.code !== 'token_store_failed';
        if (isLasting || isControlFlow(error) || isOver.aborted) throw error;
      }
      if (pauseMs > 0) await clock.sleep(pauseMs, isOver);
    }
    return call();
  };
  try {
    return await withDeadline(clock, timeout, callAgain, () => {
      throw new TokenStoreError(`The store's ${name} did not answer in ${timeout} ms: look at the store.`);
    });
  } catch (error) {
    if (isControlFlow(error) || OAuthError.is(error)) throw error;
    const {
      name: kind,
      code,
      unconfirmed,
    } = Object(error) as { name?: unknown; code?: unknown; unconfirmed?: unknown };
    // A driver's message may quote the statement and its values: only its name and code are told.
    const said = [kind, code].filter((part) => typeof part === 'string').join(' ');
    throw new TokenStoreError(
      `The store's ${name} failed${said && ` (${said})`}: look at the store.`,
      'token_store_failed',
      unconfirmed === true ? { unconfirmed } : {},
    );
  }
}
