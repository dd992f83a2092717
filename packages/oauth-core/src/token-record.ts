import type { Clock } from './clock.ts';
import { fingerprintOf } from './digest.ts';
import { TokenStoreError } from './errors.ts';
import { parseObject } from './parse-object.ts';
import type { Profile } from './profile.ts';
import type { FoundToken, StoredToken } from './token-store.ts';

/** Everything that is known of one authorisation. The `value` of an entry is this as JSON. */
export interface TokenRecord {
  /** Whose tokens these are: the fingerprint of service, client and, for an app, scope. Others may share the store. */
  readonly client?: string;
  readonly generation: number;
  /** Left out until a token is granted or connected, and after `clear` and `revoke`. */
  readonly accessToken?: string | undefined;
  readonly refreshToken?: string | undefined;
  readonly scope?: readonly string[] | undefined;
  readonly obtainedAt?: number | undefined;
  readonly expiresAt?: number | undefined;
  /** Who may present the refresh token now. A process recognises its own claim by the entry's revision. */
  readonly claim?: { readonly lease: number; readonly holder: string };
  readonly ended?: Ending;
  /** The refresh token was refused, and tried once more later. There is no third time. */
  readonly retried?: true;
  /** SHA-256 of each code and refresh token that was ever passed in under this key; the newest 32. */
  readonly seeds: readonly string[];
  /** The last 16 rotations, by fingerprint: they tell which process used a refresh token. */
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

/** Of an entry; `undefined` if there is none. */
export type Revision = string | undefined;

/** A record with the revision it was read at. */
export interface FoundRecord {
  /** `emptyRecord` if there is no entry. */
  readonly record: TokenRecord;
  readonly revision: Revision;
  readonly age?: number | undefined;
  /** The record itself, if it is another client's. No seed is used then; if a code is used and fails, this is put back. */
  readonly others?: TokenRecord | undefined;
  /** Replicas may lack it. */
  readonly unconfirmed?: boolean | undefined;
}

export const emptyRecord: TokenRecord = { generation: 0, seeds: [], history: [] };

const day = 86_400_000;

/** What decides whose an entry is, how long it is kept, and whether a store with a limit may drop it. */
export interface Keeping {
  readonly needsPerson: boolean;
  readonly profile: Pick<Profile, 'refreshTokenLifetime'>;
  readonly owner: string;
  readonly clock: Clock;
}

/** Makes the entry for a record, with a new revision. */
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
    revision: crypto.randomUUID().toLowerCase(), // one piece: V8 makes a rope, eight times as large
    keepUntil: Math.ceil(keepUntil), // a clock may give fractions, which a database's column may not take
    ...(needsPerson ? {} : { expendable: true }),
    value: JSON.stringify({ client: await fingerprintOf(owner), ...record }), // one that is put back stays whose it was
  };
}

/**
 * Reads an entry that a store gave.
 *
 * @param instead Used if the value can't be read, but the entry has a revision, so that it can be overwritten.
 * @throws {TokenStoreError} `store_entry_unreadable` if it is of a newer format, or not what this package wrote.
 */
export function decodeRecord({ entry, age, unconfirmed }: FoundToken, key: string, instead?: TokenRecord): FoundRecord {
  if (Number(entry?.format) > 1) {
    throw unreadable(key, newerVersion);
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
    record: record as TokenRecord, // this package wrote its parts; those that decide were checked above
    revision: entry.revision,
    age: typeof age === 'number' && age >= 0 ? age : undefined,
    unconfirmed,
  };
}

/**
 * The record as a client may see it. Instead of another client's or service's, it sees an ended one without tokens:
 * those must not be sent elsewhere (RFC 6749 section 10.4).
 */
export function seenBy(client: string, record: TokenRecord): TokenRecord {
  if (record.client === undefined || record.client === client) return record;
  const ended = {
    why: 'cleared',
    reason: 'never_authorized',
    at: record.obtainedAt ?? 0,
    error: 'key_in_use',
  } as const;
  return { ...emptyRecord, ended, seeds: record.seeds };
}

/** What the error for an entry says if only an update of this process helps. */
export const newerVersion = 'was written by a newer version of @acme/oauth-core: update this process';

/** The error for an entry that can't be read. */
export const unreadable = (key: string, why: string): TokenStoreError =>
  new TokenStoreError(`The entry under ${JSON.stringify(key)} ${why}.`, 'store_entry_unreadable');
