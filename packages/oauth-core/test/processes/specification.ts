import { setTimeout as sleep } from 'node:timers/promises';
import type { Authorization, Faults } from '@acme/sandbox';
import { expect, it, onTestFinished } from 'vitest';
import type { StoreLocation } from './shared-store.ts';
import { openStage, type ReportedCall, type Stage, shortTiming, tokenLifetimeMs } from './stage.ts';

const limit = 45_000;

/** What processes that share a store rely on, whatever the store. */
export function specifyProcesses(openLocation: () => Promise<StoreLocation>): void {
  const signedIn = async (...options: [timing?: typeof shortTiming]): Promise<Stage> => {
    const stage = await openStage(await openLocation(), ...options);
    onTestFinished(() => stage.close());
    await stage.consent();
    return stage;
  };

  it('send, 8 of them, one token request an expiry: no refresh token is used twice, no call fails', {
    timeout: limit,
  }, async () => {
    const stage = await signedIn();
    stage.start(8);

    await stage.until(() => stage.generations === 4);
    await stage.untilEach(isAnswered);
    await stage.stop();

    expect(stage.failures).toEqual([]);
    expectNoReuse(stage);
    expect(stage.tokenRequests).toHaveLength(stage.generations);
    await expectOnlyDueRenewals(stage);
  });

  it('lose nothing and fail no call where requests fail before they are processed', { timeout: limit }, async () => {
    const stage = await signedIn();
    stage.start(8);
    await stage.untilEach(isAnswered);

    for (const fault of failuresBeforeProcessing) {
      const { generations } = stage;
      stage.sandbox.faults.next('dam.token', fault);
      await stage.until(() => stage.generations > generations);
    }
    await stage.untilEach(isAnswered);
    await stage.stop();

    expect(stage.failures).toEqual([]);
    expectNoReuse(stage);
    expect(stage.tokenRequests).toHaveLength(stage.generations + failuresBeforeProcessing.length);
    await expectOnlyDueRenewals(stage);
  });

  it('lose an authorisation where its answer was lost (R1), say so to every caller, and ask nothing more', {
    timeout: limit,
  }, async () => {
    const stage = await signedIn();
    stage.start(8);
    await stage.untilEach(isAnswered);

    for (const [index, fault] of lostAnswers.entries()) {
      stage.sandbox.faults.next('dam.token', fault);
      await stage.untilEach(isLost);

      const { ended, generation, state } = await stage.tokens.describe();
      expect({ state, reason: ended?.reason }).toEqual({ state: 'ended', reason: 'answer_lost' });
      expect(generation).toBe(stage.generations - (index + 1)); // the last one was given, and never stored
      expectLost(stage, stage.authorizations[index]);
      await stage.consent();
      await stage.untilEach(isAnswered);
    }
    await stage.stop();

    expect(stage.failures.every(isLost)).toBe(true);
    // For each loss: the request whose answer was lost, and one more under the same claim.
    expect(stage.tokenRequests).toHaveLength(stage.generations + lostAnswers.length);
    expect(stage.authorizations.map(({ alive }) => alive)).toEqual([...lostAnswers.map(() => false), true]);
  });

  it('take over from a process that was killed before its request counted', { timeout: limit }, async () => {
    const stage = await signedIn(shortTiming);
    stage.start(3);
    await stage.untilEach(isAnswered);
    const { generations } = stage;

    stage.sandbox.faults.next('dam.token', [{ kind: 'latency', ms: 500 }, { kind: 'reset-before-processing' }]);
    const victim = await killWhoAsks(stage);
    await stage.until(() => stage.generations > generations);
    await stage.untilEach(isAnswered);
    await stage.stop();

    expect(stage.failures).toEqual([]);
    expectNoReuse(stage);
    const { history } = await stage.tokens.describe();
    expect(history[generations]?.holder).not.toBe(victim); // another one brought the generation that the victim had asked for
  });

  it('lose an authorisation where its holder was killed with the answer on its way (R1)', {
    timeout: limit,
  }, async () => {
    const stage = await signedIn(shortTiming);
    stage.start(3);
    await stage.untilEach(isAnswered);

    stage.sandbox.faults.next('dam.token', { kind: 'latency', ms: 500, when: 'after-processing' });
    await killWhoAsks(stage);
    await stage.untilEach(isLost);
    const requests = stage.tokenRequests.length;
    await stage.untilEach(isLost);

    expect(stage.failures.every(isLost)).toBe(true);
    expect(stage.tokenRequests).toHaveLength(requests); // it is over: nobody asks again
    const { ended, generation } = await stage.tokens.describe();
    expect(ended).toMatchObject({ why: 'refused', reason: 'answer_lost', error: 'invalid_grant' });
    expect(generation).toBe(stage.generations - 1);
    expectLost(stage, stage.authorizations[0]);
    await stage.consent();
    await stage.untilEach(isAnswered);
    await stage.stop();
  });

  it('go on while one is killed every 700 ms, and lose only what a killed one had asked for', {
    timeout: limit,
  }, async () => {
    const stage = await signedIn(shortTiming);
    stage.start(8);
    await stage.untilEach(isAnswered);
    stage.sandbox.faults.random(0.5, 'dam.token', { kind: 'latency', ms: 600 });

    for (let kills = 0; kills < 8; kills++) {
      await sleep(700);
      stage.kill(busyHolder(stage) ?? stage.holders[0] ?? '');
      stage.start(1);
      if (isOver(stage)) await stage.consent();
    }
    stage.sandbox.faults.clear();
    await stage.until(() => isOver(stage) || stage.holders.every((holder) => isAnswered(lastCallOf(stage, holder))));
    if (isOver(stage)) await stage.consent();
    await stage.untilEach(isAnswered);
    await stage.stop();

    for (const authorization of stage.authorizations.filter(({ alive }) => !alive)) {
      expectLost(stage, authorization);
      const given = stage.tokenRequests.find(
        ({ entry }) => entry.authorization === authorization.id && entry.tokenGeneration === authorization.generation,
      );
      expect(stage.killed).toContain(given?.holder); // who could not store what it was given
    }
    const codes = new Set(stage.failures.map((call) => ('code' in call ? call.code : call.status)));
    expect([...codes].filter((code) => code !== 'reauthorization_required' && code !== 'token_timeout')).toEqual([]);
    const refused = stage.tokenRequests.filter(({ entry }) => entry.error !== undefined).length;
    expect(refused).toBeLessThanOrEqual(2 * (stage.authorizations.length - 1));
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

const isAnswered = (call: ReportedCall | undefined): boolean =>
  call !== undefined && 'status' in call && call.status === 200;

const isLost = (call: ReportedCall): boolean =>
  'code' in call && call.code === 'reauthorization_required' && call.reason === 'answer_lost';

const lastCallOf = (stage: Stage, holder: string): ReportedCall | undefined =>
  stage.calls.findLast((call) => call.holder === holder);

/** The authorisation has ended, and a caller was told. */
const isOver = (stage: Stage): boolean =>
  stage.authorizations.at(-1)?.alive === false &&
  stage.holders.some((holder) => {
    const call = lastCallOf(stage, holder);
    return call !== undefined && isLost(call);
  });

/** Who waits for the answer to a token request. */
const busyHolder = (stage: Stage): string | undefined =>
  stage.tokenRequests.findLast(({ entry, holder }) => entry.status === undefined && stage.holders.includes(holder))
    ?.holder;

async function killWhoAsks(stage: Stage): Promise<string> {
  await stage.until(() => busyHolder(stage) !== undefined);
  const holder = busyHolder(stage) ?? '';
  stage.kill(holder);
  return holder;
}

function expectNoReuse(stage: Stage): void {
  expect(stage.authorizations.map(({ alive, reuses }) => ({ alive, reuses }))).toEqual([{ alive: true, reuses: 0 }]);
}

/** Its last refresh token was used twice, because what the first use gave had reached nobody. */
function expectLost(stage: Stage, authorization: Authorization | undefined): void {
  if (authorization === undefined) throw new Error('There is no such authorisation.');
  const { alive, generation, reuses, why } = authorization;
  expect({ alive, why }).toEqual({ alive: false, why: 'refresh_token_reused' });
  expect(reuses).toBeGreaterThanOrEqual(1);
  expect(reuses).toBeLessThanOrEqual(2); // a second time where whoever was told so was killed in turn
  expect(stage.wasUsed(authorization, generation)).toBe(false);
}

/** Each token was asked for when the one before was inside its margin, a tenth of its life, and no sooner. */
async function expectOnlyDueRenewals(stage: Stage): Promise<void> {
  const { history } = await stage.tokens.describe();
  expect(history).toHaveLength(stage.generations);
  const gaps = history.slice(1).map(({ at }, index) => at - (history[index]?.at ?? 0));
  const differenceOfClocks = 20;
  expect(gaps.filter((gap) => gap < tokenLifetimeMs * 0.9 - differenceOfClocks)).toEqual([]);
}
