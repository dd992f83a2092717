// Loaded by the first list.
import { refuseOption } from '@acme/oauth-core';
import { eitherSignal } from './either-signal.ts';
import type { FetchedPage, Page, PageSource } from './pages.ts';

/** Page after page, some fetched ahead, until there are `most` items. */
export async function* readPages<Item, Cursor>(
  source: PageSource<Item, Cursor>,
  most: number,
): AsyncGenerator<Page<Item>, void, undefined> {
  const limit = Math.min(most, source.limit ?? Infinity);
  if (!(limit >= 0)) refuseOption('limit', 'must be a number of items, Infinity for all of them');
  if (limit === 0) return;
  const { prefetch = 1 } = source;
  const stopped = new AbortController(); // what is fetched ahead is of no use to a loop that ended
  const signal = eitherSignal(source.signal, stopped.signal);
  type Ahead = (FetchedPage<Item, Cursor> & { readonly left: number }) | undefined;

  async function get(cursor: Cursor | undefined, left: number): Promise<Ahead> {
    const { page, next } = await source.fetchPage(cursor, signal);
    const items = page.items.slice(0, left);
    return { page: { ...page, items }, next, left: left - items.length };
  }
  async function after(before: Promise<Ahead>): Promise<Ahead> {
    const fetched = await before;
    return fetched?.next === undefined || fetched.left === 0 ? undefined : get(fetched.next, fetched.left);
  }
  function fetchAhead(pages: number): void {
    while (ahead.length < pages) {
      newest = after(newest);
      newest.catch(() => {}); // thrown when its turn comes; nobody may be waiting by then
      ahead.push(newest);
    }
  }

  let newest = get(undefined, limit);
  const ahead = [newest]; // the oldest first
  try {
    for (;;) {
      const fetched = await ahead.shift();
      source.signal?.throwIfAborted();
      if (fetched === undefined) return;
      fetchAhead(prefetch);
      yield fetched.page;
      source.signal?.throwIfAborted();
      fetchAhead(1);
    }
  } finally {
    stopped.abort();
  }
}
