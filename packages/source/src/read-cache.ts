/** One read that may be answered from a cache. */
export interface CacheableRead {
  /** The URL and whose token is sent: answers that may differ have different keys. It contains no token. */
  readonly key: string;
  /** What the answer consists of: remove it from the cache when one of these changes. See `cacheTag`. */
  readonly tags: readonly string[];
  /** Reads from the site. The value is plain JSON. */
  fetch(): Promise<unknown>;
}

/**
 * Returns the answer that it has, or what `fetch` returns. It must not keep errors. Calls with their own headers bypass
 * it. A cache in memory must return a copy (`structuredClone`): entries contain the answer's own objects, so code that
 * changes an entry would change what the next caller gets.
 */
export type ReadCache = (read: CacheableRead) => Promise<unknown>;
