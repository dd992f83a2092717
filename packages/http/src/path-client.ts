import { fetchPage } from './fetch-page.ts';
import type { HttpClient, RequestOptions } from './http-client.ts';
import { createItems, type FetchedPage, type Items, type ListOptions } from './pages.ts';
import { type Args, createCalls, type PathCalls, type PathOperations, type Result } from './path-calls.ts';
import type { Query } from './request-url.ts';
import type { StandardSchema } from './standard-schema.ts';

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
  /** The query that asks for pages of this size; `undefined`: of the service's own. */
  readonly sizeQuery: (pageSize: number | undefined) => Query;
  /** What every list must be like. */
  readonly envelope?: StandardSchema | undefined;
  /**
   * @param refuse Throws an `InvalidAnswerError`: the answer is no list.
   * @returns the page, and what the query of the next one has besides.
   */
  readonly readPage: (document: unknown, query: Query, refuse: (why: string) => never) => FetchedPage<unknown, Query>;
}

/** @param paging Called by the first list: what lists need may be loaded then. */
export function createPathClient<M extends PathOperations>(
  http: HttpClient,
  paging: () => Promise<Paging> | Paging,
): PathClient<M> {
  const paginate = (path: string, options: RequestOptions & ListOptions = {}): Items<unknown> =>
    createItems<unknown, Query>({
      ...options,
      fetchPage: async (cursor, signal) => fetchPage(http, await paging(), path, options, cursor, signal),
    });
  return { ...createCalls<M>(http), paginate } as unknown as PathClient<M>; // the types come from a document; at run time every path is a text
}
