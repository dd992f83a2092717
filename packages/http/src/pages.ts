/** A link of an answer, as HAL and JSON:API have them. */
export interface Link {
  readonly href: string;
  /** The href is a URI template (RFC 6570): not to be fetched as it is. */
  readonly templated?: boolean;
}

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** How many items the service counts in the whole list, where it says so. */
  readonly total?: number | undefined;
  /** How many items of this page the caller may not see, where the service says so. */
  readonly omitted?: number | undefined;
  readonly links: Readonly<Record<string, Link>>;
  /** The answer as it came. */
  readonly document: unknown;
}

/** Options of a list. */
export interface ListOptions {
  /** Items in all. Default: every one. */
  readonly limit?: number | undefined;
  /** Items of one page. Default: the service's. */
  readonly pageSize?: number | undefined;
  /** Pages fetched ahead while one is read, at most 100; 0: none. Default: 1. */
  readonly prefetch?: number | undefined;
}

/** A list: `for await` gives its items. Each loop asks anew; an error on any page is thrown, never an end. */
export interface Items<Item> extends AsyncIterable<Item> {
  /** The same page by page, with what the service says of the list. */
  pages(): AsyncIterable<Page<Item>>;
  /** The first item, from one request; `undefined` where the list is empty. */
  first(): Promise<Item | undefined>;
  /**
   * The items in memory, all at once.
   *
   * @param options `limit`: items at most; `Infinity` for all of them.
   */
  toArray(options: { readonly limit: number }): Promise<Item[]>;
}

/** A page, and where the next one is; left out on the last. */
export interface FetchedPage<Item, Cursor> {
  readonly page: Page<Item>;
  readonly next?: Cursor | undefined;
}

/** What a list needs to be read. */
export interface PageSource<Item, Cursor> {
  /** @param cursor `undefined`: the first page. */
  fetchPage(cursor: Cursor | undefined, signal: AbortSignal): Promise<FetchedPage<Item, Cursor>>;
  readonly limit?: number | undefined;
  readonly prefetch?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Nothing is loaded before the list is read. */
export function createItems<Item, Cursor>(source: PageSource<Item, Cursor>): Items<Item> {
  return itemsOf(async function* pages(limit) {
    yield* (await import('./read-pages.ts')).readPages(source, limit);
  }, source.signal);
}

/** @param pages The pages with so many items at most, asked for anew. */
export function itemsOf<Item>(
  pages: (limit: number) => AsyncGenerator<Page<Item>, void, undefined>,
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
    pages: () => ({ [Symbol.asyncIterator]: () => pages(Infinity) }),
    first: async () => (await Array.fromAsync(items(1)))[0],
    toArray: async (options) => Array.fromAsync(items(Number(options?.limit))), // left out by a caller without types: refused
  };
}
