import type { Clock } from './clock.ts';

/**
 * Runs `work` for at most `ms` milliseconds of the given clock. Its signal fires when the time is over, and when it has
 * ended: what it began must not go on.
 *
 * @param late What takes the place of the work that was too slow.
 */
export async function withDeadline<T>(
  clock: Clock,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  late: () => T,
): Promise<T> {
  const ending = new AbortController();
  const deadline = clock.sleep(ms, ending.signal).then(late);
  deadline.catch(() => {}); // the race decides who is heard
  try {
    return await Promise.race([work(ending.signal), deadline]);
  } finally {
    ending.abort();
  }
}
