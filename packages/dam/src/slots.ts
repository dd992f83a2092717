import { untilAborted } from '@acme/oauth-core';

/** So many tasks may run at the same time. */
export interface Slots {
  free: number;
  /** Those whose turn comes later, in the order they came. */
  readonly waiting: (() => void)[];
}

/** Runs a task as soon as there is a slot for it. */
export async function inSlot<T>(slots: Slots, task: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const leave = (): void => {
    const next = slots.waiting.shift();
    if (next) next();
    else slots.free += 1;
  };
  if (slots.free >= 1) {
    slots.free -= 1;
  } else {
    const turn = new Promise<void>((resolve) => slots.waiting.push(resolve));
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
}
