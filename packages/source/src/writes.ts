import { InvalidAnswerError, type RequestLine, type RequestOptions } from '@acme/http';
import { refuseOption } from '@acme/oauth-core';
import { isStandIn, primaryData, readDocument } from './document.ts';
import { mediaType, oneEntry, type Site } from './entries.ts';
import type { UntypedEntry } from './entry.ts';
import type { SendOptions } from './entry-options.ts';
import { type Reading, readingOf } from './read-entry.ts';
import type { RelationshipCalls } from './relationship.ts';
import type { AnyType } from './resource.ts';
import { linkageOf, writeEntry } from './write-entry.ts';

/**
 * Options of `upload`. The defaults of `timeout` and `totalTimeout` do not come from the client: they are 120 s for a
 * Blob, and no limit for a stream, which takes as long as its source does.
 */
export interface UploadOptions extends SendOptions {
  /** The file's name on the site, with an extension that tells its type: `photo.jpg`. */
  readonly filename: string;
}

/** The writes of entries, without the types that resources give them. */
export interface WriteCalls {
  create(resource: AnyType, input: object, options?: SendOptions): Promise<UntypedEntry>;
  update(resource: AnyType, id: string, changes: object, options?: SendOptions): Promise<UntypedEntry>;
  delete(resource: AnyType, id: string, options?: SendOptions): Promise<void>;
  upload(
    resource: AnyType,
    field: string,
    file: Blob | ReadableStream<Uint8Array>,
    options: UploadOptions,
  ): Promise<UntypedEntry>;
  relationship(resource: AnyType, id: string, field: string): RelationshipCalls;
}

export function createWriteCalls(site: Site): WriteCalls {
  const { http, paths } = site;

  /**
   * @param id The id of the entry that is changed; left out for a new one. It is a rest parameter, so that an update
   * whose id is `undefined` is refused, and does not create an entry.
   */
  async function write(
    resource: AnyType,
    input: object,
    options: SendOptions = {},
    ...id: readonly [string?]
  ): Promise<UntypedEntry> {
    const method = id.length > 0 ? 'PATCH' : 'POST';
    const path = paths.of(options.locale, resource, ...id);
    const data = writeEntry(resource, input, ...id);
    const reading = readingOf(site, [resource], {});
    const answer = await http.call(method, path, withDocument(data, options));
    const isSilent = answer === undefined || isMetaAlone(answer);
    if (!isSilent || data.id === undefined) return written(answer, { method, url: path }, reading);
    // By JSON:API 1.1, a site need not send back an entry that is exactly what it was sent: then this reads it.
    const url = paths.of(options.locale, resource, data.id);
    return oneEntry(await http.call('GET', url, options), { method: 'GET', url }, reading);
  }

  return {
    create: (resource, input, options) => write(resource, input, options),
    update: (resource, id, changes, options) => write(resource, changes, options, id),
    async delete(resource, id, options = {}) {
      await http.call('DELETE', paths.of(options.locale, resource, id), options);
    },
    async upload(resource, field, file, { filename, ...options } = { filename: '' }) {
      // Anything else, such as a stream of Node, would be sent as JSON, and end up as the file.
      const isBytes = file instanceof Blob || file instanceof ArrayBuffer || ArrayBuffer.isView(file);
      if (!isBytes && !(file instanceof ReadableStream && !file.locked)) {
        refuseOption('file', 'must be a Blob or an unlocked web stream');
      }
      const path = paths.of(options.locale, resource, field);
      const headers = { 'content-type': 'application/octet-stream', 'content-disposition': dispositionOf(filename) };
      const limit = file instanceof Blob ? 120_000 : false;
      const { timeout = limit, totalTimeout = limit } = options;
      const answer = await http.call('POST', path, withBody(file, headers, { ...options, timeout, totalTimeout }));
      return oneEntry(answer, { method: 'POST', url: path }, readingOf(site, ['file--file'], {}));
    },
    relationship(resource, id, field) {
      const pathWith = (options: SendOptions): string => paths.of(options.locale, resource, id, 'relationships', field);
      const change =
        (method: 'POST' | 'PATCH' | 'DELETE'): RelationshipCalls['replace'] =>
        async (linkage, options = {}) => {
          await http.call(method, pathWith(options), withDocument(linkageOf(linkage, field), options));
        };
      return {
        async get(options = {}) {
          const url = pathWith(options);
          const document = readDocument(await http.call('GET', url, options), { method: 'GET', url });
          return primaryData(document).filter((identifier) => !isStandIn(identifier));
        },
        add: change('POST'),
        remove: change('DELETE'),
        replace: change('PATCH'),
      };
    },
  };
}

/** The entry in the answer to a write. @throws {InvalidAnswerError} if it can't be read, saying that it is written. */
async function written(answer: unknown, request: RequestLine, reading: Reading): Promise<UntypedEntry> {
  try {
    return await oneEntry(answer, request, reading);
  } catch (error) {
    const { id } = Object(Object(answer).data) as { id?: unknown }; // checked in the next line
    if (!InvalidAnswerError.is(error) || typeof id !== 'string') throw error;
    const what = `the entry ${id} is written, but the answer does not fit the schema: do not repeat it`;
    throw new InvalidAnswerError(request, what, error.issues);
  }
}

const isMetaAlone = (answer: unknown): boolean => {
  const { data, meta } = Object(answer) as { data?: unknown; meta?: unknown }; // only their presence matters
  return data === undefined && meta !== undefined;
};

/** The name in UTF-8, with one character for each byte, as headers need it. Drupal does not decode escapes. */
function dispositionOf(filename: string): string {
  if (typeof filename !== 'string' || !/^[^\p{Cc}"\\/]+$/u.test(filename)) {
    refuseOption('filename', 'must be a name without a path, quotation marks and control characters: photo.jpg');
  }
  return `file; filename="${String.fromCharCode(...new TextEncoder().encode(filename))}"`;
}

const withDocument = (data: unknown, options: SendOptions): RequestOptions =>
  withBody(JSON.stringify({ data }), { 'content-type': mediaType }, options);

const withBody = (body: unknown, added: Readonly<Record<string, string>>, options: SendOptions): RequestOptions => ({
  ...options,
  body,
  headers: { ...Object.fromEntries(headersOf(options)), ...added },
});

function headersOf({ headers }: SendOptions): Headers {
  try {
    return new Headers(headers);
  } catch {
    return refuseOption('headers', 'must be valid for HTTP'); // the platform's error shows the value
  }
}
