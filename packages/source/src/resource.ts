import type { StandardSchema } from '@acme/http';

/** How entries of one type are linked to others. */
export interface Relationship<Cardinality extends 'one' | 'many' = 'one' | 'many', Target = unknown> {
  readonly cardinality: Cardinality;
  /** A resource, or a list of them. A function, so that two types can name each other. */
  readonly target: () => Target;
}

export type Relationships = Readonly<Record<string, Relationship>>;

/** A resource type of a site: the part of it that an app uses. */
export interface Resource<
  Type extends string = string,
  Attributes = unknown,
  Links extends Relationships = Relationships,
> {
  /** `node--article`. */
  readonly type: Type;
  /** Checks and types the attributes. Schemas of zod and valibot leave out attributes that they don't name. */
  readonly attributes: StandardSchema<Attributes>;
  readonly relationships: Links;
}

/** Any resource. */
export type AnyResource = Resource;

/** A resource, or the name of a type that no resource describes. */
export type AnyType = AnyResource | string;

/** What to read: a type, an entry of it, or what a field of that entry links to. */
export type ReadSubject = readonly [resource: AnyType, id?: string, field?: string];

/**
 * Describes a resource type.
 *
 * @param type `node--article`: entity type and bundle.
 * @param parts `attributes`: a zod object, or any other Standard Schema. `relationships`: `one(() => User)`, `many(()
 * => [Text, Quote])`.
 *
 * @example
 * const Tag = defineResource('taxonomy_term--tags', { attributes: z.object({ name: z.string() }) });
 * const Article = defineResource('node--article', {
 *   attributes: z.object({ title: z.string() }),
 *   relationships: { tags: many(() => Tag) },
 * });
 */
export function defineResource<
  const Type extends string,
  Attributes,
  Links extends Relationships = Record<never, never>,
>(
  type: Type,
  parts: { readonly attributes: StandardSchema<Attributes>; readonly relationships?: Links },
): Resource<Type, Attributes, Links> {
  // Without relationships, `Links` is the empty record.
  return { type, attributes: parts.attributes, relationships: parts.relationships ?? ({} as Links) };
}

/** A relationship to one entry, or none. If `target` gives several resources, the entry is of one of their types. */
export function one<Target>(target: () => Target): Relationship<'one', Target> {
  return { cardinality: 'one', target };
}

/** A relationship to any number of entries. If `target` gives several resources, each entry is of one of their types. */
export function many<Target>(target: () => Target): Relationship<'many', Target> {
  return { cardinality: 'many', target };
}

/** The resource, in a list; an empty list for the name of a type, and for `undefined`, which `entryPaths` refuses. */
export const resourcesOf = (resource: AnyType): readonly AnyResource[] =>
  typeof resource === 'object' ? [resource] : [];

/** What a field of any of these leads to. A name that every object has, such as `constructor`, leads to nothing. */
export const targetsOf = (resources: readonly AnyResource[], field: string): readonly AnyResource[] =>
  resources.flatMap(({ relationships }) => (relationships[field]?.target?.() ?? []) as AnyResource); // `defineResource` takes resources only
