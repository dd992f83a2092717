import {
  type ApiError,
  createItems,
  type HttpClient,
  type Items,
  type ListOptions,
  type RequestOptions,
} from '@acme/http';
import { DamApiError } from './dam-error.ts';
import type { Asset, AssetSearchResult, GetOperations } from './operations.gen.ts';

type SearchQuery = NonNullable<NonNullable<GetOperations['/v2/assets/search']['options']>['query']>;

/** What is searched for, and the options of the list and of each call. */
export interface SearchOptions
  extends ListOptions,
    Pick<RequestOptions, 'signal' | 'timeout' | 'totalTimeout' | 'retry' | 'headers' | 'fetchOptions'>,
    Pick<SearchQuery, 'expand' | 'sort' | 'include_archived' | 'include_deleted' | 'search_document_text'> {
  /** In the syntax of the quick search; `assetQuery` writes it safely. Left out: every asset. */
  readonly query?: string;
}

/** Assets of one page at most. */
const largestPage = 100;

/**
 * Every asset that a query finds, past the 10,000 that paging by offset ends at: the search scrolls.
 *
 * @throws {DamApiError} `invalid_request` where the service did not understand the query; `detail` is its explanation.
 */
export function searchAssets(http: HttpClient, options: SearchOptions = {}): Items<Asset> {
  const { query, expand, sort, include_archived, include_deleted, search_document_text, ...list } = options;
  const { limit, pageSize = largestPage, prefetch, ...call } = list;
  const begin = {
    query,
    expand,
    sort,
    include_archived,
    include_deleted,
    search_document_text,
    scroll: true,
    limit: Math.min(pageSize, largestPage),
  };

  return createItems<Asset, string>({
    limit,
    prefetch,
    signal: options.signal,
    async fetchPage(scrollId, signal) {
      const first = scrollId === undefined;
      const path = first ? '/v2/assets/search' : '/v2/assets/search/scroll';
      const asked = first ? begin : { scroll_id: scrollId, expand }; // what is expanded is not remembered
      // The service answers as its document says; the parts that decide are looked at below.
      const result = (await http.call('GET', path, { ...call, query: asked, signal })) as AssetSearchResult;
      if (result.query_syntax_ok === false) throw misunderstood(path, result.query_explained);
      const { items, total_count: total, scroll_id: next } = result;
      const page = { items, total, links: {}, document: result };
      return items.length > 0 && next ? { page, next } : { page };
    },
  });
}

function misunderstood(path: string, explanation: string): ApiError {
  return new DamApiError(
    {
      status: 200,
      code: 'invalid_request',
      detail: explanation,
      request: { method: 'GET', url: path },
      headers: new Headers(),
      body: undefined,
    },
    'The query was not understood: assetQuery writes one that is.',
  );
}
