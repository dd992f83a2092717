import { ApiError, ConnectionError, RequestTimeoutError } from './errors.ts';

const passing = [408, 429, 500, 502, 503, 504];

/**
 * Whether a failed request may be sent again.
 *
 * @param idempotent Sending it twice does what sending it once does.
 */
export function mayRepeat(error: unknown, idempotent: boolean): boolean {
  if (ConnectionError.is(error)) return idempotent || error.sent === 'no';
  if (RequestTimeoutError.is(error)) return idempotent;
  return ApiError.is(error) && (error.status === 429 || (idempotent && passing.includes(error.status)));
}

/**
 * Milliseconds to wait before sending again: what the service asks for, at most a minute; else half a second, doubled
 * each time, at most 8 seconds, of which a random half is taken off so that callers don't come back together.
 *
 * @param repeat 1 before the first repeat.
 */
export function delayBefore(repeat: number, error: unknown, random: () => number): number {
  const asked = ApiError.is(error) ? error.retryAfterMs : undefined;
  if (asked !== undefined) return Math.min(asked, 60_000);
  return Math.min(500 * 2 ** (repeat - 1), 8_000) * (1 - random() / 2);
}
