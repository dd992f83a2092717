import { untilAborted } from '@acme/oauth-core';

/** How many tasks may run at the same time. */
export interface Slots {
  free: number;
  /** The tasks that wait for their turn, in the order they came. */
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
      turn.then(leave); // its turn will still come, and goes to the next one
      throw reason;
    });
  }
  try {
    return await task();
  } finally {
    leave();
  }
}
