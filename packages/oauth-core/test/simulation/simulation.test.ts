import { describe, expect, it } from 'vitest';
import { replay, simulate } from './simulation.ts';

const minutes = 60_000;
const { CI } = process.env;
/** In CI what the project promises; elsewhere a fifth of it. */
const schedules = CI ? 100_000 : 20_000;

describe('renewal, simulated,', () => {
  it(
    `keeps P1 to P10 in ${schedules} schedules of faults, freezes, crashes and wrong clocks`,
    async () => {
      const { violations, counts, schedules: done } = await simulate({ seed: 1, schedules });

      const [first] = violations;
      const trace = first === undefined ? [] : (await replay(first.seed)).trace;
      expect(
        violations,
        `replay with: pnpm --filter @acme/oauth-core simulate --trace --seed ${first?.seed}\n${trace.join('\n')}`,
      ).toEqual([]);
      expect(done).toBe(schedules);
      // It has reached what can go wrong: a simulation that never gets there proves nothing.
      for (const reached of [
        'lost by R1',
        'lost by R2',
        'lost by R4',
        'lost by R5',
        'lost by R6',
        'taken_over',
        'waited',
        'adopted',
        'replayed',
        'short freeze',
        'long freeze',
        'crash',
        'failover: claims lost',
        'failover: pair lost, and to come back',
        'store_failed',
        'connect: stored',
        'connect: kept',
        'error: token_request_failed',
        'error: token_store_failed',
        'error: token_timeout',
        'reauthorization: answer_lost',
        'reauthorization: cleared',
        'reauthorization: never_authorized',
        'reauthorization: revoked',
        'reauthorization: spent_elsewhere',
        'reauthorization: store_lost_it',
      ]) {
        expect(counts[reached] ?? 0, reached).toBeGreaterThan(schedules / 20_000);
      }
    },
    30 * minutes,
  );

  it('has the same schedule for the same seed, and another one for another seed', async () => {
    const [once, again, other] = [await replay(7), await replay(7), await replay(8)];

    expect(once.trace.length).toBeGreaterThan(10);
    expect(again.trace).toEqual(once.trace);
    expect(other.trace).not.toEqual(once.trace);
  });
});
