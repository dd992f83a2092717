import { type Answer, json } from '../exchange.ts';

const LARGEST_PAGE = 100;
const MEDIA_TYPE = { 'content-type': 'application/hal+json' };

export const hal = (status: number, body: unknown): Answer => json(status, body, MEDIA_TYPE);

export interface HalList {
  readonly total: number;
  readonly pagination: object;
  readonly _links: object;
  readonly _embedded: { readonly items: readonly object[] };
}

/** The answer with a page of a list, or the one that refuses the query. */
export function halPage<T>(
  items: readonly T[],
  query: URLSearchParams,
  url: string,
  body: (item: T) => object,
): Answer {
  const list = halList(items, query, url, body);
  return 'status' in list ? list : hal(200, list);
}

/**
 * A list as HAL: filtered, sorted, cut by `limit` and `offset`, without a link to the next page.
 * A `limit` above the largest page gives the largest page.
 *
 * @param body Makes the item that the list shows. It is called for all of them only if there is a filter or a sort.
 * @param hasPages Whether the list is cut into pages at all.
 */
export function halList<T>(
  items: readonly T[],
  query: URLSearchParams,
  url: string,
  body: (item: T) => object,
  hasPages = true,
): HalList | Answer {
  const [filter, sort] = [query.get('filter'), query.get('sort')];
  for (const name of ['limit', 'offset']) {
    if (/^\d*$/.test(query.get(name) ?? '')) continue;
    return hal(400, { error: 'invalid_request', message: `The parameter ${name} must be an integer from 0 up.` });
  }
  const largest = hasPages ? LARGEST_PAGE : items.length;
  const limit = Math.min(Number(query.get('limit') || largest), largest);
  const offset = Number(query.get('offset') || 0);
  if (!filter && !sort) return pageOf(items.length, items.slice(offset, offset + limit).map(body), limit, offset, url);

  let selected: readonly object[] = items.map(body);
  try {
    if (filter) selected = selected.filter(parseFilter(filter));
    if (sort) selected = [...selected].sort(parseSort(sort));
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return hal(400, { error: 'invalid_request', message: error.message });
  }

  return pageOf(selected.length, selected.slice(offset, offset + limit), limit, offset, url);
}

function pageOf(total: number, items: readonly object[], limit: number, offset: number, url: string): HalList {
  return {
    total,
    pagination: {
      total,
      limit,
      offset,
      ...(limit > 0 && offset + limit < total ? { next: { offset: offset + limit } } : {}),
      ...(offset > 0 ? { previous: { offset: Math.max(0, offset - limit) } } : {}),
    },
    _links: { self: { href: url } },
    _embedded: { items },
  };
}

class QueryError extends Error {
  override readonly name = 'QueryError';
}

const CONDITION = /^([\w.-]+?)(!=|>=|<=|=@|!@|=|>|<)(.*)$/s;

/** `,` is OR and binds closer than `;`, which is AND: `a=1,b=2;c=3` is (a or b) and c. */
function parseFilter(text: string): (item: object) => boolean {
  const all = text.split(';').map((group) => group.split(',').map(parseCondition));
  return (item) => all.every((any) => any.some((condition) => condition(item)));
}

function parseCondition(text: string): (item: object) => boolean {
  const [, field, operator, value] = CONDITION.exec(text) ?? [];
  if (field === undefined || operator === undefined || value === undefined) {
    throw new QueryError(`The filter "${text}" is not a field, an operator and a value.`);
  }
  return (item) => compareBy(operator, fieldOf(item, field), value);
}

function compareBy(operator: string, actual: string | number, value: string): boolean {
  switch (operator) {
    case '=':
      return String(actual) === value;
    case '!=':
      return String(actual) !== value;
    case '=@':
      return contains(String(actual), value);
    case '!@':
      return !contains(String(actual), value);
    default: {
      const difference = order(actual, typeof actual === 'number' ? Number(value) : value);
      if (operator === '>') return difference > 0;
      if (operator === '<') return difference < 0;
      return operator === '>=' ? difference >= 0 : difference <= 0;
    }
  }
}

/** `*prod` matches what ends with `prod`, `prod*` what begins with it, `prod` and `*prod*` whatever contains it. */
function contains(actual: string, pattern: string): boolean {
  const text = pattern.replace(/^\*|\*$/g, '');
  const [before, after] = [pattern.startsWith('*'), pattern.endsWith('*')];
  if (before === after) return actual.includes(text);
  return before ? actual.endsWith(text) : actual.startsWith(text);
}

function parseSort(text: string): (a: object, b: object) => number {
  const fields = text
    .split(',')
    .map((part) => (part.startsWith('-') ? { field: part.slice(1), sign: -1 } : { field: part, sign: 1 }));
  return (a, b) => {
    for (const { field, sign } of fields) {
      const difference = order(fieldOf(a, field), fieldOf(b, field));
      if (difference !== 0) return sign * difference;
    }
    return 0;
  };
}

const order = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);

/** The value of a field, which may be inside an object: `hosting.type`. It has to be a text, a number or a boolean. */
function fieldOf(item: object, field: string): string | number {
  let value: unknown = item;
  // The service takes `hosting` for the id in it: `hosting=@*:bakery17`.
  for (const name of (field === 'hosting' ? 'hosting.id' : field).split('.')) {
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
  }
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'boolean') return String(value);
  throw new QueryError(`The field "${field}" can't be filtered or sorted by.`);
}
