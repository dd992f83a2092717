import type { Clock } from './clock.ts';

/** If a timer is late by more milliseconds than this, the process has stood still. */
const standstill = 1_000;

/**
 * Runs `work` for at most `ms` milliseconds of the given clock. Its signal fires when the time is over, and when the work
 * has ended, so that nothing which it began goes on. Then an answer may have arrived already, because timers fire before
 * sockets are read: the work gets one more turn, and the time once more if the process stood still meanwhile.
 *
 * @param late Gives the result if the work was too slow.
 *
 * @internal
 */
export async function withDeadline<T>(
  clock: Clock,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  late: () => T | Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  const expire = async (): Promise<T> => {
    const due = clock.now() + ms;
    await clock.sleep(ms, ending.signal);
    await clock.sleep(clock.now() - due > standstill ? ms : 0, ending.signal);
    return late();
  };
  try {
    return await Promise.race([work(ending.signal), expire()]);
  } finally {
    ending.abort(null); // `null`, because making an error as the reason would cost more than all the rest
  }
}
