import {
  type CallDefaults,
  type Credentials,
  createCalls,
  createClientTokens,
  createHttpClient,
  type HttpClient,
  type HttpClientOptions,
  type Items,
  type KeyedConnection,
  type PathCalls,
  type RequestOptions,
  type TokenOptions,
} from '@acme/http';
import {
  type AuthorizationRequest,
  CallbackError,
  ConfigurationError,
  createAuthorizationUrl,
  parseToken,
  readCallback,
  refreshToken,
  secureUrl,
  systemClock,
  type TokenSource,
} from '@acme/oauth-core';
import { checkAccount, resolveV1BaseUrl } from './account.ts';
import type { UploadSource } from './chunk-source.ts';
import { toDamError } from './dam-error.ts';
import { damProfile } from './dam-profile.ts';
import { createPaginate, type Paginate } from './lists.ts';
import type { Asset, DamOperations } from './operations.gen.ts';
import { type ProcessingOptions, waitForProcessing } from './processing.ts';
import { createRateLimit, type RateLimit } from './rate-limit.ts';
import { type SearchOptions, searchAssets } from './search.ts';
import { withPatch } from './update.ts';
import { createSlots, type Slots, type UploadOptions, uploadAsset } from './upload.ts';

/** Options besides the credentials. */
export interface DamOptions extends TokenOptions, CallDefaults {
  /** Default: `https://api.widencollective.com`. */
  readonly baseUrl?: string | URL;
  /** Default: the token endpoint below `baseUrl`'s default. */
  readonly tokenUrl?: string | URL;
  /** Where a person consents; `{account}` is filled. Default: `https://{account}.widencollective.com/allowaccess`. */
  readonly consentUrl?: string | URL;
  /** Where paths under `/api/rest` are; `{account}` is filled. Default: `https://{account}.widencollective.com`. */
  readonly v1BaseUrl?: string | URL;
  /** The account (the vendor says collective). Default: the one in the token. */
  readonly account?: string;
  /** Requests in any second at most; `false`: no limit. Default: 50, the service's own. */
  readonly rateLimit?: number | false;
  /** Chunks of all uploads on their way at the same time. Default: 40, the service's own limit. */
  readonly chunksAtOnce?: number;
  /** The `User-Agent` header. Default: `acme-dam`. */
  readonly userAgent?: string;
}

export type DamClientOptions = DamOptions & Credentials;

/** What a sign-in begins with. */
export interface DamAuthorizationOptions {
  /** The account whose users may consent. Default: the client's. */
  readonly account?: string;
  readonly redirectUri: string | URL;
}

/** A client of DAM v2, and of the v1 routes that v2 has no counterpart for. */
export interface DamClient extends PathCalls<DamOperations> {
  /** The items of a list, page after page, whichever way the service pages it. `search` finds assets. */
  readonly paginate: Paginate;
  /** The client's tokens. */
  readonly tokens: TokenSource;
  /**
   * The answer with its body untouched: any path, or a link of the same origin.
   *
   * @throws {DamApiError} for a status of 400 and above.
   */
  request(method: string, pathOrLink: string, options?: RequestOptions): Promise<Response>;
  /** Every asset that a query finds, past any limit of pages. */
  search(options?: SearchOptions): Items<Asset>;
  /** Uploads a file and makes an asset of it: in one request where it is small, in chunks otherwise. */
  upload(source: UploadSource, options: UploadOptions): Promise<{ id: string }>;
  /** Waits until an uploaded file is processed. */
  waitForProcessing(id: string, options?: ProcessingOptions): Promise<Asset>;
  /** Begins a sign-in: send the person to `url`, and keep the rest for `fromCallback`. */
  createAuthorizationUrl(options: DamAuthorizationOptions): Promise<AuthorizationRequest>;
  /**
   * Ends a sign-in: exchanges the code, and replaces what the key holds.
   *
   * @returns The client of the person who consented.
   * @throws {CallbackError} where the callback is not the answer to this request, or another account consented.
   */
  fromCallback(
    callbackUrl: string | URL,
    request: AuthorizationRequest,
    options: { readonly key: string },
  ): Promise<DamClient>;
  /** The same client for another authorisation: shares store, transport and limits. No I/O. */
  forKey(key: string): DamClient;
  /** Moves in with tokens that are already there. */
  connect(connection: KeyedConnection): Promise<'stored' | 'kept'>;
  /**
   * Ends the authorisation at the service, and forgets it.
   *
   * @param options A personal token, made by an administrator, is ended only where this says so.
   */
  revoke(options?: { readonly personalToken?: boolean }): Promise<void>;
  /** Waits for tokens that are on their way. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** What all clients of one `createDamClient` share. */
interface Shared {
  readonly options: DamClientOptions;
  readonly baseUrl: URL;
  readonly rateLimit: RateLimit | undefined;
  readonly slots: Slots;
}

/**
 * A typed client of DAM v2. With client id and secret it acts for people who consented: `createAuthorizationUrl` and
 * `fromCallback` sign them in, `forKey` picks one. With a personal token it acts for that token's user.
 *
 * @throws {ConfigurationError} naming the option that is missing or can't be right.
 */
export function createDamClient(options: DamClientOptions): DamClient {
  const { account, clock = systemClock, rateLimit = 50, chunksAtOnce = 40 } = options;
  if (account !== undefined) checkAccount(account);
  if (rateLimit !== false && !(rateLimit >= 1)) {
    throw new ConfigurationError('rateLimit must be a number of requests a second, or false.', 'rateLimit');
  }
  if (!(chunksAtOnce >= 1))
    throw new ConfigurationError('chunksAtOnce must be a number of chunks, 1 or more.', 'chunksAtOnce');
  const baseUrl = secureUrl(options.baseUrl ?? 'https://api.widencollective.com', 'baseUrl');
  const tokens = createClientTokens(options, options, {
    profile: profileOf(options),
    grant: refreshToken(),
    origins: [baseUrl, v1Origin(options)],
  });
  return clientOf(tokens, {
    options,
    baseUrl,
    rateLimit: rateLimit === false ? undefined : createRateLimit(rateLimit, clock),
    slots: createSlots(chunksAtOnce),
  });
}

const v1Template = 'https://{account}.widencollective.com';

/** Where a token may go besides `baseUrl`: the host of the account that was named, or that the token itself names. */
function v1Origin({ account, v1BaseUrl = v1Template }: DamOptions): string {
  const template = decodeURI(String(v1BaseUrl));
  return account === undefined ? template : template.replace('{account}', account);
}

function profileOf({ tokenUrl, consentUrl }: DamOptions): ReturnType<typeof damProfile> {
  return damProfile({
    ...(tokenUrl === undefined ? {} : { tokenUrl, revocationUrl: tokenUrl }),
    ...(consentUrl === undefined ? {} : { authorizationUrl: consentUrl }),
  });
}

function clientOf(tokens: TokenSource, shared: Shared): DamClient {
  const { options } = shared;
  const { account, clock, accessToken } = options;
  const http = createTwoHosts(tokens, shared);

  return {
    ...createCalls<DamOperations>(http),
    paginate: createPaginate(http),
    request: http.request,
    tokens,
    search: (search) => searchAssets(http, search),
    upload: (source, upload) => uploadAsset(http, clock ?? systemClock, shared.slots, source, upload),
    waitForProcessing: (id, waiting) => waitForProcessing(http, clock ?? systemClock, id, waiting),
    async createAuthorizationUrl({ account: own = account, redirectUri }) {
      if (options.clientId === undefined) {
        throw new ConfigurationError(
          'clientId is missing: a sign-in needs the id and the secret of an integration.',
          'clientId',
        );
      }
      return createAuthorizationUrl({
        profile: profileOf(options),
        clientId: options.clientId,
        redirectUri,
        account: checkAccount(own ?? ''),
        ...(clock && { clock }),
      });
    },
    async fromCallback(callbackUrl, request, { key }) {
      const code = readCallback(callbackUrl, request, clock ? { clock } : {});
      requireAccount(request, code.code);
      const person = tokens.forKey(key);
      const token = await person.exchange(code);
      try {
        requireAccount(request, token.accessToken);
      } catch (error) {
        await person.revoke().catch(() => person.clear()); // it is nobody's here, whether or not the service hears of it
        throw error;
      }
      return clientOf(person, shared);
    },
    forKey: (key) => clientOf(tokens.forKey(key), shared),
    connect: ({ key, ...connection }) => (key === undefined ? tokens : tokens.forKey(key)).connect(connection),
    async revoke({ personalToken = false } = {}) {
      if (accessToken !== undefined && !personalToken) {
        throw new ConfigurationError(
          'personalToken must be true: this ends a token that an administrator made by hand.',
          'personalToken',
        );
      }
      await tokens.revoke();
    },
    [Symbol.asyncDispose]: () => tokens[Symbol.asyncDispose](),
  };
}

/** Consent was asked of one account; what another one's user brings is not taken. A token that tells no account passes. */
function requireAccount({ account }: AuthorizationRequest, token: string): void {
  const actual = parseToken(token)?.account;
  if (account === undefined || actual === undefined || actual.toLowerCase() === account.toLowerCase()) return;
  throw new CallbackError(
    `A user of the account ${JSON.stringify(actual)} consented, not one of ${JSON.stringify(account)}: begin the sign-in again.`,
    'other_account',
  );
}

/** Paths under `/api/rest` are v1's, at the account's own host; all others are v2's. */
function createTwoHosts(tokens: TokenSource, { options, baseUrl, rateLimit }: Shared): HttpClient {
  const { account, clock, userAgent = 'acme-dam', timeout, totalTimeout, retry, v1BaseUrl = v1Template } = options;
  const shared: Omit<HttpClientOptions, 'baseUrl'> = {
    async fetch(input, init) {
      await rateLimit?.pass(init?.signal ?? undefined);
      return tokens.fetch(input, init);
    },
    headers: { accept: 'application/json', 'user-agent': userAgent },
    repeatsPutAndDelete: true,
    onlyReads,
    multiSegment: ['categoryPath'],
    resetHeader: 'x-ratelimit-reset',
    toError: toDamError,
    onAnswer(answer) {
      const reset = answer.status === 429 ? Date.parse(answer.headers.get('x-ratelimit-reset') ?? '') : Number.NaN;
      const now = (clock ?? systemClock).wallTime?.() ?? (clock ?? systemClock).now();
      if (reset > now) rateLimit?.pauseFor(Math.min(reset - now, 10_000));
    },
    ...(clock && { clock }),
    timeout,
    totalTimeout,
    retry,
  };
  const v2 = createHttpClient({ ...shared, baseUrl });
  let v1: HttpClient | undefined;
  const hostOf = async (path: string, signal: AbortSignal | undefined): Promise<HttpClient> => {
    if (!path.startsWith('/api/rest')) return v2;
    v1 ??= createHttpClient({ ...shared, baseUrl: await resolveV1BaseUrl(tokens, { account, v1BaseUrl }, signal) });
    return v1;
  };
  return {
    request: async (method, path, call = {}) => (await hostOf(path, call.signal)).request(method, path, call),
    call: async (method, path, call = {}) =>
      (await hostOf(path, call.signal)).call(method, path, method === 'PUT' ? withPatch(path, call) : call),
  };
}

/** POSTs that change nothing, or nothing more the second time. */
const onlyReads = (method: string, path: string): boolean =>
  method === 'POST' && repeatable.some((beginning) => path.startsWith(beginning));

const repeatable = [
  '/v2/products/search',
  '/v2/analytics/assets/',
  '/api/rest/order/items/removals',
  '/api/rest/conversion/order/profile/',
  '/v2/uploads/chunks/start',
  '/v2/uploads/chunks/upload',
];
