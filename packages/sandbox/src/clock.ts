import { demand, finite, milliseconds } from './rule.ts';

/** The time of the sandbox, and of the clients that you pass `sandbox.clock`. */
export interface Clock {
  /** Milliseconds since the epoch; never steps back. */
  now(): number;
  /** Milliseconds since the epoch by the wall clock. Default: `now`. */
  wallTime?(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason if that fires first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A clock that runs with another one, and that can be put forward. */
export interface MovableClock extends Clock {
  /** Puts the clock forward by `ms` milliseconds, and ends the sleeps that are over by then. */
  advance(ms: number): void;
}

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The platform's timer, for sleeps of 0 ms: they must go on even if a test runner fakes timers later. */
const realSetTimeout = globalThis.setTimeout;

/** The platform's own time. A change of the system's clock does not put it back. */
export const platformClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const begin = ms > 0 ? setTimeout : realSetTimeout;
      const timer = begin(
        () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
        Math.min(Math.max(0, ms), LONGEST_TIMER_MS),
      );
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  },
};

/**
 * A clock that stands still: with `createSandbox({ clock: stoppedClock() })`, only `sandbox.advance` moves the time, so
 * every run of a test is the same.
 *
 * @param at Where it stands, in milliseconds since the epoch. Default: 2030-01-01.
 * @throws {RangeError} if that is not a number.
 */
export function stoppedClock(at: number = Date.UTC(2030, 0, 1)): Clock {
  demand('stoppedClock', at, finite);
  return {
    now: () => at,
    sleep: (ms, signal) =>
      ms <= 0
        ? platformClock.sleep(0, signal)
        : new Promise((_, reject) => {
            if (signal?.aborted) reject(signal.reason);
            signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
          }),
  };
}

interface Sleeper {
  readonly until: number;
  wake(): void;
  end(reason: unknown): void;
}

/** Adds an offset to `base`. A sleep ends by the time of `base` or by `advance`, whichever comes first. */
export function createMovableClock(base: Clock): MovableClock {
  const sleepers = new Set<Sleeper>();
  let offset = 0;
  const now = (): number => base.now() + offset;

  return {
    now,
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      if (ms <= 0) return base.sleep(0, signal);
      return new Promise((resolve, reject) => {
        const early = new AbortController(); // ends the sleep of `base` once this one is over
        const leave = (): void => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', onAbort);
          early.abort();
        };
        const sleeper: Sleeper = {
          until: now() + ms,
          wake() {
            leave();
            resolve();
          },
          end(reason) {
            leave();
            reject(reason);
          },
        };
        const onAbort = (): void => sleeper.end(signal?.reason);
        sleepers.add(sleeper);
        signal?.addEventListener('abort', onAbort, { once: true });
        base.sleep(ms, early.signal).then(sleeper.wake, (reason: unknown) => {
          if (sleepers.has(sleeper)) sleeper.end(reason);
        });
      });
    },
    advance(ms) {
      demand('advance', ms, milliseconds());
      offset += ms;
      const time = now();
      const due = [...sleepers].filter((sleeper) => sleeper.until <= time).sort((a, b) => a.until - b.until);
      for (const sleeper of due) sleeper.wake();
    },
  };
}
