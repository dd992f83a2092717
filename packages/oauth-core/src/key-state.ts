import { type AccessToken, createAccessToken } from './access-token.ts';
import { fingerprintOf } from './digest.ts';
import type { OAuthEventHeader } from './events.ts';
import { createRoom } from './room.ts';
import type { TokenRecord } from './token-record.ts';
import type { TokenStore } from './token-store.ts';

/** What this process knows of one key of one store. Everything in it may be forgotten, but for `flight` and `unsaved`. */
export interface KeyState {
  /** The current token, as a confirmed write or a read of the store gave it. */
  token?: AccessToken | undefined;
  /** The token set that was read or stored last: what events tell of. */
  about?: Pick<OAuthEventHeader, 'generation' | 'fingerprint'>;
  /** An access token that was refused. */
  refused?: string;
  /** The renewal under way. */
  flight?: Promise<AccessToken> | undefined;
  /** Until when it is waited for, in milliseconds since the epoch. */
  flightUntil: number;
  /** What those who ask in this turn wait for. */
  wait?: Promise<AccessToken | undefined> | undefined;
  /** It exchanges the code of a new consent: how that ends is not what others wait for. */
  isConsent?: boolean;
  /** A new pair that the store doesn't have yet; ends when it does. */
  unsaved?: Promise<unknown> | undefined;
  /**
   * The claim of this process. It stands under one of these revisions: a write of it that failed may be done all the same,
   * or not. `doubtful`: a request under it may have been counted.
   */
  claim?: { readonly revisions: readonly string[]; readonly doubtful: boolean } | undefined;
  /** When renewals for refusals began, in milliseconds since the epoch. */
  refusals?: number[];
}

/** How far a server's clock is ahead of this process's, in milliseconds: what it told last. */
export interface Skew {
  ms: number;
}

/** Keys of one store that are remembered at the same time; beyond it the oldest idle ones are forgotten, and read again when asked for. */
const limit = 10_000;

/** What this process knows of one store: of each key, and of each server by its token URL. */
export interface Knowledge {
  readonly states: Map<string, KeyState>;
  /** Forgets what is beyond the limit. */
  readonly makeRoom: () => void;
  /** All keys share it: a clock that is off is found out once, not once for each key. */
  readonly skews: Map<string, Skew>;
  /** The name of this process. */
  holder?: string;
}

// Of the store object: two tenants with stores of their own can't meet, and siblings of one source do.
const knowledgeOf = new WeakMap<TokenStore, Knowledge>();

export function knowledgeFor(store: TokenStore): Knowledge {
  return remembered(knowledgeOf, store, () => {
    const states = new Map<string, KeyState>();
    const makeRoom = createRoom(states, limit, ({ flight, unsaved, claim }) => !(flight || unsaved || claim));
    return { states, makeRoom, skews: new Map() };
  });
}

/** The state of a key. Where it was forgotten, a flight that began before goes on with one that nobody asks any more. */
export function stateFor({ states, makeRoom }: Knowledge, key: string): KeyState {
  return remembered(states, key, () => {
    makeRoom();
    return { flightUntil: 0 };
  });
}

export function skewFor({ skews }: Knowledge, tokenUrl: string): Skew {
  return remembered(skews, tokenUrl, () => ({ ms: 0 }));
}

/** What stands under a key; where there is nothing, what is made for it. */
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

/** Waits until what is under way with a key is over, and stored. */
export async function settle(state: KeyState): Promise<void> {
  await state.flight?.catch(() => {}); // its callers hear of it
  await state.unsaved;
}

/** The claim of this process, where it may be what stands under a revision. */
export const ownClaim = ({ claim }: KeyState, revision = ''): KeyState['claim'] =>
  claim?.revisions.includes(revision) ? claim : undefined;

/** From now on events tell of this token set. */
export async function lookAt(state: KeyState, { accessToken, generation }: TokenRecord): Promise<void> {
  state.about = { generation, fingerprint: await fingerprintOf(accessToken) };
}

/** Puts a token that the store confirmed into memory. */
export function hold(state: KeyState, record: TokenRecord): AccessToken {
  const { accessToken = '', generation, scope, obtainedAt = 0, expiresAt } = record;
  if (state.token?.accessToken === accessToken && state.token.expiresAt === expiresAt) return state.token;
  state.token = createAccessToken(accessToken, { generation, obtainedAt, scope, expiresAt });
  return state.token;
}
