import { type HttpClient, InvalidAnswerError, type Items, type RequestLine } from '@acme/http';
import { readDocument } from './document.ts';
import type { UntypedEntry } from './entry.ts';
import type { EntryListOptions, EntryOptions, ReadDefaults } from './entry-options.ts';
import type { EntryPaths } from './entry-path.ts';
import { listEntries } from './list.ts';
import { withQuery } from './query.ts';
import { type Reading, readEntries, readingOf } from './read-entry.ts';
import type { AnyType, ReadSubject } from './resource.ts';

/** What the calls of entries need. */
export interface Site {
  readonly http: HttpClient;
  readonly url: URL;
  readonly paths: EntryPaths;
  /** Entries are checked against their schemas. */
  readonly isChecked: boolean;
  /** The defaults of every call. */
  readonly defaults: ReadDefaults;
  /** A GET, perhaps answered from a cache. */
  read(path: string, options: EntryOptions, subject: ReadSubject): Promise<unknown>;
}

/** The reads of entries, without the types that resources give them. */
export interface EntryCalls {
  list(resource: AnyType, options?: EntryListOptions): Items<UntypedEntry>;
  get(resource: AnyType, id: string, options?: EntryOptions): Promise<UntypedEntry>;
  related(resource: AnyType, id: string, field: string, options?: EntryListOptions): Items<UntypedEntry>;
}

export function createEntryCalls(site: Site): EntryCalls {
  return {
    list: (resource, options = {}) => listEntries(site, [resource], options),
    async get(resource, id, options = {}) {
      const url = await withQuery(site.paths.of(options.locale, resource, id), options, site.defaults);
      const answer = await site.read(url, options, [resource, id]);
      return oneEntry(answer, { method: 'GET', url }, readingOf(site, [resource], options));
    },
    related: (resource, id, field, options = {}) => listEntries(site, [resource, id, field], options),
  };
}

/** The media type of JSON:API documents. */
export const mediaType = 'application/vnd.api+json';

export async function oneEntry(answer: unknown, request: RequestLine, reading: Reading): Promise<UntypedEntry> {
  const [entry] = await readEntries(readDocument(answer, request), request, reading);
  if (entry === undefined) throw new InvalidAnswerError(request, 'the answer has no entry');
  return entry;
}
