import type { Token } from '../authority.ts';
import { json, tokenError } from '../exchange.ts';
import { createLogin } from '../login.ts';
import type { Context, Route } from '../router.ts';
import { sentToken } from '../sent-token.ts';
import type { Service, World } from '../world.ts';
import { damApiRoutes } from './api.ts';
import { createAssets } from './asset.ts';
import { createDamAuthorize } from './authorize.ts';
import type { DamIntegrations } from './integration.ts';
import { createLibrary } from './library.ts';
import { createRateLimit } from './rate-limit.ts';
import { answerDamRevocation, answerDamToken, answerDamV1Token } from './token.ts';
import type { Upload } from './upload.ts';

/**
 * DAM below `/dam`: the consent page at `/allowaccess`, v2 below `/v2`, v1 below `/api/rest`. At the real service each
 * account has its own host; here its consent page is at `/{account}/allowaccess`.
 */
export function createDamService(
  world: World,
  account: string,
  integrations: DamIntegrations,
  uploads: Upload[],
): Service {
  const { seed = 1, dam: { assets: count = 1_000, processingDuration = 5_000 } = {} } = world.options;
  const assets = createAssets(seed, count, world.clock, processingDuration);
  const library = createLibrary(seed, assets);
  const rateLimit = createRateLimit(world.clock, world.options.dam?.rateLimit === true);
  const known = [integrations.withRefresh, integrations.withoutRefresh];
  const login = createLogin('/dam', '/login', 'dam.authorize', 'Sign in', 'librarian');
  const consentRoutes = (path: string, accountOf: (context: Context) => string): Route[] => {
    const { ask, answer } = createDamAuthorize(world, accountOf, known, login);
    return [
      { method: 'GET', path, template: '/allowaccess', operation: 'dam.authorize', open: true, handle: ask },
      { method: 'POST', path, template: '/allowaccess', operation: 'dam.authorize', open: true, handle: answer },
    ];
  };
  return {
    name: 'dam',
    routes: [
      ...login.routes,
      ...consentRoutes('/allowaccess', () => account),
      // If the client has not filled in `{account}`, the account of the options is meant.
      ...consentRoutes('/{account}/allowaccess', ({ parameter }) => {
        const asked = parameter('account');
        return asked === '{account}' ? account : asked;
      }),
      {
        method: 'POST',
        path: '/v2/oauth/access-token',
        operation: 'dam.token',
        open: true,
        handle: (context) => answerDamToken(world, known, context),
      },
      {
        method: 'DELETE',
        path: '/v2/oauth/access-token',
        operation: 'dam.revoke',
        open: true,
        handle: (context) => answerDamRevocation(world, context),
      },
      {
        method: 'POST',
        path: '/api/rest/oauth/token',
        operation: 'dam.token',
        open: true,
        handle: (context) => answerDamV1Token(world, known, context),
      },
      {
        method: 'POST',
        path: '/api/rest/oauth/logout',
        operation: 'dam.revoke',
        open: true,
        handle: (context) => answerDamRevocation(world, context),
      },
      ...damApiRoutes(world, rateLimit, uploads, assets, library),
    ],
    later: async () => (await import('../data/dam.ts')).damDocumentRoutes(world, assets, library),
    guard: (_, operation) => (operation === 'dam.authorize' ? undefined : rateLimit.admit()),
    authenticate: (context) => authenticate(world, context),
    headers: rateLimit.headers,
    error: (status, operation, detail) =>
      operation === 'dam.token' || operation === 'dam.revoke'
        ? tokenError(status, detail)
        : json(status, { error: ERRORS[status] ?? 'server_error', message: detail ?? `Status ${status}` }),
  };
}

/** A personal token, which an administrator has made. It never expires, and is the only one of its family. */
export function createPersonalToken(world: World, account: string): Token {
  const authorization = world.authority.open({
    service: 'dam',
    clientId: 'personal',
    grant: 'personal',
    scope: [],
    user: 'librarian',
    account,
  });
  authorization.generation++;
  return world.authority.issue(authorization, 'access', `wat_${account}_${world.random.text(16)}`, undefined);
}

const ERRORS: Readonly<Record<number, string>> = {
  400: 'bad_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  409: 'conflict',
  429: 'rate_limited',
};

function authenticate(world: World, { arrival, entry }: Omit<Context, 'token'>): ReturnType<Service['authenticate']> {
  const token = sentToken(world, 'dam', arrival);
  if (token !== undefined) {
    entry.authorization = token.authorization.id;
    entry.tokenGeneration = token.generation;
    if (world.authority.stateOf(token) === 'live') return token;
  }
  return json(401, { error: 'unauthorized', message: 'The access token is missing, unknown or no longer valid.' });
}
