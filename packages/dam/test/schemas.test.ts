import { type Asset, createDamClient } from '@acme/dam';
import { type Drift, operations, validateAnswers } from '@acme/dam/schemas';
import { getAsset } from '@acme/dam/schemas/assets';
import { InvalidAnswerError } from '@acme/http';
import { memoryStore } from '@acme/oauth-core';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { bundled } from '../../http/test/support/bundle.ts';
import { rejection } from '../../http/test/support/rejection.ts';
import { answered, personal, redirectUri, sandboxed } from './support.ts';

const path = { id: 'a' };
/** An asset that lacks its name, and has a status that the document does not know. */
const strange = { id: 'a', status: { upload_progress: 'lost' }, secret: 's3cret' };

describe('a schema', () => {
  it('from the entry of a tag checks a call, and keeps the type of its answer', async () => {
    const dam = personal(sandboxed());
    const id = (await dam.search().first())?.id ?? '';
    const asset = await dam.get('/v2/assets/{id}', { path: { id }, schema: getAsset });
    expectTypeOf(asset).toEqualTypeOf<Asset>();
    expect(asset.id).toBe(id);
    const { client } = answered([() => Response.json(strange)]);
    const error = await rejection(client.get('/v2/assets/{id}', { path, schema: getAsset }));
    expect(InvalidAnswerError.is(error) && error.issues.map((issue) => issue.path)).toEqual(
      expect.arrayContaining(['filename', 'status']),
    );
  });

  it('is also found by method and path, and has the type of the answer', () => {
    const schema = operations['GET /v2/assets/{id}'];
    expect(schema).toBe(getAsset);
    expectTypeOf(schema._zod.output).toEqualTypeOf<Asset>();
  });
});

describe('validateAnswers', () => {
  it('reports where an answer differs, and gives it to the caller as it came', async () => {
    const drifts: Drift[] = [];
    const { client } = answered([() => Response.json(strange)]);
    const dam = validateAnswers(client, { onDrift: (drift) => drifts.push(drift) });
    expect(await dam.get('/v2/assets/{id}', { path })).toEqual(strange);
    expect(drifts.map(({ operation }) => operation)).toEqual(['GET /v2/assets/{id}']);
    expect(drifts[0]?.issues.map((issue) => issue.path)).toContain('filename');
    expect(JSON.stringify(drifts)).not.toContain('s3cret');
  });

  it('checks calls by every method, with options and without', async () => {
    const drifts: string[] = [];
    const { client, requests } = answered([() => Response.json(7)]);
    const dam = validateAnswers(client, { onDrift: ({ operation }) => drifts.push(operation) });
    await dam.get('/v2/user');
    await dam.post('/v2/products/search');
    await dam.put('/v2/assets/{id}/metadata', { path, body: { fields: { title: ['a'] } } });
    await dam.delete('/v2/assets/{id}', { path });
    expect(requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'PUT', 'DELETE']);
    expect(drifts).toEqual(['GET /v2/user', 'POST /v2/products/search']); // the document says nothing of the others
  });

  it('makes a call or a list wait for its listener, and fail if that fails', async () => {
    const { client } = answered([() => Response.json({ items: [strange], scroll_id: null })]);
    const lost = new Error('the log is away');
    const dam = validateAnswers(client, {
      async onDrift() {
        await new Promise((resolve) => setImmediate(resolve));
        throw lost;
      },
    });
    expect(await rejection(dam.get('/v2/assets/{id}', { path }))).toBe(lost);
    expect(await rejection(dam.search().first())).toBe(lost);
  });

  it('checks the pages of searches and lists, by GET and by POST', async () => {
    const drifts: string[] = [];
    const { client } = answered([() => Response.json({ items: [strange], scroll_id: null, total_count: 1 })]);
    const dam = validateAnswers(client, { onDrift: ({ operation }) => drifts.push(operation) });
    for await (const asset of dam.search()) expect(asset).toEqual(strange);
    for await (const page of dam.paginate('/v2/attributes').pages()) expect(page.total).toBe(1);
    for await (const product of dam.paginate('/v2/products/search', { body: {} })) expect(product).toEqual(strange);
    expect(drifts).toEqual(['GET /v2/assets/search', 'GET /v2/attributes', 'POST /v2/products/search']);
  });

  it('checks a list that is read by first or toArray, and the clients that come from this one', async () => {
    const drifts: string[] = [];
    const { client, requests } = answered([() => Response.json({ items: [strange], total_count: 9 })]);
    const dam = validateAnswers(client, { onDrift: ({ operation }) => drifts.push(operation) });
    expect(await dam.search({ query: 'ft:(image)' }).first()).toEqual(strange);
    expect(await dam.search().toArray({ limit: 1 })).toEqual([strange]);
    expect(await dam.paginate('/v2/attributes').first()).toEqual(strange);
    expect(await dam.paginate('/v2/attributes').toArray({ limit: 1 })).toEqual([strange]);
    expect(drifts).toEqual([
      'GET /v2/assets/search',
      'GET /v2/assets/search',
      'GET /v2/attributes',
      'GET /v2/attributes',
    ]);
    const asked = new URL(requests[0]?.url ?? '').searchParams;
    expect([asked.get('query'), asked.get('limit')]).toEqual(['ft:(image)', '1']);

    drifts.length = 0;
    const sandbox = sandboxed();
    const people = validateAnswers(createDamClient({ ...sandbox.clients.dam, store: memoryStore() }), {
      onDrift: ({ operation }) => drifts.push(operation),
    });
    const request = await people.createAuthorizationUrl({ account: 'meadow', redirectUri });
    const person = await people.fromCallback(await sandbox.authorize(request.url), request, { key: 'a' });
    sandbox.faults.every(1, 'dam.api', { kind: 'status', status: 200, body: strange });
    for (const each of [person, people.forKey('a')]) await each.get('/v2/assets/{id}', { path });
    expect(drifts).toEqual(['GET /v2/assets/{id}', 'GET /v2/assets/{id}']);
  });

  it('finds nothing to report in the sandbox', async () => {
    const drifts: Drift[] = [];
    const dam = validateAnswers(personal(sandboxed()), { onDrift: (drift) => drifts.push(drift) });
    await dam.search({ expand: ['metadata', 'security', 'thumbnails'], limit: 150 }).toArray({ limit: Infinity });
    expect(drifts).toEqual([]);
  });
});

it('validateAnswers refuses options without a listener for drifts', () => {
  const client = createDamClient({ accessToken: 'wat_meadow_x' });
  for (const options of [undefined, {}, { onDrift: 'log' }]) {
    expect(() => validateAnswers(client, options as never)).toThrow(expect.objectContaining({ option: 'onDrift' }));
  }
});

describe('a bundle', () => {
  it('of the client has no schema', async () => {
    const { inputs } = await bundled(import.meta.url, "export * from '@acme/dam';");
    expect(inputs.filter((name) => name.includes('/schemas/'))).toEqual([]);
  });

  it('of one schema has no schema of another operation', async () => {
    const { text } = await bundled(import.meta.url, "export { getAssetMetadata } from '@acme/dam/schemas/assets';");
    expect(text).toContain('fields'); // a field of metadata
    expect(text).not.toContain('query_explained'); // one of another operation of the same tag
    expect(text.length).toBeLessThan(5_000);
  });
});
