import { TokenRequestError, TokenTimeoutError } from '@acme/oauth-core';
import { ApiError, ConnectionError, RequestTimeoutError } from './errors.ts';

const passing = [408, 500, 502, 503, 504];

/**
 * Whether a failed request may be sent again.
 *
 * @param idempotent Sending it twice has the same effect as sending it once.
 */
export function mayRepeat(error: unknown, idempotent: boolean): boolean {
  if (ConnectionError.is(error) || RequestTimeoutError.is(error)) return idempotent || error.sent === 'no';
  return ApiError.is(error) && (error.status === 429 || (idempotent && passing.includes(error.status)));
}

/** Whether a read failed for a reason that passes: the API, or the service that issues its tokens, does not answer. */
export const isOutage = (error: unknown): boolean =>
  mayRepeat(error, true) ||
  TokenTimeoutError.is(error) ||
  (TokenRequestError.is(error) && !/^4(?!08|29)/.test(String(error.status)));
