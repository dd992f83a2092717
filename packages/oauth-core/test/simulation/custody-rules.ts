import { createHash } from 'node:crypto';
import { harmfulRequestFaults } from './faults.ts';
import type { PresentationRules } from './presentation-rules.ts';
import type { Presentation } from './simulated-network.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { Held, SimulatedStore } from './simulated-store.ts';
import type { World } from './world.ts';

/** Why a pair may be lost although everyone keeps the protocol: R3 counts as R2, and R7 does not happen here. */
export type Excuse = 'R1' | 'R2' | 'R4' | 'R5' | 'R6';

/** What becomes of the tokens: P2, P3, P5 and P9. */
export interface CustodyRules {
  written(process: SimulatedProcess, held: Held, before: Held | undefined): void;
  /** A process knows that this entry is in the store. */
  seen(process: SimulatedProcess, held: Held): void;
  processed(presentation: Presentation): void;
  given(process: SimulatedProcess, accessToken: string, startedAt: number): void;
  /** A caller is told that a person has to consent again. */
  reauthorizationRequired(startedAt: number): void;
  cleared(process: SimulatedProcess, startedAt: number): void;
  /** An exchange ends as if its code had brought nothing. */
  exchangeDenied(process: SimulatedProcess, startedAt: number, code: string, accessToken: string | undefined): void;
  /** Whether a write with this access token was ever done. */
  isStored(accessToken: string): boolean;
  /** At the end: every pair is stored, or there is a reason. */
  finish(): void;
  /** The reasons that were needed. */
  readonly losses: readonly Excuse[];
}

const longAgo = Number.NEGATIVE_INFINITY;
const harmful: readonly string[] = harmfulRequestFaults;

export function createCustodyRules(
  { authority, count, fail, rotates, slack, timeline, timeout }: World,
  { claimedAt, presentations }: PresentationRules,
  store: SimulatedStore,
): CustodyRules {
  const seen = new Map<SimulatedProcess, Set<string>>();
  const stored = new Map<string, number>(); // when an access token was written last
  const accessTokens = new Map<number, string>(); // by generation
  const births = new Map<string, number>(); // when its request was made, or it was passed in
  const fromCode = new Set<string>(); // refresh tokens that a consent brought
  const clears = new Map<SimulatedProcess, { readonly written: number; readonly answered: number }>();
  const overtaken = new Set<string>(); // seeds whose claim another consent has replaced
  const lastWrites = new Map<SimulatedProcess, number>();
  const losses: Excuse[] = [];
  let generation = 0;
  let clearedAt = longAgo;
  let isReopened = false; // since it was cleared last
  let replacedAt = longAgo; // by a consent, by tokens from outside, or by a clear
  let liveSince: number | undefined;

  /** Why what this presentation brought may be gone. */
  function whyLost(presentation: Presentation): Excuse | undefined {
    const { calledAt, process, fault, gaveUpAfter = 0, thawedFor = 0, verdict, end, token } = presentation;
    const [mishap] = store.mishaps;
    if (mishap) return mishap;
    if (fault === 'arrives late') return 'R6';
    const isGranted = verdict?.kind === 'granted';
    // An answer that comes too late, or never, is lost even before the process gives up, which takes twice as long if its
    // clock leaps.
    const isLost = end === 'unknown' || fault === 'answer lost' || (!end && fault === 'answered too late');
    if (isGranted && isLost && fault && harmful.includes(fault)) return 'R1';
    if (process.isGone && end !== 'unused' && !(isGranted && stored.has(verdict.pair.accessToken))) return 'R1';
    const since = claimedAt(presentation);
    // A store that fails for this process alone counts as an answer that does not arrive.
    if (store.troubleSince(process, since) >= (store.wasDownSince(since) ? 2_500 : slack)) return 'R1';
    // After a standstill (a leap of its clock looks like one), the process gives a hanging call of the store its time once
    // more, and so writes too late.
    const stoodStill = process.leaptAt >= since || process.frozenSince(since) > 1_000;
    if (stoodStill && store.wasDownSince(since)) return 'R1';
    // Time in a freeze counts: a slow answer may come too late. But after a freeze, the process has to look a second time.
    const frozen = process.frozenSince(calledAt);
    const isRash = gaveUpAfter > timeout + 1_000 && process.freezesSince(calledAt) === 1 && thawedFor < timeout - 1_000;
    const mayTake = frozen + (fault === 'slow' ? timeout / 2 : 0) + 400;
    if (gaveUpAfter > 0 && fault !== 'request lost' && !isRash && mayTake >= timeout) return 'R1';
    if (process.wallClockSetAt >= since && frozen > 0) return 'R2'; // both of its clocks were wrong
    // A sleeper loses what it has only if somebody takes over meanwhile, which may be a later flight of its own.
    const isTakenOver = presentations.some(
      (other) => other.token === token && (other.process !== process || !end) && other.calledAt > calledAt,
    );
    return isTakenOver && process.frozenSince(since) >= slack ? 'R2' : undefined;
  }

  function excuse(why: Excuse | undefined, text: string): void {
    if (why) {
      losses.push(why);
      count(`lost by ${why}`);
    } else fail('P5', text);
  }

  return {
    losses,

    written(process, { record }, before) {
      const { accessToken, refreshToken, ended } = record;
      const now = timeline.now();
      lastWrites.set(process, now);
      const [noted, replaced] = [record, before?.record].map((one) => (one?.claim ? one.seeds.at(-1) : undefined));
      if (noted !== undefined && replaced !== undefined && noted !== replaced) overtaken.add(replaced);
      const isKept = !store.mishaps.has('R4') && !store.hasGoneBack();
      if (accessToken !== undefined) stored.set(accessToken, now);
      const isHandedIn = refreshToken !== undefined && !births.has(refreshToken);
      for (const token of [accessToken, refreshToken]) {
        if (token !== undefined && !births.has(token)) births.set(token, now); // from outside: noted now
      }

      if (isKept && record.generation < generation) fail('P3', `generation ${record.generation} after ${generation}`);
      generation = record.generation;
      if (isKept && accessToken !== undefined && !ended) {
        const other = accessTokens.get(generation) ?? accessToken;
        if (other !== accessToken) fail('P3', `generation ${generation} is ${other} and ${accessToken}`);
        accessTokens.set(generation, accessToken);
      }

      const isLive = authority.isLive(refreshToken);
      if (ended?.why === 'refused' && isLive) fail('P5', `${process.name} ends a live authorisation`);
      const wasLive = !before?.record.ended && authority.isLive(before?.record.refreshToken);
      if (wasLive && !ended && !isLive && refreshToken !== before?.record.refreshToken) {
        fail('P5', `${process.name} replaces a live pair with ${refreshToken}, which is dead`);
      }
      if (ended || !isLive) liveSince = undefined;
      else liveSince ??= now;

      const isBack = !ended && refreshToken !== undefined && (births.get(refreshToken) ?? now) < clearedAt;
      // After a new consent, an earlier one that was under way may store its pair, too.
      if (isBack && isKept && !(fromCode.has(refreshToken) && isReopened)) {
        fail('P9', `${process.name} brings ${refreshToken} back after it was cleared`);
      }
      if (!ended) isReopened = true;
      else if (ended.why !== 'refused') {
        clearedAt = now;
        isReopened = false;
      }
      const isConsent = refreshToken !== undefined && fromCode.has(refreshToken);
      if (clearedAt === now || isConsent || isHandedIn) replacedAt = now;
    },

    seen(process, { record: { accessToken } }) {
      if (accessToken === undefined) return;
      const known = seen.get(process) ?? new Set();
      seen.set(process, known.add(accessToken));
    },

    processed(presentation) {
      const { calledAt, grantType, process, token, verdict } = presentation;
      if (verdict?.kind === 'granted') {
        const { accessToken, refreshToken } = verdict.pair;
        births.set(accessToken, calledAt);
        if (refreshToken === undefined || refreshToken === token) return; // nothing rotates
        births.set(refreshToken, calledAt);
        if (grantType === 'authorization_code') fromCode.add(refreshToken);
        return;
      }
      const first = presentations.find(
        (other) => other !== presentation && other.token === token && other.verdict?.kind === 'granted',
      );
      if (!first || !rotates) return; // it was dead before
      excuse(
        whyLost(first) ?? whyLost(presentation),
        `${process.name} uses ${token} a second time, after ${first.process.name}`,
      );
    },

    given(process, accessToken, startedAt) {
      if (!seen.get(process)?.has(accessToken)) {
        fail('P2', `${process.name} hands out ${accessToken}, which no confirmed write has stored`);
      }
      const cleared = clears.get(process);
      if (!cleared || startedAt <= cleared.answered || store.mishaps.has('R4')) return;
      // What was written after the clear is judged when it is written.
      if ((stored.get(accessToken) ?? longAgo) < cleared.written) {
        fail('P9', `${process.name} hands out ${accessToken} after it was cleared`);
      }
    },

    reauthorizationRequired(startedAt) {
      // A caller who joins a flight gets what that has read some seconds ago.
      if (liveSince !== undefined && liveSince < startedAt - 7_000 && !store.mishaps.has('R4')) {
        fail('P5', 'a caller is sent to consent while the authorisation is live');
      }
    },

    cleared(process, startedAt) {
      // A clear that found nothing wrote nothing: then what runs beside it counts as later.
      if (clearedAt >= startedAt) clears.set(process, { written: clearedAt, answered: timeline.now() });
    },

    exchangeDenied(process, startedAt, code, accessToken) {
      // If its clock has leapt, an earlier flight of its own may be at work.
      const isAlone =
        process.leaptAt < startedAt && [...lastWrites].every(([other, at]) => other === process || at < startedAt);
      const isKnown = presentations.some(({ token }) => token === code);
      // Its write hung, and another consent came next: it can't tell who recorded the code.
      const isOvertaken = overtaken.has(createHash('sha256').update(code).digest('hex'));
      if (isAlone && Math.max(clearedAt, replacedAt) < startedAt && !isKnown && !isOvertaken)
        fail('P5', `${code} is refused, and was never presented`);
      if (accessToken === undefined || !stored.has(accessToken)) return;
      if ((births.get(accessToken) ?? clearedAt) > clearedAt)
        fail('P5', `an exchange fails that brought ${accessToken}`);
    },

    isStored: (accessToken) => stored.has(accessToken),

    finish() {
      if (!rotates) return;
      for (const presentation of presentations) {
        const { verdict, process, token } = presentation;
        if (verdict?.kind !== 'granted' || stored.has(verdict.pair.accessToken)) continue;
        if (!authority.isLive(verdict.pair.refreshToken) || claimedAt(presentation) <= replacedAt) continue;
        excuse(whyLost(presentation), `what ${process.name} got for ${token} is not in the store`);
      }
      const { ended, refreshToken } = store.held?.record ?? {};
      const family = authority.familyOf(refreshToken ?? '');
      if (ended?.why !== 'refused' || !family || family.isRevoked) return;
      const about = presentations.filter(({ token }) => token === refreshToken || token === family.endedBy);
      excuse(
        about.map(whyLost).find((why) => why) ?? [...store.mishaps][0],
        'the authorisation is lost without a reason',
      );
    },
  };
}
