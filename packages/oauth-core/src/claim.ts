import { wallTimeOf } from './clock.ts';
import { type OAuthError, TokenStoreError } from './errors.ts';
import { ownClaim } from './key-state.ts';
import { writeRecord } from './record-store.ts';
import type { RenewalPlan } from './renewal-plan.ts';
import { emit, type Renewer } from './renewer.ts';
import { encodeRecord, type FoundRecord, type Revision, type TokenRecord } from './token-record.ts';

/** The claim of one renewal: no token request is sent without it. */
export interface Claim {
  /** The record's, as this renewal has found or written it. */
  revision: Revision;
  /** Those that this claim may have in the store, because a write that failed may have been done all the same. */
  readonly revisions: readonly Revision[];
  /** A request under this claim, or under the one that it replaces, may have counted. */
  doubtful: boolean;
  /** Whose claim this one replaces after waiting for its end. */
  readonly takenOverFrom: string | undefined;
  /**
   * Writes it into the record. Each request needs a claim that was written anew.
   *
   * @returns `false` if somebody else has written meanwhile.
   * @throws {TokenStoreError} if the store failed, or did not confirm the claim, which is then given back.
   */
  take(): Promise<boolean>;
  /** Whether it was written too long ago to send a request under it. */
  isLate(): boolean;
  /** Takes it out of the record, unless it is doubtful: then it has to stand until its lease ends. */
  giveBack(record: TokenRecord): Promise<void>;
  /** Gives it back because of the store. @throws {TokenStoreError} always. */
  abandon(why: string): Promise<never>;
}

/** @param revisions Those of the claims that this renewal has tried to write. New ones are added. */
export function createClaim(
  renewer: Renewer,
  { base, replacesAll, unused }: RenewalPlan,
  found: FoundRecord,
  revisions: Revision[],
): Claim {
  const { clock, rotates, state, timing } = renewer;
  const written = { lease: timing.lease, holder: renewer.holder() };
  const replaced = found.record.claim;
  const mine = ownClaim(state, found.revision);
  if (mine) revisions.push(found.revision);
  let takenAt = { now: 0, wall: 0 };

  const claim: Claim = {
    revision: found.revision,
    revisions,
    doubtful: mine?.doubtful ?? replaced !== undefined,
    takenOverFrom: mine || replacesAll ? undefined : replaced?.holder,

    async take() {
      takenAt = { now: clock.now(), wall: wallTimeOf(clock) };
      const entry = await encodeRecord(renewer, { ...base, claim: written });
      revisions.push(entry.revision);
      // A consent does not wait for the holder whose claim it replaces. The next renewal has to, in this process too:
      // so this claim is not known as its own.
      state.claim = replacesAll && claim.doubtful ? undefined : claim;
      const outcome = await writeRecord(renewer, entry, claim.revision);
      if (typeof outcome === 'object') return false;
      claim.revision = entry.revision;
      return outcome !== 'unconfirmed' || claim.abandon('did not confirm a claim');
    },

    // The monotonic clock stands still while a machine sleeps, the wall clock may be set: the longer of both counts.
    isLate() {
      const byWall = wallTimeOf(clock) - takenAt.wall;
      return byWall < 0 || Math.max(clock.now() - takenAt.now, byWall) > timing.sendWindow;
    },

    async giveBack(record) {
      if (claim.doubtful && rotates) return;
      try {
        await writeRecord(renewer, await encodeRecord(renewer, record), claim.revision);
        state.claim = undefined;
      } catch (error) {
        // A claim that can't be given back ends with its lease.
        emit(renewer, { type: 'store_failed', error: error as OAuthError }); // `writeRecord` has typed it
      }
    },

    async abandon(why) {
      await claim.giveBack(unused);
      throw new TokenStoreError(`The store ${why}, so nothing was sent: look at it.`);
    },
  };
  return claim;
}
