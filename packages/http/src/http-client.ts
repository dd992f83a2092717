import { type Clock, ConfigurationError, type Fetch, systemClock } from '@acme/oauth-core';
import { isBinary } from './answer-body.ts';
import { readFailure } from './api-failure.ts';
import type { CallOptions } from './call-options.ts';
import { connectionError } from './connection-failure.ts';
import { ApiError, type ApiFailure, InvalidAnswerError, type RequestLine, RequestTimeoutError } from './errors.ts';
import { writeBody } from './request-body.ts';
import { fillPath, type PathParameters, type Query, resolveUrl, writeQuery } from './request-url.ts';
import { readRetryAfter } from './retry-after.ts';
import { delayBefore, mayRepeat } from './retry-policy.ts';
import { validate } from './standard-schema.ts';

/** Limits of a client's calls; each call may say otherwise. */
export type CallDefaults = Pick<CallOptions, 'timeout' | 'totalTimeout' | 'retry'>;

/** What differs between services. */
export interface HttpClientOptions extends CallDefaults {
  /** Paths are below it, links must have its origin. */
  readonly baseUrl: URL;
  /** `tokens.fetch`: it carries the token. */
  readonly fetch: Fetch;
  readonly headers?: Readonly<Record<string, string>>;
  /** PUT and DELETE are repeated like GET; a 404 to a repeated DELETE then counts as done. Default: `false`. */
  readonly repeatsPutAndDelete?: boolean;
  /** Whether this operation changes nothing, whatever its method: it is repeated like GET. */
  readonly onlyReads?: (method: string, path: string) => boolean;
  /** Whether this operation takes a form and no JSON. */
  readonly takesForm?: (method: string, path: string) => boolean;
  /** Path parameters whose slashes part segments. */
  readonly multiSegment?: readonly string[];
  /** The service's own header for the time after which it may be asked again. */
  readonly resetHeader?: string;
  /** The error for an answer that says no. Default: `ApiError`. */
  readonly toError?: (failure: ApiFailure) => Error;
  /** Sees every answer that comes, bodies unread. */
  readonly onAnswer?: (answer: Response, method: string, path: string) => void;
  readonly clock?: Clock;
  /** A number from 0 up to 1; spreads waits. Default: `Math.random`. */
  readonly random?: () => number;
}

/** A call's inputs and options together. */
export interface RequestOptions extends CallOptions {
  readonly path?: PathParameters | undefined;
  readonly query?: Query | undefined;
  /** JSON, or anything that fetch takes as a body. */
  readonly body?: unknown;
}

/** Sends requests below one base URL, repeats those that may be repeated, and makes typed errors of failures. */
export interface HttpClient {
  /**
   * The answer with its body untouched: any path, or a link of the same origin. No limit of time holds once it is there.
   *
   * @throws {ApiError} or the error of the service, for a status of 400 and above.
   * @throws {ConnectionError} {RequestTimeoutError} where no answer came.
   * @throws {ConfigurationError} for a link to another origin: nothing is sent.
   */
  request(method: string, pathOrLink: string, options?: RequestOptions): Promise<Response>;
  /**
   * The value of the answer: JSON parsed, bytes as a Blob, `undefined` where it is empty.
   *
   * @throws as `request`, and {InvalidAnswerError} for an answer that is no JSON, or not what `schema` says.
   */
  call(method: string, pathOrLink: string, options?: RequestOptions): Promise<unknown>;
}

export function createHttpClient(client: HttpClientOptions): HttpClient {
  const { baseUrl, repeatsPutAndDelete = false, clock = systemClock, random = Math.random } = client;
  const toError = client.toError ?? ((failure: ApiFailure) => new ApiError(failure));
  checkLimits(client);
  // Loaded by the first call: importing ky makes Node load its fetch, most of what an import of a client would cost.
  let loading: Promise<typeof import('ky')> | undefined;

  /** @param read Reads the body; what it takes is part of the attempt. */
  async function send(
    request: RequestLine,
    template: string,
    options: RequestOptions,
    read?: (answer: Response) => Promise<void>,
  ): Promise<Response> {
    const { method, url } = request;
    const { signal, timeout = client.timeout ?? 30_000, totalTimeout = client.totalTimeout ?? 90_000 } = options;
    checkLimits(options);
    signal?.throwIfAborted();
    const { body, contentType } = writeBody(options.body, client.takesForm?.(method, template) ?? false);
    const streams = body instanceof ReadableStream;
    const headers = requestHeaders(client.headers, contentType, options.headers);
    const idempotent =
      method === 'GET' ||
      method === 'HEAD' ||
      (repeatsPutAndDelete && (method === 'PUT' || method === 'DELETE')) ||
      (client.onlyReads?.(method, template) ?? false);

    let attempts = 0;
    async function attempt(attemptSignal: AbortSignal): Promise<Response> {
      attempts += 1;
      let answer: Response;
      let failure: ApiFailure;
      try {
        answer = await client.fetch(url, {
          ...options.fetchOptions,
          method,
          headers,
          ...(body === undefined ? {} : { body }),
          ...(streams ? { duplex: 'half' } : {}),
          // The caller's own signal beside the attempt's: ky's request, and its signal with it, is gone before the body is.
          signal: signal ? AbortSignal.any([signal, attemptSignal]) : attemptSignal,
        });
        client.onAnswer?.(answer, method, template);
        if (attempts > 1 && repeatsPutAndDelete && method === 'DELETE' && answer.status === 404) {
          await answer.body?.cancel();
          return new Response(null, { status: 204 });
        }
        if (answer.status < 400) {
          await read?.(answer);
          return answer;
        }
        failure = await readFailure(answer, request, readRetryAfter(answer.headers, clock, client.resetHeader));
      } catch (error) {
        throw connectionError(error, request);
      }
      throw toError(failure);
    }

    loading ??= import('ky');
    const { default: ky, isTimeoutError } = await loading;
    const startedAt = performance.now();
    const leftOf = (limit: number | false): number =>
      limit === false ? Infinity : limit - (performance.now() - startedAt);
    function ourError(error: unknown): unknown {
      if (signal?.aborted) return signal.reason;
      if (!isTimeoutError(error)) return error;
      const whole = timeout === false || leftOf(totalTimeout) < 2; // timers fire up to a millisecond early
      return new RequestTimeoutError(
        request,
        whole ? 'totalTimeout' : 'timeout',
        Number(whole ? totalTimeout : timeout),
      );
    }

    let wait = 0;
    try {
      return await ky(url, {
        method,
        ...(signal ? { signal } : {}),
        timeout,
        totalTimeout,
        throwHttpErrors: false,
        // ky gets neither headers nor body: what it doesn't have, it can't show.
        fetch: (kyRequest) => attempt((kyRequest as Request).signal), // ky calls it with a Request, whatever the type allows
        retry: {
          limit: streams ? 0 : (options.retry ?? client.retry ?? 2),
          methods: [method],
          shouldRetry: ({ error, retryCount }) => {
            const failure = ourError(error);
            wait = delayBefore(retryCount, failure, random);
            // To wait past the end of the call would only replace a clear error by a time-out.
            return mayRepeat(failure, idempotent) && wait < leftOf(totalTimeout);
          },
          delay: () => 0,
        },
        hooks: { beforeRetry: [() => clock.sleep(wait, signal)] },
      });
    } catch (error) {
      throw ourError(error);
    }
  }

  return {
    request: async (method, pathOrLink, options = {}) =>
      send(requestLine(method, pathOrLink, options), pathOrLink, options),

    async call(method, pathOrLink, options = {}) {
      const request = requestLine(method, pathOrLink, options);
      let value: unknown;
      await send(request, pathOrLink, options, async (answer) => {
        value = await readValue(answer, request);
      });
      return options.schema ? validate(options.schema, value, request) : value;
    },
  };

  function requestLine(method: string, pathOrLink: string, options: RequestOptions): RequestLine {
    const url = resolveUrl(baseUrl, fillPath(pathOrLink, options.path, client.multiSegment));
    if (url === undefined) {
      throw new ConfigurationError(
        `${pathOrLink} is neither a path that begins with '/' nor a link to ${baseUrl.origin}: nothing was sent, for the token must not go there.`,
        'path',
      );
    }
    const query = writeQuery(options.query);
    if (query !== '') url.search += `${url.search === '' ? '' : '&'}${query}`;
    return { method: method.toUpperCase(), url: url.href };
  }
}

async function readValue(answer: Response, request: RequestLine): Promise<unknown> {
  if (isBinary(answer)) return answer.blob();
  const text = await answer.text();
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidAnswerError(request, `the answer (${answer.status}) is no JSON: use request() for other formats`);
  }
}

function requestHeaders(
  defaults: HeadersInit | undefined,
  contentType: string | undefined,
  own: HeadersInit | undefined,
): Headers {
  const headers = new Headers(defaults);
  if (contentType !== undefined) headers.set('content-type', contentType);
  try {
    for (const [name, value] of new Headers(own)) headers.set(name, value);
  } catch {
    throw new ConfigurationError(
      'headers has a name or a value that HTTP does not allow, such as a line break.',
      'headers',
    );
  }
  return headers;
}

function checkLimits({ timeout, totalTimeout, retry }: CallDefaults): void {
  for (const [option, value] of Object.entries({ timeout, totalTimeout })) {
    // Timers count up to 2^31 - 1 ms; anything longer would fire at once.
    if (value !== undefined && value !== false && !(value > 0 && value < 2 ** 31)) {
      throw new ConfigurationError(
        `${option} must be milliseconds above 0 and below 2^31, or false for no limit.`,
        option,
      );
    }
  }
  if (retry !== undefined && !(Number.isInteger(retry) && retry >= 0)) {
    throw new ConfigurationError('retry must be a whole number, 0 for none.', 'retry');
  }
}
