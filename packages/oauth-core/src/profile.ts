/** What one service's OAuth looks like: plain data, nothing to subclass. */
export interface Profile {
  /** For messages: `Cloud API v2`. */
  readonly name: string;
  /** The token endpoint: https, or http on this machine. */
  readonly tokenUrl: string | URL;
  /** How the body of a token request is written. */
  readonly bodyFormat: 'form' | 'json';
  /** Names of parameters, if the service has its own. */
  readonly parameterNames?: { readonly code?: string };
  /** Where a person gives consent. The `account` of the authorisation request replaces `{account}` in it. */
  readonly authorizationUrl?: string | URL;
  /** Whether the consent page takes `response_type=code`. Default: `true`. */
  readonly responseTypeInAuthorization?: boolean;
  /** How a token is revoked: RFC 7009, or a DELETE with the token itself as Bearer. */
  readonly revocation?: 'rfc7009' | 'delete-bearer';
  /** Needed if there is a `revocation`. */
  readonly revocationUrl?: string | URL;
  /** What using a refresh token does: nothing; ends it; or ends it, and a second use ends the authorisation. */
  readonly rotation: 'none' | 'single-use' | 'single-use-revokes-family';
  /** Whether the code exchange repeats the redirect URI (RFC 6749 section 4.1.3). */
  readonly redirectUriInExchange: boolean;
  /** Whether consent is asked for with PKCE (RFC 7636). */
  readonly pkce: 'S256' | 'none';
  /** What `iss` in a callback must be (RFC 9207). */
  readonly issuer?: string;
  /** Whether a token answer without `token_type` is accepted. Default: `required`. */
  readonly tokenType?: 'required' | 'optional';
  /** Milliseconds that a refresh token lives, if they are known. */
  readonly refreshTokenLifetime?: number;
  /**
   * Whether an answer of the API means that the token was refused. Called only for 401 and 403, with a copy that has at
   * most 64 KiB of the body. Default: every 401.
   */
  readonly isTokenRefused?: (answer: Response) => boolean | Promise<boolean>;
}
