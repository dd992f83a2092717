import { describe, expect, it } from 'vitest';
import { replay, simulate } from './simulation.ts';
import { weakenings } from './weakenings.ts';

const minutes = 60_000;
/** Schedules within which each one has to be noticed. */
const enough = 20_000;

describe('the simulation', () => {
  it.each(weakenings)(
    'notices: $name',
    async (weakening) => {
      const { violations } = await simulate({ seed: 1, schedules: enough, weakening, stopsAtViolation: true });

      const [first] = violations;
      expect(first, 'no property was broken').toBeDefined();
      // The same seed shows it again, with what led to it.
      const { violation, trace } = await replay(first?.seed ?? 0, weakening);
      expect(violation).toBe(first?.violation);
      expect(trace.join('\n')).toContain(`*** ${violation}`);
    },
    10 * minutes,
  );

  it('refuses a weakening whose text is not in the sources', async () => {
    const change = { file: 'renewal.ts', from: 'no such text', to: '' };
    await expect(simulate({ seed: 1, schedules: 1, weakening: { name: 'stale', changes: [change] } })).rejects.toThrow(
      'renewal.ts has 0 times: no such text',
    );
  });
});
