import { ConfigurationError } from '@acme/oauth-core';
import type { PagedItems } from './operations.gen.ts';

/** What a field can be compared with. */
export type FilterValue = string | number | boolean;

/** Writes the text of a `filter` query. Use what a call returns as it is, or in `and` and `or`. */
export interface FilterBuilder<Fields = Record<string, FilterValue>> {
  /** Is equal. */
  eq<F extends keyof Fields & string>(field: F, value: Fields[F]): string;
  /** Is not equal. */
  ne<F extends keyof Fields & string>(field: F, value: Fields[F]): string;
  /** Is greater. */
  gt<F extends keyof Fields & string>(field: F, value: Fields[F]): string;
  /** Is greater or equal. */
  gte<F extends keyof Fields & string>(field: F, value: Fields[F]): string;
  /** Is less. */
  lt<F extends keyof Fields & string>(field: F, value: Fields[F]): string;
  /** Is less or equal. */
  lte<F extends keyof Fields & string>(field: F, value: Fields[F]): string;
  /** Contains this text. */
  contains(field: keyof Fields & string, text: string): string;
  /** Does not contain this text. */
  notContains(field: keyof Fields & string, text: string): string;
  /** Begins with this text. */
  startsWith(field: keyof Fields & string, text: string): string;
  /** Ends with this text. */
  endsWith(field: keyof Fields & string, text: string): string;
  /** All of them must match. */
  and(...filters: readonly string[]): string;
  /** One of them must match. It can't contain an `and`: for the API `or` binds closer, and there are no brackets. */
  or(...filters: readonly string[]): string;
}

/** Writes the text of a `sort` query: `sort('name', '-created_at')`. A minus means descending. */
export type SortBuilder<Fields = Record<string, FilterValue>> = (
  ...fields: readonly `${'' | '-'}${keyof Fields & string}`[]
) => string;

const text = (value: FilterValue, field: string, forbidden: RegExp): string => {
  if (!['string', 'number', 'boolean'].includes(typeof value) || Number.isNaN(value))
    throw new ConfigurationError(`The value for ${field} must be a text, number or boolean.`, field);
  const found = forbidden.exec(String(value))?.[0];
  if (found === undefined) return String(value);
  throw new ConfigurationError(
    `The value for ${field} has '${found}' in it, which the API's filters can't escape: compare with a part without it (filter.contains), and check the items yourself.`,
    field,
  );
};

/** @param forbidden Characters that would join filters or, at the beginning, change the operator. */
const compare = (field: string, operator: string, value: FilterValue, forbidden = /[,;]/): string =>
  text(field, field, /[,;=!<>@]/) + operator + text(value, field, forbidden);

/** A text can't begin or end with an asterisk, which would stand for any text. */
const edges = /[,;]|^\*|\*$/;

function join(filters: readonly string[], separator: string, name: string): string {
  const some = filters.filter(Boolean);
  if (some.length === 0) throw new ConfigurationError(`filter.${name} needs at least one filter.`, 'filter');
  return some.join(separator);
}

/**
 * Builds filters for any field. `filtersOf` knows the fields of a list.
 *
 * @throws {ConfigurationError} for a value that a filter can't contain: one with a comma or a semicolon, or one that
 * would change the operator, such as an at sign after `=`.
 */
export const filter: FilterBuilder = {
  // Each function is written out: what a call makes here stays in a bundle, even if nobody uses filters.
  eq: (field, value) => compare(field, '=', value, /[,;]|^@/),
  ne: (field, value) => compare(field, '!=', value),
  gt: (field, value) => compare(field, '>', value, /[,;]|^=/),
  gte: (field, value) => compare(field, '>=', value),
  lt: (field, value) => compare(field, '<', value, /[,;]|^=/),
  lte: (field, value) => compare(field, '<=', value),
  contains: (field, part) => compare(field, '=@', part, edges),
  notContains: (field, part) => compare(field, '!@', part, edges),
  startsWith: (field, part) => `${compare(field, '=@', part, edges)}*`,
  endsWith: (field, part) => compare(field, '=@*', part, edges),
  and: (...filters) => join(filters, ';', 'and'),
  or(...filters) {
    const joined = join(filters, ',', 'or');
    if (!joined.includes(';')) return joined;
    throw new ConfigurationError('filter.or takes no filter.and: write it as an and of ors.', 'filter');
  },
};

/** Sorts by any field. `filtersOf` knows the fields of a list. */
export const sort: SortBuilder = (...fields) => fields.join(',');

/** The fields of an item that have one text, number or boolean, also inside objects: `hosting.type`. */
export type FieldsOf<Item> = Flat<Item> & Nested<Item>;
type Flat<Item> = {
  [K in keyof Item as Item[K] extends FilterValue | null | undefined ? K & string : never]-?: NonNullable<Item[K]>;
};
type Nested<Item> = UnionToIntersection<
  {
    [K in keyof Item & string]: NonNullable<Item[K]> extends FilterValue | readonly unknown[]
      ? never
      : Prefixed<K, NonNullable<Item[K]>>;
  }[keyof Item & string]
>;
type Prefixed<Name extends string, Inner> = {
  [K in keyof Inner & string as NonNullable<Inner[K]> extends FilterValue ? `${Name}.${K}` : never]-?: NonNullable<
    Inner[K]
  >;
};
type UnionToIntersection<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer I) => void ? I : never;

/** `filter` and `sort` that know the fields of a list's items: `filtersOf('/applications').filter.eq('name', 'x')`. */
export function filtersOf<P extends keyof PagedItems>(
  _path: P,
): { readonly filter: FilterBuilder<FieldsOf<PagedItems[P]>>; readonly sort: SortBuilder<FieldsOf<PagedItems[P]>> } {
  return {
    filter: filter as FilterBuilder<FieldsOf<PagedItems[P]>>,
    sort: sort as SortBuilder<FieldsOf<PagedItems[P]>>,
  }; // the same functions, typed for the fields of this list
}
