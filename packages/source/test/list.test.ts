import { createSandbox, startSandbox } from '@acme/sandbox';
import { createSourceClient } from '@acme/source';
import { describe, expect, it } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';
import { answering, documentAnswer } from './answering.ts';
import { Article } from './content.ts';

const entry = (id: string): object => ({ type: 'node--article', id });
const page = (ids: readonly string[], links: object = {}, meta: object = {}): object => ({
  data: ids.map(entry),
  links,
  meta,
});

describe('a list', () => {
  it('goes on past empty pages to the last entry, over a real connection', async () => {
    const sandbox = await startSandbox();
    try {
      const source = createSourceClient(sandbox.clients.sourceAnonymous);
      const pages: number[] = [];
      for await (const { items } of source.list(Article).pages()) pages.push(items.length);

      expect(pages).toEqual([50, 50, 0, 0, 30, 50]);
      expect(await source.list(Article).toArray({ limit: Infinity })).toHaveLength(180);
    } finally {
      await sandbox.close();
    }
  });

  it('says what was left out of a page, and why', async () => {
    const source = createSourceClient(createSandbox().clients.sourceAnonymous);

    const [, , third] = await Array.fromAsync(source.list(Article).pages());

    expect(third).toMatchObject({ items: [], omitted: 50, total: 300 });
    expect(third?.omissions[0]).toEqual({
      href: expect.stringContaining('/api/node/article/'),
      detail: expect.stringContaining('not allowed'),
    });
  });

  it('has the raw document on each page', async () => {
    const document = page(['a'], { self: '/x' }, { count: 1, own: true });
    const { source } = answering(document);

    const [only] = await Array.fromAsync(source.list('node--article').pages());

    expect(only?.document).toEqual(document);
    expect(only).toMatchObject({ total: 1, omitted: undefined, links: { self: { href: '/x' } } });
  });

  it('has omissions and links as far as they are valid', async () => {
    const links = {
      help: { href: '/h' },
      a: { href: '/a' },
      b: { href: '/b', meta: { detail: 5 } },
      c: { href: 5 },
      d: null,
    };
    const { source } = answering(
      page(['a'], { self: '/x', prev: null }, { count: '1', omitted: { links } }),
      page(['a'], {}, { omitted: null }),
    );

    const [first] = await Array.fromAsync(source.list('node--article').pages());
    expect(first?.omissions).toEqual([{ href: '/a' }, { href: '/b' }]);
    expect(first).toMatchObject({ total: undefined, omitted: 2 });
    expect(first?.links).toStrictEqual({ self: { href: '/x' } });
    const [second] = await Array.fromAsync(source.list('node--article').pages());
    expect(second?.omissions).toEqual([]);
    const bare = answering({ data: [entry('a')], links: null, meta: null }, { data: [entry('a')] });
    for (let times = 0; times < 2; times++) {
      expect(await Array.fromAsync(bare.source.list('node--article').pages())).toMatchObject([
        { links: {}, total: undefined },
      ]);
    }
  });

  it('has included entries in their place', async () => {
    const { source } = answering({
      data: [{ ...entry('a'), relationships: { uid: { data: { type: 'user--user', id: 'u' } } } }],
      included: [{ type: 'user--user', id: 'u', attributes: { display_name: 'Ada' } }],
    });

    const [article] = await source.list('node--article', { include: ['uid'] }).toArray({ limit: 1 });
    expect(article).toMatchObject({ uid: { display_name: 'Ada' } });
  });

  it('gives everything to a token that may see it', async () => {
    const source = createSourceClient(createSandbox().clients.source);

    expect(await source.list(Article).toArray({ limit: Infinity })).toHaveLength(300);
  });

  it('asks for pages of the size that it is told, and for no page that nobody reads', async () => {
    const sandbox = createSandbox();
    const source = createSourceClient(sandbox.clients.source);

    expect(
      await source.list(Article, { pageSize: 10, limit: 25, prefetch: 0 }).toArray({ limit: Infinity }),
    ).toHaveLength(25);

    const urls = sandbox.log
      .filter(({ operation }) => operation === 'source.api')
      .map(({ url }) => decodeURIComponent(url));
    expect(urls.map((url) => url.match(/page\[limit\]=10/g)?.length)).toEqual([1, 1, 1]);
  });

  it('skips as many entries as it is told, and goes on from there', async () => {
    const source = createSourceClient(createSandbox().clients.source);
    const all = await source.list(Article).toArray({ limit: Infinity });

    expect(await source.list(Article, { pageSize: 10, offset: 20 }).toArray({ limit: 25 })).toEqual(all.slice(20, 45));
    expect(await source.list(Article, { offset: 300 }).toArray({ limit: 1 })).toEqual([]);
  });

  it('fetches one page ahead while a page is read', async () => {
    const { source, sent } = answering(
      page(['a'], { next: { href: 'https://site.example.com/api/2' } }),
      page(['b'], { next: { href: 'https://site.example.com/api/3' } }),
      page(['c']),
    );

    const pages = source.list('node--article').pages()[Symbol.asyncIterator]();
    await pages.next();
    await new Promise(setImmediate);
    expect(sent).toHaveLength(2);
    await pages.return?.();
  });

  it('aborts the page that it fetches ahead when the loop is left', async () => {
    const { source, sent } = answering(page(['a'], { next: '/api/2' }), page(['b']));

    const pages = source.list('node--article').pages()[Symbol.asyncIterator]();
    await pages.next();
    await new Promise(setImmediate);
    expect(sent[1]?.init.signal?.aborted).toBe(false);
    await pages.return?.();
    expect(sent[1]?.init.signal?.aborted).toBe(true);
  });

  it('follows links that are texts or objects, and relative ones too', async () => {
    const { source, sent } = answering(
      page(['a'], { next: '/api/node/article?page[offset]=1' }),
      page(['b'], { next: null }),
    );

    expect(await source.list('node--article').toArray({ limit: Infinity })).toHaveLength(2);
    expect(sent[1]?.target).toBe('/api/node/article?page[offset]=1');
  });

  it('refuses a next page of another origin', async () => {
    for (const next of [
      'https://elsewhere.example.com/api',
      'https://site.example.com.elsewhere.example.com/api',
      'https://site.example.com:8443/api',
      'https://site.example.com@elsewhere.example.com/api',
      'http://site.example.com/api',
      '//elsewhere.example.com',
      'https://[',
      'blob:https://site.example.com/a',
      'https://user:secret@site.example.com/api',
    ]) {
      const { source, sent } = answering(page(['a'], { next: { href: next } }));

      expect(await rejection(source.list('node--article').toArray({ limit: Infinity }))).toMatchObject({
        code: 'invalid_answer',
      });
      expect(sent).toHaveLength(1);
    }
  });

  it('refuses a page that names itself as the next', async () => {
    const self = { href: 'https://site.example.com/api/node/article' };
    const { source } = answering(page(['a'], { self, next: self }));
    const later = answering(page(['a'], { next: '/api/2' }), page(['b'], { next: '/api/2' }));

    for (const client of [source, later.source]) {
      expect(String(await rejection(client.list('node--article').toArray({ limit: Infinity })))).toMatch(
        /^InvalidAnswerError: GET \S*\/api\/.*earlier/,
      );
    }
  });

  it('refuses links that go round in a circle, but each loop may follow them anew', async () => {
    const circle = ['/api/2', '/api/3', '/api/2'].map((next) => page(['a'], { next }));
    const { source, sent } = answering(...circle);
    expect(await rejection(source.list('node--article').toArray({ limit: Infinity }))).toMatchObject({
      code: 'invalid_answer',
      request: { url: 'https://site.example.com/api/3' },
    });
    expect(sent).toHaveLength(3);

    const two = [page(['a'], { next: '/api/2' }), page(['b'])];
    const list = answering(...two, ...two).source.list('node--article');
    for (let loop = 0; loop < 2; loop++) expect(await list.toArray({ limit: Infinity })).toHaveLength(2);
  });

  it('throws the error of any page, and never takes it for the end', async () => {
    const { source } = answering(page(['a'], { next: '/api/2' }), documentAnswer({ errors: [] }, { status: 500 }));
    const seen: string[] = [];

    const error = await rejection(
      (async () => {
        for await (const { id } of source.list('node--article')) seen.push(id);
      })(),
    );

    expect([seen, error]).toMatchObject([['a'], { code: 'server_error' }]);
  });

  it('may be a view or a search index', async () => {
    const { source, sent } = answering(page(['a'], { next: '/jsonapi/views/news/page_1?page=1' }), page(['b']));

    expect(await source.list('views--news/page_1').toArray({ limit: Infinity })).toEqual([entry('a'), entry('b')]);
    await source.list('index--news', { filter: { fulltext: 'bears' } }).first();

    expect(sent.map(({ target }) => target)).toEqual([
      '/api/views/news/page_1',
      '/jsonapi/views/news/page_1?page=1',
      '/api/index/news?filter[fulltext]=bears',
    ]);
  });

  it('ends with the reason of the signal', async () => {
    const reason = new Error('enough');
    const { source } = answering(page(['a', 'b']));
    const stop = new AbortController();

    const loop = (async () => {
      for await (const _ of source.list('node--article', { signal: stop.signal })) stop.abort(reason);
    })();

    expect(await rejection(loop)).toBe(reason);
  });

  it('asks the site again in each loop', async () => {
    const { source, sent } = answering(page(['a']), page(['b']));
    const list = source.list('node--article');

    expect([await list.first(), await list.first()]).toMatchObject([{ id: 'a' }, { id: 'b' }]);
    expect(sent).toHaveLength(2);
  });
});
