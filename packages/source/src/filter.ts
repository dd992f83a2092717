import { ConfigurationError } from '@acme/oauth-core';

type Scalar = string | number | boolean;

/** One condition, by its operator in Drupal's spelling. */
export type Condition = {
  readonly '='?: Scalar;
  readonly '<>'?: Scalar;
  readonly '>'?: Scalar;
  readonly '>='?: Scalar;
  readonly '<'?: Scalar;
  readonly '<='?: Scalar;
  readonly STARTS_WITH?: string;
  readonly CONTAINS?: string;
  readonly ENDS_WITH?: string;
  readonly IN?: readonly Scalar[];
  readonly 'NOT IN'?: readonly Scalar[];
  readonly BETWEEN?: readonly [Scalar, Scalar];
  readonly 'NOT BETWEEN'?: readonly [Scalar, Scalar];
  readonly 'IS NULL'?: true;
  readonly 'IS NOT NULL'?: true;
};

/** Conditions by field, all of which must hold. A bare value means `=`; `null` means `IS NULL`. Fields may be paths: `uid.name`. */
export type Conditions<Field extends string = string> = { readonly [F in Field]?: Scalar | null | Condition };

/** Conditions joined by AND or OR; groups may be nested. */
export interface FilterGroup {
  readonly conjunction: 'AND' | 'OR';
  readonly members: readonly Filter[];
}

export type Filter<Field extends string = string> = Conditions<Field> | FilterGroup;

/** All of these must hold. */
export function allOf(...members: Filter[]): FilterGroup {
  return { conjunction: 'AND', members };
}

/** One of these must hold. */
export function anyOf(...members: Filter[]): FilterGroup {
  return { conjunction: 'OR', members };
}

/** Writes a filter as Drupal reads it: `filter[…]=…`, in the order of the conditions. */
export function writeFilter(filter: Filter): string[] {
  const pairs: string[] = [];
  const labels = new Set<string>();
  const labelFor = (name: string): string => {
    for (let number = 1; ; number++) {
      const label = number === 1 ? name : `${name}-${number}`;
      if (!labels.has(label)) {
        labels.add(label);
        return label;
      }
    }
  };
  const add = (label: string, rest: string, value: Scalar): void => {
    pairs.push(`filter[${encode(label)}]${rest}=${encode(String(value))}`);
  };

  const write = (part: Filter, group: string | undefined): void => {
    if (isGroup(part)) {
      const label = labelFor(part.conjunction === 'OR' ? 'or' : 'and');
      add(label, '[group][conjunction]', part.conjunction);
      if (group !== undefined) add(label, '[group][memberOf]', group);
      for (const member of part.members) write(member, label);
      return;
    }
    for (const [field, wanted] of Object.entries(part)) {
      if (wanted === undefined) continue;
      if (!/^[\w.:-]+$/.test(field)) {
        throw new ConfigurationError(
          `filter names ${JSON.stringify(field)}, which is no field: use field names, joined by dots.`,
          'filter',
        );
      }
      const conditions: [string, unknown][] =
        wanted === null ? [['IS NULL', true]] : typeof wanted === 'object' ? Object.entries(wanted) : [['=', wanted]];
      for (const [operator, value] of conditions) {
        if (value === undefined) continue;
        const label = labelFor(field);
        // The short form; it can't say which group it belongs to.
        if (operator === '=' && group === undefined && label === field) {
          add(label, '', value as Scalar);
          continue;
        }
        add(label, '[condition][path]', field);
        if (operator !== '=') add(label, '[condition][operator]', operator);
        if (Array.isArray(value)) {
          for (const [index, one] of value.entries()) add(label, `[condition][value][${index + 1}]`, one);
        } else if (value !== true || !operator.startsWith('IS ')) add(label, '[condition][value]', value as Scalar);
        if (group !== undefined) add(label, '[condition][memberOf]', group);
      }
    }
  };
  write(filter, undefined);
  return pairs;
}

const isGroup = (filter: Filter): filter is FilterGroup => 'conjunction' in filter && 'members' in filter;

/** Percent-encoded, but for what a query may hold as it is. */
const encode = (text: string): string => encodeURIComponent(text).replace(/%(2C|3A|2F|40)/g, decodeURIComponent);
