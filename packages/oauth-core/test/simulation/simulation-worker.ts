import { parentPort, workerData } from 'node:worker_threads';
import { runSchedule } from './schedule.ts';

/** What a worker is told, and what it says. */
export interface Assignment {
  readonly first: number;
  readonly schedules: number;
  /** The difference between two seeds: how many workers there are. */
  readonly stride: number;
  /** Ends with the first violation. */
  readonly stopsAtViolation: boolean;
}

export interface Findings {
  readonly schedules: number;
  readonly violations: readonly { readonly seed: number; readonly violation: string }[];
  readonly counts: Readonly<Record<string, number>>;
}

/** Schedules that take turns in one thread: a turn of the event loop serves them all. */
const abreast = 32;

async function simulate({ first, schedules, stride, stopsAtViolation }: Assignment): Promise<Findings> {
  const violations: { seed: number; violation: string }[] = [];
  const counts: Record<string, number> = {};
  let begun = 0;
  let done = 0;
  const lane = async (): Promise<void> => {
    while (begun < schedules && violations.length < (stopsAtViolation ? 1 : 10)) {
      const seed = first + stride * begun++;
      const { violation, counts: more } = await runSchedule(seed);
      done++;
      if (violation !== undefined) violations.push({ seed, violation });
      for (const [name, times] of Object.entries(more)) counts[name] = (counts[name] ?? 0) + times;
    }
  };
  await Promise.all(Array.from({ length: abreast }, lane));
  return { schedules: done, violations, counts };
}

Error.stackTraceLimit = 0; // nobody reads stacks here, and they are half the cost of an error
parentPort?.postMessage(await simulate(workerData as Assignment)); // written by simulation.ts
