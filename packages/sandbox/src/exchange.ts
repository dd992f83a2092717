/**
 * One request and its answer, leaner than the platform's `Request` and `Response`, which cost more than the rest of the
 * sandbox together. `fetch.ts` and `server.ts` translate to and from these two.
 */
export interface Arrival {
  readonly method: string;
  readonly url: URL;
  /** `name` in lower case. */
  header(name: string): string | undefined;
  /** The whole body; for bodies that are known to be small. */
  text(): Promise<string>;
  /** The body piece by piece. */
  readonly body: AsyncIterable<Uint8Array>;
}

export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** What the connection does instead of carrying this answer to its end: nothing comes, or half of the body. */
  readonly connection?: 'reset' | 'cut-off';
}

/** What comes of a body whose connection ends in the middle: of one that is made as it is read, half of the first piece. */
export async function firstHalf(body: NonNullable<Answer['body']>): Promise<Uint8Array> {
  const pieces =
    typeof body === 'string' ? [new TextEncoder().encode(body)] : body instanceof Uint8Array ? [body] : body;
  for await (const piece of pieces) return piece.subarray(0, Math.floor(piece.length / 2));
  return new Uint8Array();
}

export const json = (status: number, body: unknown, headers?: Readonly<Record<string, string>>): Answer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** What a token endpoint writes (RFC 6749, section 5.2) that answers this status. */
export function tokenError(status: number, description = `Status ${status}`): Answer {
  const error = TOKEN_ERRORS[status] ?? (status < 500 ? 'invalid_request' : 'temporarily_unavailable');
  return json(status, { error, error_description: description });
}

const TOKEN_ERRORS: Readonly<Record<number, string>> = {
  401: 'invalid_client',
  429: 'rate_limited',
  500: 'server_error',
};

/** A page for people: readable without a style sheet, light or dark as they like it. */
export const html = (
  status: number,
  title: string,
  content = '',
  headers?: Readonly<Record<string, string>>,
): Answer => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
  body: `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>:root { color-scheme: light dark; font: 1.1rem/1.6 system-ui } body { max-width: 40rem; margin: 3rem auto; padding: 0 1rem } input, button { font: inherit }</style>
<main><h1>${escapeHtml(title)}</h1>
${content}</main>
</html>
`,
});

export const redirect = (location: string, status = 302): Answer => ({ status, headers: { location } });

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** What the Authorization header holds. */
export function readCredentials(arrival: Arrival): { scheme: 'bearer' | 'basic'; value: string } | undefined {
  const [, scheme, value] = /^(Bearer|Basic) +(\S+)$/i.exec(arrival.header('authorization') ?? '') ?? [];
  if (scheme === undefined || value === undefined) return undefined;
  return { scheme: scheme.toLowerCase() === 'bearer' ? 'bearer' : 'basic', value };
}

/** The form that a token request or a consent page sends; `undefined` where the body is something else. */
export async function readForm(arrival: Arrival): Promise<URLSearchParams | undefined> {
  if (mediaType(arrival) !== 'application/x-www-form-urlencoded') return undefined;
  return new URLSearchParams(await arrival.text());
}

/** The JSON object that was sent; `undefined` where the body is something else. */
export async function readJson(arrival: Arrival): Promise<Readonly<Record<string, unknown>> | undefined> {
  if (mediaType(arrival) !== 'application/json') return undefined;
  const text = await arrival.text();
  try {
    const value: unknown = JSON.parse(text);
    // A cast: JSON.parse gives nothing but plain objects here.
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined; // not JSON: refused by the caller like any other body of the wrong kind
  }
}

export function mediaType(arrival: Arrival): string {
  return (arrival.header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
