import type { AnyType } from './entries.ts';
import type { Identifier } from './entry.ts';
import type { SendOptions } from './entry-options.ts';
import type { WriteCalls } from './writes.ts';

/** The entries that one field links to. Whole entries may be handed in: their type, id and `meta` are sent. */
export interface RelationshipCalls<Type extends string = string> {
  get(options?: SendOptions): Promise<readonly Identifier<Type>[]>;
  /** Those that are linked already stay linked once. */
  add(identifiers: readonly Identifier<Type>[], options?: SendOptions): Promise<void>;
  remove(identifiers: readonly Identifier<Type>[], options?: SendOptions): Promise<void>;
  /** `null` empties a relationship to one entry, `[]` one to many. */
  replace(identifiers: readonly Identifier<Type>[] | Identifier<Type> | null, options?: SendOptions): Promise<void>;
}

export function createRelationshipCalls(
  calls: () => Promise<WriteCalls>,
  ...field: readonly [AnyType, id: string, field: string]
): RelationshipCalls {
  const change =
    (method: 'POST' | 'PATCH' | 'DELETE'): RelationshipCalls['replace'] =>
    async (identifiers, options = {}) =>
      (await calls()).changeLinkage(method, field, identifiers, options);
  return {
    get: async (options = {}) => (await calls()).linkage(...field, options),
    add: change('POST'),
    remove: change('DELETE'),
    replace: change('PATCH'),
  };
}
