import type { ApiError } from './errors.ts';

/**
 * Milliseconds to wait before sending again: what the service asks for, at most a minute; else half a second, doubled
 * each time, at most 8 seconds, of which a random half is taken off so that callers don't come back together.
 *
 * @param repeat 1 before the first repeat.
 */
export function delayBefore(repeat: number, error: unknown, random: () => number): number {
  const { retryAfterMs: asked } = error as Partial<ApiError>;
  if (asked) return Math.min(asked, 60_000); // 0: by the clocks of the two, a date may be over already
  return Math.min(250 * 2 ** repeat, 8_000) * (1 - random() / 2);
}
