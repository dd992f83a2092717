export {
  type AnswerOptions,
  type ApiErrorCode,
  type CallOptions,
  ConnectionError,
  type Env,
  type FetchOptions,
  InvalidAnswerError,
  type Issue,
  type Items,
  type KeyedConnection,
  type Link,
  type ListOptions,
  type Page,
  type QueryValue,
  type RequestLine,
  RequestTimeoutError,
  type SchemaResult,
  type Sent,
  type StandardSchema,
  type Validation,
} from '@acme/http';
export {
  type AccessToken,
  type AuthorizationCode,
  type AuthorizationRequest,
  CallbackError,
  type CallbackFailure,
  type Clock,
  ConfigurationError,
  type Connection,
  type FoundToken,
  type GetTokenOptions,
  OAuthError,
  type OAuthEvent,
  type Profile,
  type ReauthorizationReason,
  ReauthorizationRequiredError,
  type StoredToken,
  type TokenDescription,
  TokenRequestError,
  type TokenSource,
  type TokenStore,
  TokenStoreError,
  TokenTimeoutError,
} from '@acme/oauth-core';
export { cacheTag } from './cache-tag.ts';
export { createSourceClient } from './create-source-client.ts';
export type {
  AnyFields,
  AttributesOf,
  Entry,
  FieldOf,
  Identifier,
  IncludePath,
  KnownTypes,
  NoFields,
  RelatedEntry,
  RelatedResource,
  SparseFields,
  UntypedEntry,
} from './entry.ts';
export type { EntryListOptions, EntryOptions, ReadDefaults, SendOptions } from './entry-options.ts';
export {
  allOf,
  anyOf,
  type Condition,
  type Conditions,
  type Filter,
  type FilterGroup,
  type LabelledFilter,
  labelled,
} from './filter.ts';
export { createSourceClientFromEnv } from './from-env.ts';
export type { EntryItems, EntryPage, Omission } from './list.ts';
export type { QueryBuilder } from './query.ts';
export type { CacheableRead, ReadCache } from './read-cache.ts';
export type { RelationshipCalls, ToManyCalls, ToOneCalls } from './relationship.ts';
export {
  type AnyResource,
  defineResource,
  many,
  one,
  type Relationship,
  type Relationships,
  type Resource,
} from './resource.ts';
export type { SignInOptions } from './sign-in.ts';
export type { MenuItem, ResolvedPath } from './site.ts';
export type { SourceClient } from './source-client.ts';
export { type JsonApiError, SourceApiError } from './source-error.ts';
export type { SourceClientOptions, SourceCredentials, SourceOptions } from './source-options.ts';
export { sourceProfile } from './source-profile.ts';
export {
  readWebhook,
  type SourceEvent,
  type SourceEventHeader,
  WebhookError,
  type WebhookFailure,
  type WebhookOptions,
} from './webhook.ts';
export type { EntryInput, UntypedInput } from './write-entry.ts';
export type { UploadOptions } from './writes.ts';
