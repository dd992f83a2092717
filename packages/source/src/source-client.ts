import type { AnswerOptions, KeyedConnection } from '@acme/http';
import type { AuthorizationRequest, TokenSource } from '@acme/oauth-core';
import type {
  AnyFields,
  Entry,
  FieldOf,
  IncludePath,
  NoFields,
  RelatedEntry,
  RelatedResource,
  SparseFields,
  UntypedEntry,
} from './entry.ts';
import type { EntryListOptions, EntryOptions, ReadDefaults, SendOptions } from './entry-options.ts';
import type { EntryItems } from './list.ts';
import type { RelationshipCalls, ToManyCalls, ToOneCalls } from './relationship.ts';
import type { AnyResource } from './resource.ts';
import type { SignInOptions } from './sign-in.ts';
import type { MenuItem, ResolvedPath } from './site.ts';
import type { EntryInput } from './write-entry.ts';
import type { UploadOptions } from './writes.ts';

/** What a filter and a sort of a resource may name: its own fields, paths behind them, and what Drupal's content has anyway. */
type Sortable<R extends AnyResource> =
  | FieldOf<R>
  | `${string}.${string}`
  | `drupal_internal__${string}`
  | 'id'
  | 'status'
  | 'created'
  | 'changed'
  | 'langcode'
  | 'promote'
  | 'sticky';
type LinkOf<R extends AnyResource> = keyof R['relationships'] & string;
type LinkCalls<R extends AnyResource, Field extends LinkOf<R>> = string extends R['type']
  ? RelationshipCalls
  : R['relationships'][Field]['cardinality'] extends 'many'
    ? ToManyCalls<RelatedResource<R, Field>['type']>
    : ToOneCalls<RelatedResource<R, Field>['type']>;

/**
 * A client of one Source site. Every call rejects with a `SourceApiError` where the site says no, with the errors of
 * `HttpClient` where no answer came, and with an `OAuthError` where no token can be had. Where a call takes a resource, the name of its type will do: its entries are
 * then as the site sends them.
 */
export interface SourceClient {
  /** The client's tokens; `undefined` where it has no credentials. */
  readonly tokens: TokenSource | undefined;
  /**
   * Entries of a type, page after page.
   *
   * @example
   * for await (const article of source.list(Article, { filter: { status: true }, sort: ['-created'], limit: 100 })) {
   *   console.log(article.title);
   * }
   */
  list<
    R extends AnyResource = AnyResource,
    const Include extends IncludePath<R> = never,
    const Sparse extends SparseFields<R> & AnyFields = NoFields,
  >(
    resource: R | string,
    options?: EntryListOptions<Include, Sparse, Sortable<R>>,
  ): EntryItems<Entry<R, Include, Sparse>>;
  /**
   * One entry.
   *
   * @throws {SourceApiError} `not_found` where there is no such entry; `forbidden` where the caller may not see it.
   *
   * @example
   * const article = await source.get(Article, id, { include: ['tags'] });
   */
  get<
    R extends AnyResource = AnyResource,
    const Include extends IncludePath<R> = never,
    const Sparse extends SparseFields<R> & AnyFields = NoFields,
  >(resource: R | string, id: string, options?: EntryOptions<Include, Sparse>): Promise<Entry<R, Include, Sparse>>;
  /**
   * Makes an entry, and gives it as the site has it. Not repeated where it may have arrived: that would make two.
   *
   * @throws {SourceApiError} `read_only` on a site that allows no writes; `invalid_request` with `fields`.
   *
   * @example
   * const article = await source.create(Article, { title: 'Bears', tags: [tag] });
   */
  create<R extends AnyResource = AnyResource>(
    resource: R | string,
    input: EntryInput<R>,
    options?: SendOptions,
  ): Promise<Entry<R>>;
  /**
   * Changes what `changes` has; all else stays as it is.
   *
   * @example
   * await source.update(Article, id, { title: 'Brown bears' });
   */
  update<R extends AnyResource = AnyResource>(
    resource: R | string,
    id: string,
    changes: EntryInput<R>,
    options?: SendOptions,
  ): Promise<Entry<R>>;
  /**
   * What is gone already counts as deleted where the call was repeated.
   *
   * @example
   * await source.delete(Article, id);
   */
  delete(resource: AnyResource | string, id: string, options?: SendOptions): Promise<void>;
  /**
   * The entries that a field links to, whole.
   *
   * @example
   * for await (const tag of source.related(Article, id, 'tags')) console.log(tag.name);
   */
  related<
    R extends AnyResource = AnyResource,
    Field extends LinkOf<R> = LinkOf<R>,
    const Include extends IncludePath<RelatedResource<R, Field>> = never,
    const Sparse extends SparseFields<RelatedResource<R, Field>> & AnyFields = NoFields,
  >(
    resource: R | string,
    id: string,
    field: Field,
    options?: EntryListOptions<Include, Sparse>,
  ): EntryItems<RelatedEntry<R, Field, Include, Sparse>>;
  /**
   * What a field links to, to be read and changed.
   *
   * @example
   * await source.relationship(Article, id, 'tags').add([tag]);
   */
  relationship<R extends AnyResource = AnyResource, Field extends LinkOf<R> = LinkOf<R>>(
    resource: R | string,
    id: string,
    field: Field,
  ): LinkCalls<R, Field>;
  /**
   * Uploads a file for a field, and gives the file's entry: link it by `update`.
   *
   * @param field Any field of the type: it needs not be one that the resource declares.
   *
   * @example
   * const photo = await source.upload(Article, 'field_image', file, { filename: 'bear.jpg' });
   * await source.update(Article, id, { field_image: photo });
   */
  upload<R extends AnyResource = AnyResource>(
    resource: R | string,
    field: LinkOf<R> | (string & NoFields),
    file: Blob | ReadableStream<Uint8Array>,
    options: UploadOptions,
  ): Promise<UntypedEntry>;
  /**
   * Where each resource type is, by its name.
   *
   * @example
   * console.log(Object.keys(await source.index()));
   */
  index(options?: SendOptions): Promise<Readonly<Record<string, string>>>;
  /**
   * What a path shows; `undefined` where the site has nothing there. Needs the module Decoupled Router.
   *
   * @example
   * const found = await source.resolvePath('/about');
   * if (found?.type) console.log(await source.get(found.type, found.id));
   */
  resolvePath(path: string, options?: SendOptions): Promise<ResolvedPath | undefined>;
  /**
   * A menu as a tree. Needs the module JSON:API Menu Items.
   *
   * @example
   * for (const { title, url, children } of await source.menu('main')) console.log(title, url, children.length);
   */
  menu(name: string, options?: SendOptions): Promise<readonly MenuItem[]>;
  /**
   * The answer with its body untouched: any path below the site, or a link of the same origin.
   *
   * @example
   * const answer = await source.request('GET', '/sites/default/files/bear.jpg');
   */
  request(method: string, pathOrLink: string, options?: AnswerOptions): Promise<Response>;
  /**
   * The same client with other defaults, or with a cache. No I/O.
   *
   * @example
   * const german = source.withDefaults({ locale: 'de' });
   */
  withDefaults(defaults: ReadDefaults): SourceClient;
  /**
   * Begins a sign-in: send the person to `url`, and keep the rest for `fromCallback`, for ten minutes at most.
   *
   * @throws {ConfigurationError} where the client has no `clientId`.
   *
   * @example
   * const request = await source.createAuthorizationUrl({ redirectUri: 'https://app.example.com/callback' });
   */
  createAuthorizationUrl(options: SignInOptions): Promise<AuthorizationRequest>;
  /**
   * Ends a sign-in: exchanges the code, replaces what the key holds, and gives the client of that person.
   *
   * @throws {CallbackError} where the callback is not the answer to this request, or the person did not consent.
   * @throws {ReauthorizationRequiredError} where the code was refused, or was used before.
   *
   * @example
   * const person = await source.fromCallback(callbackUrl, request, { key: 'user:42' });
   */
  fromCallback(
    callbackUrl: string | URL,
    request: AuthorizationRequest,
    options: { readonly key: string },
  ): Promise<SourceClient>;
  /**
   * The same client for a person who has signed in. No I/O.
   *
   * @throws {ConfigurationError} where the client has no `clientId`. Of given `tokens`, make a client of `tokens.forKey(key)`.
   *
   * @example
   * const person = source.forKey('user:42');
   */
  forKey(key: string): SourceClient;
  /**
   * Moves in with a person's tokens that are already there: `kept` where the key holds a live authorisation, or has seen
   * this refresh token.
   *
   * @example
   * await source.connect({ key: 'user:42', refreshToken });
   */
  connect(connection: KeyedConnection & { readonly key: string }): Promise<'stored' | 'kept'>;
  /** Waits for tokens that are on their way. */
  [Symbol.asyncDispose](): Promise<void>;
}
