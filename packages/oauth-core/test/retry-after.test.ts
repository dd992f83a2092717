import { describe, expect, it } from 'vitest';
import { readRetryAfter } from '../src/index.ts';

const now = Date.UTC(2030, 0, 1);
const hour = 3_600_000;

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    [new Date(now + hour).toUTCString(), hour],
    [new Date(now - hour).toUTCString(), 0],
  ])('of %s asks for a wait of %i ms', (value, waitMs) => {
    expect(readRetryAfter(value, now)).toBe(waitMs);
  });

  // The Date of platforms reads a date in most of these.
  it.each([null, '', 'soon', '-5', '1.5', '2035.5'])('of %j says nothing', (value) => {
    expect(readRetryAfter(value, now)).toBeUndefined();
  });
});
