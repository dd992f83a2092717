import type { Clock } from './clock.ts';
import { isControlFlow } from './control-flow.ts';
import { withDeadline } from './deadline.ts';
import { OAuthError, TokenStoreError } from './errors.ts';

/** Milliseconds that one call of a store may take, with its repetitions. */
const timeout = 3_000;

/**
 * Milliseconds before each repetition of a call that failed. If its connection ends, a driver rejects the calls under
 * way. With some drivers, the next call waits for a new connection; with others, it fails until the server is back.
 */
const repetitions = [0, 250, 500, 1_000];

/**
 * Calls a store: the call ends within 3 s, and every failure is typed.
 *
 * @param name The name of the call, for messages.
 * @param call Repeated while the store fails: it must be a read, or find out itself whether an earlier try was done.
 * @param pauses Milliseconds before each repetition.
 * @throws {TokenStoreError} if the store still fails after all repetitions.
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
    // A driver's message may quote the statement and its values: only the error's name and code are shown.
    const said = [kind, code].filter((part) => typeof part === 'string').join(' ');
    throw new TokenStoreError(
      `The store's ${name} failed${said && ` (${said})`}: look at the store.`,
      'token_store_failed',
      unconfirmed === true ? { unconfirmed } : {},
    );
  }
}
