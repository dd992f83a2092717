export type { CallOptions, FetchOptions } from './call-options.ts';
export {
  type ClientIdAndSecret,
  type ClientTokens,
  type Credentials,
  createClientTokens,
  type FixedAccessToken,
  type GivenTokens,
  type KeyedConnection,
  type TokenOptions,
} from './credentials.ts';
export { type DownloadOptions, type DownloadProgress, readBlob, readBytes } from './download.ts';
export { eitherSignal } from './either-signal.ts';
export {
  ApiError,
  type ApiErrorCode,
  type ApiFailure,
  ConnectionError,
  InvalidAnswerError,
  type Issue,
  type RequestLine,
  RequestTimeoutError,
  type Sent,
} from './errors.ts';
export { createFromEnv, type Env, lazily, processEnv, type Variables } from './from-env.ts';
export {
  type AnswerOptions,
  createHttpClient,
  type HttpClient,
  type HttpClientOptions,
  type ListCall,
  type RequestOptions,
} from './http-client.ts';
export { type CallDefaults, checkLimits, isChecking, type Validation } from './limits.ts';
export {
  createItems,
  type FetchedPage,
  type Items,
  itemsOf,
  type Link,
  type ListOptions,
  type Page,
  type PageSource,
} from './pages.ts';
export {
  type Answer,
  type Args,
  createCalls,
  type OperationId,
  type Options,
  type PathCalls,
  type PathOperations,
  type Result,
} from './path-calls.ts';
export type { PathParameters, Query, QueryValue } from './request-url.ts';
export { isOutage } from './retry-policy.ts';
export {
  checkSchema,
  findIssues,
  type SchemaIssue,
  type SchemaResult,
  type StandardSchema,
  validate,
} from './standard-schema.ts';
