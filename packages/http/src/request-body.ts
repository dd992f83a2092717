/** What a request sends, and the headers that say what it is. */
export interface RequestBody {
  /** A function makes it for each attempt. */
  readonly body?: RequestInit['body'] | (() => RequestInit['body'] | Promise<RequestInit['body']>);
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * JSON, unless the platform knows the value as a body (text, FormData, URLSearchParams, Blob, bytes, a stream), or it
 * is a function that makes one.
 *
 * @param toForm What is sent instead of JSON, if anything.
 */
export function writeBody(value: unknown, toForm: (value: unknown) => URLSearchParams | undefined): RequestBody {
  if (value === undefined || isBody(value)) return { body: value };
  const form = toForm(value);
  if (form) return { body: form };
  return { body: JSON.stringify(value), headers: { 'content-type': 'application/json' } };
}

const isBody = (value: unknown): value is NonNullable<RequestBody['body']> =>
  typeof value === 'string' ||
  typeof value === 'function' ||
  isStream(value) ||
  ArrayBuffer.isView(value) ||
  [Blob, FormData, URLSearchParams, ArrayBuffer].some((type) => value instanceof type);

/** A web stream, and what fetch of Node takes besides: its own streams, generators. */
export const isStream = (value: unknown): boolean => Symbol.asyncIterator in Object(value);
