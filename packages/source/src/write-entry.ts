import { refuseOption } from '@acme/oauth-core';
import { isIdentifier } from './document.ts';
import type { AttributesOf, Identifier } from './entry.ts';
import type { AnyResource, AnyType } from './resource.ts';

/** The resource object that a write sends; members that are `undefined` are not sent. */
export interface WriteResource {
  readonly type: string;
  readonly id: string | undefined;
  readonly attributes: object | undefined;
  readonly relationships: object | undefined;
}

/** What all Drupal content has, whether a resource names it or not. */
interface ContentFields {
  /** Whether it is published. */
  readonly status?: boolean | undefined;
  readonly langcode?: string | undefined;
  readonly promote?: boolean | undefined;
  readonly sticky?: boolean | undefined;
}

/** Attributes and relationships side by side, as in entries. Fields that are left out stay as they are. */
export type EntryInput<R extends AnyResource> = string extends R['type']
  ? UntypedInput
  : {
      /** The id of a new entry, if the app makes it and not the site. */
      readonly id?: string;
    } & {
      readonly [Name in keyof AttributesOf<R>]?: AttributesOf<R>[Name] | null | undefined;
    } & Omit<ContentFields, keyof AttributesOf<R>> & {
        readonly [Field in keyof R['relationships']]?: R['relationships'][Field]['cardinality'] extends 'many'
          ? readonly Identifier[] | undefined
          : Identifier | null | undefined;
      };

/**
 * The input of a type that no resource describes. Values that look like `{ type, id }`, or like a list of these, are
 * relationships. An empty list does not: to empty a relationship, call `relationship(…).replace([])`.
 */
export type UntypedInput = Readonly<Record<string, unknown>>;

/**
 * Sorts an input into attributes and relationships. `undefined` is never sent.
 *
 * @param id The id of the entry that is changed.
 * @throws {ConfigurationError} naming the relationship whose value can't be linked.
 */
export function writeEntry(
  resource: AnyType,
  input: object,
  id: string | undefined = (input as { id?: string }).id, // JSON:API has no attribute of this name
): WriteResource {
  const attributes: Record<string, unknown> = {};
  const relationships: Record<string, { data: unknown }> = {};
  for (const [name, value] of Object.entries(input)) {
    if (value === undefined || name === 'type' || name === 'id' || isOfSite(name)) continue; // these are no attributes
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
 * The type, id and meta of identifiers, which may be whole entries. What the site itself puts into `meta` is left out.
 *
 * @throws {ConfigurationError} naming the field, if the value can't be linked.
 */
export function linkageOf(value: unknown, field: string): unknown {
  if (value === null) return value;
  if (Array.isArray(value)) return value.map((one) => linkageOf(one ?? undefined, field)); // null is no entry
  if (!isIdentifier(value)) return refuseOption(field, 'must be an entry or { type, id }, a list of these, or null');
  const { type, id, meta = {} } = value;
  return { type, id, meta: unlessEmpty(Object.fromEntries(Object.entries(meta).filter(([name]) => !isOfSite(name)))) };
}

const unlessEmpty = (members: object): object | undefined => (Object.keys(members).length > 0 ? members : undefined);

/** Whether this is one of the numbers that only the site sets: it refuses them in a write. */
const isOfSite = (name: string): boolean => name.startsWith('drupal_internal__');

const isLinkage = (value: unknown): boolean =>
  isIdentifier(value) || (Array.isArray(value) && value.length > 0 && value.every(isIdentifier));
