export {
  type Answer,
  type AnswerOptions,
  type ApiErrorCode,
  type Args,
  type CallOptions,
  ConnectionError,
  type DownloadOptions,
  type DownloadProgress,
  type Env,
  type FetchOptions,
  InvalidAnswerError,
  type Issue,
  type Items,
  type KeyedConnection,
  type Link,
  type ListOptions,
  type OperationId,
  type Page,
  type QueryValue,
  type RequestLine,
  RequestTimeoutError,
  type Result,
  readBlob,
  readBytes,
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
export { type AssetQuery, assetQuery } from './asset-query.ts';
export type { UploadSource, UploadStream } from './chunk-source.ts';
export {
  createDamClient,
  type DamClient,
  type DamClientOptions,
  type DamOptions,
} from './dam-client.ts';
export { DamApiError } from './dam-error.ts';
export { damProfile } from './dam-profile.ts';
export { createDamClientFromEnv } from './from-env.ts';
export type { ListItems, Paginate } from './lists.ts';
export type * from './operations.gen.ts';
export type { ProcessingOptions } from './processing.ts';
export { ProcessingTimeoutError } from './processing-timeout.ts';
export type { SearchOptions } from './search.ts';
export type { DamAuthorizationOptions } from './sign-in.ts';
export type { UploadOptions, UploadProgress, UploadSession } from './upload.ts';
export {
  type AssetEvent,
  type AssetEventHeader,
  type DamWebhook,
  type MetadataChange,
  readWebhook,
  WebhookError,
  type WebhookSignature,
  type WebhookUser,
} from './webhook.ts';
