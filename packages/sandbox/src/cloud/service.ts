import type { Changes } from '../data/changes.ts';
import type { Estate } from '../data/cloud-estate.ts';
import { readCredentials, tokenError } from '../exchange.ts';
import type { Context, Route } from '../router.ts';
import { sentToken } from '../sent-token.ts';
import type { Service, World } from '../world.ts';
import { cloudApiRoutes } from './api.ts';
import { hal } from './collection.ts';
import type { LogStreams } from './log-stream.ts';
import type { Tasks } from './task.ts';
import { answerCloudToken, type CloudCredentials } from './token.ts';

/** Cloud API v2 below `/cloud`: its token endpoint below `/cloud/accounts`, its API below `/cloud/api`. */
export function createCloudService(
  world: World,
  credentials: CloudCredentials,
  estate: Estate,
  changes: Changes,
  tasks: Tasks,
  logStreams: LogStreams,
): Service {
  return {
    name: 'cloud',
    routes: [
      {
        method: 'POST',
        path: '/accounts/api/auth/oauth/token',
        operation: 'cloud.token',
        open: true,
        handle: (context) => answerCloudToken(world, credentials, estate.organizations, context),
      },
      {
        method: 'GET',
        path: '/logstream',
        operation: 'cloud.logstream',
        open: true,
        // After a 101, `logStreams` has the connection. The signature is in the first message.
        handle: ({ arrival }) =>
          arrival.header('upgrade')?.toLowerCase() === 'websocket'
            ? { status: 101 }
            : hal(426, { error: 'upgrade_required', message: 'This is a WebSocket.' }),
      },
      ...cloudApiRoutes(world, estate, changes, tasks, logStreams).map(belowApi),
    ],
    later: async () => (await import('../data/cloud.ts')).cloudDocumentRoutes(world, estate, tasks, changes),
    authenticate: (context) => authenticate(world, context),
    error: (status, operation, detail) =>
      operation === 'cloud.token'
        ? tokenError(status, detail)
        : hal(status, {
            error: ERRORS[status] ?? 'system',
            message: detail ?? 'This service is not available at the moment.',
          }),
    headers: () => STABILITY,
  };
}

/** The sandbox serves the document's paths below `/api`. The log has them as the document does. */
const belowApi = (route: Route): Route => ({ ...route, path: `/api${route.path}`, template: route.path });

const STABILITY = { 'x-cloudapi-stability': 'production' };
const ERRORS: Readonly<Record<number, string>> = {
  400: 'invalid_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  409: 'conflict',
  422: 'validation_failed',
  429: 'rate_limited',
};

function authenticate(world: World, { arrival, entry }: Omit<Context, 'token'>): ReturnType<Service['authenticate']> {
  const token = sentToken(world, 'cloud', arrival);
  if (token === undefined) {
    return hal(401, {
      error: 'unauthorized',
      message: readCredentials(arrival) === undefined ? 'An access token is required.' : 'The access token is invalid.',
    });
  }
  entry.authorization = token.authorization.id;
  entry.tokenGeneration = token.generation;
  switch (world.authority.stateOf(token)) {
    case 'live':
      return token;
    case 'expired':
      return hal(world.options.cloud?.expiredTokenStatus ?? 401, {
        error: 'unauthorized',
        message: 'The access token has expired.',
      });
    default:
      return hal(401, { error: 'unauthorized', message: 'The access token has been revoked.' });
  }
}
