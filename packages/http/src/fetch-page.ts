import { refuseOption } from '@acme/oauth-core';
import { InvalidAnswerError } from './errors.ts';
import type { HttpClient, RequestOptions } from './http-client.ts';
import type { FetchedPage, ListOptions } from './pages.ts';
import type { Paging } from './path-client.ts';
import type { Query } from './request-url.ts';
import { checkSchema, validate } from './standard-schema.ts';

/** @param cursor What the query has besides; left out for the first page. */
export async function fetchPage(
  http: HttpClient,
  { sizeQuery, envelope, readPage }: Paging,
  path: string,
  options: RequestOptions & ListOptions,
  cursor: Query | undefined,
  signal: AbortSignal,
): Promise<FetchedPage<unknown, Query>> {
  const { pageSize, schema } = options;
  if (pageSize !== undefined && !(Number.isInteger(pageSize) && pageSize > 0)) {
    refuseOption('pageSize', 'must be a whole number, 1 or more');
  }
  checkSchema(schema);
  const asked = { ...sizeQuery(pageSize), ...options.query, ...cursor };
  const document = await http.call('GET', path, { ...options, query: asked, signal, schema: envelope });
  const request = { method: 'GET', url: path };
  const refuse = (why: string): never => {
    throw new InvalidAnswerError(request, why);
  };
  const read = readPage(document, asked, refuse);
  if (read.next && JSON.stringify({ ...asked, ...read.next }) === JSON.stringify(asked)) {
    return refuse('the answer names itself as the next page');
  }
  if (schema === undefined) return read;
  const items = await Promise.all(read.page.items.map((item) => validate(schema, item, request)));
  return { ...read, page: { ...read.page, items } };
}
