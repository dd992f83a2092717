// Loaded by the first list, with the schema that it needs.
import {
  checkSchema,
  type FetchedPage,
  type HttpClient,
  InvalidAnswerError,
  type Link,
  type ListCall,
  type Query,
  validate,
} from '@acme/http';
import { refuseOption } from '@acme/oauth-core';
import * as z from 'zod/mini';

/** The part of a HAL document (draft-kelly-json-hal) that a list reads. Other members pass unchecked. */
interface Collection {
  readonly total?: number | undefined;
  readonly pagination?: { readonly total?: number | undefined; readonly offset?: unknown } | undefined;
  readonly _links?: unknown;
  readonly _embedded: { readonly items: readonly unknown[] };
}

const Collection: z.ZodMiniType<Collection> = z.looseObject({
  total: z.optional(z.number()),
  pagination: z.optional(z.looseObject({ total: z.optional(z.number()) })),
  _embedded: z.looseObject({ items: z.array(z.unknown()) }),
});

/** Where the next page begins: Cloud's answers name no next link. */
export interface Cursor {
  readonly offset: number;
  /** The items of the page before, as text. */
  readonly before: string;
}

/**
 * One page of a list. There is a next page while `offset` is below `total`. A list that takes no offset comes as a
 * whole, so the client never sends it one.
 *
 * @param isChecked Whether an answer is checked before it is read.
 * @param cursor Left out: the first page.
 */
export async function fetchListPage(
  http: HttpClient,
  isChecked: boolean,
  path: string,
  { pageSize, schema, ...call }: ListCall,
  cursor: Cursor | undefined,
  signal: AbortSignal,
): Promise<FetchedPage<unknown, Cursor>> {
  if (pageSize !== undefined && !(Number.isInteger(pageSize) && pageSize > 0)) {
    refuseOption('pageSize', 'must be a whole number, 1 or more');
  }
  checkSchema(schema);
  const { before, ...place } = cursor ?? {};
  const query: Query = { limit: pageSize, ...call.query, ...place };
  const envelope = isChecked ? Collection : undefined;
  const document = await http.call('GET', path, { ...call, query, signal, schema: envelope });

  const request = { method: 'GET', url: path };
  const { total, pagination, _links, _embedded } = Object(document) as Partial<Collection>; // `items` is checked below, the rest is optional
  const items = _embedded?.items;
  const asked = Number(query.offset ?? 0);
  if (!Array.isArray(items)) throw new InvalidAnswerError(request, 'the answer is not a list');
  const shown = JSON.stringify(items);
  // One list takes a limit but no offset, and few say which offset they have taken.
  if (shown === before || asked !== (pagination?.offset ?? asked)) {
    throw new InvalidAnswerError(request, `offset ${asked} has no effect: leave pageSize out`);
  }
  const count = total ?? pagination?.total;
  const offset = asked + items.length;
  const links = Object.fromEntries(Object.entries(Object(_links)).filter(isLink));
  const checked = schema ? await Promise.all(items.map((item) => validate(schema, item, request))) : items;
  return {
    page: { items: checked, total: count, links, document },
    next: items.length > 0 && offset < (count ?? 0) ? { offset, before: shown } : undefined,
  };
}

const isLink = (entry: [string, unknown]): entry is [string, Link] =>
  typeof (Object(entry[1]) as Partial<Link>).href === 'string'; // its type is checked here
