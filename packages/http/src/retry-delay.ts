import type { ApiError } from './errors.ts';

/**
 * Milliseconds to wait before sending again: what the service asks for, at most a minute. If it asks for nothing, half
 * a second, doubled each time, at most 8 seconds, less a random part of up to half, so that callers don't all come back
 * at once.
 *
 * @param repeat 1 before the first repeat.
 */
export function delayBefore(repeat: number, error: unknown, random: () => number): number {
  const { retryAfterMs: asked } = error as Partial<ApiError>;
  if (asked) return Math.min(asked, 60_000); // 0: the clocks differ, so a date can have passed already
  return Math.min(250 * 2 ** repeat, 8_000) * (1 - random() / 2);
}
