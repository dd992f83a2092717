import type { Identifier } from './entry.ts';
import type { SendOptions } from './entry-options.ts';

/** The calls of a field that links to one entry. You can pass whole entries: their type, id and `meta` are sent. */
export interface ToOneCalls<Type extends string = string> {
  /** Type, id and `meta` of the linked entry, in a list, or an empty list. `related` of the client gives a whole one. */
  get(options?: SendOptions): Promise<readonly Identifier<Type>[]>;
  /** `null` empties it. */
  replace(identifier: Identifier<Type> | null, options?: SendOptions): Promise<void>;
}

/** The calls of a field that links to any number of entries. You can pass whole entries: their type, id and `meta` are sent. */
export interface ToManyCalls<Type extends string = string> {
  /** Type, id and `meta` of the linked entries. `related` of the client gives whole ones. */
  get(options?: SendOptions): Promise<readonly Identifier<Type>[]>;
  /** Entries that are linked already are not linked twice. */
  add(identifiers: readonly Identifier<Type>[], options?: SendOptions): Promise<void>;
  remove(identifiers: readonly Identifier<Type>[], options?: SendOptions): Promise<void>;
  /** `[]` empties it. */
  replace(identifiers: readonly Identifier<Type>[], options?: SendOptions): Promise<void>;
}

/** The calls of a field that no resource describes. If it links to one entry, the site answers 409 to `add`. */
export interface RelationshipCalls extends Omit<ToManyCalls, 'replace'> {
  /** `null` empties a relationship to one entry, `[]` a relationship to many. */
  replace(identifiers: readonly Identifier[] | Identifier | null, options?: SendOptions): Promise<void>;
}
