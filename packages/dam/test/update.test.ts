import { describe, expect, it } from 'vitest';
import { answered, personal, sandboxed } from './support.ts';

/** What a PUT was sent as. */
async function sent(put: (client: ReturnType<typeof answered>['client']) => Promise<unknown>) {
  const { client, requests } = answered([() => new Response(null, { status: 204 })]);
  await put(client);
  const [request] = requests;
  return { patch: new URL(request?.url ?? '').searchParams.get('patch'), body: await request?.json() };
}

const path = { id: 'a' };

describe('an update', () => {
  it('of metadata names the fields that it has in patch, and no other', async () => {
    const fields = { title: ['New'], keywords: [], notes: undefined as never };
    expect(await sent((dam) => dam.put('/v2/assets/{id}/metadata', { path, body: { fields } }))).toEqual({
      patch: 'title,keywords',
      body: { fields: { title: ['New'], keywords: [] } },
    });
  });

  it('of security names what it has, where null clears a field and undefined leaves it as it is', async () => {
    const body = { release_date: null, expiration_date: undefined as never };
    expect(await sent((dam) => dam.put('/v2/assets/{id}/security', { path, body }))).toEqual({
      patch: 'release_date',
      body: { release_date: null },
    });
  });

  it('of a webhook names what it has in patch', async () => {
    const body = { delivery_enabled: false };
    expect(await sent((dam) => dam.put('/v2/webhooks/configurations/{id}', { path, body }))).toEqual({
      patch: 'delivery_enabled',
      body,
    });
  });

  it('that has its own patch keeps it', async () => {
    const call = { path, query: { patch: ['title'] }, body: { fields: { title: ['a'], other: ['b'] } } };
    expect((await sent((dam) => dam.put('/v2/assets/{id}/metadata', call))).patch).toBe('title');
  });

  it('without a field is refused, because nothing says what it would do', async () => {
    const { client, requests } = answered([() => new Response(null, { status: 204 })]);
    const nothing = { release_date: undefined as never };
    for (const update of [
      client.put('/v2/assets/{id}/security', { path, body: {} }),
      client.put('/v2/assets/{id}/security', { path, body: nothing }),
      client.put('/v2/assets/{id}/metadata', { path, body: { fields: {} } }),
      client.put('/v2/assets/{id}/metadata', { path, body: {} as never }),
      client.put('/v2/assets/{id}/metadata', { path, body: { fields: null } as never }),
      client.put('/v2/assets/{id}/metadata', { path, body: { fields: 'title' } as never }),
    ]) {
      await expect(update).rejects.toMatchObject({ option: 'body' });
    }
    expect(requests).toEqual([]);
  });

  it('is sent as it is if it is not an object, and keeps the rest of the query', async () => {
    for (const body of [undefined, '{}', null]) {
      const { client, requests } = answered([() => new Response(null, { status: 204 })]);
      await client.put('/v2/assets/{id}/metadata', { path, body: body as never });
      expect([requests[0]?.url.endsWith('/metadata'), await requests[0]?.text()]).toEqual([
        true,
        body === undefined ? '' : String(body),
      ]);
    }
    const { client, requests } = answered([() => new Response(null, { status: 204 })]);
    const query = { more: 1 } as object; // whatever the document has one day
    await client.put('/v2/assets/{id}/security', { path, query, body: { release_date: null } });
    expect(requests[0]?.url).toMatch(/\?more=1&patch=release_date$/);
  });

  it('of anything else gets no patch', async () => {
    const call = { path: { displayKey: 'keywords', value: 'a/b' }, body: { index: 1 } };
    expect((await sent((dam) => dam.put('/v2/metadata/{displayKey}/vocabulary/{value}', call))).patch).toBeNull();
  });

  it('leaves what it does not name as it is at the service', async () => {
    const sandbox = sandboxed();
    const dam = personal(sandbox);
    const asset = await dam.search({ expand: ['metadata', 'security'] }).first();
    const id = asset?.id ?? '';
    await dam.put('/v2/assets/{id}/metadata', { path: { id }, body: { fields: { title: ['Another'] } } });
    await dam.put('/v2/assets/{id}/security', { path: { id }, body: { expiration_date: null } });
    const changed = await dam.get('/v2/assets/{id}', { path: { id }, query: { expand: ['metadata', 'security'] } });
    expect(changed.metadata?.fields).toEqual({ ...asset?.metadata?.fields, title: ['Another'] });
    expect(changed.security).toEqual({ ...asset?.security, expiration_date: null });
  });
});

describe('dates', () => {
  it('stay text in every answer', async () => {
    const looksLikeADate = '2024-02-30T99:99:99Z and more';
    const asset = { id: 'a', created_date: '2024-01-01T00:00:00Z', metadata: { fields: { title: [looksLikeADate] } } };
    const { client } = answered([() => Response.json(asset)]);
    expect(await client.get('/v2/assets/{id}', { path })).toEqual(asset);
    const found = await personal(sandboxed()).search().first();
    expect(found?.created_date).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });
});

describe('a call', () => {
  it('has lists joined by commas in its query, and leaves out what is undefined', async () => {
    const { client, requests } = answered([() => Response.json({ categories: [] })]);
    await client.get('/api/rest/category/categoryTree', { query: { includeEmpty: undefined as never } });
    await client.get('/v2/assets/{id}', { path: { id: 'a' }, query: { expand: ['metadata', 'tags'] } });
    expect(requests.map(({ url }) => new URL(url).search)).toEqual(['', '?expand=metadata,tags']);
  });

  it('has every part of its path encoded, except the slashes between categories', async () => {
    const { client, requests } = answered([() => Response.json({ items: [] })]);
    const value = { displayKey: 'a?b', value: '50 % / c#d' };
    await client.get('/v2/metadata/{displayKey}/vocabulary/{value}', { path: value });
    await client.get('/v2/categories/{categoryPath}', { path: { categoryPath: 'Photos/2024 & on/A\\/B' } });
    expect(requests.map(({ url }) => new URL(url).pathname)).toEqual([
      '/v2/metadata/a%3Fb/vocabulary/50%20%25%20%2F%20c%23d',
      '/v2/categories/Photos/2024%20%26%20on/A%5C%2FB',
    ]);
  });

  it('may have headers of its own, such as those for early access', async () => {
    const { client, requests } = answered([() => Response.json([])]);
    await client.get('/v2/uploads/profiles', { headers: { 'x-widen-api-toggle': 'a,b' } });
    expect(requests[0]?.headers.get('x-widen-api-toggle')).toBe('a,b');
  });

  it('may have a body, even if it is a DELETE', async () => {
    const { client, requests } = answered([() => new Response(null, { status: 204 })]);
    await client.delete('/v2/workflow/webhooks', { body: { event: 'PROJECT_CREATED' } });
    expect(await requests[0]?.json()).toEqual({ event: 'PROJECT_CREATED' });
  });
});

describe('an answer', () => {
  it.each(['', ' \n'])('that is empty (%j) is undefined, whatever its content type', async (body) => {
    const { client } = answered([() => new Response(body, { headers: { 'content-type': 'application/json' } })]);
    expect(await client.delete('/v2/products/{id}', { path })).toBeUndefined();
  });

  it.each([
    [{ error_description: 'a', error: 'b', message: 'c', detail: 'd' }, 'a'],
    [{ error: 'b', message: 'c' }, 'c'],
    [{ error: 'b' }, 'b'],
    [{ message: 'c', detail: 'd' }, 'c'],
    [{ detail: 'd' }, 'd'],
    [{ message: '' }, undefined],
    ['plain text', undefined],
  ])('that refuses a call is an error with its words: %j', async (body, detail) => {
    const { client } = answered([() => Response.json(body, { status: 400 })]);
    const error = await client.get('/v2/assets/{id}', { path }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'DamApiError', code: 'invalid_request', status: 400, body });
    expect(error).toHaveProperty('detail', detail);
  });

  it('to a ping is requested only once, because a ping delivers an event', async () => {
    const sandbox = sandboxed();
    const dam = personal(sandbox);
    const id = (await dam.paginate('/v2/webhooks/configurations').first())?.webhook_configuration_id ?? '';
    sandbox.faults.next('dam.api', { kind: 'drop-answer-after-processing' });
    const ping = dam.get('/v2/webhooks/configurations/{id}/ping', { path: { id } });
    await expect(ping).rejects.toMatchObject({ code: 'connection_failed' });
    expect(sandbox.log.filter(({ route }) => route?.endsWith('/ping'))).toHaveLength(1);
  });
});
