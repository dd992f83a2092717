import { untilAborted } from './until-aborted.ts';

/** The time that this package goes by. Default: the platform's, `systemClock`. */
export interface Clock {
  /** Milliseconds since the epoch. It never goes back, and may stand still while the machine sleeps. */
  now(): number;
  /** Milliseconds since the epoch, by the wall clock. Default: `now`. */
  wallTime?(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason if that fires first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Milliseconds since the epoch. They also count while the process is frozen or the machine sleeps. */
export const wallTimeOf = (clock: Clock): number => clock.wallTime?.() ?? clock.now();

/**
 * The platform's clock. `now` reads the monotonic clock only: reading `Date.now` on a cache hit would fail the build of
 * a prerendered Next.js 16 component.
 */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  wallTime: () => Date.now(),
  sleep(ms, signal) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const slept = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    return untilAborted(slept, signal).finally(() => clearTimeout(timer));
  },
};
