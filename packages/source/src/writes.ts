// Loaded by the first write: most pages only read.
import type { RequestOptions } from '@acme/http';
import { readDocument } from './document.ts';
import { type AnyType, mediaType, oneEntry, readingOf, type Site, sendOptionsOf } from './entries.ts';
import type { Identifier, UntypedEntry } from './entry.ts';
import type { SendOptions } from './entry-options.ts';
import { linkageOf, writeEntry } from './write-entry.ts';

export interface UploadOptions extends SendOptions {
  /** Its name on the site, with the ending that tells its kind: `photo.jpg`. */
  readonly filename: string;
}

/** The writes of entries, without the types that resources give them. */
export interface WriteCalls {
  /** @param id Of the entry that is changed; left out for a new one. */
  write(resource: AnyType, input: object, id: string | undefined, options: SendOptions): Promise<UntypedEntry>;
  delete(resource: AnyType, id: string, options: SendOptions): Promise<void>;
  upload(
    resource: AnyType,
    field: string,
    file: Blob | ReadableStream<Uint8Array>,
    options: UploadOptions,
  ): Promise<UntypedEntry>;
  linkage(resource: AnyType, id: string, field: string, options: SendOptions): Promise<readonly Identifier[]>;
  changeLinkage(
    method: 'POST' | 'PATCH' | 'DELETE',
    [resource, id, field]: readonly [AnyType, string, string],
    linkage: readonly Identifier[] | Identifier | null,
    options: SendOptions,
  ): Promise<void>;
}

export function createWriteCalls(site: Site): WriteCalls {
  const { http, paths, defaults } = site;
  const pathOf = (resource: AnyType, { locale = defaults.locale }: SendOptions, ...rest: string[]): string =>
    paths.of(resource, locale, ...rest);

  return {
    async write(resource, input, id, options) {
      const method = id === undefined ? 'POST' : 'PATCH';
      const path = pathOf(resource, options, ...(id === undefined ? [] : [id]));
      const answer = await http.call(method, path, withDocument(writeEntry(resource, input, id), options));
      return oneEntry(answer, { method, url: path }, readingOf(site, resource, {}));
    },
    async delete(resource, id, options) {
      await http.call('DELETE', pathOf(resource, options, id), sendOptionsOf(options));
    },
    async upload(resource, field, file, { filename, ...options }) {
      const path = pathOf(resource, options, field);
      const disposition = `file; filename="${encodeURIComponent(filename)}"`;
      const headers = { 'content-type': 'application/octet-stream', 'content-disposition': disposition };
      const answer = await http.call('POST', path, withBody(file, headers, options));
      return oneEntry(answer, { method: 'POST', url: path }, readingOf(site, undefined, {}));
    },
    async linkage(resource, id, field, options) {
      const path = pathOf(resource, options, id, 'relationships', field);
      const answer = await http.call('GET', path, sendOptionsOf(options));
      const { data } = readDocument(answer, { method: 'GET', url: path });
      return data === null ? [] : [data].flat();
    },
    async changeLinkage(method, [resource, id, field], linkage, options) {
      const path = pathOf(resource, options, id, 'relationships', field);
      await http.call(method, path, withDocument({ data: linkageOf(linkage) }, options));
    },
  };
}

const withDocument = (document: unknown, options: SendOptions): RequestOptions =>
  withBody(JSON.stringify(document), { 'content-type': mediaType }, options);

function withBody(body: unknown, added: Readonly<Record<string, string>>, options: SendOptions): RequestOptions {
  const headers = new Headers(options.headers);
  for (const [name, value] of Object.entries(added)) headers.set(name, value);
  return { ...sendOptionsOf(options), body, headers };
}
