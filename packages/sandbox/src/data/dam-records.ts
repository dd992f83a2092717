import type { Assets } from '../dam/asset.ts';
import { isoSeconds } from '../dam/asset-body.ts';
import { badRequest, notFound } from '../dam/refusal.ts';
import { type Answer, json } from '../exchange.ts';
import { type ApiDocument, type ApiOperation, isObject, type Json, type JsonObject } from '../openapi/document.ts';
import type { ApiRequest } from '../openapi/routes.ts';
import type { ApiLists } from './api-lists.ts';
import type { Changes } from './changes.ts';
import { fieldsOf, type Handlers, NO_CONTENT, uuidsOf } from './dam-library.ts';
import type { Resources } from './resources.ts';
import type { Sampler } from './sample.ts';
import type { Uuids } from './uuids.ts';

const PRODUCTS = 30;
/** The numbers at which the UUIDs of each kind begin. They are far apart, so that the kinds don't share any. */
const FIRST_PRODUCT = 0x7000_0000;
const FIRST_ORDER = 0x6000_0000;
const EVENTS = 250;

/** Products, orders, analytics and workflow: made from the document alone, their answers would not agree. */
export function recordHandlers(
  document: ApiDocument,
  sampler: Sampler,
  uuids: Uuids,
  resources: Resources,
  lists: ApiLists,
  changes: Changes,
  assets: Assets,
  baseUrl: string,
  now: () => number,
): Handlers {
  const operationAt = (method: string, path: string): ApiOperation | undefined =>
    document.operations.find((operation) => operation.method === method && operation.path === path);
  const product = operationAt('GET', '/v2/products/{id}');
  const productBody = (id: string, expand: readonly string[]): JsonObject => {
    const body = fieldsOf(product === undefined ? undefined : resources.body(product, { id }));
    return expand.includes('attributes') ? body : { ...body, attributes: null };
  };
  const withProduct =
    (use: (id: string, request: ApiRequest) => Answer) =>
    (request: ApiRequest): Answer =>
      resources.exist('/v2/products/{id}', request.values)
        ? use(request.values.id ?? '', request)
        : notFound('There is no product of this id.');
  let orders = 0;
  const ordersByUuid = new Map<
    string,
    { readonly number: string; readonly assets: readonly string[]; readonly at: number }
  >();
  const zipsStarted = new Map<string, number>();
  const webhooks = new Map<string, Json>();

  const orderBody = (uuid: string, start: number): JsonObject | undefined => {
    const order = ordersByUuid.get(uuid);
    const operation = operationAt('GET', '/api/rest/order/uuid/{uuid}');
    if (order === undefined || operation?.answer === undefined) return undefined;
    const known = { uuid, sequenceNumber: order.number, assetsInOrder: order.assets.length };
    if (now() - order.at < CONVERSION_MS) return { ...known, conversionStatus: null }; // the rest comes with the files
    const made = fieldsOf(
      sampler.sample(operation.answer.schema, uuid, { url: `${baseUrl}/api/rest/order/uuid/${uuid}` }),
    );
    const [item] = Array.isArray(made.orderedItems) ? (made.orderedItems as readonly Json[]) : []; // it was made by the document
    return {
      ...made,
      ...known,
      status: 'Fulfilled',
      conversionStatus: 'Completed',
      datePlaced: isoSeconds(order.at),
      orderedItems: order.assets.slice(start, start + 100).map((id) => ({
        ...fieldsOf(item),
        uuid: id,
        filename: assets.find(id)?.filename ?? id,
      })),
    };
  };
  const orderAnswer = (uuid: string, { context }: ApiRequest): Answer => {
    const body = orderBody(uuid, Number(context.query.get('start') ?? 0));
    return body === undefined ? notFound('There is no such order.') : json(200, body);
  };

  const events = ({ operation, body }: ApiRequest): Answer => {
    const { limit = 100, pagination_token: token = '0', filters } = fieldsOf(body);
    const filter = Array.isArray(filters) ? (filters as readonly Json[]).map(fieldsOf) : [];
    const asset = filter.find(({ type }) => type === 'asset')?.id;
    if (asset === undefined) return badRequest('filters: a filter of the type asset is needed.');
    const schema = operation.answer === undefined ? undefined : lists.itemSchema(operation.answer.schema);
    const start = Number(token);
    const count = Math.max(0, Math.min(Number(limit), EVENTS - start));
    const items = Array.from({ length: count }, (_, index) => {
      const made = fieldsOf(
        sampler.sample(schema ?? {}, `${operation.path} ${asset} ${start + index}`, { url: baseUrl }),
      );
      return { ...made, asset_properties: { id: asset } };
    });
    const end = start + count;
    return json(200, { items, pagination_token: end < EVENTS ? String(end) : null, total_count: EVENTS });
  };

  return {
    'POST /v2/analytics/assets/downloads': events,
    'POST /v2/analytics/assets/shares': events,
    'POST /v2/analytics/assets/views': events,

    'POST /v2/products/search': ({ body }) => {
      const { limit = 10, offset = 0, filters = [], expand, query = null, sort = NEWEST_FIRST } = fieldsOf(body);
      const words = String(query ?? '').toLowerCase();
      const wanted = Array.isArray(expand) ? expand.map(String) : [];
      const made = Array.from({ length: PRODUCTS }, (_, index) => uuids.at(FIRST_PRODUCT + index));
      const found = [...made, ...changes.addedTo('/v2/products')]
        .filter((id) => !changes.isDeleted(id))
        .map((id) => productBody(id, wanted))
        .filter((thing) => `${thing.name} ${thing.sku}`.toLowerCase().includes(words))
        .filter((thing) =>
          (Array.isArray(filters) ? filters : []).every((filter: Json) => fits(thing, fieldsOf(filter))),
        )
        .toSorted(sorting(fieldsOf(sort)));
      const [from, count] = [Number(offset), Number(limit)];
      return json(200, {
        item_type: 'product',
        items: found.slice(from, from + count),
        limit: count,
        offset: from,
        total_count: found.length,
        query,
        filters,
        sort,
        expanded: { attributes: wanted.includes('attributes') },
      });
    },
    'GET /v2/products/{id}': withProduct((id) => json(200, productBody(id, ['attributes']))),
    'DELETE /v2/products/{id}': withProduct((id) => {
      changes.remove(id);
      return NO_CONTENT;
    }),
    'POST /v2/products': ({ body }) => {
      const id = uuids.at(FIRST_PRODUCT + PRODUCTS + changes.addedTo('/v2/products').length);
      changes.add('/v2/products', id, id, productFields(fieldsOf(body), isoSeconds(now())));
      return json(200, { product_id: id });
    },
    ...Object.fromEntries(
      ['rename', 'attributes', 'product-category', 'featured-image', 'parent-product', 'product-type'].map((part) => [
        `PUT /v2/products/{id}/${part}`,
        withProduct((id, { body }) => {
          changes.patch(id, productFields(fieldsOf(body), undefined));
          return NO_CONTENT;
        }),
      ]),
    ),

    'POST /api/rest/order': ({ body }) => {
      const { assets: ids, recipients } = fieldsOf(body);
      const strangers = (recipients as readonly string[]).filter((id) => uuids.numberOf(id) === undefined); // the body was checked by the document
      if (strangers.length > 0) return badRequest('A recipient is the UUID of a contact.');
      const uuid = uuids.at(FIRST_ORDER + orders);
      const number = String(100_001 + orders++);
      ordersByUuid.set(uuid, { number, assets: Array.isArray(ids) ? ids.map(String) : [], at: now() });
      return json(200, { orders: [orderBody(uuid, 0)] });
    },
    'POST /api/rest/order/items/removals': ({ body }) =>
      json(200, {
        removedItems: uuidsOf(fieldsOf(body))
          .filter((id) => assets.find(id) === undefined)
          .map((name) => ({ name, reason: 'There is no asset of this UUID.' })),
      }),
    'GET /api/rest/order/uuid/{uuid}': (request) => orderAnswer(request.values.uuid ?? '', request),
    'GET /api/rest/order/seqNum/{seqNum}': (request) => {
      const [uuid = ''] = [...ordersByUuid].find(([, { number }]) => number === request.values.seqNum) ?? [];
      return orderAnswer(uuid, request);
    },
    'POST /api/rest/order/uuid/{uuid}/zip': ({ values: { uuid = '' } }) => {
      if (!ordersByUuid.has(uuid)) return notFound('There is no such order.');
      zipsStarted.set(uuid, now());
      return NO_CONTENT;
    },
    'GET /api/rest/order/uuid/{uuid}/zip': ({ values: { uuid = '' } }) => {
      const order = ordersByUuid.get(uuid);
      if (order === undefined) return notFound('There is no such order.');
      const startedAt = zipsStarted.get(uuid);
      const total = order.assets.length;
      const done = startedAt !== undefined && now() - startedAt >= ZIP_MS;
      return json(200, {
        total,
        archived: done ? total : 0,
        done,
        errored: false,
        download: done ? `${baseUrl}/download/order/${uuid}.zip` : null,
      });
    },

    'GET /v2/workflow/webhooks': () =>
      json(200, { items: [...webhooks].map(([event, target]) => ({ event, target })) }),
    'POST /v2/workflow/webhooks': ({ body }) => {
      const { event, target = '' } = fieldsOf(body);
      webhooks.set(String(event), target);
      return json(200, { event: String(event), target });
    },
    'DELETE /v2/workflow/webhooks': ({ body }) => {
      const known = webhooks.delete(String(fieldsOf(body).event));
      return known ? NO_CONTENT : notFound('There is no webhook for this event.');
    },
  };
}

const ZIP_MS = 5_000;
const CONVERSION_MS = 1_000;
const NEWEST_FIRST = { type: 'created', order: 'descending' };
const SORTED_BY: Readonly<Record<string, (product: JsonObject) => string>> = {
  created: (product) => String(product.created_date),
  last_updated: (product) => String(product.last_updated_timestamp),
  name: (product) => String(product.name),
  sku: (product) => String(product.sku),
  product_type_name: (product) => String(fieldsOf(product.product_type).name),
};

function sorting({ type, order }: JsonObject): (a: JsonObject, b: JsonObject) => number {
  const key = SORTED_BY[String(type)] ?? ((product) => String(product.name));
  const sign = order === 'descending' ? -1 : 1;
  return (a, b) => sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}

/** The fields of a product, from the bodies that create and change one, which use other names. */
function productFields(body: JsonObject, createdAt: string | undefined): JsonObject {
  const { name, new_name, sku, asset_id, parent_product_id, product_type_id, product_categories, attributes } = body;
  const fields: Record<string, Json | undefined> = {
    name: new_name ?? name,
    sku,
    created_date: createdAt,
    last_updated_timestamp: createdAt,
    featured_image: asset_id === undefined ? undefined : { id: asset_id, url: null },
    parent_product: parent_product_id === undefined ? undefined : { parent_product_id },
    product_type: product_type_id === undefined ? undefined : { product_type_id, name: 'Product type' },
    product_categories: !Array.isArray(product_categories)
      ? undefined
      : {
          product_categories: (product_categories as readonly Json[]).map((category) => ({
            product_category_id: fieldsOf(category).product_category_id ?? '',
            name: 'Category',
            sub_category: null,
          })),
        },
    attributes: !isObject(attributes)
      ? undefined
      : Object.fromEntries(
          Object.entries(attributes).map(([id, values]) => [
            id,
            { attribute_id: id, name: id, type: 'text', import_only: null, values },
          ]),
        ),
  };
  // A cast: none of the remaining values is `undefined`.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as JsonObject;
}

/** Whether a product passes a filter. Only filters by name and SKU are applied. */
function fits(product: JsonObject, { type, operator, argument }: JsonObject): boolean {
  const value = type === 'name' || type === 'sku' ? String(product[type]).toLowerCase() : undefined;
  if (value === undefined) return true;
  const wanted = Array.isArray(argument) ? argument.map((text) => String(text).toLowerCase()) : [];
  switch (operator) {
    case 'contains':
      return wanted.some((text) => value.includes(text));
    case 'in':
      return wanted.includes(value);
    default:
      return true;
  }
}
