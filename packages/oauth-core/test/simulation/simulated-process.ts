import type { Clock } from '../../src/clock.ts';
import type { Timeline } from './timeline.ts';

/** `stopped`: the process gets no turn, its clocks go on. `asleep`: the machine sleeps, its monotonic clock too. */
export type Freeze = 'stopped' | 'asleep';

/** One holder: a process with clocks of its own, that may freeze and may die at every point where it waits. */
export interface SimulatedProcess {
  readonly name: string;
  readonly clock: Clock;
  readonly isGone: boolean;
  readonly isFrozen: boolean;
  /** Goes on with `work` in this process: at once, when it thaws (in any order), or never. */
  resume(work: () => void): void;
  freeze(ms: number, how: Freeze): void;
  /** Nothing that this process waits for ever comes back to it. */
  crash(): void;
  /** Somebody sets the wall clock. */
  setWallClock(aheadMs: number): void;
  /** The monotonic clock leaps ahead; timers don't. */
  leap(ms: number): void;
  /** By true time: when the monotonic clock leapt last, and when somebody set the wall clock. */
  readonly leaptAt: number;
  readonly wallClockSetAt: number;
  /** Milliseconds since then, by true time, in which it was frozen, and how often it was. */
  frozenSince(time: number): number;
  freezesSince(time: number): number;
  /** By true time: the end of the last freeze. */
  readonly thawedAt: number;
}

/** @param aheadMs How far both its clocks are ahead of true time. */
export function createSimulatedProcess(name: string, timeline: Timeline, aheadMs: number): SimulatedProcess {
  let wallAhead = aheadMs;
  let leapt = aheadMs;
  let leaptAt = 0;
  let wallClockSetAt = 0;
  let slept = 0;
  let isGone = false;
  let frozen: { readonly from: number; readonly until: number; readonly how: Freeze } | undefined;
  let held: (() => void)[] = [];
  const freezes: { readonly from: number; readonly until: number }[] = [];

  // Timers go by this: it stands still while the machine sleeps.
  const uptime = (): number => (frozen?.how === 'asleep' ? frozen.from : timeline.now()) - slept;

  const resume = (work: () => void): void => {
    if (isGone) return;
    if (frozen) held.push(work);
    else work();
  };

  const wake = (due: number, work: () => void): (() => void) => {
    let cancel = timeline.after(due - uptime(), ring);
    function ring(): void {
      resume(() => {
        const left = due - uptime();
        if (left > 0) cancel = timeline.after(left, ring);
        else work();
      });
    }
    return () => cancel();
  };

  return {
    name,
    clock: {
      now: () => uptime() + leapt,
      wallTime: () => timeline.now() + wallAhead,
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          if (signal?.aborted) {
            reject(signal.reason);
            return;
          }
          let isDone = false;
          // A timer takes 1 ms at least: after a freeze, sockets are read before it.
          const cancel = wake(uptime() + Math.max(ms, 1), () => {
            if (isDone) return;
            isDone = true;
            resolve();
          });
          signal?.addEventListener(
            'abort',
            () => {
              if (isDone) return;
              isDone = true;
              cancel();
              reject(signal.reason);
            },
            { once: true },
          );
        }),
    },
    get isGone() {
      return isGone;
    },
    get isFrozen() {
      return frozen !== undefined;
    },
    resume,
    freeze(ms, how) {
      if (frozen || isGone) return;
      const from = timeline.now();
      const freeze = { from, until: from + ms, how };
      frozen = freeze;
      freezes.push(freeze);
      timeline.after(ms, () => {
        frozen = undefined;
        if (how === 'asleep') slept += ms;
        const waiting = held;
        held = [];
        for (const work of waiting) timeline.after(0, () => resume(work));
      });
    },
    crash() {
      isGone = true;
      held = [];
    },
    setWallClock(aheadMs) {
      wallAhead = aheadMs;
      wallClockSetAt = timeline.now();
    },
    leap(ms) {
      leapt += ms;
      leaptAt = timeline.now();
    },
    get leaptAt() {
      return leaptAt;
    },
    get wallClockSetAt() {
      return wallClockSetAt;
    },
    freezesSince: (time) => freezes.filter(({ until }) => until > time).length,
    get thawedAt() {
      return freezes.at(-1)?.until ?? 0;
    },
    frozenSince: (time) =>
      freezes.reduce(
        (sum, { from, until }) => sum + Math.max(0, Math.min(until, timeline.now()) - Math.max(from, time)),
        0,
      ),
  };
}
