import { type Clock, refuseOption, type TokenSource } from '@acme/oauth-core';
import type { CallOptions } from './call-options.ts';
import type { ApiFailure } from './errors.ts';
import { type CallDefaults, checkLimits } from './limits.ts';
import type { PathParameters, Query } from './request-url.ts';
import type { StandardSchema } from './standard-schema.ts';

/** What differs between services. */
export interface HttpClientOptions extends CallDefaults {
  /** Paths are below it, links must have its origin. */
  readonly baseUrl: URL;
  /** Whose `fetch` carries the token. While `getToken` waits for one, nothing is sent; a fixed one, without a key, is there. */
  readonly tokens: Pick<TokenSource, 'fetch'> & Partial<Pick<TokenSource, 'key' | 'getToken'>>;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** PUT and DELETE are repeated like GET; a 404 to a DELETE that may have arrived before then counts as done. Default: `false`. */
  readonly repeatsPutAndDelete?: boolean | undefined;
  /**
   * Whether an operation may be repeated, where its method does not tell: a POST that only reads, a GET that does
   * something each time it arrives. `undefined`: as the method says.
   */
  readonly repeats?: ((method: string, path: string) => boolean | undefined) | undefined;
  /**
   * Waits for a request's turn. Not part of its time, but for a repeat.
   *
   * @param isRepeat The request was sent before.
   */
  readonly admit?: ((signal: AbortSignal | undefined, isRepeat: boolean) => Promise<void>) | undefined;
  /** What would be sent as JSON, as a form, where this operation takes that. */
  readonly toForm?: ((path: string, body: unknown) => URLSearchParams | undefined) | undefined;
  /** Path parameters whose slashes part segments. */
  readonly multiSegment?: readonly string[] | undefined;
  /** The service's own header for the time after which it may be asked again. */
  readonly resetHeader?: string | undefined;
  /** The error for an answer that says no. */
  readonly toError: (failure: ApiFailure) => Error;
  /** Sees every answer that comes, bodies unread. */
  readonly onAnswer?: ((answer: Response, method: string, path: string) => void) | undefined;
  readonly clock?: Clock | undefined;
  /** A number from 0 up to 1; spreads waits. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** A call's inputs and options together. */
export interface RequestOptions extends CallOptions<StandardSchema | undefined> {
  /** Values of the parameters in the path's template. */
  readonly path?: PathParameters | undefined;
  /** Added to what the path or link has already. */
  readonly query?: Query | undefined;
  /** JSON, or anything that fetch takes as a body. A function is called for each attempt, and may promise one: a stream can then be sent again, but by `retry` only. */
  readonly body?: unknown;
}

/** The same where the answer stays unread: no schema could look at it. */
export interface AnswerOptions extends Omit<RequestOptions, 'schema'> {}

/** Sends requests below one base URL, repeats those that may be repeated, and makes typed errors of failures. */
export interface HttpClient {
  /**
   * The answer with its body untouched: any path, or a link of the same origin. No limit of time holds once it is there.
   *
   * @throws {ApiError} or the error of the service, for a status of 400 and above.
   * @throws {ConnectionError} {RequestTimeoutError} where no answer came.
   * @throws {ConfigurationError} for a link to another origin: nothing is sent.
   */
  request(method: string, pathOrLink: string, options?: AnswerOptions): Promise<Response>;
  /**
   * The value of the answer: JSON parsed, bytes as a Blob, `undefined` where it is empty.
   *
   * @throws as `request`, and {InvalidAnswerError} for an answer that is no JSON, or not what `schema` says.
   */
  call(method: string, pathOrLink: string, options?: RequestOptions): Promise<unknown>;
}

/** Nothing is loaded or sent before the first call. */
export function createHttpClient(client: HttpClientOptions): HttpClient {
  if (/[?#]/.test(client.baseUrl.href)) refuseOption('baseUrl', 'must have no ? and no #');
  checkLimits(client);
  let made: HttpClient | undefined;
  const sender = async (): Promise<HttpClient> => {
    made ??= (await import('./sender.ts')).createSender(client); // what fails to load is loaded anew by the next call
    return made;
  };
  return {
    request: async (...call) => (await sender()).request(...call),
    call: async (...call) => (await sender()).call(...call),
  };
}
