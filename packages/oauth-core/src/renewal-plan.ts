import { hashOf } from './digest.ts';
import type { ReauthorizationReason } from './errors.ts';
import type { AuthorizationCode } from './grant.ts';
import { ownClaim } from './key-state.ts';
import type { Renewer } from './renewer.ts';
import { type FoundRecord, keyInUse, type TokenRecord } from './token-record.ts';
import type { Presentation } from './token-request.ts';

/** What is to be presented, and the record that a claim is written into. */
export interface RenewalPlan {
  readonly base: TokenRecord;
  readonly presentation: Presentation;
  /** The record to go back to where nothing was presented after all. */
  readonly unused: TokenRecord;
  /** The new pair replaces whatever stands there: a person has just consented. */
  readonly replacesAll: boolean;
}

/** There is nothing to present. */
export interface NoPlan {
  readonly reason: ReauthorizationReason;
  /** A record that doesn't say so yet, without its claim. */
  readonly dead?: TokenRecord;
}

const hour = 3_600_000;

/**
 * Decides what a record that is due, or the lack of one, asks to be presented.
 *
 * @param consent A new one: replaces what the key holds.
 * @param isUnsent The code was noted in the record, and it is certain that it was not presented.
 */
export async function planRenewal(
  { clock, grant, state }: Renewer,
  { record, revision }: FoundRecord,
  consent: AuthorizationCode | undefined,
  isUnsent: boolean,
): Promise<RenewalPlan | NoPlan> {
  const { claim, ...dead } = record;
  const { ended, ...live } = dead;
  const { generation, history, seeds, refreshToken } = live;
  const present = (presentation: Presentation, base: TokenRecord, unused = base): RenewalPlan => ({
    base,
    presentation,
    unused,
    replacesAll: consent !== undefined,
  });

  if (grant.type === 'client_credentials') return present(grant, live);

  const seed = consent ?? (ended?.error === keyInUse ? undefined : grant.seed?.());
  const hash = seed === undefined ? undefined : await hashOf(typeof seed === 'string' ? seed : seed.code);
  // A claim of this process alone, for the seed that was noted last, under which nothing was sent.
  const isOwnClaim = !ended && ownClaim(state, revision)?.doubtful === false;
  const isNew =
    hash !== undefined && (!seeds.includes(hash) || isUnsent || (isOwnClaim && !consent && seeds.at(-1) === hash));

  if (!ended && !consent) {
    if (refreshToken !== undefined) return present({ type: 'refresh_token', refreshToken }, live);
    if (live.accessToken !== undefined) {
      return { reason: live.accessToken === state.refused ? 'revoked' : 'expired', dead };
    }
    // A code: it may have been presented, and is not again.
    if (claim && !isNew) return { reason: 'answer_lost', dead };
  }

  if (seed !== undefined && isNew) {
    const others = seeds.filter((other) => other !== hash);
    const noted = { ...(ended ? { generation, history } : live), seeds: [...others, hash].slice(-32) };
    return typeof seed === 'string'
      ? present({ type: 'refresh_token', refreshToken: seed }, { ...noted, refreshToken: seed })
      : present({ type: 'authorization_code', ...seed }, noted, { ...dead, seeds: others });
  }
  if (consent) return { reason: 'never_authorized' }; // this code was passed in before
  if (ended && refreshToken !== undefined && !dead.retried && clock.now() - ended.at > hour) {
    return present({ type: 'refresh_token', refreshToken }, { ...dead, retried: true }, dead);
  }
  // Written by this package, from the same closed set.
  const ending = ended?.reason as ReauthorizationReason | undefined;
  return { reason: ending ?? (state.token ? 'store_lost_it' : 'never_authorized') };
}
