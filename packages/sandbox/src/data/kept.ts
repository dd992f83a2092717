/** Keeps the latest things that were made: to make one again takes more time than all the rest of an answer. */
export interface Kept<T> {
  of(key: string, make: () => T): T;
}

/**
 * @param limit How many are kept; a new one replaces the oldest.
 * @param version Counts the changes of the data that things are made from. A change removes everything that is kept.
 */
export function createKept<T>(limit: number, version: () => number = () => 0): Kept<T> {
  const kept = new Map<string, T>();
  let madeAt = version();

  return {
    of(key, make) {
      if (madeAt !== version()) {
        kept.clear();
        madeAt = version();
      }
      const known = kept.get(key);
      if (known !== undefined) return known;
      const made = make();
      for (const oldest of kept.keys()) {
        if (kept.size < limit) break;
        kept.delete(oldest);
      }
      kept.set(key, made);
      return made;
    },
  };
}
