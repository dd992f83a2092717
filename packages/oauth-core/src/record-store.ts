import type { Clock } from './clock.ts';
import { isControlFlow } from './control-flow.ts';
import { withDeadline } from './deadline.ts';
import { fingerprintOf } from './digest.ts';
import { OAuthError, TokenStoreError } from './errors.ts';
import { type KeyState, lookAt } from './key-state.ts';
import { decodeRecord, emptyRecord, type FoundRecord, seenBy, type TokenRecord } from './token-record.ts';
import type { FoundToken, StoredToken, TokenStore } from './token-store.ts';

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

/** Milliseconds that one call of a store may take. */
const storeTimeout = 3_000;

/**
 * Milliseconds before each repetition of a read that failed. A driver whose connection ends rejects what is under way. With
 * some the next call waits for a new connection, with others it fails until the server listens again.
 */
const readPauses = [0, 250, 500, 1_000];

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
  pauses: readonly number[] = readPauses,
): Promise<FoundRecord> {
  const get = async (isOver: AbortSignal): Promise<FoundToken | undefined> => {
    for (const pauseMs of pauses) {
      try {
        return await store.get(key);
      } catch (error) {
        const isLasting = OAuthError.is(error) && error.code !== 'token_store_failed';
        if (isLasting || isControlFlow(error) || isOver.aborted) throw error;
      }
      if (pauseMs > 0) await clock.sleep(pauseMs, isOver);
    }
    return store.get(key);
  };
  const found = await within(clock, 'get', get);
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
    if (await within(clock, 'set', () => store.set(key, entry, { replaces }))) return 'written';
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

async function within<T>(clock: Clock, call: string, work: (isOver: AbortSignal) => Promise<T>): Promise<T> {
  try {
    return await withDeadline(clock, storeTimeout, work, () => {
      throw new TokenStoreError(`The store's ${call} did not answer in ${storeTimeout} ms: look at the store.`);
    });
  } catch (error) {
    if (isControlFlow(error) || OAuthError.is(error)) throw error;
    const { name, code, unconfirmed } = Object(error) as { name?: unknown; code?: unknown; unconfirmed?: unknown };
    // A driver's message may quote the statement and its values: only its name and code are told.
    const said = [name, code].filter((part) => typeof part === 'string').join(' ');
    throw new TokenStoreError(
      `The store's ${call} failed${said && ` (${said})`}: look at the store.`,
      'token_store_failed',
      unconfirmed === true ? { unconfirmed } : {},
    );
  }
}
