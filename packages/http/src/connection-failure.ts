import { isControlFlow, OAuthError, readConnectionFailure } from '@acme/oauth-core';
import { isOurs } from './error-brand.ts';
import { ConnectionError, type RequestLine, type Sent } from './errors.ts';

/**
 * What fetch threw, as an error of ours. Only the system's name for the cause is kept: texts of fetch can hold headers.
 *
 * @param earlier What is known of the attempts before this one: a write that may have arrived then is not undone now.
 * @returns the error itself where it is one of ours, or carries a `digest` (control flow of Next.js, not a failure).
 */
export function connectionError(error: unknown, request: RequestLine, earlier: Sent): unknown {
  if (OAuthError.is(error) || isOurs(error) || isControlFlow(error)) return error;
  const {
    isUnsent,
    cause = 'fetch does not say why: check the network, the URL of the API, and a stream that was sent',
  } = readConnectionFailure(error);
  return new ConnectionError(request, isUnsent ? earlier : 'maybe', cause);
}
