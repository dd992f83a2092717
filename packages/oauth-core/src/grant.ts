import { refuseOption } from './errors.ts';
import { withoutGaps } from './without-gaps.ts';

/** The app itself asks (RFC 6749 section 4.4). */
export interface ClientCredentialsGrant {
  readonly type: 'client_credentials';
  /** Space-separated; left out: everything the client is allowed. */
  readonly scope?: string;
}

/** A person consented, and the callback brought a code (RFC 6749 section 4.1). */
export interface AuthorizationCodeGrant {
  readonly type: 'authorization_code';
  /** A function, so that printing the grant shows no secret. */
  readonly seed: () => AuthorizationCode;
}

/** A refresh token from outside, or the one that the store holds (RFC 6749 section 6). */
export interface RefreshTokenGrant {
  readonly type: 'refresh_token';
  /** A function, so that printing the grant shows no secret. Left out: what the store holds. */
  readonly seed?: () => string;
}

/** What a token source starts from. */
export type Grant = ClientCredentialsGrant | AuthorizationCodeGrant | RefreshTokenGrant;

/** What a callback brought: `readCallback` gives it. */
export interface AuthorizationCode {
  readonly code: string;
  /** The one of the authorisation request, to the letter. */
  readonly redirectUri: string;
  /** PKCE (RFC 7636); left out where the profile has none. */
  readonly codeVerifier?: string | undefined;
}

/**
 * The client credentials grant: no person, no refresh token.
 *
 * @param options `scope`: text (space-separated) or a list. Left out: everything the client is allowed.
 */
export function clientCredentials(
  options: { readonly scope?: string | readonly string[] | undefined } = {},
): ClientCredentialsGrant {
  return { type: 'client_credentials', ...withoutGaps({ scope: joinScope(options.scope) }) };
}

/**
 * The authorisation code grant. The code is a seed: used once, only while the key holds nothing.
 *
 * @throws {ConfigurationError} where the code is empty.
 */
export function authorizationCode(code: AuthorizationCode): AuthorizationCodeGrant {
  requireText(code.code, 'code');
  return { type: 'authorization_code', seed: () => code };
}

/**
 * A refresh token from outside. It is a seed: used once, only while the key holds nothing and has never seen it.
 *
 * @param token Left out: only what the store holds is used.
 * @throws {ConfigurationError} where the token is empty.
 */
export function refreshToken(token?: string): RefreshTokenGrant {
  if (token === undefined) return { type: 'refresh_token' };
  requireText(token, 'refreshToken');
  return { type: 'refresh_token', seed: () => token };
}

/** Scopes as they stand in a request; empty and left out mean the same. */
export function joinScope(scope: string | readonly string[] | undefined): string | undefined {
  return (typeof scope === 'object' ? scope.join(' ') : scope)?.trim() || undefined;
}

/** Whether a value is what tokens, codes, ids and secrets are made of (RFC 6749 appendix A), without white space at its ends. */
export const isText = (value: unknown): value is string =>
  typeof value === 'string' && /^[!-~]([ -~]*[!-~])?$/.test(value);

/** @throws {ConfigurationError} naming `option` where its value is missing, or badly pasted. */
export function requireText(value: unknown, option: string): asserts value is string {
  if (!isText(value))
    refuseOption(option, 'is missing, or has line breaks, outer white space or more than ASCII: copy it again');
}
