import { ApiError, type ApiFailure } from '@acme/http';

/** DAM v2 answered, and the answer says no. */
export class DamApiError extends ApiError {
  override readonly name = 'DamApiError';

  static override is(value: unknown): value is DamApiError {
    return ApiError.is(value) && value.name === 'DamApiError';
  }
}

const advice: Readonly<Partial<Record<ApiFailure['code'], string>>> = {
  unauthorized: 'The token was refused twice: the person has to consent again, or the personal token was deleted.',
  forbidden: 'The user that the token belongs to has no right to this.',
  rate_limited: 'Wait for retryAfterMs, or lower rateLimit.',
};

const forgotten = 'The service has forgotten this search: read its pages faster, or begin it again.';

/** The vendor documents no error body: the names that its clients look for are tried, in their order. */
export function toDamError(failure: ApiFailure): DamApiError {
  const { body } = failure;
  const said = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>; // every field is looked at as unknown
  const detail = ['error_description', 'error', 'message', 'detail']
    .map((name) => said[name])
    .find((value): value is string => typeof value === 'string' && value !== '');
  const isForgotten = failure.code === 'not_found' && failure.request.url.includes('/v2/assets/search/scroll');
  return new DamApiError({ ...failure, detail }, isForgotten ? forgotten : advice[failure.code]);
}
