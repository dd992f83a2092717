/** A link of an answer, as HAL and JSON:API have them. */
export interface Link {
  readonly href: string;
  /** The href is a URI template (RFC 6570): fill it before you fetch it. */
  readonly templated?: boolean;
}

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** How many items the whole list has, if the service says so. */
  readonly total?: number | undefined;
  /** How many items of this page the caller may not see, if the service says so. */
  readonly omitted?: number | undefined;
  readonly links: Readonly<Record<string, Link>>;
  /** The answer as it came. */
  readonly document: unknown;
}

/** How a list is read. */
export interface ListOptions {
  /** The most items to give. Default: all. */
  readonly limit?: number | undefined;
  /** Items per page. Default: the service's. */
  readonly pageSize?: number | undefined;
  /** How many pages to fetch ahead while one is read, at most 100. Default: 1. */
  readonly prefetch?: number | undefined;
}

/** A list: `for await` gives its items. Each loop requests it again. If a page fails, the loop throws; it never just ends. */
export interface Items<Item> extends AsyncIterable<Item> {
  /** The same page by page, with what the service says about the list. */
  pages(): AsyncIterable<Page<Item>>;
  /** The first item, from one request; `undefined` if the list is empty. */
  first(): Promise<Item | undefined>;
  /**
   * The items as an array.
   *
   * @param options `limit`: the most items to give; `Infinity` for all.
   */
  toArray(options: { readonly limit: number }): Promise<Item[]>;
}

/** A page, and where the next one is; the last page has no `next`. */
export interface FetchedPage<Item, Cursor> {
  readonly page: Page<Item>;
  readonly next?: Cursor | undefined;
}

/** Where the pages of a list come from. */
export interface PageSource<Item, Cursor> {
  /** @param cursor `undefined`: the first page. */
  fetchPage(cursor: Cursor | undefined, signal: AbortSignal): Promise<FetchedPage<Item, Cursor>>;
  readonly limit?: number | undefined;
  readonly prefetch?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A list that loads nothing before it is read. */
export function createItems<Item, Cursor>(source: PageSource<Item, Cursor>): Items<Item> {
  return itemsOf(async function* pages(limit) {
    yield* (await import('./read-pages.ts')).readPages(source, limit);
  }, source.signal);
}

/** @param pages Requests the pages, with at most `limit` items in all. */
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
    // A caller without types may leave `limit` out: NaN is refused.
    toArray: async (options) => Array.fromAsync(items(Number(options?.limit))),
  };
}
