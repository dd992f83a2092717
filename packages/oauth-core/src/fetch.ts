/** Any WHATWG fetch: the platform's, undici's, a sandbox's. */
export type Fetch = {
  // A method, so that a fetch which takes fewer kinds of input fits too.
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
}['fetch'];

/** The platform's own fetch under the one that Next.js puts in its place: a token answer must not be cached with a page. */
export function unpatched(fetch: Fetch & { readonly _nextOriginalFetch?: Fetch }): Fetch {
  return fetch._nextOriginalFetch ?? fetch;
}
