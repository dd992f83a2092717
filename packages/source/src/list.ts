import { createItems, type HttpClient, InvalidAnswerError, type Items, type RequestOptions } from '@acme/http';
import { hrefOf, type JsonApiDocument, readDocument } from './document.ts';
import type { UntypedEntry } from './entry.ts';
import { type Reading, readEntries } from './read-entry.ts';

/**
 * Entries page after page. Only `links.next` says whether there is another page: the site makes it before it takes out
 * what the caller may not see, so that a page can be empty in the middle.
 */
export function listEntries(
  http: HttpClient,
  origin: string,
  path: string,
  reading: Omit<Reading, 'request'>,
  { limit, prefetch, ...call }: RequestOptions & { readonly limit?: number; readonly prefetch?: number },
): Items<UntypedEntry> {
  return createItems<UntypedEntry, string>({
    limit,
    prefetch,
    signal: call.signal,
    async fetchPage(cursor, signal) {
      const url = cursor ?? path;
      const request = { method: 'GET', url };
      const answer = await http.call('GET', url, { ...call, signal });
      const document = readDocument(answer, request);
      const items = await readEntries(document, { ...reading, request });
      const next = hrefOf(document.links.next);
      if (next !== undefined && (next === url || next === hrefOf(document.links.self))) {
        throw new InvalidAnswerError(request, 'the answer names itself as the next page');
      }
      if (next !== undefined && (!URL.canParse(next) || new URL(next).origin !== origin)) {
        throw new InvalidAnswerError(request, 'the next page is at another origin, where the token must not go');
      }
      const { count } = document.meta;
      const page = {
        items,
        total: typeof count === 'number' ? count : undefined,
        omitted: omittedOf(document),
        links: linksOf(document),
        document: answer,
      };
      return next === undefined ? { page } : { page, next };
    },
  });
}

/** How many entries the site took out of the page; why is in `document.meta.omitted`. */
function omittedOf({ meta }: JsonApiDocument): number | undefined {
  const links = Object(Object(meta.omitted).links) as Record<string, unknown>; // only its names are counted
  return meta.omitted === undefined ? undefined : Object.keys(links).filter((name) => name !== 'help').length;
}

function linksOf({ links }: JsonApiDocument): Record<string, { href: string }> {
  return Object.fromEntries(
    Object.entries(links).flatMap(([name, link]) => {
      const href = hrefOf(link);
      return href === undefined ? [] : [[name, { href }]];
    }),
  );
}
