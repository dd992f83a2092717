import { type AccessToken, createAccessToken } from './access-token.ts';
import { fingerprintOf } from './digest.ts';
import type { TokenRecord } from './token-record.ts';
import type { TokenStore } from './token-store.ts';

/** What this process knows of one key of one store. Everything in it may be forgotten, but for `flight` and `unsaved`. */
export interface KeyState {
  /** The current token, as a confirmed write or a read of the store gave it. */
  token?: AccessToken;
  fingerprint?: string;
  /** An access token that was refused. */
  refused?: string;
  /** The renewal under way. */
  flight?: Promise<AccessToken> | undefined;
  /** It exchanges the code of a new consent: how that ends is not what others wait for. */
  isConsent?: boolean;
  /** A new pair that the store doesn't have yet; ends when it does. */
  unsaved?: Promise<void> | undefined;
  /** The claim that this process wrote last. `doubtful`: a request under it may have been counted. */
  claim?: { readonly revision: string; doubtful: boolean } | undefined;
  /** When renewals for refusals began, in milliseconds since the epoch. */
  refusals?: number[];
}

/** How far a server's clock is ahead of this process's, in milliseconds: what it told last. */
export interface Skew {
  ms: number;
}

/** Keys of one store that are remembered at the same time; beyond it the oldest idle ones are forgotten, and read again when asked for. */
const limit = 10_000;

interface Knowledge {
  readonly states: Map<string, KeyState>;
  /** By token URL. */
  readonly skews: Map<string, Skew>;
}

// Of the store object: two tenants with stores of their own can't meet, and siblings of one source do.
const knowledgeOf = new WeakMap<TokenStore, Knowledge>();

function knowledgeFor(store: TokenStore): Knowledge {
  let knowledge = knowledgeOf.get(store);
  if (knowledge === undefined) {
    knowledge = { states: new Map(), skews: new Map() };
    knowledgeOf.set(store, knowledge);
  }
  return knowledge;
}

export const statesFor = (store: TokenStore): Map<string, KeyState> => knowledgeFor(store).states;

/** The skew of one server, which all keys share: one that is off is found out once, not once for each key. */
export function skewFor(store: TokenStore, tokenUrl: string): Skew {
  const { skews } = knowledgeFor(store);
  const skew = skews.get(tokenUrl) ?? { ms: 0 };
  skews.set(tokenUrl, skew);
  return skew;
}

export function stateFor(store: TokenStore, key: string): KeyState {
  const states = statesFor(store);
  let state = states.get(key);
  if (state === undefined) {
    for (const [oldest, { flight, unsaved, claim }] of states) {
      if (states.size < limit) break;
      if (!flight && !unsaved && !claim) states.delete(oldest);
    }
    state = {};
    states.set(key, state);
  }
  return state;
}

/** Forgets a key. A flight that began before goes on with a state that nobody asks any more. */
export function forgetState(store: TokenStore, key: string): void {
  statesFor(store).delete(key);
}

/** Waits until what is under way with a key is over, and stored. */
export async function settle(state: KeyState): Promise<void> {
  await state.flight?.catch(() => {}); // its callers hear of it
  await state.unsaved;
}

/** Puts a token that the store confirmed into memory. */
export async function hold(state: KeyState, record: TokenRecord): Promise<AccessToken> {
  const { accessToken = '', generation, scope, obtainedAt = 0, expiresAt } = record;
  if (state.token?.accessToken === accessToken) return state.token;
  const fingerprint = await fingerprintOf(accessToken);
  state.fingerprint = fingerprint;
  state.token = createAccessToken(accessToken, { generation, obtainedAt, scope, expiresAt });
  return state.token;
}
