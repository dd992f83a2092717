/**
 * Milliseconds that a `Retry-After` asks to wait (RFC 9110 section 10.2.3): seconds, or a date.
 *
 * @param now Milliseconds since the epoch.
 * @returns `undefined` if there is none, or it can't be read; never negative.
 *
 * @internal
 */
export function readRetryAfter(value: string | null, now: number): number | undefined {
  if (value && /^\d+$/.test(value)) return Number(value) * 1_000;
  // It is a date only if it has a time of day: platforms also read "1.5" and "-5" as dates.
  const date = value?.includes(':') ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
