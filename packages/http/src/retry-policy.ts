import { ApiError, ConnectionError, RequestTimeoutError } from './errors.ts';

const passing = [408, 500, 502, 503, 504];

/**
 * Whether a failed request may be sent again.
 *
 * @param idempotent Sending it twice does what sending it once does.
 */
export function mayRepeat(error: unknown, idempotent: boolean): boolean {
  if (ConnectionError.is(error) || RequestTimeoutError.is(error)) return idempotent || error.sent === 'no';
  return ApiError.is(error) && (error.status === 429 || (idempotent && passing.includes(error.status)));
}
