import { createHash } from 'node:crypto';

// What the sources find in place of these globals (the bundler's `inject`): the same results, but at once, in the same
// way in each replay, and without the cost of events. Neither sources nor globals are changed.

let revisions = { count: 0 };

/** From now on, until it is called again, the schedule with this counter runs. */
export function enter(counter: { count: number }): void {
  revisions = counter;
}

export const crypto = {
  randomUUID: (): string => `revision-${++revisions.count}`,
  subtle: {
    digest: async (_: 'SHA-256', bytes: Uint8Array): Promise<ArrayBuffer> =>
      new Uint8Array(createHash('sha256').update(bytes).digest()).buffer,
  },
};

/** Time passes by the clock of the schedule alone: this only waits for a turn. */
export const setTimeout = (work: () => void): void => queueMicrotask(work);

type Listener = () => void;

class SimulatedSignal {
  aborted = false;
  reason: unknown;
  listeners: Listener[] = [];

  addEventListener(_: 'abort', listener: Listener): void {
    this.listeners.push(listener);
  }

  removeEventListener(_: 'abort', listener: Listener): void {
    this.listeners = this.listeners.filter((other) => other !== listener);
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }
}

export class AbortController {
  readonly signal: SimulatedSignal = new SimulatedSignal();

  abort(reason: unknown = new Error('aborted')): void {
    const { signal } = this;
    if (signal.aborted) return;
    signal.aborted = true;
    signal.reason = reason;
    for (const listener of signal.listeners.splice(0)) listener();
  }
}
