import {
  type AnswerOptions,
  type Args,
  type CallDefaults,
  type ClientIdAndSecret,
  createCalls,
  createClientTokens,
  createHttpClient,
  createItems,
  type FixedAccessToken,
  type GivenTokens,
  type HttpClientOptions,
  type Items,
  isChecking,
  type KeyedConnection,
  type ListCall,
  type ListOptions,
  type PathCalls,
  type Result,
  type StandardSchema,
  type TokenOptions,
  type Validation,
} from '@acme/http';
import {
  type Clock,
  clientCredentials,
  refuseOption,
  secureUrl,
  systemClock,
  type TokenSource,
} from '@acme/oauth-core';
import { toCloudError } from './cloud-error.ts';
import { type CloudListener, createAnswerWatch } from './cloud-event.ts';
import { cloudProfile } from './cloud-profile.ts';
import { toForm } from './form-body.ts';
import type { Cursor } from './hal.ts';
import type { LogLine, LogOptions, WebSocketClass } from './log-line.ts';
import type { CloudOperations } from './operations.gen.ts';
import type { StartTask, Task, TaskNotification, TaskOptions } from './task.ts';

export const defaultBaseUrl = 'https://cloud.acquia.com/api';

/** Options besides the credentials. */
export interface CloudOptions extends Omit<TokenOptions, 'onEvent'>, CallDefaults {
  /** Called with what happens to tokens and log streams, and with what the API says about its operations. */
  readonly onEvent?: CloudListener | undefined;
  /** Default: `https://cloud.acquia.com/api`. */
  readonly baseUrl?: string | URL | undefined;
  /** Default: `https://accounts.acquia.com/api/auth/oauth/token`. */
  readonly tokenUrl?: string | URL | undefined;
  /** The WebSocket class for log streams. Default: the platform's. */
  readonly webSocket?: WebSocketClass | undefined;
  /** The `User-Agent` header. Default: `acme-cloud`. */
  readonly userAgent?: string | undefined;
  /** `envelope`: check the parts of an answer that the client itself reads; `off`: don't check lists. Default: `envelope`. */
  readonly validate?: Validation | undefined;
}

/** Client id and secret, with the organisation that the tokens are for; or a fixed token; or a token source. */
export type CloudCredentials =
  | (ClientIdAndSecret & {
      /** UUID of the organisation; required if it uses federated authentication. */
      readonly organization?: string | undefined;
    })
  | ((FixedAccessToken | GivenTokens) & { readonly organization?: never });

/** Options of `createCloudClient`. */
export type CloudClientOptions = CloudOptions & CloudCredentials;

/** A client of Cloud API v2. */
export interface CloudClient extends PathCalls<CloudOperations> {
  /**
   * The items of a list, across all pages. `schema` checks each item. The loop throws as `get` does.
   *
   * @example
   * for await (const { name } of cloud.paginate('/applications', { limit: 100 })) console.log(name);
   */
  paginate<
    P extends keyof CloudOperations['paged'] & keyof CloudOperations['get'],
    S extends StandardSchema | undefined = undefined,
  >(path: P, ...args: Args<CloudOperations['get'], P, S, ListOptions>): Items<Result<CloudOperations['paged'][P], S>>;
  /** The client's tokens. */
  readonly tokens: TokenSource;
  /**
   * The answer with its body unread, for any path, or a link of the same origin.
   *
   * @throws {CloudApiError} for a status of 400 and above.
   *
   * @example
   * const answer = await cloud.request('GET', '/account/drush-aliases/download', { query: { version: 9 } });
   */
  request(method: string, pathOrLink: string | URL, options?: AnswerOptions): Promise<Response>;
  /**
   * Waits until a task has ended. Each poll has a valid token, however long it takes.
   *
   * @param task The answer that started it, the link to its notification, or its UUID: any process can wait for it.
   * @throws {TaskFailedError} if the task failed.
   * @throws {TaskTimeoutError} after `timeout`; the task goes on.
   * @throws {ConfigurationError} if the answer names no task.
   *
   * @example
   * const done = await cloud.waitForTask(uuid, { onProgress: ({ progress }) => console.log(progress), timeout: 3_600_000 });
   */
  waitForTask(task: Task | string, options?: TaskOptions): Promise<TaskNotification>;
  /**
   * Makes a call and waits for the task it starts: `runTask(() => cloud.post(…))`. Throws as both do. The call is not
   * made if `options` are wrong, or the signal has fired already.
   *
   * @example
   * const body = { branch: 'tags/2.0.0' };
   * await cloud.runTask(() => cloud.post('/environments/{environmentId}/code/actions/switch', { path, body }));
   */
  runTask(call: () => Promise<Task>, options?: TaskOptions): Promise<TaskNotification>;
  /**
   * The lines of an environment's logs as they are written, until you leave the loop or `signal` fires. Each loop opens
   * its own connection, and reconnects if it breaks; the event `log_gap` tells that lines were lost. The loop throws as
   * `get` does if the stream can't be opened, and {ConnectionError} if it breaks at once five times in a row.
   *
   * @example
   * for await (const { server, text } of cloud.streamLogs(environmentId, { types: ['php-error'] })) console.log(server, text);
   */
  streamLogs(environmentId: string, options?: LogOptions): AsyncIterable<LogLine>;
  /**
   * The same client for another organisation, with a token of its own; transport and store are shared. No I/O.
   *
   * @throws {ConfigurationError} if it is not a UUID, or the client's tokens can't get another scope.
   *
   * @example
   * const { total } = await cloud.forOrganization(uuid).get('/applications');
   */
  forOrganization(organization: string): CloudClient;
  /** The same client with the tokens of another key. No I/O. */
  forKey(key: string): CloudClient;
  /**
   * Stores tokens that you already have. Gives `kept` if the entry holds tokens, or has had this refresh token before.
   *
   * @throws {ConfigurationError} without an access token: a client with id and secret requests its own, and can't use a
   * refresh token alone.
   *
   * @example
   * await cloud.connect({ refreshToken, accessToken, expiresAt });
   */
  connect(connection: KeyedConnection): Promise<'stored' | 'kept'>;
  /** Waits for token requests that are under way. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * A typed client of Cloud API v2, which requests and renews its tokens. Create one for the whole app, in module scope.
 *
 * @throws {ConfigurationError} naming the option that is missing or wrong.
 *
 * @example
 * const cloud = createCloudClient({ clientId, clientSecret, organization });
 */
export function createCloudClient(options: CloudClientOptions): CloudClient {
  const { organization, clientId, tokenUrl, onEvent, clock = systemClock, userAgent = 'acme-cloud' } = options;
  const baseUrl = secureUrl(options.baseUrl ?? defaultBaseUrl, 'baseUrl');
  const scope = organization === undefined ? undefined : organizationScope(organization);
  if (scope !== undefined && clientId === undefined) {
    refuseOption('organization', 'needs clientId and clientSecret: a token keeps its scope');
  }
  if (clientId !== undefined && options.clientSecret === undefined) {
    refuseOption('clientSecret', 'is missing: if it is lost, create another API token');
  }
  const tokens = createClientTokens(options, {
    profile: cloudProfile(tokenUrl === undefined ? {} : { tokenUrl }),
    grant: clientCredentials({ scope }),
    origins: [baseUrl],
  });
  return clientOf(tokens, organization, {
    ...options,
    baseUrl,
    clock,
    headers: { accept: 'application/hal+json, version=2', 'user-agent': userAgent },
    toForm,
    onAnswer: createAnswerWatch(onEvent, clock),
    isChecked: isChecking(options.validate),
  });
}

/** What all clients of one `createCloudClient` share. */
interface Shared extends Omit<HttpClientOptions, 'tokens' | 'toError'>, Pick<CloudOptions, 'onEvent' | 'webSocket'> {
  readonly clock: Clock;
  readonly isChecked: boolean;
}

function clientOf(tokens: TokenSource, organization: string | undefined, shared: Shared): CloudClient {
  const http = createHttpClient({
    ...shared,
    tokens,
    toError: (failure) => toCloudError(failure, organization),
  });
  const runTask = async (start: StartTask, waiting?: TaskOptions): Promise<TaskNotification> =>
    (await import('./run-task.ts')).runTask(http, shared.clock, start, waiting);
  const paginate = (path: string, list: ListCall = {}): Items<unknown> =>
    createItems<unknown, Cursor>({
      ...list,
      fetchPage: async (cursor, signal) =>
        (await import('./hal.ts')).fetchListPage(http, shared.isChecked, path, list, cursor, signal),
    });
  return {
    ...createCalls<CloudOperations>(http),
    paginate: paginate as CloudClient['paginate'], // the types come from a document; at run time every path is a text
    request: http.request,
    waitForTask: (task, waiting) => runTask(() => task, waiting),
    runTask,
    tokens,
    streamLogs: (environmentId, logs = {}) => ({
      [Symbol.asyncIterator]() {
        const lines = import('./log-stream.ts').then((stream) =>
          stream.readLogs({ ...shared, http }, environmentId, logs),
        );
        return { next: async () => (await lines).next(), return: async () => (await lines).return() };
      },
    }),
    forOrganization: (other) => clientOf(tokens.withScope(organizationScope(other)), other, shared),
    forKey: (key) => clientOf(tokens.forKey(key), organization, shared),
    connect: async ({ key, ...connection }) => (key === undefined ? tokens : tokens.forKey(key)).connect(connection),
    [Symbol.asyncDispose]: () => tokens[Symbol.asyncDispose](),
  };
}

function organizationScope(organization: string): string {
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(organization)) {
    refuseOption('organization', 'must be the UUID in its URL in the Cloud UI');
  }
  return `organization:${organization}`;
}
