import type { Clock } from './clock.ts';
import { fingerprintOf } from './digest.ts';
import { refuseOption, TokenStoreError } from './errors.ts';
import { type KeyState, lookAt } from './key-state.ts';
import { callStore } from './store-call.ts';
import { decodeRecord, emptyRecord, type FoundRecord, seenBy, type TokenRecord } from './token-record.ts';
import type { StoredToken, TokenStore } from './token-store.ts';

/** Where a record is kept: the entry under one key of a store. */
export interface RecordPlace {
  readonly store: TokenStore;
  readonly key: string;
  /** The service, the client and, for an app, its scope. It tells this client's record from another's. */
  readonly owner: string;
  /** The grant is a person's: if its tokens are lost, that person has to consent again. */
  readonly needsPerson: boolean;
  readonly clock: Clock;
  /** What this process knows of the key. Events name the token that was read last. */
  readonly state: KeyState;
}

/**
 * Reads the record.
 *
 * @param instead Used if the value can't be read, but the entry has a revision, so that it can be overwritten.
 * @param pauses Milliseconds before each repetition.
 * @throws {TokenStoreError} if the store still fails after all repetitions, or the entry can't be read.
 * @throws {ConfigurationError} if an app was given a person's key.
 */
export async function readRecord(
  { store, key, owner, needsPerson, clock, state }: RecordPlace,
  instead?: TokenRecord,
  pauses?: readonly number[],
): Promise<FoundRecord> {
  const found = await callStore(clock, 'get', () => store.get(key), pauses);
  if (found == null) return { record: emptyRecord, revision: undefined };
  const decoded = decodeRecord(found, key, instead);
  const record = seenBy(await fingerprintOf(owner), decoded.record);
  const others = record === decoded.record ? undefined : decoded.record;
  if (!needsPerson && (others?.refreshToken ?? (others?.claim && others.seeds[0]))) {
    // Another app's token can be replaced: it is requested again. A person, who may be signing in, would have to consent
    // again.
    refuseOption('key', "has a person's tokens: an app needs another");
  }
  await lookAt(state, record);
  return { ...decoded, others, record };
}

/**
 * Writes if the revision is still `replaces`. If the answer is lost, the entry is read: its revision tells whether it
 * was written. An answer `false` is checked in the same way: a driver whose connection ended may have sent the write
 * twice, and `false` is the answer to the second one.
 *
 * @returns The other record, if somebody else has written; `unconfirmed`: written, but maybe not on enough replicas.
 * @throws {TokenStoreError} if the store failed and nobody else has written, or if it then can't be read either.
 */
export async function writeRecord(
  place: RecordPlace,
  entry: StoredToken,
  replaces: string | undefined,
): Promise<'written' | 'unconfirmed' | FoundRecord> {
  const { store, key, clock } = place;
  let failure: TokenStoreError | undefined;
  try {
    if (await callStore(clock, 'set', () => store.set(key, entry, { replaces }), [])) return 'written';
  } catch (error) {
    if (!TokenStoreError.is(error)) throw error;
    if (error.unconfirmed) return 'unconfirmed';
    failure = error;
  }
  const found = await readRecord(place, undefined, [0]); // one repetition: callers repeat a failed write themselves
  if (found.revision === entry.revision) {
    if (!found.unconfirmed) return 'written';
    // Only the answer to a write tells whether the replicas have it. So it is written over itself, once.
    return replaces === entry.revision ? 'unconfirmed' : writeRecord(place, entry, entry.revision);
  }
  if (failure && found.revision === replaces) throw failure; // nobody else has written: the store itself failed
  return found;
}
