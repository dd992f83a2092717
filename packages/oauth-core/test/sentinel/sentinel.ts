/**
 * `npm run sentinel`: real Redis servers behind real sentinels fail over while processes share one login. Ends with 1 if
 * a login is lost, or a refresh token is used twice.
 */
import { parseArgs } from 'node:util';
import { isAnswered } from '../processes/evidence.ts';
import { openStage, type Stage } from '../processes/stage.ts';
import { createDice } from '../simulation/dice.ts';
import { hasRedisServer } from '../support/redis.ts';
import { type Driver, type ReplicatedRedis, startReplicatedRedis } from './replicated-redis.ts';
import { type Result, resultOf, tableOf } from './result.ts';
import { cutOffAfterAnswer, randomTroubles } from './scenarios.ts';

const usage = `Usage: npm run sentinel [-- options]

  --seconds N  how long the random troubles last (default: 60)
  --seed N     of the choice of troubles (default: the time; printed)
  --help       print this

REDIS_SERVER names another program than redis-server, such as valkey-server.`;

const missing = `redis-server, or what REDIS_SERVER names instead, is not on the PATH.
On Debian or Ubuntu: apt-get install redis-server`;

/** The lease must be longer than a trouble and its failover together, which take up to half a minute. */
const timing = { lease: 40_000, watch: 5_000, sendWindow: 5_000 };
const patienceMs = 120_000;
const processes = 4;

/** What was opened, to be closed in the opposite order. */
const opened: (() => Promise<void>)[] = [];
let closing: Promise<void> | undefined;

function closeAll(): Promise<void> {
  closing ??= (async () => {
    for (const close of opened.reverse()) await close();
  })();
  return closing;
}

async function play(
  redis: ReplicatedRedis,
  scenario: string,
  drivers: readonly Driver[],
  script: (stage: Stage) => Promise<void>,
): Promise<Result> {
  process.stdout.write(`${scenario} …\n`);
  const before = redis.failovers;
  const locations = drivers.map((driver) => redis.locationFor(driver, `${scenario}:`));
  const stage = await openStage(locations, timing, patienceMs);
  opened.push(stage.close);
  await stage.consent();
  stage.start(processes);
  await stage.untilEach(isAnswered);
  await script(stage);
  await stage.stop();
  return resultOf(scenario, redis.failovers - before, stage);
}

async function main(seconds: number, seed: number): Promise<number> {
  if (!(await hasRedisServer())) {
    process.stderr.write(`${missing}\n`);
    return 2;
  }
  process.stdout.write(`Some minutes, of which ${seconds} seconds with random troubles of seed ${seed}\n`);
  const redis = await startReplicatedRedis();
  opened.push(redis.stop);
  const results: Result[] = [];
  for (const driver of ['ioredis', 'node-redis'] as const) {
    const cutOff = (stage: Stage): Promise<void> => cutOffAfterAnswer(stage, redis);
    results.push(await play(redis, `cut off after an answer, ${driver}`, [driver], cutOff));
  }
  const trouble = (stage: Stage): Promise<void> => randomTroubles(stage, redis, createDice(seed), seconds);
  results.push(await play(redis, 'random troubles, both drivers', ['ioredis', 'node-redis'], trouble));
  process.stdout.write(`\n${tableOf(results)}\n`);
  return results.some(({ lost, usedTwice }) => lost.length > 0 || usedTwice > 0) ? 1 : 0;
}

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: `${Date.now() % 1_000_000}` },
    help: { type: 'boolean', default: false },
  },
});
const [seconds = 0, seed = 0] = [values.seconds, values.seed].map(Number);

if (values.help || !(seconds >= 0) || !Number.isInteger(seed)) {
  process.stderr.write(`${usage}\n`);
  process.exitCode = values.help ? 0 : 2;
} else {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void closeAll().finally(() => process.exit(130)));
  }
  try {
    process.exitCode = await main(seconds, seed);
  } finally {
    await closeAll();
  }
}
