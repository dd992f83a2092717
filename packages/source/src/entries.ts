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
import { writeEntry } from './write-entry.ts';

/** A resource, or the name of a type that nothing is known about. */
type AnyType = AnyResource | string;

/** What entries are read and written through. */
export interface Site {
  readonly http: HttpClient;
  readonly url: URL;
  readonly paths: EntryPaths;
  /** Of every call that does not say otherwise. */
  readonly defaults: { readonly locale?: string | undefined; readonly resourceVersion?: string | undefined };
  /** A GET, perhaps answered from a cache. */
  read(path: string, call: RequestOptions, tags: readonly string[]): Promise<unknown>;
}

/** The calls of entries, without the types that resources give them. */
export interface EntryCalls {
  list(resource: AnyType, options?: EntryListOptions): Items<UntypedEntry>;
  get(resource: AnyType, id: string, options?: EntryOptions): Promise<UntypedEntry>;
  create(resource: AnyType, input: object, options?: SendOptions): Promise<UntypedEntry>;
  update(resource: AnyType, id: string, changes: object, options?: SendOptions): Promise<UntypedEntry>;
  delete(resource: AnyType, id: string, options?: SendOptions): Promise<void>;
  related(resource: AnyType, id: string, field: string, options?: EntryListOptions): Items<UntypedEntry>;
  upload(
    resource: AnyType,
    field: string,
    file: Blob | ReadableStream<Uint8Array>,
    options: UploadOptions,
  ): Promise<UntypedEntry>;
}

export interface UploadOptions extends SendOptions {
  /** Its name on the site, with the ending that tells its kind: `photo.jpg`. */
  readonly filename: string;
}

export function createEntryCalls(site: Site): EntryCalls {
  const { http, paths, defaults } = site;
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
      path: withQuery(path, options),
      reading: readingOf(resource, options),
      read: (url, pageSignal) => site.read(url, { ...call, signal: pageSignal }, tags),
      limit,
      prefetch,
      signal,
    });
  }

  async function write(
    method: string,
    resource: AnyType,
    input: object,
    id: string | undefined,
    options: SendOptions,
  ): Promise<UntypedEntry> {
    const path = paths.of(resource, localeOf(options), ...(id === undefined ? [] : [id]));
    const answer = await http.call(method, path, withDocument(writeEntry(resource, input, id), options));
    return oneEntry(answer, { method, url: path }, readingOf(resource, {}));
  }

  return {
    list(resource, options = {}) {
      const path = paths.of(resource, localeOf(options));
      return list(path, resource, cacheTag(resource), withDefaults(options));
    },
    async get(resource, id, options = {}) {
      const whole = withDefaults(options);
      const path = withQuery(paths.of(resource, localeOf(options), id), whole);
      const tags = [cacheTag(resource, id), ...includedTags(resource, options.include ?? [])];
      const answer = await site.read(path, sendOptionsOf(options), tags);
      return oneEntry(answer, { method: 'GET', url: path }, readingOf(resource, options));
    },
    create: async (resource, input, options = {}) => write('POST', resource, input, undefined, options),
    update: async (resource, id, changes, options = {}) => write('PATCH', resource, changes, id, options),
    async delete(resource, id, options = {}) {
      await http.call('DELETE', paths.of(resource, localeOf(options), id), sendOptionsOf(options));
    },
    related(resource, id, field, options = {}) {
      const target = typeof resource === 'string' ? undefined : resource.relationships[field]?.target();
      const path = paths.of(resource, localeOf(options), id, field);
      // `defineResource` takes resources only.
      return list(path, target as AnyResource | undefined, cacheTag(resource, id), withDefaults(options));
    },
    async upload(resource, field, file, { filename, ...options }) {
      const path = paths.of(resource, localeOf(options), field);
      const answer = await http.call('POST', path, {
        ...sendOptionsOf(options),
        body: file,
        headers: withHeaders(options.headers, {
          'content-type': 'application/octet-stream',
          'content-disposition': `file; filename="${encodeURIComponent(filename)}"`,
        }),
      });
      return oneEntry(answer, { method: 'POST', url: path }, readingOf(undefined, {}));
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

/** A call that sends a JSON:API document. */
export function withDocument(document: unknown, options: SendOptions): RequestOptions {
  const headers = withHeaders(options.headers, { 'content-type': mediaType });
  return { ...sendOptionsOf(options), body: JSON.stringify(document), headers };
}

/** Of JSON:API (section 2 of version 1.1). */
export const mediaType = 'application/vnd.api+json';

function withQuery(path: string, options: EntryListOptions): string {
  const query = writeQuery(options);
  return query === '' ? path : `${path}?${query}`;
}

function readingOf(
  resource: AnyType | undefined,
  { include = [], fields = {} }: EntryOptions,
): Omit<Reading, 'request'> {
  return { resource: typeof resource === 'string' ? undefined : resource, include, fields };
}

async function oneEntry(
  answer: unknown,
  request: Reading['request'],
  reading: Omit<Reading, 'request'>,
): Promise<UntypedEntry> {
  const [entry] = await readEntries(readDocument(answer, request), { ...reading, request });
  if (entry === undefined) throw new InvalidAnswerError(request, 'the answer has no entry');
  return entry;
}

function withHeaders(own: HeadersInit | undefined, added: Readonly<Record<string, string>>): Headers {
  const headers = new Headers(own);
  for (const [name, value] of Object.entries(added)) headers.set(name, value);
  return headers;
}
