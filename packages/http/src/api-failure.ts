import { parseBody, readErrorText } from './answer-body.ts';
import type { ApiErrorCode, ApiFailure, RequestLine } from './errors.ts';

/** An answer that says no, as far as every service says it alike. */
export async function readFailure(
  answer: Response,
  request: RequestLine,
  retryAfterMs: number | undefined,
): Promise<ApiFailure> {
  const headers = new Headers(answer.headers);
  headers.delete('set-cookie');
  const text = await readErrorText(answer);
  return {
    status: answer.status,
    code: codeOf(answer.status),
    request,
    headers,
    requestId: headers.get('x-request-id') ?? undefined,
    body: parseBody(text, () => text),
    retryAfterMs,
  };
}

const codes: Readonly<Record<number, ApiErrorCode>> = {
  400: 'invalid_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  410: 'not_found',
  412: 'conflict',
  413: 'invalid_request',
  415: 'invalid_request',
  422: 'invalid_request',
  429: 'rate_limited',
};

const codeOf = (status: number): ApiErrorCode =>
  codes[status] ?? (status >= 500 ? 'server_error' : 'unexpected_status');
