import { InvalidAnswerError, type Paging } from '@acme/http';

/** The lists of v2 that take `offset` and `limit`: `items` beside `total_count`. */
export const offsetPaging: Paging = {
  sizeQuery: (limit) => ({ limit }),
  readPage(document, query, request) {
    const { items, total_count: total } = (document ?? {}) as { items?: unknown; total_count?: unknown }; // both are looked at
    if (!Array.isArray(items)) throw new InvalidAnswerError(request, 'the answer is no list');
    const offset = Number(query.offset ?? 0) + items.length;
    const count = typeof total === 'number' ? total : undefined;
    const more = items.length > 0 && (count === undefined || offset < count);
    return { page: { items, total: count, links: {}, document }, ...(more && { next: { offset } }) };
  },
};
