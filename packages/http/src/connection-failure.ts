import { OAuthError } from '@acme/oauth-core';
import { ConnectionError, InvalidAnswerError, type RequestLine, type Sent } from './errors.ts';

/** What Node and Bun say where no connection was made. */
const neverSent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENETDOWN|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket)$/;

/**
 * What fetch threw, as an error of ours. Only the system's name for the cause is kept: texts of fetch can hold headers.
 *
 * @param earlier What is known of the attempts before this one: a write that may have arrived then is not undone now.
 * @returns the error itself where it is one of ours, or carries a `digest` (control flow of Next.js, not a failure).
 */
export function connectionError(error: unknown, request: RequestLine, earlier: Sent): unknown {
  if (OAuthError.is(error) || InvalidAnswerError.is(error) || hasDigest(error)) return error;
  const codes = causesOf(error).flatMap((cause) =>
    'code' in cause && typeof cause.code === 'string' ? [cause.code] : [],
  );
  const isUnsent = earlier === 'no' && codes.length > 0 && codes.every((code) => neverSent.test(code));
  return new ConnectionError(
    request,
    isUnsent ? 'no' : 'maybe',
    codes[0] ?? (error instanceof Error ? error.name : 'unknown'),
  );
}

const hasDigest = (error: unknown): boolean => typeof error === 'object' && error !== null && 'digest' in error;

/** The innermost errors: fetch wraps the socket's, and a host with several addresses has one for each. */
function causesOf(error: unknown): object[] {
  if (typeof error !== 'object' || error === null) return [];
  if ('cause' in error && error.cause) return causesOf(error.cause);
  if ('errors' in error && Array.isArray(error.errors)) return error.errors.flatMap(causesOf);
  return [error];
}
