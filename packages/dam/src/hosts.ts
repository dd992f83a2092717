import {
  type CallDefaults,
  createHttpClient,
  type HttpClient,
  type HttpClientOptions,
  type RequestOptions,
} from '@acme/http';
import type { Clock, TokenSource } from '@acme/oauth-core';
import { toDamError } from './dam-error.ts';
import type { RateLimit } from './rate-limit.ts';

/** Loads what plain calls do not need. */
export const beyondCalls = (): Promise<typeof import('./beyond-calls.ts')> => import('./beyond-calls.ts');

export interface HostOptions extends CallDefaults {
  readonly baseUrl: URL;
  /** The account in the token replaces `{account}`. */
  readonly v1BaseUrl: string;
  readonly clock: Clock;
  readonly userAgent?: string | undefined;
  readonly rateLimit: RateLimit | undefined;
}

/** The service has two hosts: paths under `/api/rest` are v1's, at the account's own host; all others are v2's. */
export function createHosts(tokens: TokenSource, options: HostOptions): HttpClient {
  const { baseUrl, v1BaseUrl, userAgent = 'acme-dam', rateLimit } = options;
  const shared: HttpClientOptions = {
    ...options,
    tokens,
    headers: { accept: 'application/json', 'user-agent': userAgent },
    repeatsPutAndDelete: true,
    repeats,
    multiSegment: ['categoryPath'],
    resetHeader: 'x-ratelimit-reset',
    toError: toDamError,
    admit: rateLimit?.admitting(tokens),
    onAnswer: rateLimit?.hear,
  };
  const v2 = createHttpClient(shared);

  async function hostOf(pathOrLink: string | URL, { signal }: RequestOptions = {}): Promise<HttpClient> {
    // Anything that is neither a path nor a link goes to v2's client, which says what is wrong with it.
    const isV1 = URL.canParse(pathOrLink)
      ? new URL(pathOrLink).origin !== baseUrl.origin
      : String(pathOrLink).startsWith('/api/rest/');
    if (!isV1) return v2;
    const { resolveV1BaseUrl } = await beyondCalls();
    return createHttpClient({ ...shared, baseUrl: await resolveV1BaseUrl(tokens, v1BaseUrl, signal) });
  }

  return {
    request: async (method, path, call) => (await hostOf(path, call)).request(method, path, call),
    async call(method, path, call = {}) {
      const http = await hostOf(path, call);
      return http.call(method, path, method === 'PUT' ? (await beyondCalls()).withPatch(path, call) : call);
    },
  };
}

/**
 * Whether a request is safe to repeat; `undefined`: as its method says. Two GETs are not safe: a scroll moves on, and a
 * ping makes a webhook deliver. Some POSTs are safe.
 */
function repeats(method: string, path: string): boolean | undefined {
  if (method === 'GET' && /\/(search\/scroll|ping)(\?|$)/.test(path)) return false;
  return (method === 'POST' && repeatablePosts.some((beginning) => path.startsWith(beginning))) || undefined;
}

/** These change nothing, or nothing more the second time. */
const repeatablePosts = [
  '/v2/products/search',
  '/v2/analytics/',
  '/v2/uploads/chunks/start',
  '/v2/uploads/chunks/upload',
  '/api/rest/order/items/removals',
  '/api/rest/conversion/order/profile',
];
