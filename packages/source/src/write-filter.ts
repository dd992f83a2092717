// Loaded by the first read that has a filter.
import { refuseOption } from '@acme/oauth-core';
import type { Conditions, Filter, FilterGroup, LabelledFilter } from './filter.ts';

/**
 * Writes a filter as Drupal reads it: groups first, then conditions, in their order. A condition that has no group and
 * no label gets the short form (`filter[status]=1`, `filter[title][operator]=…`), others the long one. Outside of
 * groups, conditions are joined by AND anyway: a group that only says so is not written.
 *
 * @throws {ConfigurationError} for an invalid field name or label, an invalid value, and an empty group or list.
 */
export function writeFilter(filter: Filter): string[] {
  const groups: string[] = [];
  const conditions: string[] = [];
  const labels = new Set<string>();

  /** The name itself, or with a number if another label has it. */
  function unused(name: string): string {
    let label = name;
    for (let number = 2; labels.has(label); number++) label = `${name}-${number}`;
    labels.add(label);
    return label;
  }

  function openGroup(conjunction: Group['conjunction'], within: Group | undefined, label: string | undefined): Group {
    const ownLabel = unused(label ?? conjunction.toLowerCase());
    groups.push(...pairs(`filter[${ownLabel}]`, { group: { conjunction, memberOf: within?.label } }));
    return { label: ownLabel, conjunction };
  }

  function write(part: Filter, within: Group | undefined, label: string | undefined): void {
    if (Object(part) !== part) refuse('must be made of objects');
    if (isLabelled(part)) {
      write(part.filter, within, checked(part.label));
    } else if (isGroup(part)) {
      const isRoot = part.conjunction === 'AND' && !within && label === undefined;
      const group = isRoot ? undefined : openGroup(part.conjunction, within, label);
      const before = conditions.length;
      for (const member of part.members) write(member, group, undefined);
      if (group && conditions.length === before) refuse(`has nothing in the group ${group.label}: leave it out`);
    } else {
      writeConditions(part, within, label);
    }
  }

  function writeConditions(part: Conditions, within: Group | undefined, label: string | undefined): void {
    const comparisons = Object.entries(part).flatMap(([field, wanted]) => comparisonsOf(checked(field), wanted));
    // All of them must hold: inside an OR they need a group of their own.
    const isJoined = comparisons.length > 1 && within?.conjunction === 'OR';
    const group = isJoined ? openGroup('AND', within, label) : within;
    for (const { path, operator, value } of comparisons) {
      const ownLabel = unused(isJoined ? path : (label ?? path));
      // Drupal recognises the short form by its value. In this form the label is the field, and there is no group.
      const isShort = ownLabel === path && !group && value !== undefined;
      const long = { condition: { path, operator, value, memberOf: group?.label } };
      const short = operator === undefined ? value : { operator, value };
      conditions.push(...pairs(`filter[${ownLabel}]`, isShort ? short : long));
    }
  }

  write(filter, undefined, undefined);
  return [...groups, ...conditions];
}

/** A group that has been written. */
interface Group {
  readonly label: string;
  readonly conjunction: 'AND' | 'OR';
}

interface Comparison {
  readonly path: string;
  /** Left out: equal. */
  readonly operator?: string;
  /** Left out: the operator needs none. */
  readonly value?: Nested;
}

/** The value of a name, or its members, which are written in brackets after the name, as PHP reads them. */
type Nested = string | undefined | { readonly [member: string]: Nested };

function pairs(name: string, value: Nested): string[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [`${name}=${encodeURIComponent(value)}`];
  return Object.entries(value).flatMap(([member, inner]) => pairs(`${name}[${member}]`, inner));
}

function comparisonsOf(path: string, wanted: Conditions[string]): Comparison[] {
  if (wanted === undefined) return [];
  if (wanted === null) return [{ path, operator: 'IS NULL' }];
  if (typeof wanted !== 'object') return [{ path, value: textOf(wanted) }];
  if (Object.keys(wanted).length === 0) return refuse(`has no operator for ${path}: compare with a text or a number`);
  if (Array.isArray(wanted)) return refuse(`compares ${path} with a list: write { IN: [...] }`);
  const given = Object.entries(wanted).filter(([, value]) => value !== undefined);
  return given.map(([operator, value]) => {
    if (operator.endsWith('NULL')) {
      if (value !== true) refuse(`has ${operator}: ${value} for ${path}: say true, or leave it out`);
      return { path, operator };
    }
    if (!Array.isArray(value)) return { path, operator, value: textOf(value) };
    if (value.length === 0) refuse(`compares ${path} with an empty list: ask only if it has values`);
    return { path, operator, value: Object.fromEntries(value.map((one, index) => [index + 1, textOf(one)])) };
  });
}

/** Booleans as 1 and 0: Drupal would read `true` as a text. */
function textOf(value: unknown): string {
  if (!['string', 'number', 'boolean'].includes(typeof value) || Number.isNaN(value) || /\p{Cs}/u.test(`${value}`)) {
    refuse(`compares with ${value}: use a well-formed text or a number`);
  }
  return String(typeof value === 'boolean' ? Number(value) : value);
}

const isGroup = (filter: Filter): filter is FilterGroup => 'conjunction' in filter && 'members' in filter;
const isLabelled = (filter: Filter): filter is LabelledFilter => 'label' in filter && 'filter' in filter;

function checked(name: string): string {
  if (/^[\w.:*-]+$/.test(name)) return name;
  return refuse(`names ${JSON.stringify(name)}: use letters, digits, hyphens, and dots between fields`);
}

const refuse = (why: string): never => refuseOption('filter', why);
