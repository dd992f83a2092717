export {
  ConnectionError,
  type DownloadOptions,
  type DownloadProgress,
  type Env,
  InvalidAnswerError,
  RequestTimeoutError,
  readBlob,
  readBytes,
} from '@acme/http';
export {
  CallbackError,
  ConfigurationError,
  OAuthError,
  ReauthorizationRequiredError,
  TokenRequestError,
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
