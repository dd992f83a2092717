import { type Clock, systemClock } from './clock.ts';
import { refuseOption } from './errors.ts';
import { createRoom } from './room.ts';
import type { StoredToken, TokenStore } from './token-store.ts';

/** Options of `memoryStore`. */
export interface MemoryStoreOptions {
  /** The clock for `age` and `keepUntil`. Default: the platform's. */
  readonly clock?: Clock | undefined;
  /**
   * How many entries to keep. If there are more, it drops those that can be had again without a person, and those past
   * their `keepUntil`, oldest first. It never drops any other entry, but grows instead. Default: 10,000.
   */
  readonly limit?: number | undefined;
}

/**
 * Keeps tokens in the memory of this process and thread. It shares nothing: if two processes, worker threads or bundles
 * have a memory store each, they use up each other's refresh tokens.
 *
 * @throws {ConfigurationError} if `limit` is not a number of entries.
 */
export function memoryStore({ clock = systemClock, limit = 10_000 }: MemoryStoreOptions = {}): TokenStore {
  if (!(limit >= 1)) refuseOption('limit', 'must be a number of entries, 1 or more');
  const held = new Map<string, { readonly entry: StoredToken; readonly writtenAt: number }>(); // oldest write first
  const makeRoom = createRoom(
    held,
    limit,
    ({ entry: { expendable, keepUntil = Infinity } }) => expendable || keepUntil < clock.now(),
  );

  return {
    async get(key) {
      const found = held.get(key);
      return found && { entry: found.entry, age: clock.now() - found.writtenAt };
    },

    // Compares and writes without an `await` between: one step for everyone in this thread.
    async set(key, entry, { replaces }) {
      if (held.get(key)?.entry.revision !== replaces) return false;
      held.delete(key);
      makeRoom();
      held.set(key, { entry: Object.freeze({ ...entry }), writtenAt: clock.now() });
      return true;
    },

    async delete(key) {
      held.delete(key);
    },
  };
}
