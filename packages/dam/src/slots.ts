import { untilAborted } from './until-aborted.ts';

/** Lets so many tasks run at the same time, the others in the order they came. */
export type Slots = <T>(task: () => Promise<T>, signal: AbortSignal) => Promise<T>;

export function createSlots(count: number): Slots {
  const waiting: (() => void)[] = [];
  let free = count;
  const leave = (): void => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  return async (task, signal) => {
    if (free > 0) {
      free -= 1;
    } else {
      const turn = new Promise<void>((resolve) => waiting.push(resolve));
      await untilAborted(turn, signal).catch((reason: unknown) => {
        turn.then(leave); // it comes, and is for those behind
        throw reason;
      });
    }
    try {
      return await task();
    } finally {
      leave();
    }
  };
}
