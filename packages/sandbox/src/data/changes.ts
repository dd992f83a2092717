import { isObject, type JsonObject } from '../openapi/document.ts';

/**
 * What was written since the data was made from the seed: additions to collections, changed fields of things, and
 * deletions. The key of a thing is its UUID if it has one, otherwise its path.
 */
export interface Changes {
  /** The ids that were added to a collection and not deleted since, oldest first. */
  addedTo(collection: string): readonly string[];
  /** The thing with the changed fields; `undefined` if it was deleted. */
  applied<T extends object>(key: string, thing: T): T | undefined;
  isDeleted(key: string): boolean;
  /** Counts all changes. Whatever was computed from the data is valid as long as this stays the same. */
  readonly version: number;

  add(collection: string, id: string, key: string, fields: JsonObject): void;
  patch(key: string, fields: JsonObject): void;
  remove(key: string): void;

  /** Makes a change at `time`, by the sandbox's clock: the first `settle` after that makes it. */
  schedule(time: number, change: () => void): void;
  /** Makes the changes that are due. */
  settle(now: number): void;
}

export function createChanges(): Changes {
  const added = new Map<string, Map<string, string>>(); // collection => id => key
  const patches = new Map<string, JsonObject>();
  const deleted = new Set<string>();
  let scheduled: { readonly time: number; readonly change: () => void }[] = [];
  let version = 0;

  const patch = (key: string, fields: JsonObject): void => {
    patches.set(key, merged(patches.get(key) ?? {}, fields));
    version++;
  };

  return {
    addedTo: (collection) =>
      [...(added.get(collection) ?? [])].filter(([, key]) => !deleted.has(key)).map(([id]) => id),
    applied(key, thing) {
      if (deleted.has(key)) return undefined;
      const fields = patches.get(key);
      return fields === undefined ? thing : merged(thing, fields);
    },
    isDeleted: (key) => deleted.has(key),
    get version() {
      return version;
    },
    add(collection, id, key, fields) {
      const ids = added.get(collection) ?? new Map<string, string>();
      ids.set(id, key);
      added.set(collection, ids);
      deleted.delete(key);
      patches.set(key, fields); // nothing stays of a deleted thing with the same key
      version++;
    },
    patch,
    remove(key) {
      deleted.add(key);
      version++;
    },
    schedule(time, change) {
      scheduled.push({ time, change });
    },
    settle(now) {
      if (scheduled.length === 0) return;
      const due = scheduled.filter(({ time }) => time <= now).sort((a, b) => a.time - b.time);
      scheduled = scheduled.filter(({ time }) => time > now);
      for (const { change } of due) change();
    },
  };
}

/** Objects are merged, everything else is replaced. */
function merged<T extends object>(below: T, above: JsonObject): T {
  const result = { ...below } as Record<string, unknown>; // its fields are read and written by name
  for (const [name, value] of Object.entries(above)) {
    const under = result[name];
    result[name] = isObject(under) && isObject(value) ? merged(under, value) : value;
  }
  return result as T; // the same thing with other values
}
