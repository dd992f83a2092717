import { untilAborted } from './until-aborted.ts';

/** Time, as this package sees it. The platform's own where none is handed in. */
export interface Clock {
  /** Milliseconds since the epoch; never steps back, and may stand still while the machine sleeps. */
  now(): number;
  /** Milliseconds since the epoch by the wall clock; `now` where left out. */
  wallTime?(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when that fires first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Milliseconds since the epoch, also where the process was frozen or the machine asleep. */
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
