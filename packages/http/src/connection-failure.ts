import { isControlFlow, OAuthError, readConnectionFailure } from '@acme/oauth-core';
import { isOurs } from './error-brand.ts';
import { ConnectionError, type RequestLine, type Sent } from './errors.ts';

/**
 * Turns what fetch threw into an error of ours. Of the cause, it keeps only the system's name: messages of fetch can
 * contain headers.
 *
 * @param earlier Whether an earlier attempt may have arrived. The error says so even if this one was not sent.
 * @param otherwise What to say if the error gives no reason. Left out: then no connection has failed, but code of the
 * caller's own, such as `waitUntil`.
 * @returns the error itself if it is one of ours or of the caller's own, or has a `digest` (control flow of Next.js, not
 * a failure).
 */
export function connectionError(error: unknown, request: RequestLine, earlier: Sent, otherwise?: string): unknown {
  if (OAuthError.is(error) || isOurs(error) || isControlFlow(error)) return error;
  const { isUnsent, cause } = readConnectionFailure(error);
  const reason = cause || otherwise;
  return reason ? new ConnectionError(request, isUnsent ? earlier : 'maybe', reason) : error;
}
