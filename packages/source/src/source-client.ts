import type { AnswerOptions, KeyedConnection } from '@acme/http';
import type { AuthorizationRequest, TokenSource } from '@acme/oauth-core';
import type {
  AnyFields,
  Entry,
  FieldOf,
  IncludePath,
  KnownTypes,
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

/** What a filter and a sort of a resource may name: its own fields, paths below them, and the fields of all Drupal content. */
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
 * A client of one Source site. Every call rejects with a `SourceApiError` if the site refuses it, with a
 * `ConnectionError` or `RequestTimeoutError` if there is no answer, with an `InvalidAnswerError` if the answer can't be
 * used, and with an `OAuthError` if there is no token, or an input is wrong. Instead of a resource, a call also takes
 * the name of a type: its entries are then as the site sends them.
 */
export interface SourceClient {
  /** The client's tokens; `undefined` if it has no credentials. */
  readonly tokens: TokenSource | undefined;
  /**
   * Entries of a type, across all pages.
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
    options?: EntryListOptions<Include, Sparse & KnownTypes<R>, Sortable<R>>,
  ): EntryItems<Entry<R, Include, Sparse>>;
  /**
   * One entry.
   *
   * @throws {SourceApiError} `not_found` if there is no such entry; `forbidden` if the caller may not see it.
   *
   * @example
   * const article = await source.get(Article, id, { include: ['tags'] });
   */
  get<
    R extends AnyResource = AnyResource,
    const Include extends IncludePath<R> = never,
    const Sparse extends SparseFields<R> & AnyFields = NoFields,
  >(
    resource: R | string,
    id: string,
    options?: EntryOptions<Include, Sparse & KnownTypes<R>>,
  ): Promise<Entry<R, Include, Sparse>>;
  /**
   * Creates an entry, and returns it as the site has it. It is not repeated if it may have arrived: that could create
   * two.
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
   * Changes the fields that `changes` has; the others stay as they are. Pass only what changes, not the entry that you
   * have read: it lacks the links that you may not see, and sending its list back would remove them.
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
   * Deletes an entry. If the call had to be repeated, a 404 counts as success: an earlier attempt has deleted it.
   *
   * @example
   * await source.delete(Article, id);
   */
  delete(resource: AnyResource | string, id: string, options?: SendOptions): Promise<void>;
  /**
   * The entries that a field links to, with all their fields.
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
   * Reads and changes what a field links to.
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
   * Uploads a file for a field, and returns the file's entry. To link it, call `update`.
   *
   * @param field Any field of the type, also one that the resource does not declare.
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
   * The URL of each resource type, by its name.
   *
   * @example
   * console.log(Object.keys(await source.index()));
   */
  index(options?: SendOptions): Promise<Readonly<Record<string, string>>>;
  /**
   * What a path shows; `undefined` if the site has nothing there.
   *
   * @throws {SourceApiError} `not_found` if the site lacks the module Decoupled Router.
   *
   * @example
   * const found = await source.resolvePath('/about');
   * if (found?.type) console.log(await source.get(found.type, found.id));
   */
  resolvePath(path: string, options?: SendOptions): Promise<ResolvedPath | undefined>;
  /**
   * A menu as a tree.
   *
   * @throws {SourceApiError} `not_found` if the site lacks the module JSON:API Menu Items, or has no such menu.
   *
   * @example
   * for (const { title, url, children } of await source.menu('main')) console.log(title, url, children.length);
   */
  menu(name: string, options?: SendOptions): Promise<readonly MenuItem[]>;
  /**
   * The answer with its body unread, for any path below the site, or a link of the same origin.
   *
   * @example
   * const answer = await source.request('GET', '/sites/default/files/bear.jpg');
   */
  request(method: string, pathOrLink: string | URL, options?: AnswerOptions): Promise<Response>;
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
   * @throws {ConfigurationError} if the client has no `clientId`.
   *
   * @example
   * const request = await source.createAuthorizationUrl({ redirectUri: 'https://app.example.com/callback' });
   */
  createAuthorizationUrl(options: SignInOptions): Promise<AuthorizationRequest>;
  /**
   * Ends a sign-in: exchanges the code for tokens, stores them under the key, in place of what is there, and returns
   * the client of that person.
   *
   * @throws {CallbackError} if the callback does not belong to this request, or the person did not consent.
   * @throws {ReauthorizationRequiredError} if the code was refused, or was used before.
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
   * @throws {ConfigurationError} if the client has no `clientId`. If it has `tokens`, make a client with
   * `tokens.forKey(key)`.
   *
   * @example
   * const person = source.forKey('user:42');
   */
  forKey(key: string): SourceClient;
  /**
   * Stores a person's tokens that you already have. Gives `kept` if the key holds a live authorisation, or has had this
   * refresh token before.
   *
   * @example
   * await source.connect({ key: 'user:42', refreshToken });
   */
  connect(connection: KeyedConnection & { readonly key: string }): Promise<'stored' | 'kept'>;
  /** Waits for token requests that are under way. */
  [Symbol.asyncDispose](): Promise<void>;
}
