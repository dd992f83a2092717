import { mayRepeat } from '@acme/http';
import { TokenRequestError, TokenTimeoutError } from '@acme/oauth-core';

/** Whether a read failed for what passes: the API does not answer, or the service that gives its tokens. */
export const isOutage = (error: unknown): boolean =>
  mayRepeat(error, true) ||
  TokenTimeoutError.is(error) ||
  (TokenRequestError.is(error) && !/^4(?!08|29)/.test(String(error.status)));
