import type { Clock } from '@acme/oauth-core';

/** Lets requests through no faster than the service takes them. */
export interface RateLimit {
  /** Resolves when the next request may be sent. */
  pass(signal: AbortSignal | undefined): Promise<void>;
  /** Lets nothing through for this many milliseconds: the service said so. */
  pauseFor(ms: number): void;
}

/** @param perSecond Requests in any second at most. */
export function createRateLimit(perSecond: number, clock: Clock): RateLimit {
  const sent: number[] = []; // when the last `perSecond` requests were let through, the oldest first
  let pausedUntil = 0;

  return {
    async pass(signal) {
      signal?.throwIfAborted();
      const now = clock.now();
      const oldest = sent.length < perSecond ? Number.NEGATIVE_INFINITY : (sent.shift() ?? 0);
      const at = Math.max(now, oldest + 1_000, pausedUntil, sent.at(-1) ?? 0);
      sent.push(at); // its turn is taken, whoever comes next
      if (at > now) await clock.sleep(at - now, signal);
    },
    pauseFor(ms) {
      pausedUntil = Math.max(pausedUntil, clock.now() + ms);
    },
  };
}
