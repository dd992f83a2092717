// Loaded by the first list, with the schema that it needs.
import { InvalidAnswerError, type Link, type Paging } from '@acme/http';
import { Collection } from './envelope.ts';

/**
 * How Cloud pages: by `offset` against `total`; its answers name no next link. Lists that know no offset answer whole,
 * so that none is ever sent to them.
 *
 * @param checks Whether answers are checked before they are read.
 */
export const halPaging = (checks: boolean): Paging => ({
  sizeQuery: (limit) => ({ limit }),
  envelope: checks ? Collection : undefined,
  readPage(document, query, request) {
    const { total, pagination, _links = {}, _embedded } = (document ?? {}) as Partial<Collection>; // `items` is looked at, the rest is optional
    const items = _embedded?.items;
    const asked = Number(query.offset ?? 0);
    if (!Array.isArray(items)) throw new InvalidAnswerError(request, 'the answer is no list');
    if ((pagination?.offset ?? asked) !== asked) {
      throw new InvalidAnswerError(
        request,
        `the page at offset ${asked} was asked for, the one at ${pagination?.offset} came`,
      );
    }
    const count = total ?? pagination?.total;
    const offset = asked + items.length;
    const more = items.length > 0 && count !== undefined && offset < count;
    return { page: { items, total: count, links: linksOf(_links), document }, ...(more && { next: { offset } }) };
  },
});

const linksOf = (links: Readonly<Record<string, unknown>>): Record<string, Link> =>
  Object.fromEntries(
    Object.entries(links).filter(
      (entry): entry is [string, Link] => typeof (entry[1] as Link | null)?.href === 'string',
    ),
  );
