// Loaded by the first list.
import { refuseOption, traced, untilAborted } from '@acme/oauth-core';
import { eitherSignal } from './either-signal.ts';
import { isOurs } from './error-brand.ts';
import type { FetchedPage, Page, PageSource } from './pages.ts';

/** How many pages may be fetched ahead: they are held in memory, and services limit requests. */
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
  const stopped = new AbortController(); // ends the requests for pages ahead when the loop ends
  const signal = eitherSignal(source.signal, stopped.signal);
  type Ahead = Promise<FetchedPage<Item, Cursor> | undefined>;

  const ahead: Ahead[] = []; // the page that is being read, and those after it

  async function fetchAfter(previous: Ahead | undefined): Ahead {
    const cursor = (await previous)?.next;
    if (previous && cursor === undefined) return undefined; // that was the last one
    const { page, next } = await source.fetchPage(cursor, signal);
    const items = page.items.slice(0, left);
    left -= items.length;
    return { page: { ...page, items }, next: left > 0 ? next : undefined };
  }
  function fetchAhead(pages: number): void {
    while (ahead.length <= pages) {
      const page = fetchAfter(ahead.at(-1));
      page.catch(() => {}); // the error is thrown when the page's turn comes, if the loop still runs
      ahead.push(page);
    }
  }

  fetchAhead(0);
  try {
    for (let page = ahead[0]; page; page = ahead[0]) {
      const fetched = await untilAborted(page, source.signal); // a schema may take its time, and knows no signal
      if (fetched === undefined) return;
      fetchAhead(prefetch);
      yield fetched.page;
      fetchAhead(1); // without `prefetch`, the next page is requested only now
      ahead.shift();
    }
  } catch (error) {
    throw traced(error, isOurs); // the stack of a page that was fetched ahead does not lead to the caller
  } finally {
    stopped.abort();
  }
}
