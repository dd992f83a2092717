import { createPathClient, InvalidAnswerError, type Items, type PathClient, type StandardSchema } from '@acme/http';
import { ConfigurationError } from '@acme/oauth-core';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { clientOf, json, rejection, serve } from './server.ts';

interface Thing {
  id: string;
  name: string;
}
interface Things {
  get: {
    '/': { answer: { version: string } };
    '/things': {
      options?: { query?: { limit?: number; offset?: number; filter?: string } };
      answer: { items: Thing[] };
    };
    '/things/{id}': { options: { path: { id: string } }; answer: Thing };
    '/pairs/{left}.{right}/x': { options: { path: { left: string; right: number } }; answer: Thing };
  };
  post: {
    '/things': { options: { body: { name: string } }; answer: Thing };
    '/things/{id}/touch': { options: { path: { id: string } }; answer: undefined };
  };
  put: { '/a': { answer: undefined }; '/b': { answer: undefined } };
  delete: { '/a': { answer: undefined }; '/b': { answer: undefined } };
  paged: { '/things': Thing };
}

function pathsOf(baseUrl: URL): PathClient<Things> {
  return createPathClient<Things>(clientOf(baseUrl), async () => ({
    sizeQuery: (limit) => ({ limit }),
    envelope: z.looseObject({ items: z.array(z.unknown()) }),
    readPage(document) {
      const { items, next } = document as { items: unknown[]; next?: number };
      return {
        page: { items, links: {}, document },
        next: next === undefined ? undefined : { offset: next },
      };
    },
  }));
}

describe('a typed path', () => {
  it('is filled, each value as one segment', async () => {
    const { baseUrl, requests } = await serve(json(200, {}));
    const things = pathsOf(baseUrl);
    await things.get('/');
    await things.get('/things/{id}', { path: { id: 'a/b?c#d e' } });
    await things.get('/pairs/{left}.{right}/x', { path: { left: 'l', right: 2 } });
    expect(requests.map(({ url }) => url)).toEqual(['/api/', '/api/things/a%2Fb%3Fc%23d%20e', '/api/pairs/l.2/x']);
  });

  it('is asked for by the method that was called', async () => {
    const { baseUrl, requests } = await serve(json(200, {}));
    const things = pathsOf(baseUrl);
    await things.post('/things', { body: { name: 'a' } });
    await things.put('/a');
    await things.delete('/a');
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /api/things',
      'PUT /api/a',
      'DELETE /api/a',
    ]);
  });

  it.each([undefined, null, '', '.', '..', {}])('refuses %j as a parameter', async (id) => {
    const { baseUrl, requests } = await serve(json(200, {}));
    const error = await rejection(pathsOf(baseUrl).get('/things/{id}', { path: { id: id as string } }));
    expect(ConfigurationError.is(error) && error.option).toBe('id');
    expect(requests).toHaveLength(0);
  });

  it('refuses a text that was cut inside a character', async () => {
    const { baseUrl, requests } = await serve(json(200, {}));
    const error = await rejection(pathsOf(baseUrl).get('/things/{id}', { path: { id: 'a\ud83d' } }));
    expect(ConfigurationError.is(error) && error.option).toBe('id');
    expect(requests).toHaveLength(0);
  });

  it('refuses the separator in a value that shares its segment', async () => {
    const { baseUrl } = await serve(json(200, {}));
    const error = await rejection(pathsOf(baseUrl).get('/pairs/{left}.{right}/x', { path: { left: 'a.b', right: 1 } }));
    expect(ConfigurationError.is(error) && error.option).toBe('left');
  });

  it('never leaves its place, whatever the value', async () => {
    const { baseUrl, requests } = await serve(json(200, {}));
    const things = pathsOf(baseUrl);
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, unit: 'grapheme' }), async (id) => {
        fc.pre(id !== '.' && id !== '..');
        await things.get('/things/{id}', { path: { id } });
        const segments = requests.at(-1)?.url?.split('/') ?? [];
        expect(segments).toHaveLength(4);
        expect(decodeURIComponent(String(segments[3]))).toBe(id);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a schema', () => {
  const Thing = z.object({ id: z.string(), name: z.string().transform((name) => name.length) });

  it('checks the answer and gives the result its type', async () => {
    const { baseUrl } = await serve(json(200, { id: 'a', name: 'four', more: true }));
    const thing = await pathsOf(baseUrl).get('/things/{id}', { path: { id: 'a' }, schema: Thing });
    expectTypeOf(thing).toEqualTypeOf<{ id: string; name: number }>();
    expect(thing).toEqual({ id: 'a', name: 4 });
  });

  it('says where an answer does not fit, without its values', async () => {
    const { baseUrl } = await serve(json(200, { id: 12345 }));
    const error = await rejection(pathsOf(baseUrl).get('/things/{id}', { path: { id: 'a' }, schema: Thing }));
    if (!InvalidAnswerError.is(error)) throw error;
    expect(error.issues.map(({ path }) => path)).toEqual(['id', 'name']);
    expect(error.cause).toBeUndefined();
    expect(error.message).not.toContain('12345');
  });

  it('may take its time, and name places by key', async () => {
    const { baseUrl } = await serve(json(200, { id: 'a', name: 'b' }));
    const things = pathsOf(baseUrl);
    const slow = z.object({ id: z.string().refine(async (id) => id === 'a') });
    const call = { path: { id: 'a' } };
    expect(await things.get('/things/{id}', { ...call, schema: slow })).toEqual({ id: 'a' });
    const keyed: StandardSchema<never> = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: async () => ({ issues: [{ message: 'is wrong', path: [{ key: 'a' }, 0] }, { message: 'is none' }] }),
      },
    };
    const error = await rejection(things.get('/things/{id}', { ...call, schema: keyed }));
    expect(error).toMatchObject({
      issues: [
        { path: 'a.0', message: 'is wrong' },
        { path: '', message: 'is none' },
      ],
    });
  });

  it('checks each item of a list', async () => {
    const { baseUrl } = await serve(json(200, { items: [{ id: 'a', name: 'four' }] }));
    const items = pathsOf(baseUrl).paginate('/things', { schema: Thing });
    expectTypeOf(items).toEqualTypeOf<Items<{ id: string; name: number }>>();
    expect(await items.toArray({ limit: 5 })).toEqual([{ id: 'a', name: 4 }]);
  });

  it('of a list is for its items alone: the list has all of its pages, and they all that they had', async () => {
    const page = { items: [{ id: 'a', name: 'four' }], next: 1 };
    const { baseUrl } = await serve(json(200, page), json(200, { items: [{ id: 'b', name: 'x' }] }));
    const pages = [];
    for await (const page of pathsOf(baseUrl).paginate('/things', { schema: Thing }).pages()) pages.push(page);
    expect(pages).toEqual([
      { items: [{ id: 'a', name: 4 }], links: {}, document: page },
      { items: [{ id: 'b', name: 1 }], links: {}, document: { items: [{ id: 'b', name: 'x' }] } },
    ]);
  });

  it('of a list is refused before anything is sent, where it is none', async () => {
    const { baseUrl, requests } = await serve(json(200, { items: [] }));
    const items = pathsOf(baseUrl).paginate('/things', { schema: {} as never });
    expect(await rejection(items.first())).toMatchObject({ option: 'schema' });
    expect(requests).toHaveLength(0);
  });
});

describe('paginate', () => {
  it('asks for the page size, then for what the page before named', async () => {
    const { baseUrl, requests } = await serve(json(200, { items: [1], next: 1 }), json(200, { items: [2] }));
    const call = { headers: { 'x-feature': 'on' }, query: { filter: 'x' } };
    const items = pathsOf(baseUrl).paginate('/things', { pageSize: 1, ...call });
    expect(await items.toArray({ limit: Infinity })).toEqual([1, 2]);
    expect(requests.map(({ headers }) => headers['x-feature'])).toEqual(['on', 'on']);
    expect(requests.map(({ url }) => url)).toEqual([
      '/api/things?limit=1&filter=x',
      '/api/things?limit=1&filter=x&offset=1',
    ]);
  });

  it.each([0, -1, 1.5, Number.NaN])(
    'refuses pages of %d items: an empty page would look like the end',
    async (pageSize) => {
      const { baseUrl, requests } = await serve(json(200, { items: [] }));
      const error = await rejection(pathsOf(baseUrl).paginate('/things', { pageSize }).first());
      expect(error).toMatchObject({ code: 'configuration_invalid', option: 'pageSize' });
      expect(requests).toEqual([]);
    },
  );

  it('throws where a page names itself as the next one', async () => {
    const { baseUrl } = await serve(json(200, { items: [1], next: 1 }), json(200, { items: [2], next: 1 }));
    const error = await rejection(pathsOf(baseUrl).paginate('/things', { pageSize: 1 }).toArray({ limit: 5 }));
    expect(InvalidAnswerError.is(error) && error.message).toContain('names itself as the next page');
    expect(error).toHaveProperty('request', { method: 'GET', url: '/things' });
  });

  it('stops at its limit, and ends the request of a page that nobody reads any more', async () => {
    let ended: Promise<unknown> | undefined;
    const asked = Promise.withResolvers<void>();
    const page = json(200, { items: [1, 2], next: 2 });
    const { baseUrl } = await serve(page, page, (_, response) => {
      ended = new Promise((resolve) => response.once('close', resolve));
      asked.resolve();
    });
    expect(await pathsOf(baseUrl).paginate('/things', { limit: 1 }).toArray({ limit: Infinity })).toEqual([1]);
    for await (const _ of pathsOf(baseUrl).paginate('/things')) {
      await asked.promise;
      break;
    }
    await ended;
  });

  it.each([0, 1])("has the reader's line in the stack of an error on any page (%i fetched ahead)", async (prefetch) => {
    const { baseUrl } = await serve(json(200, { items: [1], next: 1 }), json(404, {}));
    async function readerOf(items: Items<unknown>): Promise<void> {
      for await (const _ of items) await new Promise((resolve) => setTimeout(resolve, 20)); // the next page is there by then
    }
    const error = await rejection(readerOf(pathsOf(baseUrl).paginate('/things', { prefetch })));
    expect(error).toMatchObject({ status: 404, stack: expect.stringContaining('readerOf') });
  });

  it('throws where the answer is no list', async () => {
    const { baseUrl } = await serve(json(200, { id: 'a' }));
    expect(InvalidAnswerError.is(await rejection(pathsOf(baseUrl).paginate('/things').first()))).toBe(true);
  });
});

describe('types', () => {
  const things = pathsOf(new URL('http://127.0.0.1:1'));

  it('know the answer of each path', () => {
    expectTypeOf(() => things.get('/')).returns.resolves.toEqualTypeOf<{ version: string }>();
    expectTypeOf(() => things.get('/things')).returns.resolves.toEqualTypeOf<{ items: Thing[] }>();
    expectTypeOf(() => things.post('/things', { body: { name: 'a' } })).returns.resolves.toEqualTypeOf<Thing>();
    expectTypeOf(() => things.paginate('/things', { limit: 3, prefetch: 0 })).returns.toEqualTypeOf<Items<Thing>>();
  });

  it('refuse what the document does not have', () => {
    const mistakes = [
      // @ts-expect-error no such path
      () => things.get('/thing'),
      // @ts-expect-error a path of another method
      () => things.post('/'),
      // @ts-expect-error options are missing
      () => things.get('/things/{id}'),
      // @ts-expect-error the path parameter is missing
      () => things.get('/things/{id}', { path: {} }),
      // @ts-expect-error no such query
      () => things.get('/things', { query: { limt: 1 } }),
      // @ts-expect-error no such option
      () => things.get('/things', { qery: { limit: 1 } }),
      // @ts-expect-error no such field in the body
      () => things.post('/things', { body: { nam: 'a' } }),
      // @ts-expect-error no body is sent with GET
      () => things.get('/things', { body: {} }),
      // @ts-expect-error headers are an option of the call: the others reach fetch
      () => things.get('/things', { fetchOptions: { cache: 'no-store', next: { tags: ['a'] }, headers: { a: 'b' } } }),
      // @ts-expect-error not a list
      () => things.paginate('/things/{id}', { path: { id: 'a' } }),
    ];
    expect(mistakes).toHaveLength(10);
  });
});
