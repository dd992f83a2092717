import { beforeAll, describe, expect, it } from 'vitest';
import { TokenRequestError, TokenTimeoutError } from '../src/errors.ts';
import type { ScriptedStage } from './simulation/scripted-stage.ts';
import { withBundle } from './simulation/simulation.ts';

const second = 1_000;
const redirectUri = 'https://app.example/';

describe('renewal by a claim in the record', () => {
  let playScript: typeof import('./simulation/scripted-stage.ts')['playScript'];
  beforeAll(async () => {
    playScript = await withBundle('scripted-stage.ts', undefined, async (url) => (await import(url.href)).playScript);
  });

  /** The token is due, and the rules of the simulation watch. */
  const play = async (...[script, changes]: Parameters<typeof playScript>): Promise<void> => {
    const { violation, trace } = await playScript(async (stage) => {
      await stage.untilDue();
      await script(stage);
    }, changes);
    expect(violation, trace.join('\n')).toBeUndefined();
  };
  const consentAt = (stage: ScriptedStage, name: string): Promise<{ accessToken: string }> =>
    stage.holder(name).source.exchange({ code: stage.world.authority.consent(), redirectUri });
  const presentedBy = (stage: ScriptedStage): readonly string[] =>
    stage.rules.presentations.map(({ process: { name }, grantType }) => `${name} ${grantType}`);

  it('makes one request for twenty callers in two processes', () =>
    play(async (stage) => {
      const asked = Array.from({ length: 20 }, (_, index) => stage.ask(index % 2 ? 'A' : 'B'));
      const generations = new Set((await Promise.all(asked)).map(({ token }) => token?.generation));

      expect(generations).toEqual(new Set([2]));
      expect(stage.rules.presentations).toHaveLength(1);
    }));

  it('goes on for the others when the caller who began it leaves', () =>
    play(async (stage) => {
      const leaving = new AbortController();
      const reason = new Error('the caller left');
      const first = stage.ask('A', { signal: leaving.signal });
      const second = stage.ask('A');
      stage.at('request left', 'A', () => leaving.abort(reason));

      expect((await first).error).toBe(reason);
      expect((await second).token?.generation).toBe(2);
      expect(stage.rules.presentations).toHaveLength(1);
    }));

  it('does not write the pair of a consent again once a newer consent has replaced what a failover left', () =>
    play(
      async (stage) => {
        stage.at('request processed', 'A', stage.store.cutOff);
        const first = await consentAt(stage, 'A');
        stage.holder('A').process.freeze(5 * second, 'stopped');
        stage.store.failOver();
        const newer = await consentAt(stage, 'B');
        await stage.sleep(10 * second);

        expect(newer.accessToken).not.toBe(first.accessToken);
        expect(stage.store.held?.record.accessToken).toBe(newer.accessToken);
      },
      { confirms: true },
    ));

  it('gives up waiting for another process after a definite time, and says so', () =>
    play(async (stage) => {
      const { claim: _, ...record } = stage.store.held?.record ?? { generation: 1, seeds: [], history: [] };
      const claimed = { ...record, claim: { lease: 600 * second, holder: 'an older deployment' } };
      stage.store.put({ format: 1, revision: 'claimed', value: JSON.stringify(claimed) });

      const { error, tookMs } = await stage.ask('A');

      expect(error).toSatisfy(TokenTimeoutError.is);
      expect(error).toMatchObject({
        message: expect.stringContaining('an older deployment'),
        retryAfterMs: 60 * second,
      });
      expect(tookMs).toBeGreaterThan(129 * second);
      expect(tookMs).toBeLessThan(133 * second);
      expect(stage.rules.presentations).toHaveLength(0);
    }));

  it('begins its watch anew after a freeze: a holder that froze too gets the time to store its pair', () =>
    play(async (stage) => {
      stage.at('request processed', 'A', ({ freeze }) => freeze(62 * second, 'stopped'));
      const first = stage.ask('A');
      await stage.sleep(500);
      const asked = stage.ask('B');
      await stage.sleep(10 * second);
      stage.holder('B').process.freeze(51 * second, 'stopped'); // thaws a second before A

      expect((await asked).token?.generation).toBe(2);
      expect((await first).token?.generation).toBe(2);
      expect(stage.rules.presentations).toHaveLength(1);
    }));

  it('takes nothing over while the store says that the lease lasts, even after its own watch', () =>
    play(async (stage) => {
      stage.at('request called', 'A', stage.holders.crash);
      void stage.ask('A');
      await stage.sleep(500);
      stage.store.moveClock(-40 * second);

      const { token, tookMs } = await stage.ask('B');

      expect(token?.generation).toBe(2);
      expect(tookMs).toBeGreaterThan(98 * second);
    }));

  it('goes on with a refresh token from outside whose first holder died before it was sent', () =>
    play(
      async (stage) => {
        stage.at('request called', 'A', stage.holders.crash);
        void stage.ask('A');
        await stage.sleep(500);

        expect((await stage.ask('B')).token?.generation).toBe(1);
      },
      { start: 'seed' },
    ));

  it('counts the lease anew when the holder renews its claim, even if the store tells no age', () =>
    play(
      async (stage) => {
        stage.nextRequests('A', 'request lost', 'request lost'); // after 30 s, it claims again
        const first = stage.ask('A');
        await stage.sleep(second);
        const { token, tookMs } = await stage.ask('B');

        expect(token?.generation).toBe(2);
        expect(tookMs).toBeGreaterThan(90 * second);
        expect((await first).error).toSatisfy(TokenRequestError.is);
      },
      { tellsAge: false },
    ));

  it('claims again if the wall clock was set back, because nothing tells then how long it slept', () =>
    play(async (stage) => {
      stage.at('set done', 'A', ({ freeze, setWallClock }) => {
        setWallClock(-3_600 * second);
        freeze(70 * second, 'asleep');
      });
      const first = stage.ask('A');
      await stage.sleep(500);
      expect((await stage.ask('B')).token?.generation).toBe(2);

      expect((await first).token?.generation).toBe(2);
      expect(presentedBy(stage)).toEqual(['B refresh_token']);
    }));

  it('tries a refused token once more after an hour, and no third time', () =>
    play(async (stage) => {
      stage.nextRequests('A', 'answer lost');
      const hour = 3_600 * second;
      for (const presentations of [2, 2, 3, 3]) {
        expect((await stage.ask('A')).error).toMatchObject({ code: 'reauthorization_required' });
        expect((await stage.ask('B')).error).toMatchObject({ code: 'reauthorization_required' });
        expect(stage.rules.presentations).toHaveLength(presentations);
        await stage.sleep(presentations === 2 ? 0.6 * hour : hour);
      }
    }));

  it('stores a late pair over a record that was ended too early', () =>
    play(
      async (stage) => {
        stage.at('request processed', 'A', ({ freeze }) => freeze(70 * second, 'stopped'));
        const first = stage.ask('A');
        await stage.sleep(500);
        expect((await stage.ask('B')).error).toMatchObject({ code: 'reauthorization_required' });

        expect((await first).token?.generation).toBe(2);
        expect((await stage.ask('B')).token?.generation).toBe(2);
      },
      { rotation: 'single-use' }, // then a second use does not end the family
    ));

  describe('beside a consent', () => {
    it('leaves the claim of another process alone when the consent fails', () =>
      play(async (stage) => {
        stage.at('request processed', 'A', ({ freeze }) => freeze(20 * second, 'stopped'));
        const first = stage.ask('A');
        await stage.sleep(500);
        stage.nextRequests('B', 'client refused');
        await expect(consentAt(stage, 'B')).rejects.toSatisfy(TokenRequestError.is);

        expect((await stage.ask('B')).token?.generation).toBe(2);
        expect((await first).token?.generation).toBe(2);
        expect(presentedBy(stage)).toEqual(['A refresh_token', 'B authorization_code']);
      }));

    it('waits for the first code, which another process exchanges, when the consent fails', () =>
      play(
        async (stage) => {
          stage.at('request processed', 'A', ({ freeze }) => freeze(20 * second, 'stopped'));
          const first = stage.ask('A');
          await stage.sleep(500);
          stage.nextRequests('B', 'client refused');
          await expect(consentAt(stage, 'B')).rejects.toSatisfy(TokenRequestError.is);

          expect((await stage.ask('B')).token?.generation).toBe(1);
          expect((await first).token?.generation).toBe(1);
        },
        { start: 'code' },
      ));

    it('goes on at once under the claim of a consent that never left and could not be given back', () =>
      play(async (stage) => {
        stage.nextRequests('A', 'no connection', 'no connection', 'no connection');
        stage.nextStoreCalls('A', 'set', undefined, undefined, undefined, 'throws');
        await expect(consentAt(stage, 'A')).rejects.toSatisfy(TokenRequestError.is);
        expect(stage.store.held?.record.claim).toBeDefined();

        const { token, tookMs } = await stage.ask('A');

        expect(token?.generation).toBe(2);
        expect(tookMs).toBeLessThan(second);
      }));

    it('does not write the pair of a consent over the pair that it was renewed to', () =>
      play(async (stage) => {
        stage.nextStoreCalls('A', 'set', undefined, 'done, then hangs');
        const consenting = consentAt(stage, 'A');
        await stage.sleep(second);
        const token = await stage.holder('B').source.getToken();
        stage.rules.refused(stage.holder('B').process, token.accessToken);
        stage.holder('B').source.invalidate(token);
        const renewed = await stage.holder('B').source.getToken();

        expect((await consenting).accessToken).toBe(renewed.accessToken);
        expect(stage.store.held?.record.accessToken).toBe(renewed.accessToken);
      }));

    it('keeps the later one of two consents with the next number, and remembers both codes', () =>
      play(async (stage) => {
        const [one, two] = await Promise.all([consentAt(stage, 'A'), consentAt(stage, 'B')]);

        const { accessToken, generation, seeds } = stage.store.held?.record ?? {};
        expect([one.accessToken, two.accessToken]).toContain(accessToken);
        expect(generation).toBe(3);
        expect(seeds).toHaveLength(2);
      }));

    it('exchanges a code that lost its claim before it was sent', () =>
      play(async (stage) => {
        stage.nextRequests('A', 'no connection');
        const slow = consentAt(stage, 'A');
        await stage.sleep(300);
        await consentAt(stage, 'B'); // takes the claim over, and stores

        expect((await slow).accessToken).toBe(stage.store.held?.record.accessToken);
        expect(presentedBy(stage)).toEqual(['A authorization_code', 'B authorization_code', 'A authorization_code']);
      }));

    it('does not pass the failure of a consent to other callers who wait', () =>
      play(async (stage) => {
        stage.nextRequests('A', 'client refused');
        const consenting = consentAt(stage, 'A');
        const asked = stage.ask('A');

        await expect(consenting).rejects.toSatisfy(TokenRequestError.is);
        expect((await asked).token?.generation).toBe(2);
      }));

    it('sends a code again that never left, after its claim was given back', () =>
      play(
        async (stage) => {
          stage.nextRequests('A', 'no connection', 'no connection', 'no connection');
          expect((await stage.ask('A')).error).toSatisfy(TokenRequestError.is);

          expect((await stage.ask('B')).token?.generation).toBe(1);
          expect(stage.rules.presentations).toHaveLength(4);
        },
        { start: 'code' },
      ));
  });

  it('goes on at once under its own claim after a failure to write it anew', () =>
    play(async (stage) => {
      stage.nextRequests('A', 'no connection');
      stage.nextStoreCalls('A', 'set', undefined, 'throws');
      expect((await stage.ask('A')).error).toMatchObject({ code: 'token_store_failed' });

      const { token, tookMs } = await stage.ask('A');

      expect(token?.generation).toBe(2);
      expect(tookMs).toBeLessThan(second);
    }));

  it('goes on at once under its own claim after that was written anew late', () =>
    play(async (stage) => {
      stage.nextRequests('A', 'no connection');
      stage.nextStoreCalls('A', 'set', undefined, 'done late');
      expect((await stage.ask('A')).error).toMatchObject({ code: 'token_store_failed' });
      await stage.sleep(10 * second);

      const { token, tookMs } = await stage.ask('A');

      expect(token?.generation).toBe(2);
      expect(tookMs).toBeLessThan(second);
    }));

  it('renews at most three times in 30 seconds for refused tokens, and then only reads the store', () =>
    play(async (stage) => {
      const { source, process } = stage.holder('A');
      for (let round = 0; round < 10; round++) {
        const token = await source.getToken();
        stage.rules.refused(process, token.accessToken);
        source.invalidate(token);
      }
      expect(stage.rules.presentations).toHaveLength(4); // it was due, and then refused

      await stage.sleep(31 * second);
      await source.getToken();
      expect(stage.rules.presentations).toHaveLength(5);
    }));
});
