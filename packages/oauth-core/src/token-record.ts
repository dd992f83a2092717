import type { Clock } from './clock.ts';
import { fingerprintOf } from './digest.ts';
import { TokenStoreError } from './errors.ts';
import { parseObject } from './parse-object.ts';
import type { Profile } from './profile.ts';
import type { FoundToken, StoredToken } from './token-store.ts';

/** Everything known of one authorisation; what `value` of an entry holds, as JSON: undefined members are left out. */
export interface TokenRecord {
  /** Whose tokens these are: the fingerprint of service, client and, of an app, scope. Others may use the store. */
  readonly client?: string;
  readonly generation: number;
  /** Left out: a refresh token that came from outside and was never used. */
  readonly accessToken?: string | undefined;
  readonly refreshToken?: string | undefined;
  readonly scope?: readonly string[] | undefined;
  readonly obtainedAt?: number | undefined;
  readonly expiresAt?: number | undefined;
  /** Who may present the refresh token now. The claimer knows its claim by the entry's revision. */
  readonly claim?: { readonly lease: number; readonly holder: string };
  readonly ended?: Ending;
  /** This refused pair was tried a second time. */
  readonly retried?: true;
  /** SHA-256 of each code and refresh token that was ever passed in under this key; the newest 32. */
  readonly seeds: readonly string[];
  /** The last 16 rotations, by fingerprint: who spent it? */
  readonly history: readonly Rotation[];
}

export interface Ending {
  readonly why: 'refused' | 'cleared' | 'revoked';
  /** As in `ReauthorizationRequiredError`. */
  readonly reason: string;
  readonly at: number;
  readonly error?: string | undefined;
  readonly requestId?: string | undefined;
}

export interface Rotation {
  readonly at: number;
  readonly holder: string;
  readonly from: string;
  readonly to: string;
}

/** A record with the revision it was read at. */
export interface FoundRecord {
  /** The empty one where there is no entry. */
  readonly record: TokenRecord;
  /** Left out where there is no entry. */
  readonly revision: string | undefined;
  readonly age: number | undefined;
}

export const emptyRecord: TokenRecord = { generation: 0, seeds: [], history: [] };

const day = 86_400_000;

/** How long an entry has to be kept, and whether it can be had again without a person. */
export interface Keeping {
  readonly needsPerson: boolean;
  readonly profile: Pick<Profile, 'refreshTokenLifetime'>;
  readonly owner: string;
  readonly clock: Clock;
}

/** Makes the entry that a store keeps of a record, under a revision of its own. */
export async function encodeRecord(
  { needsPerson, profile, owner, clock }: Keeping,
  record: TokenRecord,
): Promise<StoredToken> {
  const now = clock.now();
  const keepUntil = record.ended
    ? now + 30 * day
    : needsPerson
      ? now + (profile.refreshTokenLifetime ?? 400 * day) + day
      : Math.max(now, record.expiresAt ?? now + 400 * day) + day;
  return {
    format: 1,
    revision: crypto.randomUUID().toLowerCase(), // in one piece: V8 gives a rope, which takes eight times the memory
    keepUntil: Math.ceil(keepUntil), // a clock may have fractions, a database's column for it has none
    ...(needsPerson ? {} : { expendable: true }),
    value: JSON.stringify({ ...record, client: await fingerprintOf(owner) }),
  };
}

/**
 * Reads an entry that a store gave.
 *
 * @param instead Stands in for a value that is rubbish, where the entry has a revision to write over.
 * @throws {TokenStoreError} `store_entry_unreadable` where it is of a newer format, or rubbish.
 */
export function decodeRecord({ entry, age }: FoundToken, key: string, instead?: TokenRecord): FoundRecord {
  if (Number(entry?.format) > 1) {
    throw unreadable(key, 'was written by a newer version of @acme/oauth-core: update this process');
  }
  const parsed: Partial<TokenRecord> = parseObject(entry?.value);
  const { claim, generation, history, seeds } = parsed;
  const numbers = [generation, claim ? claim.lease : 0];
  const isSound = [history, seeds].every(Array.isArray) && numbers.every((n) => typeof n === 'number' && n >= 0);
  const record = isSound ? parsed : instead;
  if (typeof entry?.revision !== 'string' || !record) {
    throw unreadable(key, 'is not what this package wrote: look at the store, or delete the entry');
  }
  return {
    record: record as TokenRecord, // its parts were written by this package; those that decide were checked above
    revision: entry.revision,
    age: typeof age === 'number' && age >= 0 ? age : undefined,
  };
}

/** Says of a key that another client uses it. Which seeds it had seen, nobody knows. */
export const keyInUse = 'key_in_use';

/**
 * What a client sees of a record: of another client's, or another service's, that there is nothing for it. Its tokens
 * must not be sent elsewhere (RFC 6749 section 10.4).
 */
export function seenBy(client: string, record: TokenRecord): TokenRecord {
  if (record.client === undefined || record.client === client) return record;
  const ended = {
    why: 'cleared',
    reason: 'never_authorized',
    at: record.obtainedAt ?? 0,
    error: keyInUse,
  } as const;
  return { ...emptyRecord, ended };
}

/** The error for an entry that can't be read. */
export const unreadable = (key: string, why: string): TokenStoreError =>
  new TokenStoreError(`The entry under ${JSON.stringify(key)} ${why}.`, 'store_entry_unreadable');
