import type { Answer } from '../exchange.ts';
import type { Context } from '../router.ts';
import { hal } from './collection.ts';
import type { Organization } from './organization.ts';

/** The answer to a token that can't see an organisation; `undefined` if it can. */
export function refusal({ token }: Pick<Context, 'token'>, organization: Organization): Answer | undefined {
  const [scope] = token?.authorization.scope ?? [];
  if (scope === `organization:${organization.uuid}`) return undefined;
  if (organization.federated) {
    return hal(403, {
      error: 'additional_authentication_required',
      message: 'This resource requires additional authentication.',
    });
  }
  if (scope === undefined) return undefined;
  return hal(403, { error: 'forbidden', message: 'You do not have permission to view this resource.' });
}

export const notFound = (): Answer =>
  hal(404, {
    error: 'not_found',
    message: 'The resource you are trying to access does not exist, or you do not have permission to access it.',
  });
