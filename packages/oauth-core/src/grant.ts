import { refuseOption } from './errors.ts';
import { withoutGaps } from './without-gaps.ts';

/** The app asks for itself (RFC 6749 section 4.4). */
export interface ClientCredentialsGrant {
  readonly type: 'client_credentials';
  /** Space-separated. Default: everything that the client is allowed. */
  readonly scope?: string;
}

/** A person has consented, and the callback has a code (RFC 6749 section 4.1). */
export interface AuthorizationCodeGrant {
  readonly type: 'authorization_code';
  /** A function, so that printing the grant shows no secret. */
  readonly seed: () => AuthorizationCode;
}

/** A refresh token that you have, or the one in the store (RFC 6749 section 6). */
export interface RefreshTokenGrant {
  readonly type: 'refresh_token';
  /** A function, so that printing the grant shows no secret. Left out: the one in the store. */
  readonly seed?: () => string;
}

/** How a token source gets its first token. */
export type Grant = ClientCredentialsGrant | AuthorizationCodeGrant | RefreshTokenGrant;

/** The code of a callback, as `readCallback` returns it. */
export interface AuthorizationCode {
  readonly code: string;
  /** Exactly the same as in the authorisation request. */
  readonly redirectUri: string;
  /** For PKCE (RFC 7636); left out if the profile has none. */
  readonly codeVerifier?: string | undefined;
}

/**
 * The client credentials grant: no person, no refresh token.
 *
 * @param options `scope`: text (space-separated) or a list. Default: everything that the client is allowed.
 */
export function clientCredentials(
  options: { readonly scope?: string | readonly string[] | undefined } = {},
): ClientCredentialsGrant {
  return { type: 'client_credentials', ...withoutGaps({ scope: joinScope(options.scope) }) };
}

/**
 * The authorisation code grant. The code is used only once, and only if the store has nothing under the key.
 *
 * @throws {ConfigurationError} if the code is empty.
 */
export function authorizationCode(code: AuthorizationCode): AuthorizationCodeGrant {
  requireText(code.code, 'code');
  return { type: 'authorization_code', seed: () => code };
}

/**
 * Starts from a refresh token that you have. It is used only once: if the store has nothing under the key, and has not
 * seen this token before.
 *
 * @param token If left out, only the one in the store is used.
 * @throws {ConfigurationError} if the token is empty.
 */
export function refreshToken(token?: string): RefreshTokenGrant {
  if (token === undefined) return { type: 'refresh_token' };
  requireText(token, 'refreshToken');
  return { type: 'refresh_token', seed: () => token };
}

/** The scope as a request sends it; `undefined` if it is empty or left out. */
export function joinScope(scope: string | readonly string[] | undefined): string | undefined {
  return (typeof scope === 'object' ? scope.join(' ') : scope)?.trim() || undefined;
}

/** Whether a value can be a token, code, id or secret: printable ASCII (RFC 6749 appendix A) without outer spaces. */
export const isText = (value: unknown): value is string =>
  typeof value === 'string' && /^[!-~]([ -~]*[!-~])?$/.test(value);

/** @throws {ConfigurationError} naming `option`, if its value is missing, or was pasted with something else. */
export function requireText(value: unknown, option: string): asserts value is string {
  if (!isText(value))
    refuseOption(option, 'is missing, or has line breaks, outer spaces or non-ASCII characters: copy it again');
}
