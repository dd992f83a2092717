import { refuseOption } from '@acme/oauth-core';
import { isIdentifier } from './document.ts';
import type { AttributesOf, Identifier } from './entry.ts';
import type { AnyResource } from './resource.ts';

/** The resource object that a write sends; `undefined` is no part of its JSON. */
export interface WriteResource {
  readonly type: string;
  readonly id: string | undefined;
  readonly attributes: object | undefined;
  readonly relationships: object | undefined;
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
 * @throws {ConfigurationError} naming the relationship that links to nothing.
 */
export function writeEntry(
  resource: AnyResource | string,
  input: object,
  id: string | undefined = (input as { id?: string }).id, // JSON:API has no attribute of this name
): WriteResource {
  const attributes: Record<string, unknown> = {};
  const relationships: Record<string, { data: unknown }> = {};
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined || name === 'type' || name === 'id' || isOfSite(name)) continue; // they stand beside the attributes
    const isLink = typeof resource === 'string' ? isLinkage(value) : Object.hasOwn(resource.relationships, name);
    if (isLink) relationships[name] = { data: linkageOf(value, name) };
    else attributes[name] = value;
  }
  return {
    type: typeof resource === 'string' ? resource : resource.type,
    id,
    attributes: unlessEmpty(attributes),
    relationships: unlessEmpty(relationships),
  };
}

/**
 * Only type, id and meta of what may be whole entries; of `meta` not what the site makes itself.
 *
 * @throws {ConfigurationError} naming the field, for what links to nothing.
 */
export function linkageOf(value: unknown, field: string): unknown {
  if (value === null) return value;
  if (Array.isArray(value)) return value.map((one) => linkageOf(one, field));
  if (!isIdentifier(value)) return refuseOption(field, 'must be an entry or { type, id }, a list of these, or null');
  const { type, id, meta = {} } = value;
  return { type, id, meta: unlessEmpty(Object.fromEntries(Object.entries(meta).filter(([name]) => !isOfSite(name)))) };
}

const unlessEmpty = (members: object): object | undefined => (Object.keys(members).length > 0 ? members : undefined);

/** Numbers that the site gives, and takes from nobody. */
const isOfSite = (name: string): boolean => name.startsWith('drupal_internal__');

const isLinkage = (value: unknown): boolean =>
  isIdentifier(value) || (Array.isArray(value) && value.length > 0 && value.every(isIdentifier));
