import type { AccessToken } from './access-token.ts';
import { ConfigurationError } from './errors.ts';
import type { Fetch } from './fetch.ts';
import type { Profile } from './profile.ts';
import { secureUrl } from './secure-url.ts';
import { parseToken } from './token-prefix.ts';

export interface AuthenticatedFetchOptions {
  /** Where the token may be sent; `{account}` is filled from a DAM token. */
  readonly origins: readonly (string | URL)[] | undefined;
  readonly getToken: (options: { readonly signal?: AbortSignal }) => Promise<AccessToken>;
  /** The token in memory. */
  readonly held: () => AccessToken | undefined;
  readonly invalidate: (token: AccessToken) => void;
  readonly isTokenRefused: Profile['isTokenRefused'];
  readonly fetch: Fetch;
  readonly onReplay: (status: number) => void;
}

/** Redirects that are followed, as in the Fetch standard. */
const redirectLimit = 20;

/**
 * A fetch that carries the token to `origins` only. Requests elsewhere, and redirects to another origin, go without it.
 * A request whose token was refused is sent again once, with the current token.
 */
export function createAuthenticatedFetch(options: AuthenticatedFetchOptions): Fetch {
  const { fetch, getToken, held, invalidate, isTokenRefused, onReplay } = options;
  const templates = options.origins?.map(String) ?? [];
  const origins = templates
    .filter((origin) => !origin.includes('{account}'))
    .map((origin) => secureUrl(origin, 'origins').origin);
  const accountOrigins = templates.filter((origin) => origin.includes('{account}'));

  const isAllowed = (url: string, token?: AccessToken): boolean => {
    if (origins.some((origin) => url.startsWith(`${origin}/`))) return true; // spares the parsing
    const { origin } = new URL(url);
    const account = token && accountOrigins.length > 0 ? parseToken(token.accessToken)?.account : undefined;
    return (
      origins.includes(origin) ||
      (account !== undefined &&
        accountOrigins.some((template) => new URL(template.replace('{account}', account)).origin === origin))
    );
  };

  return async (input, init = {}) => {
    if (options.origins === undefined) {
      throw new ConfigurationError(
        "origins is missing: say where this fetch may send the token, the API's base URL for instance.",
        'origins',
      );
    }
    const url = typeof input === 'string' ? input : input instanceof URL ? input.href : input.url;
    const request = typeof input === 'object' && !(input instanceof URL) ? input : undefined;
    const signal = init.signal ?? request?.signal;
    const knownOrigin = isAllowed(url);
    if (!knownOrigin && accountOrigins.length === 0) return fetch(input, init);
    const token = await getToken(signal ? { signal } : {});
    if (!knownOrigin && !isAllowed(url, token)) return fetch(input, init);

    const body = init.body ?? null;
    const isStream =
      body instanceof ReadableStream || (body !== null && typeof body === 'object' && Symbol.asyncIterator in body);
    const spare = request?.body && body === null ? request.clone() : undefined;
    const first = await send(fetch, url, input, init, token, isStream);
    if (!first.carriedToken || !(await isRefused(first.answer, isTokenRefused))) return first.answer;

    // Another token than this one is current: somebody renewed meanwhile, and this one needs no renewal.
    if (held()?.accessToken === token.accessToken) invalidate(token);
    if (isStream) return first.answer;
    const next = await getToken(signal ? { signal } : {});
    if (next.accessToken === token.accessToken) return first.answer;
    await first.answer.body?.cancel();
    const second = await send(fetch, url, spare ?? input, init, next, isStream);
    onReplay(second.answer.status);
    return second.answer;
  };
}

async function isRefused(answer: Response, isTokenRefused: Profile['isTokenRefused']): Promise<boolean> {
  if (answer.status !== 401 && answer.status !== 403) return false;
  return isTokenRefused ? isTokenRefused(await excerptOf(answer)) : answer.status === 401;
}

/** A copy with at most 64 KiB of the body; the answer itself stays unread. */
async function excerptOf(answer: Response): Promise<Response> {
  const limit = 64 * 1024;
  const reader = answer.clone().body?.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    const rest = new Uint8Array(part.value.subarray(0, limit - size));
    parts.push(rest);
    size += rest.length;
    if (size >= limit) {
      reader?.cancel().catch(() => {}); // ends when the answer itself is read or cancelled
      break;
    }
  }
  const { status, statusText, headers } = answer;
  return new Response(new Blob(parts), { status, statusText, headers });
}

/** Sends one request with the token and follows redirects: those to another origin go without it. */
async function send(
  fetch: Fetch,
  url: string,
  input: string | URL | Request,
  init: RequestInit,
  token: AccessToken,
  isStream: boolean,
): Promise<{ answer: Response; carriedToken: boolean }> {
  const request = typeof input === 'object' && !(input instanceof URL) ? input : undefined;
  const headers = new Headers(init.headers ?? request?.headers);
  headers.set('authorization', `Bearer ${token.accessToken}`);
  if ((init.redirect ?? request?.redirect ?? 'follow') !== 'follow') {
    return { answer: await fetch(input, { ...init, headers }), carriedToken: true };
  }

  // Not left to the platform: not every one takes the header away from a redirect to another origin.
  let answer = await fetch(input, { ...init, headers, redirect: 'manual' });
  let next: RequestInit = { ...init, headers, redirect: 'manual', method: init.method ?? request?.method ?? 'GET' };
  let carriedToken = true;
  for (let at = url, hops = 0; hops < redirectLimit; hops++) {
    const { status } = answer;
    const location = answer.headers.get('location');
    if (location === null || ![301, 302, 303, 307, 308].includes(status) || !URL.canParse(location, at)) break;
    const target = new URL(location, at);
    const turnsIntoGet =
      status === 303 ? !/^(GET|HEAD)$/i.test(next.method ?? '') : status < 303 && /^POST$/i.test(next.method ?? '');
    if (turnsIntoGet) {
      const { body: _, ...rest } = next;
      next = { ...rest, method: 'GET' };
      for (const name of ['content-type', 'content-length', 'content-encoding', 'content-language', 'content-location'])
        headers.delete(name);
    } else if (isStream || (request?.body && init.body == null)) {
      break; // the body is gone: the caller sees the redirect
    }
    if (target.origin !== new URL(at).origin) {
      for (const name of ['authorization', 'cookie', 'proxy-authorization']) headers.delete(name);
      carriedToken = false;
    }
    at = target.href;
    await answer.body?.cancel();
    answer = await fetch(at, next);
  }
  return { answer, carriedToken };
}
