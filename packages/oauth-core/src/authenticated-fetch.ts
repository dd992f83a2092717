import { refuseOption } from './errors.ts';
import { excerptOf } from './excerpt.ts';
import { type Fetch, type FetchLike, fetchOf } from './fetch.ts';
import type { Profile } from './profile.ts';
import { secureUrl } from './secure-url.ts';
import { parseToken } from './token-prefix.ts';
import type { TokenSource } from './token-source.ts';
import { untilAborted } from './until-aborted.ts';

export interface AuthenticatedFetchOptions {
  readonly profile: Profile;
  /** Where the token may be sent; the account of a DAM token replaces `{account}`. */
  readonly origins?: readonly (string | URL)[] | undefined;
  readonly fetch?: FetchLike | undefined;
}

/** Redirects that are followed, as in the Fetch standard. */
const redirectLimit = 20;

/**
 * A fetch that carries the token to `origins` only. Requests elsewhere, and redirects to another origin, go without it.
 * A request whose token was refused is sent again once, with the current token.
 */
export function createAuthenticatedFetch(
  { fetch: given, origins, profile }: AuthenticatedFetchOptions,
  getToken: TokenSource['getToken'],
  invalidate: TokenSource['invalidate'],
  onReplay?: (status: number) => void,
): Fetch {
  const fetch = fetchOf(given);
  const roots = (origins ?? []).map((origin) => `${secureUrl(origin, 'origins').origin}/`);
  const fixedRoots = roots.filter((root) => !root.includes('{account}'));

  return async (input, init = {}) => {
    if (!origins) refuseOption('origins', "is missing: name the API's base URL; the token is sent nowhere else");
    // If it is a text or a URL, it has none of these fields.
    const request: Partial<Request> = typeof input === 'string' ? {} : (input as Request);
    const url = request.url ?? String(input);
    // `null` turns off the request's own.
    const signal = (init.signal === undefined ? request.signal : init.signal) ?? undefined;
    // The URL is parsed only if it must be: that takes longer than everything else here.
    const isUnder = (some: readonly string[]): boolean =>
      some.some((root) => url.startsWith(root)) || some.includes(`${new URL(url).origin}/`);
    const needsAccount = !isUnder(fixedRoots);
    if (needsAccount && fixedRoots.length === roots.length) return fetch(input, init);
    const token = await getToken({ signal });
    if (needsAccount) {
      const { account } = parseToken(token.accessToken) ?? {};
      if (!account || !isUnder(roots.map((root) => root.replace('{account}', account.toLowerCase())))) {
        return fetch(input, init);
      }
    }

    const isStream = Symbol.asyncIterator in Object(init.body);
    const isRequestBody = init.body == null && request.body != null;
    const spare = isRequestBody ? (input as Request).clone() : input; // nothing else has a body

    let isCarried = true; // whether the request that was answered carried the token
    // Redirects are followed here, because not every platform removes the header if one leads to another origin.
    const send = async (first: typeof input, accessToken: string): Promise<Response> => {
      const follows = (init.redirect ?? request.redirect ?? 'follow') === 'follow';
      const method = (init.method ?? request.method ?? 'GET').toUpperCase();
      let next: RequestInit = {
        ...init,
        headers: headersWith(`Bearer ${accessToken}`, init.headers ?? request.headers),
        method,
        ...(signal && { signal }),
        ...(follows && { redirect: 'manual' }),
      };
      let answer = await fetch(first, next);
      let currentUrl = url;
      for (let hops = 0; follows && hops < redirectLimit; hops++) {
        const { status } = answer;
        if (![301, 302, 303, 307, 308].includes(status)) break;
        const location = answer.headers.get('location');
        if (!location || !URL.canParse(location, currentUrl)) break;
        const target = new URL(location, currentUrl);
        if (!/^https?:$/.test(target.protocol)) break;
        const headers = new Headers(next.headers);
        // As in the Fetch standard.
        if (status < 303 ? next.method === 'POST' : status === 303 && next.method !== 'HEAD') {
          next = { ...next, method: 'GET', body: null };
          for (const name of [...headers.keys()]) if (name.startsWith('content-')) headers.delete(name);
        } else if ((isStream || isRequestBody) && next.method !== 'GET') {
          break; // the body is used up: the caller gets the redirect
        }
        if (target.origin !== new URL(currentUrl).origin) {
          isCarried = false;
          for (const name of ['authorization', 'cookie', 'proxy-authorization']) headers.delete(name);
        }
        currentUrl = target.href;
        next = { ...next, headers };
        discard(answer);
        answer = await fetch(currentUrl, next);
      }
      return answer;
    };

    const answer = await send(input, token.accessToken);
    const mayBeRefused = isCarried && (answer.status === 401 || answer.status === 403);
    if (!mayBeRefused || !(await untilAborted(isRefused(answer, profile), signal))) return answer;

    invalidate(token); // if it was renewed meanwhile, this changes nothing
    if (isStream) return answer;
    const { accessToken } = await getToken({ signal }).catch((error: unknown) => {
      discard(answer);
      throw error;
    });
    if (accessToken === token.accessToken) return answer;
    discard(answer);
    const second = await send(spare, accessToken);
    onReplay?.(second.status);
    return second;
  };
}

/** A plain object if there are no other headers: making `Headers` takes longer than everything else here. */
function headersWith(authorization: string, others: RequestInit['headers']): HeadersInit {
  if (!others) return { authorization };
  const headers = new Headers(others);
  headers.set('authorization', authorization);
  return headers;
}

/** Whether a 401 or a 403 means that the token was refused. */
async function isRefused(answer: Response, { isTokenRefused }: Profile): Promise<boolean> {
  if (!isTokenRefused) return answer.status === 401;
  const copy = excerptOf(answer.clone(), 64 * 1024); // the caller can still read the answer itself
  try {
    return await isTokenRefused(copy);
  } finally {
    discard(copy);
  }
}

/** Frees the connection of a body that nobody reads. Not awaited: cancelling one of two copies waits for the other. */
function discard({ body }: Response): void {
  body?.cancel?.().catch(() => {});
}
