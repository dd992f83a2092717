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
  type CallbackError,
  type CallbackFailure,
  type Clock,
  ConfigurationError,
  type Connection,
  type FoundToken,
  type GetTokenOptions,
  OAuthError,
  type OAuthEvent,
  OrganizationScopeRequiredError,
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
export {
  type CloudClient,
  type CloudClientOptions,
  type CloudCredentials,
  type CloudOptions,
  createCloudClient,
} from './cloud-client.ts';
export { CloudApiError } from './cloud-error.ts';
export type { CloudEvent, CloudListener } from './cloud-event.ts';
export { cloudProfile } from './cloud-profile.ts';
export {
  type FieldsOf,
  type FilterBuilder,
  type FilterValue,
  filter,
  filtersOf,
  type SortBuilder,
  sort,
} from './filter.ts';
export { createCloudClientFromEnv } from './from-env.ts';
export type { LogLine, LogOptions, LogType, WebSocketClass, WebSocketConnection } from './log-line.ts';
export type * from './operations.gen.ts';
export { type Task, TaskFailedError, type TaskNotification, type TaskOptions, TaskTimeoutError } from './task.ts';
