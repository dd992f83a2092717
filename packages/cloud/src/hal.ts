import type { Link, Paging } from '@acme/http';

interface Collection {
  readonly total?: unknown;
  readonly pagination?: {
    readonly total?: unknown;
    readonly offset?: unknown;
    readonly next?: { readonly offset?: unknown };
  };
  readonly _links?: Readonly<Record<string, Link>>;
  readonly _embedded?: { readonly items?: unknown };
}

/**
 * How Cloud pages: by `offset` against `total`; its answers name no next link. Lists that know no offset answer whole,
 * so that none is ever sent to them.
 */
export const halPaging: Paging = {
  sizeQuery: (limit) => ({ limit }),
  readPage(document, query) {
    const { total, pagination, _links = {}, _embedded } = (document ?? {}) as Collection; // every field is checked below
    const items = _embedded?.items;
    if (!Array.isArray(items)) return undefined;
    const count = [total, pagination?.total].find((value) => typeof value === 'number');
    const offset = Number(query.offset ?? 0) + items.length;
    const more = items.length > 0 && typeof count === 'number' && offset < count;
    return { page: { items, total: count, links: _links, document }, next: more ? { offset } : undefined };
  },
};
