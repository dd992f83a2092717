/** What a request sends, and what that is called. */
export interface RequestBody {
  /** A function makes it for each attempt. */
  readonly body?: RequestInit['body'] | (() => RequestInit['body']);
  readonly contentType?: string;
}

/**
 * JSON, unless the platform knows the value as a body (text, FormData, URLSearchParams, Blob, bytes, a stream), or it is
 * a function that makes one.
 *
 * @param form The operation takes a form only: an object is sent as one.
 */
export function writeBody(value: unknown, form: boolean): RequestBody {
  if (value === undefined) return {};
  if (isBody(value)) return { body: value };
  if (form) return { body: new URLSearchParams(formFields(value)) };
  return { body: JSON.stringify(value), contentType: 'application/json' };
}

const isBody = (value: unknown): value is NonNullable<RequestBody['body']> =>
  typeof value === 'string' ||
  typeof value === 'function' ||
  ArrayBuffer.isView(value) ||
  [Blob, FormData, URLSearchParams, ReadableStream, ArrayBuffer].some((type) => value instanceof type);

const formFields = (value: unknown): [string, string][] =>
  Object.entries(value as object) // the generated types say an object
    .filter(([, field]) => field !== undefined && field !== null)
    // A list as PHP reads it, which the services that take forms are written in.
    .flatMap(([name, field]) =>
      Array.isArray(field)
        ? field.map((one): [string, string] => [`${name}[]`, String(one)])
        : [[name, String(field)] as [string, string]],
    );
