import { readFile } from 'node:fs/promises';
import {
  type Application,
  type ApplicationNoEmbedded,
  type CallOptions,
  type CloudClient,
  type CloudOperations,
  createCloudClient,
  type GetOperations,
  type MessageWithLinks,
  type PagedItems,
} from '@acme/cloud';
import type { Args, Items, ListOptions } from '@acme/http';
import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod/mini';

const cloud: CloudClient = createCloudClient({ accessToken: 'not-sent-in-these-tests' });
const path = { applicationUuid: 'a' };

describe('typed paths', () => {
  it('know the options and the answer of each operation', () => {
    expectTypeOf(() =>
      cloud.get('/applications/{applicationUuid}', { path }),
    ).returns.resolves.toEqualTypeOf<Application>();
    expectTypeOf(() => cloud.paginate('/applications')).returns.toEqualTypeOf<Items<ApplicationNoEmbedded>>();
    expectTypeOf<CloudOperations['put']['/subscriptions/{subscriptionUuid}']['options']>().toEqualTypeOf<{
      path: { subscriptionUuid: string };
      body: { name?: string | undefined };
    }>();
    expectTypeOf<CloudOperations['get']['/account/drush-aliases/download']['answer']>().toEqualTypeOf<Blob>();
    expectTypeOf<
      CloudOperations['post']['/environments/{environmentId}/databases/{databaseName}/backups']['answer']
    >().toMatchTypeOf<{
      _links?: { notification?: { href: string } };
    }>();
    expectTypeOf<MessageWithLinks>().toHaveProperty('message');
  });

  it('know the answer even if the options come from a variable', () => {
    const patient: CallOptions = { timeout: 60_000 };
    expectTypeOf(() =>
      cloud.get('/applications/{applicationUuid}', { path, ...patient }),
    ).returns.resolves.toEqualTypeOf<Application>();
    expectTypeOf(() => cloud.paginate('/applications', patient)).returns.toEqualTypeOf<Items<ApplicationNoEmbedded>>();
  });

  it('have items in the answer of every list', () => {
    type WithoutItems = {
      [P in keyof PagedItems]: GetOperations[P]['answer'] extends { _embedded: { items: readonly PagedItems[P][] } }
        ? never
        : P;
    }[keyof PagedItems];
    expectTypeOf<WithoutItems>().toBeNever();
  });

  it('accept undefined for an optional query, or a part of it or of a body', () => {
    const limit: number | undefined = Date.now() > 0 ? undefined : 10;
    const query = limit === undefined ? undefined : { limit };
    expectTypeOf(() => cloud.get('/applications', { query: { limit } })).returns.resolves.toHaveProperty('total');
    expectTypeOf(() => cloud.get('/applications', { query })).returns.resolves.toHaveProperty('total');
    expectTypeOf<{ name: string | undefined }>().toExtend<
      CloudOperations['put']['/subscriptions/{subscriptionUuid}']['options']['body']
    >();
  });

  it('refuse what the document does not have', () => {
    const mistakes = [
      // @ts-expect-error no such path
      () => cloud.get('/aplications'),
      // @ts-expect-error a path of another method
      () => cloud.delete('/applications'),
      // @ts-expect-error options are missing
      () => cloud.get('/applications/{applicationUuid}'),
      // @ts-expect-error one of two path parameters is missing
      () => cloud.get('/applications/{applicationUuid}/search/config-sets/{configurationSetId}', { path }),
      // @ts-expect-error one of two path parameters in one segment is missing
      () => cloud.get('/site-instances/{siteId}.{environmentId}', { path: { siteId: 's' } }),
      // @ts-expect-error no such query
      () => cloud.get('/applications', { query: { limt: 1 } }),
      // @ts-expect-error a query of another type
      () => cloud.get('/applications', { query: { limit: 'ten' } }),
      // @ts-expect-error a required query is missing
      () => cloud.get('/account/drush-aliases/download'),
      // @ts-expect-error a value that the document does not list
      () => cloud.get('/account/drush-aliases/download', { query: { version: 7 } }),
      // @ts-expect-error no such option
      () => cloud.get('/applications', { qery: { limit: 1 } }),
      () =>
        cloud.post('/environments/{environmentId}/code/actions/switch', {
          path: { environmentId: 'e' },
          // @ts-expect-error no such field in the body
          body: { brnch: 'main' },
        }),
      // @ts-expect-error the body is missing
      () => cloud.post('/environments/{environmentId}/code/actions/switch', { path: { environmentId: 'e' } }),
      // @ts-expect-error not a list
      () => cloud.paginate('/applications/{applicationUuid}', { path }),
      // @ts-expect-error an answer that stays unread is checked by nothing
      () => cloud.request('GET', '/applications', { schema: z.object({ total: z.number() }) }),
      // @ts-expect-error no such property in the answer
      async () => (await cloud.get('/applications/{applicationUuid}', { path })).nam,
    ];
    expect(mistakes).toHaveLength(15);
  });

  it('can be wrapped', () => {
    const get = <P extends keyof GetOperations>(to: P, ...args: Args<GetOperations, P, undefined>): unknown =>
      cloud.get(to, ...args);
    expectTypeOf(get).toBeFunction();
    const all = <P extends keyof PagedItems>(to: P, ...args: Args<GetOperations, P, undefined, ListOptions>) =>
      cloud.paginate(to, ...args);
    expectTypeOf(all<'/applications'>).returns.toEqualTypeOf<Items<ApplicationNoEmbedded>>();
  });

  it('cover every operation, without a word of prose', async () => {
    const file = await readFile(new URL('../src/operations.gen.ts', import.meta.url), 'utf8');
    const map = (name: string): number =>
      /\{\n(.*?)\n\}/s.exec(file.slice(file.indexOf(`interface ${name} `)))?.[1]?.split('\n').length ?? 0;
    expect(['GetOperations', 'PostOperations', 'PutOperations', 'DeleteOperations', 'PagedItems'].map(map)).toEqual([
      192, 93, 27, 38, 94,
    ]);
    const comments = file.match(/\/\*.*?\*\//gs) ?? [];
    expect(new Set(comments)).toEqual(new Set(['/** @deprecated */', '/** @experimental */']));
    expect(comments.filter((comment) => comment.includes('experimental'))).toHaveLength(34); // not in production yet
    // Every text is a path, an operation's id, a key that needs quotes, or a value of an enumeration.
    const texts = [...file.matchAll(/"([^"]*)"/g)].map(([, text]) => text ?? '');
    expect(texts.filter((text) => !text.startsWith('/') && text.length > 90)).toEqual([]);
  });
});
