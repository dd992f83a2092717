import { type Answer, json } from '../exchange.ts';

const MEDIA_TYPE = { 'content-type': 'application/vnd.api+json' };
const VERSION = { version: '1.1', meta: { links: { self: { href: 'http://jsonapi.org/format/1.1/' } } } };

/** A JSON:API document. */
export const jsonApi = (status: number, body: object): Answer =>
  json(status, { jsonapi: VERSION, ...body }, MEDIA_TYPE);

export const jsonApiError = (
  status: number,
  title: string,
  detail: string,
  source?: { readonly pointer?: string; readonly parameter?: string },
): Answer =>
  jsonApi(status, { errors: [{ title, status: String(status), detail, ...(source === undefined ? {} : { source }) }] });
