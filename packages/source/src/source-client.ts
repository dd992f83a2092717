import {
  type CallDefaults,
  type CallOptions,
  createClientTokens,
  createHttpClient,
  type FixedAccessToken,
  type GivenTokens,
  type HttpClient,
  type Items,
  type KeyedConnection,
  type RequestOptions,
  type TokenOptions,
} from '@acme/http';
import {
  type AuthorizationRequest,
  ConfigurationError,
  clientCredentials,
  createAuthorizationUrl,
  createTokenSource,
  readCallback,
  refreshToken,
  secureUrl,
  type TokenSource,
} from '@acme/oauth-core';
import { readDocument } from './document.ts';
import type { AttributesOf, Entry, Identifier, IncludePath, UntypedEntry } from './entry.ts';
import type { Filter } from './filter.ts';
import { listEntries } from './list.ts';
import { type QueryBuilder, writeQuery } from './query.ts';
import { type Reading, readEntries } from './read-entry.ts';
import type { AnyResource } from './resource.ts';
import { type MenuItem, type ResolvedPath, readIndex, readMenu, resolvePath } from './site.ts';
import { toSourceError } from './source-error.ts';
import { sourceProfile } from './source-profile.ts';
import { type EntryInput, linkageOf, type UntypedInput, writeEntry } from './write-entry.ts';

/** Options besides the credentials. */
export interface SourceOptions extends TokenOptions, CallDefaults {
  /** `https://my-site.example.com`. */
  readonly siteUrl: string | URL;
  /** Where the site serves JSON:API: `/api` at Source, `/jsonapi` on Cloud Platform. Default: `/api`. */
  readonly apiPrefix?: string;
  /** Default: the token endpoint of the site. */
  readonly tokenUrl?: string | URL;
  /** The `User-Agent` header. Default: `acme-source`. */
  readonly userAgent?: string;
}

/** The app's own id, with its secret unless it is a public client; a token; or nobody: published content only. */
export type SourceCredentials =
  | {
      readonly clientId: string;
      /** Left out for a public client, which acts for people only. */
      readonly clientSecret?: string;
      /** Of the app's own tokens. Left out: all that the API client has. */
      readonly scope?: string | readonly string[];
      readonly accessToken?: never;
      readonly tokens?: never;
    }
  | (FixedAccessToken & { readonly scope?: never })
  | (GivenTokens & { readonly scope?: never })
  | {
      readonly clientId?: never;
      readonly clientSecret?: never;
      readonly accessToken?: never;
      readonly tokens?: never;
      readonly scope?: never;
    };

export type SourceClientOptions = SourceOptions & SourceCredentials;

/** What every call of an entry takes. */
export interface EntryOptions<Include extends string = string>
  extends Pick<CallOptions, 'signal' | 'timeout' | 'totalTimeout' | 'retry' | 'headers' | 'fetchOptions'> {
  /** Relationships to fetch along, at most three deep: `['tags', 'uid.roles']`. */
  readonly include?: readonly Include[];
  /** Fields by resource type; the others are left out, and the schema of that type is not applied. */
  readonly fields?: Readonly<Record<string, readonly string[] | undefined>>;
  /** `rel:working-copy`, `rel:latest-version` or `id:42`. */
  readonly resourceVersion?: string;
  /** Another language than the site's own: `de`. */
  readonly locale?: string;
}

/** What lists take besides. */
export interface EntryListOptions<Include extends string = string, Field extends string = string>
  extends EntryOptions<Include> {
  readonly filter?: Filter<Field>;
  /** Fields to sort by, those with a minus downwards. */
  readonly sort?: readonly string[];
  /** Entries of one page, 50 at most. Default: the site's. */
  readonly pageSize?: number;
  /** Entries in all. Default: every one. */
  readonly limit?: number;
  /** Pages fetched ahead. Default: 1. */
  readonly prefetch?: number;
  /** A query written by `drupal-jsonapi-params`; goes before the rest. */
  readonly params?: QueryBuilder;
}

/** Options of a write. */
export type WriteOptions = Omit<EntryOptions<never>, 'include' | 'fields' | 'resourceVersion'>;

/** The entries that one field links to. */
export interface RelationshipCalls {
  get(options?: WriteOptions): Promise<readonly Identifier[]>;
  add(identifiers: readonly Identifier[], options?: WriteOptions): Promise<void>;
  remove(identifiers: readonly Identifier[], options?: WriteOptions): Promise<void>;
  /** `null` empties a relationship to one entry. */
  replace(identifiers: readonly Identifier[] | Identifier | null, options?: WriteOptions): Promise<void>;
}

type FieldsOf<R extends AnyResource> = (keyof AttributesOf<R> | keyof R['relationships']) & string;
type Fields<R extends AnyResource> =
  | FieldsOf<R>
  | `${string}.${string}`
  | `drupal_internal__${string}`
  | 'id'
  | 'status';
type RelatedEntry<R extends AnyResource, Field extends keyof R['relationships']> =
  ReturnType<R['relationships'][Field]['target']> extends infer Target extends AnyResource
    ? Entry<Target>
    : UntypedEntry;

/** A client of one Source site. */
export interface SourceClient {
  /** The client's tokens; `undefined` where it has no credentials. */
  readonly tokens: TokenSource | undefined;
  /** Entries of a type, page after page. */
  list<R extends AnyResource, const Include extends IncludePath<R> = never>(
    resource: R,
    options?: EntryListOptions<Include, Fields<R>>,
  ): Items<Entry<R, Include>>;
  list(type: string, options?: EntryListOptions): Items<UntypedEntry>;
  /** @throws {SourceApiError} `not_found` where there is no such entry. */
  get<R extends AnyResource, const Include extends IncludePath<R> = never>(
    resource: R,
    id: string,
    options?: EntryOptions<Include>,
  ): Promise<Entry<R, Include>>;
  get(type: string, id: string, options?: EntryOptions): Promise<UntypedEntry>;
  /** @throws {SourceApiError} `read_only` on a site that allows no writes; `invalid_request` with `fields`. */
  create<R extends AnyResource>(resource: R, input: EntryInput<R>, options?: WriteOptions): Promise<Entry<R>>;
  create(type: string, input: UntypedInput, options?: WriteOptions): Promise<UntypedEntry>;
  update<R extends AnyResource>(
    resource: R,
    id: string,
    changes: EntryInput<R>,
    options?: WriteOptions,
  ): Promise<Entry<R>>;
  update(type: string, id: string, changes: UntypedInput, options?: WriteOptions): Promise<UntypedEntry>;
  delete(resource: AnyResource | string, id: string, options?: WriteOptions): Promise<void>;
  /** The entries that a field links to, whole. */
  related<R extends AnyResource, Field extends keyof R['relationships'] & string>(
    resource: R,
    id: string,
    field: Field,
    options?: EntryListOptions,
  ): Items<RelatedEntry<R, Field>>;
  related(type: string, id: string, field: string, options?: EntryListOptions): Items<UntypedEntry>;
  /** What a field links to, to be read and changed. */
  relationship(resource: AnyResource | string, id: string, field: string): RelationshipCalls;
  /** Uploads a file for a field, and gives the file's entry: link it by `update`. */
  upload(
    resource: AnyResource | string,
    field: string,
    file: Blob | ReadableStream<Uint8Array>,
    options: WriteOptions & { readonly filename: string },
  ): Promise<UntypedEntry>;
  /** Where each resource type is, by its name. */
  index(options?: WriteOptions): Promise<Readonly<Record<string, string>>>;
  /** What a path shows; `undefined` where the site has nothing there. Needs the module Decoupled Router. */
  resolvePath(path: string, options?: WriteOptions): Promise<ResolvedPath | undefined>;
  /** A menu as a tree. Needs the module JSON:API Menu Items. */
  menu(name: string, options?: WriteOptions): Promise<readonly MenuItem[]>;
  /** The answer with its body untouched: any path below the site, or a link of the same origin. */
  request(method: string, pathOrLink: string, options?: RequestOptions): Promise<Response>;
  /** Begins a sign-in: send the person to `url`, and keep the rest for `fromCallback`. */
  createAuthorizationUrl(options: {
    readonly redirectUri: string | URL;
    readonly scope?: string | readonly string[];
  }): Promise<AuthorizationRequest>;
  /** Ends a sign-in: exchanges the code, replaces what the key holds, and gives the client of that person. */
  fromCallback(
    callbackUrl: string | URL,
    request: AuthorizationRequest,
    options: { readonly key: string },
  ): Promise<SourceClient>;
  /** The same client for a person who has signed in. No I/O. */
  forKey(key: string): SourceClient;
  /** Moves in with a person's tokens that are already there. */
  connect(connection: KeyedConnection & { readonly key: string }): Promise<'stored' | 'kept'>;
  /** Waits for tokens that are on their way. */
  [Symbol.asyncDispose](): Promise<void>;
}

const mediaType = 'application/vnd.api+json';

/**
 * A client of one Source site: for the app itself with id and secret, for people who sign in, or, without credentials,
 * for what is published.
 *
 * @throws {ConfigurationError} naming the option that is missing or can't be right.
 */
export function createSourceClient(options: SourceClientOptions): SourceClient {
  const { clientId, clientSecret, accessToken, scope, tokens: given } = options;
  const site = secureUrl(options.siteUrl, 'siteUrl');
  if ((options.apiPrefix ?? '/api') !== '' && !/^(\/[\w.-]+)+$/.test(options.apiPrefix ?? '/api')) {
    throw new ConfigurationError(
      "apiPrefix must be a path without a slash at its end: '/api', or '/jsonapi'.",
      'apiPrefix',
    );
  }
  const service = { profile: profileOf(options), origins: [site] };
  if (clientId !== undefined && clientSecret === undefined) return clientOf(peopleOf(options), site, options);
  if (clientId === undefined && clientSecret === undefined && accessToken === undefined && given === undefined) {
    return clientOf(undefined, site, options);
  }
  const grant = clientCredentials(scope === undefined ? {} : { scope });
  // The three kinds that are left are the ones that every client takes.
  const credentials = options as Parameters<typeof createClientTokens>[0];
  return clientOf(createClientTokens(credentials, options, { ...service, grant }), site, options);
}

const profileOf = ({ siteUrl, tokenUrl }: SourceOptions): ReturnType<typeof sourceProfile> =>
  sourceProfile(siteUrl, tokenUrl === undefined ? {} : { tokenUrl });

/** Tokens of people who sign in: they are found under their keys, in a store that has to be there. */
function peopleOf(options: SourceClientOptions): TokenSource {
  const { clientId, clientSecret, store, fetch, clock, onEvent, waitUntil, siteUrl } = options;
  if (clientId === undefined) {
    throw new ConfigurationError('clientId is missing: a sign-in needs an API client of the site.', 'clientId');
  }
  return createTokenSource({
    profile: profileOf(options),
    clientId,
    grant: refreshToken(),
    origins: [siteUrl],
    ...(clientSecret === undefined ? {} : { clientSecret }),
    ...(store && { store }),
    ...(fetch && { fetch }),
    ...(clock && { clock }),
    ...(onEvent && { onEvent }),
    ...(waitUntil && { waitUntil }),
  });
}

function clientOf(tokens: TokenSource | undefined, site: URL, options: SourceClientOptions): SourceClient {
  const { apiPrefix = '/api', clock, userAgent = 'acme-source', timeout, totalTimeout, retry, clientId } = options;
  const http: HttpClient = createHttpClient({
    baseUrl: site,
    fetch: tokens?.fetch ?? ((input, init) => (options.fetch ?? globalThis.fetch)(input, init)),
    headers: { accept: mediaType, 'user-agent': userAgent },
    repeatsPutAndDelete: true,
    toError: toSourceError,
    ...(clock && { clock }),
    timeout,
    totalTimeout,
    retry,
  });
  const jsonApi = { 'content-type': mediaType };
  let people: TokenSource | undefined;
  const personTokens = (): TokenSource => {
    people ??= peopleOf(options);
    return people;
  };

  const prefixOf = (locale: string | undefined): string => {
    if (locale === undefined) return '';
    if (/^[a-z]{2,3}(-[a-z\d]+)*$/i.test(locale)) return `/${locale}`;
    throw new ConfigurationError("locale must be a language code: 'de', 'pt-br'.", 'locale');
  };
  const pathOf = (resource: AnyResource | string, locale: string | undefined, ...segments: string[]): string => {
    const type = typeof resource === 'string' ? resource : resource.type;
    if (!/^[\w-]+--[\w-]+$/.test(type)) {
      throw new ConfigurationError("type must be a resource type, such as 'node--article'.", 'type');
    }
    const rest = segments.map((segment) => {
      if (/^[\w-]+$/.test(segment)) return `/${segment}`;
      throw new ConfigurationError('id must be a UUID, and field the name of a field.', 'id');
    });
    return `${prefixOf(locale)}${apiPrefix}/${type.replace('--', '/')}${rest.join('')}`;
  };
  const readingOf = (
    resource: AnyResource | string,
    { include = [], fields = {} }: EntryOptions,
  ): Omit<Reading, 'request'> => ({
    ...(typeof resource === 'string' ? {} : { resource }),
    include,
    sparse: new Set(Object.keys(fields)),
  });
  const callOf = ({
    signal,
    timeout: own,
    totalTimeout: whole,
    retry: repeats,
    headers,
    fetchOptions,
  }: CallOptions): RequestOptions => ({
    signal,
    timeout: own,
    totalTimeout: whole,
    retry: repeats,
    headers,
    fetchOptions,
  });
  const withQuery = (path: string, query: string): string => (query === '' ? path : `${path}?${query}`);
  const oneOf = async (
    method: string,
    path: string,
    resource: AnyResource | string,
    entryOptions: EntryOptions,
    call: RequestOptions,
  ): Promise<UntypedEntry> => {
    const request = { method, url: path };
    const document = readDocument(await http.call(method, path, call), request);
    const [entry] = await readEntries(document, { ...readingOf(resource, entryOptions), request });
    // A document of one entry has one; `null` is an answer to `related` only.
    return entry as UntypedEntry;
  };
  const list = (path: string, resource: AnyResource | string, listOptions: EntryListOptions): Items<UntypedEntry> =>
    listEntries(http, site.origin, withQuery(path, writeQuery(listOptions)), readingOf(resource, listOptions), {
      ...callOf(listOptions),
      ...(listOptions.limit === undefined ? {} : { limit: listOptions.limit }),
      ...(listOptions.prefetch === undefined ? {} : { prefetch: listOptions.prefetch }),
    });
  const write = (
    method: string,
    resource: AnyResource | string,
    input: object,
    id: string | undefined,
    writing: WriteOptions,
  ): Promise<UntypedEntry> => {
    const type = typeof resource === 'string' ? resource : resource.type;
    const body = JSON.stringify(writeEntry(type, typeof resource === 'string' ? undefined : resource, input, id));
    const path = pathOf(resource, writing.locale, ...(id === undefined ? [] : [id]));
    const call = callOf(writing);
    return oneOf(method, path, resource, {}, { ...call, body, headers: withHeaders(call.headers, jsonApi) });
  };

  const client = {
    tokens,
    list: (resource: AnyResource | string, listOptions: EntryListOptions = {}) =>
      list(pathOf(resource, listOptions.locale), resource, listOptions),
    get: (resource: AnyResource | string, id: string, entryOptions: EntryOptions = {}) =>
      oneOf(
        'GET',
        withQuery(pathOf(resource, entryOptions.locale, id), writeQuery(entryOptions)),
        resource,
        entryOptions,
        callOf(entryOptions),
      ),
    create: (resource: AnyResource | string, input: object, writing: WriteOptions = {}) =>
      write('POST', resource, input, undefined, writing),
    update: (resource: AnyResource | string, id: string, changes: object, writing: WriteOptions = {}) =>
      write('PATCH', resource, changes, id, writing),
    async delete(resource: AnyResource | string, id: string, writing: WriteOptions = {}) {
      await http.call('DELETE', pathOf(resource, writing.locale, id), callOf(writing));
    },
    related(resource: AnyResource | string, id: string, field: string, listOptions: EntryListOptions = {}) {
      const target = typeof resource === 'string' ? undefined : resource.relationships[field]?.target();
      return list(
        pathOf(resource, listOptions.locale, id, field),
        (target as AnyResource | undefined) ?? '', // `defineResource` takes resources only
        listOptions,
      );
    },
    relationship(resource: AnyResource | string, id: string, field: string): RelationshipCalls {
      const send = (method: string, data: unknown, writing: WriteOptions = {}): Promise<unknown> => {
        const call = callOf(writing);
        const body =
          data === undefined
            ? {}
            : { body: JSON.stringify({ data: linkageOf(data) }), headers: withHeaders(call.headers, jsonApi) };
        return http.call(method, pathOf(resource, writing.locale, id, 'relationships', field), { ...call, ...body });
      };
      return {
        async get(writing) {
          const { data } = readDocument(await send('GET', undefined, writing), {
            method: 'GET',
            url: `${id}/relationships/${field}`,
          });
          return data === null ? [] : [data].flat();
        },
        async add(identifiers, writing) {
          await send('POST', identifiers, writing);
        },
        async remove(identifiers, writing) {
          await send('DELETE', identifiers, writing);
        },
        async replace(identifiers, writing) {
          await send('PATCH', identifiers, writing);
        },
      };
    },
    upload(
      resource: AnyResource | string,
      field: string,
      file: Blob | ReadableStream<Uint8Array>,
      { filename, ...writing }: WriteOptions & { readonly filename: string },
    ) {
      const call = callOf(writing);
      return oneOf(
        'POST',
        pathOf(resource, writing.locale, field),
        '',
        {},
        {
          ...call,
          body: file,
          headers: withHeaders(call.headers, {
            'content-type': 'application/octet-stream',
            'content-disposition': `file; filename="${encodeURIComponent(filename)}"`,
          }),
        },
      );
    },
    index: (writing: WriteOptions = {}) => readIndex(http, `${prefixOf(writing.locale)}${apiPrefix}`, callOf(writing)),
    resolvePath: (path: string, writing: WriteOptions = {}) =>
      resolvePath(http, prefixOf(writing.locale), path, callOf(writing)),
    menu: (name: string, writing: WriteOptions = {}) =>
      readMenu(http, `${prefixOf(writing.locale)}${apiPrefix}/menu_items/${encodeURIComponent(name)}`, callOf(writing)),
    request: http.request,
    async createAuthorizationUrl({
      redirectUri,
      scope,
    }: {
      redirectUri: string | URL;
      scope?: string | readonly string[];
    }) {
      if (clientId === undefined) {
        throw new ConfigurationError('clientId is missing: a sign-in needs an API client of the site.', 'clientId');
      }
      return createAuthorizationUrl({
        profile: profileOf(options),
        clientId,
        redirectUri,
        ...(scope === undefined ? {} : { scope }),
        ...(clock && { clock }),
      });
    },
    async fromCallback(callbackUrl: string | URL, request: AuthorizationRequest, { key }: { readonly key: string }) {
      const code = readCallback(callbackUrl, request, clock ? { clock } : {});
      const person = personTokens().forKey(key);
      await person.exchange(code);
      return clientOf(person, site, options);
    },
    forKey: (key: string) => clientOf(personTokens().forKey(key), site, options),
    connect: ({ key, ...connection }: KeyedConnection & { readonly key: string }) =>
      personTokens().forKey(key).connect(connection),
    async [Symbol.asyncDispose]() {
      await tokens?.[Symbol.asyncDispose]();
      await people?.[Symbol.asyncDispose]();
    },
  };
  return client as unknown as SourceClient; // entries are as the resources say; their schemas are applied at run time
}

function withHeaders(own: HeadersInit | undefined, added: Readonly<Record<string, string>>): Headers {
  const headers = new Headers(own);
  for (const [name, value] of Object.entries(added)) headers.set(name, value);
  return headers;
}
