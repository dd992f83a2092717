import { type Clock, refuseOption, type TokenSource } from '@acme/oauth-core';
import type { CallOptions } from './call-options.ts';
import type { ApiFailure } from './errors.ts';
import { type CallDefaults, checkLimits } from './limits.ts';
import type { ListOptions } from './pages.ts';
import type { PathParameters, Query } from './request-url.ts';
import type { StandardSchema } from './standard-schema.ts';

/** Options of `createHttpClient`: what differs between services. */
export interface HttpClientOptions extends CallDefaults {
  /** Paths are relative to it; links must have its origin. */
  readonly baseUrl: URL;
  /** Its `fetch` adds the token. While `getToken` waits for one, nothing is sent; a fixed token, which has no key, needs no wait. */
  readonly tokens: Pick<TokenSource, 'fetch'> & Partial<Pick<TokenSource, 'key' | 'getToken'>>;
  /** Sent with every request. A call's own replace those of the same name. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Repeat PUT and DELETE like GET. A 404 to a DELETE then counts as success if an earlier attempt may have arrived. Default: `false`. */
  readonly repeatsPutAndDelete?: boolean | undefined;
  /**
   * Whether an operation may be repeated, if its method does not tell: a POST that only reads, or a GET that changes
   * something each time. `undefined`: as the method says.
   */
  readonly repeats?: ((method: string, path: string) => boolean | undefined) | undefined;
  /**
   * Waits until it is the request's turn. This time counts towards its limits only if it is a repeat.
   *
   * @param isRepeat The request has been sent before.
   */
  readonly admit?: ((signal: AbortSignal | undefined, isRepeat: boolean) => Promise<void>) | undefined;
  /** Turns a body into a form, for operations that don't take JSON. `undefined`: send JSON. */
  readonly toForm?: ((path: string, body: unknown) => URLSearchParams | undefined) | undefined;
  /** Path parameters whose slashes separate segments. */
  readonly multiSegment?: readonly string[] | undefined;
  /** The service's own header that tells when to try again. `Retry-After` goes first. */
  readonly resetHeader?: string | undefined;
  /** Makes the error for an answer of 400 and above. */
  readonly toError: (failure: ApiFailure) => Error;
  /** Called with every answer, before its body is read. */
  readonly onAnswer?: ((answer: Response, method: string, path: string) => void) | undefined;
  /** Default: the platform's. */
  readonly clock?: Clock | undefined;
  /** Gives a number from 0 to 1, which varies the waits between attempts. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** The inputs and options of a call. */
export interface RequestOptions extends CallOptions<StandardSchema | undefined> {
  /** Values of the parameters in the path's template. */
  readonly path?: PathParameters | undefined;
  /** Added to the query that the path or link already has. */
  readonly query?: Query | undefined;
  /**
   * A value to send as JSON, or anything that fetch takes as a body. A function, which may be async, is called for each
   * attempt: `retry` can then repeat a stream. (A stream is not sent again with a new token.)
   */
  readonly body?: unknown;
}

/** The same without `schema`, for calls whose answer is not read. */
export interface AnswerOptions extends Omit<RequestOptions, 'schema'> {}

/** The options of any list. Only callers see which inputs a path has. */
export type ListCall = RequestOptions & ListOptions;

/** Sends requests to one base URL, repeats them where that is safe, and turns failures into typed errors. */
export interface HttpClient {
  /**
   * The answer with its body unread, for any path, or a link of the same origin. Reading the body has no time limit.
   *
   * @throws {ApiError} or the error of the service, for a status of 400 and above.
   * @throws {ConnectionError} {RequestTimeoutError} if there was no answer.
   * @throws {ConfigurationError} for a link to another origin: nothing is sent.
   */
  request(method: string, pathOrLink: string | URL, options?: AnswerOptions): Promise<Response>;
  /**
   * The value of the answer: parsed JSON, a Blob for bytes, `undefined` if it is empty.
   *
   * @throws as `request`, and {InvalidAnswerError} for an answer that is not JSON, or does not fit `schema`.
   */
  call(method: string, pathOrLink: string, options?: RequestOptions): Promise<unknown>;
}

/** Nothing is loaded or sent before the first call. */
export function createHttpClient(client: HttpClientOptions): HttpClient {
  if (/[?#]/.test(client.baseUrl.href)) refuseOption('baseUrl', 'must have no ? or #');
  checkLimits(client);
  let made: HttpClient | undefined;
  const sender = async (): Promise<HttpClient> => {
    made ??= (await import('./sender.ts')).createSender(client); // if it fails to load, the next call tries again
    return made;
  };
  return {
    request: async (...call) => (await sender()).request(...call),
    call: async (...call) => (await sender()).call(...call),
  };
}
