import type { Dice } from './dice.ts';

/** Virtual time: what is due runs in the order of its time; where times are equal, a lot decides. */
export interface Timeline {
  /** Milliseconds since the epoch, everywhere the same: no simulated process can read it. */
  now(): number;
  /** Runs `work` after so many milliseconds; the function returned calls it off. */
  after(ms: number, work: () => void): () => void;
  sleep(ms: number): Promise<void>;
  /** How many steps have run. */
  readonly turns: number;
  /** Runs what is due next; `false`: there is nothing left. Promises settle after it. */
  step(): boolean;
}

interface Due {
  readonly at: number;
  readonly lot: number;
  work: (() => void) | undefined;
}

const isBefore = (a: Due, b: Due): boolean => a.at < b.at || (a.at === b.at && a.lot < b.lot);

export function createTimeline(dice: Dice, start: number): Timeline {
  const heap: Due[] = [];
  let now = start;
  let turns = 0;

  const push = (due: Due): void => {
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(due, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = due;
  };

  const pop = (): Due | undefined => {
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      let below = heap[child];
      if (below === undefined) break;
      const right = heap[child + 1];
      if (right !== undefined && isBefore(right, below)) {
        child++;
        below = right;
      }
      if (!isBefore(below, last)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = last;
    return first;
  };

  const after: Timeline['after'] = (ms, work) => {
    const due: Due = { at: now + Math.max(0, ms), lot: dice.throw(), work };
    push(due);
    return () => {
      due.work = undefined;
    };
  };

  return {
    now: () => now,
    after,
    sleep: (ms) => new Promise((resolve) => after(ms, resolve)),
    get turns() {
      return turns;
    },
    step() {
      for (;;) {
        const due = pop();
        if (due === undefined) return false;
        if (due.work === undefined) continue;
        now = due.at;
        turns++;
        due.work();
        return true;
      }
    },
  };
}
