import type { AccessToken } from './access-token.ts';
import { withDeadline } from './deadline.ts';
import { fingerprintOf } from './digest.ts';
import { type OAuthError, TokenRequestError, TokenStoreError } from './errors.ts';
import { type HeldSet, hold, lookAt } from './key-state.ts';
import { writeRecord } from './record-store.ts';
import type { RenewalPlan } from './renewal-plan.ts';
import { emit, type Renewer } from './renewer.ts';
import { requestRevocation } from './revocation.ts';
import { emptyRecord, encodeRecord, type Revision, type TokenRecord } from './token-record.ts';
import type { Presentation, PresentationFields, TokenSet } from './token-request.ts';

/** How an attempt to store a pair ended; `superseded`: it came too late. */
type Written = 'written' | 'unconfirmed' | 'superseded' | 'failed';

/**
 * Stores a new pair, and then hands it out: no caller gets it before the store has it.
 *
 * @param claimRevision The revision of the claim under which the pair was requested.
 * @returns `superseded` if the store has another record by now: this pair came too late.
 */
export async function storePair(
  renewer: Renewer,
  { base, presentation, replacesAll }: RenewalPlan,
  set: TokenSet,
  claimRevision: Revision,
): Promise<AccessToken | 'superseded'> {
  const { clock, needsPerson, state, timing } = renewer;
  const requested = requestedScope(presentation, base);
  const { misfit, ...granted } = set;
  const { refreshToken: spent }: PresentationFields = presentation;
  const refreshToken = needsPerson ? (set.refreshToken ?? spent) : undefined;
  const rotation = {
    at: set.obtainedAt,
    holder: renewer.holder(),
    from: await fingerprintOf(spent),
    to: await fingerprintOf(refreshToken),
  };
  const recordAfter = ({ generation, history, seeds }: TokenRecord): TokenRecord => ({
    ...granted,
    scope: set.scope ?? requested,
    generation: generation + 1,
    refreshToken,
    seeds,
    history: needsPerson ? [...history, rotation].slice(-16) : [],
  });
  let record = recordAfter(base);
  let entry = await encodeRecord(renewer, record);
  let replaces = claimRevision;
  let mayReplaceAny = replacesAll;

  const write = async (): Promise<Written> => {
    for (;;) {
      const written = await writeRecord(renewer, entry, replaces);
      if (typeof written === 'string') {
        const unconfirmed = written === 'unconfirmed';
        const isRepeated = replaces === entry.revision;
        replaces = entry.revision;
        await lookAt(state, record);
        if (!(unconfirmed && isRepeated)) emit(renewer, { type: 'stored', unconfirmed });
        return written;
      }
      const stands = written.record;
      // A write that seemed to fail was done after all, and its pair has been renewed since.
      const isPast = stands.history.some(({ at, to }) => at === rotation.at && to === rotation.to);
      const isForgotten = stands.ended !== undefined && stands.ended.why !== 'refused'; // cleared or revoked
      const isBase = stands.accessToken === base.accessToken && stands.refreshToken === base.refreshToken;
      if (stands.ended?.why === 'revoked') await revokeLate(renewer, record);
      if (isForgotten || isPast || !(mayReplaceAny || isBase)) {
        // If there is only a claim on it, the pair still stands, and the replicas may still lack it.
        return stands.accessToken === record.accessToken ? 'unconfirmed' : 'superseded';
      }
      replaces = written.revision;
      record = recordAfter(replaces ? stands : base); // if the entry is gone, `base` still has its seeds
      entry = await encodeRecord(renewer, record);
    }
  };
  const save = async (isEnough: (outcome: Written) => boolean): Promise<Written> => {
    for (;;) {
      const outcome = await write().catch((error) => {
        emit(renewer, { type: 'store_failed', error: error as OAuthError }); // `writeRecord` has typed it
        return 'failed' as const;
      });
      // An app's token can be used without being stored.
      if (!needsPerson || isEnough(outcome)) return outcome;
      await clock.sleep(250 + 750 * renewer.random());
    }
  };

  const saving = save((outcome) => outcome !== 'failed').finally(() => {
    state.claim = undefined;
    state.unsaved = undefined;
    mayReplaceAny = false; // what comes later may be a newer consent
  });
  state.unsaved = saving;
  // A failover loses what no replica has. As long as others wait for the claim, the pair can be written once more. They
  // wait for an app's claim too if its token was not stored: that is tried once more.
  const until = clock.now() + timing.lease;
  const isOver = (outcome: Written): boolean =>
    outcome === 'written' || outcome === 'superseded' || clock.now() >= until;
  state.unconfirmed = saving.then((first) => (isOver(first) ? first : save(isOver)));
  const kept = await savedInTime(renewer, saving);
  if (kept === 'superseded') return kept;
  if (misfit) {
    state.token = undefined; // a rotation may have ended it
    throw misfit;
  }
  return handOut(renewer, set, requested, record);
}

/** Hands out an app's token that can't be stored, because the store failed. */
export async function handOutUnstored(
  renewer: Renewer,
  presentation: Presentation,
  set: TokenSet,
): Promise<AccessToken> {
  const requested = requestedScope(presentation, emptyRecord);
  const generation = (renewer.state.token?.generation ?? 0) + 1;
  const record = { ...set, scope: set.scope ?? requested, generation };
  await lookAt(renewer.state, record);
  return handOut(renewer, set, requested, record);
}

/** The scope that is granted if the answer names none. */
function requestedScope(presentation: Presentation, base: TokenRecord): readonly string[] | undefined {
  return presentation.type === 'client_credentials' ? (presentation.scope?.match(/\S+/g) ?? undefined) : base.scope;
}

/** The last step. */
function handOut(
  renewer: Renewer,
  { scope }: TokenSet,
  requested: readonly string[] | undefined,
  record: HeldSet,
): AccessToken {
  const token = hold(renewer.state, record);
  // The order has no meaning (RFC 6749 section 3.3).
  if (requested && scope && String([...requested].sort()) !== String([...scope].sort())) {
    emit(renewer, { type: 'scope_changed', requested: requested.join(' '), granted: scope.join(' ') });
  }
  return token;
}

/** Somebody signed out while this pair was on its way: it must not stay valid at the server. */
async function revokeLate(renewer: Renewer, pair: TokenRecord): Promise<void> {
  try {
    await requestRevocation(renewer, pair);
  } catch (error) {
    // An error of a framework must not be thrown here: as one of the store, it would have the pair stored once more.
    if (TokenRequestError.is(error)) emit(renewer, { type: 'failed', error, sent: 'maybe' });
  }
}

/**
 * Waits until a pair is stored. Callers wait for 10 s at most; the process keeps trying as long as it lives.
 *
 * @throws {TokenStoreError} after 10 s.
 */
export function savedInTime<T>({ clock }: Renewer, saving: Promise<T>): Promise<T> {
  return withDeadline(
    clock,
    10_000,
    () => saving,
    () => {
      throw new TokenStoreError(
        'A new token is not stored yet, so it is not used: look at the store. This process keeps trying.',
      );
    },
  );
}
