import { json, tokenError } from '../exchange.ts';
import { createLogin } from '../login.ts';
import type { Context } from '../router.ts';
import { sentToken } from '../sent-token.ts';
import type { Service, World } from '../world.ts';
import { unauthorized } from './access.ts';
import { sourceApiRoutes } from './api.ts';
import { createSourceAuthorize, type SourceGrant } from './authorize.ts';
import type { SourceApiClients } from './client.ts';
import { jsonApiError } from './document.ts';
import { answerSourceToken } from './token.ts';

/** A Source site below `/source`: `/oauth/authorize`, `/oauth/token` and the JSON:API below `/api`. */
export function createSourceService(world: World, clients: SourceApiClients): Service {
  const known = [clients.confidential, clients.public];
  const grants = new Map<string, SourceGrant>();
  const login = createLogin('/source', '/user/login', 'source.authorize', 'Log in', 'editor');
  const authorize = createSourceAuthorize(world, known, login, (code, grant) => grants.set(code, grant));

  return {
    name: 'source',
    routes: [
      ...login.routes,
      { method: 'GET', path: '/oauth/authorize', operation: 'source.authorize', open: true, handle: authorize.ask },
      { method: 'POST', path: '/oauth/authorize', operation: 'source.authorize', open: true, handle: authorize.answer },
      {
        method: 'POST',
        path: '/oauth/token',
        operation: 'source.token',
        open: true,
        handle: (context) => answerSourceToken(world, known, grants, context),
      },
      {
        method: 'GET',
        path: '/.well-known/oauth-authorization-server',
        open: true,
        handle: () => json(200, metadata(`${world.origin}/source`)),
      },
      ...sourceApiRoutes(world),
    ],
    guard: (arrival, operation) =>
      operation === 'source.api' && world.options.source?.readOnly === true && !READS.includes(arrival.method)
        ? jsonApiError(
            405,
            'Method Not Allowed',
            'This site is read-only: an administrator can allow writes at API > JSON:API.',
          )
        : undefined,
    authenticate: (context) => authenticate(world, context),
    error: (status, operation, detail) =>
      operation === 'source.token'
        ? tokenError(status, detail)
        : status === 401
          ? unauthorized('Access token could not be verified')
          : jsonApiError(status, TITLES[status] ?? 'Error', detail ?? 'The site can not answer at the moment.'),
  };
}

const READS = ['GET', 'HEAD', 'OPTIONS'];
const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

function authenticate(world: World, { arrival, entry }: Omit<Context, 'token'>): ReturnType<Service['authenticate']> {
  if (arrival.header('authorization') === undefined) {
    return (world.options.source?.publicAccess ?? true) ? undefined : unauthorized('No access token was sent');
  }
  const token = sentToken(world, 'source', arrival);
  if (token === undefined) return unauthorized('Access token could not be verified');
  entry.authorization = token.authorization.id;
  entry.tokenGeneration = token.generation;
  const state = world.authority.stateOf(token);
  if (state === 'live') return token;
  return unauthorized(state === 'expired' ? 'Access token could not be verified' : 'Access token has been revoked');
}

const metadata = (issuer: string): object => ({
  issuer,
  authorization_endpoint: `${issuer}/oauth/authorize`,
  token_endpoint: `${issuer}/oauth/token`,
  response_types_supported: ['code'],
  grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token'],
  token_endpoint_auth_methods_supported: ['client_secret_post', 'none'],
  code_challenge_methods_supported: ['S256'],
});
