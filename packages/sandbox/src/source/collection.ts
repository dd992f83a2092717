import type { Answer } from '../exchange.ts';
import { wholeNumber } from '../whole-number.ts';
import { jsonApi, jsonApiError } from './document.ts';

const LARGEST_PAGE = 50;

/** A list whose items are made when they are read. */
export interface Collection<T> {
  readonly count: number;
  /** `undefined` for a place without an item, though `count` includes it. */
  at(index: number): T | undefined;
  /** The entries that the query includes with these; `omitted` are those that the caller may not see. */
  included(items: readonly T[]): { readonly entities: readonly T[]; readonly omitted: readonly T[] };
  /** Whether the caller may see it. */
  visible(item: T): boolean;
  /** The resource object. */
  resource(item: T): object;
  /** The URL of an item, for one that the caller may not see. */
  url(item: T): string;
}

/**
 * A page of a JSON:API list. As in Drupal, the list is cut into pages first, and hidden items are removed afterwards: a
 * page can be empty and have a next one, `count` includes hidden items, and `meta.omitted` says what was left out.
 */
export function jsonApiPage<T>(collection: Collection<T>, url: URL): Answer {
  const { searchParams: query } = url;
  const limit = Math.min(wholeNumber(query.get('page[limit]'), LARGEST_PAGE), LARGEST_PAGE);
  const offset = wholeNumber(query.get('page[offset]'), 0);
  if (query.has('page')) {
    return jsonApiError(400, 'Bad Request', 'The page has a limit and an offset.', { parameter: 'page' });
  }
  if (Number.isNaN(limit) || Number.isNaN(offset) || limit === 0) {
    return jsonApiError(400, 'Bad Request', 'The page needs to contain an integer.', { parameter: 'page' });
  }

  const items: T[] = [];
  for (let index = offset; index < Math.min(offset + limit, collection.count); index++) {
    const item = collection.at(index);
    if (item !== undefined) items.push(item);
  }
  const seen = items.filter(collection.visible);
  const others = collection.included(seen);
  const omitted = [...items.filter((item) => !collection.visible(item)), ...others.omitted];
  return jsonApi(200, {
    data: seen.map(collection.resource),
    ...(query.has('include') ? { included: others.entities.map(collection.resource) } : {}),
    meta: {
      count: collection.count,
      ...(omitted.length === 0 ? {} : { omitted: omittedMeta(omitted.map(collection.url)) }),
    },
    links: {
      self: { href: url.href },
      ...(offset > 0
        ? { first: { href: pageUrl(url, 0, limit) }, prev: { href: pageUrl(url, Math.max(0, offset - limit), limit) } }
        : {}),
      ...(offset + limit < collection.count ? { next: { href: pageUrl(url, offset + limit, limit) } } : {}),
    },
  });
}

export function omittedMeta(urls: readonly string[]): object {
  const links = urls.map((href) => [
    `item--${href.slice(-12)}`,
    { href, meta: { rel: 'item', detail: 'The current user is not allowed to GET the selected resource.' } },
  ]);
  return {
    detail: 'Some resources have been omitted because of insufficient authorization.',
    links: Object.fromEntries(links),
  };
}

function pageUrl(url: URL, offset: number, limit: number): string {
  const other = new URL(url);
  other.searchParams.set('page[offset]', String(offset));
  other.searchParams.set('page[limit]', String(limit));
  return other.href;
}
