import { ConfigurationError } from '@acme/oauth-core';
import type { PagedItems } from './operations.gen.ts';

/** What a field can be compared with. */
export type FilterValue = string | number | boolean;

/** Writes the text of a `filter` query. Each call gives one, to be used as it is or in `and` and `or`. */
export interface FilterBuilder<Fields = Record<string, FilterValue>> {
  /** Is the same. */
  eq<F extends keyof Fields & string>(field: F, value: Fields[F]): string;
  /** Is not the same. */
  ne<F extends keyof Fields & string>(field: F, value: Fields[F]): string;
  /** Is more. */
  gt<F extends keyof Fields & string>(field: F, value: Fields[F]): string;
  /** Is more, or the same. */
  gte<F extends keyof Fields & string>(field: F, value: Fields[F]): string;
  /** Is less. */
  lt<F extends keyof Fields & string>(field: F, value: Fields[F]): string;
  /** Is less, or the same. */
  lte<F extends keyof Fields & string>(field: F, value: Fields[F]): string;
  /** Has this text in it. */
  contains(field: keyof Fields & string, text: string): string;
  /** Has it nowhere. */
  notContains(field: keyof Fields & string, text: string): string;
  /** Begins with this text. */
  startsWith(field: keyof Fields & string, text: string): string;
  /** Ends with it. */
  endsWith(field: keyof Fields & string, text: string): string;
  /** All of them. */
  and(...filters: readonly string[]): string;
  /** Any of them: comparisons, not an `and` of them, for the API binds `or` closer and knows no brackets. */
  or(...filters: readonly string[]): string;
}

/** Writes the text of a `sort` query: `sort('name', '-created_at')`. A minus sorts from the end. */
export type SortBuilder<Fields = Record<string, FilterValue>> = (
  ...fields: readonly `${'' | '-'}${keyof Fields & string}`[]
) => string;

const text = (value: FilterValue, field: string, forbidden: RegExp): string => {
  if (!['string', 'number', 'boolean'].includes(typeof value) || Number.isNaN(value))
    throw new ConfigurationError(`The value for ${field} is missing, or no text, number or boolean.`, field);
  const found = forbidden.exec(String(value))?.[0];
  if (found === undefined) return String(value);
  throw new ConfigurationError(
    `The value for ${field} has '${found}' in it, which the API's filters can't escape: compare with another part (filter.contains), and look at the items yourself.`,
    field,
  );
};

/** @param forbidden What would join filters, and at the beginning make another operator. */
const compare = (field: string, operator: string, value: FilterValue, forbidden = /[,;]/): string =>
  text(field, field, /[,;=!<>@]/) + operator + text(value, field, forbidden);

/** Where a text may have no asterisk: there it would stand for any other. */
const edges = /[,;]|^\*|\*$/;

function join(filters: readonly string[], separator: string, name: string): string {
  const some = filters.filter(Boolean);
  if (some.length === 0) throw new ConfigurationError(`filter.${name} needs at least one filter.`, 'filter');
  return some.join(separator);
}

/**
 * Builds filters of any field. `filtersOf` knows the fields of a list.
 *
 * @throws {ConfigurationError} for a value with a comma or a semicolon, which no filter can hold, or one that would make
 * another operator: an at sign behind `=`.
 */
export const filter: FilterBuilder = {
  // Functions, each written out: what a call makes here, bundlers keep for those too who build no filter.
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

/** Sorts by any fields. `filtersOf` knows the fields of a list. */
export const sort: SortBuilder = (...fields) => fields.join(',');

/** The fields of an item that hold one text, number or boolean, also inside objects: `hosting.type`. */
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
  }; // the same texts, for fewer fields
}
