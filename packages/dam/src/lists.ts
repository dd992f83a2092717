import {
  type Args,
  checkSchema,
  type FetchedPage,
  InvalidAnswerError,
  type Items,
  type ListCall,
  type ListOptions,
  type Query,
  type Result,
  type StandardSchema,
  validate,
} from '@acme/http';
import { refuseOption } from '@acme/oauth-core';
import type { Access } from './access.ts';
import type {
  AssetDownloadEvent,
  AssetShareEvent,
  AssetViewEvent,
  GetOperations,
  OrderItem,
  PagedItems,
  PostOperations,
  Product,
  ViewableMetadataField,
} from './operations.gen.ts';
import { pageSizeOf } from './page-size.ts';

/** What `paginate` gives, by path: the lists of all styles that the service has. */
export interface ListItems extends Omit<PagedItems, '/v2/assets/search'> {
  '/v2/products/search': Product;
  '/v2/analytics/assets/downloads': AssetDownloadEvent;
  '/v2/analytics/assets/shares': AssetShareEvent;
  '/v2/analytics/assets/views': AssetViewEvent;
  '/v2/metadata/fields/viewable': ViewableMetadataField;
  '/api/rest/order/uuid/{uuid}': OrderItem;
  '/api/rest/order/seqNum/{seqNum}': OrderItem;
}

/** The operations behind these lists. */
export type ListOperations = Pick<GetOperations, Exclude<keyof ListItems, ListsByPost>> &
  Pick<PostOperations, ListsByPost>;

type ListsByPost =
  | '/v2/products/search'
  | '/v2/analytics/assets/downloads'
  | '/v2/analytics/assets/shares'
  | '/v2/analytics/assets/views';

/** The items of a list, across all pages, whichever way the service pages it. `schema` checks each item. */
export type Paginate = <P extends keyof ListOperations, S extends StandardSchema | undefined = undefined>(
  path: P,
  ...args: Args<ListOperations, P, S, ListOptions>
) => Items<Result<ListItems[P], S>>;

/** What the next request adds to the body of a POST, otherwise to the query. */
export type Cursor = Readonly<Record<string, string | number>>;

/** One way to page. */
interface Style {
  readonly method: 'GET' | 'POST';
  /** The member of an answer that has the items. */
  readonly items: string;
  /** The most items that a page may have, and the default page size. `undefined`: the service decides. */
  readonly largestPage?: number | undefined;
  next(
    page: { readonly items: readonly unknown[]; readonly total: number | undefined; readonly document: Inputs },
    asked: Inputs,
  ): Cursor | undefined;
}

type Inputs = Readonly<Record<string, unknown>>;

/** By the number of items to skip. If the service doesn't say how many there are, the list ends with an empty page. */
const byOffset = (
  largestPage?: number,
  method: Style['method'] = 'GET',
  items = 'items',
  parameter = 'offset',
): Style => ({
  method,
  items,
  largestPage,
  next({ items: found, total = Infinity }, asked) {
    const offset = Number(asked[parameter] ?? 0) + found.length;
    return found.length > 0 && offset < total ? { [parameter]: offset } : undefined;
  },
});

const byToken: Style = {
  method: 'POST',
  items: 'items',
  largestPage: 100,
  next: ({ document: { pagination_token: token } }) =>
    typeof token === 'string' && token ? { pagination_token: token } : undefined,
};

/** By the name of the last item. The answer has neither a total nor a next link, so a full page may not be the last. */
const byLastName: Style = {
  method: 'GET',
  items: 'fields',
  largestPage: 100,
  next({ items }, { limit }) {
    const last = items.at(-1) as { display_name?: unknown } | undefined; // checked below
    return items.length >= Number(limit) && typeof last?.display_name === 'string'
      ? { display_name_after: last.display_name }
      : undefined;
  },
};

const byStartIndex = byOffset(undefined, 'GET', 'orderedItems', 'start');

const styles: Readonly<Record<keyof ListItems, Style>> = {
  '/v2/attributes': byOffset(1_000),
  '/v2/channels': byOffset(1_000),
  '/v2/product-types': byOffset(1_000),
  '/v2/products/channels/{channel_id}': byOffset(1_000),
  '/v2/product-categories': byOffset(50),
  '/v2/collections': byOffset(100),
  '/v2/webhooks/configurations': byOffset(10),
  '/v2/products/search': byOffset(100, 'POST'),
  '/v2/analytics/assets/downloads': byToken,
  '/v2/analytics/assets/shares': byToken,
  '/v2/analytics/assets/views': byToken,
  '/v2/metadata/fields/viewable': byLastName,
  '/api/rest/order/uuid/{uuid}': byStartIndex,
  '/api/rest/order/seqNum/{seqNum}': byStartIndex,
};

/** One page of a list. @param cursor Left out for the first page. */
export async function fetchListPage(
  { http }: Access,
  path: keyof ListItems,
  options: ListCall,
  cursor: Cursor | undefined,
  signal: AbortSignal,
): Promise<FetchedPage<unknown, Cursor>> {
  const { limit = Infinity, pageSize, prefetch: _, schema, query, body, ...call } = options;
  checkSchema(schema);
  const style = styles[path];
  if (style === undefined) refuseOption('path', 'is not a list; for assets, use search');
  const { method, largestPage } = style;
  const isGet = method === 'GET';
  const own = ((isGet ? query : body) ?? {}) as Inputs; // the body of these POSTs is an object, as their types say
  const size = largestPage && { limit: pageSizeOf(pageSize ?? own.limit, limit, largestPage) };
  const asked = { ...own, ...size, ...cursor };
  const inputs = isGet ? { query: asked as Query } : { query, body: asked };
  const document = ((await http.call(method, path, { ...call, ...inputs, signal })) ?? {}) as Inputs; // its members are checked below

  const request = { method, url: path };
  const items = document[style.items];
  if (!Array.isArray(items)) throw new InvalidAnswerError(request, `the answer has no list of ${style.items}`);
  const { total_count, assetsInOrder } = document;
  const total = [total_count, assetsInOrder].find((count) => typeof count === 'number');
  const next = style.next({ items, total, document }, asked);
  if (next && JSON.stringify({ ...asked, ...next }) === JSON.stringify(asked)) {
    throw new InvalidAnswerError(request, 'the answer names itself as the next page');
  }
  const checked = schema ? await Promise.all(items.map((item) => validate(schema, item, request))) : items;
  return { page: { items: checked, total, links: {}, document }, next };
}
