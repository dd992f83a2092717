import { ApiError, type ApiErrorCode, type ApiFailure } from '@acme/http';
import { OrganizationScopeRequiredError } from '@acme/oauth-core';
import { readCloudFailure } from './cloud-failure.ts';

/** Cloud API v2 answered with a status of 400 or above. */
export class CloudApiError extends ApiError {
  override readonly name = 'CloudApiError';
  declare readonly code: Exclude<ApiErrorCode, 'read_only'>; // only Source has sites that take no writes

  static override is(value: unknown): value is CloudApiError {
    return ApiError.is(value) && value.name === 'CloudApiError';
  }
}

const advice: Readonly<Partial<Record<ApiFailure['code'], string>>> = {
  unauthorized: 'Is the client id, or the access token, still active?',
  forbidden: 'The owner of the client id or token has no permission for this.',
  conflict: 'A task is running, or it exists already: check before you repeat it.',
};

/** @param organization The scope that the client's tokens have. */
export function toCloudError(failure: ApiFailure, organization: string | undefined): Error {
  const { detail, needsOrganization } = readCloudFailure(failure.body);
  if (needsOrganization && (failure.status === 401 || failure.status === 403)) {
    const wanted = /\/organizations\/([\da-f-]{36})/i.exec(failure.request.url)?.[1];
    return new OrganizationScopeRequiredError(
      `${failure.request.url.split('?')[0]} belongs to an organisation with federated authentication, and the token has ` +
        `${organization ? `the scope of ${organization}` : 'no scope for it'}: use ` +
        `cloud.forOrganization(${wanted ? `'${wanted}'` : 'uuid'}), or the option organization.`,
      wanted,
    );
  }
  return new CloudApiError({ ...failure, detail }, advice[failure.code]);
}
