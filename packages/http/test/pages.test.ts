import { createItems, type Items, type PageSource } from '@acme/http';
import { ConfigurationError } from '@acme/oauth-core';
import { describe, expect, it } from 'vitest';
import { rejection } from './support/rejection.ts';

/** A list of `total` numbers in pages of ten, which writes down what is fetched, and when. */
function numbers(
  total: number,
  options: Partial<PageSource<number, number>> = {},
): { items: Items<number>; fetched: number[] } {
  const fetched: number[] = [];
  const items = createItems<number, number>({
    async fetchPage(start = 0, signal) {
      signal.throwIfAborted();
      fetched.push(start);
      await new Promise((resolve) => setTimeout(resolve, 1));
      const page = Array.from({ length: Math.min(10, total - start) }, (_, index) => start + index);
      const next = start + 10 < total ? start + 10 : undefined;
      return { page: { items: page, total, links: {}, document: {} }, next };
    },
    ...options,
  });
  return { items, fetched };
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));

describe('a list', () => {
  it('gives every item in order, and asks again in each loop', async () => {
    const { items, fetched } = numbers(25);
    const all: number[] = [];
    for await (const item of items) all.push(item);
    expect(all).toEqual(Array.from({ length: 25 }, (_, index) => index));
    expect(await items.toArray({ limit: Infinity })).toEqual(all);
    expect(fetched).toEqual([0, 10, 20, 0, 10, 20]);
  });

  it('gives pages with their total, again in each loop', async () => {
    const pages = numbers(25).items.pages();
    for (let loop = 0; loop < 2; loop++) {
      const seen = [];
      for await (const page of pages) seen.push([page.items.length, page.total]);
      expect(seen).toEqual([
        [10, 25],
        [10, 25],
        [5, 25],
      ]);
    }
  });

  it('fetches one page ahead while one is read, and no more', async () => {
    const { items, fetched } = numbers(100);
    const seen: number[][] = [];
    for await (const page of items.pages()) {
      await pause();
      seen.push([...fetched]);
      if (page.items[0] === 20) break;
    }
    expect(seen).toEqual([
      [0, 10],
      [0, 10, 20],
      [0, 10, 20, 30],
    ]);
    await pause();
    expect(fetched).toHaveLength(4);
  });

  it('fetches as many pages ahead as it is told', async () => {
    for (const [prefetch, expected] of [
      [0, [0]],
      [3, [0, 10, 20, 30]],
    ] as const) {
      const { items, fetched } = numbers(100, { prefetch });
      for await (const _ of items.pages()) {
        await expect.poll(() => fetched.length).toBe(expected.length);
        await pause(); // and no more
        break;
      }
      expect(fetched).toEqual(expected);
    }
  });

  it('fetches a page only when it is asked for, if it is told to fetch none ahead', async () => {
    const { items, fetched } = numbers(25, { prefetch: 0 });
    const seen: number[][] = [];
    for await (const _ of items.pages()) {
      await pause();
      seen.push([...fetched]);
    }
    expect(seen).toEqual([[0], [0, 10], [0, 10, 20]]);
  });

  it('fetches no page that its limit does not need', async () => {
    const { items, fetched } = numbers(100);
    expect(await items.toArray({ limit: 10 })).toHaveLength(10);
    expect(fetched).toEqual([0]);
    expect(await items.toArray({ limit: 11 })).toHaveLength(11);
    expect(fetched).toEqual([0, 0, 10]);
    expect(await items.toArray({ limit: 0 })).toEqual([]);
    expect(fetched).toHaveLength(3);
    expect(await numbers(100, { limit: 12 }).items.toArray({ limit: Infinity })).toHaveLength(12);
  });

  it('refuses an impossible limit, and toArray without a limit', async () => {
    const { items, fetched } = numbers(100);
    const untyped = items as unknown as { toArray(options?: object): Promise<unknown> };
    for (const options of [undefined, {}, { limit: Number.NaN }, { limit: -1 }, { limit: 1.5 }]) {
      expect(await rejection(untyped.toArray(options))).toMatchObject({
        code: 'configuration_invalid',
        option: 'limit',
      });
    }
    expect(ConfigurationError.is(await rejection(numbers(100, { limit: -1 }).items.toArray({ limit: 5 })))).toBe(true);
    expect(fetched).toEqual([]);
  });

  it('fetches a hundred pages ahead at most', async () => {
    expect(await numbers(5, { prefetch: 100 }).items.first()).toBe(0);
  });

  it.each([-1, 0.5, Number.NaN, Infinity, 101])('refuses to fetch %d pages ahead', async (prefetch) => {
    const { items, fetched } = numbers(100, { prefetch });
    const error = await rejection(items.first());
    expect(ConfigurationError.is(error) && error.option).toBe('prefetch');
    expect(fetched).toEqual([]);
  });

  it('gives its first item from one request', async () => {
    const { items, fetched } = numbers(100);
    expect(await items.first()).toBe(0);
    expect(fetched).toEqual([0]);
    expect(await numbers(0).items.first()).toBeUndefined();
  });

  it('throws the error of a page after giving the items before it', async () => {
    const broken = new Error('page 2');
    const { items } = numbers(0, {
      async fetchPage(start = 0) {
        if (start === 1) throw broken;
        return { page: { items: [start], links: {}, document: {} }, next: start + 1 };
      },
    });
    const seen: number[] = [];
    const error = await rejection(
      (async () => {
        for await (const item of items) seen.push(item);
      })(),
    );
    expect(error).toBe(broken);
    expect(seen).toEqual([0]);
  });

  it('leaves no unhandled error of a page that nobody waits for', async () => {
    const { items } = numbers(0, {
      async fetchPage(start = 0) {
        if (start > 0) throw new Error('fetched ahead');
        return { page: { items: [start], links: {}, document: {} }, next: start + 1 };
      },
    });
    for await (const _ of items) break;
    await pause(); // an unhandled rejection would fail the run
    expect(await items.first()).toBe(0);
  });

  it('aborts the page that is fetched ahead when the loop is left', async () => {
    let aborted = false;
    const { items } = numbers(0, {
      async fetchPage(start = 0, signal) {
        if (start > 0) {
          await new Promise((_, reject) =>
            signal.addEventListener('abort', () => {
              aborted = true;
              reject(signal.reason);
            }),
          );
        }
        return { page: { items: [start], links: {}, document: {} }, next: start + 1 };
      },
    });
    for await (const _ of items) {
      await pause();
      break;
    }
    expect(aborted).toBe(true);
  });

  it('ends with the reason of its signal between two items of a page', async () => {
    const reason = { because: 'enough' };
    const controller = new AbortController();
    const { items, fetched } = numbers(100, { signal: controller.signal });
    const seen: number[] = [];
    const error = await rejection(
      (async () => {
        for await (const item of items) {
          seen.push(item);
          if (item === 4) controller.abort(reason);
        }
      })(),
    );
    expect(error).toBe(reason);
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    expect(fetched.length).toBeLessThanOrEqual(2);
  });

  it('ends with the reason of its signal while a page is awaited that ignores signals: its schema may take long', async () => {
    const controller = new AbortController();
    const { items } = numbers(100, { signal: controller.signal, fetchPage: () => new Promise(() => {}) });
    const loops = [items.first(), items.toArray({ limit: 5 }), items.pages()[Symbol.asyncIterator]().next()];
    const endings = loops.map(rejection);
    await pause();
    controller.abort('enough');
    expect(await Promise.all(endings)).toEqual(['enough', 'enough', 'enough']);
  });

  it.each([0, 1])('ends with the reason of its signal between two pages (prefetch: %d)', async (prefetch) => {
    const reason = { because: 'enough' };
    const controller = new AbortController();
    const { items } = numbers(100, { signal: controller.signal, prefetch });
    let seen = 0;
    const error = await rejection(
      (async () => {
        for await (const _ of items.pages()) {
          seen += 1;
          await pause();
          controller.abort(reason);
        }
      })(),
    );
    expect([error, seen]).toEqual([reason, 1]);
  });

  it('ends with the reason of its signal while a page is fetched', async () => {
    const reason = { because: 'enough' };
    const controller = new AbortController();
    const { items } = numbers(0, {
      signal: controller.signal,
      fetchPage: (_, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          controller.abort(reason);
        }),
    });
    expect(await rejection(items.first())).toBe(reason);
  });
});
