import { describe, expect, it } from 'vitest';
import { measurePaired, median } from '../src/paired.ts';

describe('a paired measurement', () => {
  it('gives every contender the same number of calls, and the first one a ratio of 1', async () => {
    const calls = { base: 0, other: 0 };
    const contenders = (['base', 'other'] as const).map((name) => ({
      name,
      call: async () => {
        calls[name] += 1;
      },
    }));
    const [base] = await measurePaired(contenders, { rounds: 3, calls: 10, atOnce: 2 });

    expect(calls).toEqual({ base: 50, other: 50 }); // 20 to warm up, 10 in each round
    expect(base).toMatchObject({ ratio: 1, more: 0 });
  });

  it('goes on without a contender that fails, and says why it failed', async () => {
    const good = { name: 'good', call: async () => {} };
    const bad = { name: 'bad', call: () => Promise.reject(new Error('answered 500')) };
    const [first, second] = await measurePaired([good, bad], { rounds: 2, calls: 2, atOnce: 1 });

    expect(first).not.toHaveProperty('failure');
    expect(second).toMatchObject({ failure: 'answered 500', ratio: Number.NaN });
  });

  it('makes several calls at the same time', async () => {
    let underWay = 0;
    let most = 0;
    const call = async (): Promise<void> => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise(setImmediate);
      underWay -= 1;
    };
    await measurePaired([{ name: 'base', call }], { rounds: 1, calls: 16, atOnce: 4 });

    expect(most).toBe(4);
  });
});

it('the median is the middle of an odd number of values, and the mean of the two middle ones of an even number', () => {
  expect(median([9, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 100])).toBe(3.5);
});
