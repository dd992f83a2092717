import type { Clock } from '../clock.ts';
import { type Answer, json } from '../exchange.ts';

const PER_SECOND = 50;
const CHUNKS_AT_ONCE = 40;

export interface RateLimit {
  /** Counts a request. @returns The answer to one that is over the limit. */
  admit(): Answer | undefined;
  /** Runs `work`, unless 40 chunks are being received already. */
  admitChunk(work: () => Promise<Answer>): Promise<Answer>;
  headers(): Readonly<Record<string, string>>;
}

/** 50 requests in each second and 40 chunks at once. Only a 429 has the reset, an ISO-8601 time with milliseconds. */
export function createRateLimit(clock: Clock, enforced: boolean): RateLimit {
  let second = 0;
  let used = 0;
  let chunks = 0;
  const refuse = (resetAt: number): Answer =>
    json(
      429,
      { error: 'rate_limited', message: 'Too many requests.' },
      { 'x-ratelimit-reset': new Date(resetAt).toISOString() },
    );

  return {
    admit() {
      if (!enforced) return undefined;
      const now = Math.floor(clock.now() / 1000);
      if (now !== second) {
        second = now;
        used = 0;
      }
      if (used === PER_SECOND) return refuse((second + 1) * 1000);
      used++;
      return undefined;
    },
    async admitChunk(work) {
      if (enforced && chunks === CHUNKS_AT_ONCE) return refuse(Math.ceil(clock.now() + 1000));
      chunks++;
      try {
        return await work();
      } finally {
        chunks--;
      }
    },
    headers: () => ({
      'x-ratelimit-limit': `${PER_SECOND}/second`,
      'x-ratelimit-remaining': String(PER_SECOND - used),
    }),
  };
}
