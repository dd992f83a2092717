import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import type { Assignment, Findings } from './simulation-worker.ts';
import type { Outcome } from './stage.ts';
import type { Weakening } from './weakenings.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/**
 * The simulation and the sources it tests as one module, with the simulated `crypto` in place of the platform's.
 *
 * @param weakening Texts of the sources that are replaced: the sources themselves know no switch.
 * @throws if a text to replace is not there exactly once.
 */
async function bundle(
  entry: 'schedule.ts' | 'simulation-worker.ts' | 'scripted-stage.ts',
  weakening?: Weakening,
): Promise<string> {
  const left = new Set(weakening?.changes);
  const { outputFiles } = await build({
    entryPoints: [here(entry)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    inject: [here('simulated-platform.ts')],
    conditions: ['@acme/src'],
    legalComments: 'none',
    logLevel: 'silent',
    plugins: [
      {
        name: 'weakening',
        setup({ onLoad }) {
          onLoad({ filter: /[\\/]src[\\/][^\\/]*\.ts$/ }, async ({ path }) => {
            let contents = await readFile(path, 'utf8');
            for (const change of weakening?.changes ?? []) {
              if (!path.endsWith(`src/${change.file}`)) continue;
              const parts = contents.split(change.from);
              if (parts.length !== 2) {
                throw new Error(`${change.file} has ${parts.length - 1} times: ${change.from}`);
              }
              contents = parts.join(change.to);
              left.delete(change);
            }
            return { contents, loader: 'ts' };
          });
        },
      },
    ],
  });
  if (left.size > 0) throw new Error(`not loaded: ${[...left].map(({ file }) => file).join(', ')}`);
  return outputFiles[0]?.text ?? '';
}

/** Runs `work` with the bundle as a module in a file of its own, which is gone afterwards. */
export async function withBundle<T>(
  entry: Parameters<typeof bundle>[0],
  weakening: Weakening | undefined,
  work: (url: URL) => Promise<T>,
): Promise<T> {
  const code = await bundle(entry, weakening);
  const directory = await mkdtemp(join(tmpdir(), 'simulation-'));
  try {
    const file = join(directory, entry.replace('.ts', '.mjs'));
    await writeFile(file, code);
    return await work(pathToFileURL(file));
  } finally {
    await rm(directory, { recursive: true });
  }
}

export interface SimulationOptions {
  /** The first seed; the others follow. */
  readonly seed: number;
  readonly schedules: number;
  readonly workers?: number;
  readonly weakening?: Weakening;
  readonly stopsAtViolation?: boolean;
}

/** Runs the schedules of so many seeds, on all processors. */
export function simulate(options: SimulationOptions): Promise<Findings> {
  const { seed, schedules, workers = availableParallelism(), weakening, stopsAtViolation = false } = options;
  return withBundle('simulation-worker.ts', weakening, async (url) => {
    const threads: Worker[] = [];
    const found: Findings[] = [];
    await Promise.all(
      Array.from({ length: workers }, (_, index) => {
        const workerData: Assignment = {
          first: seed + index,
          schedules: Math.floor(schedules / workers) + (index < schedules % workers ? 1 : 0),
          stride: workers,
          stopsAtViolation,
        };
        return new Promise<void>((resolve, reject) => {
          const worker = new Worker(url, { workerData });
          threads.push(worker);
          worker.once('message', (findings: Findings) => {
            found.push(findings);
            if (stopsAtViolation && findings.violations.length > 0) for (const thread of threads) thread.terminate();
          });
          worker.once('error', reject);
          worker.once('exit', () => resolve());
        });
      }),
    );
    const counts: Record<string, number> = {};
    for (const { counts: some } of found) {
      for (const [name, times] of Object.entries(some)) counts[name] = (counts[name] ?? 0) + times;
    }
    return {
      schedules: found.reduce((sum, { schedules: done }) => sum + done, 0),
      violations: found.flatMap(({ violations }) => violations).sort((a, b) => a.seed - b.seed),
      counts,
    };
  });
}

/** Runs the schedule of one seed here, and tells what happened. */
export function replay(seed: number, weakening?: Weakening): Promise<Outcome> {
  return withBundle('schedule.ts', weakening, async (url) => {
    const { runSchedule } = (await import(url.href)) as typeof import('./schedule.ts'); // its source
    return runSchedule(seed, { isTraced: true });
  });
}
