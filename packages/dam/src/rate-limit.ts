import { type Clock, type TokenSource, untilAborted } from '@acme/oauth-core';

/** Lets requests through as fast as the service takes them, and no faster. */
export interface RateLimit {
  /**
   * What lets the requests with these tokens through. It resolves when the token is there, and then it is this request's
   * turn. Nobody waits for the token of another source, and a repeat doesn't wait behind those not sent yet.
   */
  admitting(tokens: TokenSource): (signal: AbortSignal | undefined, isRepeat: boolean) => Promise<void>;
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
  const all = createQueue();

  function recent(): readonly number[] {
    const now = clock.now();
    while ((sent[0] ?? now) + windowMs <= now) sent.shift();
    return sent;
  }

  /** Milliseconds until a request may be sent. */
  function dueIn(): number {
    const full = (recent().at(-most()) ?? -windowMs) + windowMs;
    return Math.max(full, pausedUntil) - clock.now();
  }

  return {
    admitting(tokens) {
      // One at a time waits for the token: those who wait for a renewal would all be sent when it is there.
      const own = createQueue();
      return (signal, isRepeat) => {
        const ready = () => tokens.getToken({ signal });
        async function due(): Promise<void> {
          for (let wait = dueIn(); wait > 0; wait = dueIn()) await clock.sleep(wait, signal);
          sent.push(clock.now());
        }
        return isRepeat ? ready().then(due) : own(() => ready().then(() => all(due, signal)), signal);
      };
    },
    count: () => void sent.push(clock.now()),
    hear({ status, headers }) {
      const said = Number(/(\d+)\s*\/\s*s/.exec(headers.get('x-ratelimit-limit') ?? '')?.[1]);
      if (said >= 1) limit = Math.min(perSecond, said);
      const reset = Date.parse((status === 429 && headers.get('x-ratelimit-reset')) || '');
      const left = reset - (clock.wallTime?.() ?? clock.now());
      // Nothing left, though this process sent less than it may: the others used it.
      const isUsedUp = headers.get('x-ratelimit-remaining') === '0' && recent().length < most();
      // By the clocks of the two, a reset can be over already.
      const pause = left > 0 ? Math.min(left, longestPauseMs) : left <= 0 || isUsedUp ? 1_000 : 0;
      pausedUntil = Math.max(pausedUntil, clock.now() + pause);
    },
  };
}

/** Runs tasks one after the other, in the order they came; one that gives up keeps the order for those behind. */
function createQueue(): (task: () => Promise<void>, signal: AbortSignal | undefined) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  return (task, signal) => {
    const before = last;
    const turn = untilAborted(before, signal).then(task);
    last = turn.catch(() => {}).then(() => before);
    return turn;
  };
}
