import { refuseOption } from '@acme/oauth-core';
import type { AnyFields } from './entry.ts';
import type { EntryListOptions, ReadDefaults } from './entry-options.ts';

/** A query that another library writes, such as `drupal-jsonapi-params`. */
export interface QueryBuilder {
  getQueryString(): string;
}

/** Which entries to read, and what of them. */
export type QueryParts = Pick<
  EntryListOptions,
  'filter' | 'include' | 'fields' | 'sort' | 'pageSize' | 'offset' | 'resourceVersion' | 'params'
>;

/** What the entries of an answer have. */
export interface Shown {
  readonly include: readonly string[];
  readonly fields: AnyFields;
}

/** What the entries of an answer have: what these options ask for, and what `params` asks for. */
export function shownBy({ include = [], fields, params }: QueryParts): Shown {
  const query = new URLSearchParams(params?.getQueryString());
  const all: Record<string, readonly string[] | undefined> = {};
  for (const [name, list] of query) {
    const type = /^fields\[(.+)\]$/.exec(name)?.[1];
    if (type) all[type] = list.split(',');
  }
  const included = query.get('include')?.split(',') ?? [];
  return { include: [...new Set([...included, ...include])], fields: { ...all, ...fields } };
}

/** The most entries that a page may have. */
const largestPage = 50;

/** A path with its query, as Drupal reads it. */
export async function withQuery(path: string, parts: QueryParts, defaults: ReadDefaults): Promise<string> {
  const { filter, include = [], fields = {}, sort = [], pageSize, offset = 0, params } = parts;
  const { resourceVersion = defaults.resourceVersion } = parts;
  if (pageSize !== undefined && !(Number.isInteger(pageSize) && pageSize >= 1 && pageSize <= largestPage)) {
    refuseOption('pageSize', `must be a whole number from 1 to ${largestPage}`);
  }
  if (!(Number.isInteger(offset) && offset >= 0)) refuseOption('offset', 'must be a whole number, 0 or more');
  const query = [
    params?.getQueryString(),
    ...(filter ? (await import('./write-filter.ts')).writeFilter(filter) : []),
    // Drupal reads only the last `include`, so this one must also name the paths that `params` includes.
    names(include, 'include') && `include=${names(shownBy(parts).include, 'include')}`,
    ...Object.entries(fields).map(
      ([type, list]) => list && `fields[${names([type], 'fields')}]=${names(list, 'fields')}`,
    ),
    sort.length > 0 && `sort=${names(sort, 'sort')}`,
    pageSize && `page[limit]=${pageSize}`,
    offset && `page[offset]=${offset}`,
    resourceVersion !== undefined &&
      `resourceVersion=${names([resourceVersion], 'resourceVersion', 'use rel:working-copy, rel:latest-version or id:42')}`,
  ]
    .filter(Boolean)
    .join('&');
  return query === '' ? path : `${path}?${query}`;
}

function names(list: readonly string[], option: string, problem = 'use a list of field names'): string {
  const wrong = Array.isArray(list) ? list.find((name) => !/^-?\w[\w.:-]*$/.test(name)) : list;
  if (wrong === undefined) return list.join(',');
  return refuseOption(option, `has ${JSON.stringify(wrong)}: ${problem}`);
}
