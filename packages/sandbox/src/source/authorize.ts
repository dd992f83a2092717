import { type Answer, escapeHtml, html, readForm, redirect } from '../exchange.ts';
import type { Login } from '../login.ts';
import type { Context } from '../router.ts';
import type { World } from '../world.ts';
import type { SourceApiClient } from './client.ts';

const CODE_LIFETIME_MS = 300_000;

/** The request that a code was given for. The token request must fit it. */
export interface SourceGrant {
  readonly redirectUri: string;
  readonly codeChallenge: string | undefined;
}

interface Asked {
  readonly client: SourceApiClient;
  readonly redirectUri: string;
  readonly state: string | null;
  readonly scopes: readonly string[];
  readonly codeChallenge: string | undefined;
}

/** `/oauth/authorize`: the page that asks a person for consent, and the answer. */
export function createSourceAuthorize(
  world: World,
  clients: readonly SourceApiClient[],
  login: Login,
  remember: (code: string, grant: SourceGrant) => void,
): { ask(context: Context): Answer; answer(context: Context): Promise<Answer> } {
  /** If the client or its redirect URI is wrong, the person gets a page; other errors are sent back to the client. */
  const read = (query: URLSearchParams): Asked | Answer => {
    const client = clients.find(({ clientId }) => clientId === query.get('client_id'));
    if (client === undefined) return html(401, 'Client authentication failed');
    const redirectUri = query.get('redirect_uri');
    if (redirectUri === null || !isAllowed(redirectUri, world.options.source?.redirectUris)) {
      return html(
        401,
        'Client authentication failed',
        '<p>The redirect URI is not one that the client has registered.</p>',
      );
    }
    const state = query.get('state');
    const back = (error: string, description: string, hint?: string): Answer =>
      goBack(world, redirectUri, { error, error_description: description, hint, state });
    if (query.get('response_type') !== 'code')
      return back('unsupported_response_type', 'The response type must be code.');

    const method = query.get('code_challenge_method');
    const codeChallenge = query.get('code_challenge') ?? undefined;
    if (codeChallenge === undefined && client.clientSecret === undefined) {
      return back('invalid_request', 'Code challenge must be provided for public clients');
    }
    if (codeChallenge !== undefined && (method !== 'S256' || !/^[\w-]{43}$/.test(codeChallenge))) {
      return back('invalid_request', 'The code challenge must be a SHA-256 by the method S256.');
    }

    const scopes = readScopes(query.get('scope'), client.scopes);
    if (typeof scopes === 'string') {
      return back(
        'invalid_scope',
        'The requested scope is invalid, unknown, or malformed',
        `Check the \`${scopes}\` scope`,
      );
    }
    return { client, redirectUri, state, scopes, codeChallenge };
  };

  return {
    ask({ arrival, query }) {
      const asked = read(query);
      if ('status' in asked) return asked;
      const user = login.userOf(arrival);
      if (user === undefined) return login.ask(arrival);
      return html(
        200,
        'Grant access to this site?',
        `<p>You are signed in as ${escapeHtml(user)}. The client ${escapeHtml(asked.client.clientId)} asks for:</p>
<ul>${asked.scopes.map((scope) => `<li>${escapeHtml(scope)}</li>`).join('')}</ul>
<form method="post"><button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button></form>`,
      );
    },
    async answer({ arrival, query, entry }) {
      const asked = read(query);
      if ('status' in asked) return asked;
      const user = login.userOf(arrival);
      if (user === undefined) return login.ask(arrival);
      const decision = (await readForm(arrival))?.get('decision');
      if (decision === 'deny') {
        return goBack(world, asked.redirectUri, {
          error: 'access_denied',
          error_description: 'The resource owner or authorization server denied the request.',
          hint: 'The user denied the request',
          state: asked.state,
        });
      }
      if (decision !== 'allow') return html(400, 'Neither allowed nor denied');

      const authorization = world.authority.open({
        service: 'source',
        clientId: asked.client.clientId,
        grant: 'authorization_code',
        scope: asked.scopes,
        user,
      });
      const code = world.authority.issue(
        authorization,
        'code',
        `def50200${world.random.text(120).toLowerCase()}`,
        CODE_LIFETIME_MS,
      );
      remember(code.value, { redirectUri: asked.redirectUri, codeChallenge: asked.codeChallenge });
      entry.authorization = authorization.id;
      return goBack(world, asked.redirectUri, { code: code.value, state: asked.state });
    },
  };
}

/** The scopes that are asked for; all allowed ones if none is named. A text is a scope that is not allowed. */
export function readScopes(asked: string | null, allowed: readonly string[]): readonly string[] | string {
  const scopes = (asked ?? '').split(' ').filter((scope) => scope !== '');
  return scopes.find((scope) => !allowed.includes(scope)) ?? (scopes.length === 0 ? allowed : scopes);
}

function goBack(world: World, redirectUri: string, parameters: Record<string, string | null | undefined>): Answer {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) if (value != null) url.searchParams.set(name, value);
  if (world.options.source?.issuerInCallback === true) url.searchParams.set('iss', `${world.origin}/source`);
  return redirect(url.href);
}

function isAllowed(redirectUri: string, registered: readonly string[] | undefined): boolean {
  if (registered !== undefined) return registered.includes(redirectUri);
  const url = URL.canParse(redirectUri) ? new URL(redirectUri) : undefined;
  return url !== undefined && /^https?:$/.test(url.protocol) && url.hash === '';
}
