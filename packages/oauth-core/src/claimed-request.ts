import pRetry from 'p-retry';
import type { AccessToken } from './access-token.ts';
import { createClaim } from './claim.ts';
import { type ReauthorizationReason, TokenRequestError, TokenStoreError } from './errors.ts';
import { storePair } from './pair-storage.ts';
import { endRecord, reauthorization } from './reauthorization.ts';
import type { RenewalPlan } from './renewal-plan.ts';
import { emit, type Renewer, sleep } from './renewer.ts';
import type { FoundRecord, Revision, TokenRecord } from './token-record.ts';
import {
  type Presentation,
  requestToken,
  type TokenFailure,
  type TokenOutcome,
  type TokenSet,
} from './token-request.ts';

/**
 * Claims the renewal in the record, presents what the plan says, and stores what comes back.
 *
 * @param revisions Those of the claims that this renewal has tried to write. New ones are added.
 * @returns The new token, or:
 * - `undefined`: the record has changed meanwhile, and has to be read again.
 * - `unsent`: the same, and a code was noted in the record but not presented.
 * - `superseded`: a new pair was granted, but the store has another record, which counts.
 * - an error: the store failed before there was a claim, and nothing was sent.
 */
export async function requestUnderClaim(
  renewer: Renewer,
  plan: RenewalPlan,
  found: FoundRecord,
  revisions: Revision[],
): Promise<AccessToken | 'unsent' | 'superseded' | TokenStoreError | undefined> {
  const { base, presentation, replacesAll, unused } = plan;
  const isCode = presentation.type === 'authorization_code';
  const claim = createClaim(renewer, plan, found, revisions);
  // How the code of a consent ends says nothing of the record that was there: its holder may be at work, its tokens may
  // be good, or come back after a refusal.
  const isUnrelated = replacesAll && found.revision !== undefined;

  const send = async (attempt: number): Promise<TokenOutcome | undefined> => {
    if ((attempt > 1 || claim.isLate()) && !(await claim.take())) return undefined;
    if (claim.isLate()) return claim.abandon('is too slow to renew a token safely');
    // Nothing is awaited between the check above and this request.
    const outcome = await present(renewer, presentation, attempt, base.accessToken);
    if (outcome.kind === 'ambiguous' && !isUnrelated) claim.doubtful = true;
    return outcome;
  };

  let outcome: TokenOutcome | undefined;
  try {
    if (await claim.take()) {
      emit(renewer, claim.takenOverFrom ? { type: 'taken_over', claimedBy: claim.takenOverFrom } : { type: 'claimed' });
      outcome = await withRetries(renewer, presentation, send);
    }
  } catch (error) {
    if (!TokenStoreError.is(error)) {
      await claim.giveBack(unused); // an error of a framework, or of an option that was passed
    } else if (claim.revision === found.revision) {
      return error; // there is no claim yet
    }
    throw error;
  }
  if (outcome === undefined) return isCode && claim.revision !== found.revision ? 'unsent' : undefined;
  if (outcome.kind === 'granted') return storePair(renewer, plan, outcome.set, claim.revision);

  const { kind, error } = outcome;
  // A code counts as used up once the server may have looked at it.
  const isOver = isCode ? kind !== 'never_sent' && kind !== 'rate_limited' : kind === 'refused';
  let reason: ReauthorizationReason = 'never_authorized';
  if (isOver && !isUnrelated) {
    if (claim.doubtful) reason = 'answer_lost';
    else if (!isCode) reason = whyRefused(renewer, base);
    if (!(await endRecord(renewer, base, reason, claim.revision, error)) && !isCode) return undefined;
  } else await claim.giveBack(isOver ? { ...unused, seeds: base.seeds } : unused);
  throw kind === 'refused' ? reauthorization(renewer.key, reason, error) : error;
}

/** Why the server refused a refresh token that was never presented before, as far as this process knows. */
function whyRefused(
  { clock, profile, rotates }: Renewer,
  { generation, obtainedAt }: TokenRecord,
): ReauthorizationReason {
  // If one of the two is not known, it is NaN here, and the comparison is false.
  if (clock.now() - Number(obtainedAt) >= Number(profile.refreshTokenLifetime)) return 'expired';
  return rotates && generation > 0 ? 'spent_elsewhere' : 'revoked';
}

/** Requests an app's token without a claim, because the store failed. */
export async function requestWithoutClaim(renewer: Renewer, presentation: Presentation): Promise<TokenSet> {
  const send = (attempt: number): Promise<TokenOutcome> =>
    present(renewer, presentation, attempt, renewer.state.token?.accessToken);
  const outcome = await withRetries(renewer, presentation, send);
  if (outcome.kind === 'granted') return outcome.set;
  throw outcome.error;
}

/** Sends one request, without awaiting anything before, and emits its events. */
async function present(
  renewer: Renewer,
  presentation: Presentation,
  attempt: number,
  heldToken?: string,
): Promise<TokenOutcome> {
  const { clock, state } = renewer;
  const sentAt = clock.now();
  if (attempt === 1 && heldToken && heldToken === state.refused) {
    state.refusals = [sentAt, ...(state.refusals ?? [])].slice(0, 3);
  }
  const asked = requestToken(renewer, presentation, heldToken);
  emit(renewer, { type: 'requested', grant: presentation.type, attempt });
  const outcome = await asked;
  const { kind } = outcome;
  const status = kind === 'granted' ? outcome.status : outcome.error.status;
  if (status) emit(renewer, { type: 'answered', status, durationMs: clock.now() - sentAt });
  if (kind !== 'granted') {
    const sent = kind === 'never_sent' ? 'no' : kind === 'ambiguous' ? 'maybe' : 'yes';
    emit(renewer, { type: 'failed', error: outcome.error, sent });
  }
  return outcome;
}

/** Sends again as long as that is safe and may help. Returns the last outcome. */
async function withRetries<Outcome extends TokenOutcome | undefined>(
  renewer: Renewer,
  { type }: Presentation,
  send: (attempt: number) => Promise<Outcome>,
): Promise<Outcome> {
  const { attempts, maxDelayMs, minDelayMs, random, rotates } = renewer;
  const isCode = type === 'authorization_code';
  let ambiguous = 0;
  /** Milliseconds before the next attempt; `undefined`: there is none. */
  const delayAfter = ({ kind, error: { retryAfterMs } }: TokenFailure, attempt: number): number | undefined => {
    const growing = Math.min(maxDelayMs, minDelayMs * 2 ** (attempt - 1)) * (0.75 + random() / 2);
    if (kind === 'refused' || kind === 'our_fault') return undefined;
    if (kind === 'ambiguous' && isCode) return undefined;
    if (kind === 'ambiguous' && rotates) return ++ambiguous < 2 ? Math.min(minDelayMs, 1_000) : undefined;
    return (retryAfterMs ?? 0) > 30_000 ? undefined : (retryAfterMs ?? growing);
  };

  const sendOnce = async (attempt: number): Promise<Outcome> => {
    const outcome = await send(attempt);
    if (outcome === undefined || outcome.kind === 'granted' || attempt === attempts) return outcome;
    const delay = delayAfter(outcome, attempt);
    if (delay === undefined) return outcome;
    await sleep(renewer, delay);
    throw outcome.error; // p-retry calls this again
  };
  return pRetry(sendOnce, {
    retries: attempts - 1,
    minTimeout: 0, // `sendOnce` has waited already, by our clock
    shouldRetry: ({ error }) => TokenRequestError.is(error), // errors of the store and of frameworks are final
  });
}
