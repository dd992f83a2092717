import type { AttributesOf, Identifier } from './entry.ts';
import type { AnyResource } from './resource.ts';

/** The members of a resource object that a write sends. */
export interface WriteDocument {
  readonly data: {
    readonly type: string;
    readonly id?: string;
    readonly attributes?: Readonly<Record<string, unknown>>;
    readonly relationships?: Readonly<Record<string, { readonly data: unknown }>>;
  };
}

/** Attributes and relationships side by side, as entries have them; what is left out stays as it is. */
export type EntryInput<R extends AnyResource> = string extends R['type']
  ? UntypedInput
  : {
      /** Of a new entry, where the app and not the site makes it. */
      readonly id?: string;
    } & {
      readonly [Name in keyof AttributesOf<R>]?: AttributesOf<R>[Name] | null | undefined;
    } & {
      readonly [Field in keyof R['relationships']]?: R['relationships'][Field]['cardinality'] extends 'many'
        ? readonly Identifier[] | undefined
        : Identifier | null | undefined;
    };

/**
 * The input of a type that nothing was said about: whatever looks like `{ type, id }`, or like a list of these, is a
 * relationship. An empty list looks like none: `relationship(…).replace([])` empties one.
 */
export type UntypedInput = Readonly<Record<string, unknown>>;

/**
 * Sorts an input into attributes and relationships. `undefined` is never sent.
 *
 * @param id Of the entry that is changed.
 */
export function writeEntry(resource: AnyResource | string, input: object, id?: string): WriteDocument {
  const ownId = id ?? (input as { id?: string }).id; // JSON:API has no attribute of this name
  const attributes: Record<string, unknown> = {};
  const relationships: Record<string, { data: unknown }> = {};
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined) continue;
    if (name === 'type' || name === 'id') continue; // they stand beside the attributes
    if (isOfSite(name)) continue;
    const isLink = typeof resource === 'string' ? isLinkage(value) : Object.hasOwn(resource.relationships, name);
    if (isLink) relationships[name] = { data: linkageOf(value) };
    else attributes[name] = value;
  }
  return {
    data: {
      type: typeof resource === 'string' ? resource : resource.type,
      ...(ownId === undefined ? {} : { id: ownId }),
      ...(Object.keys(attributes).length > 0 && { attributes }),
      ...(Object.keys(relationships).length > 0 && { relationships }),
    },
  };
}

/** Only type, id and meta of what may be whole entries; of `meta` not what the site makes itself. */
export function linkageOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(linkageOf);
  if (!isIdentifier(value)) return value;
  const { type, id, meta = {} } = value;
  const own = Object.entries(meta).filter(([name]) => !isOfSite(name));
  return { type, id, ...(own.length > 0 && { meta: Object.fromEntries(own) }) };
}

/** Numbers that the site gives, and takes from nobody. */
const isOfSite = (name: string): boolean => name.startsWith('drupal_internal__');

const isIdentifier = (value: unknown): value is Identifier =>
  typeof value === 'object' && value !== null && 'type' in value && 'id' in value;

const isLinkage = (value: unknown): boolean =>
  isIdentifier(value) || (Array.isArray(value) && value.length > 0 && value.every(isIdentifier));
