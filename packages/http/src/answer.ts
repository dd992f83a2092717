import { type AccessToken, excerptOf, maskSecrets, untilAborted } from '@acme/oauth-core';
import { type ApiErrorCode, type ApiFailure, InvalidAnswerError, type RequestLine } from './errors.ts';

/** @throws {InvalidAnswerError} for a redirect that was not followed, or has no target. */
export async function refuseRedirect(answer: Response, request: RequestLine): Promise<void> {
  if (answer.ok) return;
  await answer.body?.cancel();
  const location = answer.headers.get('location');
  const target = location && URL.canParse(location, request.url) && new URL(location, request.url);
  const where = target ? `to ${target.origin}${target.pathname}` : 'nowhere';
  throw new InvalidAnswerError(request, `the answer (${answer.status}) redirects ${where}: check the URL of the API`);
}

/** Parsed JSON, a Blob for bytes, `undefined` if it is empty. @throws {InvalidAnswerError} for anything else. */
export async function readValue(answer: Response, request: RequestLine): Promise<unknown> {
  if (!/[/+]json\b|^text\//i.test(answer.headers.get('content-type') ?? 'text/')) return answer.blob();
  return parseBody(await answer.text(), () => {
    throw new InvalidAnswerError(
      request,
      `the answer (${answer.status}, ${answer.headers.get('content-type')}) is not JSON: check the URL of the API and any proxy, or use request()`,
    );
  });
}

/** How many bytes an error keeps of its answer. */
const keptBytes = 65_536;

/**
 * An answer may quote another token than the one that was sent: one after `Bearer`, one of DAM, or a JWT. Escapes of
 * JSON and URLs may stand before it (`\\nwat_…`), and in place of its slashes, pluses and equals signs.
 */
const tokens =
  /(Bearer(?:[\s+]|%20)+|(?:\b|\\[bfnrt]|%\w\w)(?:w(?:at|rt|ac)_[a-z\d-]+_|eyJ))(?:[\w.~+/=-]|\\\/|%[23][bdf])+/gi;

/**
 * What an answer of 400 and above tells, as far as all services agree.
 *
 * @param sent The tokens that the request was sent with: they are masked in the error.
 * @param signal Ends the wait for a body that stalls.
 */
export async function readFailure(
  answer: Response,
  request: RequestLine,
  sent: Promise<readonly (AccessToken | undefined)[]>,
  retryAfterMs: number | undefined,
  signal: AbortSignal,
): Promise<ApiFailure> {
  // Short tokens come from tests, and could be part of words.
  const secrets = (await sent).flatMap((token) => token?.accessToken ?? []).filter(({ length }) => length > 7);
  const headers = new Headers(answer.headers);
  headers.delete('set-cookie');
  for (const [name, value] of headers) headers.set(name, maskSecrets(value, secrets));
  // If the body breaks off or stalls, the status still tells what happened.
  const said = await untilAborted(excerptOf(answer, keptBytes).text(), signal).catch(() => '');
  const text = maskSecrets(said, secrets).replace(tokens, '$1[masked]');
  return {
    status: answer.status,
    code: codes[answer.status] ?? (answer.status >= 500 ? 'server_error' : 'unexpected_status'),
    // After a redirect, its target: without the query, which is where a signed link has its signature.
    request: answer.url === request.url ? request : { ...request, url: answer.url?.split('?')[0] || request.url },
    headers,
    requestId: headers.get('x-request-id') ?? undefined,
    body: parseBody(text, () => text),
    retryAfterMs,
  };
}

const codes: Readonly<Record<number, ApiErrorCode>> = {
  400: 'invalid_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  410: 'not_found',
  412: 'conflict',
  413: 'invalid_request',
  415: 'invalid_request',
  422: 'invalid_request',
  429: 'rate_limited',
};

/** The value of a JSON text; `undefined` if it is empty; what `otherwise` returns if it is not JSON. */
function parseBody(text: string, otherwise: () => unknown): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return otherwise();
  }
}
