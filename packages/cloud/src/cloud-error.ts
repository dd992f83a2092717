import { ApiError, type ApiFailure } from '@acme/http';
import { OrganizationScopeRequiredError } from '@acme/oauth-core';
import { readCloudFailure } from './cloud-failure.ts';

/** Cloud API v2 answered, and the answer says no. */
export class CloudApiError extends ApiError {
  override readonly name = 'CloudApiError';

  static override is(value: unknown): value is CloudApiError {
    return ApiError.is(value) && value.name === 'CloudApiError';
  }
}

const advice: Readonly<Partial<Record<ApiFailure['code'], string>>> = {
  unauthorized: 'The token was refused twice: check that the client id is still active.',
  forbidden: 'The user that owns the client id has no permission for this.',
  conflict: 'Another task is at work, or it is there already: look before you repeat it.',
};

/** @param organization The scope that the client's tokens have. */
export function toCloudError(failure: ApiFailure, organization: string | undefined): Error {
  const { detail, needsOrganization } = readCloudFailure(failure.body);
  if (needsOrganization && (failure.status === 401 || failure.status === 403)) {
    const wanted = /\/organizations\/([\da-f-]{36})/i.exec(failure.request.url)?.[1];
    return new OrganizationScopeRequiredError(
      `${failure.request.method} ${failure.request.url.split('?')[0]} is for users of one organisation, which signs in by federated authentication. ` +
        `${organization === undefined ? 'The token has no organisation scope' : `The token has the scope of ${organization}`}: ` +
        `create the client with { organization: ${wanted ? `'${wanted}'` : 'its UUID'} }, or use cloud.forOrganization(${wanted ? `'${wanted}'` : 'uuid'}).`,
      wanted,
    );
  }
  return new CloudApiError({ ...failure, detail }, advice[failure.code]);
}
