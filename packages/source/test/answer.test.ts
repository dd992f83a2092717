import { inspect } from 'node:util';
import { ApiError } from '@acme/http';
import { createSandbox } from '@acme/sandbox';
import { createSourceClient, defineResource, SourceApiError } from '@acme/source';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { rejection } from '../../http/test/support/rejection.ts';
import { answering, documentAnswer } from './answering.ts';
import { Article } from './content.ts';

const page = { data: [{ type: 'node--article', id: 'a', attributes: { title: 'Ä' } }] };

describe('an answer', () => {
  it('of 401 shows no token, even if its reason in the header repeats it', async () => {
    const challenge = 'Bearer realm="site", error_description="The token s3cret/+t= is expired"';
    const source = createSourceClient({
      siteUrl: 'https://site.example.com',
      accessToken: 's3cret/+t=',
      fetch: async () => new Response('', { status: 401, headers: { 'www-authenticate': challenge } }),
    });
    const error = await rejection(source.list(Article).first());
    expect(error).toMatchObject({ detail: 'The token [masked] is expired' });
    const shown = `${inspect(error, { depth: 9, showHidden: true })} ${String(error)}`;
    expect(shown).toContain('realm="site"');
    expect(shown).not.toContain('s3cret');
  });

  it('of 401 has its reason from the header, because its body is an HTML page', async () => {
    const sandbox = createSandbox({ source: { publicAccess: false } });
    const source = createSourceClient(sandbox.clients.sourceAnonymous);

    const error = await rejection(source.list(Article).first());

    expect(error).toMatchObject({ code: 'unauthorized', status: 401, detail: 'No access token was sent' });
    expect(SourceApiError.is(error) && String(error.body)).toContain('<!doctype html>');
    expect(String(error)).not.toContain('<');
  });

  it('of 401 to a token that has ended leads to one call with a new token', async () => {
    const sandbox = createSandbox();
    const source = createSourceClient(sandbox.clients.source);
    await source.list(Article).first();
    sandbox.revokeAccessTokens('source');

    expect(await source.list(Article).first()).toMatchObject({ type: 'node--article' });
    expect(sandbox.count('source.token')).toBe(2);
  });

  it.each([
    'application/vnd.api+json',
    'application/vnd.api+json; profile="https://x.example/p" ; ext="https://x.example/e"',
    'Application/VND.API+JSON;charset=UTF-8',
    'application/json; charset=utf-8',
  ])('is read if its type is %s', async (type) => {
    const { source } = answering(documentAnswer(page, { headers: { 'content-type': type } }));

    expect(await source.list('node--article').first()).toMatchObject({ title: 'Ä' });
  });

  it('is read with a byte order mark, even if it is an error', async () => {
    const withMark = (document: object, status: number): Response =>
      new Response(`\uFEFF${JSON.stringify(document)}`, {
        status,
        headers: { 'content-type': 'application/vnd.api+json' },
      });
    const { source } = answering(withMark(page, 200), withMark({ errors: [{ detail: 'Marked.' }] }, 400));

    expect(await source.list('node--article').first()).toMatchObject({ title: 'Ä' });
    expect(await rejection(source.list('node--article').first())).toMatchObject({ detail: 'Marked.' });
  });

  it('of a proxy is not taken as a document, whatever its status', async () => {
    const html = (status: number): Response =>
      new Response('<html><h1>Bad gateway</h1></html>', { status, headers: { 'content-type': 'text/html' } });
    const { source } = answering(html(502), html(200), documentAnswer({ message: 'welcome' }));

    expect(await rejection(source.list('node--article').first())).toMatchObject({ code: 'server_error', status: 502 });
    expect(await rejection(source.list('node--article').first())).toMatchObject({ code: 'invalid_answer' });
    expect(String(await rejection(source.list('node--article').first()))).toContain('apiPrefix');
  });

  it('with invalid entries is refused, but an invalid link is only left out', async () => {
    const { source } = answering(
      { data: { type: 'node--article', id: 'a', attributes: null } },
      { data: [{ type: 5, id: 'a' }] },
      { data: { type: 'node--article', id: 'a', relationships: { tags: { data: [null, {}] }, uid: { data: 5 } } } },
    );

    expect(await rejection(source.get('node--article', 'a'))).toMatchObject({ code: 'invalid_answer' });
    expect(await rejection(source.list('node--article').first())).toMatchObject({ code: 'invalid_answer' });
    expect(await source.get('node--article', 'a')).toEqual({ type: 'node--article', id: 'a', tags: [], uid: null });
  });

  it('may have rubbish beside its data, but its included entries must be a list', async () => {
    const data = { type: 'x--y', id: 'a', relationships: { one: { data: { type: 'x--y', id: 'b' } } } };
    const included = [null, 5, { type: 'x--y', id: 7 }, { type: 'x--y', id: 'b' }];
    const { source } = answering(
      { data, included, links: null, meta: null },
      { data, included: {} },
      { data: [data], links: 5 },
      { data: { type: 'x--y', id: 5 } },
    );

    expect(await source.get('x--y', 'a', { include: ['one'] })).toMatchObject({ one: { id: 'b' } });
    expect(await rejection(source.get('x--y', 'a'))).toMatchObject({ code: 'invalid_answer' });
    expect(await source.list('x--y').toArray({ limit: 9 })).toHaveLength(1);
    expect(await rejection(source.get('x--y', 'a'))).toMatchObject({ code: 'invalid_answer' });
  });

  it("may have fields with the names of an object's own members", async () => {
    const relationships = { valueOf: { data: null }, constructor: { data: { type: 'x--y', id: 'b' } } };
    const { source } = answering({ data: { type: 'node--article', id: 'a', relationships } });

    expect(await source.get(defineResource('node--article', { attributes: z.object({}) }), 'a')).toMatchObject({
      constructor: { type: 'x--y', id: 'b' },
    });
  });

  it.each<[object, string | undefined, number]>([
    [{ errors: [{ title: 'Titled.' }, {}, { detail: 'Told.' }] }, 'Titled.; Told.', 3],
    [{ errors: [null, 'x', { detail: 'Told.' }] }, 'Told.', 1],
    [{ errors: { detail: 'No list.' } }, 'No list.', 1],
  ])('that refuses a call may have errors of any form: %j', async (body, detail, count) => {
    const { source } = answering(documentAnswer(body, { status: 400 }));

    const error = await rejection(source.list('node--article').first());
    if (!SourceApiError.is(error)) throw error;
    expect([error.detail || undefined, error.errors.length]).toEqual([detail, count]);
  });

  it('of 404 without a reason says which options to check', async () => {
    const page = new Response('<html>', { status: 404, headers: { 'content-type': 'text/html' } });

    const error = await rejection(answering(page).source.list('node--article').first());

    expect(error).toMatchObject({ code: 'not_found', message: expect.stringContaining('siteUrl and apiPrefix') });
  });

  it('that refuses a call is recognised as an error of a site, and nothing else is', () => {
    const failure = {
      status: 404,
      code: 'not_found',
      request: { method: 'GET', url: '/' },
      headers: new Headers(),
      body: '',
    } as const;
    const errors = [new SourceApiError(failure, []), new ApiError(failure), { name: 'SourceApiError' }, null];

    expect(errors.map(SourceApiError.is)).toEqual([true, false, false, false]);
  });

  it('without the entry that was asked for is refused', async () => {
    const { source } = answering({ data: null });

    expect(await rejection(source.get('node--article', 'a'))).toMatchObject({
      code: 'invalid_answer',
      request: { method: 'GET', url: '/api/node/article/a' },
    });
  });

  it('is given untouched by request, and never comes from another origin', async () => {
    const sandbox = createSandbox();
    const source = createSourceClient(sandbox.clients.source);

    const answer = await source.request('GET', '/api/node/article?page[limit]=1');

    expect(await answer.json()).toMatchObject({ data: [{ type: 'node--article' }] });
    expect(await rejection(source.request('GET', 'https://elsewhere.example.com/'))).toMatchObject({ option: 'path' });
  });
});

describe('the fetchOptions of a call', () => {
  it('reach the fetch of the page, but never a token request', async () => {
    const sandbox = createSandbox();
    const inits: { readonly url: string; readonly init: RequestInit & { next?: unknown } }[] = [];
    const source = createSourceClient({
      ...sandbox.clients.source,
      fetch: (input, init = {}) => {
        inits.push({ url: String(input), init });
        return sandbox.clients.source.fetch(input, init);
      },
    });
    const next = { revalidate: 60, tags: ['articles'] };

    await source
      .list(Article, { limit: 60, prefetch: 0, fetchOptions: { cache: 'force-cache', next } })
      .toArray({ limit: 60 });

    const [token, ...pages] = inits;
    expect(token?.url).toMatch(/\/oauth\/token$/);
    expect(token?.init).not.toHaveProperty('next');
    expect(token?.init.cache).not.toBe('force-cache');
    expect(pages.map(({ init }) => [init.cache, init.next])).toEqual([
      ['force-cache', next],
      ['force-cache', next],
    ]);
  });
});
