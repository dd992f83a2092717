import { createCalls, InvalidAnswerError, type PathCalls, type StandardSchema } from '@acme/http';
import { ConfigurationError } from '@acme/oauth-core';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { clientOf, json, serve } from './server.ts';
import { rejection } from './support/rejection.ts';

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
}

const pathsOf = (baseUrl: URL): PathCalls<Things> => createCalls<Things>(clientOf(baseUrl));

describe('a typed path', () => {
  it('takes each value as one segment', async () => {
    const { baseUrl, requests } = await serve(json(200, {}));
    const things = pathsOf(baseUrl);
    await things.get('/');
    await things.get('/things/{id}', { path: { id: 'a/b?c#d e' } });
    await things.get('/pairs/{left}.{right}/x', { path: { left: 'l', right: 2 } });
    expect(requests.map(({ url }) => url)).toEqual(['/api/', '/api/things/a%2Fb%3Fc%23d%20e', '/api/pairs/l.2/x']);
  });

  it('is called by the method of that name', async () => {
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

  it('refuses the separator in both of two values that share a segment', async () => {
    const { baseUrl } = await serve(json(200, {}));
    const things = pathsOf(baseUrl);
    const first = await rejection(things.get('/pairs/{left}.{right}/x', { path: { left: 'a.b', right: 1 } }));
    const second = await rejection(things.get('/pairs/{left}.{right}/x', { path: { left: 'a', right: 1.5 } }));
    expect(ConfigurationError.is(first) && first.option).toBe('left');
    expect(ConfigurationError.is(second) && second.option).toBe('right');
  });

  it('keeps every value in its own segment', async () => {
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

  it('names where an answer does not fit, without its values', async () => {
    const { baseUrl } = await serve(json(200, { id: 12345 }));
    const error = await rejection(pathsOf(baseUrl).get('/things/{id}', { path: { id: 'a' }, schema: Thing }));
    if (!InvalidAnswerError.is(error)) throw error;
    expect(error.issues.map(({ path }) => path)).toEqual(['id', 'name']);
    expect(error.cause).toBeUndefined();
    expect(error.message).not.toContain('12345');
  });

  it('may be asynchronous, and may name places by key', async () => {
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
});

describe('the types', () => {
  const things = pathsOf(new URL('http://127.0.0.1:1'));

  it('know the answer of each path', () => {
    expectTypeOf(() => things.get('/')).returns.resolves.toEqualTypeOf<{ version: string }>();
    expectTypeOf(() => things.get('/things')).returns.resolves.toEqualTypeOf<{ items: Thing[] }>();
    expectTypeOf(() => things.post('/things', { body: { name: 'a' } })).returns.resolves.toEqualTypeOf<Thing>();
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
    ];
    expect(mistakes).toHaveLength(9);
  });
});
