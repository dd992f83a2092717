import { type CallOptions, type HttpClient, InvalidAnswerError, type Items, type RequestOptions } from '@acme/http';
import { cacheTag, includedTags } from './cache-tag.ts';
import { readDocument } from './document.ts';
import type { UntypedEntry } from './entry.ts';
import type { EntryListOptions, EntryOptions, SendOptions } from './entry-options.ts';
import type { EntryPaths } from './entry-path.ts';
import { listEntries } from './list.ts';
import { writeQuery } from './query.ts';
import { type Reading, readEntries } from './read-entry.ts';
import type { AnyResource } from './resource.ts';

/** A resource, or the name of a type that nothing is known about. */
export type AnyType = AnyResource | string;

/** What entries are read and written through. */
export interface Site {
  readonly http: HttpClient;
  readonly url: URL;
  readonly paths: EntryPaths;
  /** Entries are checked against their schemas. */
  readonly isChecked: boolean;
  /** Of every call that does not say otherwise. */
  readonly defaults: { readonly locale?: string | undefined; readonly resourceVersion?: string | undefined };
  /** A GET, perhaps answered from a cache. */
  read(path: string, call: RequestOptions, tags: readonly string[]): Promise<unknown>;
}

/** The reads of entries, without the types that resources give them. */
export interface EntryCalls {
  list(resource: AnyType, options?: EntryListOptions): Items<UntypedEntry>;
  get(resource: AnyType, id: string, options?: EntryOptions): Promise<UntypedEntry>;
  related(resource: AnyType, id: string, field: string, options?: EntryListOptions): Items<UntypedEntry>;
}

export function createEntryCalls(site: Site): EntryCalls {
  const { paths, defaults } = site;
  const localeOf = ({ locale }: SendOptions): string | undefined => locale ?? defaults.locale;
  const withDefaults = <Options extends EntryOptions>(options: Options): Options => ({
    ...options,
    resourceVersion: options.resourceVersion ?? defaults.resourceVersion,
  });

  function list(
    path: string,
    resource: AnyType | undefined,
    tag: string,
    options: EntryListOptions,
  ): Items<UntypedEntry> {
    const { include = [], limit, prefetch, signal } = options;
    const call = sendOptionsOf(options);
    const tags = [tag, ...includedTags(resource ?? '', include)];
    return listEntries({
      base: site.url,
      firstUrl: () => withQuery(path, options),
      reading: readingOf(site, resource, options),
      read: (url, pageSignal) => site.read(url, { ...call, signal: pageSignal }, tags),
      limit,
      prefetch,
      signal,
    });
  }

  return {
    list(resource, options = {}) {
      const path = paths.of(resource, localeOf(options));
      return list(path, resource, cacheTag(resource), withDefaults(options));
    },
    async get(resource, id, options = {}) {
      const whole = withDefaults(options);
      const path = await withQuery(paths.of(resource, localeOf(options), id), whole);
      const tags = [cacheTag(resource, id), ...includedTags(resource, options.include ?? [])];
      const answer = await site.read(path, sendOptionsOf(options), tags);
      return oneEntry(answer, { method: 'GET', url: path }, readingOf(site, resource, options));
    },
    related(resource, id, field, options = {}) {
      const target = typeof resource === 'string' ? undefined : resource.relationships[field]?.target();
      const path = paths.of(resource, localeOf(options), id, field);
      // `defineResource` takes resources only.
      return list(path, target as AnyResource | undefined, cacheTag(resource, id), withDefaults(options));
    },
  };
}

/** Only how a call is sent, of all that a caller may have handed in. */
export function sendOptionsOf({
  signal,
  timeout,
  totalTimeout,
  retry,
  headers,
  fetchOptions,
}: CallOptions): RequestOptions {
  return { signal, timeout, totalTimeout, retry, headers, fetchOptions };
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
  { include = [], fields = {} }: EntryOptions,
): Omit<Reading, 'request'> {
  return { resource: typeof resource === 'string' ? undefined : resource, isChecked, include, fields };
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
