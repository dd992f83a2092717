import { type ApiDocument, isObject, resolveSchema, type Schema, typesOf } from '../openapi/document.ts';
import type { ApiLists, List } from './api-lists.ts';
import { hashed, scattered } from './hash.ts';
import type { Sampler } from './sample.ts';

/** Makes the ids of a list at a path from the seed: always the same for a path, and each only once. */
export function createMadeIds(
  document: ApiDocument,
  sampler: Sampler,
  lists: ApiLists,
): (list: List, path: string, url: string) => readonly string[] {
  return ({ identity, item, operation }, path, url) => {
    const count = lengthOf(path, operation.parameters?.some(({ name }) => name === 'limit') === true);
    const indexes = Array.from({ length: count }, (_, index) => index);
    const schema = identity === undefined ? undefined : lists.propertiesOf(item)[identity];
    if (identity === undefined || schema === undefined) return indexes.map(String);

    const target = resolveSchema(document, schema);
    if (target.enum !== undefined) return target.enum.map(String);

    const itemOfId: Schema = { type: 'object', properties: { [identity]: schema } };
    const isNumber = typesOf(target).includes('integer');
    const ids = new Set<string>();
    for (const index of indexes) {
      const thing = sampler.sample(itemOfId, `${path} ${index}`, { url });
      const id = String(isObject(thing) ? thing[identity] : index);
      const another = isNumber ? String(Number(id) + index) : `${id}_${index}`;
      ids.add(ids.has(id) ? another : id);
    }
    return [...ids];
  };
}

/** A list that has pages is long enough for two or more of them at times. */
function lengthOf(path: string, hasPages: boolean): number {
  const number = scattered(hashed(path), 31);
  return hasPages ? 3 + (number % 38) : 1 + (number % 6);
}
