import { type Answer, json, NO_STORE, readForm } from '../exchange.ts';
import { tokenLifetimeMs } from '../options.ts';
import { createRandom } from '../random.ts';
import type { Context } from '../router.ts';
import type { World } from '../world.ts';
import type { Organizations } from './organization.ts';

export interface CloudCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

export function createCloudCredentials(seed: number): CloudCredentials {
  const random = createRandom(`${seed} cloud client`);
  return { clientId: random.uuid(), clientSecret: `${random.text(43)}=` };
}

/** `POST /accounts/api/auth/oauth/token`: client credentials in a form, and nothing else. */
export async function answerCloudToken(
  world: World,
  credentials: CloudCredentials,
  organizations: Organizations,
  { arrival, entry }: Context,
): Promise<Answer> {
  const okta = world.options.cloud?.tokenErrors === 'okta';
  const refuse = (status: number, error: string, description: string, hint?: string): Answer => {
    entry.error = error;
    return okta
      ? json(
          status,
          {
            errorCode: error,
            errorSummary: description,
            errorLink: error,
            errorId: `oae${world.random.text(22)}`,
            errorCauses: [],
          },
          NO_STORE,
        )
      : json(
          status,
          { error, error_description: description, message: description, ...(hint === undefined ? {} : { hint }) },
          NO_STORE,
        );
  };

  const form = await readForm(arrival);
  if (form === undefined)
    return refuse(400, 'invalid_request', 'The body must be a form (application/x-www-form-urlencoded).');
  const grant = form.get('grant_type');
  if (grant === null) return refuse(400, 'invalid_request', 'The parameter grant_type is missing.');
  entry.grant = grant;
  if (form.get('client_id') !== credentials.clientId || form.get('client_secret') !== credentials.clientSecret) {
    return refuse(401, 'invalid_client', 'Client authentication failed'); // the service ignores a Basic header
  }
  if (grant !== 'client_credentials') {
    return refuse(
      400,
      'unsupported_grant_type',
      'The authorization grant type is not supported by the authorization server.',
    );
  }

  const scope = form.get('scope') ?? '';
  const organization = organizations.find(({ uuid }) => scope === `organization:${uuid}`);
  if (scope !== '' && organization === undefined) {
    return refuse(
      400,
      'invalid_scope',
      'The requested scope is invalid, unknown, or malformed',
      `Check the \`${scope}\` scope`,
    );
  }

  const lifetime = tokenLifetimeMs(world.options, 'cloud');
  const authorization = world.authority.open(
    { service: 'cloud', clientId: credentials.clientId, grant, scope: organization === undefined ? [] : [scope] },
    `cloud ${scope}`,
  );
  authorization.generation++;
  const token = world.authority.issue(authorization, 'access', world.random.text(64), lifetime);
  entry.authorization = authorization.id;
  entry.tokenGeneration = token.generation;
  return json(
    200,
    { token_type: 'Bearer', expires_in: Math.floor(lifetime / 1000), access_token: token.value },
    NO_STORE,
  );
}
