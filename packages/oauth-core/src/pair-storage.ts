import type { AccessToken } from './access-token.ts';
import { withDeadline } from './deadline.ts';
import { fingerprintOf } from './digest.ts';
import { type OAuthError, TokenRequestError, TokenStoreError } from './errors.ts';
import { hold, type KeyState } from './key-state.ts';
import type { RenewalPlan } from './renewal-plan.ts';
import { entryOf, type Renewer } from './renewer.ts';
import type { TokenRecord } from './token-record.ts';
import type { TokenSet } from './token-request.ts';

/**
 * Stores a new pair, then hands it out: nobody sees it before a write of it is confirmed.
 *
 * @param claimRevision The revision of the claim that the pair was asked for under.
 * @returns `undefined` where something else stands there by now: this pair came too late.
 */
export async function storePair(
  renewer: Renewer,
  state: KeyState,
  { base, presentation, replacesAll }: RenewalPlan,
  set: TokenSet,
  claimRevision: string | undefined,
): Promise<AccessToken | undefined> {
  const { endpoint, records, needsPerson } = renewer;
  const { clock, profile } = endpoint;
  const spent = presentation.grantType === 'refresh_token' ? presentation.refreshToken : undefined;
  const requested = presentation.grantType === 'client_credentials' ? presentation.scope?.split(' ') : base.scope;
  const scope = set.scope ?? requested;
  const refreshToken = needsPerson ? (set.refreshToken ?? spent) : undefined;
  const isBearer = /^bearer$/i.test(set.tokenType ?? (profile.tokenType === 'optional' ? 'bearer' : ''));
  renewer.skew.ms = set.skewMs;
  const obtainedAt = set.sentAt + set.skewMs;
  const rotation = {
    at: obtainedAt,
    holder: renewer.holder(),
    from: await fingerprintOf(spent),
    to: await fingerprintOf(refreshToken),
  };
  const recordAfter = ({ generation, history, seeds }: TokenRecord): TokenRecord => ({
    generation: generation + 1,
    // A token of a type that can't be used is not kept; the refresh token beside it is, for the old one is spent.
    accessToken: isBearer ? set.accessToken : undefined,
    refreshToken,
    scope,
    obtainedAt,
    expiresAt: set.lifetimeMs && obtainedAt + set.lifetimeMs,
    seeds: [...new Set([...seeds, ...base.seeds])].slice(-32),
    history: needsPerson ? [...history, rotation].slice(-16) : [],
  });
  let record = recordAfter(base);
  let entry = entryOf(renewer, record);

  const tryToSave = async (): Promise<boolean> => {
    for (let replaces = claimRevision; ; ) {
      const written = await records.write(entry, replaces);
      const found = written === 'lost' ? await records.read() : undefined;
      if (written !== 'lost' || found?.revision === entry.revision) {
        renewer.emit({ type: 'stored', unconfirmed: written === 'unconfirmed' }, state);
        return true;
      }
      const stands = found?.record;
      // An earlier write was done after all, and what it stored has been renewed since.
      const isPast = stands?.history.some(({ at, holder }) => at === rotation.at && holder === rotation.holder);
      const isForgotten = stands?.ended !== undefined && stands.ended.why !== 'refused';
      const isBase =
        stands?.accessToken === base.accessToken &&
        stands?.refreshToken === base.refreshToken &&
        // Two codes begin from the same nothing: the seed tells whose record it is.
        (base.refreshToken !== undefined || !base.seeds.length || stands?.seeds.includes(base.seeds.at(-1) ?? ''));
      if (isForgotten || isPast || !(replacesAll || (stands && isBase))) return false;
      replaces = found?.revision;
      record = recordAfter(stands ?? base);
      entry = entryOf(renewer, record);
    }
  };
  let isStored: boolean | undefined;
  const save = async (): Promise<void> => {
    while (isStored === undefined) {
      try {
        isStored = await tryToSave();
      } catch (error) {
        renewer.emit({ type: 'store_failed', error: error as OAuthError }, state); // what a store throws is typed by now
        if (!needsPerson) break;
        await clock.sleep(250 + 750 * renewer.random());
      }
    }
    state.claim = undefined;
    state.unsaved = undefined;
  };

  const saving = save();
  if (needsPerson) {
    state.unsaved = saving;
    await savedInTime(renewer, saving);
  } else {
    await saving;
  }
  if (isStored === false) return undefined;
  if (!isBearer) {
    throw new TokenRequestError(
      `${profile.name} gave a token of type ${JSON.stringify(set.tokenType ?? null)}, not Bearer: check tokenUrl and the client.`,
    );
  }
  if (requested && scope && String(requested) !== String(scope)) {
    renewer.emit({ type: 'scope_changed', requested: requested.join(' '), granted: scope.join(' ') }, state);
  }
  return hold(state, record);
}

/**
 * Waits for a pair that the store has not taken yet: callers 10 s, the process as long as it lives.
 *
 * @throws {TokenStoreError} after 10 s.
 */
export function savedInTime({ endpoint: { clock } }: Renewer, saving: Promise<void>): Promise<void> {
  return withDeadline(
    clock,
    10_000,
    () => saving,
    () => {
      throw new TokenStoreError(
        'A renewed token could not be stored yet, and is not handed out before: look at the store. This process keeps trying.',
      );
    },
  );
}
