import { type AccessToken, createAccessToken } from './access-token.ts';
import type { Claim } from './claim.ts';
import type { Clock } from './clock.ts';
import { fingerprintOf } from './digest.ts';
import type { OAuthEventHeader } from './events.ts';
import { createRoom } from './room.ts';
import type { Revision, TokenRecord } from './token-record.ts';
import type { TokenStore } from './token-store.ts';

/**
 * What this process knows of one key of one store. It may be forgotten if no `flight` and no `unsaved` is set, and no
 * `claim` that others still wait for: an outage may leave one for each of many people.
 */
export interface KeyState {
  /** The current token, as a write or a read of the store gave it. */
  token?: AccessToken | undefined;
  /** The token set that was read or stored last. Events name it. */
  about?: Pick<OAuthEventHeader, 'generation' | 'fingerprint'>;
  /** An access token that was refused. */
  refused?: string;
  /** Until when the token is good without its margin, after a renewal that failed; in milliseconds since the epoch. */
  putOffUntil: number;
  /** The renewal under way. */
  flight?: Promise<AccessToken> | undefined;
  /** Until when callers wait for the flight, in milliseconds since the epoch. */
  flightUntil: number;
  /** The one wait for the flight that all callers of this turn share. */
  wait?: Promise<AccessToken | undefined> | undefined;
  /** The flight exchanges the code of a new consent. If that fails, the error is not for other callers. */
  isConsent?: boolean;
  /** The writing of a new pair that the store does not have yet; it ends when the store has it. */
  unsaved?: Promise<unknown> | undefined;
  /** The same, until the replicas of the store have the pair, too. It gives up after some time, and never fails. */
  unconfirmed?: Promise<unknown>;
  /** The claim of this process. */
  claim?: Pick<Claim, 'revisions' | 'doubtful'> | undefined;
  /** When the last three renewals for refusals were sent, the newest first, in milliseconds since the epoch. */
  refusals?: number[];
}

/** By how many milliseconds a server's clock is ahead of this process's, as its last answer showed. */
export interface Skew {
  ms: number;
}

/** How many keys of a store are remembered. Beyond that, the oldest idle ones are forgotten; they can be read again. */
const limit = 10_000;

/** What this process knows of one store: of each key, and of each server by its token URL. */
export interface Knowledge {
  readonly states: Map<string, KeyState>;
  /** Forgets what is beyond the limit. */
  readonly makeRoom: () => void;
  /** All keys share it, so that a wrong clock is noticed once, and not again for each key. */
  readonly skews: Map<string, Skew>;
  /** The name of this process. */
  holder?: string;
}

// By the store object: tenants with a store each share nothing, while sources on one store share what is known.
const knowledgeOf = new WeakMap<TokenStore, Knowledge>();

export function knowledgeFor(store: TokenStore, clock: Clock): Knowledge {
  return remembered(knowledgeOf, store, () => {
    const states = new Map<string, KeyState>();
    const makeRoom = createRoom(
      states,
      limit,
      ({ flight, unsaved, claim, flightUntil }) => !(flight || unsaved || (claim && clock.now() < flightUntil)),
    );
    return { states, makeRoom, skews: new Map() };
  });
}

/** The state of a key. If it was forgotten, this is a new one; an earlier flight goes on with the old one, unseen. */
export function stateFor({ states, makeRoom }: Knowledge, key: string): KeyState {
  return remembered(states, key, () => {
    makeRoom();
    return { flightUntil: 0, putOffUntil: 0 };
  });
}

export function skewFor({ skews }: Knowledge, tokenUrl: string): Skew {
  return remembered(skews, tokenUrl, () => ({ ms: 0 }));
}

/** The value under a key; if there is none, it is made. */
function remembered<K, V>(
  map: { get(key: K): V | undefined; set(key: K, value: V): unknown },
  key: K,
  make: () => V,
): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

/** Waits until the renewal of a key is over, and its pair is stored and confirmed. */
export async function settle(state: KeyState): Promise<void> {
  await state.flight?.catch(() => {}); // its callers get the error
  await state.unconfirmed;
}

/** The claim of this process, if the entry with this revision may contain it. */
export const ownClaim = ({ claim }: KeyState, revision: Revision): KeyState['claim'] =>
  claim?.revisions.includes(revision) ? claim : undefined;

/** The token set of a record. */
export type HeldSet = Omit<TokenRecord, 'seeds' | 'history'>;

/** From now on, events name this token set. */
export async function lookAt(state: KeyState, { accessToken, generation }: HeldSet): Promise<void> {
  state.about = { generation, fingerprint: await fingerprintOf(accessToken) };
}

/** Puts a token that the store has into memory. */
export function hold(state: KeyState, record: HeldSet): AccessToken {
  const { accessToken = '', generation, scope, obtainedAt = 0, expiresAt } = record;
  if (state.token?.accessToken === accessToken && state.token.expiresAt === expiresAt) return state.token;
  state.putOffUntil = 0;
  state.token = createAccessToken(accessToken, { generation, obtainedAt, scope, expiresAt });
  return state.token;
}
