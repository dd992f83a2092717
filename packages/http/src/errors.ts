import { brand, isOurs } from './error-brand.ts';

const hasCode = (value: unknown, code: string): boolean => isOurs(value) && value.code === code;

/** What the classes below share. No error of fetch, ky or a schema library is kept: those print tokens. */
abstract class BaseError extends Error {
  abstract readonly code: string;
  /** The request that failed. */
  declare readonly request: RequestLine;

  constructor(message: string, request: RequestLine, fields?: object) {
    // It may quote the service: line breaks would forge lines of a log, escapes would command a terminal.
    super(`${request.method} ${request.url.split('?')[0]}: ${message}`.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' '));
    Object.assign(this, { request }, fields);
    Object.defineProperty(this, brand, { value: true }); // found by every copy of the package, and not printed
  }
}

/** Method and URL of a request, for people. That of an `InvalidAnswerError` may be only the path, without the host. */
export interface RequestLine {
  readonly method: string;
  readonly url: string;
}

/** What kind of failure a status means. This list is complete. */
export type ApiErrorCode =
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'invalid_request'
  | 'read_only'
  | 'rate_limited'
  | 'server_error'
  | 'unexpected_status';

/** What an answer of 400 and above contains. */
export interface ApiFailure {
  readonly status: number;
  readonly code: ApiErrorCode;
  /** The service's own words, if it had any. */
  readonly detail?: string | undefined;
  /** After a redirect, the URL is that of its target, without the query. */
  readonly request: RequestLine;
  /** The answer's headers, without cookies. Not enumerable: printing the error doesn't show them. */
  readonly headers: Headers;
  /** `X-Request-Id`: the service's support will ask for it. */
  readonly requestId?: string | undefined;
  /** Parsed if it is JSON, else text; the first 64 KiB at most. Not enumerable: printing the error doesn't show it. */
  readonly body: unknown;
  /** Milliseconds to wait, from `Retry-After` or the service's own header. */
  readonly retryAfterMs?: number | undefined;
}

/** The service answered with a status of 400 or above. */
export class ApiError extends BaseError implements ApiFailure {
  override readonly name: string = 'ApiError';
  declare readonly code: ApiErrorCode;
  declare readonly status: number;
  declare readonly detail: string | undefined;
  declare readonly headers: Headers;
  declare readonly requestId: string | undefined;
  declare readonly body: unknown;
  declare readonly retryAfterMs: number | undefined;

  /** @param advice What to do next; part of the message. */
  constructor(failure: ApiFailure, advice?: string) {
    const { headers, body, request, ...shown } = failure;
    const { status, code, detail } = shown;
    const said = advice ? detail?.replace(/[.\s]+$/, '') : detail;
    super([`answered ${status} (${code})`, said, advice].filter(Boolean).join('. '), request, shown);
    Object.defineProperties(this, { headers: { value: headers }, body: { value: body } });
  }

  static is(value: unknown): value is ApiError {
    return isOurs(value) && 'status' in value;
  }
}

/** Whether a request reached the service: `no` only if no connection was made, or there was no token. */
export type Sent = 'no' | 'maybe';

const whatNext = ({ method }: RequestLine): string =>
  /^(GET|HEAD)$/.test(method) ? 'try again later' : 'look before you repeat a write, it may have arrived';

/** There was no answer: the connection could not be made, or broke. */
export class ConnectionError extends BaseError {
  override readonly name = 'ConnectionError';
  readonly code = 'connection_failed';
  declare readonly sent: Sent;

  /** @param cause The system's name for it, such as `ECONNREFUSED`. */
  constructor(request: RequestLine, sent: Sent, cause: string) {
    super(
      sent === 'no'
        ? `no connection (${cause}): check the network and the URL of the API`
        : `the connection broke (${cause}): ${whatNext(request)}`,
      request,
      { sent },
    );
  }

  static is(value: unknown): value is ConnectionError {
    return hasCode(value, 'connection_failed');
  }
}

/** There was no answer in time. */
export class RequestTimeoutError extends BaseError {
  override readonly name = 'RequestTimeoutError';
  readonly code = 'request_timeout';
  declare readonly sent: Sent;

  /** @param sent `no`: the request was still waiting for its token. */
  constructor(request: RequestLine, option: 'timeout' | 'totalTimeout', timeoutMs: number, sent: Sent) {
    const next = sent === 'no' ? 'no token came, so nothing was sent' : whatNext(request);
    super(`no answer within ${timeoutMs} ms (${option}): ${next}`, request, { sent });
  }

  static is(value: unknown): value is RequestTimeoutError {
    return hasCode(value, 'request_timeout');
  }
}

/** What a schema found wrong, and where. */
export interface Issue {
  readonly path: string;
  /** In the words of the schema: those of zod don't quote the value, those of valibot and arktype do. */
  readonly message: string;
}

/** The call succeeded, but its answer can't be used: it is not JSON, does not fit the schema, or links to another host. */
export class InvalidAnswerError extends BaseError {
  override readonly name = 'InvalidAnswerError';
  readonly code = 'invalid_answer';
  /** Empty if no schema was involved. */
  declare readonly issues: readonly Issue[];

  constructor(request: RequestLine, message: string, issues: readonly Issue[] = []) {
    super(
      [message, ...issues.slice(0, 5).map(({ path, message }) => `${path || '(root)'}: ${message}`)].join('; '),
      request,
      { issues },
    );
  }

  static is(value: unknown): value is InvalidAnswerError {
    return hasCode(value, 'invalid_answer');
  }
}
