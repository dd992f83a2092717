import pRetry from 'p-retry';
import type { AccessToken } from './access-token.ts';
import { type OAuthError, type ReauthorizationReason, type TokenRequestError, TokenStoreError } from './errors.ts';
import type { KeyState } from './key-state.ts';
import { storePair } from './pair-storage.ts';
import { reauthorization } from './reauthorization.ts';
import type { RenewalPlan } from './renewal-plan.ts';
import { entryOf, type Renewer } from './renewer.ts';
import type { FoundRecord, TokenRecord } from './token-record.ts';
import {
  type FailureKind,
  type Presentation,
  requestToken,
  type TokenOutcome,
  type TokenSet,
} from './token-request.ts';

interface Failure {
  readonly kind: FailureKind;
  readonly error: TokenRequestError;
}

/** How an attempt ends that gave no token set: the request failed, or the claim was replaced by somebody. */
class AttemptEnded extends Error {
  readonly failure: Failure | undefined;

  constructor(failure?: Failure) {
    super();
    this.failure = failure;
  }
}

/**
 * Claims the renewal in the record, presents what the plan says, and stores what comes back.
 *
 * @returns The new token. `undefined`: the record changed meanwhile and has to be read again; `unsent`: so it did, after
 * this code was noted in it and before it was presented; `superseded`: there is a new pair, and what stands there wins.
 * An error: the store failed before there was a claim, and nothing was sent.
 */
export async function requestUnderClaim(
  renewer: Renewer,
  state: KeyState,
  plan: RenewalPlan,
  found: FoundRecord | undefined,
): Promise<AccessToken | 'unsent' | 'superseded' | TokenStoreError | undefined> {
  const { endpoint, records, timing, rotates } = renewer;
  const { clock } = endpoint;
  const { base, presentation, replacesAll, unused } = plan;
  const isCode = presentation.grantType === 'authorization_code';
  const claim = { lease: timing.lease, holder: renewer.holder() };
  const replaced = found?.record.claim;
  const isMine = found !== undefined && state.claim?.revision === found.revision;
  // Under the claim that this one replaces, something may have been presented.
  const wasDoubtful = replaced !== undefined && !(isMine && state.claim?.doubtful === false);
  const isForeign = replacesAll && wasDoubtful;
  let isDoubtful = wasDoubtful;
  let revision = found?.revision;
  let claimedAt = { now: 0, wall: 0 };

  const write = async (record: TokenRecord): Promise<'written' | 'unconfirmed' | 'lost'> => {
    const entry = entryOf(renewer, record);
    // A consent did not wait for the claim that it replaces: that one has to run out, in this process too.
    if (record.claim) state.claim = isForeign ? undefined : { revision: entry.revision, doubtful: isDoubtful };
    const written = await records.write(entry, revision);
    if (written !== 'lost') revision = entry.revision;
    return written;
  };
  const giveBack = async (record = unused): Promise<void> => {
    if (isDoubtful && rotates) return;
    try {
      await write(record);
      state.claim = undefined;
    } catch (error) {
      // What can't be given back runs out by itself.
      renewer.emit({ type: 'store_failed', error: error as OAuthError }, state); // what a store throws is typed by now
    }
  };
  const wall = (): number => clock.wallTime?.() ?? clock.now();
  const takeClaim = async (): Promise<void> => {
    claimedAt = { now: clock.now(), wall: wall() };
    const written = await write({ ...base, claim });
    if (written === 'lost') throw new AttemptEnded();
    if (written === 'unconfirmed') {
      await giveBack();
      throw new TokenStoreError(
        'The store did not confirm a claim on enough replicas, so nothing was sent: look at it.',
      );
    }
  };
  // The monotonic clock stands still while a machine sleeps, the wall clock may be set: the larger of the two counts.
  const isLate = (): boolean => {
    const byWall = wall() - claimedAt.wall;
    return byWall < 0 || Math.max(clock.now() - claimedAt.now, byWall) > timing.sendWindow;
  };

  let ambiguous = 0;
  const send = async (attempt: number): Promise<TokenOutcome> => {
    if (attempt > 1 || isLate()) await takeClaim();
    if (isLate()) {
      await giveBack();
      throw new TokenStoreError('The store is too slow to renew a token safely, so nothing was sent: look at it.');
    }
    // Nothing is awaited between the check above and this request.
    const outcome = await present(renewer, state, presentation, attempt, base.accessToken);
    if (outcome.kind === 'ambiguous') {
      ambiguous++;
      isDoubtful = true;
      if (state.claim) state.claim.doubtful = true;
    }
    return outcome;
  };

  keepAlive(renewer, state);
  let set: TokenSet;
  try {
    await takeClaim();
    const isTakeOver = replaced !== undefined && !isMine && !replacesAll;
    renewer.emit(isTakeOver ? { type: 'taken_over', claimedBy: replaced.holder } : { type: 'claimed' }, state);
    set = await withRetries(renewer, send, (failure, attempt) =>
      delayBefore(renewer, failure, attempt, ambiguous, isCode),
    );
  } catch (error) {
    if (!(error instanceof AttemptEnded)) {
      if (!TokenStoreError.is(error))
        await giveBack(); // a framework's own, or a fault in what was handed in
      else if (revision === found?.revision) return error;
      throw error;
    }
    const { failure } = error;
    if (failure === undefined) return isCode && revision !== found?.revision ? 'unsent' : undefined;
    const { kind } = failure;
    const isOver = isCode ? kind !== 'never_sent' && kind !== 'rate_limited' : kind === 'refused';
    if (replacesAll && !isForeign && (base.refreshToken ?? base.accessToken) !== undefined) {
      isDoubtful = false; // the code may have been presented; what stood there before was not
    } else if (isOver && !isForeign) {
      return end(renewer, state, plan, failure, revision, isDoubtful);
    }
    await giveBack(isOver ? base : unused);
    throw kind === 'refused' ? reauthorization(renewer.key, 'never_authorized', failure.error) : failure.error;
  }
  return (await storePair(renewer, state, plan, set, revision)) ?? 'superseded';
}

/** Asks without a claim, for a grant that needs no person, where the store can't be used. */
export async function requestWithoutClaim(
  renewer: Renewer,
  state: KeyState,
  presentation: Presentation,
): Promise<TokenSet> {
  const send = (attempt: number): Promise<TokenOutcome> => present(renewer, state, presentation, attempt);
  try {
    return await withRetries(renewer, send, (failure, attempt) => delayBefore(renewer, failure, attempt, 0, false));
  } catch (error) {
    throw error instanceof AttemptEnded && error.failure ? error.failure.error : error;
  }
}

/** Sends one request, in the same turn, and tells of it. */
async function present(
  { endpoint, emit }: Renewer,
  state: KeyState,
  presentation: Presentation,
  attempt: number,
  heldToken?: string,
): Promise<TokenOutcome> {
  const { clock } = endpoint;
  const sentAt = clock.now();
  const asked = requestToken(endpoint, presentation, heldToken);
  emit({ type: 'requested', grant: presentation.grantType, attempt }, state);
  const outcome = await asked;
  const { kind } = outcome;
  const status = kind === 'granted' ? outcome.status : outcome.error.status;
  if (status) emit({ type: 'answered', status, durationMs: clock.now() - sentAt }, state);
  if (kind !== 'granted') {
    const sent = kind === 'never_sent' ? 'no' : kind === 'ambiguous' ? 'maybe' : 'yes';
    emit({ type: 'failed', error: outcome.error, sent }, state);
  }
  return outcome;
}

/** @throws {AttemptEnded} where the last attempt gave no token set. */
function withRetries(
  { attempts, endpoint: { clock } }: Renewer,
  send: (attempt: number) => Promise<TokenOutcome>,
  delayOf: (failure: Failure, attempt: number) => number | undefined,
): Promise<TokenSet> {
  const sendOnce = async (attempt: number): Promise<TokenSet> => {
    const outcome = await send(attempt);
    if (outcome.kind === 'granted') return outcome.set;
    throw new AttemptEnded(outcome);
  };
  return pRetry(sendOnce, {
    retries: attempts - 1,
    minTimeout: 0, // the waits go by our clock
    shouldRetry: async ({ error, attemptNumber }) => {
      const failure = error instanceof AttemptEnded ? error.failure : undefined;
      const delay = failure && delayOf(failure, attemptNumber);
      if (delay === undefined) return false;
      await clock.sleep(delay);
      return true;
    },
  });
}

/** Milliseconds before the next attempt; `undefined`: there is none. */
function delayBefore(
  { minDelayMs, maxDelayMs, random, rotates }: Renewer,
  { kind, error: { retryAfterMs } }: Failure,
  attempt: number,
  ambiguous: number,
  isCode: boolean,
): number | undefined {
  const growing = Math.min(maxDelayMs, minDelayMs * 2 ** (attempt - 1)) * (0.75 + random() / 2);
  if (kind === 'never_sent') return growing;
  if (kind === 'rate_limited' || (kind === 'ambiguous' && !rotates && !isCode)) {
    const asked = retryAfterMs ?? growing;
    return asked <= 30_000 ? asked : undefined;
  }
  return kind === 'ambiguous' && !isCode && ambiguous < 2 ? Math.min(minDelayMs, 1_000) : undefined;
}

/** Writes down that what was presented is dead: the server said so, or it was a code, which is used once. */
async function end(
  renewer: Renewer,
  state: KeyState,
  { base, presentation }: RenewalPlan,
  { kind, error }: Failure,
  revision: string | undefined,
  isDoubtful: boolean,
): Promise<undefined> {
  const { endpoint, key, records } = renewer;
  const at = endpoint.clock.now();
  const isCode = presentation.grantType === 'authorization_code';
  const life = endpoint.profile.refreshTokenLifetime;
  let reason: ReauthorizationReason = renewer.rotates && base.generation > 0 ? 'spent_elsewhere' : 'revoked';
  if (isCode) reason = 'never_authorized';
  else if (life !== undefined && base.obtainedAt !== undefined && at - base.obtainedAt >= life) reason = 'expired';
  if (isDoubtful) reason = 'answer_lost';

  const ended = {
    why: 'refused' as const,
    reason,
    at,
    error: error.error,
    requestId: error.requestId,
  };
  const written = await records.write(entryOf(renewer, { ...base, ended }), revision);
  state.claim = undefined;
  if (written !== 'lost') renewer.emit({ type: 'ended', reason }, state);
  else if (!isCode) return undefined;
  throw kind === 'refused' ? reauthorization(key, reason, error) : error;
}

/** A frozen instance that has rotated and not stored has lost the authorisation. */
function keepAlive({ waitUntil }: Renewer, state: KeyState): void {
  const ended = async (): Promise<void> => {
    await state.flight?.catch(() => {}); // its callers hear of it
    await state.unsaved;
  };
  waitUntil?.(ended());
}
