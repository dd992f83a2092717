/** One read that may be answered from a cache. */
export interface CacheableRead {
  /** Differs wherever the answer may: by URL, and by whose token is sent. No token is in it. */
  readonly key: string;
  /** What the answer is made of: drop it when one of these changes. See `cacheTag`. */
  readonly tags: readonly string[];
  /** Asks the site. The value is plain JSON. */
  fetch(): Promise<unknown>;
}

/** Gives the answer that it has, or what `fetch` gives. Errors are not to be kept. Calls with headers of their own go past it. */
export type ReadCache = (read: CacheableRead) => Promise<unknown>;
