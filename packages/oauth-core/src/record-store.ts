import type { Clock } from './clock.ts';
import { fingerprintOf } from './digest.ts';
import { TokenStoreError } from './errors.ts';
import { type KeyState, lookAt } from './key-state.ts';
import { callStore } from './store-call.ts';
import { decodeRecord, emptyRecord, type FoundRecord, seenBy, type TokenRecord } from './token-record.ts';
import type { StoredToken, TokenStore } from './token-store.ts';

/** The entry under one key of a store. Every call ends within its time, every failure is typed. */
export interface RecordPlace {
  readonly store: TokenStore;
  readonly key: string;
  /** The service, the client and, of an app, its scope: tells this record from another's. */
  readonly owner: string;
  readonly clock: Clock;
  /** What this process knows of the key: from now on events tell of what was read. */
  readonly state: KeyState;
}

/**
 * Reads the record.
 *
 * @param instead Stands in for a value that is rubbish, under a revision that can be written over.
 * @param pauses Milliseconds before each repetition.
 * @throws {TokenStoreError} where the store failed to the end, or the entry can't be read.
 */
export async function readRecord(
  { store, key, owner, clock, state }: RecordPlace,
  instead?: TokenRecord,
  pauses?: readonly number[],
): Promise<FoundRecord> {
  const found = await callStore(clock, 'get', () => store.get(key), pauses);
  if (found == null) return { record: emptyRecord, revision: undefined, age: undefined };
  const decoded = decodeRecord(found, key, instead);
  const record = seenBy(await fingerprintOf(owner), decoded.record);
  await lookAt(state, record);
  return { ...decoded, record };
}

/**
 * Writes where the revision is still `replaces`. An answer that got lost is looked up: the revision tells. So is one that
 * says no: a driver whose connection ended may have sent the write again, and was told of the second one.
 *
 * @returns What stands there where somebody else has written; `unconfirmed`: written, but not on enough replicas.
 * @throws {TokenStoreError} where the store failed and nobody else has written, or it can't be asked who has.
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
  const found = await readRecord(place, undefined, [0]); // who writes tries again in its own time
  if (found.revision === entry.revision) return 'written';
  if (failure && found.revision === replaces) throw failure; // nobody was quicker: it is the store that fails
  return found;
}
