import type { Identifier } from './entry.ts';
import type { SendOptions } from './entry-options.ts';

/** What a field that links to one entry takes. Whole entries may be handed in: their type, id and `meta` are sent. */
export interface ToOneCalls<Type extends string = string> {
  /** The entry that is linked, or an empty list. */
  get(options?: SendOptions): Promise<readonly Identifier<Type>[]>;
  /** `null` empties it. */
  replace(identifier: Identifier<Type> | null, options?: SendOptions): Promise<void>;
}

/** What a field that links to any number of entries takes. Whole entries may be handed in: their type, id and `meta` are sent. */
export interface ToManyCalls<Type extends string = string> {
  get(options?: SendOptions): Promise<readonly Identifier<Type>[]>;
  /** Those that are linked already stay linked once. */
  add(identifiers: readonly Identifier<Type>[], options?: SendOptions): Promise<void>;
  remove(identifiers: readonly Identifier<Type>[], options?: SendOptions): Promise<void>;
  /** `[]` empties it. */
  replace(identifiers: readonly Identifier<Type>[], options?: SendOptions): Promise<void>;
}

/** What a field takes that nothing was said about. The site answers 409 where something is added to a link to one entry. */
export interface RelationshipCalls extends Omit<ToManyCalls, 'replace'> {
  /** `null` empties a relationship to one entry, `[]` one to many. */
  replace(identifiers: readonly Identifier[] | Identifier | null, options?: SendOptions): Promise<void>;
}
