/**
 * Keeps a map small. Each call makes room for one more entry: if there are `limit` already, it removes the oldest ones
 * that may go.
 *
 * If too few may go, the map is not searched again until it has grown by a five-hundredth: the more it contains, the
 * longer a search through all of it takes.
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
