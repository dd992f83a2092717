/** A WHATWG fetch in the platform's types. */
export type Fetch = {
  // A method, so that a fetch which takes fewer kinds of input fits too.
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
}['fetch'];

/** Any WHATWG fetch, whatever its types: undici's differ from the platform's. */
export type FetchLike = {
  fetch(input: string, init?: object): Promise<Pick<Response, 'ok' | 'status' | 'text'>>;
}['fetch'];

/** The fetch that was passed, or the platform's at the moment of the call. @internal */
export function fetchOf(fetch: FetchLike | undefined): Fetch {
  return (input, init) => ((fetch ?? globalThis.fetch) as Fetch)(input, init); // a WHATWG fetch, as its type asks
}

/** The same without what Next.js has put over it: a token answer must not be cached with a page. */
export function unpatchedFetchOf(fetch: (FetchLike & { readonly _nextOriginalFetch?: FetchLike }) | undefined): Fetch {
  return (input, init) => {
    const outer: typeof fetch = fetch ?? globalThis.fetch;
    return fetchOf(outer._nextOriginalFetch ?? outer)(input, init);
  };
}
