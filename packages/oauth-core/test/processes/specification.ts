import { setTimeout as sleep } from 'node:timers/promises';
import type { Faults } from '@acme/sandbox';
import { expect, it, type TestContext } from 'vitest';
import type { Timing } from '../../src/renewer.ts';
import {
  busyHolder,
  isAnswered,
  isLost,
  isOver,
  killVictim,
  planFault,
  recover,
  unexplainedLosses,
  untimelyRenewals,
} from './evidence.ts';
import type { StoreLocation } from './shared-store.ts';
import { openStage, type Stage, shortTiming } from './stage.ts';

const timeout = 60_000;

/** Opens the store of one test, and closes it with the test. */
type OpenLocations = (test: TestContext) => Promise<readonly StoreLocation[]>;

/** A stage that ends with its test; a person has consented. */
export async function signedIn(
  test: TestContext,
  openLocations: OpenLocations,
  timing?: Partial<Timing>,
): Promise<Stage> {
  const stage = await openStage(await openLocations(test), timing);
  test.onTestFinished(() => stage.close());
  await stage.consent();
  return stage;
}

/** What 8 processes that share a store of any kind rely on. */
export function specifyProcesses(openLocations: OpenLocations): void {
  it('send one token request for each expiry: no refresh token is used twice, and no call fails', {
    timeout,
  }, async (test) => {
    const stage = await signedIn(test, openLocations);
    stage.start(8);

    await stage.until(() => stage.generations === 4);
    await stage.untilEach(isAnswered);
    await stage.stop();

    expect(stage.failures).toEqual([]);
    expect(stage.authorizations).toMatchObject([{ alive: true, reuses: 0 }]);
    expect(stage.tokenRequests).toHaveLength(stage.generations);
    expect(await untimelyRenewals(stage)).toEqual([]);
  });

  it('lose nothing and fail no call if requests fail before they are processed', {
    timeout,
  }, async (test) => {
    const stage = await signedIn(test, openLocations);
    stage.start(8);
    await stage.untilEach(isAnswered);

    for (const fault of failuresBeforeProcessing) {
      await planFault(stage, fault);
      const { generations } = stage;
      await stage.until(() => stage.generations > generations);
    }
    await stage.untilEach(isAnswered);
    await stage.stop();

    expect(stage.failures).toEqual([]);
    expect(stage.authorizations).toMatchObject([{ alive: true, reuses: 0 }]);
    expect(stage.tokenRequests).toHaveLength(stage.generations + failuresBeforeProcessing.length);
    expect(await untimelyRenewals(stage)).toEqual([]);
  });

  it('lose an authorisation if an answer is lost (R1), tell every caller, and send no more requests', {
    timeout,
  }, async (test) => {
    const stage = await signedIn(test, openLocations);
    stage.start(8);
    await stage.untilEach(isAnswered);

    for (const [index, fault] of lostAnswers.entries()) {
      await planFault(stage, fault);
      await stage.untilEach(isLost);

      const { ended, generation, state } = await stage.tokens.describe();
      expect({ state, reason: ended?.reason }).toEqual({ state: 'ended', reason: 'answer_lost' });
      expect(generation).toBe(stage.generations - (index + 1)); // the last one was given, and never stored
      expect(stage.authorizations.at(-1)).toMatchObject({ alive: false, reuses: 1 });
      await stage.consent();
      await stage.untilEach(isAnswered);
    }
    await stage.stop();

    expect(stage.failures.filter((call) => !isLost(call))).toEqual([]);
    expect(unexplainedLosses(stage)).toEqual([]);
    // For each loss: the request whose answer was lost, and one more under the same claim.
    expect(stage.tokenRequests).toHaveLength(stage.generations + lostAnswers.length);
  });

  it('go on while one is killed every 700 ms, and lose only what a killed one had asked for', {
    timeout,
  }, async (test) => {
    const stage = await signedIn(test, openLocations, shortTiming);
    stage.start(8);
    await stage.untilEach(isAnswered);
    stage.sandbox.faults.random(0.5, 'dam.token', { kind: 'latency', ms: 600 }); // so that some die while they ask

    for (let kills = 0; kills < 8; kills++) {
      await sleep(700);
      stage.kill(busyHolder(stage) ?? stage.holders[0] ?? '');
      stage.start(1);
      if (isOver(stage)) await stage.consent();
    }
    stage.sandbox.faults.clear();
    await recover(stage);
    await stage.stop();

    expect(unexplainedLosses(stage)).toEqual([]);
    // If one is killed after another, a caller may have waited for too long.
    const other = stage.failures.filter((call) => !isLost(call) && !('code' in call && call.code === 'token_timeout'));
    expect(other).toEqual([]);
    const refused = stage.tokenRequests.filter(({ entry }) => entry.error !== undefined);
    const losses = stage.authorizations.filter(({ alive }) => !alive);
    expect(refused.length).toBeLessThanOrEqual(2 * losses.length); // a second time if the process that got the first refusal was killed
  });
}

/** What becomes of a renewal whose holder is killed in the middle of it. */
export function specifyKilledHolder(openLocations: OpenLocations): void {
  it('take over from a process that was killed before its request counted', { timeout }, async (test) => {
    const stage = await signedIn(test, openLocations, shortTiming);
    stage.start(3);
    await stage.untilEach(isAnswered);

    await planFault(stage, [{ kind: 'latency', ms: 500 }, { kind: 'reset-before-processing' }]);
    const { generations } = stage;
    const victim = await killVictim(stage);
    await stage.until(() => stage.generations > generations);
    await stage.untilEach(isAnswered);
    await stage.stop();

    expect(stage.failures).toEqual([]);
    expect(stage.authorizations).toMatchObject([{ alive: true, reuses: 0 }]);
    const { history } = await stage.tokens.describe();
    expect(history[generations]?.holder).not.toBe(victim); // who had asked for this generation
  });

  it('lose an authorisation whose holder was killed with the answer on its way (R1)', { timeout }, async (test) => {
    const stage = await signedIn(test, openLocations, shortTiming);
    stage.start(3);
    await stage.untilEach(isAnswered);

    await planFault(stage, { kind: 'latency', ms: 500, when: 'after-processing' });
    await killVictim(stage);
    await stage.untilEach(isLost);
    const { length } = stage.tokenRequests;
    await stage.untilEach(isLost);

    expect(stage.failures.filter((call) => !isLost(call))).toEqual([]);
    expect(stage.tokenRequests).toHaveLength(length); // it is over: nobody asks again
    expect(unexplainedLosses(stage)).toEqual([]);
    expect(stage.authorizations).toMatchObject([{ alive: false, reuses: 1 }]);
    const { ended, generation } = await stage.tokens.describe();
    expect(ended).toMatchObject({ why: 'refused', reason: 'answer_lost', error: 'invalid_grant' });
    expect(generation).toBe(stage.generations - 1); // the last one was given, and never stored
    await stage.consent();
    await stage.untilEach(isAnswered);
    await stage.stop();
  });
}

const failuresBeforeProcessing: readonly Faults[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503, retryAfterSeconds: 1 },
  { kind: 'status', status: 429, retryAfterSeconds: 1 },
  { kind: 'reset-before-processing' },
];

const lostAnswers: readonly Faults[] = [
  { kind: 'drop-answer-after-processing' },
  { kind: 'html', status: 200, processed: true },
  { kind: 'cut-off-body' },
];
