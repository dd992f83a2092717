import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, type TestContext } from 'vitest';
import { hasRedisServer, type RedisServer, startRedis } from '../support/redis.ts';
import { isAnswered, planFault } from './evidence.ts';
import type { StoreLocation } from './shared-store.ts';
import { signedIn, specifyProcesses } from './specification.ts';
import { type Stage, shortTiming } from './stage.ts';

const timeout = 60_000;
const hasServer = await hasRedisServer();

type Driver = 'ioredis' | 'node-redis';

/** Half of the processes use one driver, half the other. */
const locationsAt = (url: string, drivers: readonly Driver[] = ['ioredis', 'node-redis']): StoreLocation[] => {
  const prefix = `acme:test:${randomUUID()}:`;
  return drivers.map((driver) => ({ kind: 'redis', driver, url, prefix }));
};

async function redisFor({ onTestFinished }: TestContext, options: readonly string[] = []): Promise<RedisServer> {
  const redis = await startRedis(options);
  onTestFinished(() => redis.stop());
  return redis;
}

/** A server that has written to its disk what it confirms. */
const durableRedisFor = (test: TestContext): Promise<RedisServer> =>
  redisFor(test, ['--appendonly', 'yes', '--appendfsync', 'always']);

describe.skipIf(!hasServer && process.env.REDIS_URL === undefined)('processes that share Redis or Valkey', () => {
  specifyProcesses(async (test) => locationsAt(process.env.REDIS_URL ?? (await redisFor(test)).url));
});

describe.skipIf(!hasServer)('processes that share a Redis which is away for a while', () => {
  const signedInAt = async (
    test: TestContext,
    redis: RedisServer,
    { drivers, timing = shortTiming }: { drivers?: readonly Driver[]; timing?: typeof shortTiming } = {},
  ): Promise<Stage> => {
    const stage = await signedIn(test, async () => locationsAt(redis.url, drivers), timing);
    stage.start(8);
    await stage.untilEach(isAnswered);
    return stage;
  };
  const whileAsking = async (stage: Stage): Promise<void> => {
    await planFault(stage, { kind: 'latency', ms: 300, when: 'after-processing' });
    const { length } = stage.tokenRequests;
    await stage.until(() => stage.tokenRequests.length > length);
  };

  it('use no refresh token twice and fail no call while it is paused for longer than the lease', {
    timeout,
  }, async (test) => {
    const redis = await redisFor(test);
    const stage = await signedInAt(test, redis);

    for (const moment of [whileAsking, whileIdle]) {
      await moment(stage);
      const { generations } = stage;
      redis.pause();
      await sleep(shortTiming.lease + 400);
      redis.resume();
      await stage.until(() => stage.generations > generations);
      await stage.untilEach(isAnswered);
    }
    await stage.stop();

    expect(stage.failures).toEqual([]);
    expect(stage.authorizations).toMatchObject([{ alive: true, reuses: 0 }]);
    expect(stage.tokenRequests).toHaveLength(stage.generations);
  });

  it('use no refresh token twice and fail no call when it crashes and comes back', {
    timeout,
  }, async (test) => {
    const redis = await durableRedisFor(test);
    const stage = await signedInAt(test, redis);

    for (const moment of [whileAsking, whileIdle]) {
      await moment(stage);
      const { generations } = stage;
      await redis.crash();
      await stage.until(() => stage.generations > generations);
      await stage.untilEach(isAnswered);
    }
    await stage.stop();

    expect(stage.failures).toEqual([]);
    expect(stage.authorizations).toMatchObject([{ alive: true, reuses: 0 }]);
    expect(stage.tokenRequests).toHaveLength(stage.generations);
  });

  it('lose nothing when it is gone for longer than the lease with an answer on its way', { timeout }, async (test) => {
    const redis = await durableRedisFor(test);
    // A driver may take 2 s to see that the server is back: the watch must be longer, or the answer comes too late.
    const stage = await signedInAt(test, redis, { timing: { ...shortTiming, watch: 3_000 } });

    await whileAsking(stage);
    const { generations } = stage;
    await redis.crash(shortTiming.lease + 1_500);
    await stage.until(() => stage.generations > generations + 1);
    await stage.untilEach(isAnswered);
    await stage.stop();

    expect(stage.failures.filter((call) => !('code' in call && call.code === 'token_store_failed'))).toEqual([]);
    expect(stage.authorizations).toMatchObject([{ alive: true, reuses: 0 }]);
    expect(stage.tokenRequests).toHaveLength(stage.generations);
  });
});

/** Just after a renewal. */
async function whileIdle(stage: Stage): Promise<void> {
  const { generations } = stage;
  await stage.until(() => stage.generations > generations);
  await stage.untilEach(isAnswered);
}
