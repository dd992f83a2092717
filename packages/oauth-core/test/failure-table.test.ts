import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { ReauthorizationRequiredError, TokenStoreError } from '../src/errors.ts';
import type { ScriptedStage } from './simulation/scripted-stage.ts';
import { withBundle } from './simulation/simulation.ts';

const second = 1_000;
/** Longer than lease and watch, and shorter than the lease. */
const [long, short] = [90 * second, 50 * second];

/** How it ends for the app: with a token that is accepted, or with why a person has to consent again. */
async function endFor(stage: ScriptedStage, name: string): Promise<string> {
  for (let round = 0; round < 4; round++) {
    const { token, error } = await stage.ask(name);
    if (token === undefined) return ReauthorizationRequiredError.is(error) ? error.reason : String(error);
    if (stage.world.authority.accepts(token.accessToken)) return 'accepted';
    stage.holder(name).source.invalidate(token);
    stage.rules.refused(stage.holder(name).process, token.accessToken);
  }
  return 'never accepted';
}

const lossesOf = ({ custody }: ScriptedStage): readonly string[] => {
  custody.finish();
  return [...new Set(custody.losses)];
};

/** By their names in the first column of the table. Every rule of the simulation watches, too. */
const rows: Readonly<Record<string, (stage: ScriptedStage) => Promise<void>>> = {
  async 'it dies before its claim'(stage) {
    stage.at('get done', 'A', stage.holders.crash);
    stage.ask('A');
    await stage.sleep(100);

    const { token, tookMs } = await stage.ask('B');

    expect(token?.generation).toBe(2);
    expect(tookMs).toBeLessThan(second);
    expect(stage.rules.presentations).toHaveLength(1);
    expect(lossesOf(stage)).toEqual([]);
  },

  async 'it dies after its claim, before the request counts'(stage) {
    stage.at('request called', 'A', stage.holders.crash);
    stage.ask('A');
    await stage.sleep(100);

    const { token, tookMs } = await stage.ask('B');

    expect(token?.generation).toBe(2);
    expect(tookMs).toBeGreaterThan(59 * second);
    expect(tookMs).toBeLessThan(67 * second);
    expect(lossesOf(stage)).toEqual([]);
  },

  async 'it dies after the authority has answered, before the write'(stage) {
    stage.at('request processed', 'A', stage.holders.crash);
    stage.ask('A');
    await stage.sleep(500);

    const { error, tookMs } = await stage.ask('B');

    expect(error).toMatchObject({ code: 'reauthorization_required', reason: 'answer_lost' });
    expect(tookMs).toBeLessThan(67 * second);
    expect(stage.store.held?.record.ended).toMatchObject({ why: 'refused' });
    expect(lossesOf(stage)).toEqual(['R1']);
  },

  async 'it freezes before its check'(stage) {
    stage.at('set done', 'A', ({ freeze }) => freeze(long, 'asleep'));
    const first = stage.ask('A');
    await stage.sleep(100);
    const { token } = await stage.ask('B');

    expect((await first).token?.accessToken).toBe(token?.accessToken);
    expect(stage.rules.presentations.map(({ process: { name } }) => name)).toEqual(['B']);
    expect(lossesOf(stage)).toEqual([]);
  },

  async 'it freezes while its request leaves, for longer than lease + watch'(stage) {
    stage.at('request called', 'A', ({ freeze }) => freeze(long, 'stopped'));
    const first = stage.ask('A');
    await stage.sleep(100);
    expect((await stage.ask('B')).token?.generation).toBe(2);
    await first;

    expect(await endFor(stage, 'A')).toBe('spent_elsewhere');
    expect(lossesOf(stage)).toEqual(['R2']);
  },

  async 'it freezes with the answer outstanding, for less than the lease'(stage) {
    stage.at('request processed', 'A', ({ freeze }) => freeze(short, 'stopped'));
    const first = stage.ask('A');
    await stage.sleep(500);

    const { token, tookMs } = await stage.ask('B');

    expect((await first).token?.accessToken).toBe(token?.accessToken);
    expect(tookMs).toBeGreaterThan(short - second);
    expect(tookMs).toBeLessThan(short + 2 * second);
    expect(stage.rules.presentations).toHaveLength(1);
    expect(lossesOf(stage)).toEqual([]);
  },

  async 'it freezes with the answer outstanding, for longer than lease + watch'(stage) {
    stage.at('request processed', 'A', ({ freeze }) => freeze(long, 'stopped'));
    const first = stage.ask('A');
    await stage.sleep(500);

    expect((await stage.ask('B')).error).toMatchObject({ reason: 'answer_lost' });
    await first;
    expect(await endFor(stage, 'A')).toBe('spent_elsewhere');
    expect(lossesOf(stage)).toEqual(['R2']);
  },

  async 'the request is lost'(stage) {
    stage.nextRequests('A', 'request lost');

    const { token, tookMs } = await stage.ask('A');

    expect(token?.generation).toBe(2);
    expect(tookMs).toBeLessThan(33 * second);
    expect(stage.rules.presentations).toHaveLength(2);
    expect(lossesOf(stage)).toEqual([]);
  },

  async 'the answer is lost'(stage) {
    stage.nextRequests('A', 'answer lost');

    const { error } = await stage.ask('A');

    expect(error).toMatchObject({ code: 'reauthorization_required', reason: 'answer_lost' });
    expect(lossesOf(stage)).toEqual(['R1']);
  },

  async 'the store is down before the claim'(stage) {
    await stage.ask('A');
    stage.store.goDown('throws');
    expect((await stage.ask('A')).token?.generation).toBe(2);
    await stage.untilDue();
    expect((await stage.ask('A')).token?.generation).toBe(2);
    await stage.sleep(60 * second);

    expect((await stage.ask('A')).error).toSatisfy(TokenStoreError.is);
    expect(stage.rules.presentations).toHaveLength(1);
    stage.store.comeBack();
    expect((await stage.ask('A')).token?.generation).toBe(3);
    expect(lossesOf(stage)).toEqual([]);
  },

  async 'the store is down after the answer'(stage) {
    stage.at('request processed', 'A', () => stage.store.goDown('hangs'));

    const { error, tookMs } = await stage.ask('A');

    expect(error).toSatisfy(TokenStoreError.is);
    expect(tookMs).toBeLessThan(11 * second);
    await stage.sleep(300 * second);
    expect((await stage.ask('A')).error).toSatisfy(TokenStoreError.is);
    stage.store.comeBack();
    expect((await stage.ask('B')).token?.generation).toBe(2);
    expect((await stage.ask('A')).token?.generation).toBe(2);
    expect(stage.rules.presentations).toHaveLength(1);
    expect(lossesOf(stage)).toEqual([]);

    // The same, and the process that has the pair dies before the store is back.
    await stage.untilDue();
    stage.at('request processed', 'A', () => stage.store.goDown('throws'));
    await stage.ask('A');
    stage.holders.crash(stage.holder('A').process);
    stage.store.comeBack();
    expect(await endFor(stage, 'B')).toBe('answer_lost');
    expect(lossesOf(stage)).toEqual(['R1']);
  },

  async 'the acknowledgement of a write is lost'(stage) {
    stage.nextStoreCalls('A', 'set', 'acknowledgement lost', 'acknowledgement lost');

    expect((await stage.ask('A')).token?.generation).toBe(2);
    expect((await stage.ask('B')).token?.generation).toBe(2);
    expect(stage.rules.presentations).toHaveLength(1);
    expect(lossesOf(stage)).toEqual([]);
  },

  async 'a driver sends a write again'(stage) {
    stage.nextStoreCalls('A', 'set', 'sent twice', 'sent twice');

    const { token, tookMs } = await stage.ask('A');

    expect(token?.generation).toBe(2);
    expect(tookMs).toBeLessThan(second);
    expect(stage.rules.presentations).toHaveLength(1);
    expect(lossesOf(stage)).toEqual([]);
  },

  async 'the store forgets a claim'(stage) {
    stage.at('request left', 'A', () => stage.store.lose(1));
    stage.nextRequests('A', 'slow');
    const first = stage.ask('A');
    await stage.sleep(400);

    const { tookMs } = await stage.ask('B');
    await first;

    expect(tookMs).toBeLessThan(60 * second); // it has not waited for A
    expect(await endFor(stage, 'B')).toMatch(/spent_elsewhere|answer_lost/);
    expect(lossesOf(stage)).toEqual(['R4']);
  },

  async 'the store forgets a new pair'(stage) {
    expect((await stage.ask('A')).token?.generation).toBe(2);
    stage.store.lose(1);

    const { error, tookMs } = await stage.ask('B');

    expect(error).toMatchObject({ code: 'reauthorization_required' });
    expect(tookMs).toBeGreaterThan(59 * second);
    expect(lossesOf(stage)).toEqual(['R4']);
  },

  async 'a failover loses a claim'(stage) {
    stage.at('set called', 'A', stage.store.cutOff);

    expect((await stage.ask('A')).error).toMatchObject({ code: 'token_store_failed' });
    stage.store.failOver();
    const { token, tookMs } = await stage.ask('B');

    expect(token?.generation).toBe(2);
    expect(tookMs).toBeLessThan(second);
    expect(stage.rules.presentations).toHaveLength(1);
    expect(lossesOf(stage)).toEqual([]);
  },

  async 'a failover loses a claim whose answer was lost'(stage) {
    stage.at('set called', 'A', stage.store.cutOff);
    stage.nextStoreCalls('A', 'set', 'acknowledgement lost', 'acknowledgement lost', 'acknowledgement lost');

    expect((await stage.ask('A')).error).toMatchObject({ code: 'token_store_failed' });
    stage.store.failOver();

    expect((await stage.ask('B')).token?.generation).toBe(2);
    expect(stage.rules.presentations).toHaveLength(1);
    expect(lossesOf(stage)).toEqual([]);
  },

  async 'a failover loses a new pair'(stage) {
    stage.at('request processed', 'A', stage.store.cutOff);
    const { token } = await stage.ask('A');
    stage.store.failOver();
    expect(stage.store.held?.record).toMatchObject({ generation: 1, claim: {} });

    const other = await stage.ask('B');

    expect(other.token?.accessToken).toBe(token?.accessToken);
    expect(other.tookMs).toBeLessThan(3 * second);
    expect(stage.rules.presentations).toHaveLength(1);
    expect(lossesOf(stage)).toEqual([]);
  },

  async 'a failover loses a new pair, and a claim on it'(stage) {
    stage.at('request processed', 'A', stage.store.cutOff);
    await stage.ask('A');
    const { source, process } = stage.holder('B');
    const token = await source.getToken();
    stage.rules.refused(process, token.accessToken);
    source.invalidate(token);
    expect((await stage.ask('B')).error).toMatchObject({ code: 'token_store_failed' });
    await stage.sleep(2 * second);
    stage.store.failOver();
    expect(stage.store.held?.record).toMatchObject({ generation: 1, claim: {} });

    const { token: next, tookMs } = await stage.ask('B');

    expect(next?.generation).toBe(3);
    expect(tookMs).toBeLessThan(3 * second);
    expect(lossesOf(stage)).toEqual([]);
  },

  async 'a failover loses a new pair, and its process has died'(stage) {
    stage.at('request processed', 'A', stage.store.cutOff);
    await stage.ask('A');
    stage.holders.crash(stage.holder('A').process);
    stage.store.failOver();

    expect(await endFor(stage, 'B')).toBe('answer_lost');
    expect(lossesOf(stage)).toEqual(['R4']);
  },

  async 'a failover brings back a claim that was given up'(stage) {
    stage.nextRequests('A', 'client refused');
    stage.at('request answered', 'A', stage.store.cutOff);
    expect((await stage.ask('A')).error).toMatchObject({ code: 'token_request_failed' });
    expect(stage.store.held?.record.claim).toBeUndefined();
    stage.store.failOver();
    expect(stage.store.held?.record.claim).toMatchObject({ holder: 'A' });

    const { token, tookMs } = await stage.ask('A');

    expect(token?.generation).toBe(2);
    expect(tookMs).toBeGreaterThan(59 * second);
    expect(tookMs).toBeLessThan(67 * second);
    expect(lossesOf(stage)).toEqual([]);
  },

  async 'the clock of the store leaps ahead during a request'(stage) {
    stage.at('request processed', 'A', ({ freeze }) => {
      freeze(10 * second, 'stopped'); // an answer that takes longer than the watch
      stage.store.leapClock(60 * second);
    });
    const first = stage.ask('A');
    await stage.sleep(500);

    const { error, tookMs } = await stage.ask('B');
    await first;

    expect(error).toMatchObject({ code: 'reauthorization_required' });
    expect(tookMs).toBeGreaterThan(5 * second);
    expect(tookMs).toBeLessThan(8 * second);
    expect(lossesOf(stage)).toEqual(['R5']);
  },

  async 'the clock of a holder jumps'(stage) {
    const jumps = [
      (process: ReturnType<ScriptedStage['holder']>['process']) => process.setWallClock(3_600 * second),
      (process: ReturnType<ScriptedStage['holder']>['process']) => process.setWallClock(-3_600 * second),
      (process: ReturnType<ScriptedStage['holder']>['process']) => process.leap(60 * second),
    ];
    for (const [index, jump] of jumps.entries()) {
      stage.at('set done', 'A', jump);
      expect((await stage.ask('A')).token?.generation).toBe(index + 2);
      await stage.untilDue();
    }
    expect(stage.rules.presentations).toHaveLength(3);
    expect(lossesOf(stage)).toEqual([]);
  },

  async 'a request that was given up arrives later'(stage) {
    stage.nextRequests('A', 'arrives late');

    await stage.ask('A');
    await stage.sleep(60 * second);

    expect(await endFor(stage, 'A')).toMatch(/spent_elsewhere|answer_lost/);
    expect(lossesOf(stage)).toEqual(['R6']);
  },

  async 'a person consents anew during a renewal'(stage) {
    const code = stage.world.authority.consent();
    stage.at('request processed', 'A', ({ freeze }) => freeze(10 * second, 'stopped'));
    const first = stage.ask('A');
    await stage.sleep(500);
    const token = await stage.holder('B').source.exchange({ code, redirectUri: 'https://app.example/' });

    expect((await first).token?.accessToken).toBe(token.accessToken);
    expect(await endFor(stage, 'A')).toBe('accepted');
    expect(stage.store.held?.record.accessToken).toBe(token.accessToken);
  },

  async 'somebody clears during a renewal'(stage) {
    stage.at('request processed', 'A', ({ freeze }) => freeze(10 * second, 'stopped'));
    const first = stage.ask('A');
    await stage.sleep(500);
    await stage.holder('B').source.clear();

    expect((await first).error).toMatchObject({ reason: 'cleared' });
    expect(await endFor(stage, 'B')).toBe('cleared');
    expect(stage.store.held?.record).toMatchObject({ ended: { why: 'cleared' } });
    expect(stage.store.held?.record.refreshToken).toBeUndefined();
  },

  async 'an API refuses a token that was replaced'(stage) {
    await stage.ask('A');
    await stage.ask('B');
    const { source, process } = stage.holder('A');
    const old = await source.getToken();
    await stage.sleep(700 * second);
    stage.rules.demanded(process, 3_000 * second);
    await source.getToken({ minimumLifetime: 3_000 * second }); // longer than the old one still lives
    expect(stage.world.authority.accepts(old.accessToken)).toBe(false);
    const before = stage.rules.presentations.length;

    const answer = await stage.holder('B').source.fetch('https://api.example/things'); // B has the old one in memory

    expect(answer.status).toBe(200);
    expect(stage.rules.presentations).toHaveLength(before);
  },
};

describe('docs/rotation.md', () => {
  let playScript: typeof import('./simulation/scripted-stage.ts')['playScript'];
  beforeAll(async () => {
    playScript = await withBundle('scripted-stage.ts', undefined, async (url) => (await import(url.href)).playScript);
  });

  it.each(Object.entries(rows))('says what happens when %s', async (name, row) => {
    const script = async (stage: ScriptedStage): Promise<void> => {
      await stage.untilDue();
      await row(stage);
    };
    const { violation, trace } = await playScript(script, { confirms: name.startsWith('a failover') });

    expect(violation, trace.join('\n')).toBeUndefined();
  });

  it('has a row for each test, and a test for each row', async () => {
    const text = await readFile(new URL('../../../docs/rotation.md', import.meta.url), 'utf8');
    const section = text.split('## Where it can go wrong')[1]?.split('## ')[0] ?? '';
    const names = section
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) => line.split('|')[1]?.trim());

    expect(names.slice(2)).toEqual(Object.keys(rows));
  });
});
