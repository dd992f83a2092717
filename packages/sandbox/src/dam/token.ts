import type { AuthorizationState } from '../authority.ts';
import { type Answer, json, mediaType, readCredentials, readJson } from '../exchange.ts';
import { tokenLifetimeMs } from '../options.ts';
import type { Context } from '../router.ts';
import { sentToken } from '../sent-token.ts';
import type { World } from '../world.ts';
import type { DamIntegration } from './integration.ts';

const REFRESH_TOKEN_LIFETIME_MS = 182 * 86_400_000; // six months

/**
 * `POST /v2/oauth/access-token`: codes and refresh tokens in JSON. A refresh uses up the refresh token, and revokes
 * every earlier access token. A refresh token that is used a second time ends the whole family.
 */
export async function answerDamToken(
  world: World,
  integrations: readonly DamIntegration[],
  { arrival, entry }: Context,
): Promise<Answer> {
  if (mediaType(arrival) !== 'application/json')
    return refuse(entry, 415, 'unsupported_media_type', 'The body must be application/json.');
  const body = await readJson(arrival);
  if (body === undefined) return refuse(entry, 400, 'invalid_request', 'The body is not a JSON object.');
  const text = (name: string): string | undefined => {
    const value = body[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const missing = (name: string): Answer => refuse(entry, 400, 'invalid_request', `The parameter ${name} is missing.`);

  const grant = text('grant_type');
  if (grant === undefined) return missing('grant_type');
  entry.grant = grant;
  if (grant !== 'authorization_code' && grant !== 'refresh_token') {
    return refuse(entry, 400, 'unsupported_grant_type', `The grant type ${grant} is not supported.`);
  }
  const integration = integrations.find(({ clientId }) => clientId === text('client_id'));
  if (integration === undefined || text('client_secret') !== integration.clientSecret) {
    return refuse(entry, 401, 'invalid_client', 'The client id or the client secret is wrong.');
  }

  const value = text(grant); // the code, or the refresh token: the parameter is called like the grant
  if (value === undefined) return missing(grant);
  const exchange = grant === 'authorization_code' ? giveForCode : giveForRefreshToken;
  return exchange(world, value, integration, entry);
}

function giveForCode(world: World, value: string, integration: DamIntegration, entry: Context['entry']): Answer {
  const code = world.authority.find('dam', 'code', value);
  if (code?.authorization.clientId !== integration.clientId || world.authority.stateOf(code) !== 'live') {
    return refuse(entry, 400, 'invalid_grant', 'The authorization code is unknown, used or too old.');
  }
  world.authority.spend(code);
  return give(world, code.authorization, integration, entry);
}

function giveForRefreshToken(
  world: World,
  value: string,
  integration: DamIntegration,
  entry: Context['entry'],
): Answer {
  const { authority } = world;
  const refreshToken = authority.find('dam', 'refresh', value);
  if (refreshToken === undefined || refreshToken.authorization.clientId !== integration.clientId) {
    return refuse(entry, 400, 'invalid_grant', 'The refresh token is unknown.');
  }
  const { authorization } = refreshToken;
  entry.authorization = authorization.id;
  const state = authority.stateOf(refreshToken);
  if (state === 'spent') {
    authority.noteReuse(refreshToken);
    authority.end(authorization, 'refresh_token_reused');
  }
  if (state !== 'live') return refuse(entry, 400, 'invalid_grant', 'The refresh token is used, revoked or too old.');
  authority.spend(refreshToken);
  authority.revokeGeneration(authorization); // those before it are revoked already
  return give(world, authorization, integration, entry);
}

/**
 * `POST /api/rest/oauth/token`, of v1. The client is in a Basic header, there is no refresh token, and the access token
 * never expires.
 */
export async function answerDamV1Token(
  world: World,
  integrations: readonly DamIntegration[],
  { arrival, entry }: Context,
): Promise<Answer> {
  const credentials = readCredentials(arrival);
  const integration = integrations.find(
    ({ clientId, clientSecret }) =>
      credentials?.scheme === 'basic' && credentials.value === btoa(`${clientId}:${clientSecret}`),
  );
  if (integration === undefined) return refuse(entry, 401, 'invalid_client', 'The Basic header is missing or wrong.');
  const body = await readJson(arrival);
  const grant = body?.grant_type;
  if (typeof grant !== 'string') return refuse(entry, 400, 'invalid_request', 'The parameter grant_type is missing.');
  entry.grant = grant;
  if (grant !== 'authorization_code') {
    return refuse(entry, 400, 'unsupported_grant_type', `The grant type ${grant} is not supported.`);
  }
  return giveForCode(world, String(body?.authorization_code), { ...integration, refreshTokens: false }, entry);
}

/** `DELETE /v2/oauth/access-token`, in v1 `POST /api/rest/oauth/logout`: revokes just the access token that was sent. */
export function answerDamRevocation(world: World, { arrival, entry }: Context): Answer {
  const token = sentToken(world, 'dam', arrival);
  if (token === undefined || world.authority.stateOf(token) !== 'live') {
    return json(401, { error: 'invalid_token', error_description: 'The access token is unknown or no longer valid.' });
  }
  entry.authorization = token.authorization.id;
  entry.tokenGeneration = token.generation;
  world.authority.revoke(token);
  return { status: arrival.method === 'DELETE' ? 204 : 200 };
}

function refuse(entry: Context['entry'], status: number, error: string, description: string): Answer {
  entry.error = error;
  return json(status, { error, error_description: description });
}

function give(
  world: World,
  authorization: AuthorizationState,
  integration: DamIntegration,
  entry: Context['entry'],
): Answer {
  const lifetime = tokenLifetimeMs(world.options, 'dam');
  const value = (prefix: string): string => `${prefix}_${authorization.account}_${world.random.text(16)}`;
  authorization.generation++;
  const accessToken = world.authority.issue(
    authorization,
    'access',
    value('wat'),
    integration.refreshTokens ? lifetime : undefined,
  );
  entry.authorization = authorization.id;
  entry.tokenGeneration = accessToken.generation;
  if (!integration.refreshTokens) return json(200, { access_token: accessToken.value, username: authorization.user });
  const refreshToken = world.authority.issue(authorization, 'refresh', value('wrt'), REFRESH_TOKEN_LIFETIME_MS);
  return json(200, {
    access_token: accessToken.value,
    refresh_token: refreshToken.value,
    expires_in: Math.floor(lifetime / 1000),
    username: authorization.user,
  });
}
