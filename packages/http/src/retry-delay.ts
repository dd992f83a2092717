import type { Clock } from '@acme/oauth-core';
import { ApiError } from './errors.ts';

/**
 * Milliseconds that an answer asks to wait: `Retry-After` (RFC 9110 section 10.2.3), else the service's own header.
 *
 * @param resetHeader A header with a date or with seconds, read where there is no `Retry-After`.
 * @returns `undefined` where neither is there or can be read; never negative.
 */
export function readRetryAfter(headers: Headers, clock: Clock, resetHeader: string | undefined): number | undefined {
  const value = headers.get('retry-after') ?? (resetHeader ? headers.get(resetHeader) : null);
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  // A time of day, or it is no date: platforms read one in "1.5" and in "-5" too.
  const date = value.includes(':') ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - (clock.wallTime?.() ?? clock.now()));
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
