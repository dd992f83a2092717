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

/** A second, and a little more, as requests take different times to arrive. */
const windowMs = 1_050;
/** From this limit on, one request is left for the renewal of a token, which can't wait. */
const roomyLimit = 10;
/** If a reset is further ahead than this, a clock must be wrong. */
const longestPauseMs = 10_000;

/** @param perSecond The most requests in any second; fewer if the service says so. */
export function createRateLimit(perSecond: number, clock: Clock): RateLimit {
  let limit = perSecond;
  const most = (): number => (limit >= roomyLimit ? limit - 1 : limit);
  let pausedUntil = 0;
  const sent: number[] = []; // when the requests of the last second were sent, the oldest first
  const all = createQueue();

  function recent(): readonly number[] {
    const now = clock.now();
    while ((sent[0] ?? now) + windowMs <= now) sent.shift();
    return sent;
  }

  /** Milliseconds until a request may be sent. */
  function dueIn(): number {
    const roomAt = (recent().at(-most()) ?? -windowMs) + windowMs;
    return Math.max(roomAt, pausedUntil) - clock.now();
  }

  return {
    admitting(tokens) {
      // Only one at a time waits for the token: otherwise all that wait for a renewal would be sent at once.
      const own = createQueue();
      return (signal, isRepeat) => {
        const ready = () => tokens.getToken({ signal });
        /** Waits until the limit allows a request, and counts it. */
        async function due(): Promise<void> {
          for (let wait = dueIn(); wait > 0; wait = dueIn()) await clock.sleep(wait, signal);
          sent.push(clock.now());
        }
        // A repeat waits for no turn. Others wait for their turn among those of this source, and then among all.
        return isRepeat ? ready().then(due) : own(() => ready().then(() => all(due, signal)), signal);
      };
    },
    count: () => void sent.push(clock.now()),
    hear({ status, headers }) {
      const said = Number(/(\d+)\s*\/\s*s/.exec(headers.get('x-ratelimit-limit') ?? '')?.[1]);
      if (said >= 1) limit = Math.min(perSecond, said);
      const reset = Date.parse((status === 429 && headers.get('x-ratelimit-reset')) || '');
      const left = reset - (clock.wallTime?.() ?? clock.now()); // NaN if the answer names no reset
      // No request is left, though this process has sent fewer than it may: other processes have sent the rest.
      const isUsedUp = headers.get('x-ratelimit-remaining') === '0' && recent().length < most();
      // The service's clock is another one, so a reset can have passed already.
      const pause = left > 0 ? Math.min(left, longestPauseMs) : left <= 0 || isUsedUp ? 1_000 : 0;
      pausedUntil = Math.max(pausedUntil, clock.now() + pause);
    },
  };
}

/** Runs tasks one after the other, in the order they came; if one gives up, the others keep their order. */
function createQueue(): (task: () => Promise<void>, signal: AbortSignal | undefined) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  return (task, signal) => {
    const before = last;
    const turn = untilAborted(before, signal).then(task);
    last = turn.catch(() => {}).then(() => before); // a task that gives up ends early: those before it still count
    return turn;
  };
}
