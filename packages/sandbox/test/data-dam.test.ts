import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createSandbox, type Sandbox, type SandboxOptions, stoppedClock } from '@acme/sandbox';
import { describe, expect, it } from 'vitest';
import { CALLBACK, damAuthorizeUrl } from './support/requests.ts';

interface Asset {
  readonly id: string;
  readonly filename: string;
  readonly metadata: { readonly fields: Readonly<Record<string, readonly string[]>> } | null;
  readonly [name: string]: unknown;
}

interface Answer {
  readonly status: number;
  readonly body: {
    readonly items: readonly Asset[];
    readonly total_count: number;
    readonly scroll_id: string | null;
    readonly [name: string]: unknown;
  };
}

interface Dam {
  readonly sandbox: Sandbox;
  readonly asset: string;
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  search(query: Record<string, string>): Promise<Answer['body']>;
}

async function openDam(options: SandboxOptions['dam'] = { assets: 250 }): Promise<Dam> {
  const sandbox = createSandbox({ clock: stoppedClock(), dam: options });
  const { baseUrl, accessToken } = sandbox.clients.damPersonal;
  const call: Dam['call'] = async (method, path, body) => {
    const response = await sandbox.fetch(baseUrl + path, {
      method,
      headers: { authorization: `Bearer ${accessToken}`, ...(body === undefined ? {} : JSON_TYPE) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
  };
  const search: Dam['search'] = async (query) =>
    (await call('GET', `/v2/assets/search?${new URLSearchParams(query)}`)).body;
  const { items } = await search({ limit: '1' });
  return { sandbox, asset: items[0]?.id ?? '', call, search };
}

/** Bytes that are still in use after garbage collection. */
function usedMemory(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)(); // the flag adds it
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}

const JSON_TYPE = { 'content-type': 'application/json' };

describe('a million assets', () => {
  it('are paged, scrolled and found in constant memory', { timeout: 60_000 }, async () => {
    const { search, call } = await openDam({ assets: 1_000_000 });
    const before = usedMemory();

    expect((await search({ offset: '9999', limit: '100' })).total_count).toBe(1_000_000);
    expect((await search({ query: 'ft:(video)', limit: '1' })).total_count).toBeGreaterThan(200_000);
    let page = await search({ scroll: 'true', query: 'ft:(image)', limit: '100' });
    const seen = new Set(page.items.map(({ id }) => id));
    for (let count = 0; count < 120; count++) {
      page = (await call('GET', `/v2/assets/search/scroll?scroll_id=${page.scroll_id}`)).body;
      for (const { id } of page.items) seen.add(id);
    }

    expect(seen.size).toBe(12_100); // past any offset
    expect(usedMemory() - before).toBeLessThan(4 * 2 ** 20); // the million as numbers alone would be 4 MiB
  });

  it('are the same in the search and one by one', async () => {
    const { search, call } = await openDam({ assets: 1_000_000 });
    const { items } = await search({
      limit: '3',
      sort: 'filename',
      offset: '5000',
      expand: 'metadata,file_properties',
    });

    expect(items).toHaveLength(3);
    for (const item of items) {
      expect((await call('GET', `/v2/assets/${item.id}?expand=metadata,file_properties`)).body).toEqual(item);
    }
  });

  it('are the same for the same seed', async () => {
    const ids = async (seed: number): Promise<unknown> => {
      const sandbox = createSandbox({ seed, dam: { assets: 1_000_000 } });
      const { baseUrl, accessToken } = sandbox.clients.damPersonal;
      const headers = { authorization: `Bearer ${accessToken}` };
      return (await (
        await sandbox.fetch(`${baseUrl}/v2/assets/search?limit=5&expand=metadata`, { headers })
      ).json()) as unknown;
    };

    expect(await ids(3)).toEqual(await ids(3));
    expect(await ids(3)).not.toEqual(await ids(4));
  });
});

describe('a write at DAM', () => {
  it('changes metadata field by field, which the search then finds', async () => {
    const { call, search, asset } = await openDam();

    expect(
      (
        await call('PUT', `/v2/assets/${asset}/metadata?patch=title`, {
          fields: { title: ['Lantern'], keywords: ['x'] },
        })
      ).status,
    ).toBe(204);
    const { fields } = (await call('GET', `/v2/assets/${asset}/metadata`)).body as unknown as NonNullable<
      Asset['metadata']
    >; // as documented

    expect(fields.title).toEqual(['Lantern']);
    expect(fields.keywords).not.toEqual(['x']); // was sent, but not in the patch
    expect(fields.shotOn).toEqual([]); // has no value
    expect((await search({ query: 'title:{Lantern}' })).items.map(({ id }) => id)).toEqual([asset]);
  });

  it('changes in security what is sent, what the patch names, or all of it', async () => {
    const { call, asset } = await openDam();
    const path = `/v2/assets/${asset}/security`;
    const read = async (): Promise<unknown> => (await call('GET', path)).body;

    await call('PUT', path, { asset_groups: ['Press'], expiration_date: '2031-01-01T00:00:00Z' });
    expect(await read()).toMatchObject({ asset_groups: ['Press'], expiration_date: '2031-01-01T00:00:00Z' });
    await call('PUT', `${path}?patch=expiration_date`, { expiration_date: null, asset_groups: ['All'] });
    expect(await read()).toMatchObject({ asset_groups: ['Press'], expiration_date: null });
    await call('PUT', `${path}?patch=all`, { asset_groups: ['All'] });
    expect(await read()).toEqual({ asset_groups: ['All'], expiration_date: null, release_date: null });
    expect((await call('PUT', path, { asset_groups: ['Nobody'] })).status).toBe(400);
    const noDay = { asset_groups: ['All'], release_date: '2031-13-32T00:00:00Z' };
    expect((await call('PUT', path, noDay)).body).toMatchObject({ message: expect.stringContaining('release_date') });
  });

  it('decides by the clock whether an asset is released and not expired', async () => {
    const { sandbox, call, asset } = await openDam();
    const isOut = async (security: object): Promise<unknown> => {
      await call('PUT', `/v2/assets/${asset}/security`, security);
      return (await call('GET', `/v2/assets/${asset}`)).body.released_and_not_expired;
    };

    expect(await isOut({ release_date: '2029-12-31T00:00:00Z', expiration_date: null })).toBe(true);
    expect(await isOut({ expiration_date: '2029-12-31T00:00:00Z' })).toBe(false);
    expect(await isOut({ release_date: null, expiration_date: null })).toBe(false);
    expect(await isOut({ release_date: '2030-01-02T00:00:00Z' })).toBe(false);
    sandbox.advance(86_400_000);
    expect((await call('GET', `/v2/assets/${asset}`)).body.released_and_not_expired).toBe(true);
  });

  it('renames an asset, which takes its place in the order of names', async () => {
    const { call, search, asset } = await openDam();

    await call('PUT', `/v2/assets/${asset}/filename`, { filename: 'aardvark.jpg' });

    expect((await search({ sort: 'filename', limit: '1' })).items[0]).toMatchObject({
      id: asset,
      filename: 'aardvark.jpg',
    });
    expect((await search({ sort: '-filename', offset: '249' })).items[0]?.id).toBe(asset);
    expect((await search({ sort: '-last_update_date', limit: '1' })).items[0]?.id).toBe(asset);
    expect((await search({})).total_count).toBe(250);
  });

  it('deletes an asset, which is still found if deleted ones are asked for', async () => {
    const { call, search, asset } = await openDam();

    expect((await call('DELETE', `/v2/assets/${asset}`)).status).toBe(204);

    expect((await search({})).total_count).toBe(249);
    expect((await search({ include_deleted: 'true' })).total_count).toBe(250);
    expect((await call('GET', `/v2/assets/${asset}`)).body.deleted_date).toMatch(/Z$/);
  });

  it.each(['', 'filename:(asset)'])('does not shift the pages of a search that scrolls: %j', async (query) => {
    const { call, search } = await openDam();
    const first = await search({ scroll: 'true', limit: '100', sort: 'created_date', query });

    await call('DELETE', `/v2/assets/${first.items[0]?.id}`);
    const second = (await call('GET', `/v2/assets/search/scroll?scroll_id=${first.scroll_id}`)).body;
    const third = (await call('GET', `/v2/assets/search/scroll?scroll_id=${second.scroll_id}`)).body;

    const ids = [first, second, third].flatMap(({ items }) => items.map(({ id }) => id));
    expect(new Set(ids).size).toBe(250);
  });

  it('finds categories below categories', async () => {
    const { call } = await openDam();
    const below = async (name: unknown): Promise<number> =>
      (await call('GET', `/v2/categories/${encodeURIComponent(String(name))}`)).body.items.length;

    const top = (await call('GET', '/v2/categories')).body.items;

    expect(await Promise.all(top.map(({ name }) => below(name)))).toEqual([3, 3, 3]);
  });

  it('makes categories and fills them, in v1 and v2 alike', async () => {
    const { call, search, asset } = await openDam();
    const [top] = (await call('GET', '/v2/categories')).body.items;

    const created = await call('POST', '/api/rest/category', { title: 'A/B tests', parentCategory: top?.id });
    await call('POST', '/api/rest/category/assets', {
      categories: { uuids: [created.body.uuid] },
      add: { uuids: [asset] },
      remove: { uuids: [] },
    });

    const children = (await call('GET', `/v2/categories/${encodeURIComponent(String(top?.name))}`)).body.items;
    expect(children).toContainEqual(
      expect.objectContaining({ id: created.body.uuid, parts: [top?.name, 'A/B tests'] }),
    );
    expect((await call('GET', `/v2/categories/${top?.name}/${encodeURIComponent('A\\/B tests')}`)).status).toBe(200);
    expect((await search({ query: 'cat:({A/B tests})' })).items.map(({ id }) => id)).toEqual([asset]);
    expect(JSON.stringify((await call('GET', '/api/rest/category/categoryTree')).body)).toContain('A/B tests');
    await call('PUT', `/api/rest/category/uuid/${created.body.uuid}`, { title: 'Tests' });
    expect((await call('GET', `/v2/categories/${top?.name}/Tests`)).status).toBe(200);
  });

  it('makes collections, and adds and removes assets', async () => {
    const { call, search, asset } = await openDam();
    const count = async (): Promise<unknown> =>
      (await call('GET', '/v2/collections?type=private&limit=100')).body.items.find(({ title }) => title === 'Mine')
        ?.total_items;

    const created = await call('POST', '/api/rest/collection', {
      title: 'Mine',
      description: '',
      assets: { uuids: [] },
    });
    expect(created.body).toMatchObject({ type: 'local', name: 'Mine' });
    expect(await count()).toBe(0);
    const change = { collections: { uuids: [created.body.uuid] }, add: { uuids: [asset] }, remove: { uuids: [] } };
    await call('POST', '/api/rest/collection/assets', change);
    expect(await count()).toBe(1);
    expect((await search({ query: 'acn:{Mine}' })).total_count).toBe(1);
    expect((await call('GET', '/v2/collections')).status).toBe(400);
  });

  it('makes a collection of those assets that exist', async () => {
    const { call, search, asset } = await openDam();
    const assets = { uuids: [asset, crypto.randomUUID()] };

    const { body } = await call('POST', '/api/rest/collection', { title: 'Some', description: '', assets });

    expect(body).toMatchObject({ name: 'Some', assets: [{ uuid: asset }], assetsAddedCount: 1 });
    expect((await search({ query: 'acn:{Some}' })).items.map(({ id }) => id)).toEqual([asset]);
  });

  it('finds as many assets in a collection as the collection says', async () => {
    const { call, search } = await openDam();
    const { items } = (await call('GET', '/v2/collections?type=private&limit=100')).body;

    expect(items.length).toBeGreaterThan(0);
    for (const { title, total_items: total } of items) {
      expect((await search({ query: `acn:{${String(title)}}` })).total_count).toBe(total);
    }
  });

  it('makes, changes and deletes products and webhooks', async () => {
    const { call } = await openDam();

    const { product_id: id } = (await call('POST', '/v2/products', { name: 'Lamp', sku: 'L-1' })).body;
    await call('PUT', `/v2/products/${id}/rename`, { new_name: 'Lantern' });
    expect((await call('GET', `/v2/products/${id}`)).body).toMatchObject({ name: 'Lantern', sku: 'L-1' });
    const found = await call('POST', '/v2/products/search', {
      filters: [{ type: 'sku', operator: 'in', argument: ['L-1'] }],
    });
    expect(found.body).toMatchObject({ total_count: 1, items: [{ product_id: id, attributes: null }] });
    await call('DELETE', `/v2/products/${id}`);
    expect((await call('GET', `/v2/products/${id}`)).status).toBe(404);

    const before = (await call('GET', '/v2/webhooks/configurations')).body.total_count;
    const hook = { delivery_url: 'https://hooks.example/', event_type: 'asset_created' };
    const webhook = `/v2/webhooks/configurations/${(await call('POST', '/v2/webhooks/configurations', hook)).body.id}`;
    expect((await call('GET', '/v2/webhooks/configurations')).body.total_count).toBe(before + 1);
    await call('PUT', `${webhook}?patch=event_type`, { event_type: 'asset_deleted' });
    expect((await call('GET', webhook)).body.event_type).toBe('asset_deleted');
    expect((await call('DELETE', webhook)).status).toBe(204);
    expect((await call('GET', webhook)).status).toBe(404);
  });

  it('changes a vocabulary', async () => {
    const { call } = await openDam();
    const path = '/v2/metadata/assetType/vocabulary';

    await call('POST', path, { value: 'Map', index: 0 });
    await call('PUT', `${path}/Logo`, { value: 'Emblem' });
    await call('DELETE', `${path}/Photograph`);

    expect((await call('GET', path)).body.vocabulary).toEqual(['Map', 'Illustration', 'Emblem', 'Presentation']);
    expect((await call('GET', `${path}/Photograph`)).status).toBe(404);
    expect((await call('GET', '/v2/metadata/title/vocabulary')).status).toBe(404); // free text
  });

  it('orders a download only for contacts, which have UUIDs', async () => {
    const { call, asset } = await openDam();
    const { uuid } = (await call('GET', '/api/rest/user/address')).body;
    const orderFor = (recipient: unknown): object => ({
      assets: [asset],
      conversions: [],
      profile: 'Internet',
      recipients: [recipient],
    });

    expect((await call('POST', '/api/rest/order', orderFor('press@example.com'))).status).toBe(400);
    expect((await call('POST', '/api/rest/order', orderFor(uuid))).status).toBe(200);
  });

  it('orders a download, whose files and archive take time by the clock', async () => {
    const { sandbox, call, asset } = await openDam();
    const order = { assets: [asset], conversions: [], profile: 'Internet', recipients: [] };
    const [{ uuid, sequenceNumber } = { uuid: '', sequenceNumber: '' }] = (await call('POST', '/api/rest/order', order))
      .body.orders as readonly { uuid: string; sequenceNumber: string }[]; // as the document has it
    const zip = `/api/rest/order/uuid/${uuid}/zip`;

    const bySequence = `/api/rest/order/seqNum/${sequenceNumber}`;
    expect((await call('GET', bySequence)).body).toEqual({
      uuid,
      sequenceNumber,
      assetsInOrder: 1,
      conversionStatus: null,
    });
    sandbox.advance(1_000);
    expect((await call('GET', bySequence)).body).toMatchObject({
      uuid,
      conversionStatus: 'Completed',
      orderedItems: [{ uuid: asset }],
    });
    await call('POST', zip);
    expect((await call('GET', zip)).body).toMatchObject({ done: false, download: null });
    sandbox.advance(5_000);
    expect((await call('GET', zip)).body).toMatchObject({ done: true, archived: 1 });
  });
});

describe('an answer of DAM', () => {
  it('names the kind of its items as the service does', async () => {
    const { call } = await openDam();

    expect((await call('GET', '/v2/assets/assetgroups')).body).toMatchObject({ item_type: 'assetgroup' });
    expect((await call('GET', '/v2/assets/search')).body).toMatchObject({ item_type: 'asset' });
  });

  it('understands groups, whole values, dates and negations in a query', async () => {
    const { search } = await openDam();
    const total = async (query: string): Promise<number> => (await search({ query })).total_count;
    const images = await total('ft:(image)');

    expect(await total('ft:(image OR video OR office)')).toBe(250);
    const some = await total('(ft:image) AND (assetType:{Logo} OR assetType:{Photograph})');
    expect(some).toBeGreaterThan(0);
    expect(some).toBeLessThan(images);
    for (const not of ['NOT ft:(image)', '-ft:(image)', '-(ft:image)', '-ft:image -ft:{image}']) {
      expect(await total(not)).toBe(250 - images);
    }
    expect(await total('-asset')).toBe(0);
    expect(await total('asset-0000')).toBe(250); // a hyphen in a word is no minus
    expect(await total('filename:{asset-000000007.jpg} OR filename:{asset-000000007.png} OR asset-000000007')).toBe(1);
    expect(await total('dateAdded:[before 2020-01-02]')).toBe(250);
    expect(await total('dateAdded:[after 01/01/2020]')).toBe(0);
    expect(await total('rd:[2020-01-01 to 2020-01-01]')).toBe(250);
    expect(await total('shotOn:(isEmpty)')).toBe(250);
    expect((await search({ query: 'ft:{image' })).query_syntax_ok).toBe(false);
  });

  it.each(['constructor:x', '__proto__:{x}', 'toString:(isEmpty)', 'constructor:[after 2020-01-01]'])(
    'finds nothing by a field that does not exist: %s',
    async (query) => {
      const { search } = await openDam();

      expect(await search({ query })).toMatchObject({
        query_syntax_ok: true,
        total_count: query.includes('isEmpty') ? 250 : 0,
      });
    },
  );

  it.each(['(', 'NOT ', 'x:'])("says that it can't read a query of ten thousand times %j", async (part) => {
    const { call } = await openDam();

    const { body } = await call('GET', `/v2/assets/search?query=${encodeURIComponent(part.repeat(10_000))}`);

    expect(body).toMatchObject({ query_syntax_ok: false, total_count: 0 });
  });

  it('has facets whose counts add up and whose queries find as many assets', async () => {
    const { search } = await openDam();
    const { facets } = await search({ facet: 'file_types,categories,metadata' });
    const { file_types: types, categories } = facets as Record<
      'file_types' | 'categories',
      readonly { count: number; search_query: string }[]
    >; // as documented

    expect(types.reduce((sum, { count }) => sum + count, 0)).toBe(250);
    for (const { count, search_query: query } of [...types, ...categories.slice(-2)]) {
      expect((await search({ query })).total_count).toBe(count);
    }
    expect((await search({})).facets).toBeNull();
  });

  it('has pages of analytics by a token, which ends as null', async () => {
    const { call, asset } = await openDam();
    const filters = [{ type: 'asset', id: asset }];
    let token: unknown;
    let count = 0;

    do {
      const { body } = await call('POST', '/v2/analytics/assets/views', {
        filters,
        limit: 100,
        ...(token ? { pagination_token: token } : {}),
      });
      count += body.items.length;
      token = body.pagination_token;
    } while (token !== null);

    expect(count).toBe(250);
    expect((await call('POST', '/v2/analytics/assets/views', { filters: [] })).status).toBe(400);
  });

  it('refuses what does not fit its document', async () => {
    const { call, asset } = await openDam();

    expect(await call('GET', '/v2/nothing')).toMatchObject({ status: 404, body: { error: 'not_found' } });
    expect(await call('GET', `/v2/assets/${crypto.randomUUID()}`)).toMatchObject({ body: { error: 'not_found' } });
    expect((await call('PUT', '/v2/categories', {})).status).toBe(405);
    expect((await call('GET', '/v2/attributes?limit=5000')).status).toBe(400);
    expect((await call('PUT', `/v2/assets/${asset}/filename`, {})).body).toEqual({
      error: 'bad_request',
      message: 'filename is required.',
    });
    expect((await call('GET', `/v2/webhooks/configurations/${crypto.randomUUID()}`)).status).toBe(404);
  });

  it('describes the file of an asset as its filename says', async () => {
    const { search } = await openDam();
    const { items } = await search({ expand: 'file_properties,metadata' });
    const formats: Readonly<Record<string, unknown>> = {
      jpg: { format: 'JPEG', format_type: 'image', image_properties: { width: 1_200 }, video_properties: null },
      png: { format: 'PNG', format_type: 'image', image_properties: { width: 1_200 }, video_properties: null },
      mp4: { format: 'MPEG4', format_type: 'video', image_properties: null, video_properties: { duration: 12.5 } },
      pdf: { format: 'PDF', format_type: 'office', image_properties: null, video_properties: null },
    };

    expect(new Set(items.map(({ filename }) => filename.split('.').at(-1)))).toEqual(new Set(Object.keys(formats)));
    for (const { filename, file_properties: file, metadata } of items) {
      expect(metadata?.fields.title).toEqual([`Asset ${Number(filename.slice('asset-'.length, -'.jpg'.length))}`]);
      expect(file).toMatchObject(formats[filename.split('.').at(-1) ?? ''] ?? {});
      const { size_in_bytes: size, size_in_kbytes: kilobytes } = file as Record<string, number>; // as documented
      expect(kilobytes).toBe(Math.ceil((size ?? 0) / 1_024));
    }
  });

  it('has one version of an asset, with its name and its size', async () => {
    const { call, asset } = await openDam();
    const { filename, file_properties: file } = (await call('GET', `/v2/assets/${asset}?expand=file_properties`)).body;
    const { size_in_bytes: size } = file as { readonly size_in_bytes: number }; // as documented

    const { body } = await call('GET', `/api/rest/asset/uuid/${asset}/assetversions`);

    expect(body).toMatchObject({ uuid: asset, numResults: 1, versions: [{ name: filename, size: String(size) }] });
  });

  it('has embeds with HTML, except the one whose URL has to be filled in', async () => {
    const { call, asset } = await openDam();
    const { body } = await call('GET', `/v2/assets/${asset}?expand=embeds`);
    const embeds = body.embeds as Readonly<Record<string, { readonly url: string; readonly html: string | null }>>;

    expect(embeds.original?.url).toContain(`/${String(body.external_id)}/original/`);
    expect(embeds.templated?.url).toMatch(/\{size\}.*\{scale\}.*\{quality\}/);
    for (const [format, { url, html }] of Object.entries(embeds)) {
      expect(html).toEqual(format === 'templated' ? null : expect.stringContaining(`src="${url}"`));
    }
  });

  it('has files behind its links, without a token', async () => {
    const { sandbox, call, asset } = await openDam();
    const { body } = await call('GET', `/v2/assets/${asset}?expand=thumbnails,file_properties`);
    const { download } = body._links as { readonly download: string }; // as documented
    const { size_in_bytes: size } = body.file_properties as { readonly size_in_bytes: number };
    const thumbnails = body.thumbnails as Readonly<Record<string, { readonly url: string }>>;

    expect((await (await sandbox.fetch(download)).bytes()).length).toBe(size);
    expect((await sandbox.fetch(thumbnails['300px']?.url ?? '')).headers.get('content-type')).toBe('image/svg+xml');
  });

  it('gives a token for a code in v1 too, with the client in a Basic header, and ends it at logout', async () => {
    const sandbox = createSandbox();
    const { clientId, clientSecret, v1BaseUrl } = sandbox.clients.dam;
    const code = new URL(await sandbox.authorize(damAuthorizeUrl(sandbox))).searchParams.get('code');
    const exchange = (authorization: string, other: object = {}): Promise<Response> =>
      sandbox.fetch(`${v1BaseUrl}/api/rest/oauth/token`, {
        method: 'POST',
        headers: { authorization, ...JSON_TYPE },
        body: JSON.stringify({
          grant_type: 'authorization_code',
          authorization_code: code,
          redirect_uri: CALLBACK,
          ...other,
        }),
      });
    const basic = `Basic ${btoa(`${clientId}:${clientSecret}`)}`;
    const refused = async (answer: Promise<Response>): Promise<unknown> => {
      const { error } = (await (await answer).json()) as { error: string };
      expect(sandbox.log.at(-1)?.error).toBe(error);
      return [(await answer).status, error];
    };

    expect(await refused(exchange(`Basic ${btoa('x:y')}`))).toEqual([401, 'invalid_client']);
    expect(await refused(exchange(basic, { grant_type: undefined }))).toEqual([400, 'invalid_request']);
    expect(await refused(exchange(basic, { grant_type: 'refresh_token' }))).toEqual([400, 'unsupported_grant_type']);
    expect(await refused(exchange(basic, { authorization_code: 'x' }))).toEqual([400, 'invalid_grant']);
    const token = (await (await exchange(basic)).json()) as { access_token: string }; // as documented
    expect(await refused(exchange(basic))).toEqual([400, 'invalid_grant']);
    const headers = { authorization: `Bearer ${token.access_token}` };

    expect((await sandbox.fetch(`${v1BaseUrl}/api/rest/user/address`, { headers })).status).toBe(200);
    expect((await sandbox.fetch(`${v1BaseUrl}/api/rest/oauth/logout`, { method: 'POST', headers })).status).toBe(200);
    expect((await sandbox.fetch(`${v1BaseUrl}/api/rest/user/address`, { headers })).status).toBe(401);
  });
});
