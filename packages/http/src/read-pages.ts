// Loaded by the first list.
import { refuseOption } from '@acme/oauth-core';
import { eitherSignal } from './either-signal.ts';
import type { FetchedPage, Items, Page, PageSource } from './pages.ts';

export const readItems = <Item, Cursor>(source: PageSource<Item, Cursor>): Items<Item> =>
  itemsOf((limit) => readPages(source, Math.min(limit, source.limit ?? Infinity)), source.signal);

/** @param pages The pages with so many items at most, asked for anew. */
export function itemsOf<Item>(
  pages: (limit: number) => AsyncIterable<Page<Item>>,
  signal: AbortSignal | undefined,
): Items<Item> {
  async function* items(limit: number): AsyncGenerator<Item, void, undefined> {
    for await (const page of pages(limit)) {
      for (const item of page.items) {
        yield item;
        signal?.throwIfAborted();
      }
    }
  }

  return {
    [Symbol.asyncIterator]: () => items(Infinity),
    pages: () => ({ [Symbol.asyncIterator]: () => pages(Infinity)[Symbol.asyncIterator]() }),
    async first() {
      for await (const item of items(1)) return item;
      return undefined;
    },
    async toArray(options) {
      const all: Item[] = [];
      for await (const item of items(Number(options?.limit))) all.push(item); // left out by a caller without types: refused
      return all;
    },
  };
}

/** Page after page, some fetched ahead, until there are `limit` items. */
async function* readPages<Item, Cursor>(
  source: PageSource<Item, Cursor>,
  limit: number,
): AsyncGenerator<Page<Item>, void, undefined> {
  if (!(limit >= 0)) refuseOption('limit', 'must be a number of items, Infinity for all of them');
  if (limit === 0) return;
  const { prefetch = 1 } = source;
  const stopped = new AbortController(); // what is fetched ahead is of no use to a loop that ended
  const signal = source.signal ? eitherSignal(source.signal, stopped.signal) : stopped.signal;
  type Ahead = (FetchedPage<Item, Cursor> & { readonly left: number }) | undefined;

  async function get(cursor: Cursor | undefined, left: number): Promise<Ahead> {
    const { page, next } = await source.fetchPage(cursor, signal);
    const items = page.items.length > left ? page.items.slice(0, left) : page.items;
    return { page: { ...page, items }, next, left: left - items.length };
  }
  async function after(before: Promise<Ahead>): Promise<Ahead> {
    const fetched = await before;
    return fetched?.next === undefined || fetched.left <= 0 ? undefined : get(fetched.next, fetched.left);
  }

  let newest = get(undefined, limit);
  const ahead = [newest]; // the oldest first
  try {
    for (;;) {
      const fetched = await ahead.shift();
      source.signal?.throwIfAborted();
      if (fetched === undefined) return;
      while (ahead.length < prefetch) {
        newest = after(newest);
        newest.catch(() => {}); // thrown when its turn comes; nobody may be waiting by then
        ahead.push(newest);
      }
      yield fetched.page;
      source.signal?.throwIfAborted();
      if (ahead.length === 0) {
        newest = after(newest);
        ahead.push(newest);
      }
    }
  } finally {
    stopped.abort();
  }
}
