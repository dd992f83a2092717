import { withDeadline } from './deadline.ts';
import { fingerprintOf, hashOf } from './digest.ts';
import { refuseOption, TokenStoreError } from './errors.ts';
import { requireText } from './grant.ts';
import { settle } from './key-state.ts';
import { readRecord, writeRecord } from './record-store.ts';
import { emit, type Renewer } from './renewer.ts';
import { requestRevocation, revocationTimeout } from './revocation.ts';
import { emptyRecord, encodeRecord, type FoundRecord, keyInUse, type TokenRecord } from './token-record.ts';
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
  /** Milliseconds since the epoch at which the token request was sent. */
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
 * Forgets what is held under the key: an ending is written, so that a late writer of a renewal finds it and drops its
 * pair. So is one over rubbish, which nobody can go on from (which seeds it had seen is lost with it). An entry of a
 * newer format stays as it is.
 *
 * @param isCause Why it is dead, where a renewal was refused meanwhile.
 * @returns What stood there last.
 */
export async function clear(
  renewer: Renewer,
  why: 'cleared' | 'revoked' = 'cleared',
  isCause = false,
): Promise<TokenRecord> {
  let last = emptyRecord;
  const end = ({ record, revision }: FoundRecord): TokenRecord | undefined => {
    last = record;
    if (!revision) return undefined;
    const { generation, seeds, history, ended } = last;
    // What was revoked stays so, and what is another client's stays its own.
    if (ended && ([why, 'revoked'].includes(ended.why) || ended.error === keyInUse)) return undefined;
    // Why it died before stays to be read.
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
 * @param getToken Renews an access token that is over: a DELETE with it would end nothing, and the refresh token live on.
 */
export async function revoke(renewer: Renewer, getToken: () => Promise<unknown>): Promise<void> {
  const { clock, profile, state } = renewer;
  // What a renewal brings is to be revoked too; where that takes long, the renewal does it when it finds the ending.
  const ready: Promise<unknown> = profile.revocation === 'delete-bearer' ? getToken() : settle(state);
  const late = (): void => {};
  // A dead authorisation has nothing to revoke; whatever else it was, the server is told with what is there.
  await withDeadline(clock, revocationTimeout, () => ready, late).catch(() => {});
  let told: string | undefined;
  const tell = async (record: TokenRecord): Promise<void> => {
    const token = record.accessToken ?? record.refreshToken; // a renewal gives another one
    if (record.ended || token === undefined || token === told) return;
    told = token;
    await requestRevocation(renewer, record);
  };
  try {
    await tell((await readRecord(renewer)).record);
  } finally {
    // Others may have renewed while the server was told. Or were refused: for what it was told, and nothing else.
    await tell(await clear(renewer, 'revoked', told !== undefined));
  }
}

/** Stores tokens from outside where the key holds nothing, and has never seen this refresh token. */
export async function connect(renewer: Renewer, connection: Connection): Promise<'stored' | 'kept'> {
  const { refreshToken, accessToken, expiresAt } = connection;
  requireText(refreshToken, 'refreshToken');
  if (accessToken !== undefined) requireText(accessToken, 'accessToken');
  else if (!renewer.needsPerson) refuseOption('accessToken', 'is missing: an app has no use for a refresh token alone');
  if (expiresAt !== undefined && !Number.isFinite(expiresAt)) {
    refuseOption('expiresAt', 'must be a number of milliseconds since the epoch');
  }
  const hash = await hashOf(refreshToken);
  const outcome = await change(renewer, ({ record }) => {
    const { generation, seeds, history } = record;
    if (holdsTokens(record) || seeds.includes(hash)) return undefined;
    return {
      generation: generation + 1,
      history,
      seeds: [...seeds, hash].slice(-32),
      refreshToken,
      accessToken,
      obtainedAt: accessToken === undefined ? undefined : renewer.clock.now(),
      expiresAt,
    };
  });
  // What this process holds may be of another authorisation, cleared since. How often it was refused lately still counts.
  if (outcome === 'stored') renewer.state.token = undefined;
  return outcome;
}

/** Whether there is anything to renew: an exchange that failed leaves a record without. */
const holdsTokens = ({ accessToken, refreshToken, claim, ended }: TokenRecord): boolean =>
  !ended && (accessToken ?? refreshToken ?? claim) !== undefined;

/** What is held under the key, without a secret: who spent the refresh token, and why it ended. */
export async function describe(renewer: Renewer): Promise<TokenDescription> {
  const { key, profile } = renewer;
  const { record: held } = await readRecord(renewer).catch((error: unknown) => {
    // Who asks here whether a person is signed in asks nothing else: nobody would hear of the store otherwise.
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
      // No number, and so left out, where one of the two is not known.
      refreshTokenExpiresAt: refreshToken === undefined ? undefined : Number(record.obtainedAt) + Number(life),
    }),
  };
}

/**
 * Reads and writes until nobody wrote in between. A write that fails is tried once more, from the start.
 *
 * @param next `undefined`: nothing is to be written.
 * @param instead Stands in for a value that is rubbish. Left out: it is an error.
 */
async function change(
  renewer: Renewer,
  next: (found: FoundRecord) => TokenRecord | undefined,
  instead?: TokenRecord,
): Promise<'stored' | 'kept'> {
  const { clock, random } = renewer;
  const own: string[] = []; // a write that nobody waits for any more may be done late
  let hasFailed = false;
  for (let attempt = 0; attempt < 20; attempt++) {
    const found = await readRecord(renewer, instead);
    if (found.revision !== undefined && own.includes(found.revision)) return 'stored'; // by a write that seemed to fail
    const record = next(found);
    if (record === undefined) return 'kept';
    const entry = await encodeRecord(renewer, record);
    own.push(entry.revision);
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
