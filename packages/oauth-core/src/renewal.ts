import type { AccessToken } from './access-token.ts';
import { requestUnderClaim, requestWithoutClaim } from './claimed-request.ts';
import { TokenRequestError, TokenStoreError, TokenTimeoutError } from './errors.ts';
import type { AuthorizationCode } from './grant.ts';
import { hold, ownClaim } from './key-state.ts';
import { handOutUnstored, savedInTime } from './pair-storage.ts';
import { endRecord, reauthorization } from './reauthorization.ts';
import { readRecord } from './record-store.ts';
import { planRenewal } from './renewal-plan.ts';
import { type Aging, emit, isDue, isGood, type Renewer, sleep } from './renewer.ts';
import { emptyRecord, newerVersion, type Revision, type TokenRecord } from './token-record.ts';

/** If more milliseconds than this lie between two reads, a watch begins anew: this process may have stood still. */
const watchGap = 2_500;

/** For how many milliseconds a token that still lives is not renewed after that failed, if the server names no time. */
const pauseAfterFailure = 5_000;

/** The claim of another process, as long as it stands unchanged. */
interface Watch {
  readonly revision: Revision;
  readonly holder: string;
  readonly since: number;
  readonly last: number;
}

/**
 * Brings one key's token up to date: takes a newer one from the store, waits for another process that renews it, or
 * claims the renewal and does it itself. In one process, it runs only once at a time for each key.
 *
 * @param minimumLifetime Milliseconds that the token must still live.
 * @param consent The code of a new consent: its tokens replace what the key holds.
 */
export async function renew(
  renewer: Renewer,
  minimumLifetime?: number,
  consent?: AuthorizationCode,
): Promise<AccessToken> {
  try {
    return await tryToRenew(renewer, minimumLifetime, consent);
  } catch (error) {
    const { clock, state } = renewer;
    // A token that can't be renewed now is used until its end, unless a request may have ended it.
    const isPutOff = !consent && (TokenStoreError.is(error) || TokenRequestError.is(error));
    const mayBeOver = state.unsaved || state.claim?.doubtful;
    if (isPutOff && !mayBeOver && state.token && isGood(renewer, state.token, minimumLifetime, 0)) {
      // Otherwise each call would try again, wait for that, and give a server that asks for rest none.
      state.putOffUntil = clock.now() + (('retryAfterMs' in error && error.retryAfterMs) || pauseAfterFailure);
      return state.token;
    }
    throw error;
  }
}

/** With the store, or without it if it fails and the token is an app's. */
async function tryToRenew(
  renewer: Renewer,
  minimumLifetime: number | undefined,
  consent: AuthorizationCode | undefined,
): Promise<AccessToken> {
  try {
    return await renewInStore(renewer, minimumLifetime, consent);
  } catch (error) {
    if (!TokenStoreError.is(error)) throw error;
    const { grant, state } = renewer;
    emit(renewer, { type: 'store_failed', error });
    // After an entry of a newer version, only an update helps.
    if (grant.type !== 'client_credentials' || error.message.includes(newerVersion)) throw error;
    if (state.token && isRefusedTooOften(renewer, state.token)) return state.token;
    return handOutUnstored(renewer, grant, await requestWithoutClaim(renewer, grant));
  }
}

async function renewInStore(
  renewer: Renewer,
  minimumLifetime: number | undefined,
  consent: AuthorizationCode | undefined,
): Promise<AccessToken> {
  const { clock, key, state, timing } = renewer;
  // One turn of the timer: only after it may a prerendered Next.js 16 component read randomness or the wall clock.
  await sleep(renewer, 0);
  if (state.unsaved) await savedInTime(renewer, state.unsaved);

  const startedAt = clock.now();
  const revisions: Revision[] = []; // of the claims that this renewal has tried to write
  let watch: Watch | undefined;
  let code = consent;
  let isUnsent = false; // the code is noted in the record, but was not presented
  let hasStoreFailed = false;
  for (let round = 0; ; await pause(renewer, round++)) {
    const readAt = clock.now();
    const found = await readRecord(renewer);
    /** The record, if it still counts: one that has ended does not, and a new consent replaces any. */
    const live = found.record.ended || code ? emptyRecord : found.record;
    const endWatch = (): void => {
      if (watch && readAt > watch.since) {
        emit(renewer, { type: 'waited', durationMs: readAt - watch.since, claimedBy: watch.holder });
      }
      watch = undefined;
    };
    if (watch?.revision !== found.revision) endWatch();

    if (isGood(renewer, live, minimumLifetime)) return adopt(renewer, live);
    if (clock.now() - startedAt > 2 * (timing.lease + timing.watch)) {
      const holder = watch ? ` by ${watch.holder}` : '';
      throw new TokenTimeoutError(
        `The renewal of ${JSON.stringify(key)}${holder} takes too long: try again later.`,
        timing.lease,
      );
    }

    // If a code replaces another client's record and then fails, that record is put back: not without its new pair.
    const { claim } = (code && found.others) || live;
    if (claim && !ownClaim(state, found.revision)) {
      const now = clock.now();
      const since = watch && now - watch.last <= watchGap ? watch.since : now;
      watch = { revision: found.revision, holder: claim.holder, since, last: now };
      if (!isOrphaned(renewer, claim.lease, found.age, readAt - since)) continue;
      endWatch();
    }

    if (isRefusedTooOften(renewer, live)) return adopt(renewer, live);
    // A write that seemed to fail may have been done: then the code of the consent is noted, but not presented.
    const isNoted = code !== undefined && revisions.includes(found.revision);
    const plan = await planRenewal(renewer, found, code, isUnsent || isNoted);
    if ('reason' in plan) {
      if (!plan.dead) {
        if (found.record.ended && !found.record.refreshToken) state.token = undefined; // it was ended elsewhere
        if (plan.reason === 'store_lost_it') emit(renewer, { type: 'ended', reason: plan.reason });
        throw reauthorization(key, plan.reason);
      }
      if (isGood(renewer, live, 0, 0)) return adopt(renewer, live); // no refresh token: it is used to its end
      await endRecord(renewer, plan.dead, plan.reason, found.revision);
      continue; // the record as it is then decides: a new seed may start again
    }

    const given = await requestUnderClaim(renewer, plan, found, revisions);
    if (TokenStoreError.is(given)) {
      // If a connection ends, the calls under way fail, and the next one finds a new connection. So this is tried once
      // more, from the start: the holder of a claim may be about to store its pair.
      if (hasStoreFailed) throw given;
      hasStoreFailed = true;
      continue;
    }
    if (typeof given === 'object') return given;
    if (given) isUnsent = given === 'unsent';
    if (given === 'superseded') code = undefined;
  }
}

/**
 * Whether a claim's holder counts as gone: the lease is over, and the claim has stood unchanged for as long as a holder
 * that has just woken up needs to store its pair. If no token is used up, the lease alone decides.
 */
function isOrphaned({ rotates, timing }: Renewer, lease: number, age: number | undefined, watched: number): boolean {
  if (!rotates) return Math.max(age ?? 0, watched) >= lease;
  return (age ?? watched) >= lease && watched >= timing.watch;
}

function adopt(renewer: Renewer, record: TokenRecord): AccessToken {
  const { state } = renewer;
  state.claim = record.claim && state.claim; // if it is no longer in the record, it was for an earlier token
  const known = state.token?.accessToken;
  const token = hold(state, record);
  if (token.accessToken !== known) emit(renewer, { type: 'adopted' });
  return token;
}

/** Within how many milliseconds three renewals are allowed because a token was refused. */
const refusalsWithin = 30_000;

/**
 * Whether a token was refused, but must not be renewed for that again so soon. An API that always answers 401 must not
 * cause a rotation with each call, which fails requests that others have sent.
 */
function isRefusedTooOften(renewer: Renewer, { accessToken, ...aging }: Aging): boolean {
  const { clock, state } = renewer;
  const isRefused = accessToken !== undefined && accessToken === state.refused && !isDue(renewer, aging);
  return isRefused && clock.now() - Number(state.refusals?.[2]) < refusalsWithin;
}

const pause = (renewer: Renewer, round: number): Promise<void> =>
  sleep(renewer, Math.min(1_000, 100 * 1.5 ** round) * (0.75 + renewer.random() / 4));
