// Loaded by the first write: most pages only read.
import type { RequestOptions } from '@acme/http';
import { ConfigurationError } from '@acme/oauth-core';
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
      const document = writeEntry(resource, input, id);
      const answer = await http.call(method, path, withDocument(document, options));
      const ownId = document.data.id;
      const isSilent = answer === undefined || isMetaAlone(answer);
      if (!isSilent || ownId === undefined)
        return oneEntry(answer, { method, url: path }, readingOf(site, resource, {}));
      // JSON:API 1.1 lets a site keep the entry to itself when it is as it was sent: then it is read.
      const url = pathOf(resource, options, ownId);
      const read = await http.call('GET', url, sendOptionsOf(options));
      return oneEntry(read, { method: 'GET', url }, readingOf(site, resource, {}));
    },
    async delete(resource, id, options) {
      await http.call('DELETE', pathOf(resource, options, id), sendOptionsOf(options));
    },
    async upload(resource, field, file, { filename, ...options }) {
      const path = pathOf(resource, options, field);
      const headers = { 'content-type': 'application/octet-stream', 'content-disposition': dispositionOf(filename) };
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

const isMetaAlone = (answer: unknown): boolean => {
  const { data, meta } = Object(answer) as { data?: unknown; meta?: unknown }; // both are only looked for
  return data === undefined && meta !== undefined;
};

/** The name in UTF-8, each byte a character as headers have them: Drupal takes the bytes as they are, escapes too. */
function dispositionOf(filename: string): string {
  if (!/^[^\p{Cc}"\\/]+$/u.test(filename)) {
    throw new ConfigurationError(
      'filename must be a name without a path, quotation marks and control characters: photo.jpg.',
      'filename',
    );
  }
  return `file; filename="${String.fromCharCode(...new TextEncoder().encode(filename))}"`;
}

const withDocument = (document: unknown, options: SendOptions): RequestOptions =>
  withBody(JSON.stringify(document), { 'content-type': mediaType }, options);

function withBody(body: unknown, added: Readonly<Record<string, string>>, options: SendOptions): RequestOptions {
  const headers = new Headers(options.headers);
  for (const [name, value] of Object.entries(added)) headers.set(name, value);
  return { ...sendOptionsOf(options), body, headers };
}
