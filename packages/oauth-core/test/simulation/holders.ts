import type { OAuthEvent } from '../../src/events.ts';
import type { Fetch } from '../../src/fetch.ts';
import type { Grant } from '../../src/grant.ts';
import { createTimedTokenSource, type TokenSource } from '../../src/token-source.ts';
import type { TokenStore } from '../../src/token-store.ts';
import { apiOrigin, revocationUrl, tokenUrl } from './simulated-network.ts';
import { createSimulatedProcess, type SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

/** A process and its token source. */
export interface Holder {
  readonly process: SimulatedProcess;
  readonly source: TokenSource;
  /** Milliseconds by which its machine's clocks are ahead. */
  readonly aheadMs: number;
}

export interface Holders {
  /** Those that have not died. */
  live(): readonly Holder[];
  start(name: string, aheadMs: number): void;
  /** Another process takes its place later, with the same grant and nothing in memory. */
  crash(process: SimulatedProcess): void;
  /** What was handed to `waitUntil` and has not ended, in processes that live. */
  background(): number;
}

export interface HoldersOptions {
  readonly grant: Grant;
  readonly storeFor: (process: SimulatedProcess) => TokenStore;
  readonly fetchFor: (process: SimulatedProcess) => Fetch;
}

export function createHolders(world: World, { grant, storeFor, fetchFor }: HoldersOptions): Holders {
  const { count, dice, fail, hasWaitUntil, retry, rotates, rotation, timeline, timeout, timing, trace } = world;
  const holders: Holder[] = [];
  const working = new Map<Promise<unknown>, SimulatedProcess>();

  /** P1: once an answer may have been lost, a flight may present a refresh token that works once only one more time. */
  const maybeSent = new Map<string, number>();
  const underWay = new Map<string, number>();
  const countPresentations = (name: string, event: OAuthEvent): void => {
    const requests = underWay.get(name) ?? 0;
    if (event.type === 'requested') underWay.set(name, requests + 1);
    const isUnanswered = event.type === 'failed' && !('status' in event.error); // otherwise there was an `answered` event
    if (event.type === 'answered' || isUnanswered) underWay.set(name, requests - 1);
    if (event.type === 'failed' && event.sent === 'maybe') maybeSent.set(name, (maybeSent.get(name) ?? 0) + 1);
    // What was under way when a process forgot goes on beside what begins later: their flights can't be told apart.
    const isForgotten = event.type === 'ended' && event.reason !== 'answer_lost';
    if (isForgotten || (event.type === 'requested' && requests > 0)) maybeSent.set(name, Number.NEGATIVE_INFINITY);
    if (event.type !== 'requested' || maybeSent.get(name) === Number.NEGATIVE_INFINITY) return;
    if (event.attempt === 1) maybeSent.set(name, 0);
    else if (rotates && (maybeSent.get(name) ?? 0) > 1) fail('P1', `${name} sends a third time after two lost answers`);
  };

  const hear = (name: string, event: OAuthEvent): void => {
    count(event.type);
    countPresentations(name, event);
    trace(() => {
      const offMs = Math.round(event.at - timeline.now());
      return `${name}: ${event.type}${'error' in event ? ` ${event.error.message}` : ''}${offMs ? ` (its clock is off by ${offMs} ms)` : ''}`;
    });
    const text = `${JSON.stringify(event)} ${'error' in event ? `${event.error.stack} ${event.error.cause}` : ''}`;
    if (text.includes('sec-')) fail('P10', `an event tells a secret: ${text}`);
  };

  const start: Holders['start'] = (name, aheadMs) => {
    const process = createSimulatedProcess(name, timeline, aheadMs);
    const source = createTimedTokenSource(
      {
        profile: {
          name: 'authority',
          tokenUrl,
          bodyFormat: 'form',
          rotation,
          redirectUriInExchange: true,
          pkce: 'none',
          revocation: 'rfc7009',
          revocationUrl,
        },
        clientId: 'app',
        clientSecret: 'sec-client',
        grant,
        store: storeFor(process),
        key: 'person',
        origins: [apiOrigin],
        fetch: fetchFor(process),
        clock: process.clock,
        random: dice.throw,
        onEvent: (event) => hear(name, event),
        holder: name,
        timeout,
        retry,
        ...(hasWaitUntil && {
          waitUntil(work: Promise<unknown>) {
            working.set(work, process);
            work.then(() => working.delete(work)); // a rejection nobody handles ends the whole simulation
          },
        }),
      },
      timing,
    );
    holders.push({ process, source, aheadMs });
    trace(() => `${name} starts${aheadMs ? `, its clocks ${aheadMs / 1_000} s ahead` : ''}`);
  };

  return {
    start,
    live: () => holders.filter(({ process }) => !process.isGone),
    crash(process) {
      trace(() => `${process.name} dies`);
      count('crash');
      process.crash();
      const machine = holders.find((holder) => holder.process === process);
      timeline.after(dice.between(0, 30_000), () => start(`${process.name}'`, machine?.aheadMs ?? 0));
    },
    background: () => [...working.values()].filter((process) => !process.isGone).length,
  };
}
