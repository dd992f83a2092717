import { createItems, InvalidAnswerError, type Items, type Page, type RequestLine } from '@acme/http';
import { hrefOf, hrefsOf, type JsonApiDocument, readDocument } from './document.ts';
import type { Site } from './entries.ts';
import type { UntypedEntry } from './entry.ts';
import type { EntryListOptions } from './entry-options.ts';
import { withQuery } from './query.ts';
import { readEntries, readingOf } from './read-entry.ts';
import type { ReadSubject } from './resource.ts';

/** An entry that the site left out of a page. */
export interface Omission {
  /** The address of the entry. */
  readonly href: string;
  /** Why, in the site's words. */
  readonly detail?: string | undefined;
}

/** A page of entries. */
export interface EntryPage<Entry> extends Page<Entry> {
  /** What the site left out of this page, and why: an entry that the caller may not see. */
  readonly omissions: readonly Omission[];
}

/** A list of entries. */
export interface EntryItems<Entry> extends Items<Entry> {
  pages(): AsyncIterable<EntryPage<Entry>>;
}

/** The next page, and the links to this and all pages before. */
type Cursor = readonly [url: string, seen: Set<string>];

/**
 * The entries of all pages. Only `links.next` tells whether there is another page: the site removes what the caller may
 * not see after it has made the page, so a page in the middle can be empty.
 */
export function listEntries(site: Site, subject: ReadSubject, options: EntryListOptions): EntryItems<UntypedEntry> {
  const path = site.paths.of(options.locale, ...subject);
  const reading = readingOf(site, subject, options);
  const items = createItems<UntypedEntry, Cursor>({
    ...options,
    async fetchPage(cursor, signal) {
      const [url, seen] = cursor ?? [await withQuery(path, options, site.defaults), new Set<string>()];
      const request = { method: 'GET', url };
      const answer = await site.read(url, { ...options, signal }, subject);
      const document = readDocument(answer, request);
      const { count } = document.meta;
      const omissions = omissionsOf(document);
      const page: EntryPage<UntypedEntry> = {
        items: await readEntries(document, request, reading),
        total: typeof count === 'number' ? count : undefined,
        omitted: document.meta.omitted === undefined ? undefined : omissions.length,
        omissions,
        links: Object.fromEntries(hrefsOf(document.links).map(([name, href]) => [name, { href }])),
        document: answer,
      };
      return { page, next: nextOf(document, request, site.url, seen) };
    },
  });
  return items as EntryItems<UntypedEntry>; // its pages are the ones made here
}

/** @throws {InvalidAnswerError} if the link leads back to a page, or would send the token to another origin. */
function nextOf({ links }: JsonApiDocument, request: RequestLine, base: URL, seen: Cursor[1]): Cursor | undefined {
  const href = hrefOf(links.next);
  if (href === undefined) return undefined;
  const next = URL.canParse(href, base) ? new URL(href, base).href : '';
  if (!next.startsWith(`${base.origin}/`)) {
    throw new InvalidAnswerError(request, 'the next page is at another origin: check siteUrl');
  }
  if (seen.has(next) || href === hrefOf(links.self)) {
    throw new InvalidAnswerError(request, 'the next page is an earlier one');
  }
  return [next, seen.add(next)];
}

function omissionsOf({ meta }: JsonApiDocument): Omission[] {
  const links = Object(Object(meta.omitted).links) as Record<string, unknown>; // each is checked below
  return Object.entries(links).flatMap(([name, link]) => {
    const { href, meta: about } = Object(link) as { href?: unknown; meta?: unknown };
    const { detail } = Object(about) as { detail?: unknown };
    if (name === 'help' || typeof href !== 'string') return [];
    return { href, detail: typeof detail === 'string' ? detail : undefined };
  });
}
