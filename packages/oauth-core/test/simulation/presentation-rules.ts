import type { TokenRecord } from '../../src/token-record.ts';
import type { StoredToken } from '../../src/token-store.ts';
import type { Presentation } from './simulated-network.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import { type Held, recordOf } from './simulated-store.ts';
import type { World } from './world.ts';

/** A write that a process began, and what it had seen before. */
interface Attempt {
  readonly process: SimulatedProcess;
  readonly record: TokenRecord;
  /** By the clocks of the process. */
  readonly beganAt: { readonly now: number; readonly wall: number };
  /** The entry that it is to replace, as the process has read it. */
  readonly seen: Sighting | undefined;
  /** The entry that it did replace, and when, by true time. */
  before?: Held | undefined;
  writtenAt?: number;
  /** Whether the refresh token in it may be presented under it. */
  isEntitled: boolean;
  isConfirmed: boolean;
  isUsed: boolean;
}

/** How long a process has seen one entry unchanged, by its own monotonic clock. */
interface Sighting {
  readonly revision: string;
  readonly since: number;
  until: number;
  answeredAt: number;
  age: number | undefined;
}

/** What a rule has to know of one process. */
interface Knowledge {
  /** Claims that it knows to be written. */
  readonly claims: Attempt[];
  sighting?: Sighting | undefined;
  readonly refused: Set<string>;
  /** The longest life, in milliseconds, that a caller has asked for. */
  demand: number;
  /** When it renewed for a refusal alone, by its own clock. */
  refusals: number[];
  lastRenewed?: string;
  /** By true time. */
  forgotAt: number;
}

/** What may leave for the token endpoint, and when: P1, P6 and P8. */
export interface PresentationRules {
  setBegan(process: SimulatedProcess, entry: StoredToken, replaces: string | undefined): void;
  written(held: Held, before: Held | undefined): void;
  /** A process knows that its write was done. */
  confirmed(process: SimulatedProcess, held: Held): void;
  /** @returns The time by the clock of the process: what `getAnswered` takes. */
  getBegan(process: SimulatedProcess): number;
  getAnswered(process: SimulatedProcess, began: number, held: Held | undefined, age: number | undefined): void;
  called(presentation: Presentation): void;
  /** An access token was refused, and the process knows. */
  refused(process: SimulatedProcess, accessToken: string): void;
  demanded(process: SimulatedProcess, minimumLifetime: number): void;
  /** The process has dropped what it knew. */
  forgot(process: SimulatedProcess): void;
  /** By true time: when the claim that a presentation was made under was written. */
  claimedAt(presentation: Presentation): number;
  /** All that were made, in their order. */
  readonly presentations: readonly Presentation[];
}

/** Milliseconds between the answers to two reads of a watch, at most. */
const watchGap = 2_500;

/** @param store Whether it lost any write, and whether a failover brought an older claim back. */
export function createPresentationRules(
  world: World,
  store: { hasLostWrites(): boolean; hasGoneBack(): boolean },
): PresentationRules {
  const { fail, timing, rotates, timeline } = world;
  const attempts = new Map<string, Attempt>(); // by revision
  const knowledge = new Map<SimulatedProcess, Knowledge>();
  const claimTimes = new Map<Presentation, number>();
  const storedAt = new Map<string, number>(); // by access token and true time: the first write of each
  const presentations: Presentation[] = [];

  const known = (process: SimulatedProcess): Knowledge => {
    const found = knowledge.get(process) ?? { claims: [], refused: new Set(), demand: 0, refusals: [], forgotAt: 0 };
    knowledge.set(process, found);
    return found;
  };
  const wall = (process: SimulatedProcess): number => process.clock.wallTime?.() ?? 0;

  /**
   * P1: a process that replaces the claim of another may present the refresh token only if lease and watch were over. A
   * consent may replace any claim, and then presents its code.
   */
  function isEntitled(attempt: Attempt): boolean {
    const { process, before } = attempt;
    const claim = before?.record.claim;
    // If the store has lost writes, the claim that was watched may be one that came back.
    if (!claim || !rotates || store.hasLostWrites() || store.hasGoneBack()) return true;
    return (claim.holder === process.name && attempts.get(before.entry.revision)?.isEntitled) || hasWatched(attempt);
  }

  /** Whether it, or an earlier claim of its own that it continues, replaced one that had run out and was watched. */
  function hasTakenOver(attempt: Attempt): boolean {
    const own = attempts.get(attempt.before?.entry.revision ?? '');
    return hasWatched(attempt) || (own?.process === attempt.process && hasTakenOver(own));
  }

  /** Whether the claim that it replaced had run out and was watched. */
  function hasWatched({ seen, before }: Attempt): boolean {
    const claim = before?.record.claim;
    if (!claim || !seen || seen.revision !== before.entry.revision) return false;
    const watched = seen.until - seen.since;
    return seen.age === undefined
      ? watched >= Math.max(claim.lease, timing.watch)
      : seen.age >= claim.lease && watched >= timing.watch;
  }

  /** P6: only what is due or refused is renewed. */
  function checkNeed(process: SimulatedProcess, record: TokenRecord): void {
    const { accessToken, obtainedAt, expiresAt, ended } = record;
    const about = known(process);
    if (accessToken === undefined || ended || about.lastRenewed === accessToken) return; // a repeat is the same renewal
    about.lastRenewed = accessToken;
    const lifetime = expiresAt === undefined ? 0 : expiresAt - (obtainedAt ?? expiresAt);
    const margin = Math.max(Math.min(60_000, lifetime / 10), about.demand);
    // Up to 5 s between two clocks are not corrected.
    if (expiresAt !== undefined && expiresAt - timeline.now() <= margin + 6_000) return;
    const isOff = Math.abs(process.clock.now() - timeline.now()) > 2_000;
    if (about.refused.has(accessToken)) {
      if (isOff) return; // it may be due by that clock
      const now = process.clock.now();
      about.refusals = [...about.refusals, now].filter((at) => at > now - 30_000);
      if (about.refusals.length > 3) fail('P6', `${process.name} renews for refusals more than 3 times in 30 s`);
      return;
    }
    // The first answer corrects a clock that is off. What a flight learns that began before the process forgot is lost.
    const since = Math.max(process.leaptAt, about.forgotAt + 200_000);
    const corrections = presentations.filter((other) => other.process === process && other.end === 'granted');
    // One that took long proves nothing: any time in between may be the server's.
    const isCorrected = corrections.some(({ calledAt, tookMs = 0 }) => calledAt > since && tookMs < 1_000);
    // A clock that was corrected and then leaps may be right, while the correction is wrong until the next answer.
    const isMisled = corrections.some(({ calledAt }) => calledAt <= process.leaptAt);
    if (isCorrected || !(isOff || isMisled))
      fail('P6', `${process.name} renews ${accessToken}, which was neither due nor refused`);
  }

  /** P1: each request leaves under a claim of its own, written less than the send window ago. */
  function checkClaim(presentation: Presentation, claim: Attempt): void {
    const { process, token, grantType } = presentation;
    const name = `${process.name} presents ${token}`;
    const { beganAt, before, record, seen } = claim;
    if (claim.isUsed) fail('P1', `${name} a second time under one claim`);
    claim.isUsed = true;
    claimTimes.set(presentation, claim.writtenAt ?? 0);
    const elapsed = Math.max(process.clock.now() - beganAt.now, wall(process) - beganAt.wall);
    if (elapsed > timing.sendWindow) fail('P1', `${name} ${elapsed} ms after its claim`);
    if (grantType !== 'refresh_token') return;
    if (record.refreshToken !== token) fail('P1', `${name} under the claim of another token`);
    if (!claim.isEntitled) {
      const watched = seen ? seen.until - seen.since : 0;
      fail('P1', `${name} instead of ${before?.record.claim?.holder}: age ${seen?.age}, watched for ${watched} ms`);
    }
    checkNeed(process, record);
  }

  /** P1 and P8: what may have been used is presented again only by a process that takes over, and not if it surely was. */
  function checkEarlier({ process, token, grantType }: Presentation, claim: Attempt | undefined): void {
    if (store.hasLostWrites() || !(rotates || grantType === 'authorization_code')) return;
    const name = `${process.name} presents ${token}`;
    for (const other of presentations) {
      if (other.token !== token || other.end === 'unused' || other.end === 'refused') continue;
      if (grantType === 'authorization_code') fail('P8', `${name} again`);
      const stored = other.verdict?.kind === 'granted' ? storedAt.get(other.verdict.pair.accessToken) : undefined;
      // A pair that is stored late, over this claim, is unknown to its holder, who is about to send.
      if (stored !== undefined && stored < (claim?.writtenAt ?? Infinity)) {
        fail('P8', `${name} after the store got what it brought`);
      }
      if (other.process === process) {
        // A flight that takes too long counts as another process's.
        if (!other.end && !(claim && hasTakenOver(claim))) fail('P1', `${name} while its first request is under way`);
      } else if (claim && process.wallClockSetAt >= (claim.writtenAt ?? 0)) {
        // Its wall clock was set, and the monotonic one may have stood still: nothing told it that it is late.
      } else if (!claim?.before?.record.claim && !claim?.record.retried) {
        fail('P1', `${name}, which ${other.process.name} may have used, without taking over its claim`);
      }
    }
  }

  return {
    presentations,

    setBegan(process, entry, replaces) {
      if (replaces === entry.revision) return; // the same write, to have it confirmed
      const { sighting } = known(process);
      attempts.set(entry.revision, {
        process,
        record: recordOf(entry),
        beganAt: { now: process.clock.now(), wall: wall(process) },
        seen: sighting?.revision === replaces ? sighting && { ...sighting } : undefined,
        isEntitled: false,
        isConfirmed: false,
        isUsed: false,
      });
    },

    written({ entry, record: { accessToken } }, before) {
      if (accessToken !== undefined && !storedAt.has(accessToken)) storedAt.set(accessToken, timeline.now());
      const attempt = attempts.get(entry.revision);
      if (!attempt || before?.entry.revision === entry.revision) return;
      attempt.before = before;
      attempt.writtenAt = timeline.now();
      attempt.isEntitled = isEntitled(attempt);
    },

    confirmed(process, { entry }) {
      const attempt = attempts.get(entry.revision);
      if (!attempt || attempt.process !== process || attempt.isConfirmed) return;
      attempt.isConfirmed = true;
      if (attempt.record.claim) known(process).claims.push(attempt);
    },

    getBegan: (process) => process.clock.now(),

    getAnswered(process, began, held, age) {
      const about = known(process);
      const { sighting } = about;
      const answeredAt = process.clock.now();
      if (!held) about.sighting = undefined;
      else if (sighting?.revision === held.entry.revision && answeredAt - sighting.answeredAt <= watchGap) {
        // Two reads may overtake each other: the read of another flight has an age of its own.
        if (began > sighting.until) Object.assign(sighting, { until: began, age });
        else if (age !== undefined) sighting.age = Math.max(sighting.age ?? age, age);
        sighting.answeredAt = answeredAt;
      } else {
        about.sighting = { revision: held.entry.revision, since: answeredAt, until: answeredAt, answeredAt, age };
      }
    },

    called(presentation) {
      const { process, token, grantType } = presentation;
      if (grantType !== 'client_credentials') {
        const { claims } = known(process);
        const isFor = ({ isUsed, record }: Attempt): boolean =>
          !isUsed && (grantType === 'authorization_code' || record.refreshToken === token);
        const claim = claims.findLast(isFor) ?? claims.at(-1);
        if (claim) checkClaim(presentation, claim);
        else fail('P1', `${process.name} presents ${token} without a claim`);
        checkEarlier(presentation, claim);
      }
      presentations.push(presentation);
    },

    refused(process, accessToken) {
      known(process).refused.add(accessToken);
    },
    demanded(process, minimumLifetime) {
      const about = known(process);
      about.demand = Math.max(about.demand, minimumLifetime);
    },
    forgot(process) {
      Object.assign(known(process), { forgotAt: timeline.now(), refusals: [] });
    },
    claimedAt: (presentation) => claimTimes.get(presentation) ?? presentation.calledAt,
  };
}
