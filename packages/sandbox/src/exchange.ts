/**
 * A request. `Arrival` and `Answer` are leaner than the platform's `Request` and `Response`, which would take more time
 * than all the rest of the sandbox. `fetch.ts` and `server.ts` translate between them.
 */
export interface Arrival {
  readonly method: string;
  readonly url: URL;
  /** `name` in lower case. */
  header(name: string): string | undefined;
  /** The whole body. For bodies that are known to be small. */
  text(): Promise<string>;
  /** The body piece by piece. */
  readonly body: AsyncIterable<Uint8Array>;
}

export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** How the connection fails: `reset` before any of the answer is sent, `cut-off` after half of the body. */
  readonly connection?: 'reset' | 'cut-off';
}

/** The part of a body that is sent before the connection ends. If it comes in pieces, that is half of the first one. */
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

/** Headers of an answer that has a token in it (RFC 6749, section 5.1). */
export const NO_STORE = { 'cache-control': 'no-store', pragma: 'no-cache' } as const;

/** An error of a token endpoint (RFC 6749, section 5.2) with this status. */
export function tokenError(status: number, description = `Status ${status}`): Answer {
  const error = TOKEN_ERRORS[status] ?? (status < 500 ? 'invalid_request' : 'temporarily_unavailable');
  return json(status, { error, error_description: description });
}

const TOKEN_ERRORS: Readonly<Record<number, string>> = {
  401: 'invalid_client',
  429: 'rate_limited',
  500: 'server_error',
};

/** A page for people, light or dark as their browser prefers. */
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

/** The credentials in the Authorization header. */
export function readCredentials(arrival: Arrival): { scheme: 'bearer' | 'basic'; value: string } | undefined {
  const [, scheme, value] = /^(Bearer|Basic) +(\S+)$/i.exec(arrival.header('authorization') ?? '') ?? [];
  if (scheme === undefined || value === undefined) return undefined;
  return { scheme: scheme.toLowerCase() === 'bearer' ? 'bearer' : 'basic', value };
}

/** The form that a token request or a consent page sends; `undefined` if the body is something else. */
export async function readForm(arrival: Arrival): Promise<URLSearchParams | undefined> {
  if (mediaType(arrival) !== 'application/x-www-form-urlencoded') return undefined;
  return new URLSearchParams(await arrival.text());
}

/** The JSON object that was sent; `undefined` if the body is something else. */
export async function readJson(arrival: Arrival): Promise<Readonly<Record<string, unknown>> | undefined> {
  if (mediaType(arrival) !== 'application/json') return undefined;
  const text = await arrival.text();
  try {
    const value: unknown = JSON.parse(text);
    // A cast: of objects, JSON.parse gives only lists and plain ones.
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined; // not JSON: the caller refuses it like every other wrong body
  }
}

export function mediaType(arrival: Arrival): string {
  return (arrival.header('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
