// Loaded by the first read that has a filter.
import { ConfigurationError } from '@acme/oauth-core';
import type { Conditions, Filter, FilterGroup, LabelledFilter, Scalar } from './filter.ts';

/**
 * Writes a filter as Drupal reads it: groups first, then conditions, in their order. A condition has the short form
 * (`filter[status]=1`, `filter[title][operator]=…`) where it stands alone and has no label, else the long one.
 *
 * @throws {ConfigurationError} for what is no name of a field or no label.
 */
export function writeFilter(filter: Filter): string[] {
  const groups: string[] = [];
  const conditions: string[] = [];
  const labels = new Set<string>();

  function unused(name: string): string {
    let label = name;
    for (let number = 2; labels.has(label); number++) label = `${name}-${number}`;
    labels.add(label);
    return label;
  }

  function write(part: Filter, memberOf: string | undefined, label: string | undefined): void {
    if (isLabelled(part)) {
      write(part.filter, memberOf, checked(part.label));
    } else if (isGroup(part)) {
      const own = unused(label ?? part.conjunction.toLowerCase());
      groups.push(pair(own, '[group][conjunction]', part.conjunction));
      if (memberOf !== undefined) groups.push(pair(own, '[group][memberOf]', memberOf));
      for (const member of part.members) write(member, own, undefined);
    } else {
      for (const [field, wanted] of Object.entries(part)) writeConditions(checked(field), wanted, memberOf, label);
    }
  }

  function writeConditions(path: string, wanted: Conditions[string], memberOf: string | undefined, label = path): void {
    for (const [operator, value] of comparisonsOf(wanted)) {
      conditions.push(...writeCondition({ label: unused(label), path, operator, value, memberOf }));
    }
  }

  write(filter, undefined, undefined);
  return [...groups, ...conditions];
}

interface WrittenCondition {
  readonly label: string;
  readonly path: string;
  readonly operator: string;
  readonly value: Scalar | readonly Scalar[];
  readonly memberOf: string | undefined;
}

function writeCondition({ label, path, operator, value, memberOf }: WrittenCondition): string[] {
  const hasValue = !/^IS (NOT )?NULL$/.test(operator);
  // Drupal takes the short form by its value; there it is about the field that the label names, in no group.
  const isShort = label === path && memberOf === undefined && hasValue;
  if (isShort && operator === '=') return [pair(label, '', String(value))];
  const place = isShort ? '' : '[condition]';
  return [
    ...(isShort ? [] : [pair(label, '[condition][path]', path)]),
    ...(operator === '=' ? [] : [pair(label, `${place}[operator]`, operator)]),
    ...(hasValue
      ? Array.isArray(value)
        ? value.map((one, index) => pair(label, `${place}[value][${index + 1}]`, String(one)))
        : [pair(label, `${place}[value]`, String(value))]
      : []),
    ...(memberOf === undefined ? [] : [pair(label, '[condition][memberOf]', memberOf)]),
  ];
}

function comparisonsOf(wanted: Conditions[string]): [string, Scalar | readonly Scalar[]][] {
  if (wanted === undefined) return [];
  if (wanted === null) return [['IS NULL', true]];
  if (typeof wanted !== 'object') return [['=', wanted]];
  return Object.entries(wanted).filter(([, value]) => value !== undefined);
}

const pair = (label: string, place: string, value: string): string => `filter[${label}]${place}=${encode(value)}`;

const isGroup = (filter: Filter): filter is FilterGroup => 'conjunction' in filter && 'members' in filter;
const isLabelled = (filter: Filter): filter is LabelledFilter => 'label' in filter && 'filter' in filter;

function checked(name: string): string {
  if (/^[\w.:-]+$/.test(name)) return name;
  throw new ConfigurationError(
    `filter names ${JSON.stringify(name)}: use letters, digits, hyphens, and dots between fields.`,
    'filter',
  );
}

/** Percent-encoded, but for what a query may hold as it is. */
const encode = (text: string): string => encodeURIComponent(text).replace(/%(2C|3A|2F|40)/g, decodeURIComponent);
