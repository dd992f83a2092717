import {
  type AnswerOptions,
  type CallDefaults,
  type Credentials,
  createCalls,
  createClientTokens,
  createItems,
  type Items,
  isChecking,
  type KeyedConnection,
  type ListCall,
  type PathCalls,
  type Result,
  type StandardSchema,
  type TokenOptions,
  type Validation,
} from '@acme/http';
import {
  type AuthorizationRequest,
  refreshToken,
  refuseOption,
  secureUrl,
  systemClock,
  type TokenSource,
} from '@acme/oauth-core';
import type { Access } from './access.ts';
import { accountUrl, checkAccount, fillAccount } from './account.ts';
import type { UploadSource } from './chunk-source.ts';
import { damProfile } from './dam-profile.ts';
import { beyondCalls, createHosts, type HostOptions } from './hosts.ts';
import type { Cursor, ListItems, Paginate } from './lists.ts';
import type { Asset, DamOperations } from './operations.gen.ts';
import type { ProcessingOptions } from './processing.ts';
import { createRateLimit } from './rate-limit.ts';
import type { SearchCursor, SearchOptions } from './search.ts';
import type { DamAuthorizationOptions } from './sign-in.ts';
import type { UploadOptions } from './upload.ts';

/** Options besides the credentials. */
export interface DamOptions extends TokenOptions, CallDefaults {
  /** Default: `https://api.widencollective.com`. */
  readonly baseUrl?: string | URL | undefined;
  /** Default: `/v2/oauth/access-token` below `baseUrl`. */
  readonly tokenUrl?: string | URL | undefined;
  /** Where a person consents; the account replaces `{account}`. Default: `https://{account}.widencollective.com/allowaccess`. */
  readonly consentUrl?: string | URL | undefined;
  /** The base of paths under `/api/rest`; the account replaces `{account}`. Default: `https://{account}.widencollective.com`. */
  readonly v1BaseUrl?: string | URL | undefined;
  /** The account (the vendor says collective). Default: the one in the token. */
  readonly account?: string | undefined;
  /**
   * The most requests in any second; `false`: no limit. From 10 on, one of them is kept free for the renewal of a
   * token. Default: 50, the service's own limit.
   */
  readonly rateLimit?: number | false | undefined;
  /** The most chunks, of all uploads together, to send at the same time. Default: 40, the service's own limit. */
  readonly chunksAtOnce?: number | undefined;
  /** The `User-Agent` header. Default: `acme-dam`. */
  readonly userAgent?: string | undefined;
  /** `envelope`: check the parts of an answer that the client itself reads (searches, uploads); `off`: don't. Default: `envelope`. */
  readonly validate?: Validation | undefined;
}

/** Options of `createDamClient`. */
export type DamClientOptions = DamOptions & Credentials;

/** A client of DAM v2, and of those v1 routes that v2 does not replace. */
export interface DamClient extends PathCalls<DamOperations> {
  /**
   * The items of a list, across all pages, whichever way the service pages it. `schema` checks each item; the loop
   * throws as `get` does. For assets, use `search`.
   *
   * @example
   * for await (const { title } of dam.paginate('/v2/collections', { query: { type: 'shared' } })) console.log(title);
   */
  readonly paginate: Paginate;
  /** The client's tokens. */
  readonly tokens: TokenSource;
  /**
   * The answer with its body unread, for any path, or a link of the same origin.
   *
   * @throws {DamApiError} for a status of 400 and above.
   *
   * @example
   * const answer = await dam.request('GET', '/v2/user');
   */
  request(method: string, pathOrLink: string | URL, options?: AnswerOptions): Promise<Response>;
  /**
   * All assets that a query finds, without a limit, as the search scrolls. `schema` checks each asset.
   *
   * @throws {DamApiError} in the loop: `invalid_request` if the service did not understand the query, `not_found` if it
   * has forgotten the search because you read it too slowly.
   *
   * @example
   * for await (const asset of dam.search({ query: assetQuery.has('ft', 'image'), expand: ['metadata'] })) {
   *   console.log(asset.filename, asset.metadata?.fields.title);
   * }
   */
  search<S extends StandardSchema | undefined = undefined>(options?: SearchOptions<S>): Items<Result<Asset, S>>;
  /**
   * Uploads a file as an asset: in one request if it is small, otherwise in chunks.
   *
   * @returns The asset's id. With a profile that versions automatically, it may be the id of an existing asset.
   * @throws as `get` does, after a failed chunk has been repeated. With the last session that `onSession` was given,
   * you can resume the upload later.
   *
   * @example
   * const { id } = await dam.upload(file, { filename: 'bear.jpg', profile: 'Default', metadata: { title: ['A bear'] } });
   */
  upload(source: UploadSource, options: UploadOptions): Promise<{ id: string }>;
  /**
   * Waits until an uploaded file is processed. It looks at once, then after 1 s, and then less often, up to every 15 s.
   *
   * @throws {ProcessingTimeoutError} after `timeout`, or if the service keeps showing an unknown state; you can wait
   * for the id again.
   *
   * @example
   * const asset = await dam.waitForProcessing(id, { timeout: 600_000 });
   */
  waitForProcessing(id: string, options?: ProcessingOptions): Promise<Asset>;
  /**
   * Begins a sign-in: send the person to `url`, and keep the rest for `fromCallback`, for ten minutes at most.
   *
   * @throws {ConfigurationError} if there is no account, or the client has no `clientId`.
   *
   * @example
   * const request = await dam.createAuthorizationUrl({ account: 'mysite', redirectUri: 'https://app.example.com/callback' });
   */
  createAuthorizationUrl(options: DamAuthorizationOptions): Promise<AuthorizationRequest>;
  /**
   * Ends a sign-in: exchanges the code for tokens, and stores them under the key, in place of what is there.
   *
   * @returns A client of the person who consented.
   * @throws {CallbackError} if the callback does not belong to this request, or a user of another account consented.
   * @throws {ReauthorizationRequiredError} if the code was refused, or was used before.
   *
   * @example
   * const person = await dam.fromCallback(callbackUrl, request, { key: 'user:42' });
   */
  fromCallback(
    callbackUrl: string | URL,
    request: AuthorizationRequest,
    options: { readonly key: string },
  ): Promise<DamClient>;
  /**
   * The same client with the tokens of another key; store, transport and limits are shared. No I/O.
   *
   * @example
   * const person = dam.forKey('user:42');
   */
  forKey(key: string): DamClient;
  /**
   * Stores tokens that you already have. Gives `kept` if the key holds a live authorisation, or has had this refresh
   * token before.
   *
   * @example
   * await dam.connect({ key: 'user:42', refreshToken });
   */
  connect(connection: KeyedConnection): Promise<'stored' | 'kept'>;
  /**
   * Ends the authorisation at the service, and removes it from the store. A token that the service no longer knows
   * counts as ended.
   *
   * @param options `personalToken: true` is needed to end a personal token, which an administrator made.
   * @throws {TokenRequestError} if the service did not confirm it. It is removed from the store all the same.
   *
   * @example
   * await dam.forKey('user:42').revoke();
   */
  revoke(options?: { readonly personalToken?: boolean | undefined }): Promise<void>;
  /** Waits for token requests that are under way. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * A typed client of DAM v2. With client id and secret it acts for people who consented: `createAuthorizationUrl` and
 * `fromCallback` sign them in, `forKey` selects one of them. With a personal token it acts for that token's user.
 *
 * @throws {ConfigurationError} naming the option that is missing or wrong.
 *
 * @example
 * const dam = createDamClient({ clientId, clientSecret, store: fileStore('/var/lib/app/tokens') });
 */
export function createDamClient(options: DamClientOptions): DamClient {
  const { account, clock = systemClock, rateLimit = 50, chunksAtOnce = 40 } = options;
  if (account !== undefined) checkAccount(account);
  if (rateLimit !== false && !(rateLimit >= 1)) refuseOption('rateLimit', 'must be 1 or more');
  if (!(chunksAtOnce >= 1)) refuseOption('chunksAtOnce', 'must be 1 or more');
  const baseUrl = secureUrl(options.baseUrl ?? 'https://api.widencollective.com', 'baseUrl');
  const v1BaseUrl = fillAccount(options.v1BaseUrl ?? accountUrl, 'v1BaseUrl', account);
  const tokenUrl = options.tokenUrl ?? `${baseUrl.href.replace(/\/$/, '')}/v2/oauth/access-token`;
  const authorizationUrl = fillAccount(options.consentUrl ?? `${accountUrl}/allowaccess`, 'consentUrl');
  const profile = damProfile({ tokenUrl, authorizationUrl });
  const limit = rateLimit === false ? undefined : createRateLimit(rateLimit, clock);
  const onEvent: TokenOptions['onEvent'] = (event) => {
    if (event.type === 'replayed') limit?.count(); // the core has sent a request again, without asking the limit
    return options.onEvent?.(event); // returned, because the core handles the rejection of a promise
  };
  const tokens = createClientTokens(
    { ...options, onEvent },
    { profile, grant: refreshToken(), origins: [baseUrl, v1BaseUrl] },
  );
  return clientOf(tokens, {
    ...options,
    profile,
    baseUrl,
    v1BaseUrl,
    clock,
    rateLimit: limit,
    slots: { free: chunksAtOnce, waiting: [] },
    isChecked: isChecking(options.validate),
    isPersonal: options.accessToken !== undefined,
  });
}

/** What all clients of one `createDamClient` share. */
interface Shared extends Omit<Access, 'http' | 'tokens'>, HostOptions {}

function clientOf(tokens: TokenSource, shared: Shared): DamClient {
  const http = createHosts(tokens, shared);
  const access: Access = { ...shared, http, tokens };
  const search = (options: SearchOptions<StandardSchema | undefined> = {}): Items<unknown> =>
    createItems<unknown, SearchCursor>({
      ...options,
      fetchPage: async (...page) => (await beyondCalls()).fetchSearchPage(access, options, ...page),
    });
  const paginate = (path: keyof ListItems, list: ListCall = {}): Items<unknown> =>
    createItems<unknown, Cursor>({
      ...list,
      fetchPage: async (...page) => (await beyondCalls()).fetchListPage(access, path, list, ...page),
    });

  return {
    ...createCalls<DamOperations>(http),
    paginate: paginate as Paginate, // the types come from a document; at run time every path is a text
    request: http.request,
    tokens,
    search: search as DamClient['search'], // assets are as the service's document says, or as the schema checked them
    upload: async (...upload) => (await beyondCalls()).uploadAsset(access, ...upload),
    waitForProcessing: async (...wait) => (await beyondCalls()).waitForProcessing(access, ...wait),
    createAuthorizationUrl: async (begin) => (await beyondCalls()).beginSignIn(access, begin),
    async fromCallback(callbackUrl, request, { key }) {
      const person = tokens.forKey(key);
      await (await beyondCalls()).endSignIn(access, callbackUrl, request, person);
      return clientOf(person, shared);
    },
    forKey: (key) => clientOf(tokens.forKey(key), shared),
    connect: async ({ key, ...connection }) => (key === undefined ? tokens : tokens.forKey(key)).connect(connection),
    revoke: async (end) => (await beyondCalls()).endAuthorization(access, end),
    [Symbol.asyncDispose]: () => tokens[Symbol.asyncDispose](),
  };
}
