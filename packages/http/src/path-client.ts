import { ConfigurationError } from '@acme/oauth-core';
import type { CallOptions } from './call-options.ts';
import { InvalidAnswerError, type RequestLine } from './errors.ts';
import type { HttpClient, RequestOptions } from './http-client.ts';
import { createItems, type FetchedPage, type Items, type ListOptions } from './pages.ts';
import type { Query } from './request-url.ts';
import { type StandardSchema, validate } from './standard-schema.ts';

/** The operations of a service by method and path: what a generated `operations.d.ts` exports. */
export interface PathOperations {
  get: object;
  post: object;
  put: object;
  delete: object;
  /** What `paginate` yields, by path. */
  paged: object;
}

/** The answer of an operation. An index: `extends { answer: infer A }` costs more to check. */
export type Answer<Operation> = Operation['answer' & keyof Operation];

/** The inputs of an operation: `path`, `query`, `body`. */
export type Options<Operation> = NonNullable<Operation['options' & keyof Operation]>;

/**
 * The arguments after the path: none needed where an operation needs none.
 *
 * The first line lets a wrong path show its own error. It must not distribute: write `keyof M extends P`.
 */
export type Args<M, P extends keyof M, S, More = unknown> = keyof M extends P
  ? // biome-ignore lint/suspicious/noExplicitAny: only ever chosen where the path is wrong, so that no second error hides it
    [options?: any]
  : undefined extends M[P]['options' & keyof M[P]]
    ? [options?: Options<M[P]> & CallOptions<S> & More]
    : [keyof M[P] & 'options'] extends [never]
      ? [options?: CallOptions<S> & More]
      : [options: Options<M[P]> & CallOptions<S> & More];

/** The output of the schema where one was handed in. */
export type Result<A, S> = S extends StandardSchema<infer Output> ? Output : A;

/** The id of an operation: hovering a call shows it. */
export type OperationId<Operation> = Operation['id' & keyof Operation];

/** One method: path first, everything else in one object. `_Id` is there for hovers alone. */
type Call<M> = <P extends keyof M, S extends StandardSchema | undefined = undefined, _Id = OperationId<M[P]>>(
  path: P,
  ...args: Args<M, P, S>
) => Promise<Result<Answer<M[P]>, S>>;

/** Typed calls by path. */
export interface PathCalls<M extends PathOperations> {
  get: Call<M['get']>;
  post: Call<M['post']>;
  put: Call<M['put']>;
  delete: Call<M['delete']>;
}

/** Typed calls by path, and lists. */
export interface PathClient<M extends PathOperations> extends PathCalls<M> {
  /** The items of a list, page after page. `schema` checks each item. */
  paginate<P extends keyof M['paged'] & keyof M['get'], S extends StandardSchema | undefined = undefined>(
    path: P,
    ...args: Args<M['get'], P, S, ListOptions>
  ): Items<Result<M['paged'][P], S>>;
}

/** How a service pages. */
export interface Paging {
  /** The query that asks for pages of this size. */
  readonly sizeQuery: (pageSize: number) => Query;
  /** What every list must be like. */
  readonly envelope?: StandardSchema | undefined;
  /**
   * @returns the page, and what the query of the next one has besides.
   * @throws {InvalidAnswerError} where the answer is no list.
   */
  readonly readPage: (document: unknown, query: Query, request: RequestLine) => FetchedPage<unknown, Query>;
}

export function createCalls<M extends PathOperations>(http: HttpClient): PathCalls<M> {
  const call =
    (method: string) =>
    (path: string, options?: RequestOptions): Promise<unknown> =>
      http.call(method, path, options);
  const calls = { get: call('GET'), post: call('POST'), put: call('PUT'), delete: call('DELETE') };
  return calls as unknown as PathCalls<M>; // the types come from a document; at run time every path is a text
}

/** @param paging A function is called by the lists: what they need may be loaded by the first one. */
export function createPathClient<M extends PathOperations>(
  http: HttpClient,
  paging: Paging | (() => Promise<Paging>),
): PathClient<M> {
  function paginate(path: string, options: RequestOptions & ListOptions = {}): Items<unknown> {
    const { limit, pageSize, prefetch, schema, query, ...rest } = options;
    return createItems<unknown, Query>({
      limit,
      prefetch,
      signal: options.signal,
      async fetchPage(cursor, signal) {
        if (pageSize !== undefined && !(Number.isInteger(pageSize) && pageSize > 0)) {
          throw new ConfigurationError('pageSize must be a whole number of items, 1 or more.', 'pageSize');
        }
        const { sizeQuery, envelope, readPage } = typeof paging === 'function' ? await paging() : paging;
        const asked = { ...(pageSize !== undefined && sizeQuery(pageSize)), ...query, ...cursor };
        const document = await http.call('GET', path, { ...rest, query: asked, signal, schema: envelope });
        const request = { method: 'GET', url: path };
        const read = readPage(document, asked, request);
        if (read.next && JSON.stringify({ ...asked, ...read.next }) === JSON.stringify(asked)) {
          throw new InvalidAnswerError(request, 'the answer names itself as the next page');
        }
        if (schema === undefined) return read;
        const items = await Promise.all(read.page.items.map((item) => validate(schema, item, request)));
        return { ...read, page: { ...read.page, items } };
      },
    });
  }

  return { ...createCalls<M>(http), paginate } as unknown as PathClient<M>; // the types come from a document; at run time every path is a text
}
