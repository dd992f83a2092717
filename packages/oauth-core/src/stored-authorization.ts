import { withDeadline } from './deadline.ts';
import { fingerprintOf, hashOf } from './digest.ts';
import { refuseOption, TokenStoreError } from './errors.ts';
import { requireText } from './grant.ts';
import { readRecord, writeRecord } from './record-store.ts';
import { emit, type Renewer } from './renewer.ts';
import { requestRevocation, revocationTimeout } from './revocation.ts';
import { emptyRecord, encodeRecord, type FoundRecord, type TokenRecord } from './token-record.ts';
import { withoutGaps } from './without-gaps.ts';

/** Tokens that you already have for a person, from another library or an earlier version of the app. */
export interface Connection {
  readonly refreshToken: string;
  /** Used until it is due. If left out, the first call uses the refresh token. */
  readonly accessToken?: string | undefined;
  /** When the access token expires, in milliseconds since the epoch. If left out, it is used until it is refused. */
  readonly expiresAt?: number | undefined;
}

/** What the store has under a key. It contains no secret. */
export interface TokenDescription {
  /** The entry in the store. */
  readonly key: string;
  /** `empty`: nothing; `held`: tokens; `ended`: a person has to consent again. */
  readonly state: 'empty' | 'held' | 'ended';
  /** Goes up by one with each token set; 0 before the first. */
  readonly generation: number;
  readonly scope?: readonly string[] | undefined;
  /** Milliseconds since the epoch at which the token request was sent, or `connect` was called. */
  readonly obtainedAt?: number | undefined;
  /** Milliseconds since the epoch; left out if the server didn't say. */
  readonly expiresAt?: number | undefined;
  /** First 8 hex digits of the SHA-256 of the token. */
  readonly accessTokenFingerprint?: string;
  /** The same for the refresh token. */
  readonly refreshTokenFingerprint?: string;
  /** Milliseconds since the epoch: after this, a person has to consent again. Left out if it is not known. */
  readonly refreshTokenExpiresAt?: number;
  /** Who is renewing it now, and for how many milliseconds nobody else may do so. */
  readonly claim?: { readonly holder: string; readonly lease: number };
  /** How and when it ended (milliseconds since the epoch). `reason` is as in `ReauthorizationRequiredError`. */
  readonly ended?: {
    readonly why: 'refused' | 'cleared' | 'revoked';
    readonly reason: string;
    readonly at: number;
    readonly error?: string | undefined;
    readonly requestId?: string | undefined;
  };
  /** The last 16 renewals, oldest first: when, by which process, and the fingerprints of both refresh tokens. */
  readonly history: readonly {
    readonly at: number;
    readonly holder: string;
    readonly from: string;
    readonly to: string;
  }[];
}

/**
 * Forgets what the key holds. It writes an ending, so that a renewal which is late finds it, and drops its pair. An
 * entry that can't be read is replaced too, since nobody can go on from it; which seeds were used is lost with it. An
 * entry of a newer format stays as it is.
 *
 * @param isCause The tokens were revoked before this call: if a renewal was refused meanwhile, that is why.
 * @returns The record that was there before.
 */
export async function clear(
  renewer: Renewer,
  why: 'cleared' | 'revoked' = 'cleared',
  isCause = false,
): Promise<TokenRecord> {
  let last = emptyRecord;
  const end = ({ record, revision, others }: FoundRecord): TokenRecord | undefined => {
    last = record;
    const { generation, seeds, history, ended } = last;
    // A revoked record stays revoked, and another client's record stays as it is.
    if (others || !revision || (ended && [why, 'revoked'].includes(ended.why))) return undefined;
    // The reason of an earlier ending is kept, unless this revocation has caused it.
    return { generation, seeds, history, ended: { reason: why, at: renewer.clock.now(), ...(!isCause && ended), why } };
  };
  const written = await change(renewer, end, emptyRecord);
  renewer.forget();
  if (written === 'stored') emit(renewer, { type: 'ended', reason: why });
  return last;
}

/**
 * Tells the server that the token is no longer wanted, and forgets it in any case.
 *
 * @param getToken Renews an access token that has expired: a DELETE with the expired one would end nothing, and the
 * refresh token would stay valid.
 */
export async function revoke(renewer: Renewer, getToken: () => Promise<unknown>): Promise<void> {
  const { clock, profile, state } = renewer;
  // The pair of a renewal under way is revoked too. If it comes too late, the renewal does that: it finds the ending.
  const pair = async (): Promise<unknown> =>
    profile.revocation === 'delete-bearer' ? getToken() : (state.flight ?? state.unsaved);
  const late = (): void => {};
  // An ended authorisation has nothing to revoke. After any other error, the server is told of the present tokens.
  await withDeadline(clock, revocationTimeout, pair, late).catch(() => {});
  let told: string | undefined;
  const tell = async (record: TokenRecord): Promise<void> => {
    const token = record.accessToken ?? record.refreshToken; // each renewal gives another one
    if (record.ended || token === undefined || token === told) return;
    told = token;
    await requestRevocation(renewer, record);
  };
  try {
    await tell((await readRecord(renewer)).record);
  } finally {
    // Others may have renewed meanwhile, or may have been refused, but only because the server was told.
    await tell(await clear(renewer, 'revoked', told !== undefined));
  }
}

/** Stores tokens from outside, if the key holds none, and has never seen this refresh token. */
export async function connect(renewer: Renewer, connection: Connection): Promise<'stored' | 'kept'> {
  const { refreshToken, accessToken, expiresAt } = connection;
  requireText(refreshToken, 'refreshToken');
  if (accessToken !== undefined) requireText(accessToken, 'accessToken');
  else if (!renewer.needsPerson) refuseOption('accessToken', 'is missing: an app has no use for a refresh token alone');
  if (expiresAt !== undefined && !Number.isFinite(expiresAt)) {
    refuseOption('expiresAt', 'must be a number of milliseconds since the epoch');
  }
  const hash = await hashOf(refreshToken);
  const outcome = await change(renewer, ({ record, others }) => {
    const { generation, seeds, history } = record;
    if (holdsTokens(record) || others || seeds.includes(hash)) return undefined;
    return {
      generation: generation + 1,
      history,
      seeds: [...seeds, hash].slice(-32),
      refreshToken,
      accessToken,
      obtainedAt: renewer.clock.now(), // at the latest: from then on, the life of the refresh token counts
      expiresAt,
    };
  });
  // The token in memory may be of an authorisation that was cleared since. How many refusals there were still counts.
  if (outcome === 'stored') renewer.state.token = undefined;
  return outcome;
}

/** Whether there is anything to renew. An exchange that failed leaves a record without tokens. */
const holdsTokens = ({ accessToken, refreshToken, claim, ended }: TokenRecord): boolean =>
  !ended && (accessToken ?? refreshToken ?? claim) !== undefined;

/** What the key holds, without a secret: also which process used each refresh token, and why it ended. */
export async function describe(renewer: Renewer): Promise<TokenDescription> {
  const { key, profile } = renewer;
  const { record: held } = await readRecord(renewer).catch((error: unknown) => {
    // An app may call only this to see whether a person is signed in: without the event, nobody would notice.
    if (TokenStoreError.is(error)) emit(renewer, { type: 'store_failed', error });
    throw error;
  });
  const { accessToken, refreshToken, client: _, seeds: __, retried: ___, ...record } = held;
  const life = profile.refreshTokenLifetime;
  return {
    key,
    state: record.ended ? 'ended' : holdsTokens(held) ? 'held' : 'empty',
    ...record,
    ...withoutGaps({
      accessTokenFingerprint: await fingerprintOf(accessToken),
      refreshTokenFingerprint: await fingerprintOf(refreshToken),
      // If one of the two is not known, this is NaN, and so left out.
      refreshTokenExpiresAt: refreshToken === undefined ? undefined : Number(record.obtainedAt) + Number(life),
    }),
  };
}

/**
 * Reads, changes and writes a record, again if somebody else has written in between. A write that fails is tried once
 * more, from the start. One that replicas lack is not repeated: by then, there may be a newer consent, which `clear` would
 * end.
 *
 * @param next Returns the changed record, or `undefined` if nothing is to be written.
 * @param instead Used if the value can't be read. If it is left out, that is an error.
 */
async function change(
  renewer: Renewer,
  next: (found: FoundRecord) => TokenRecord | undefined,
  instead?: TokenRecord,
): Promise<'stored' | 'kept'> {
  const { clock, random } = renewer;
  const ownRevisions: string[] = []; // a write that timed out may be done later
  let hasFailed = false;
  for (let attempt = 0; attempt < 20; attempt++) {
    const found = await readRecord(renewer, instead);
    if (found.revision !== undefined && ownRevisions.includes(found.revision)) return 'stored';
    const record = next(found);
    if (record === undefined) return 'kept';
    const entry = await encodeRecord(renewer, record);
    ownRevisions.push(entry.revision);
    try {
      if (typeof (await writeRecord(renewer, entry, found.revision)) === 'string') return 'stored';
    } catch (error) {
      if (hasFailed || !TokenStoreError.is(error)) throw error;
      hasFailed = true;
    }
    await clock.sleep(50 * random());
  }
  throw new TokenStoreError('The entry changes too fast to be written: try again.');
}
