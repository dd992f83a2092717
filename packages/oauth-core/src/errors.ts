const brand: unique symbol = Symbol.for('@acme/oauth-core/error') as never; // `Symbol.for` has no unique type

const hasName = (value: unknown, name: string): boolean => OAuthError.is(value) && value.name === name;

/** What the classes below share. Holds no request, header or body of a token request: safe to print. */
abstract class BaseError<Fields extends object> extends Error {
  abstract readonly code: string;

  constructor(message: string, fields?: Fields) {
    super(message);
    Object.assign(this, fields);
    Object.defineProperty(this, brand, { value: true }); // found by every copy of the package, and not printed
  }
}

/** What a token endpoint answered, if it did. Our secrets are removed from the server's texts. */
export interface TokenRequestFailure {
  /** The HTTP status; left out if there was no answer. */
  readonly status?: number;
  /** `error` (RFC 6749 section 5.2), or Okta's `errorCode`. */
  readonly error?: string;
  /** `error_description`, or Okta's `errorSummary`. */
  readonly errorDescription?: string;
  /** League's `hint`: which scope, which parameter. */
  readonly hint?: string;
  /** Milliseconds to wait, from `Retry-After`. */
  readonly retryAfterMs?: number;
  /** `X-Request-Id` of the answer. */
  readonly requestId?: string;
}

/** The token endpoint refused the request, or could not be reached, also after the repetitions that are safe. */
export class TokenRequestError extends BaseError<TokenRequestFailure> implements TokenRequestFailure {
  override readonly name = 'TokenRequestError';
  readonly code = 'token_request_failed';
  declare readonly status?: number;
  declare readonly error?: string;
  declare readonly errorDescription?: string;
  declare readonly hint?: string;
  declare readonly retryAfterMs?: number;
  declare readonly requestId?: string;

  static is(value: unknown): value is TokenRequestError {
    return hasName(value, 'TokenRequestError');
  }
}

/** Why a person has to consent again. */
export type ReauthorizationReason =
  | 'never_authorized'
  | 'expired'
  | 'spent_elsewhere'
  | 'revoked'
  | 'answer_lost'
  | 'store_lost_it'
  | 'cleared';

/** The authorisation has ended: send the person to the consent page. */
export class ReauthorizationRequiredError extends BaseError<object> {
  override readonly name = 'ReauthorizationRequiredError';
  readonly code = 'reauthorization_required';
  /** The key of the entry. */
  declare readonly key: string;
  declare readonly reason: ReauthorizationReason;

  constructor(message: string, key: string, reason: ReauthorizationReason) {
    super(message, { key, reason });
  }

  static is(value: unknown): value is ReauthorizationRequiredError {
    return hasName(value, 'ReauthorizationRequiredError');
  }
}

/** The organisation uses federated authentication: ask for a token with its scope. */
export class OrganizationScopeRequiredError extends BaseError<object> {
  override readonly name = 'OrganizationScopeRequiredError';
  readonly code = 'organization_scope_required';
  /** The UUID of the organisation, if it is known. */
  declare readonly organization?: string;

  constructor(message: string, organization?: string) {
    super(message, organization === undefined ? {} : { organization });
  }

  static is(value: unknown): value is OrganizationScopeRequiredError {
    return hasName(value, 'OrganizationScopeRequiredError');
  }
}

/** Why a callback was not accepted. */
export type CallbackFailure = 'denied' | 'state' | 'issuer' | 'expired' | 'other_account' | 'provider';

/** A callback from the consent page was not accepted. No token request was made, except for `other_account`. */
export class CallbackError extends BaseError<object> {
  override readonly name = 'CallbackError';
  readonly code = 'callback_failed';
  declare readonly reason: CallbackFailure;

  constructor(message: string, reason: CallbackFailure) {
    super(message, { reason });
  }

  static is(value: unknown): value is CallbackError {
    return hasName(value, 'CallbackError');
  }
}

/** The store failed, or has an entry that this version can't read. */
export class TokenStoreError extends BaseError<object> {
  override readonly name = 'TokenStoreError';
  declare readonly code: 'token_store_failed' | 'store_entry_unreadable';
  /** Set by a store: the entry was written, but too few replicas confirmed it. */
  declare readonly unconfirmed?: true;

  constructor(
    message: string,
    code: 'token_store_failed' | 'store_entry_unreadable' = 'token_store_failed',
    options?: { readonly unconfirmed?: true },
  ) {
    super(message, { code, ...options });
  }

  static is(value: unknown): value is TokenStoreError {
    return hasName(value, 'TokenStoreError');
  }
}

/** An option is missing or wrong. The message names it, and says what to do. */
export class ConfigurationError extends BaseError<object> {
  override readonly name = 'ConfigurationError';
  readonly code = 'configuration_invalid';
  /** The option's name. */
  declare readonly option: string;

  constructor(message: string, option: string) {
    super(message, { option });
  }

  static is(value: unknown): value is ConfigurationError {
    return hasName(value, 'ConfigurationError');
  }
}

/** @throws {ConfigurationError} whose message begins with the option's name. @internal */
export function refuseOption(option: string, why: string): never {
  throw new ConfigurationError(`${option} ${why}.`, option);
}

/** Other processes have been renewing the token for longer than a renewal may take. */
export class TokenTimeoutError extends BaseError<object> {
  override readonly name = 'TokenTimeoutError';
  readonly code = 'token_timeout';
  /** Milliseconds after which it makes sense to try again. */
  declare readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number) {
    super(message, { retryAfterMs });
  }

  static is(value: unknown): value is TokenTimeoutError {
    return hasName(value, 'TokenTimeoutError');
  }
}

/** Every error of this package. The compiler checks that a `switch` over `code` is complete. */
export type OAuthError =
  | TokenRequestError
  | ReauthorizationRequiredError
  | OrganizationScopeRequiredError
  | CallbackError
  | TokenStoreError
  | ConfigurationError
  | TokenTimeoutError;

/** Whether a value is an error of this package, whichever copy of the package made it. */
export const OAuthError: { is(value: unknown): value is OAuthError } = {
  is: (value): value is OAuthError => typeof value === 'object' && value !== null && brand in value,
};

/**
 * The same error, with a stack that leads to the caller's line; the original one only leads into this package. It is a
 * copy, because everybody who waited for one renewal gets the same error.
 *
 * @param isOurs Whether an error of another package is to be traced too. All others are left as they are.
 *
 * @internal
 */
export function traced(error: unknown, isOurs?: (error: unknown) => boolean): unknown {
  if (!(OAuthError.is(error) || isOurs?.(error))) return error;
  const { stack: _, ...own } = Object.getOwnPropertyDescriptors(error as Error); // both checks above say so
  // The platform makes the first line of the stack, from name and message, when the stack is first read.
  return Object.defineProperties(Object.setPrototypeOf(new Error(), Object.getPrototypeOf(error)), own);
}
