import type { Clock } from '@acme/oauth-core';

/**
 * Milliseconds that an answer asks to wait: `Retry-After` (RFC 9110 section 10.2.3), else the service's own header.
 *
 * @param resetHeader A header with a date or with seconds, read where there is no `Retry-After`.
 * @returns `undefined` where neither is there or can be read; never negative.
 */
export function readRetryAfter(headers: Headers, clock: Clock, resetHeader: string | undefined): number | undefined {
  const value = headers.get('retry-after') ?? (resetHeader ? headers.get(resetHeader) : null);
  if (!value) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - (clock.wallTime?.() ?? clock.now());
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
