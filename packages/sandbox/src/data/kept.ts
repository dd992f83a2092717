/** The latest of what was made: making it again gives the same, and costs more than the rest of an answer. */
export interface Kept<T> {
  of(key: string, make: () => T): T;
}

/**
 * @param limit How many are kept; the oldest goes for a new one.
 * @param version Counts the changes of what things are made from: nothing is kept over one.
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
