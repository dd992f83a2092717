import { type Clock, systemClock } from './clock.ts';
import { refuseOption } from './errors.ts';
import { createRoom } from './room.ts';
import type { StoredToken, TokenStore } from './token-store.ts';

/** How a memory store keeps its entries. */
export interface MemoryStoreOptions {
  /** What `age` and `keepUntil` are measured by. Default: the platform's clock. */
  readonly clock?: Clock | undefined;
  /**
   * Entries to keep. Beyond it, a new entry pushes out those that can be had again without a person and those past
   * their `keepUntil`, oldest write first. No other entry is ever dropped: the store grows instead. Default: 10,000.
   */
  readonly limit?: number | undefined;
}

/**
 * Keeps tokens in the memory of this process and thread. It shares nothing: two processes, worker threads or bundles
 * with a memory store each would spend each other's refresh tokens.
 *
 * @throws {ConfigurationError} where `limit` is no number of entries.
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
