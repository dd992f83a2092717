import { type Clock, systemClock } from './clock.ts';
import { base64url, sha256 } from './digest.ts';
import { CallbackError, ConfigurationError } from './errors.ts';
import { type AuthorizationCode, joinScope, requireText } from './grant.ts';
import type { Profile } from './profile.ts';
import { secureUrl } from './secure-url.ts';
import { printable } from './token-request.ts';

export interface AuthorizationRequestOptions {
  readonly profile: Profile;
  readonly clientId: string;
  /** Where the person comes back to; registered with the client. */
  readonly redirectUri: string | URL;
  /** Text (space-separated) or a list. Left out: everything the client is allowed. */
  readonly scope?: string | readonly string[];
  /** Fills `{account}` of the consent page's URL. */
  readonly account?: string;
  readonly clock?: Clock;
}

/**
 * What a callback is compared with: plain JSON. Keep it in an HttpOnly cookie or the session for ten minutes, and delete
 * it before the callback is read.
 */
export interface AuthorizationRequest {
  /** Send the person there. */
  readonly url: string;
  readonly state: string;
  readonly redirectUri: string;
  /** PKCE (RFC 7636); left out where the profile has none. */
  readonly codeVerifier?: string;
  readonly account?: string;
  readonly issuer?: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** Milliseconds for which a request may be answered. */
const requestLifetime = 600_000;

/**
 * Begins an authorisation by a person (RFC 6749 section 4.1.1): a fresh `state`, and PKCE with S256 where the profile has it.
 *
 * @throws {ConfigurationError} where the profile has no consent page, or an option is missing or can't be right.
 */
export async function createAuthorizationUrl(options: AuthorizationRequestOptions): Promise<AuthorizationRequest> {
  const { profile, clientId, account, clock = systemClock } = options;
  requireText(clientId, 'clientId', 'create a client at the service and hand in its id');
  const template = decodeURI(String(profile.authorizationUrl ?? ''));
  if (!template)
    throw new ConfigurationError(`${profile.name} has no consent page: set authorizationUrl.`, 'authorizationUrl');
  if (template.includes('{account}') && !/^[a-z\d]([a-z\d-]*[a-z\d])?$/i.test(account ?? '')) {
    throw new ConfigurationError(
      "account must be the first part of the account's host name: letters, digits and hyphens.",
      'account',
    );
  }
  const url = secureUrl(template.replace('{account}', account ?? ''), 'authorizationUrl');
  const redirectUri = String(options.redirectUri);
  if (!URL.canParse(redirectUri) || new URL(redirectUri).hash) {
    throw new ConfigurationError('redirectUri must be an absolute URL without a fragment.', 'redirectUri');
  }

  const scope = joinScope(options.scope);
  const state = randomText();
  const codeVerifier = profile.pkce === 'S256' ? randomText() : undefined;
  const parameters = {
    response_type: profile.responseTypeInAuthorization === false ? undefined : 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope,
    state,
    code_challenge: codeVerifier && base64url(await sha256(codeVerifier)),
    code_challenge_method: codeVerifier && 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) if (value) url.searchParams.set(name, value);

  return {
    url: url.href,
    state,
    redirectUri,
    ...(codeVerifier === undefined ? {} : { codeVerifier }),
    ...(account === undefined ? {} : { account }),
    ...(profile.issuer === undefined ? {} : { issuer: profile.issuer }),
    createdAt: clock.now(),
  };
}

/**
 * Reads what a callback brought. Only the query is read, never the host.
 *
 * @throws {CallbackError} where the person denied, or the callback is not the answer to this request. Nothing was sent.
 */
export function readCallback(
  callbackUrl: string | URL,
  request: AuthorizationRequest,
  options: { readonly clock?: Clock } = {},
): AuthorizationCode {
  const text = String(callbackUrl);
  const query = new URLSearchParams(text.includes('?') ? text.slice(text.indexOf('?')).replace(/#.*$/s, '') : '');
  const single = (name: string): string | undefined => {
    const values = query.getAll(name);
    return values.length === 1 ? values[0] || undefined : undefined;
  };

  // First of all: what has another state is not an answer to this request, whatever else it says.
  if (!isSame(single('state') ?? '', request.state)) {
    throw new CallbackError('The callback does not belong to this request (state): begin the sign-in again.', 'state');
  }
  const age = (options.clock ?? systemClock).now() - request.createdAt;
  if (!(age <= requestLifetime)) {
    throw new CallbackError('The sign-in took longer than ten minutes: begin it again.', 'expired');
  }
  if (request.issuer !== undefined && query.has('iss') && single('iss') !== request.issuer) {
    throw new CallbackError('The callback comes from another issuer (iss): begin the sign-in again.', 'issuer');
  }
  if (query.has('error')) {
    const isDenied = single('error') === 'access_denied';
    const said = printable([single('error'), single('error_description')].filter(Boolean).join(': '), [request.state]);
    throw new CallbackError(
      isDenied
        ? 'The person did not consent. Nothing was stored.'
        : `The service could not give a code (${JSON.stringify(said)}): check clientId, redirectUri and scope, then begin again.`,
      isDenied ? 'denied' : 'provider',
    );
  }
  const code = single('code');
  if (code === undefined) {
    throw new CallbackError('The callback has no code, or more than one: begin the sign-in again.', 'provider');
  }
  const { redirectUri, codeVerifier } = request;
  return { code, redirectUri, ...(codeVerifier === undefined ? {} : { codeVerifier }) };
}

/** 256 bits in 43 characters of the set that RFC 7636 section 4.1 allows. */
const randomText = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** Compares in a time that doesn't tell where two texts differ. */
function isSame(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let index = 0; index < one.length; index++) difference |= one.charCodeAt(index) ^ other.charCodeAt(index);
  return difference === 0 && one !== '';
}
