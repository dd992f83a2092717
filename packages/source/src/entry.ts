import type { AnyResource, Relationship } from './resource.ts';

/** Identifies an entry. `meta` is what the relationship says about it, such as the alternative text of an image. */
export interface Identifier<Type extends string = string> {
  /** `node--article`. */
  readonly type: Type;
  /** A UUID. */
  readonly id: string;
  readonly meta?: Readonly<Record<string, unknown>>;
}

/** An entry of a type that is not described by a resource. */
export interface UntypedEntry {
  readonly type: string;
  readonly id: string;
  readonly [field: string]: unknown;
}

type LinksOf<R extends AnyResource> = R['relationships'];
/** The resources that a relationship leads to, as a union. */
type TargetOf<R> = R extends Relationship<infer _, infer Target> ? ResourceOf<Target> : never;
type ResourceOf<Target> = Target extends AnyResource
  ? Target
  : Target extends readonly (infer One extends AnyResource)[]
    ? One
    : AnyResource;

/** The attributes of a resource: the output of its schema. */
export type AttributesOf<R extends AnyResource> =
  NonNullable<R['attributes']['~standard']['types']> extends { readonly output: infer Output } ? Output : never;

/** The names of a resource's attributes and relationships. */
export type FieldOf<R extends AnyResource> = (keyof AttributesOf<R> | keyof LinksOf<R>) & string;

/** Paths that can be included: three relationships deep. */
export type IncludePath<R extends AnyResource, Depth extends readonly unknown[] = []> = Depth['length'] extends 3
  ? never
  : R extends AnyResource // for each member of a union
    ? {
        [Field in keyof LinksOf<R> & string]:
          | Field
          | `${Field}.${IncludePath<TargetOf<LinksOf<R>[Field]>, [...Depth, unknown]>}`;
      }[keyof LinksOf<R> & string]
    : never;

/** Fields by resource type. Those of the resource itself, and of the resources it links to, are type-checked. */
export type SparseFields<R extends AnyResource> = {
  readonly [One in WithTargets<R> as One['type']]?: readonly FieldOf<One>[];
} & AnyFields;
type WithTargets<R extends AnyResource> = R extends AnyResource ? R | TargetOf<LinksOf<R>[keyof LinksOf<R>]> : never;

/** The types of a resource and of those it links to. Without them, an editor has nothing to complete in `fields`. */
export type KnownTypes<R extends AnyResource> = { readonly [Type in WithTargets<R>['type']]?: unknown };

/** Fields by resource type. */
export type AnyFields = Readonly<Record<string, readonly string[] | undefined>>;

/** The entry that a relationship leads to, with what `Include` names. */
export type RelatedEntry<
  R extends AnyResource,
  Field extends keyof LinksOf<R>,
  Include extends string = never,
  Sparse extends AnyFields = NoFields,
> = Entry<TargetOf<LinksOf<R>[Field]>, Include, Sparse>;

/** The resource that a relationship leads to. */
export type RelatedResource<R extends AnyResource, Field extends keyof LinksOf<R>> = TargetOf<LinksOf<R>[Field]>;

/** No sparse fields: entries are whole. */
export type NoFields = Readonly<Record<never, never>>;

/** The rest of the include paths after a field. */
type Behind<Include extends string, Field extends string> = Include extends `${Field}.${infer Rest}` ? Rest : never;

type Linked<R, Field extends string, Include extends string, Sparse extends AnyFields> =
  R extends Relationship<infer Cardinality, infer _>
    ? Many<
        Cardinality,
        [Extract<Include, Field | `${Field}.${string}`>] extends [never]
          ? Identifier<TargetOf<R>['type']>
          : Entry<TargetOf<R>, Behind<Include, Field>, Sparse> & Pick<Identifier, 'meta'>
      >
    : never;

type Many<Cardinality, Item> = Cardinality extends 'many' ? readonly Item[] : Item | null;

type Whole<R extends AnyResource, Include extends string, Sparse extends AnyFields> = Readonly<AttributesOf<R>> & {
  readonly [Field in keyof LinksOf<R> & string]: Linked<LinksOf<R>[Field], Field, Include, Sparse>;
};

type Wanted<Fields, All> = Fields extends readonly (infer Field)[] ? Pick<All, Field & keyof All> : All;

/**
 * An entry, flat: attributes and relationships side by side, or only the sparse fields. Included relationships are
 * entries themselves, the others are `{ type, id }`. It is plain data, which ends where the include paths end: it has
 * no cycles, and can be printed. A file's links, such as those to smaller copies of a picture, are its field `links`.
 */
export type Entry<
  R extends AnyResource,
  Include extends string = never,
  Sparse extends AnyFields = NoFields,
> = R extends AnyResource // for each member of a union
  ? string extends R['type']
    ? UntypedEntry
    : { readonly type: R['type']; readonly id: string } & (R['type'] extends keyof Sparse
        ? Wanted<Sparse[R['type']], Whole<R, Include, Sparse>>
        : Whole<R, Include, Sparse>)
  : never;
