import { brand, isOurs } from './error-brand.ts';

const hasCode = (value: unknown, code: string): boolean => isOurs(value) && value.code === code;

/** What the classes below share. No error of fetch, ky or a schema library is kept: those print tokens. */
abstract class BaseError extends Error {
  abstract readonly code: string;
  /** What was asked. */
  declare readonly request: RequestLine;

  constructor(message: string, request: RequestLine, fields?: object) {
    super(`${request.method} ${request.url.split('?')[0]}: ${message}`);
    Object.assign(this, { request }, fields);
    Object.defineProperty(this, brand, { value: true }); // known to every copy of the package, printed by none
  }
}

/** Method and URL of a request, for people. */
export interface RequestLine {
  readonly method: string;
  readonly url: string;
}

/** What kind of failure a status means. Closed. */
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

/** What an answer that says no contains. */
export interface ApiFailure {
  readonly status: number;
  readonly code: ApiErrorCode;
  /** The service's own words, where it had any. */
  readonly detail?: string | undefined;
  readonly request: RequestLine;
  /** Of the answer, without cookies. Not enumerable on the error: printing it doesn't show them. */
  readonly headers: Headers;
  /** `X-Request-Id`: name it to the service's support. */
  readonly requestId?: string | undefined;
  /** Parsed where it is JSON, text otherwise; of at most 64 KiB. Not enumerable on the error. */
  readonly body: unknown;
  /** Milliseconds to wait, by `Retry-After` or the service's own header. */
  readonly retryAfterMs?: number | undefined;
}

/** The service answered, and the answer says no. */
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

/** Whether a request reached the service: `no` only where no connection was made, or no token came. */
export type Sent = 'no' | 'maybe';

const whatNext = ({ method }: RequestLine): string =>
  /^(GET|HEAD)$/.test(method) ? 'try again later' : 'look before you repeat a write, it may have arrived';

/** No answer came: the connection was not made, or broke. */
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

/** No answer came in time. */
export class RequestTimeoutError extends BaseError {
  override readonly name = 'RequestTimeoutError';
  readonly code = 'request_timeout';
  declare readonly sent: Sent;

  /** @param sent `no`: it was still waiting for its token. */
  constructor(request: RequestLine, option: 'timeout' | 'totalTimeout', timeoutMs: number, sent: Sent) {
    const next = sent === 'no' ? 'nothing was sent, for no token came' : whatNext(request);
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

/** The service said yes, but the answer can't be used: not JSON, not what the schema says, or a link that leads away. */
export class InvalidAnswerError extends BaseError {
  override readonly name = 'InvalidAnswerError';
  readonly code = 'invalid_answer';
  /** Empty where no schema was involved. */
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
