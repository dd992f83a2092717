import { ApiError, type ApiErrorCode, type ApiFailure } from '@acme/http';

/** DAM v2 answered with a status of 400 or above. */
export class DamApiError extends ApiError {
  override readonly name = 'DamApiError';
  declare readonly code: Exclude<ApiErrorCode, 'read_only'>; // only Source has sites that take no writes

  static override is(value: unknown): value is DamApiError {
    return ApiError.is(value) && value.name === 'DamApiError';
  }
}

const advice: Readonly<Partial<Record<ApiFailure['code'], string>>> = {
  unauthorized: 'The person has to consent again, the personal token is gone, or origins lack this host.',
  forbidden: "The token's user is not allowed to do this.",
  rate_limited: 'Wait for retryAfterMs, or lower rateLimit.',
};

/** Error bodies are not documented. These are the members that the vendor's clients look for, whole sentences first. */
export function toDamError(failure: ApiFailure): DamApiError {
  const { body } = failure;
  const said = Object(body) as Record<string, unknown>; // each member is checked below
  const detail = ['error_description', 'message', 'detail', 'error']
    .map((name) => said[name])
    .find((value): value is string => typeof value === 'string' && value !== '');
  return new DamApiError({ ...failure, detail }, advice[failure.code]);
}
