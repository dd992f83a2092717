import { OAuthError } from '@acme/oauth-core';
import { ConnectionError, isOurs, type RequestLine, type Sent } from './errors.ts';

/** What is said where no connection was made: codes of Node and Bun, texts of Deno, and of fetch about ports that it never asks. */
const neverSent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENETDOWN|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket|bad port)$|client error \(Connect\)/;

/**
 * What fetch threw, as an error of ours. Only the system's name for the cause is kept: texts of fetch can hold headers.
 *
 * @param earlier What is known of the attempts before this one: a write that may have arrived then is not undone now.
 * @returns the error itself where it is one of ours, or carries a `digest` (control flow of Next.js, not a failure).
 */
export function connectionError(error: unknown, request: RequestLine, earlier: Sent): unknown {
  if (OAuthError.is(error) || isOurs(error) || 'digest' in Object(error)) return error;
  const causes = causesOf(error);
  const isUnsent = earlier === 'no' && causes.every((cause) => neverSent.test(String(cause)));
  return new ConnectionError(
    request,
    isUnsent ? 'no' : 'maybe',
    causes[0] ?? 'fetch does not say why: check the network and the URL of the API',
  );
}

/** The innermost causes: fetch wraps the socket's, and a host with several addresses has one for each. */
function causesOf(error: unknown): (string | undefined)[] {
  const { cause, errors, code, message } = Object(error) as Record<string, unknown>; // each is looked at
  if (cause) return causesOf(cause);
  if (Array.isArray(errors) && errors.length > 0) return errors.flatMap(causesOf);
  return [typeof code === 'string' ? code : neverSent.exec(String(message))?.[0]];
}
