import { setTimeout as sleep } from 'node:timers/promises';
import { busyHolder, isAnswered, planFault } from '../processes/evidence.ts';
import type { Stage } from '../processes/stage.ts';
import type { Dice } from '../simulation/dice.ts';
import type { ReplicatedRedis } from './replicated-redis.ts';
import { troubles } from './troubles.ts';

/**
 * The primary is cut off from its replicas and the sentinels while the answer to a token request is on its way. So the
 * new pair is written to a primary that is about to be replaced, and no replica has it.
 */
export async function cutOffAfterAnswer(stage: Stage, redis: ReplicatedRedis): Promise<void> {
  for (const state of ['cut', 'held'] as const) {
    const primary = await redis.untilWhole();
    await whileAnswered(stage);
    primary.fromPeers.set(state);
    await redis.untilFailover(primary);
    primary.fromPeers.set('open');
    await redis.untilWhole();
    await untilRenewed(stage);
  }
}

/** One trouble after the other, each of which is over, and must be survived, before the next. */
export async function randomTroubles(stage: Stage, redis: ReplicatedRedis, dice: Dice, seconds: number): Promise<void> {
  for (const end = performance.now() + seconds * 1_000; performance.now() < end; ) {
    const primary = await redis.untilWhole();
    const cause = dice.pick(troubles);
    if (dice.chance(0.6)) await whileAnswered(stage);
    else await sleep(dice.between(0, 2_000));
    const stop = cause(redis, primary, dice);
    await sleep(dice.between(300, 8_000)); // less than a lease, together with a failover
    stop();
    await redis.untilWhole();
    await untilRenewed(stage);
  }
}

/** A token request was processed, and its answer is on its way for 300 ms. */
async function whileAnswered(stage: Stage): Promise<void> {
  await planFault(stage, { kind: 'latency', ms: 300, when: 'after-processing' });
  await stage.until(() => busyHolder(stage) !== undefined);
}

/** Waits until a pair was given after this moment, and each process works; if the login was lost, with a new one. */
async function untilRenewed(stage: Stage): Promise<void> {
  const { length } = stage.tokenRequests;
  const isLost = (): boolean => stage.authorizations.at(-1)?.alive === false;
  await stage.until(() => isLost() || stage.tokenRequests.slice(length).some(({ entry }) => entry.status === 200));
  if (isLost()) await stage.consent();
  await stage.untilEach(isAnswered);
}
