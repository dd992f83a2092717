import type { AuthorizationState } from '../authority.ts';
import { type Answer, json, NO_STORE, readForm } from '../exchange.ts';
import { tokenLifetimeMs } from '../options.ts';
import type { Context } from '../router.ts';
import { base64url, sha256 } from '../sha256.ts';
import type { World } from '../world.ts';
import { readScopes, type SourceGrant } from './authorize.ts';
import type { SourceApiClient } from './client.ts';

const REFRESH_TOKEN_LIFETIME_MS = 1_209_600_000; // 14 days

/** A token request of a known client. */
interface TokenRequest {
  readonly world: World;
  readonly client: SourceApiClient;
  readonly form: URLSearchParams;
  readonly entry: Context['entry'];
}

/** `POST /oauth/token`: codes, client credentials and refresh tokens, in a form. A refresh token works only once. */
export async function answerSourceToken(
  world: World,
  clients: readonly SourceApiClient[],
  grants: ReadonlyMap<string, SourceGrant>,
  { arrival, entry }: Context,
): Promise<Answer> {
  const form = await readForm(arrival);
  const grant = form?.get('grant_type');
  if (form === undefined || grant == null || !GRANTS.includes(grant)) {
    return refuse(
      entry,
      400,
      'unsupported_grant_type',
      'The authorization grant type is not supported by the authorization server.',
      'Check that all required parameters have been provided',
    );
  }
  entry.grant = grant;

  const clientId = form.get('client_id');
  if (clientId === null) return missing(entry, 'client_id');
  const client = clients.find((candidate) => candidate.clientId === clientId);
  if (
    client === undefined ||
    (client.clientSecret !== undefined && form.get('client_secret') !== client.clientSecret)
  ) {
    return refuse(entry, 401, 'invalid_client', 'Client authentication failed');
  }
  const request = { world, client, form, entry };
  if (grant === 'client_credentials') return giveToClient(request);
  return grant === 'authorization_code' ? giveForCode(request, grants) : giveForRefreshToken(request);
}

function giveToClient({ world, client, form, entry }: TokenRequest): Answer {
  const { clientId, clientSecret } = client;
  if (clientSecret === undefined) return refuse(entry, 401, 'invalid_client', 'Client authentication failed');
  const scopes = readScopes(form.get('scope'), client.scopes);
  if (typeof scopes === 'string') return badScope(entry, scopes);
  const authorization = world.authority.open(
    { service: 'source', clientId, grant: 'client_credentials', scope: scopes },
    `source ${clientId} ${scopes.join(' ')}`,
  );
  return give(world, authorization, scopes, entry, false);
}

function giveForCode({ world, client, form, entry }: TokenRequest, grants: ReadonlyMap<string, SourceGrant>): Answer {
  const { authority } = world;
  const invalid = (hint: string): Answer => refuse(entry, 400, 'invalid_grant', INVALID_GRANT, hint);

  const value = form.get('code');
  if (value === null) return missing(entry, 'code');
  const code = authority.find('source', 'code', value);
  const asked = grants.get(value);
  if (code === undefined || asked === undefined) return invalid('Cannot decrypt the authorization code');
  if (code.authorization.clientId !== client.clientId) {
    return invalid('Authorization code was not issued to this client');
  }
  const state = authority.stateOf(code);
  if (state !== 'live') return invalid(`Authorization code has ${state === 'expired' ? 'expired' : 'been revoked'}`);
  if (form.get('redirect_uri') === null) return missing(entry, 'redirect_uri');
  if (form.get('redirect_uri') !== asked.redirectUri) return invalid('Invalid redirect URI');
  const verifier = form.get('code_verifier');
  if (asked.codeChallenge !== undefined) {
    if (verifier === null) return missing(entry, 'code_verifier');
    if (base64url(sha256(verifier)) !== asked.codeChallenge) return invalid('Failed to verify `code_verifier`.');
  }
  authority.spend(code);
  return give(world, code.authorization, code.authorization.scope, entry, true);
}

function giveForRefreshToken({ world, client, form, entry }: TokenRequest): Answer {
  const { authority } = world;
  const error = world.options.source?.refusedRefreshToken ?? 'invalid_grant';
  const dead = (hint: string): Answer => refuse(entry, 400, error, 'The refresh token is invalid.', hint);

  const value = form.get('refresh_token');
  if (value === null) return missing(entry, 'refresh_token');
  const refreshToken = authority.find('source', 'refresh', value);
  if (refreshToken === undefined) return dead('Cannot decrypt the refresh token');
  const { authorization } = refreshToken;
  entry.authorization = authorization.id;
  if (authorization.clientId !== client.clientId) return dead('Token is not linked to client');
  const state = authority.stateOf(refreshToken);
  if (state === 'expired') return dead('Token has expired');
  if (state !== 'live') {
    if (state === 'spent') authority.noteReuse(refreshToken);
    return dead('Token has been revoked');
  }
  const scopes = readScopes(form.get('scope'), authorization.scope);
  if (typeof scopes === 'string') return badScope(entry, scopes);
  authority.spend(refreshToken);
  return give(world, authorization, scopes, entry, true);
}

function refuse(entry: Context['entry'], status: number, error: string, description: string, hint?: string): Answer {
  entry.error = error;
  return json(
    status,
    { error, error_description: description, ...(hint === undefined ? {} : { hint }), message: description },
    NO_STORE,
  );
}

const missing = (entry: Context['entry'], name: string): Answer =>
  refuse(
    entry,
    400,
    'invalid_request',
    'The request is missing a required parameter, includes an invalid parameter value, includes a parameter more than once, or is otherwise malformed.',
    `Check the \`${name}\` parameter`,
  );

const badScope = (entry: Context['entry'], scope: string): Answer =>
  refuse(
    entry,
    400,
    'invalid_scope',
    'The requested scope is invalid, unknown, or malformed',
    `Check the \`${scope}\` scope`,
  );

const GRANTS = ['authorization_code', 'client_credentials', 'refresh_token'];
const INVALID_GRANT =
  'The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.';

function give(
  world: World,
  authorization: AuthorizationState,
  scopes: readonly string[],
  entry: Context['entry'],
  withRefreshToken: boolean,
): Answer {
  const lifetime = tokenLifetimeMs(world.options, 'source');
  authorization.generation++;
  const accessToken = world.authority.issue(
    authorization,
    'access',
    jwt(world, authorization, scopes, lifetime),
    lifetime,
    scopes,
  );
  entry.authorization = authorization.id;
  entry.tokenGeneration = accessToken.generation;
  return json(
    200,
    {
      token_type: 'Bearer',
      expires_in: Math.floor(lifetime / 1000),
      access_token: accessToken.value,
      ...(withRefreshToken
        ? {
            refresh_token: world.authority.issue(
              authorization,
              'refresh',
              `def50200${world.random.text(160).toLowerCase()}`,
              REFRESH_TOKEN_LIFETIME_MS,
            ).value,
          }
        : {}),
    },
    NO_STORE,
  );
}

/** A JWT whose signature is made up: the sandbox does not need one, because it keeps all its tokens. */
function jwt(world: World, authorization: AuthorizationState, scopes: readonly string[], lifetime: number): string {
  const now = world.clock.now() / 1000;
  const encode = (part: object): string => base64url(new TextEncoder().encode(JSON.stringify(part)));
  const header = encode({ typ: 'JWT', alg: 'RS256' });
  const payload = encode({
    aud: authorization.clientId,
    jti: world.random.text(40),
    iat: now,
    nbf: now,
    exp: now + lifetime / 1000,
    sub: authorization.user ?? '',
    scope: scopes,
  });
  return `${header}.${payload}.${world.random.text(86)}`;
}
