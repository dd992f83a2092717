/**
 * Milliseconds that a `Retry-After` asks to wait (RFC 9110 section 10.2.3): seconds, or a date.
 *
 * @param now Milliseconds since the epoch.
 * @returns `undefined` where there is none, or it can't be read; never negative.
 *
 * @internal
 */
export function readRetryAfter(value: string | null, now: number): number | undefined {
  if (value && /^\d+$/.test(value)) return Number(value) * 1_000;
  // A time of day, or it is no date: platforms read one in "1.5" and in "-5" too.
  const date = value?.includes(':') ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
