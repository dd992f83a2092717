import { ApiError, type ApiFailure } from '@acme/http';

/** One error of a JSON:API answer (JSON:API 1.1, error objects), as the site sent it. */
export interface JsonApiError {
  readonly id?: string;
  /** `about` this occurrence, and its `type`. */
  readonly links?: Readonly<Record<string, unknown>>;
  readonly status?: string;
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly source?: { readonly pointer?: string; readonly parameter?: string; readonly header?: string };
  readonly meta?: Readonly<Record<string, unknown>>;
}

/** The site answered with a status of 400 or above. */
export class SourceApiError extends ApiError {
  override readonly name = 'SourceApiError';
  /** All errors in the answer. */
  readonly errors: readonly JsonApiError[];

  constructor(failure: ApiFailure, errors: readonly JsonApiError[], advice?: string) {
    super(failure, advice);
    this.errors = errors;
  }

  /** Details by the field that they are about; those about no field have the key `''`. */
  get fields(): Readonly<Record<string, readonly string[]>> {
    const fields = new Map<string, string[]>(); // a site's field may have any name, such as `constructor`
    for (const { source, detail, title } of this.errors) {
      const field = /\/data\/(?:attributes|relationships)\/([^/]+)/.exec(source?.pointer ?? '')?.[1] ?? '';
      fields.set(field, [...(fields.get(field) ?? []), detail ?? title ?? '']);
    }
    return Object.fromEntries(fields); // a plain object, the only kind that React passes to the browser
  }

  static override is(value: unknown): value is SourceApiError {
    return ApiError.is(value) && value.name === 'SourceApiError';
  }
}

const advice: Readonly<Record<number, string>> = {
  401: 'Check credentials and scopes of this client.',
  403: "The scopes of this client, or the person's role, do not allow this.",
  404: 'Check type, id, siteUrl and apiPrefix.',
  405: 'A new site is read-only: an administrator allows writes under API > JSON:API.',
};

/** The reason of a 401 is in a header: the body may be an HTML page. */
export function toSourceError(failure: ApiFailure): SourceApiError {
  const { body, headers, status } = failure;
  const listed = [(Object(body) as { errors?: unknown }).errors].flat(); // checked below
  const errors = listed.filter((error): error is JsonApiError => Object(error) === error);
  const challenge = /error_description="([^"]*)"/.exec(headers.get('www-authenticate') ?? '')?.[1];
  const detail =
    errors
      .map((error) => error.detail ?? error.title)
      .filter(Boolean)
      .join('; ') || challenge;
  const code = status === 405 ? 'read_only' : failure.code;
  return new SourceApiError({ ...failure, code, detail }, errors, advice[status]);
}
