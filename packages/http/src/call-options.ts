/** What fetch takes besides what a call says itself: `cache`, `redirect`, Next.js' `next`, undici's `dispatcher`. */
export interface FetchOptions extends Omit<RequestInit, 'method' | 'headers' | 'body' | 'signal'> {
  /** Said by the call itself, as are the next three: here they would be lost. */
  readonly method?: never;
  readonly headers?: never;
  readonly body?: never;
  readonly signal?: never;
  readonly [extension: string]: unknown;
}

/** What every call takes besides its inputs. */
export interface CallOptions<Schema = undefined> {
  /** Ends the call, which then rejects with the signal's own reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for one attempt, reading the answer included; `false`: no limit. Default: 30,000. */
  readonly timeout?: number | false | undefined;
  /** Milliseconds for the whole call, its repeats included; `false`: no limit. Default: 90,000. */
  readonly totalTimeout?: number | false | undefined;
  /** How often a request that may be repeated is repeated at most; 0: never. Of a client: token requests too. Default: 2. */
  readonly retry?: number | undefined;
  /** Added to the client's own; the same name replaces. */
  readonly headers?: RequestInit['headers'] | undefined; // `HeadersInit` is known by the library `dom` alone
  /** Checks the answer, and gives the result its type: zod, or any other Standard Schema. */
  readonly schema?: Schema | undefined;
  /** Reaches fetch untouched. */
  readonly fetchOptions?: FetchOptions | undefined;
}
