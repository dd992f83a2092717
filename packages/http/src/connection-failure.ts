import { isControlFlow, OAuthError, readConnectionFailure } from '@acme/oauth-core';
import { isOurs } from './error-brand.ts';
import { ConnectionError, type RequestLine, type Sent } from './errors.ts';

/**
 * Turns what fetch threw into an error of ours. Of the cause only the system's name is kept: texts of fetch can hold
 * headers.
 *
 * @param earlier What the attempts before this one were: a write that may have arrived then is not undone now.
 * @returns the error itself if it is one of ours, or has a `digest` (control flow of Next.js, not a failure).
 */
export function connectionError(error: unknown, request: RequestLine, earlier: Sent): unknown {
  if (OAuthError.is(error) || isOurs(error) || isControlFlow(error)) return error;
  const { isUnsent, cause = 'fetch gave no reason: check the network, the URL of the API, and any stream you sent' } =
    readConnectionFailure(error);
  return new ConnectionError(request, isUnsent ? earlier : 'maybe', cause);
}
