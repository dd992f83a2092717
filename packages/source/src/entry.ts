import type { AnyResource, Relationship } from './resource.ts';

/** Names an entry. `meta` is what the relationship says of it: the alternative text of an image, for instance. */
export interface Identifier<Type extends string = string> {
  readonly type: Type;
  readonly id: string;
  readonly meta?: Readonly<Record<string, unknown>>;
}

/** An entry of a type that nothing was said about. */
export interface UntypedEntry {
  readonly type: string;
  readonly id: string;
  readonly [field: string]: unknown;
}

type TargetOf<R> =
  R extends Relationship<infer _, infer Target> ? (Target extends AnyResource ? Target : never) : never;
type LinksOf<R extends AnyResource> = R['relationships'];

/** The attributes of a resource, as its schema gives them. */
export type AttributesOf<R extends AnyResource> =
  NonNullable<R['attributes']['~standard']['types']> extends { readonly output: infer Output } ? Output : never;

/** Paths that can be included: three relationships deep. */
export type IncludePath<R extends AnyResource, Depth extends readonly unknown[] = []> = Depth['length'] extends 3
  ? never
  : {
      [Field in keyof LinksOf<R> & string]:
        | Field
        | `${Field}.${IncludePath<TargetOf<LinksOf<R>[Field]>, [...Depth, unknown]>}`;
    }[keyof LinksOf<R> & string];

/** What of the include paths is left behind a field. */
type Behind<Include extends string, Field extends string> = Include extends `${Field}.${infer Rest}` ? Rest : never;

type Linked<R, Field extends string, Include extends string> =
  R extends Relationship<infer Cardinality, infer Target>
    ? Target extends AnyResource
      ? [Extract<Include, Field | `${Field}.${string}`>] extends [never]
        ? Many<Cardinality, Identifier<Target['type']>>
        : Many<Cardinality, Entry<Target, Behind<Include, Field>>>
      : never
    : never;

type Many<Cardinality, Item> = Cardinality extends 'many' ? readonly Item[] : Item | null;

/**
 * An entry, flat: attributes and relationships side by side. Included relationships are entries themselves, the others
 * are `{ type, id }`. Plain data, cut along the include paths: it has no cycle, and prints as it is.
 */
export type Entry<R extends AnyResource, Include extends string = never> = {
  readonly type: R['type'];
  readonly id: string;
} & Readonly<AttributesOf<R>> & {
    readonly [Field in keyof LinksOf<R> & string]: Linked<LinksOf<R>[Field], Field, Include>;
  };
