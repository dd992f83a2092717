import { readFile } from 'node:fs/promises';
import {
  type Asset,
  type AssetDownloadEvent,
  type AssetsWebhook,
  createDamClient,
  type DamClient,
  type DamOperations,
  type GetOperations,
  type OrderItem,
  type Paginate,
  type Product,
  type UploadProfile,
} from '@acme/dam';
import type { Args, Items } from '@acme/http';
import { memoryStore } from '@acme/oauth-core';
import { describe, expect, expectTypeOf, it } from 'vitest';

const dam: DamClient = createDamClient({ accessToken: 'not-sent-in-these-tests' });
const path = { id: 'a' };

describe('typed paths', () => {
  it('know the options and the answer of each operation', () => {
    expectTypeOf(() => dam.get('/v2/assets/{id}', { path })).returns.resolves.toEqualTypeOf<Asset>();
    expectTypeOf(() => dam.get('/v2/uploads/profiles')).returns.resolves.toEqualTypeOf<UploadProfile[]>();
    expectTypeOf(() => dam.search()).returns.toEqualTypeOf<Items<Asset>>();
    expectTypeOf<DamOperations['delete']['/v2/products/{id}']['answer']>().toEqualTypeOf<undefined>();
    expectTypeOf<Asset['created_date']>().toEqualTypeOf<string>(); // dates stay text
    expectTypeOf<NonNullable<Asset['embeds']>[string]>().toHaveProperty('url');
  });

  it('know the items of each list, however it is paged', () => {
    const body = { filters: [] };
    // A path where a POST makes what the GET lists.
    expectTypeOf(() => dam.paginate('/v2/webhooks/configurations', { pageSize: 5 })).returns.toEqualTypeOf<
      Items<AssetsWebhook>
    >();
    expectTypeOf(() => dam.paginate('/v2/products/search', { body: {} })).returns.toEqualTypeOf<Items<Product>>();
    expectTypeOf(() => dam.paginate('/v2/analytics/assets/downloads', { body })).returns.toEqualTypeOf<
      Items<AssetDownloadEvent>
    >();
    expectTypeOf(() => dam.paginate('/api/rest/order/uuid/{uuid}', { path: { uuid: 'u' } })).returns.toEqualTypeOf<
      Items<OrderItem>
    >();
  });

  it('take lists that nobody may change', () => {
    const expand = ['metadata', 'thumbnails'] as const;
    const title: readonly string[] = ['A bear'];
    expectTypeOf(() => dam.get('/v2/assets/{id}', { path, query: { expand } })).returns.resolves.toEqualTypeOf<Asset>();
    expectTypeOf(() => dam.search({ expand })).returns.toEqualTypeOf<Items<Asset>>();
    expectTypeOf(() => dam.put('/v2/assets/{id}/metadata', { path, body: { fields: { title } } })).toBeFunction();
  });

  it('refuse what the document does not have', () => {
    const mistakes = [
      // @ts-expect-error no such path
      () => dam.get('/v2/asets'),
      // @ts-expect-error a path of another method
      () => dam.delete('/v2/attributes'),
      // @ts-expect-error options are missing
      () => dam.get('/v2/assets/{id}'),
      // @ts-expect-error one of two path parameters is missing
      () => dam.get('/v2/assets/{id}/versions/{version_id}', { path }),
      // @ts-expect-error no such query
      () => dam.get('/v2/attributes', { query: { limt: 1 } }),
      // @ts-expect-error a query of another type
      () => dam.get('/v2/attributes', { query: { limit: 'ten' } }),
      // @ts-expect-error a required query is missing
      () => dam.get('/v2/collections'),
      // @ts-expect-error a value that the document does not list
      () => dam.get('/v2/assets/{id}', { path, query: { expand: ['everything'] } }),
      // @ts-expect-error no such option
      () => dam.get('/v2/attributes', { qery: { limit: 1 } }),
      // @ts-expect-error no such field in the body
      () => dam.put('/v2/assets/{id}/metadata', { path, body: { fild: {} } }),
      // @ts-expect-error the body is missing
      () => dam.put('/v2/assets/{id}/metadata', { path }),
      // @ts-expect-error assets are searched for, not listed
      () => dam.paginate('/v2/assets/search'),
      // @ts-expect-error not a list
      () => dam.paginate('/v2/assets/{id}', { path }),
      // @ts-expect-error no such property in the answer
      async () => (await dam.get('/v2/assets/{id}', { path })).nam,
      // @ts-expect-error both a token and a client
      () => createDamClient({ accessToken: 'a', clientId: 'b', clientSecret: 'c', store: memoryStore() }),
    ];
    expect(mistakes).toHaveLength(15);
  });

  it('accept undefined for an optional option', () => {
    const none = undefined;
    const options = [
      () => dam.upload(new Blob(), { profile: 'a', filename: none, size: none, session: none, onSession: none }),
      () => dam.waitForProcessing('a', { timeout: none, signal: none, onProgress: none }),
      () => dam.search({ query: none, sort: none, expand: none, include_archived: none, limit: none, signal: none }),
      () => dam.createAuthorizationUrl({ account: none, redirectUri: 'https://a.example' }),
      () => dam.revoke({ personalToken: none }),
      () => createDamClient({ accessToken: 'a', account: none, rateLimit: none, v1BaseUrl: none, consentUrl: none }),
    ];
    expect(options).toHaveLength(6);
  });

  it('can be wrapped', () => {
    const get = <P extends keyof GetOperations>(to: P, ...args: Args<GetOperations, P, undefined>): unknown =>
      dam.get(to, ...args);
    expectTypeOf(get).toBeFunction();
    const all: Paginate = (to, ...args) => dam.paginate(to, ...args);
    expectTypeOf(all).toBeFunction();
  });

  it('cover every operation, without a word of prose', async () => {
    const file = await readFile(new URL('../src/operations.gen.ts', import.meta.url), 'utf8');
    const map = (name: string): number =>
      /\{\n(.*?)\n\}/s.exec(file.slice(file.indexOf(`interface ${name} `)))?.[1]?.split('\n').length ?? 0;
    // 97 and the consent page, whose address createAuthorizationUrl writes.
    expect(['GetOperations', 'PostOperations', 'PutOperations', 'DeleteOperations'].map(map)).toEqual([45, 28, 14, 10]);
    expect(file.match(/\/\*.*?\*\//gs)?.every((comment) => comment === '/** @deprecated */') ?? true).toBe(true);
    const texts = [...file.matchAll(/"([^"]*)"/g)].map(([, text]) => text ?? '');
    expect(texts.filter((text) => !text.startsWith('/') && text.length > 90)).toEqual([]);
  });
});
