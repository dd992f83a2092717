/**
 * What a store keeps under one key: plain data, to be serialised into any database. A store may read the header, which is
 * everything but `value`; `value` is opaque.
 */
export interface StoredToken {
  /** The format of this envelope. An entry of a newer format is an error, never an empty key. */
  readonly format: 1;
  /** Random, and new with each write. `replaces` is compared with it. */
  readonly revision: string;
  /** Milliseconds since the epoch. A store may drop the entry after this, never before. */
  readonly keepUntil?: number;
  /** The tokens can be requested again without a person: a store with a limit may drop the entry at any time. */
  readonly expendable?: true;
  /** Opaque text: the record, or its ciphertext. */
  readonly value: string;
}

/** What `get` of a store returns. */
export interface FoundToken {
  readonly entry: StoredToken;
  /** Milliseconds since this entry was last written, by the store's own clock. Left out if the store can't tell. */
  readonly age?: number | undefined;
  /** Replicas may lack this entry: `set` waits for them, and `get` does not ask them. */
  readonly unconfirmed?: true | undefined;
}

/**
 * Where tokens are kept. A store has only these three methods, and needs no lock.
 *
 * A store that is eventually consistent (KV caches, read replicas, active-active databases) must not keep refresh tokens
 * that work only once. `testTokenStore` of `@acme/oauth-core/testing` checks a store that you have written.
 */
export interface TokenStore {
  /** Reads the entry, consistently: after `set` returned `true`, every `get` anywhere returns that entry or a later one. */
  get(key: string): Promise<FoundToken | undefined>;
  /**
   * Writes `entry`, atomically, if the revision under `key` is still `replaces` (`undefined`: if there is no entry).
   *
   * @returns `false` only if there is another revision. Every other failure throws; `unconfirmed: true` on the error says
   * that the entry was written, but not to enough replicas. A store that throws this says `unconfirmed` in `get`, too:
   * then an entry whose answer was lost is written over itself, to learn whether the replicas have it.
   */
  set(key: string, entry: StoredToken, options: { readonly replaces: string | undefined }): Promise<boolean>;
  /** Removes the entry. It is not an error if there is none. */
  delete(key: string): Promise<void>;
}
