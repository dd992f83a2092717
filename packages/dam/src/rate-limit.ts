import { type Clock, type TokenSource, untilAborted } from '@acme/oauth-core';

/** Lets requests through as fast as the service takes them, and no faster. */
export interface RateLimit {
  /**
   * Lets the requests with these tokens through: it resolves when there is a token, and it is the request's turn.
   * Nobody waits for the token of another source, and a repeat doesn't wait behind requests that have not been sent
   * yet.
   */
  admitting(tokens: TokenSource): (signal: AbortSignal | undefined, isRepeat: boolean) => Promise<void>;
  /** Counts a request that did not wait for its turn. */
  count(): void;
  /** Reads what an answer says about the limit: other processes use it, too. */
  hear(answer: Response): void;
}

/** A sent request counts for a second, and a little more, as requests take different times to arrive. */
const countedMs = 1_050;
/** From this limit on, one request is left for the renewal of a token, which can't wait. */
const roomyLimit = 10;
/** If a reset is further ahead than this, a clock must be wrong. */
const longestPauseMs = 10_000;
/** The pause if nothing tells how long it must be. */
const usualPauseMs = 1_000;

/** @param perSecond The most requests in any second; fewer if the service says so. */
export function createRateLimit(perSecond: number, clock: Clock): RateLimit {
  let limit = perSecond;
  let pausedUntil = 0;
  const sentAt: number[] = []; // the times of the requests that count, the oldest first
  const inOrderOfAll = createQueue();

  /** How many requests may count at the same time. */
  const allowed = (): number => (limit >= roomyLimit ? limit - 1 : limit);

  function counted(): readonly number[] {
    const now = clock.now();
    while ((sentAt[0] ?? now) + countedMs <= now) sentAt.shift();
    return sentAt;
  }

  function msUntilRoom(): number {
    const inTheWay = counted().at(-allowed()); // there is room when this request no longer counts
    const roomAt = inTheWay === undefined ? 0 : inTheWay + countedMs;
    return Math.max(roomAt, pausedUntil) - clock.now();
  }

  async function takeRoom(signal: AbortSignal | undefined): Promise<void> {
    for (let wait = msUntilRoom(); wait > 0; wait = msUntilRoom()) await clock.sleep(wait, signal);
    sentAt.push(clock.now());
  }

  function pauseMsAfter({ status, headers }: Response): number {
    const resetAt = Date.parse((status === 429 && headers.get('x-ratelimit-reset')) || '');
    const leftMs = resetAt - (clock.wallTime?.() ?? clock.now()); // NaN if the answer names no reset
    if (leftMs > 0) return Math.min(leftMs, longestPauseMs);
    if (leftMs <= 0) return usualPauseMs; // the service has another clock than this machine
    // If nothing remains, but this process has not sent all that it may, other processes have sent the rest.
    const othersUsedIt = headers.get('x-ratelimit-remaining') === '0' && counted().length < allowed();
    return othersUsedIt ? usualPauseMs : 0;
  }

  return {
    admitting(tokens) {
      const inOrderOfSource = createQueue();
      return async (signal, isRepeat) => {
        if (isRepeat) {
          await tokens.getToken({ signal });
          return takeRoom(signal);
        }
        return inOrderOfSource(async () => {
          // One request at a time waits here: otherwise all that wait for a renewal would be sent at once.
          await tokens.getToken({ signal });
          return inOrderOfAll(() => takeRoom(signal), signal);
        }, signal);
      };
    },
    count: () => void sentAt.push(clock.now()),
    hear(answer) {
      const named = Number(/(\d+)\s*\/\s*s/.exec(answer.headers.get('x-ratelimit-limit') ?? '')?.[1]);
      if (named >= 1) limit = Math.min(perSecond, named);
      pausedUntil = Math.max(pausedUntil, clock.now() + pauseMsAfter(answer));
    },
  };
}

/** Runs tasks one after the other, in the order they came; if one gives up, the others keep their order. */
function createQueue(): (task: () => Promise<void>, signal: AbortSignal | undefined) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  return (task, signal) => {
    const before = last;
    const turn = untilAborted(before, signal).then(task);
    // A task that gives up ends before those in front of it; the next one has to wait for these all the same.
    last = turn.catch(() => {}).then(() => before);
    return turn;
  };
}
