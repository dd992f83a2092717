import { hashOf } from './digest.ts';
import type { ReauthorizationReason } from './errors.ts';
import type { AuthorizationCode } from './grant.ts';
import { ownClaim } from './key-state.ts';
import type { Renewer } from './renewer.ts';
import type { FoundRecord, TokenRecord } from './token-record.ts';
import type { Presentation } from './token-request.ts';

/** What to present, and the records to write before and after that. */
export interface RenewalPlan {
  /** The claim is added to it, and the new pair replaces it. */
  readonly base: TokenRecord;
  readonly presentation: Presentation;
  /** The record to write if nothing was presented after all. */
  readonly unused: TokenRecord;
  /** The new pair replaces any record, because a person has just consented. */
  readonly replacesAll: boolean;
}

/** There is nothing to present. */
export interface NoPlan {
  readonly reason: ReauthorizationReason;
  /** The record, without its claim, if it is not marked as ended yet. */
  readonly dead?: TokenRecord;
}

const hour = 3_600_000;

/**
 * Decides what to present for a record that is due, or if there is none.
 *
 * @param consent The code of a new consent: its tokens replace what the key holds.
 * @param isUnsent The code was noted in the record, and it is certain that it was not presented.
 */
export async function planRenewal(
  { clock, grant, state }: Renewer,
  { record, revision, others }: FoundRecord,
  consent: AuthorizationCode | undefined,
  isUnsent: boolean,
): Promise<RenewalPlan | NoPlan> {
  const { claim, ...unclaimed } = record;
  const { ended, ...live } = unclaimed;
  const { generation, history, seeds, refreshToken } = live;
  const present = (presentation: Presentation, base: TokenRecord, unused = base): RenewalPlan => ({
    base,
    presentation,
    unused,
    replacesAll: consent !== undefined,
  });

  if (grant.type === 'client_credentials') return present(grant, live);

  const seed = consent ?? (others ? undefined : grant.seed?.());
  const hash = await hashOf(typeof seed === 'object' ? seed.code : (seed ?? ''));
  // Under the claim of this process, no request has counted: the seed that it noted, the last one, is still unused.
  const isNoted = ownClaim(state, revision)?.doubtful === false && seeds.at(-1) === hash && !ended && !consent;
  const isNew = seed !== undefined && (isUnsent || isNoted || !seeds.includes(hash));

  if (!ended && !consent) {
    if (refreshToken !== undefined) return present({ type: 'refresh_token', refreshToken }, live);
    if (live.accessToken !== undefined) {
      return { reason: live.accessToken === state.refused ? 'revoked' : 'expired', dead: unclaimed };
    }
    // The claim is for a code, which may have been presented, and must not be presented again.
    if (claim && !isNew) return { reason: 'answer_lost', dead: unclaimed };
  }

  if (isNew) {
    const earlier = seeds.filter((other) => other !== hash);
    const noted = { ...(ended ? { generation, history } : live), seeds: [...earlier, hash].slice(-32) };
    return typeof seed === 'string'
      ? present({ type: 'refresh_token', refreshToken: seed }, { ...noted, refreshToken: seed })
      : present({ type: 'authorization_code', ...seed }, noted, others ?? { ...unclaimed, seeds: earlier });
  }
  if (consent) return { reason: 'never_authorized' }; // this code was passed in before
  // The service may have refused it by mistake: one more try, after an hour.
  if (ended && refreshToken !== undefined && !unclaimed.retried && clock.now() - ended.at > hour) {
    return present({ type: 'refresh_token', refreshToken }, { ...unclaimed, retried: true }, unclaimed);
  }
  // This package wrote it, and knows no other reasons.
  const ending = ended?.reason as ReauthorizationReason | undefined;
  return { reason: ending ?? (state.token ? 'store_lost_it' : 'never_authorized') };
}
