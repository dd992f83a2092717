import type { Clock } from '@acme/oauth-core';

/** Milliseconds that one call of the store may take. */
export const longestStoreCall = 3_000;

/**
 * Waits for work, but not for long.
 *
 * @param work Goes on where it takes longer; what it fails with by then is told to nobody.
 * @returns What it gives; `undefined` where that takes longer than `ms` milliseconds.
 */
export async function within<T>(ms: number, clock: Clock, work: () => Promise<T>): Promise<T | undefined> {
  const ending = new AbortController();
  const late = async (): Promise<undefined> => {
    await clock.sleep(ms, ending.signal);
  };
  try {
    return await Promise.race([work(), late()]);
  } finally {
    ending.abort();
  }
}
