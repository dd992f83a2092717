import { type HttpClient, InvalidAnswerError, type Items, type RequestOptions } from '@acme/http';
import { readDocument } from './document.ts';
import type { UntypedEntry } from './entry.ts';
import type { EntryListOptions, EntryOptions, ReadDefaults } from './entry-options.ts';
import type { EntryPaths } from './entry-path.ts';
import { listEntries } from './list.ts';
import { shownBy, writeQuery } from './query.ts';
import { type Reading, readEntries } from './read-entry.ts';
import type { AnyResource } from './resource.ts';

/** A resource, or the name of a type that nothing is known about. */
export type AnyType = AnyResource | string;

/** What a read is of. */
export interface ReadSubject {
  readonly resource: AnyType;
  /** Left out: lists of the type. */
  readonly id?: string;
  /** The relationships whose entries are shown as well. */
  readonly include: readonly string[];
}

/** What entries are read and written through. */
export interface Site {
  readonly http: HttpClient;
  readonly url: URL;
  readonly paths: EntryPaths;
  /** Entries are checked against their schemas. */
  readonly isChecked: boolean;
  /** Of every call that does not say otherwise. */
  readonly defaults: ReadDefaults;
  /** A GET, perhaps answered from a cache. Of the options only those of any request are looked at. */
  read(path: string, call: RequestOptions, subject: ReadSubject): Promise<unknown>;
}

/** The reads of entries, without the types that resources give them. */
export interface EntryCalls {
  list(resource: AnyType, options?: EntryListOptions): Items<UntypedEntry>;
  get(resource: AnyType, id: string, options?: EntryOptions): Promise<UntypedEntry>;
  related(resource: AnyType, id: string, field: string, options?: EntryListOptions): Items<UntypedEntry>;
}

export function createEntryCalls(site: Site): EntryCalls {
  const { paths, defaults } = site;
  const whole = <Options extends EntryOptions>(options: Options): Options => ({
    ...options,
    locale: options.locale ?? defaults.locale,
    resourceVersion: options.resourceVersion ?? defaults.resourceVersion,
  });

  function list(
    path: string,
    resource: AnyType | undefined,
    subject: ReadSubject,
    options: EntryListOptions,
  ): Items<UntypedEntry> {
    return listEntries({
      ...options,
      base: site.url,
      firstUrl: () => withQuery(path, options),
      reading: readingOf(site, resource, options),
      read: (url, signal) => site.read(url, { ...options, signal }, subject),
    });
  }

  return {
    list(resource, given = {}) {
      const options = whole(given);
      const { include } = shownBy(options);
      return list(paths.of(resource, options.locale), resource, { resource, include }, options);
    },
    async get(resource, id, given = {}) {
      const options = whole(given);
      const path = await withQuery(paths.of(resource, options.locale, id), options);
      const answer = await site.read(path, options, { resource, id, include: shownBy(options).include });
      return oneEntry(answer, { method: 'GET', url: path }, readingOf(site, resource, options));
    },
    related(resource, id, field, given = {}) {
      const options = whole(given);
      const target = typeof resource === 'string' ? undefined : resource.relationships[field]?.target();
      const include = [field, ...shownBy(options).include.map((below) => `${field}.${below}`)];
      const path = paths.of(resource, options.locale, id, field);
      return list(path, target as AnyResource | undefined, { resource, id, include }, options); // `defineResource` takes resources only
    },
  };
}

/** Of JSON:API documents. */
export const mediaType = 'application/vnd.api+json';

async function withQuery(path: string, options: EntryListOptions): Promise<string> {
  const query = await writeQuery(options);
  return query === '' ? path : `${path}?${query}`;
}

export function readingOf(
  { isChecked }: Site,
  resource: AnyType | undefined,
  options: EntryOptions,
): Omit<Reading, 'request'> {
  return { resource: typeof resource === 'string' ? undefined : resource, isChecked, ...shownBy(options) };
}

export async function oneEntry(
  answer: unknown,
  request: Reading['request'],
  reading: Omit<Reading, 'request'>,
): Promise<UntypedEntry> {
  const [entry] = await readEntries(readDocument(answer, request), { ...reading, request });
  if (entry === undefined) throw new InvalidAnswerError(request, 'the answer has no entry');
  return entry;
}
