export type {
  AccessToken,
  AuthorizationCode,
  Connection,
  EncryptionKey,
  FoundToken,
  GetTokenOptions,
  OAuthEvent,
  Profile,
  RetryOptions,
  StoredToken,
  TokenDescription,
  TokenSource,
  TokenStore,
} from '@acme/oauth-core';
export { type Auth, type AuthOptions, createAuth } from './auth.ts';
export type { Handlers } from './handlers.ts';
export type { PageGuard, ProxyOptions, ProxyRequest } from './page-guard.ts';
export type { Session } from './session.ts';
