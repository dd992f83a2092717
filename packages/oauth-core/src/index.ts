export type { AccessToken } from './access-token.ts';
export {
  type AuthorizationRequest,
  type AuthorizationRequestOptions,
  createAuthorizationUrl,
  readCallback,
} from './authorization-request.ts';
export { type Clock, systemClock } from './clock.ts';
export { type ConnectionFailure, readConnectionFailure } from './connection-failure.ts';
export { isControlFlow } from './control-flow.ts';
export { withDeadline } from './deadline.ts';
export { type EncryptionKey, encryptedStore, generateKey } from './encrypted-store.ts';
export {
  CallbackError,
  type CallbackFailure,
  ConfigurationError,
  OAuthError,
  OrganizationScopeRequiredError,
  type ReauthorizationReason,
  ReauthorizationRequiredError,
  refuseOption,
  TokenRequestError,
  type TokenRequestFailure,
  TokenStoreError,
  TokenTimeoutError,
  traced,
} from './errors.ts';
export { type OAuthEvent, type OAuthEventHeader, tell } from './events.ts';
export { excerptOf } from './excerpt.ts';
export { type Fetch, type FetchLike, fetchOf } from './fetch.ts';
export { createFixedTokenSource, type FixedTokenSourceOptions } from './fixed-token-source.ts';
export {
  type AuthorizationCode,
  type AuthorizationCodeGrant,
  authorizationCode,
  type ClientCredentialsGrant,
  clientCredentials,
  type Grant,
  type RefreshTokenGrant,
  refreshToken,
} from './grant.ts';
export { type MemoryStoreOptions, memoryStore } from './memory-store.ts';
export { parseObject } from './parse-object.ts';
export { maskSecrets } from './printable.ts';
export type { Profile } from './profile.ts';
export { readRetryAfter } from './retry-after.ts';
export { secureUrl } from './secure-url.ts';
export { callStore } from './store-call.ts';
export type { Connection, TokenDescription } from './stored-authorization.ts';
export {
  findTokens,
  type LocatedToken,
  type ParsedToken,
  parseToken,
  type RedactOptions,
  redact,
  type TokenPrefix,
} from './token-prefix.ts';
export {
  createTokenSource,
  type GetTokenOptions,
  type RetryOptions,
  type TokenSource,
  type TokenSourceOptions,
} from './token-source.ts';
export type { FoundToken, StoredToken, TokenStore } from './token-store.ts';
export { untilAborted } from './until-aborted.ts';
