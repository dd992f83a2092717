import { type Clock, type TokenSource, untilAborted } from '@acme/oauth-core';

/** Lets requests through as fast as the service takes them, and no faster. */
export interface RateLimit {
  /**
   * Resolves when it is this request's turn, and its token is there. A repeat doesn't wait behind those that have not
   * been sent yet.
   */
  admit(tokens: TokenSource, signal: AbortSignal | undefined, isRepeat: boolean): Promise<void>;
  /** Counts a request that did not ask for its turn. */
  count(): void;
  /** Reads what an answer says of the limit: other processes may use it up as well. */
  hear(answer: Response): void;
}

/** A second, and what two requests may differ in the time that they take to arrive. */
const windowMs = 1_050;
/** From this limit on, one request is left for the renewal of a token, which can't wait. */
const roomyLimit = 10;
/** A reset further ahead than this is taken for a clock that is wrong. */
const longestPauseMs = 10_000;

/** @param perSecond Requests in any second at most; fewer where the service says so. */
export function createRateLimit(perSecond: number, clock: Clock): RateLimit {
  let limit = perSecond;
  const most = (): number => (limit >= roomyLimit ? limit - 1 : limit);
  let pausedUntil = 0;
  const sent: number[] = []; // when those of the last second were sent, the oldest first
  let last: Promise<unknown> = Promise.resolve(); // the one that waits at the end of the queue

  /** Milliseconds until a request may be sent. */
  function dueIn(): number {
    const now = clock.now();
    while ((sent[0] ?? now) + windowMs <= now) sent.shift();
    const full = (sent.at(-most()) ?? -windowMs) + windowMs;
    return Math.max(full, pausedUntil) - now;
  }

  async function untilDue(tokens: TokenSource, signal: AbortSignal | undefined): Promise<void> {
    await tokens.getToken({ signal }); // those who wait for a renewal would all be sent when it is there
    for (let wait = dueIn(); wait > 0; wait = dueIn()) await clock.sleep(wait, signal);
    sent.push(clock.now());
  }

  return {
    async admit(tokens, signal, isRepeat) {
      if (isRepeat) return untilDue(tokens, signal);
      const before = last;
      const turn = untilAborted(before, signal).then(() => untilDue(tokens, signal));
      last = turn.catch(() => {}).then(() => before); // who gives up keeps the order for those behind
      return turn;
    },
    count: () => void sent.push(clock.now()),
    hear({ status, headers }) {
      const said = Number(/^(\d+)\s*\/\s*s/.exec(headers.get('x-ratelimit-limit') ?? '')?.[1]);
      if (said >= 1) limit = Math.min(perSecond, said);
      const reset = Date.parse((status === 429 && headers.get('x-ratelimit-reset')) || '');
      const left = reset - (clock.wallTime?.() ?? clock.now());
      // Nothing left, though this process sent less than it may: the others used it.
      const isUsedUp = headers.get('x-ratelimit-remaining') === '0' && sent.length < most();
      const pause = left > 0 ? Math.min(left, longestPauseMs) : isUsedUp ? 1_000 : 0;
      pausedUntil = Math.max(pausedUntil, clock.now() + pause);
    },
  };
}
