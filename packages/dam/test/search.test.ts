import { type Asset, assetQuery, createDamClient, type Items, type SearchOptions } from '@acme/dam';
import { InvalidAnswerError } from '@acme/http';
import { createSandbox, stoppedClock } from '@acme/sandbox';
import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import { rejection } from '../../http/test/support/rejection.ts';
import { answered, personal, sandboxed } from './support.ts';

const scrollRoute = { route: 'GET /v2/assets/search/scroll' };

/** A page of a search as a service answers it. */
const page = (ids: readonly string[], scrollId: string | null) => (): Response =>
  Response.json({
    items: ids.map((id) => ({ id })),
    scroll_id: scrollId,
    total_count: 5,
    query_syntax_ok: true,
    query_explained: '',
  });

describe('a search', () => {
  it('gives every asset once, beyond the reach of pages by offset', async () => {
    const sandbox = sandboxed({ dam: { assets: 10_250 } });
    const seen = new Set<string>();
    let items = 0;
    for await (const asset of personal(sandbox, { rateLimit: false }).search()) {
      seen.add(asset.id);
      items += 1;
    }
    expect([items, seen.size]).toEqual([10_250, 10_250]);
  });

  it('finds what the query says, in the order that was asked for', async () => {
    const dam = personal(sandboxed());
    const assets = await dam
      .search({ query: 'ft:(image)', sort: 'filename', expand: ['file_properties'], limit: 250 })
      .toArray({ limit: Infinity });
    expectTypeOf(assets).toEqualTypeOf<Asset[]>();
    expect(assets).toHaveLength(250);
    expect(assets.map(({ filename }) => filename)).toEqual(assets.map(({ filename }) => filename).sort());
    expect(new Set(assets.map((asset) => asset.file_properties?.format_type))).toEqual(new Set(['image']));
  });

  it('has each asset checked by a schema, which gives it its type, and still gives no asset twice', async () => {
    const { client } = answered([page(['1', '2'], 'a'), page(['2', '3'], 'b'), page([], 'c')]);
    const assets = client.search({ schema: z.object({ id: z.string().transform(Number) }) });
    const pages = await Array.fromAsync(assets.pages());
    expectTypeOf(pages[0]?.items).toEqualTypeOf<readonly { id: number }[] | undefined>();
    expect(pages.flatMap(({ items }) => items)).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
    expect(pages[0]?.document).toMatchObject({ items: [{ id: '1' }, { id: '2' }] });
  });

  it('gives assets even if its options come from a variable', () => {
    const options: SearchOptions = { query: 'bear', limit: 5 };
    const { client } = answered([]);
    expectTypeOf(client.search(options)).toEqualTypeOf<Items<Asset>>();
    expectTypeOf(client.search({ ...options, limit: 1 })).toEqualTypeOf<Items<Asset>>();
    expectTypeOf(client.search()).toEqualTypeOf<Items<Asset>>();
  });

  it('names the asset that does not fit its schema, and the field', async () => {
    const dam = personal(sandboxed());
    const { id } = (await dam.search().first()) ?? {};
    const error = await rejection(dam.search({ schema: z.object({ filename: z.number() }) }).first());
    expect(error).toMatchObject({ code: 'invalid_answer', issues: [{ path: 'filename' }] });
    expect(String(error)).toContain(`: ${id} does not fit the schema; filename: `);
  });

  it('sends nothing if its schema is not a schema', async () => {
    const { client, requests } = answered([page(['1'], null)]);
    expect(await rejection(client.search({ schema: {} as never }).first())).toMatchObject({ option: 'schema' });
    expect(requests).toEqual([]);
  });

  it('sends expand again for each page, with the newest scroll id', async () => {
    const sandbox = sandboxed();
    const assets = await personal(sandbox)
      .search({ expand: ['metadata', 'tags'], limit: 300 })
      .toArray({ limit: Infinity });
    expect(assets.every(({ metadata }) => metadata !== null)).toBe(true);
    const { client, requests } = answered([page(['1'], 'a'), page(['2'], 'b'), page(['3'], 'c'), page([], 'd')]);
    expect(await client.search({ expand: ['metadata', 'tags'], query: 'x' }).toArray({ limit: Infinity })).toHaveLength(
      3,
    );
    const queries = requests.map(({ url }) => Object.fromEntries(new URL(url).searchParams));
    expect(queries).toEqual([
      { query: 'x', expand: 'metadata,tags', scroll: 'true', limit: '100' },
      { scroll_id: 'a', expand: 'metadata,tags' },
      { scroll_id: 'b', expand: 'metadata,tags' },
      { scroll_id: 'c', expand: 'metadata,tags' },
    ]);
  });

  it('sends its filters with the first page, and the headers of the call with each page', async () => {
    const filters = {
      sort: 'filename',
      include_archived: true,
      include_deleted: true,
      include_natural_language_results: true,
      search_document_text: true,
    } as const;
    const { client, requests } = answered([page(['1'], 'a'), page(['2'], null)], { retry: 2 });
    await client.search({ ...filters, headers: { 'x-feature': 'on' } }).toArray({ limit: Infinity });
    expect(Object.fromEntries(new URL(requests[0]?.url ?? '').searchParams)).toEqual({
      ...{ sort: 'filename', include_archived: 'true', include_deleted: 'true', search_document_text: 'true' },
      ...{ include_natural_language_results: 'true', scroll: 'true', limit: '100' },
    });
    expect(requests.map(({ headers }) => headers.get('x-feature'))).toEqual(['on', 'on']);
  });

  it.each([
    ['a page without assets', [page(['1'], 'a'), page([], 'b')]],
    ['a page without an id to go on', [page(['1'], null)]],
    ['an empty id', [page(['1'], '')]],
  ])('ends with %s', async (_, answers) => {
    const { client } = answered(answers);
    expect(await client.search().toArray({ limit: Infinity })).toHaveLength(1);
  });

  it('does not give an asset again that the service repeats on the next page', async () => {
    const { client } = answered([page(['1', '2'], 'a'), page(['2', '3'], 'b'), page(['4'], null)]);
    const ids = (await client.search().toArray({ limit: Infinity })).map(({ id }) => id);
    expect(ids).toEqual(['1', '2', '3', '4']);
  });

  it('fails if it stands still, because it would never end', async () => {
    const { client, requests } = answered([page(['1', '2'], 'a')]);
    const error = await rejection(client.search().toArray({ limit: Infinity }));
    expect(InvalidAnswerError.is(error) && error.request).toEqual({ method: 'GET', url: '/v2/assets/search/scroll' });
    expect(requests).toHaveLength(2);
    const newIds = answered([page(['1', '2'], 'a'), page(['1', '2'], 'b'), page(['1', '2'], 'c'), page([], 'd')]);
    expect(InvalidAnswerError.is(await rejection(newIds.client.search().toArray({ limit: Infinity })))).toBe(true);
    expect(newIds.requests).toHaveLength(3);
    const oneId = answered([page(['1'], 'a'), page(['2'], 'a'), page([], 'a')]);
    expect(await oneId.client.search().toArray({ limit: Infinity })).toHaveLength(2);
  });

  it('has pages with the answer as it came, without links', async () => {
    const { client } = answered([page(['1'], null)]);
    for await (const { document, links } of client.search().pages()) {
      expect(document).toMatchObject({ items: [{ id: '1' }], total_count: 5, query_syntax_ok: true });
      expect(links).toEqual({});
    }
    expect.assertions(2);
  });

  it('asks the service for no more than its limit', async () => {
    const sandbox = sandboxed();
    expect(await personal(sandbox).search({ limit: 7 }).toArray({ limit: Infinity })).toHaveLength(7);
    expect(sandbox.log.at(-1)?.url).toContain('limit=7');
    for await (const { items, total } of personal(sandbox).search({ pageSize: 40, limit: 80 }).pages()) {
      expect([items.length, total]).toEqual([40, 1_000]);
    }
    expect(sandbox.count('dam.api')).toBe(3);
  });

  it('fetches one page ahead, and starts again in each loop', async () => {
    const sandbox = sandboxed();
    const assets = personal(sandbox).search();
    for (const count of [1, 2]) {
      const pages = assets.pages()[Symbol.asyncIterator]();
      await pages.next();
      await pages.next();
      await expect.poll(() => sandbox.count('dam.api')).toBe(3 * count);
      await pages.return?.();
    }
    expect(sandbox.log.filter(({ url }) => url.includes('scroll=true'))).toHaveLength(2);
  });

  it("fails with the service's explanation if the service does not understand it", async () => {
    const sandbox = sandboxed();
    const error = await rejection(personal(sandbox).search({ query: '((' }).first());
    expect(error).toMatchObject({ name: 'DamApiError', code: 'invalid_request', status: 200 });
    expect(error).toHaveProperty('detail', 'assets that match ((');
    expect(error).toMatchObject({ request: { method: 'GET', url: '/v2/assets/search' } });
    expect(error).toHaveProperty('headers', expect.any(Headers));
  });

  it('fails without an explanation if the service gives none', async () => {
    const { client } = answered([() => Response.json({ items: [], query_syntax_ok: false, query_explained: null })]);
    expect(await rejection(client.search().first())).toMatchObject({ code: 'invalid_request', detail: undefined });
  });

  it('gives no asset of the page before again, even if that page had it twice', async () => {
    const pages = [page(['a', 'b'], 's'), page(['b', 'c'], 's'), page(['b', 'd'], 's'), page([], 's')];
    const found = await answered(pages).client.search().toArray({ limit: Infinity });
    expect(found.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
    const uncounted = answered([() => Response.json({ items: [], total_count: null })]).client;
    for await (const { total } of uncounted.search().pages()) expect(total).toBeUndefined();
  });

  it('is not reported as forgotten after another error, nor at its start', async () => {
    const error = (status: number) => (): Response => Response.json({}, { status });
    for (const answers of [[error(404)], [page(['a'], 's'), error(403)]]) {
      const failed = await rejection(answered(answers).client.search().toArray({ limit: Infinity }));
      expect(failed).toMatchObject({ name: 'DamApiError' });
      expect(String(failed)).not.toContain('forgotten');
    }
  });

  it('aborts the request of a page that nobody reads any more', async () => {
    const asked = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    const dam = createDamClient({
      accessToken: 'wat_meadow_x',
      async fetch(input, init) {
        if (!String(input).includes('/scroll')) return page(['a'], 's')();
        (init as RequestInit).signal?.addEventListener('abort', () => ended.resolve()); // the platform's own
        asked.resolve();
        return new Promise<Response>(() => {});
      },
    });
    for await (const _ of dam.search()) {
      await asked.promise;
      break;
    }
    await ended.promise;
  });

  it('fails, and does not just end, if the service has forgotten it', async () => {
    const sandbox = createSandbox({ clock: stoppedClock(), dam: { scrollLifetime: 60_000 } });
    const dam = personal(sandbox);
    let read = 0;
    const slow = async (): Promise<void> => {
      for await (const { items } of dam.search({ prefetch: 0 }).pages()) {
        read += items.length;
        sandbox.advance(61_000);
      }
    };
    const error = await rejection(slow());
    expect(error).toMatchObject({ name: 'DamApiError', code: 'not_found' });
    expect(String(error)).toContain('begin it again');
    expect(read).toBe(100);
  });

  it('goes on after a page whose assets were all on the page before', async () => {
    const page = (id: string, scroll_id: string) => () => Response.json({ items: [{ id }], scroll_id });
    const end = (): Response => Response.json({ items: [], scroll_id: 'd' });
    const { client } = answered([page('1', 'a'), page('1', 'b'), page('2', 'c'), end]);
    expect(await client.search().toArray({ limit: Infinity })).toEqual([{ id: '1' }, { id: '2' }]);
  });

  it.each(['reset-before-processing', 'drop-answer-after-processing', 'cut-off-body'] as const)(
    'does not repeat the request of a page that may be lost: %s',
    async (kind) => {
      const sandbox = sandboxed();
      sandbox.faults.next('dam.api', { kind }, scrollRoute);
      const error = await rejection(personal(sandbox).search().toArray({ limit: Infinity }));
      expect(error).toMatchObject({ code: 'connection_failed', sent: 'maybe' });
      expect(sandbox.log.filter(({ route }) => route === scrollRoute.route)).toHaveLength(1);
    },
  );

  it.each(['', 'https://api.widencollective.com'])('does not repeat a page by hand either: %s/…', async (origin) => {
    const { client, requests } = answered([() => new Response(null, { status: 503 })], { retry: 2 });
    const page = client.request('GET', `${origin}/v2/assets/search/scroll?scroll_id=a`);
    expect(await rejection(page)).toMatchObject({ status: 503 });
    expect(requests).toHaveLength(1);
  });

  it('repeats the request of a page that was refused, and that of the first page after any failure', async () => {
    const sandbox = sandboxed();
    sandbox.faults.next('dam.api', { kind: 'status', status: 429, retryAfterSeconds: 0 }, scrollRoute);
    sandbox.faults.next(
      'dam.api',
      { kind: 'status', status: 503, retryAfterSeconds: 0 },
      { route: 'GET /v2/assets/search' },
    );
    expect(await personal(sandbox).search().toArray({ limit: Infinity })).toHaveLength(1_000);
  });

  it('stops with the reason of its signal', async () => {
    const sandbox = sandboxed();
    const stop = new AbortController();
    const read = async (): Promise<void> => {
      for await (const _ of personal(sandbox).search({ signal: stop.signal })) stop.abort(new Error('enough'));
    };
    expect(await rejection(read())).toBe(stop.signal.reason);
  });

  it("refuses assets that can't be right, unless validate is off", async () => {
    const strange = (): Response => Response.json({ items: [{ uuid: 'no id' }], scroll_id: null });
    const { client } = answered([strange]);
    expect(await rejection(client.search().first())).toSatisfy(InvalidAnswerError.is);
    const { client: unchecked } = answered([strange], { validate: 'off' });
    expect(await unchecked.search().first()).toEqual({ uuid: 'no id' });
  });

  it.each([{ scroll_id: 7 }, { total_count: '5' }, { query_syntax_ok: 'no' }, { query_explained: ['no'] }])(
    'refuses a page with %j, which it would have to read',
    async (wrong) => {
      const { client } = answered([() => Response.json({ items: [], scroll_id: null, ...wrong })]);
      expect(await rejection(client.search().first())).toSatisfy(InvalidAnswerError.is);
    },
  );

  it.each(['', 'null', '7', '{}', '{"items":null}', '{"items":{"0":1}}'])(
    'refuses an answer that is not a list, even if validate is off: %j',
    async (body) => {
      const { client } = answered([() => new Response(body)], { validate: 'off' });
      expect(await rejection(client.search().first())).toSatisfy(InvalidAnswerError.is);
    },
  );
});

describe('special characters', () => {
  it('arrive as they were written, in a query and in an answer', async () => {
    const { client, requests } = answered([page([], null)]);
    const query = assetQuery.has('des', 'Grüße & 100 % ünïcödé + ?');
    await client.search({ query }).first();
    expect(new URL(requests[0]?.url ?? '').searchParams.get('query')).toBe(query);
    expect(requests[0]?.url).not.toContain('+');
    const { client: accents } = answered([
      () =>
        new Response(new TextEncoder().encode('{"filename":"Grüße.jpg"}'), {
          headers: { 'content-type': 'application/json' },
        }),
    ]);
    expect((await accents.get('/v2/assets/{id}', { path: { id: '1' } })).filename).toBe('Grüße.jpg');
  });
});

it('a client with a personal token can search without any other option', async () => {
  const sandbox = sandboxed();
  const dam = createDamClient(sandbox.clients.damPersonal);
  expect((await dam.search({ query: assetQuery.is('ft', 'image') }).first())?.id).toBeTypeOf('string');
});
