import {
  type Args,
  checkSchema,
  type FetchedPage,
  type HttpClient,
  InvalidAnswerError,
  type Items,
  type ListOptions,
  type Query,
  type RequestOptions,
  type Result,
  type StandardSchema,
  validate,
} from '@acme/http';
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

/** What `paginate` yields, by path: lists of every style that the service has. */
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

/** The items of a list, page after page, whichever way the service pages it. `schema` checks each item. */
export type Paginate = <P extends keyof ListOperations, S extends StandardSchema | undefined = undefined>(
  path: P,
  ...args: Args<ListOperations, P, S, ListOptions>
) => Items<Result<ListItems[P], S>>;

/** What the next request has besides. */
export interface Cursor {
  readonly query?: Query;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** One way to page. */
interface Style {
  readonly method: 'GET' | 'POST';
  /** The member of an answer that has the items. */
  readonly items: string;
  /** The most that a page may have; it is asked for where the caller doesn't say. `undefined`: the service decides. */
  readonly largestPage?: number;
  next(answer: Answer, items: readonly unknown[], asked: Asked): Cursor | undefined;
}

type Answer = Readonly<Record<string, unknown>>;
interface Asked {
  readonly query: Query;
  readonly body: Answer;
}

const beyond = (answer: Answer, items: readonly unknown[], asked: unknown): number | undefined => {
  const offset = Number(asked ?? 0) + items.length;
  const { total_count: total } = answer;
  return items.length > 0 && (typeof total !== 'number' || offset < total) ? offset : undefined;
};

const byOffset = (largestPage: number): Style => ({
  method: 'GET',
  items: 'items',
  largestPage,
  next(answer, items, { query }) {
    const offset = beyond(answer, items, query.offset);
    return offset === undefined ? undefined : { query: { offset } };
  },
});

const byOffsetInBody: Style = {
  method: 'POST',
  items: 'items',
  largestPage: 100,
  next(answer, items, { body }) {
    const offset = beyond(answer, items, body.offset);
    return offset === undefined ? undefined : { body: { offset } };
  },
};

const byToken: Style = {
  method: 'POST',
  items: 'items',
  largestPage: 100,
  next: ({ pagination_token: token }) =>
    typeof token === 'string' && token ? { body: { pagination_token: token } } : undefined,
};

/** The answer has neither a total nor a next page: a full page has one behind it. */
const byLastName: Style = {
  method: 'GET',
  items: 'fields',
  largestPage: 100,
  next(_, items, { query }) {
    const last = items.at(-1) as { display_name?: unknown } | undefined; // looked at below
    return items.length >= Number(query.limit) && typeof last?.display_name === 'string'
      ? { query: { display_name_after: last.display_name } }
      : undefined;
  },
};

const byStartIndex: Style = {
  method: 'GET',
  items: 'orderedItems',
  next({ assetsInOrder: total }, items, { query }) {
    const start = Number(query.start ?? 0) + items.length;
    return items.length > 0 && start < Number(total) ? { query: { start } } : undefined;
  },
};

const styles: Readonly<Record<keyof ListItems, Style>> = {
  '/v2/attributes': byOffset(1_000),
  '/v2/channels': byOffset(1_000),
  '/v2/product-types': byOffset(1_000),
  '/v2/products/channels/{channel_id}': byOffset(1_000),
  '/v2/product-categories': byOffset(50),
  '/v2/collections': byOffset(100),
  '/v2/webhooks/configurations': byOffset(10),
  '/v2/products/search': byOffsetInBody,
  '/v2/analytics/assets/downloads': byToken,
  '/v2/analytics/assets/shares': byToken,
  '/v2/analytics/assets/views': byToken,
  '/v2/metadata/fields/viewable': byLastName,
  '/api/rest/order/uuid/{uuid}': byStartIndex,
  '/api/rest/order/seqNum/{seqNum}': byStartIndex,
};

/** The options of a list without types: at run time every path is a text. */
export type ListCall = RequestOptions & ListOptions;

/** One page of a list. @param cursor Left out: the first. */
export async function fetchListPage(
  http: HttpClient,
  path: keyof ListItems,
  options: ListCall,
  cursor: Cursor | undefined,
  signal: AbortSignal,
): Promise<FetchedPage<unknown, Cursor>> {
  const {
    limit = Number.POSITIVE_INFINITY,
    pageSize,
    prefetch: _,
    schema,
    query: ownQuery,
    body: ownBody,
    ...call
  } = options;
  checkSchema(schema);
  const style = styles[path];
  const { method, largestPage } = style;
  const size = largestPage === undefined ? {} : { limit: Math.min(pageSize ?? largestPage, limit, largestPage) };
  const isGet = method === 'GET';
  const query: Query = { ...(isGet && size), ...ownQuery, ...cursor?.query };
  // The body of these POSTs is an object, as their types say.
  const body = { ...size, ...(ownBody as Answer | undefined), ...cursor?.body };
  const document = await http.call(method, path, { ...call, query, signal, ...(isGet ? {} : { body }) });
  const answer = (document ?? {}) as Answer; // its members are looked at

  const request = { method, url: path };
  const items = answer[style.items];
  if (!Array.isArray(items)) throw new InvalidAnswerError(request, `the answer is no list: it has no ${style.items}`);
  const next = style.next(answer, items, { query, body });
  if (next && JSON.stringify(next) === JSON.stringify(cursor)) {
    throw new InvalidAnswerError(request, 'the answer names itself as the next page');
  }
  const checked = schema ? await Promise.all(items.map((item) => validate(schema, item, request))) : items;
  const { total_count, assetsInOrder } = answer;
  const total = [total_count, assetsInOrder].find((count) => typeof count === 'number');
  return { page: { items: checked, total, links: {}, document }, next };
}
