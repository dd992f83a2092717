// Loaded by the first list, with the schema that it needs.
import type { Link, Paging } from '@acme/http';
import * as z from 'zod/mini';

/** What a list needs of its HAL document (draft-kelly-json-hal); everything else passes. */
interface Collection {
  readonly total?: number | undefined;
  readonly pagination?: { readonly total?: number | undefined; readonly offset?: number | undefined } | undefined;
  readonly _links?: unknown;
  readonly _embedded: { readonly items: readonly unknown[] };
}

const Collection: z.ZodMiniType<Collection> = z.looseObject({
  total: z.optional(z.number()),
  pagination: z.optional(z.looseObject({ total: z.optional(z.number()), offset: z.optional(z.number()) })),
  _embedded: z.looseObject({ items: z.array(z.unknown()) }),
});

/**
 * How Cloud pages: by `offset` against `total`; its answers name no next link. Lists that know no offset answer whole,
 * so that none is ever sent to them.
 *
 * @param checks Whether answers are checked before they are read.
 */
export const halPaging = (checks: boolean): Paging => ({
  sizeQuery: (limit) => ({ limit }),
  envelope: checks ? Collection : undefined,
  readPage(document, query, refuse) {
    const { total, pagination, _links, _embedded } = Object(document) as Partial<Collection>; // `items` is looked at, the rest is optional
    const items = _embedded?.items;
    const asked = Number(query.offset ?? 0);
    const came = pagination?.offset ?? asked;
    if (!Array.isArray(items)) return refuse('the answer is no list');
    if (came !== asked) return refuse(`not the page at offset ${asked} came, but at ${came}: leave pageSize out`);
    const count = total ?? pagination?.total;
    const offset = asked + items.length;
    const links = Object.entries(Object(_links)).filter(isLink);
    return {
      page: { items, total: count, links: Object.fromEntries(links), document },
      next: items.length > 0 && offset < (count ?? 0) ? { offset } : undefined,
    };
  },
});

const isLink = (entry: [string, unknown]): entry is [string, Link] =>
  typeof (Object(entry[1]) as Partial<Link>).href === 'string'; // any value may be asked for a member
