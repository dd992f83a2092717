/**
 * A body that is read while it is sent, and can be read again: a stream is made for each attempt. Its length is sent as
 * `Content-Length`, which Node takes with a stream, and browsers don't.
 */
export interface StreamedBody {
  /** The media type. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  stream(): ReadableStream<Uint8Array>;
}

/** What a request sends, and the headers that say what it is. */
export interface RequestBody {
  /** A function makes it for each attempt. */
  readonly body?: RequestInit['body'] | (() => ReadableStream<Uint8Array>);
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * JSON, unless the value is a `StreamedBody`, or the platform knows it as a body: text, FormData, URLSearchParams, Blob,
 * bytes, a stream.
 *
 * @param form The operation takes a form only: an object is sent as one.
 */
export function writeBody(value: unknown, form: boolean): RequestBody {
  if (value === undefined) return {};
  if (isBody(value)) return { body: value };
  if (isStreamed(value)) {
    const headers = { 'content-type': value.type, 'content-length': String(value.size) };
    return { body: () => value.stream(), headers };
  }
  if (form) return { body: new URLSearchParams(formFields(value)) };
  return { body: JSON.stringify(value), headers: { 'content-type': 'application/json' } };
}

const isBody = (value: unknown): value is NonNullable<RequestInit['body']> =>
  typeof value === 'string' ||
  ArrayBuffer.isView(value) ||
  [Blob, FormData, URLSearchParams, ReadableStream, ArrayBuffer].some((type) => value instanceof type);

const isStreamed = (value: unknown): value is StreamedBody =>
  typeof value === 'object' && value !== null && 'stream' in value && typeof value.stream === 'function';

const formFields = (value: unknown): [string, string][] =>
  Object.entries(value as object) // the generated types say an object
    .filter(([, field]) => field !== undefined && field !== null)
    // A list as PHP reads it, which the services that take forms are written in.
    .flatMap(([name, field]) =>
      Array.isArray(field)
        ? field.map((one): [string, string] => [`${name}[]`, String(one)])
        : [[name, String(field)] as [string, string]],
    );
