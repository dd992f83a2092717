/**
 * What a store keeps under one key: plain data, meant to be serialised into a database of the user's own.
 * The header (everything but `value`) may be read by a store; `value` is opaque to it.
 */
export interface StoredToken {
  /** The format of this envelope. An entry of a newer format is an error, never an empty key. */
  readonly format: 1;
  /** Random, new at each write. What `replaces` is compared with. */
  readonly revision: string;
  /** Milliseconds since the epoch. A store may drop the entry after this, never before. */
  readonly keepUntil?: number;
  /** The entry can be had again without a person: a bounded store may drop it at any time. */
  readonly expendable?: true;
  /** Opaque text: the record, or its ciphertext. */
  readonly value: string;
}

/** What a store answers to `get`. */
export interface FoundToken {
  readonly entry: StoredToken;
  /** Milliseconds since the last write of this entry, by the store's own clock. Left out where a store can't tell. */
  readonly age?: number;
}

/**
 * Where tokens are kept. These three calls are all: nobody has to write a lock.
 *
 * A store that is eventually consistent (KV caches, read replicas, active-active databases) must not carry tokens that
 * can be used once only. `testTokenStore` of `@acme/oauth-core/testing` checks a store of one's own.
 */
export interface TokenStore {
  /** Reads the entry, consistently: after a `set` that answered `true`, every `get` anywhere shows it or a later one. */
  get(key: string): Promise<FoundToken | undefined>;
  /**
   * Writes `entry` where the revision under `key` is still `replaces` (`undefined`: where there is no entry), atomically.
   *
   * @returns `false` only where another revision stands there. Everything else throws; `unconfirmed: true` on the error
   * says that the entry was written, but not to enough replicas.
   */
  set(key: string, entry: StoredToken, options: { readonly replaces: string | undefined }): Promise<boolean>;
  /** Removes the entry. Removing nothing is no error. */
  delete(key: string): Promise<void>;
}
