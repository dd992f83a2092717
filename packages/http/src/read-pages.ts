// Loaded by the first list.
import { refuseOption, traced } from '@acme/oauth-core';
import { eitherSignal } from './either-signal.ts';
import { isOurs } from './error-brand.ts';
import type { FetchedPage, Page, PageSource } from './pages.ts';

/** Pages are held in memory, and asked of a service that has limits. */
const mostAhead = 100;

/** Page after page, some fetched ahead, until there are `most` items. */
export async function* readPages<Item, Cursor>(
  source: PageSource<Item, Cursor>,
  most: number,
): AsyncGenerator<Page<Item>, void, undefined> {
  let left = Math.min(most, source.limit ?? Infinity);
  if (!(left >= 0) || left % 1 > 0) refuseOption('limit', 'must be a whole number, or Infinity for all items');
  const { prefetch = 1 } = source;
  if (!(Number.isInteger(prefetch) && prefetch >= 0 && prefetch <= mostAhead)) {
    refuseOption('prefetch', `must be a whole number from 0 to ${mostAhead}`);
  }
  if (left === 0) return;
  const stopped = new AbortController(); // what is fetched ahead is of no use to a loop that ended
  const signal = eitherSignal(source.signal, stopped.signal);
  type Ahead = Promise<FetchedPage<Item, Cursor> | undefined>;

  const ahead: Ahead[] = []; // the page that is read, and those behind it

  async function after(before: Ahead | undefined): Ahead {
    const cursor = (await before)?.next;
    if (before && cursor === undefined) return undefined; // that was the last one
    const { page, next } = await source.fetchPage(cursor, signal);
    const items = page.items.slice(0, left);
    left -= items.length;
    return { page: { ...page, items }, next: left > 0 ? next : undefined };
  }
  function fetchAhead(pages: number): void {
    while (ahead.length <= pages) {
      const page = after(ahead.at(-1));
      page.catch(() => {}); // thrown when its turn comes; nobody may be waiting by then
      ahead.push(page);
    }
  }

  fetchAhead(0);
  try {
    for (;;) {
      const fetched = await ahead[0];
      source.signal?.throwIfAborted();
      if (fetched === undefined) return;
      fetchAhead(prefetch);
      yield fetched.page;
      fetchAhead(1);
      ahead.shift();
    }
  } catch (error) {
    throw traced(error, isOurs); // where a page was fetched ahead, the stack led to no caller
  } finally {
    stopped.abort();
  }
}
