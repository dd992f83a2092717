import { createDamClient, type ListItems, type Order, type OrderItem } from '@acme/dam';
import { InvalidAnswerError } from '@acme/http';
import { stoppedClock } from '@acme/sandbox';
import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import { rejection } from '../../http/test/support/rejection.ts';
import { answered, personal, sandboxed } from './support.ts';

/** What a test knows of a list. */
interface Style {
  readonly path: keyof ListItems;
  readonly options?: object;
  /** The answer with this page, from 0 on: there are five items, in pages of two. */
  answer(page: number): object;
  /** What the second request has besides the first. */
  readonly second: object;
}

const all = ['1', '2', '3', '4', '5'].map((name) => ({ id: name, name }));
const cut = (page: number): object[] => all.slice(page * 2, page * 2 + 2);

const styles: readonly (readonly [string, Style])[] = [
  [
    'an offset in the query',
    {
      path: '/v2/collections',
      options: { query: { type: 'private' } },
      answer: (page) => ({ items: cut(page), total_count: 5 }),
      second: { query: { type: 'private', limit: '2', offset: '2' } },
    },
  ],
  [
    'an offset in the body',
    {
      path: '/v2/products/search',
      options: { body: { filters: [] } },
      answer: (page) => ({ items: cut(page), total_count: 5 }),
      second: { body: { filters: [], limit: 2, offset: 2 } },
    },
  ],
  [
    'a token in the body',
    {
      path: '/v2/analytics/assets/views',
      options: { body: { filters: [] } },
      answer: (page) => ({ items: cut(page), pagination_token: page < 2 ? `t${page}` : null }),
      second: { body: { filters: [], limit: 2, pagination_token: 't0' } },
    },
  ],
  [
    'the last name',
    {
      path: '/v2/metadata/fields/viewable',
      answer: (page) => ({ fields: cut(page).map((field, index) => ({ ...field, display_name: `n${page}${index}` })) }),
      second: { query: { limit: '2', display_name_after: 'n01' } },
    },
  ],
  [
    'a start index',
    {
      path: '/api/rest/order/uuid/{uuid}',
      options: { path: { uuid: 'u' } },
      answer: (page) => ({ orderedItems: cut(page), assetsInOrder: 5 }),
      second: { query: { start: '2' } },
    },
  ],
];

describe.each(styles)('a list by %s', (_, { path, options, answer, second }) => {
  const read = (answers: readonly (() => Response)[]) => {
    const { client, requests } = answered(answers, { account: 'meadow' });
    const paginate = client.paginate as (path: string, options: object) => ReturnType<typeof client.search<undefined>>; // any of them
    return { items: paginate(path, { ...options, pageSize: 2 }), requests };
  };
  const pages = [0, 1, 2].map((page) => () => Response.json(answer(page)));

  it('gives every item, and asks for each page once', async () => {
    const { items, requests } = read(pages);
    const ids = (await items.toArray({ limit: Infinity })).map(({ id }) => id);
    expect(ids).toEqual(['1', '2', '3', '4', '5']);
    expect(requests).toHaveLength(3);
    const request = requests[1];
    const asked = {
      ...(request?.method === 'GET' ? { query: Object.fromEntries(new URL(request.url).searchParams) } : {}),
      ...(request?.method === 'POST' ? { body: await request.json() } : {}),
    };
    expect(asked).toEqual(second);
  });

  it('ends with an empty page', async () => {
    const empty = answer(9);
    const { items, requests } = read([() => Response.json(empty)]);
    expect(await items.toArray({ limit: Infinity })).toEqual([]);
    expect(requests).toHaveLength(1);
  });

  it('fails if a page fails, or if an answer is not a list', async () => {
    const { items } = read([...pages.slice(0, 2), () => Response.json({}, { status: 400 })]);
    expect(await rejection(items.toArray({ limit: Infinity }))).toMatchObject({ status: 400 });
    for (const strange of [{}, [], null, { items: {} }]) {
      const { items, requests } = read([() => Response.json(strange)]);
      const error = await rejection(items.first());
      expect(error).toMatchObject({ code: 'invalid_answer', request: { method: requests[0]?.method, url: path } });
    }
  });

  it('has pages with the answer as it came, and with the total if there is one', async () => {
    const { items } = read([() => Response.json({ ...answer(0), more: 1 }), ...pages.slice(1)]);
    for await (const { document, total, links } of items.pages()) {
      expect(document).toEqual({ ...answer(0), more: 1 });
      expect(total).toBe('total_count' in answer(0) || 'assetsInOrder' in answer(0) ? 5 : undefined);
      expect(links).toEqual({});
      break;
    }
    expect.assertions(3);
  });
});

describe('a list is read to its end', () => {
  const page =
    (member: string, count: number, more: object = {}) =>
    () =>
      Response.json({
        [member]: Array.from({ length: count }, (_, index) => ({ display_name: `n${index}` })),
        ...more,
      });
  const everything = { limit: Number.POSITIVE_INFINITY };

  it('even if the service does not say how many items there are', async () => {
    const order = answered([page('orderedItems', 100), page('orderedItems', 3), page('orderedItems', 0)], {
      account: 'meadow',
    });
    const ordered = order.client.paginate('/api/rest/order/uuid/{uuid}', { path: { uuid: 'u' } });
    expect(await ordered.toArray(everything)).toHaveLength(103);
    const plain = answered([page('items', 2), page('items', 2, { total_count: null }), page('items', 0)]);
    expect(await plain.client.paginate('/v2/channels').toArray(everything)).toHaveLength(4);
  });

  it('but throws if an order has no items yet: they come with its files', async () => {
    const sandbox = sandboxed({ clock: stoppedClock() });
    const dam = createDamClient({ ...sandbox.clients.damPersonal, rateLimit: false });
    const { id = '' } = (await dam.search().first()) ?? {};
    const body = { assets: [id], conversions: [], profile: 'Internet', recipients: [] };
    const [order] = (await dam.post('/api/rest/order', { body })).orders;
    const path = { uuid: order?.uuid ?? '' };

    expectTypeOf<Order['orderedItems']>().toEqualTypeOf<OrderItem[] | null | undefined>();
    expect(order).toMatchObject({ assetsInOrder: 1, conversionStatus: null });
    const error = await rejection(dam.paginate('/api/rest/order/uuid/{uuid}', { path }).first());
    expect(InvalidAnswerError.is(error) && error.message).toContain('orderedItems');
    sandbox.advance(1_000);
    expect(await dam.paginate('/api/rest/order/uuid/{uuid}', { path }).first()).toMatchObject({ uuid: id });
  });

  it('which is where the mark of the next page is missing or unusable', async () => {
    for (const pagination_token of [undefined, null, '', 7]) {
      const { client, requests } = answered([page('items', 2, { pagination_token })]);
      const views = client.paginate('/v2/analytics/assets/views', { body: {} as never });
      expect(await views.toArray(everything)).toHaveLength(2);
      expect(requests).toHaveLength(1);
    }
    const { client, requests } = answered([() => Response.json({ fields: Array.from({ length: 100 }, () => ({})) })]);
    expect(await client.paginate('/v2/metadata/fields/viewable').toArray(everything)).toHaveLength(100);
    expect(requests).toHaveLength(1);
  });

  it('but nothing is sent if its schema is not a schema', async () => {
    const { client, requests } = answered([page('items', 2)]);
    const error = await rejection(client.paginate('/v2/channels', { schema: {} as never }).first());
    expect(error).toMatchObject({ option: 'schema' });
    expect(requests).toEqual([]);
  });

  it('even if the number of items changes meanwhile', async () => {
    const { client } = answered([3, 5, 5].map((total_count) => page('items', 2, { total_count })));
    expect(await client.paginate('/v2/channels').toArray(everything)).toHaveLength(6);
  });

  it.each([{ limit: 1_000 }, { limit: undefined as never }, {}])('even if its query is %o', async (query) => {
    const { client, requests } = answered([page('fields', 100), page('fields', 3)]);
    const fields = client.paginate('/v2/metadata/fields/viewable', { query });
    expect(await fields.toArray(everything)).toHaveLength(103);
    expect(requests[0]?.url).toMatch(/\?limit=100$/);
    expect(requests[1]?.url).toMatch(/\?limit=100&display_name_after=n99$/);
  });
});

it.each([0, -1, 1.5, Number.NaN, '5' as never])('a page of %s items is refused', async (pageSize) => {
  const { client, requests } = answered([() => Response.json({ items: [] })]);
  for (const items of [
    client.search({ pageSize }),
    client.paginate('/v2/channels', { pageSize }),
    client.paginate('/v2/channels', { query: { limit: pageSize } }),
  ]) {
    expect(await rejection(items.first())).toMatchObject({ option: 'pageSize' });
  }
  expect(requests).toEqual([]);
});

it('a page of one item is read', async () => {
  const { client, requests } = answered([() => Response.json({ items: all, total_count: all.length })]);
  for (const items of [client.search({ pageSize: 1 }), client.paginate('/v2/channels', { pageSize: 1 })]) {
    expect(await items.toArray({ limit: all.length })).toHaveLength(all.length);
  }
  expect(requests.map(({ url }) => new URL(url).searchParams.get('limit'))).toEqual(['1', '1']);
});

it('a path that is not a list is refused with the option path', async () => {
  const { client } = answered([]);
  const items = client.paginate('/v2/assets/search' as '/v2/channels');
  expect(await rejection(items.first())).toMatchObject({ option: 'path' });
});

it('a list that gives the same page mark again fails', async () => {
  const { client } = answered([() => Response.json({ items: all, pagination_token: 'same' })]);
  for (const begin of [{}, { pagination_token: 'same' }]) {
    const items = client.paginate('/v2/analytics/assets/views', { body: { filters: [], ...begin } });
    expect(await rejection(items.toArray({ limit: Infinity }))).toMatchObject({ code: 'invalid_answer' });
  }
});

it('a list asks for the largest pages that the service gives, but not for more than its limit', async () => {
  const { client, requests } = answered([() => Response.json({ items: [], total_count: 0 })]);
  await client.paginate('/v2/attributes').first();
  await client.paginate('/v2/product-categories').first();
  await client.paginate('/v2/attributes', { limit: 3 }).first();
  await client.paginate('/v2/webhooks/configurations', { pageSize: 500 }).first();
  await client.paginate('/v2/collections', { query: { type: 'private' } }).first();
  expect(requests.map(({ url }) => new URL(url).searchParams.get('limit'))).toEqual(['1000', '50', '3', '10', '100']);
});

it('a list aborts the request of a page that nobody reads any more', async () => {
  const asked = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const dam = createDamClient({
    accessToken: 'wat_meadow_x',
    async fetch(input, init) {
      if (!String(input).includes('offset')) return Response.json({ items: all, total_count: 10 });
      (init as RequestInit).signal?.addEventListener('abort', () => ended.resolve()); // the platform's own
      asked.resolve();
      return new Promise<Response>(() => {});
    },
  });
  for await (const _ of dam.paginate('/v2/channels')) {
    await asked.promise;
    break;
  }
  await ended.promise;
});

it('a schema checks each item', async () => {
  const { client } = answered([() => Response.json({ items: all, total_count: 5 })]);
  const items = client.paginate('/v2/attributes', { schema: z.object({ name: z.string() }) });
  expect(await items.first()).toEqual({ name: '1' });
  const wrong = client.paginate('/v2/attributes', { schema: z.object({ missing: z.string() }) });
  expect(await rejection(wrong.first())).toMatchObject({ code: 'invalid_answer' });
});

it.each([
  '/v2/attributes',
  '/v2/channels',
  '/v2/product-types',
  '/v2/product-categories',
  '/v2/webhooks/configurations',
  '/v2/metadata/fields/viewable',
] as const)('the list %s of the sandbox is read to its end', async (path) => {
  const sandbox = sandboxed();
  const dam = personal(sandbox);
  const items = await dam.paginate(path, { pageSize: 2 }).toArray({ limit: Infinity });
  expect(items.length).toBeGreaterThan(2);
  expect(new Set(items.map((item) => JSON.stringify(item))).size).toBe(items.length);
  expect(sandbox.count('dam.api')).toBeGreaterThanOrEqual(Math.ceil(items.length / 2));
});

it('products and analytics are lists by POST, whose requests are repeated like a GET', async () => {
  const sandbox = sandboxed();
  const dam = personal(sandbox);
  sandbox.faults.next('dam.api', { kind: 'status', status: 503, retryAfterSeconds: 0 });
  expect((await dam.paginate('/v2/products/search', { body: {} }).first())?.product_id).toBeTypeOf('string');
  const id = (await dam.search({ limit: 1 }).first())?.id ?? '';
  sandbox.faults.next('dam.api', { kind: 'drop-answer-after-processing' });
  await dam.paginate('/v2/analytics/assets/downloads', { body: { filters: [{ type: 'asset', id }] } }).first();
  expect(sandbox.log.map(({ status }) => status)).toEqual([503, 200, 200, undefined, 200]);
});
