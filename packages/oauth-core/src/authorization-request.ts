import { type Clock, systemClock, wallTimeOf } from './clock.ts';
import { base64url, sha256 } from './digest.ts';
import { CallbackError, type CallbackFailure, refuseOption } from './errors.ts';
import { type AuthorizationCode, joinScope, requireText } from './grant.ts';
import { printable } from './printable.ts';
import type { Profile } from './profile.ts';
import { secureUrl } from './secure-url.ts';
import { withoutGaps } from './without-gaps.ts';

/** Options of `createAuthorizationUrl`. */
export interface AuthorizationRequestOptions {
  readonly profile: Profile;
  readonly clientId: string;
  /** Where the person comes back to: a redirect URI that is registered with the client. */
  readonly redirectUri: string | URL;
  /** Text (space-separated) or a list. Default: everything that the client is allowed. */
  readonly scope?: string | readonly string[] | undefined;
  /** Replaces `{account}` in the consent page's URL. */
  readonly account?: string | undefined;
  /** Default: `systemClock`. */
  readonly clock?: Clock | undefined;
}

/**
 * What a callback is compared with: plain JSON. Keep it in an HttpOnly cookie or the session for ten minutes, and delete
 * it before you read the callback.
 */
export interface AuthorizationRequest {
  /** The consent page: send the person there. */
  readonly url: string;
  /** 256 random bits, which the callback must contain. */
  readonly state: string;
  readonly redirectUri: string;
  /** For PKCE (RFC 7636); left out if the profile has none. */
  readonly codeVerifier?: string;
  /** Whose consent page it is, if the profile's URL has `{account}` in it. */
  readonly account?: string;
  /** What `iss` in the callback must be (RFC 9207), if the profile names it. */
  readonly issuer?: string;
  /** Milliseconds since the epoch, by the wall clock: the callback may come to another process. */
  readonly createdAt: number;
}

/** Milliseconds for which a request may be answered. */
const requestLifetime = 600_000;

/**
 * Begins a person's authorisation (RFC 6749 section 4.1.1): a new `state`, and PKCE with S256 if the profile has it.
 *
 * @throws {ConfigurationError} if the profile has no consent page, or an option is missing or wrong.
 */
export async function createAuthorizationUrl(options: AuthorizationRequestOptions): Promise<AuthorizationRequest> {
  const { profile, clientId, account, clock = systemClock } = options;
  requireText(clientId, 'clientId');
  const template = String(profile.authorizationUrl).replace('%7Baccount%7D', '{account}'); // as a URL object writes it
  if (template.includes('{account}') && !/^[a-z\d]([a-z\d-]*[a-z\d])?$/i.test(account ?? '')) {
    refuseOption('account', 'must be the first part of a host name: letters, digits and hyphens');
  }
  const url = secureUrl(template.replace('{account}', account ?? ''), 'authorizationUrl');
  const redirectUri = String(options.redirectUri);
  if (!URL.canParse(redirectUri) || redirectUri.includes('#')) {
    refuseOption('redirectUri', 'must be an absolute URL without a fragment');
  }

  const state = randomText();
  const codeVerifier = profile.pkce === 'S256' ? randomText() : undefined;
  const parameters = {
    response_type: profile.responseTypeInAuthorization === false ? undefined : 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: joinScope(options.scope),
    state,
    code_challenge: codeVerifier && base64url(await sha256(codeVerifier)),
    code_challenge_method: codeVerifier && 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) if (value) url.searchParams.set(name, value);

  return {
    url: url.href,
    state,
    redirectUri,
    ...withoutGaps({ codeVerifier, account, issuer: profile.issuer }),
    createdAt: wallTimeOf(clock),
  };
}

/**
 * Checks a callback and returns its code. Only the query is read, never the host.
 *
 * @param request As you kept it in the cookie or the session. Without it, every callback is refused.
 * @throws {CallbackError} if the person declined, or the callback does not belong to this request. Nothing was sent.
 */
export function readCallback(
  callbackUrl: string | URL,
  request: AuthorizationRequest,
  { clock = systemClock }: { readonly clock?: Clock | undefined } = {},
): AuthorizationCode {
  const query = new URLSearchParams(String(callbackUrl).replace(/^[^?]*|#.*$/gs, ''));
  const single = (name: string): string | undefined => {
    const [value, another] = query.getAll(name);
    return another === undefined && value ? value : undefined;
  };
  const refuse = (reason: CallbackFailure, why: string): never => {
    throw new CallbackError(`${why}: begin the sign-in again.`, reason);
  };

  // This check comes first: a callback with another state is not an answer to this request, whatever else it says.
  const state = single('state');
  if (!state || state !== request?.state)
    return refuse('state', 'The callback does not belong to this request (state)');
  const { issuer, redirectUri, codeVerifier, createdAt } = request;
  if (!(wallTimeOf(clock) - createdAt <= requestLifetime))
    return refuse('expired', 'The sign-in took more than ten minutes');
  if (issuer && query.has('iss') && single('iss') !== issuer)
    return refuse('issuer', 'The callback has another issuer (iss)');
  const error = single('error');
  if (error === 'access_denied') return refuse('denied', 'The person did not consent');
  const code = single('code');
  if (query.has('error') || !code) {
    const said = printable(`${error ?? 'no code'} ${single('error_description') ?? ''}`, [state]);
    return refuse('provider', `The service gave no code (${said.trim()}). Check clientId, redirectUri and scope`);
  }
  return { code, redirectUri, ...withoutGaps({ codeVerifier }) };
}

/** 256 bits in 43 characters of the set that RFC 7636 section 4.1 allows. */
const randomText = (): string => base64url(crypto.getRandomValues(new Uint8Array(32)));
