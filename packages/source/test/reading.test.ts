import { createSandbox, type Sandbox } from '@acme/sandbox';
import { createSourceClient, defineResource, SourceApiError, type SourceClient } from '@acme/source';
import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { rejection } from '../../http/test/support/rejection.ts';
import { answering, documentAnswer } from './answering.ts';
import { Article, Tag } from './content.ts';

let sandbox: Sandbox;
let source: SourceClient;

beforeEach(() => {
  sandbox = createSandbox();
  source = createSourceClient(sandbox.clients.source);
});

async function firstId(): Promise<string> {
  const article = await source.list('node--article').first();
  return article?.id ?? '';
}

describe('an entry', () => {
  it('is flat, with the attributes of its schema, and identifiers for what was not included', async () => {
    const article = await source.get(Article, await firstId());

    expect(Object.keys(article).sort()).toEqual(
      ['created', 'field_image', 'id', 'media', 'status', 'tags', 'title', 'type', 'uid'].sort(),
    );
    const identifier = (type: string): object => ({ type, id: expect.any(String), meta: expect.any(Object) });
    expect(article.uid).toEqual(identifier('user--user'));
    expect(article.tags[0]).toEqual(identifier('taxonomy_term--tags'));
  });

  it('has included entries in their place, three deep', async () => {
    const article = await source.get(Article, await firstId(), { include: ['tags', 'media.field_media_image.uid'] });

    expect(article.tags[0]?.name).toMatch(/\w/);
    expect(article.tags[0]).not.toHaveProperty('drupal_internal__tid'); // by the schema, as everywhere
    expect(article.media?.field_media_image?.filename).toMatch(/\.jpg$/);
    expect(article.media?.field_media_image?.uid?.display_name).toMatch(/\w/);
    expect(article.media?.uid).not.toHaveProperty('display_name');
  });

  it('keeps what the relationship says about an included entry', async () => {
    const article = await source.get(Article, await firstId(), { include: ['media.field_media_image'] });

    expect(article.media?.field_media_image?.meta).toMatchObject({ alt: article.media?.name });
  });

  it('is plain data that JSON and structuredClone keep as it is', async () => {
    const article = await source.get(Article, await firstId(), { include: ['tags', 'uid'] });

    expect(JSON.parse(JSON.stringify(article))).toEqual(article);
    expect(structuredClone(article)).toEqual(article);
  });

  it('ends with its include paths if entries name each other', async () => {
    const parent = { type: 'taxonomy_term--tags', id: 'a', attributes: { name: 'A', weight: 0 } };
    const child = { type: 'taxonomy_term--tags', id: 'b', attributes: { name: 'B', weight: 1 } };
    const linked = (wire: object, id: string): object => ({
      ...wire,
      relationships: { parent: { data: [{ type: 'taxonomy_term--tags', id }] } },
    });
    const { source } = answering({ data: linked(parent, 'b'), included: [linked(child, 'a'), linked(parent, 'b')] });

    const tag = await source.get(Tag, 'a', { include: ['parent.parent'] });

    expect(tag).toMatchObject({ id: 'a', parent: [{ id: 'b', name: 'B', parent: [{ id: 'a', name: 'A' }] }] });
    expect(JSON.stringify(tag).match(/"parent"/g)).toHaveLength(3);
  });

  it('has all that the site sends if the client does not know the type', async () => {
    const article = await source.get('node--article', await firstId(), { include: ['uid'] });

    expect(article).toMatchObject({
      drupal_internal__nid: expect.any(Number),
      uid: { display_name: expect.stringMatching(/\w/) },
    });
  });

  it('of a file has its links as a field, which lead to smaller copies of a picture', async () => {
    const links = z.record(z.string(), z.object({ href: z.url() }));
    const Picture = defineResource('file--file', { attributes: z.object({ filename: z.string(), links }) });

    const picture = await source.list(Picture).first();
    const media = await source.list('media--image', { include: ['field_media_image'] }).first();

    const small = await source.request('GET', picture?.links.thumbnail?.href ?? '');
    expect(small.headers.get('content-type')).toBe('image/jpeg');
    expect(media?.field_media_image).toHaveProperty('links.large.href');
    expect(media).not.toHaveProperty('links');
  });

  it('of a file has no field for links that the site does not send', async () => {
    const file = { type: 'file--file', id: 'a', attributes: { filename: 'a.pdf' } };
    const { source } = answering({ data: file });

    expect(await source.get('file--file', 'a')).toStrictEqual({ type: 'file--file', id: 'a', filename: 'a.pdf' });
  });

  it('has only the sparse fields, checked and typed', async () => {
    const article = await source.get(Article, await firstId(), {
      include: ['tags'],
      fields: { 'node--article': ['title', 'tags'], 'taxonomy_term--tags': ['name'] },
    });

    expect(Object.keys(article).sort()).toEqual(['id', 'tags', 'title', 'type']);
    expect(Object.keys(article.tags[0] ?? {}).sort()).toEqual(['id', 'meta', 'name', 'type']);
  });

  it('leaves out related entries that the caller may not see, and has null in place of a single one', async () => {
    const { source } = answering({
      data: {
        type: 'node--article',
        id: 'a',
        attributes: { title: 'A', status: true, created: '2025-01-01T00:00:00+00:00' },
        relationships: {
          uid: { data: { type: 'user--user', id: 'gone' } },
          tags: { data: [{ type: 'taxonomy_term--tags', id: 'gone' }] },
        },
      },
    });

    expect(await source.get(Article, 'a', { include: ['uid', 'tags'] })).toMatchObject({ uid: null, tags: [] });
  });

  it('has no links in a field that the site keeps from the caller, so that the types hold', async () => {
    const attributes = { title: 'A', status: true, created: '2025-01-01T00:00:00+00:00' };
    const hidden = { data: { type: 'node--article', id: 'a', attributes } };
    const { source } = answering(hidden, hidden);

    expect(await source.get(Article, 'a')).toMatchObject({ uid: null, tags: [] });
    const sparse = await source.get(Article, 'a', { fields: { 'node--article': ['title', 'tags'] } });
    expect(sparse).toEqual({ type: 'node--article', id: 'a', title: 'A', tags: [] });
  });

  it('has a list or a single link as its resource says, whatever the field holds, so that the types hold', async () => {
    const attributes = { title: 'A', status: true, created: '2025-01-01T00:00:00+00:00' };
    const [ann, ben] = ['ann', 'ben'].map((id) => ({ type: 'user--user', id }));
    const tag = { type: 'taxonomy_term--tags', id: 't' };
    const page = (uid: unknown, tags: unknown): object => ({
      data: { type: 'node--article', id: 'a', attributes, relationships: { uid: { data: uid }, tags: { data: tags } } },
    });
    const { source } = answering(page([ann, ben], tag), page([], null));

    expect(await source.get(Article, 'a')).toMatchObject({ uid: ann, tags: [tag] });
    expect(await source.get(Article, 'a')).toMatchObject({ uid: null, tags: [] });
  });

  it('has no link to the virtual parent of a term, nor to an entry that was deleted', async () => {
    const parent = { data: [{ type: 'taxonomy_term--tags', id: 'virtual', meta: { links: { help: {} } } }] };
    const icon = { data: { type: 'unknown', id: 'missing', meta: { links: { help: {} } } } };
    const data = { type: 'taxonomy_term--tags', id: 'a', attributes: { name: 'A', weight: 0 } };
    const { source } = answering(
      { data: { ...data, relationships: { parent, icon } } },
      { data: { ...data, relationships: { parent, icon } }, included: [] },
      parent,
    );

    const withoutLinks = { type: data.type, id: 'a', ...data.attributes, parent: [], icon: null };
    expect(await source.get(Tag, 'a')).toEqual(withoutLinks);
    expect(await source.get(Tag, 'a', { include: ['parent'] })).toEqual(withoutLinks);
    expect(await source.relationship(Tag, 'a', 'parent').get()).toEqual([]);
  });

  it('that does not fit its schema is refused with the names of the fields, without their values', async () => {
    const { source } = answering({
      data: { type: 'taxonomy_term--tags', id: 'a', attributes: { name: 5, weight: 'x7' } },
    });

    const error = await rejection(source.get(Tag, 'a'));

    expect(error).toMatchObject({ code: 'invalid_answer', issues: [{ path: 'name' }, { path: 'weight' }] });
    expect(String(error)).toContain('taxonomy_term--tags a does not fit');
    expect(String(error)).not.toContain('x7');
  });

  it('is not checked with validate: off', async () => {
    const trusting = createSourceClient({ ...sandbox.clients.source, validate: 'off' });

    const article = await trusting.get(Article, await firstId(), { include: ['tags'] });

    expect(article).toMatchObject({ drupal_internal__nid: expect.any(Number) });
    expect(article.tags[0]).toMatchObject({ drupal_internal__tid: expect.any(Number) });
  });

  it('that does not exist is an error with the words of the site', async () => {
    const error = await rejection(source.get(Article, crypto.randomUUID()));

    expect(SourceApiError.is(error) && error).toMatchObject({
      code: 'not_found',
      status: 404,
      detail: expect.stringContaining('no node--article'),
    });
  });

  it('is included as the site sends it if its type is not the one of its relationship', async () => {
    const parent = { data: [{ type: 'x--y', id: 'b' }] };
    const { source } = answering({
      data: { type: 'taxonomy_term--tags', id: 'a', attributes: { name: 'A', weight: 0 }, relationships: { parent } },
      included: [{ type: 'x--y', id: 'b', attributes: { name: 5 } }],
    });

    const tag: object = await source.get(Tag, 'a', { include: ['parent'] });
    expect(tag).toStrictEqual({
      ...{ type: 'taxonomy_term--tags', id: 'a', name: 'A', weight: 0 },
      parent: [{ type: 'x--y', id: 'b', name: 5 }],
    });
  });

  it('is checked by the schema of its own type if a field leads to several types', async () => {
    const { defineResource, many } = await import('@acme/source');
    const Quote = defineResource('paragraph--quote', { attributes: z.object({ words: z.string() }) });
    const Picture = defineResource('paragraph--picture', { attributes: z.object({ caption: z.string() }) });
    const Page = defineResource('node--page', {
      attributes: z.object({ title: z.string() }),
      relationships: { sections: many(() => [Quote, Picture]) },
    });
    const quote = { type: 'paragraph--quote', id: 'a', attributes: { words: 'To be', revision: 1 } };
    const picture = { type: 'paragraph--picture', id: 'b', attributes: { caption: 'A skull', revision: 1 } };
    const wrong = { ...picture, attributes: { caption: 5 } };
    const sections = { data: [quote, picture].map(({ type, id }) => ({ type, id })) };
    const data = { type: 'node--page', id: 'p', attributes: { title: 'Hamlet' }, relationships: { sections } };
    const { source } = answering(
      { data, included: [quote, picture] },
      { data: [quote, picture] },
      { data, included: [quote, wrong] },
    );
    const read = [
      { type: 'paragraph--quote', id: 'a', words: 'To be' },
      { type: 'paragraph--picture', id: 'b', caption: 'A skull' },
    ];

    expect((await source.get(Page, 'p', { include: ['sections'] })).sections).toStrictEqual(read);
    expect(await source.related(Page, 'p', 'sections').toArray({ limit: 2 })).toStrictEqual(read);
    expect(await rejection(source.get(Page, 'p', { include: ['sections'] }))).toMatchObject({
      message: expect.stringContaining(': paragraph--picture b does not fit the schema; caption: '),
      issues: [{ path: 'caption' }],
    });
  });

  it('may have fields with any name, and includes in any order', async () => {
    const link = (id: string): object => ({ data: { type: 'x--y', id } });
    const own = { type: 'x--y', relationships: { constructor: link('b'), parent: link('b') } };
    const document = { data: { ...own, id: 'a' }, included: [{ ...own, id: 'b' }] };
    const { source } = answering(document, document, document);
    const b = { type: 'x--y', id: 'b' };

    expect(await source.get('x--y', 'a')).toEqual({ type: 'x--y', id: 'a', constructor: b, parent: b });
    expect(await source.get('x--y', 'a', { include: ['constructor'] })).toMatchObject({
      constructor: { parent: b },
    });
    expect(await source.get('x--y', 'a', { include: ['parent.parent', 'parent'] })).toMatchObject({
      parent: { parent: { parent: b } },
    });
  });

  it('with fields that its schema does not name is checked by the fields that it names', async () => {
    const data = { type: 'taxonomy_term--tags', id: 'a', attributes: { name: 5, color: 'red' } };
    const { source } = answering({ data });
    const fields = { 'taxonomy_term--tags': ['name', 'color'] } as never;

    expect(await rejection(source.get(Tag, 'a', { fields }))).toMatchObject({ issues: [{ path: 'name' }] });
  });

  it("with sparse fields is as the site sends it if its schema can't be reduced to them", async () => {
    const { defineResource } = await import('@acme/source');
    const { '~standard': standard } = z.object({ name: z.string(), weight: z.int() });
    const data = { type: 'x--y', id: 'a', attributes: { name: 'A' } };
    for (const attributes of [
      { '~standard': standard },
      { '~standard': standard, shape: {} },
      { '~standard': standard, pick: () => undefined },
      z.object({ name: z.string(), weight: z.int() }).refine(() => true),
    ]) {
      const { source } = answering({ data });
      const resource = defineResource('x--y', { attributes: attributes as typeof Tag.attributes });

      expect(await source.get(resource, 'a', { fields: { 'x--y': ['name'] } })).toEqual({
        ...data.attributes,
        type: 'x--y',
        id: 'a',
      });
    }
  });

  it('may have any Standard Schema', async () => {
    const schema = z.looseObject({ title: z.string().transform((title) => title.length) });
    const { defineResource } = await import('@acme/source');
    const entry = await source.get(defineResource('node--article', { attributes: schema }), await firstId());

    expect(entry.title).toBeGreaterThan(3);
  });
});

describe('the entries that a field links to', () => {
  it('are a list of full entries', async () => {
    const id = await firstId();
    const { tags } = await source.get(Article, id);

    const related = await source.related(Article, id, 'tags').toArray({ limit: Infinity });

    expect(related.map((tag) => tag.id)).toEqual(tags.map((tag) => tag.id));
    expect(related[0]?.name).toMatch(/\w/);
  });

  it('are checked by the resource of that field, and not checked if the field is not declared', async () => {
    const data = [{ type: 'taxonomy_term--tags', id: 't', attributes: { name: 5 } }];
    const { source } = answering({ data }, { data });

    expect(await rejection(source.related(Article, 'a', 'tags').first())).toMatchObject({
      issues: [{ path: 'name' }, {}],
    });
    expect(await source.related(Article, 'a', 'undeclared' as never).first()).toMatchObject({ name: 5 });
  });

  it('are one or none if the field holds one', async () => {
    const owner = await source.related(Article, await firstId(), 'uid').first();
    const { source: empty } = answering({ data: null });

    expect(owner?.display_name).toMatch(/\w/);
    expect(await empty.related(Article, 'a', 'field_image').toArray({ limit: Infinity })).toEqual([]);
  });
});

describe('another language', () => {
  it('is the first segment of the path', async () => {
    const article = await source.get('node--article', await firstId(), { locale: 'de' });

    expect(article.langcode).toBe('de');
    expect(sandbox.log.at(-1)?.url).toContain('/source/de/api/node/article/');
  });

  it('can be the default of a client, and stays on every page of a list', async () => {
    await source
      .withDefaults({ locale: 'de' })
      .list('node--article', { limit: 60, prefetch: 0 })
      .toArray({ limit: 60 });

    expect(sandbox.log.slice(-2).every(({ url }) => url.includes('/de/api/'))).toBe(true);
  });

  it('of a client holds for all its calls', async () => {
    const one = { type: 'node--article', id: 'a' };
    const { source, sent } = answering(
      { data: one },
      { data: one },
      { data: [] },
      { data: [] },
      { entity: { uuid: 'a' } },
    );
    const german = source.withDefaults({ locale: 'de' });

    await german.get('node--article', 'a');
    await german.update('node--article', 'a', {});
    await german.index();
    await german.menu('main');
    await german.resolvePath('/x');
    expect(sent.map(({ target }) => target)).toEqual([
      '/de/api/node/article/a',
      '/de/api/node/article/a',
      '/de/api',
      '/de/api/menu_items/main',
      '/de/router/translate-path?path=%2Fx',
    ]);
  });

  it('of a call is preferred to the default, as is a revision, and each default stays until it is replaced', async () => {
    const one = { data: { type: 'node--article', id: 'a' } };
    const { source, sent } = answering(one, one, one, {});
    const german = source
      .withDefaults({ locale: 'de' })
      .withDefaults({ locale: undefined, resourceVersion: 'id:42' })
      .withDefaults({});

    await german.get('node--article', 'a');
    await german.get('node--article', 'a', { locale: 'pt-br', resourceVersion: 'id:7' });
    await german.get('node--article', 'a', { locale: 'gsw-CH-1996' });
    await german.delete('node--article', 'a');
    expect(sent.map(({ target }) => target)).toEqual([
      '/de/api/node/article/a?resourceVersion=id:42',
      '/pt-br/api/node/article/a?resourceVersion=id:7',
      '/gsw-CH-1996/api/node/article/a?resourceVersion=id:42',
      '/de/api/node/article/a',
    ]);
  });

  it('is refused if it is not a language code', async () => {
    for (const locale of ['../admin', 'de/../admin', 'german', 'd', '']) {
      expect(await rejection(source.get(Article, 'x', { locale }))).toMatchObject({ option: 'locale' });
    }
  });
});

describe('a revision', () => {
  it('is asked for by its name or number', async () => {
    const { source, sent } = answering(
      { data: { type: 'node--article', id: 'a' } },
      { data: { type: 'node--article', id: 'a' } },
    );
    await source.get('node--article', 'a', { resourceVersion: 'rel:working-copy' });
    await source.withDefaults({ resourceVersion: 'id:42' }).get('node--article', 'a');

    expect(sent.map(({ target }) => target)).toEqual([
      '/api/node/article/a?resourceVersion=rel:working-copy',
      '/api/node/article/a?resourceVersion=id:42',
    ]);
  });

  it('that does not exist is an error that names the parameter', async () => {
    const error = await rejection(source.get(Article, await firstId(), { resourceVersion: 'newest' }));

    expect(error).toMatchObject({ status: 400, errors: [{ source: { parameter: 'resourceVersion' } }] });
  });
});

describe('a site', () => {
  it('has an index of its resource types', async () => {
    const index = await source.index();

    expect(index['node--article']).toMatch(/\/api\/node\/article$/);
    expect(Object.keys(index)).not.toContain('self');
  });

  it('says what a path shows', async () => {
    const resolved = await source.resolvePath('/about');

    expect(resolved).toMatchObject({ type: 'node--page', path: '/about', langcode: 'en' });
    expect(await source.get(resolved?.type ?? '', resolved?.id ?? '')).toMatchObject({ title: 'About' });
    expect(await source.resolvePath('/about', { locale: 'de' })).toMatchObject({ langcode: 'de' });
  });

  it('has nothing at a path that it does not know', async () => {
    expect(await source.resolvePath('/nowhere')).toBeUndefined();
  });

  it('is not asked for a path that was cut inside a character', async () => {
    expect(await rejection(source.resolvePath('/a\ud83d'))).toMatchObject({ option: 'path' });
  });

  it('gets a path as one value, whatever the path contains', async () => {
    const { source, sent } = answering({ entity: { uuid: 'a' }, redirect: [{ to: '/b', status: '302' }] });

    expect(await source.resolvePath('/a&resourceVersion=x#?/é')).toMatchObject({ redirect: { to: '/b', status: 302 } });
    expect(sent[0]?.target).toBe('/router/translate-path?path=%2Fa%26resourceVersion%3Dx%23%3F%2F%C3%A9');
  });

  it('has menus as trees', async () => {
    const menu = await source.menu('main');

    expect(menu.map(({ title }) => title)).toEqual(['About', 'Imprint', 'Privacy']);
    expect(menu[0]?.children.map(({ title, url }) => [title, url])).toEqual([['Contact', '/contact']]);
  });

  it('has menus as trees even if items name themselves or each other as parents', async () => {
    const item = (id: string, parent: string, weight = 0): object => ({
      ...{ type: 'menu_link_content--menu_link_content', id },
      attributes: { title: id, url: `/${id}`, parent, weight },
    });
    const { source } = answering({
      data: [
        item('b', '', 2),
        item('a', '', 1),
        item('c', 'a'),
        item('a', 'a'),
        item('a', 'c'),
        item('x', 'y'),
        item('y', 'x'),
      ],
    });

    const menu = await source.menu('main');

    expect(menu.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(menu[0]?.children).toMatchObject([{ id: 'c', children: [] }]);
  });

  it('is not said to lack a module if its token endpoint is missing', async () => {
    sandbox.faults.next('source.token', { kind: 'status', status: 404 });

    expect(await rejection(source.menu('main'))).toMatchObject({ code: 'token_request_failed', status: 404 });
  });

  it('may lack the modules for paths and menus, which the error then names', async () => {
    const missing = documentAnswer({ errors: [{ status: '404', title: 'Not Found' }] }, { status: 404 });
    const { source } = answering(missing.clone(), missing.clone());

    expect(String(await rejection(source.resolvePath('/about')))).toContain('Decoupled Router');
    expect(String(await rejection(source.menu('main')))).toContain('JSON:API Menu Items');
  });
});

describe('a request', () => {
  it("asks for JSON:API with the app's user agent and the headers of its call", async () => {
    const { source, sent } = answering();
    await source.index({ headers: { 'x-trace': '7' } });
    expect(Object.fromEntries(sent[0]?.headers ?? [])).toMatchObject({
      accept: 'application/vnd.api+json',
      'user-agent': 'acme-source',
      'x-trace': '7',
    });

    const site = answering({ entity: { uuid: 'a' } });
    await site.source.resolvePath('/x', { headers: { 'x-trace': '8' } });
    await site.source.menu('main', { headers: { 'x-trace': '9' } });
    expect(site.sent.map(({ headers }) => headers.get('x-trace'))).toEqual(['8', '9']);

    const agents: unknown[] = [];
    const named = createSourceClient({
      ...{ siteUrl: 'https://x.example', userAgent: 'my-app', apiPrefix: '' },
      async fetch(input, init) {
        agents.push(String(input), new Headers((init as RequestInit).headers).get('user-agent')); // the platform's own
        return documentAnswer({ data: [] });
      },
    });
    await named.list('node--article').first();
    expect(agents).toEqual(['https://x.example/node/article', 'my-app']);
  });

  it('may have a type with hyphens, a bundle with a double hyphen, and a prefix with dots', async () => {
    const targets: string[] = [];
    const source = createSourceClient({
      ...{ siteUrl: 'https://x.example', apiPrefix: '/v1.0/json-api' },
      async fetch(input) {
        targets.push(new URL(String(input)).pathname);
        return documentAnswer({ data: [] });
      },
    });
    await source.list('my-type--a--b').first();
    expect(targets).toEqual(['/v1.0/json-api/my-type/a--b']);
  });
});

describe('what a path shows', () => {
  it.each<[object, object]>([
    [{ entity: { uuid: 'a' } }, { id: 'a' }],
    [{ entity: { uuid: 'a', path: 5, langcode: 5 }, jsonapi: { resourceName: 5 }, redirect: [{ to: 5 }] }, { id: 'a' }],
    [
      { entity: { uuid: 'a' }, resolved: 'https://x.example/de/about?x=1' },
      { id: 'a', path: '/de/about' },
    ],
    [
      { entity: { uuid: 'a' }, resolved: '/about' },
      { id: 'a', path: '/about' },
    ],
    [
      { entity: { uuid: 'a' }, redirect: [{ to: '/b' }] },
      { id: 'a', redirect: { to: '/b', status: 301 } },
    ],
    [{ entity: { uuid: 'a' }, redirect: { to: '/b' } }, { id: 'a' }],
  ])('is %j', async (answer, expected) => {
    const { source } = answering(answer);

    expect(await source.resolvePath('/x')).toStrictEqual({ ...expected, document: answer });
  });

  it('is undefined if no route was found, and an error after any other 404 or unusable answer', async () => {
    const answer = (status: number, body: object): Response => documentAnswer(body, { status });
    const { source } = answering(
      answer(404, { message: 'No route found for /x' }),
      answer(404, { message: ['no route'] }),
      answer(404, { message: 'Nothing here.' }),
      answer(403, { message: 'no route' }),
      { entity: {} },
    );

    expect(await source.resolvePath('/x')).toBeUndefined();
    expect(String(await rejection(source.resolvePath('/x')))).toContain('Decoupled Router');
    expect(String(await rejection(source.resolvePath('/x')))).toContain('Decoupled Router');
    const forbidden = await rejection(source.resolvePath('/x'));
    expect(forbidden).toMatchObject({ code: 'forbidden' });
    expect(String(forbidden)).not.toContain('Decoupled Router');
    expect(await rejection(source.resolvePath('/x'))).toMatchObject({
      code: 'invalid_answer',
      request: { method: 'GET', url: '/router/translate-path' },
    });
  });
});

describe('a menu', () => {
  it('has items with defaults, and items at the top if their parent is hidden', async () => {
    const { source, sent } = answering({
      data: [
        { type: 'menu', id: 'bare' },
        { type: 'menu', id: 'b', attributes: { enabled: false, expanded: true, weight: 5, parent: 'hidden' } },
      ],
    });

    const empty = { title: '', url: '', enabled: true, expanded: false, weight: 0, children: [] };
    expect(await source.menu('my/menu')).toStrictEqual([
      { ...empty, id: 'bare' },
      { ...empty, id: 'b', enabled: false, expanded: true, weight: 5 },
    ]);
    expect(sent[0]?.target).toBe('/api/menu_items/my%2Fmenu');
  });

  it("is named in the error if its answer can't be used", async () => {
    const { source } = answering({ items: [] });

    expect(String(await rejection(source.menu('main')))).toContain('GET /api/menu_items/main:');
  });

  it.each(['', '..', 'a\ud83d'])('without a valid name is not asked for: %j', async (name) => {
    const { source, sent } = answering({ data: [] });

    expect(await rejection(source.menu(name))).toMatchObject({ code: 'configuration_invalid', option: 'name' });
    expect(sent).toHaveLength(0);
  });

  it("that is forbidden is not reported as a missing module, and one that is missing is reported in the site's words", async () => {
    const { source } = answering(
      documentAnswer({ errors: [{ detail: 'No.' }] }, { status: 403 }),
      documentAnswer({ errors: [{ detail: 'None.' }] }, { status: 404 }),
    );

    expect(String(await rejection(source.menu('main')))).not.toContain('JSON:API Menu Items');
    expect(await rejection(source.menu('main'))).toMatchObject({ errors: [{ detail: 'None.' }] });
  });
});

describe('an index', () => {
  it('has only the links with a URL', async () => {
    const links = { 'node--a': null, 'node--b': { href: '/b' }, 'node--c': '/c', self: '/' };
    const { source } = answering({ data: [], links }, { data: [], links: null });

    expect(await source.index()).toStrictEqual({ 'node--b': '/b', 'node--c': '/c' });
    expect(await source.index()).toEqual({});
  });

  it('is refused if the answer is something else, with what to check', async () => {
    const { source } = answering({ message: 'welcome' }, { links: {} }, new Response(null, { status: 204 }));

    for (let times = 0; times < 3; times++) {
      const error = await rejection(source.index({ locale: 'de' }));
      expect(error).toMatchObject({ code: 'invalid_answer', request: { method: 'GET', url: '/de/api' } });
      expect(String(error)).toContain('apiPrefix');
    }
  });
});

describe("what can't be part of a path", () => {
  it.each([
    ['type', (client: SourceClient) => client.get('article', 'x')],
    ['type', (client: SourceClient) => client.get('node--../../x', 'x')],
    ['type', (client: SourceClient) => client.get(undefined as never, 'x')],
    ['type', (client: SourceClient) => client.related(undefined as never, 'x', 'tags' as never).first()],
    ['id', (client: SourceClient) => client.get(Article, '../x')],
    ['id', (client: SourceClient) => client.delete(Article, '')],
    ['id', (client: SourceClient) => client.delete(Article, undefined as never)],
    ['id', (client: SourceClient) => client.update(Article, undefined as never, {})],
  ])('is refused with the name of the option: %s', async (option, call) => {
    const { source, sent } = answering();

    expect(await rejection((async () => call(source))())).toMatchObject({ code: 'configuration_invalid', option });
    expect(sent).toEqual([]);
  });

  it('is refused when the client is made', () => {
    const create = (options: object) => () => createSourceClient({ siteUrl: 'https://x.example', ...options });
    expect(create({ apiPrefix: 'api/' })).toThrow('apiPrefix');
    expect(create({ siteUrl: 'http://x.example' })).toThrow('siteUrl');
    expect(create({ validate: 'all' })).toThrow('validate');
  });
});
