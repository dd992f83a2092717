import { createSandbox, type Sandbox, type SandboxOptions, stoppedClock } from '@acme/sandbox';
import { describe, expect, it } from 'vitest';
import { get } from './support/requests.ts';

interface Page {
  readonly items: readonly {
    readonly id: string;
    readonly filename: string;
    readonly file_properties: { readonly size_in_bytes: number } | null;
    readonly expanded: Record<string, boolean>;
  }[];
  readonly total_count: number;
  readonly scroll_id: string | null;
  readonly scroll_timeout: string | null;
  readonly query_syntax_ok: boolean;
}

const ask = (sandbox: Sandbox, path: string, query: Record<string, string> = {}): Promise<Response> =>
  get(
    sandbox,
    `${sandbox.clients.dam.baseUrl}${path}?${new URLSearchParams(query)}`,
    sandbox.clients.damPersonal.accessToken,
  );

const search = async (sandbox: Sandbox, query: Record<string, string>): Promise<Page> =>
  (await (await ask(sandbox, '/v2/assets/search', query)).json()) as Page; // what the search answers

const keyOf = (asset: Page['items'][number], sort: string): string | number =>
  sort === 'size' ? (asset.file_properties?.size_in_bytes ?? 0) : String(Reflect.get(asset, sort));

const scroll = (sandbox: Sandbox, id: string | null): Promise<Response> =>
  ask(sandbox, '/v2/assets/search/scroll', { scroll_id: id ?? '' });

describe('the search of DAM', () => {
  const small: SandboxOptions = { dam: { assets: 250 } };

  it('scrolls to the end, where the page is empty and the id is null', async () => {
    const sandbox = createSandbox(small);
    const pages = [await search(sandbox, { scroll: 'true' })];
    for (let id = pages[0]?.scroll_id; id != null; id = pages.at(-1)?.scroll_id) {
      pages.push((await (await scroll(sandbox, id)).json()) as Page); // what scrolling answers
    }

    expect(pages.map(({ items }) => items.length)).toEqual([100, 100, 50, 0]);
    expect(new Set(pages.flatMap(({ items }) => items.map(({ id }) => id))).size).toBe(250);
    expect(new Set(pages.map(({ scroll_id }) => scroll_id)).size).toBe(4);
    expect(pages[0]?.scroll_timeout).toBe('60s');
  });

  it('forgets a scroll that nobody goes on reading', async () => {
    const sandbox = createSandbox(small);
    const first = await search(sandbox, { scroll: 'true', limit: '10' });

    sandbox.advance(59_000);
    const second = (await (await scroll(sandbox, first.scroll_id)).json()) as Page; // what scrolling answers
    sandbox.advance(59_000);
    expect((await scroll(sandbox, second.scroll_id)).status).toBe(200);
    sandbox.advance(61_000);
    expect((await scroll(sandbox, second.scroll_id)).status).toBe(404);
  });

  it('gives a page again for the previous scroll id, in case its answer was lost, but not for older ids', async () => {
    const sandbox = createSandbox(small);
    const first = await search(sandbox, { scroll: 'true', limit: '10' });
    const read = async (id: string | null): Promise<Page> => (await (await scroll(sandbox, id)).json()) as Page; // what scrolling answers

    const second = await read(first.scroll_id);
    const repeated = await read(first.scroll_id);
    expect(repeated.items).toEqual(second.items);
    const third = await read(repeated.scroll_id);
    await read(third.scroll_id);
    expect((await scroll(sandbox, first.scroll_id)).status).toBe(404);
  });

  it('has no scroll id if none was asked for', async () => {
    const { scroll_id, scroll_timeout } = await search(createSandbox(small), {});

    expect([scroll_id, scroll_timeout]).toEqual([null, null]);
  });

  it('allows offsets up to 10,000, and pages of up to 100', async () => {
    const sandbox = createSandbox({ dam: { assets: 1_000_000 } });

    expect((await search(sandbox, { offset: '10000', limit: '1' })).items).toHaveLength(1);
    expect((await ask(sandbox, '/v2/assets/search', { offset: '10001' })).status).toBe(400);
    expect((await ask(sandbox, '/v2/assets/search', { limit: '101' })).status).toBe(400);
  });

  it('finds an asset among a million without keeping them all', async () => {
    const sandbox = createSandbox({ dam: { assets: 1_000_000 } });
    const { items, total_count } = await search(sandbox, { sort: 'filename', offset: '9999', limit: '1' });

    const one = await ask(sandbox, `/v2/assets/${items[0]?.id}`);

    expect(total_count).toBe(1_000_000);
    expect(await one.json()).toMatchObject({ id: items[0]?.id, filename: items[0]?.filename });
    expect((await ask(sandbox, `/v2/assets/${crypto.randomUUID()}`)).status).toBe(404);
  });

  it('sorts by creation, newest first, by default', async () => {
    const sandbox = createSandbox(small);
    const names = async (query: Record<string, string>): Promise<string[]> =>
      (await search(sandbox, { limit: '3', ...query })).items.map(({ filename }) => filename.slice(0, 15));

    expect(await names({})).toEqual(['asset-000000250', 'asset-000000249', 'asset-000000248']);
    expect(await names({ sort: 'size' })).toEqual(['asset-000000001', 'asset-000000002', 'asset-000000003']);
    expect((await ask(sandbox, '/v2/assets/search', { sort: 'colour' })).status).toBe(400);
  });

  it.each(['created_date', 'last_update_date', 'filename', 'size'])(
    'puts changed assets in their place in the order by %s, on any page',
    async (sort) => {
      const sandbox = createSandbox({ clock: stoppedClock(), dam: { assets: 40 } });
      const { items } = await search(sandbox, { sort: 'filename' });
      const change = (place: number, method: string, path: string, body?: object): Promise<Response> =>
        sandbox.fetch(`${sandbox.clients.dam.baseUrl}/v2/assets/${items[place]?.id}${path}`, {
          method,
          headers: {
            authorization: `Bearer ${sandbox.clients.damPersonal.accessToken}`,
            'content-type': 'application/json',
          },
          body: body === undefined ? null : JSON.stringify(body),
        });
      await change(30, 'PUT', '/filename', { filename: 'asset-000000005-z.jpg' });
      await change(3, 'PUT', '/filename', { filename: 'asset-000000020-z.jpg' });
      await change(7, 'PUT', '/filename', { filename: 'a.jpg' });
      await change(12, 'DELETE', '');

      for (const direction of ['', '-']) {
        const read = (offset: number, limit: number): Promise<Page> =>
          search(sandbox, {
            sort: direction + sort,
            offset: String(offset),
            limit: String(limit),
            expand: 'file_properties',
          });
        const all = (await read(0, 100)).items;
        const pages: Page['items'][] = [];
        for (let offset = 0; offset < 39; offset += 7) pages.push((await read(offset, 7)).items);

        expect(all).toHaveLength(39);
        const keys = all.map((asset) => keyOf(asset, sort));
        const ascending = keys.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        expect(keys).toEqual(direction === '' ? ascending : ascending.reverse());
        expect(pages.flat()).toEqual(all);
      }
    },
  );

  it.each([
    'ft:(image',
    'image)',
    '()',
    'ft:',
    'image OR',
    'OR image',
    'NOT',
    '{image',
    'rd:[after 2025-01-31',
    'rd:[after 2025-13-45]',
    'rd:[soon]',
    'rd:[2025-01-31 to]',
  ])("answers a query that it can't read with 200 and a flag: %s", async (query) => {
    expect(await search(createSandbox(small), { query })).toMatchObject({
      query_syntax_ok: false,
      total_count: 0,
      items: [],
    });
  });

  it('finds by file type and by name', async () => {
    const sandbox = createSandbox(small);
    const total = async (query: string): Promise<number> => (await search(sandbox, { query })).total_count;
    const [images, videos, office] = [
      await total('ft:(image)'),
      await total('ft:video'),
      await total('FileType:(office)'),
    ];

    expect(images + videos + office).toBe(250);
    expect(images).toBeGreaterThan(50);
    expect(await total('ft:(image) OR ft:(video)')).toBe(images + videos);
    expect(await total('filename:(asset-00000010)')).toBe(10);
    expect(await total('filename:{asset-00000010}')).toBe(0);
    const both = ['image', 'video', 'office'].map((type) => total(`asset-000000100 AND ft:(${type})`));
    expect((await Promise.all(both)).sort()).toEqual([0, 0, 1]);
    expect(await total('colour:red')).toBe(0);
  });

  it.each([
    ['ag:(All)', 250],
    ['assetgroup:({all})', 250],
    ['mt:(Default) NOT mt:(Other)', 250],
    ['des:(A)', 250],
    ['ed:(isEmpty)', 250],
    ['ed:[after 2000-01-01]', 0],
    ['lastEditDate:[after 2019-12-31]', 250],
    ['dateAdded:[2020-01-01 to 01/01/2020]', 250],
    ['dateAdded:[ 2020-01-01 ] -dateAdded:[before 2020-01-01]', 250],
    ['constructor:(isEmpty)', 250],
  ])('finds by fields under their short and long names: %s', async (query, found) => {
    expect(await search(createSandbox(small), { query })).toMatchObject({ query_syntax_ok: true, total_count: found });
  });

  it('finds one asset by the id of its embeds', async () => {
    const sandbox = createSandbox(small);
    const { items } = await search(sandbox, { limit: '1' });
    const { external_id: externalId, id } = items[0] as unknown as { external_id: string; id: string }; // of every asset

    for (const field of ['embedid', 'externalId']) {
      expect((await search(sandbox, { query: `${field}:({${externalId}})` })).items.map((item) => item.id)).toEqual([
        id,
      ]);
    }
  });

  it('has null for parts that are not expanded, and says which are', async () => {
    const sandbox = createSandbox(small);
    const [plain] = (await search(sandbox, { limit: '1' })).items;
    const [full] = (await search(sandbox, { limit: '1', expand: 'file_properties,metadata' })).items;

    expect(plain?.file_properties).toBeNull();
    expect(full?.file_properties).toMatchObject({ size_in_bytes: expect.any(Number) });
    expect(full?.expanded).toMatchObject({ file_properties: true, metadata: true, tags: false });
  });
});
