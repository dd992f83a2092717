/**
 * Further options of fetch: `cache`, `redirect`, `next` of Next.js, `dispatcher` of any undici. (Node's types would allow
 * only that of Node's own undici, so `dispatcher` is not taken from them.)
 */
export interface FetchOptions extends Omit<RequestInit, 'method' | 'headers' | 'body' | 'signal' | 'dispatcher'> {
  /** These four are options of the call itself; here they would have no effect. */
  readonly method?: never;
  readonly headers?: never;
  readonly body?: never;
  readonly signal?: never;
  readonly [extension: string]: unknown;
}

/** Options of every call, besides its inputs. */
export interface CallOptions<Schema = undefined> {
  /** Ends the call, which then rejects with the signal's own reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for one attempt, which includes reading the answer; `false`: no limit. Default: 30,000. */
  readonly timeout?: number | false | undefined;
  /** Milliseconds for the whole call with all its attempts; `false`: no limit. Default: 90,000. */
  readonly totalTimeout?: number | false | undefined;
  /** How often a request is repeated at most, if it is safe to repeat; 0: never. On a client, for token requests too. Default: 2. */
  readonly retry?: number | undefined;
  /** Added to the client's own headers; one of the same name replaces the client's. */
  readonly headers?: RequestInit['headers'] | undefined; // only the library `dom` has `HeadersInit`
  /** Checks the answer, and gives the result its type: a schema of zod, or any other Standard Schema. */
  readonly schema?: Schema | undefined;
  /** Passed to fetch as they are. */
  readonly fetchOptions?: FetchOptions | undefined;
}
