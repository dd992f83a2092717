/**
 * `pnpm --filter @acme/oauth-core soak`: processes share one authorisation for as long as you like, while requests fail,
 * answers get lost, and processes and the store are killed. Ends with 1 if something was lost without a reason.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Faults } from '@acme/sandbox';
import { startRedis } from '../support/redis.ts';
import { busyHolder, isAnswered, isLost, isOver, recover, unexplainedLosses } from './evidence.ts';
import type { StoreLocation } from './shared-store.ts';
import { openStage, type ReportedCall, type Stage, shortTiming } from './stage.ts';

const usage = `Usage: pnpm --filter @acme/oauth-core soak [options]

  --minutes N    how long (default: 5)
  --store NAME   file or redis (default: file)
  --processes N  how many at once (default: 8)
  --seed N       of the choice of troubles (default: the time; printed)
  --help         print this`;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    store: { type: 'string', default: 'file' },
    processes: { type: 'string', default: '8' },
    seed: { type: 'string', default: `${Date.now() % 1_000_000}` },
    help: { type: 'boolean', default: false },
  },
});
async function soak(minutes: number, processes: number, seed: number): Promise<number> {
  const { locations, troubles, close } = await openStore();
  const stage = await openStage(locations, shortTiming);
  process.stdout.write(`${processes} processes over ${values.store} for ${minutes} minutes, seed ${seed}\n`);
  try {
    await stage.consent();
    stage.start(processes);
    await stage.untilEach(isAnswered);

    const choose = createChoice(seed);
    const times = new Map<string, number>();
    for (const until = performance.now() + minutes * 60_000; performance.now() < until; ) {
      await sleep(300 + 1_200 * choose());
      const [name, cause] = troubles[Math.floor(choose() * troubles.length)] ?? ['none', () => {}];
      times.set(name, (times.get(name) ?? 0) + 1);
      await cause(stage);
      stage.start(processes - stage.holders.length);
      if (!isOver(stage)) continue;
      stage.sandbox.faults.clear(); // the person's code works only once, even if its exchange fails
      await recover(stage);
    }
    stage.sandbox.faults.clear();
    await recover(stage);
    await stage.stop();
    return report(stage, times);
  } finally {
    await stage.close();
    await close();
  }
}

type Trouble = readonly [name: string, cause: (stage: Stage) => void | Promise<void>];

const fault = (name: string, faults: Faults): Trouble => [
  name,
  (stage) => stage.sandbox.faults.next('dam.token', faults),
];

const troublesAnywhere: readonly Trouble[] = [
  fault('status 500', { kind: 'status', status: 500 }),
  fault('status 503', { kind: 'status', status: 503, retryAfterSeconds: 1 }),
  fault('status 429', { kind: 'status', status: 429, retryAfterSeconds: 1 }),
  fault('reset before processing', { kind: 'reset-before-processing' }),
  fault('slow request', { kind: 'latency', ms: 600 }),
  fault('slow answer', { kind: 'latency', ms: 600, when: 'after-processing' }),
  fault('answer dropped', { kind: 'drop-answer-after-processing' }),
  fault('answer as HTML', { kind: 'html', status: 200, processed: true }),
  fault('answer cut off', { kind: 'cut-off-body' }),
  ['process killed', (stage) => stage.kill(stage.holders[0] ?? '')],
  ['process killed while it asks', (stage) => stage.kill(busyHolder(stage) ?? stage.holders[0] ?? '')],
  ['API refuses every token', (stage) => void stage.sandbox.revokeAccessTokens('dam')],
];

async function openStore(): Promise<{
  locations: readonly StoreLocation[];
  troubles: readonly Trouble[];
  close(): Promise<void>;
}> {
  if (values.store === 'file') {
    const directory = await mkdtemp(join(tmpdir(), 'acme-soak-'));
    return {
      locations: [{ kind: 'file', directory }],
      troubles: troublesAnywhere,
      close: () => rm(directory, { recursive: true, force: true }),
    };
  }
  const redis = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always']);
  const pause = async (): Promise<void> => {
    redis.pause();
    await sleep(shortTiming.lease + 400);
    redis.resume();
  };
  return {
    locations: (['ioredis', 'node-redis'] as const).map((driver) => ({
      kind: 'redis',
      driver,
      url: redis.url,
      prefix: 'soak:',
    })),
    troubles: [...troublesAnywhere, ['Redis crashed', () => redis.crash()], ['Redis paused', pause]],
    close: () => redis.stop(),
  };
}

function report(stage: Stage, times: ReadonlyMap<string, number>): number {
  const losses = stage.authorizations.filter(({ alive }) => !alive);
  const unexplained = unexplainedLosses(stage);
  const refused = stage.tokenRequests.filter(({ entry }) => entry.error === 'invalid_grant').length;
  const failures = counted(stage.failures.filter((call) => !isLost(call)).map(nameOf));
  const result = {
    troubles: Object.fromEntries(times),
    calls: stage.calls.length,
    tokenSets: stage.generations,
    tokenRequests: stage.tokenRequests.length,
    refused,
    losses: losses.length,
    unexplained,
    otherFailures: Object.fromEntries(failures),
  };
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  const isUntyped = [...failures.keys()].some((name) => name.startsWith('not_typed'));
  // Each loss brings one refusal, and one more for each trouble that kept the ending from being stored.
  const isLooping = refused > losses.length + [...times.values()].reduce((sum, count) => sum + count, 0);
  return unexplained.length > 0 || isUntyped || isLooping ? 1 : 0;
}

const nameOf = (call: ReportedCall): string =>
  'status' in call ? `status ${call.status}` : `${call.code} ${call.name} ${call.reason ?? ''}`.trim();

function counted(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
function createChoice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const [minutes, processes, seed] = [values.minutes, values.processes, values.seed].map(Number);
const isComplete = minutes && minutes > 0 && processes && processes > 0 && Number.isInteger(seed);

if (values.help || !isComplete || !['file', 'redis'].includes(values.store)) {
  process.stderr.write(`${usage}\n`);
  process.exitCode = values.help ? 0 : 2;
} else {
  process.exitCode = await soak(minutes, processes, seed ?? 0);
}
