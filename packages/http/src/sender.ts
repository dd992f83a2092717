// Loaded by the first call: importing ky makes Node load its fetch, most of the cost of importing a client.
import { readRetryAfter, refuseOption, systemClock, traced, untilAborted } from '@acme/oauth-core';
import ky, { isNetworkError, isTimeoutError } from 'ky';
import { readFailure, readValue, refuseRedirect } from './answer.ts';
import type { CallOptions } from './call-options.ts';
import { connectionError } from './connection-failure.ts';
import { eitherSignal } from './either-signal.ts';
import { isOurs } from './error-brand.ts';
import { type RequestLine, RequestTimeoutError, type Sent } from './errors.ts';
import type { HttpClient, HttpClientOptions, RequestOptions } from './http-client.ts';
import { checkLimits } from './limits.ts';
import { isStream, writeBody } from './request-body.ts';
import { createResolver, fillPath, writeQuery } from './request-url.ts';
import { delayBefore } from './retry-delay.ts';
import { mayRepeat } from './retry-policy.ts';
import { checkSchema, validate } from './standard-schema.ts';

/** The part of an `HttpClient` that sends. */
export function createSender(client: HttpClientOptions): HttpClient {
  const { repeatsPutAndDelete = false, tokens, clock = systemClock, random = Math.random } = client;
  const resolveUrl = createResolver(client.baseUrl);
  const ownHeaders = readHeaders(client.headers, 'userAgent'); // the other headers are set by the client itself

  /** @param read Reads the answer. Its time is part of the attempt's. */
  async function send<Value>(
    request: RequestLine,
    template: string,
    options: RequestOptions,
    read: (answer: Response) => Promise<Value> | Value,
  ): Promise<Value> {
    const { method, url } = request;
    const { signal, timeout = client.timeout ?? 30_000, totalTimeout = client.totalTimeout ?? 90_000 } = options;
    checkLimits(options);
    const isRead = /^(GET|HEAD)$/.test(method);
    if (isRead && options.body !== undefined) refuseOption('body', `does not go with ${method}: use query`);
    const ownRedirect = options.fetchOptions?.redirect;
    const { body, headers } = writeBody(options.body, (value) => client.toForm?.(template, value));
    const init = {
      ...options.fetchOptions,
      redirect: ownRedirect ?? (isRead ? 'follow' : 'manual'), // fetch would follow most redirected writes with a GET
      method,
      headers: { ...ownHeaders, ...headers, ...readHeaders(options.headers) },
      duplex: 'half', // ignored if the body is not a stream
    };
    const idempotent =
      client.repeats?.(method, template) ?? (isRead || (repeatsPutAndDelete && /^(PUT|DELETE)$/.test(method)));

    let value: Value | undefined;
    let earlier: Sent = 'no'; // whether one of the attempts before may have arrived
    let sent: Sent = 'no'; // the same, with this attempt
    let refusal: Promise<Error> | undefined; // the service has refused this attempt; its words may still be arriving
    let late: AbortController | undefined; // ends this attempt: that of ky ends none on the edge runtime of Next.js
    async function attempt(): Promise<Response> {
      refusal = undefined;
      late = new AbortController();
      const either = eitherSignal(signal, late.signal);
      sent = earlier;
      const held = tokens.key
        ? await tokens.getToken?.({ signal: either }).catch((error) => {
            throw connectionError(error, request, earlier);
          })
        : undefined;
      // Made only when there is a token, since it may open a file. What it throws is the caller's own error.
      const content = typeof body === 'function' ? await body() : body;
      try {
        sent = 'maybe';
        let answer = await tokens.fetch(url, {
          ...init,
          body: content ?? null,
          signal: either,
        });
        client.onAnswer?.(answer, method, template);
        if (earlier === 'maybe' && method === 'DELETE' && answer.status === 404) {
          // An earlier attempt has deleted it.
          await answer.body?.cancel();
          answer = new Response(null, { status: 204 });
        }
        if (answer.status < 400) {
          // A read with headers of its own, such as If-None-Match, may have asked for a 304.
          if (!ownRedirect && !(answer.status === 304 && isRead && options.headers)) {
            await refuseRedirect(answer, request);
          }
          value = await read(answer);
          return answer;
        }
        const wish = answer.headers.get('retry-after') ?? answer.headers.get(client.resetHeader ?? 'retry-after');
        // The request may have been sent again with a newer token: the error must show neither of the two.
        const sentWith = Promise.all([held, tokens.getToken?.({ signal: either }).catch(() => held)]);
        const now = clock.wallTime?.() ?? clock.now();
        refusal = readFailure(answer, request, sentWith, readRetryAfter(wish, now), either).then(client.toError);
      } catch (error) {
        throw connectionError(
          error,
          request,
          earlier,
          'fetch gave no reason: check the network, the URL of the API and any stream',
        );
      }
      throw await refusal;
    }

    let endsAt = Infinity;
    const left = (): number => endsAt - performance.now();
    async function ourError(error: unknown): Promise<unknown> {
      if (isNetworkError(error)) return error.cause; // ky took it for an error of fetch, and wrapped it
      if (!isTimeoutError(error)) return error;
      late?.abort(); // there is none if the time was over before the first attempt
      if (refusal) return refusal; // its status says more than that its body is late
      const whole = timeout === false || left() < 2; // timers fire up to a millisecond early
      return new RequestTimeoutError(
        request,
        whole ? 'totalTimeout' : 'timeout',
        (whole ? totalTimeout : timeout) as number, // `false` never times out
        sent,
      );
    }

    try {
      signal?.throwIfAborted();
      await client.admit?.(signal, false);
      endsAt = performance.now() + (totalTimeout || Infinity);
      const sending = ky(url, {
        method,
        signal: signal ?? null,
        timeout,
        totalTimeout,
        throwHttpErrors: false,
        // ky gets neither headers nor body, so it can't show them in an error.
        fetch: attempt,
        retry: {
          limit: isStream(body) ? 0 : (options.retry ?? client.retry ?? 2),
          methods: [method],
          async shouldRetry({ error, retryCount }) {
            const failure = await ourError(error);
            if (!mayRepeat(failure, false)) earlier = 'maybe'; // it may have had its effect
            const wait = delayBefore(retryCount, failure, random);
            // Waiting past the end of the call would only replace a clear error with a time-out.
            if (!mayRepeat(failure, idempotent) || wait >= left()) return false;
            await clock.sleep(wait, signal);
            await client.admit?.(signal, true);
            return true;
          },
          delay: () => 0, // `shouldRetry` has waited already, by the client's own clock
        },
      });
      await untilAborted(sending, signal); // a `fetch` of the caller's may ignore signals
      return value as Value; // an answer has been read
    } catch (error) {
      // A stream that was not sent may hold a file open. Once fetch reads it, only fetch can end it: this is rejected.
      if (body instanceof ReadableStream) body.cancel().catch(() => {});
      signal?.throwIfAborted();
      throw traced(await ourError(error), isOurs); // its own stack leads only to the inside of ky
    }
  }

  return {
    request: async (method, pathOrLink, options = {}) =>
      send(requestLine(method, `${pathOrLink}`, options), `${pathOrLink}`, options, (answer) => answer),

    async call(method, pathOrLink, options = {}) {
      checkSchema(options.schema);
      const request = requestLine(method, pathOrLink, options);
      const value = await send(request, pathOrLink, options, (answer) => readValue(answer, request));
      // A schema may take its time, and knows no signal.
      return options.schema ? untilAborted(validate(options.schema, value, request), options.signal) : value;
    },
  };

  function requestLine(method: string, pathOrLink: string, options: RequestOptions): RequestLine {
    if (!/^[a-z]+$/i.test(method)) refuseOption('method', 'must be an HTTP method');
    const url = resolveUrl(fillPath(pathOrLink, options.path, client.multiSegment));
    const query = writeQuery(options.query);
    if (query) url.search += (url.search && '&') + query;
    return { method: method.toUpperCase(), url: url.href };
  }
}

/** Headers by their names in lower case. */
function readHeaders(headers: CallOptions['headers'], option = 'headers'): Record<string, string> {
  try {
    return Object.fromEntries(new Headers(headers));
  } catch {
    refuseOption(option, 'must be valid for HTTP');
  }
}
