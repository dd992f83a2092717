import {
  type CallOptions,
  checkSchema,
  type FetchedPage,
  InvalidAnswerError,
  type ListOptions,
  type RequestLine,
  type StandardSchema,
  validate,
} from '@acme/http';
import type { Access } from './access.ts';
import { DamApiError } from './dam-error.ts';
import { SearchPage } from './envelope.ts';
import type { GetOperations } from './operations.gen.ts';
import { pageSizeOf } from './page-size.ts';

type SearchQuery = NonNullable<NonNullable<GetOperations['/v2/assets/search']['options']>['query']>;

type Filters = {
  readonly [Name in keyof SearchQuery as Name extends 'expand' | `include_${string}` | `search_${string}`
    ? Name
    : never]?: SearchQuery[Name] | undefined;
};

/** What an editor completes. */
type SearchSort = `${'' | '-'}${'filename' | 'size' | 'created_date' | 'last_update_date'}`;

/** What to search for, and the options of the list and of each call. */
export interface SearchOptions<Schema = undefined> extends ListOptions, CallOptions<Schema>, Filters {
  /** In the syntax of the quick search; `assetQuery` writes it safely. Default: all assets. */
  readonly query?: string | undefined;
  /** `filename`, `size`, `created_date` or `last_update_date`; with a minus, descending. Default: `-created_date`. */
  readonly sort?: SearchSort | (string & {}) | undefined;
  /** Checks each asset, and gives it its type: a schema of zod, or any other Standard Schema. */
  readonly schema?: Schema | undefined;
}

/** Where a search goes on. */
export interface SearchCursor {
  /** The latest scroll id. */
  readonly scrollId: string;
  /** The assets of the previous page. */
  readonly before: ReadonlySet<string>;
  /** The previous page had no other assets than the one before it. */
  readonly again: boolean;
}

/** The most assets that a page may have. */
const largestPage = 100;

/**
 * One page of a search. It scrolls, as paging by offset ends at 10,000 assets.
 *
 * @param cursor Left out for the first page.
 * @throws {DamApiError} `invalid_request` if the service did not understand the query: `detail` is its explanation;
 * `not_found` if it has forgotten the search.
 */
export async function fetchSearchPage(
  { http, isChecked }: Access,
  options: SearchOptions<StandardSchema | undefined>,
  cursor: SearchCursor | undefined,
  signal: AbortSignal,
): Promise<FetchedPage<unknown, SearchCursor>> {
  const { limit = Infinity, pageSize, schema, expand } = options;
  checkSchema(schema);
  const filters = Object.entries(options).filter(([name]) => /^(include_|search_|query$|sort$)/.test(name));
  const size = pageSizeOf(pageSize, limit, largestPage);
  // `expand` is sent with every page: the service forgets it.
  const asked = cursor
    ? { scroll_id: cursor.scrollId, expand }
    : { ...Object.fromEntries(filters), expand, scroll: true, limit: size };
  const url = cursor ? '/v2/assets/search/scroll' : '/v2/assets/search';
  const request = { method: 'GET', url };
  const envelope = isChecked ? SearchPage : undefined;
  const sent = { ...options, query: asked, signal, schema: envelope };
  const answer = await http.call('GET', url, sent).catch((error: unknown) => {
    if (cursor && DamApiError.is(error) && error.code === 'not_found') throw forgotten(error);
    throw error;
  });
  const document = (answer ?? {}) as SearchPage; // checked by the envelope; without one, `items` is checked below
  if (document.query_syntax_ok === false) throw misunderstood(request, document.query_explained);

  const { items: found, total_count: total, scroll_id: scrollId } = document;
  if (!Array.isArray(found)) throw new InvalidAnswerError(request, 'the answer has no list of items');
  const items = cursor ? found.filter(({ id }) => !cursor.before.has(id)) : found;
  const checked = schema ? await Promise.all(items.map((item) => validate(schema, item, request, item.id))) : items;
  const page = { items: checked, total: total ?? undefined, links: {}, document };
  if (found.length === 0 || !scrollId) return { page };
  const again = items.length === 0;
  if (again && (cursor?.again || scrollId === cursor?.scrollId)) {
    throw new InvalidAnswerError(request, 'the answer is the previous page again');
  }
  return { page, next: { scrollId, before: new Set(found.map(({ id }) => id)), again } };
}

const forgotten = (error: DamApiError): DamApiError =>
  new DamApiError(error, 'The service has forgotten this search: read its pages faster, or begin it again.');

function misunderstood(request: RequestLine, explanation: string | null | undefined): DamApiError {
  return new DamApiError(
    {
      status: 200,
      code: 'invalid_request',
      detail: explanation ?? undefined,
      request,
      headers: new Headers(),
      body: undefined,
    },
    'The query was not understood: write it with assetQuery.',
  );
}
