/**
 * Keeps a map small. Each call makes room for one more entry: where there are `limit` already, the oldest go that may.
 *
 * Where too few may, they are looked for again when the map has grown by a five-hundredth: to look through all of it each
 * time would take the longer the more is in it.
 */
export function createRoom<V>(entries: Map<string, V>, limit: number, mayGo: (value: V) => unknown): () => void {
  let full = limit;
  return () => {
    if (entries.size < full) return;
    for (const [key, value] of entries) {
      if (entries.size < limit) break;
      if (mayGo(value)) entries.delete(key);
    }
    full = entries.size < limit ? limit : entries.size * 1.002;
  };
}
