import type { Json } from '../openapi/document.ts';
import type { Brackets } from './brackets.ts';
import type { Content, Entity, Identifier, Linkage } from './source-content.ts';
import { attributeOf, relationshipOf } from './source-model.ts';

/** A query that can't be answered: 400, with the parameter. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly parameter: string;

  constructor(parameter: string, message: string) {
    super(message);
    this.parameter = parameter;
  }
}

type Value = string | number | boolean | null;
type Test = (entity: Entity) => boolean;

/** Reads the values of a path in an entry: `title`, `body.value`, `uid.name`, `tags.id`. */
type ReadValues = (entity: Entity) => readonly Value[];

/**
 * Reads a `filter` in Drupal's three forms: `[field]=x`, `[field][operator]=…&[field][value]=…`, and conditions with
 * labels and groups. Strings are compared without regard to case, timestamps as UNIX seconds.
 *
 * @throws {QueryError}
 */
export function parseFilter(content: Content, type: string, filter: string | Brackets | undefined): Test | undefined {
  if (filter === undefined) return undefined;
  if (typeof filter === 'string') throw new QueryError('filter', 'The filter has no field.');
  const groups = new Map<
    string,
    { readonly any: boolean; readonly memberOf: string | undefined; readonly tests: Test[] }
  >();
  const conditions: { readonly memberOf: string | undefined; readonly test: Test }[] = [];

  for (const [label, given] of Object.entries(filter)) {
    const group = typeof given === 'string' ? undefined : given.group;
    if (typeof group === 'object') {
      const conjunction = textOf(group.conjunction) ?? 'AND';
      if (conjunction !== 'AND' && conjunction !== 'OR') {
        throw new QueryError(`filter[${label}]`, 'The conjunction of a group is AND or OR.');
      }
      groups.set(label, { any: conjunction === 'OR', memberOf: textOf(group.memberOf), tests: [] });
    } else {
      const condition =
        typeof given === 'string' || given.value !== undefined ? shortForm(label, given) : given.condition;
      if (typeof condition !== 'object') {
        throw new QueryError(`filter[${label}]`, 'A filter has a value, or a condition with a path.');
      }
      conditions.push({ memberOf: textOf(condition.memberOf), test: parseCondition(content, type, label, condition) });
    }
  }

  const root: Test[] = [];
  const testsOf = (memberOf: string | undefined): Test[] => {
    if (memberOf === undefined) return root;
    const group = groups.get(memberOf);
    if (group === undefined) throw new QueryError('filter', `There is no filter group "${memberOf}".`);
    return group.tests;
  };
  for (const { memberOf, test } of conditions) testsOf(memberOf).push(test);
  for (const { memberOf, any, tests } of groups.values()) {
    testsOf(memberOf).push((entity) =>
      any ? tests.some((test) => test(entity)) : tests.every((test) => test(entity)),
    );
  }
  return (entity) => root.every((test) => test(entity));
}

/** A filter that has a value is in the short form: its label is the name of the field, and it is in no group. */
function shortForm(label: string, given: string | Brackets): Brackets {
  if (typeof given === 'string') return { path: label, value: given };
  const { memberOf: _, ...condition } = given;
  return { path: label, ...condition };
}

function parseCondition(content: Content, type: string, label: string, condition: Brackets): Test {
  const path = textOf(condition.path);
  if (path === undefined) throw new QueryError(`filter[${label}]`, 'A condition has a path.');
  const operator = textOf(condition.operator) ?? '=';
  const { value } = condition;
  const wanted = value === undefined ? [] : typeof value === 'string' ? [value] : Object.values(value);
  if (!wanted.every((one) => typeof one === 'string')) {
    throw new QueryError(`filter[${label}]`, 'A value is a text, or a list of texts.');
  }
  const read = readerOf(content, type, path, 'filter');
  const isNull = operator === 'IS NULL' || operator === 'IS NOT NULL';
  if (isNull !== (wanted.length === 0)) {
    throw new QueryError(`filter[${label}]`, 'A condition has a value, unless it asks for NULL: then it has none.');
  }
  const compare = Object.hasOwn(COMPARISONS, operator) ? COMPARISONS[operator] : undefined;
  if (compare === undefined) throw new QueryError(`filter[${label}]`, `The operator "${operator}" is not known.`);
  return (entity) => {
    const values = read(entity).filter((one) => one !== null);
    if (operator === 'IS NULL') return values.length === 0;
    return values.some((one) =>
      compare(
        comparable(one),
        wanted.map((text) => asLike(one, text)),
      ),
    );
  };
}

type Comparable = string | number;

const COMPARISONS: Readonly<Record<string, (value: Comparable, wanted: readonly Comparable[]) => boolean>> = {
  '=': (value, [wanted = '']) => value === wanted,
  '<>': (value, [wanted = '']) => value !== wanted,
  '>': (value, [wanted = '']) => value > wanted,
  '>=': (value, [wanted = '']) => value >= wanted,
  '<': (value, [wanted = '']) => value < wanted,
  '<=': (value, [wanted = '']) => value <= wanted,
  STARTS_WITH: (value, [wanted = '']) => String(value).startsWith(String(wanted)),
  CONTAINS: (value, [wanted = '']) => String(value).includes(String(wanted)),
  ENDS_WITH: (value, [wanted = '']) => String(value).endsWith(String(wanted)),
  IN: (value, wanted) => wanted.includes(value),
  'NOT IN': (value, wanted) => !wanted.includes(value),
  BETWEEN: (value, [from = '', to = '']) => value >= from && value <= to,
  'NOT BETWEEN': (value, [from = '', to = '']) => value < from || value > to,
  'IS NULL': () => false,
  'IS NOT NULL': () => true,
};

const comparable = (value: Exclude<Value, null>): Comparable =>
  typeof value === 'string' ? value.toLowerCase() : Number(value);

/** A text of the query, made comparable with a value. Booleans are 1 and 0, as they are in a database. */
function asLike(value: Exclude<Value, null>, text: string): Comparable {
  if (typeof value === 'string') return text.toLowerCase();
  return Number(text);
}

/**
 * Reads `sort=-created,title`, or `sort[a][path]=created&sort[a][direction]=DESC`.
 *
 * @throws {QueryError}
 */
export function parseSort(
  content: Content,
  type: string,
  sort: string | Brackets | undefined,
): ((a: Entity, b: Entity) => number) | undefined {
  if (sort === undefined) return undefined;
  const fields =
    typeof sort === 'string'
      ? sort
          .split(',')
          .map((part) => (part.startsWith('-') ? { path: part.slice(1), sign: -1 } : { path: part, sign: 1 }))
      : Object.entries(sort).map(([label, given]) => ({
          path: (typeof given === 'string' ? given : textOf(given.path)) ?? label,
          sign: typeof given === 'object' && textOf(given.direction)?.toUpperCase() === 'DESC' ? -1 : 1,
        }));
  const keys = fields.map(({ path, sign }) => ({ read: readerOf(content, type, path, 'sort'), sign }));
  return (a, b) => {
    for (const { read, sign } of keys) {
      const difference = order(read(a)[0] ?? null, read(b)[0] ?? null);
      if (difference !== 0) return sign * difference;
    }
    return 0;
  };
}

function order(a: Value, b: Value): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  const [left, right] = [comparable(a), comparable(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** @throws {QueryError} if there is no such field. */
function readerOf(content: Content, type: string, path: string, parameter: string): ReadValues {
  const [first = '', ...rest] = path.split('.');
  const relationship = relationshipOf(type, first);
  if (relationship !== undefined) {
    const [second, ...below] = rest;
    if (second === undefined || second === 'id')
      return (entity) => identifiers(entity.relationships[first]).map(({ id }) => id);
    if (second === 'meta') {
      const name = below[0] ?? '';
      return (entity) => identifiers(entity.relationships[first]).map(({ meta }) => plain(meta?.[name]));
    }
    const inner = second === 'entity' ? below.join('.') : rest.join('.');
    const readers = new Map(relationship.to.map((target) => [target, readerOf(content, target, inner, parameter)]));
    return (entity) =>
      identifiers(entity.relationships[first]).flatMap(({ type: target, id }) => {
        const found = content.find(target, id);
        return found === undefined ? [] : (readers.get(target)?.(found) ?? []);
      });
  }
  if (path === 'id') return ({ id }) => [id];
  const kind = attributeOf(type, first);
  if (kind === undefined || (rest.length > 0 && kind !== 'object')) {
    throw new QueryError(parameter, `The field "${path}" does not exist on ${type}.`);
  }
  if (kind === 'timestamp') {
    return ({ attributes }) => {
      const value = attributes[first];
      return [typeof value === 'string' ? Date.parse(value) / 1000 : null];
    };
  }
  return ({ attributes }) => {
    let value: Json | undefined = attributes[first];
    for (const name of rest.length === 0 && kind === 'object' ? ['value'] : rest) {
      value =
        typeof value === 'object' && value !== null && !Array.isArray(value)
          ? (value as Record<string, Json>)[name]
          : undefined; // a cast: it is an object
    }
    return [plain(value)];
  };
}

const plain = (value: Json | undefined): Value => (value === undefined || typeof value === 'object' ? null : value);
const textOf = (value: string | Brackets | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

export function identifiers(linkage: Linkage | undefined): readonly Identifier[] {
  if (linkage === null || linkage === undefined) return [];
  return Array.isArray(linkage) ? linkage : [linkage as Identifier]; // a cast: it is not a list
}

/** The parameters that JSON:API defines. */
const RESERVED = ['fields', 'filter', 'include', 'page', 'sort'];
const MEMBER_NAME = /^[a-z\d\u{80}-\u{10ffff}]([\w\u{80}-\u{10ffff} -]*[a-z\d\u{80}-\u{10ffff}])?$/iu;

/**
 * Checks that every parameter that JSON:API doesn't define has a character other than a small letter in its name
 * (JSON:API 1.1, "Query Parameters"): `resourceVersion` is allowed, `limit` and `_format` are not.
 *
 * @throws {QueryError}
 */
export function checkParameterNames(query: URLSearchParams): void {
  for (const key of query.keys()) {
    const [name = ''] = key.split('[', 1);
    if (RESERVED.includes(name) || (MEMBER_NAME.test(name) && /[^a-z]/.test(name))) continue;
    throw new QueryError(name, `JSON:API knows no query parameter "${name}".`);
  }
}

/** The relationships to include, as a tree: `tags,media.uid` => `{ tags: {}, media: { uid: {} } }`. */
export interface Includes {
  readonly [relationship: string]: Includes;
}

/** @throws {QueryError} if there is no such relationship. */
export function parseInclude(type: string, include: string | Brackets | undefined): Includes {
  const tree: Record<string, Includes> = Object.create(null);
  for (const path of (textOf(include) ?? '').split(',').filter((part) => part !== '')) {
    let level = tree;
    let types: readonly string[] = [type];
    for (const name of path.split('.')) {
      const relationships = types.flatMap((one) => relationshipOf(one, name) ?? []);
      if (relationships.length === 0) {
        throw new QueryError('include', `"${name}" of "${path}" is not a relationship of ${types.join(' or ')}.`);
      }
      types = relationships.flatMap(({ to }) => to);
      const below = (level[name] ?? Object.create(null)) as Record<string, Includes>; // made here, so it can be written
      level[name] = below;
      level = below;
    }
  }
  return tree;
}

/** `fields[node--article]=title,uid`: the fields of each type that is named. */
export function parseFields(fields: string | Brackets | undefined): ReadonlyMap<string, readonly string[]> {
  if (fields === undefined) return new Map();
  if (typeof fields === 'string') throw new QueryError('fields', 'The fields have no resource type.');
  return new Map(Object.entries(fields).map(([type, names]) => [type, String(textOf(names) ?? '').split(',')]));
}
