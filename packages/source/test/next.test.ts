// Must come before the rest of Next.js: gives it AsyncLocalStorage.
import 'next/dist/server/node-environment-baseline.js';
import { memoryStore } from '@acme/oauth-core';
import { createSandbox, type Sandbox } from '@acme/sandbox';
import { createSourceClient, defineResource, one, type SourceClient, WebhookError } from '@acme/source';
import { cached, drafted, enableDraft, revalidateFromWebhook } from '@acme/source/next';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { rejection } from '../../http/test/support/rejection.ts';
import { Article, Image, Tag } from './content.ts';
import { createNext } from './next-request.ts';

let sandbox: Sandbox;
let source: SourceClient;
let next: ReturnType<typeof createNext>;

let seed = 0;

beforeEach(() => {
  sandbox = createSandbox({ seed: ++seed }); // other clients each time, because the process has one cache of Next.js
  source = createSourceClient(sandbox.clients.source);
  next = createNext();
});

/** How many requests of the API a page load causes. */
async function asked(load: () => Promise<unknown>): Promise<number> {
  const before = sandbox.count('source.api');
  await next.request(load);
  return sandbox.count('source.api') - before;
}

const firstOf = async (client: SourceClient): Promise<string> =>
  (await client.list(Article, { pageSize: 5, limit: 5 }).first())?.id ?? '';

describe('a cached client', () => {
  it('asks once for what is read again', async () => {
    const load = (): Promise<unknown> => firstOf(cached(source));

    expect([await asked(load), await asked(load)]).toEqual([1, 0]);
  });

  it('asks neither for an entry nor for a token again when the token has ended', async () => {
    const load = (): Promise<unknown> => firstOf(cached(source));
    await asked(load);

    sandbox.advance(301_000);
    sandbox.revokeAccessTokens('source');

    expect(await asked(load)).toBe(0);
    expect(sandbox.count('source.token')).toBe(1);
  });

  it('reads entries from the cache as it read them from the site', async () => {
    const id = await firstOf(source);
    const get = (): Promise<unknown> => cached(source).get(Article, id, { include: ['tags'] });

    const [fresh, again] = [await next.request(get), await next.request(get)];

    expect(again).toEqual(fresh);
    expect(fresh).toMatchObject({
      id,
      tags: expect.arrayContaining([expect.objectContaining({ name: expect.any(String) })]),
    });
  });

  it('keeps what another query, language or person gets apart', async () => {
    const people = createSourceClient({ ...sandbox.clients.source, store: memoryStore() });
    const redirectUri = 'https://app.example.com/callback';
    const clients = [
      source,
      createSourceClient(sandbox.clients.sourceAnonymous),
      source.withDefaults({ locale: 'de' }),
    ];
    for (const key of ['user:1', 'user:2']) {
      const request = await people.createAuthorizationUrl({ redirectUri });
      clients.push(await people.fromCallback(await sandbox.authorize(request.url), request, { key }));
    }

    for (const client of clients) expect(await asked(() => firstOf(cached(client)))).toBe(1);
    expect(
      await asked(() =>
        cached(source)
          .list(Article, { filter: { status: 1 } })
          .first(),
      ),
    ).toBeGreaterThan(0);
  });

  it('keeps what two sites answer apart', async () => {
    const ask = (site: number): Promise<unknown> => {
      const attributes = { site };
      const client = createSourceClient({
        siteUrl: `https://${seed}-${site}.example.com`,
        fetch: async () => new Response(JSON.stringify({ data: { type: 'node--article', id: 'a', attributes } })),
      });
      return next.request(() => cached(client).get('node--article', 'a'));
    };

    expect([await ask(1), await ask(2)]).toMatchObject([{ site: 1 }, { site: 2 }]);
  });

  it('caches for as long as it is told, under the tags of the read and of the client', async () => {
    await asked(() => firstOf(cached(source, { revalidate: 60, tags: ['mine'] })));
    await asked(() => firstOf(cached(source).withDefaults({ locale: 'de' })));

    expect(next.kept).toEqual([
      { revalidate: 60, tags: ['acme-source:node--article', 'mine'] },
      { revalidate: expect.any(Number), tags: ['acme-source:node--article'] },
    ]);
    expect(next.kept[1]?.revalidate).toBeGreaterThan(31_000_000); // for a year: until a tag is dropped
  });

  it('caches under the tags of all that it shows', async () => {
    const id = await firstOf(source);
    const include = ['media.field_media_image'] as const;
    await asked(() => cached(source).get(Article, id, { include }));
    await asked(() => cached(source).list(Article, { include, limit: 1, prefetch: 0 }).first());
    await asked(() =>
      cached(source)
        .related(Article, id, 'tags', { include: ['parent'], prefetch: 0 })
        .first(),
    );
    await asked(() => cached(source).related('node--article', id, 'tags', { prefetch: 0 }).first());
    await asked(() =>
      cached(source)
        .related(Article, id, 'media', { include: ['field_media_image'], prefetch: 0 })
        .first(),
    );
    const Teaser = defineResource('node--article', {
      attributes: z.object({ title: z.string() }),
      relationships: { media: one(() => [Tag, Image]) },
    });
    await asked(() => cached(source).get(Teaser, id, { include: ['media', ...include] }));

    const image = ['acme-source:media--image', 'acme-source:file--file'];
    expect(next.kept.map(({ tags }) => tags)).toEqual([
      [`acme-source:node--article:${id}`, ...image],
      ['acme-source:node--article', ...image],
      [`acme-source:node--article:${id}`, 'acme-source:taxonomy_term--tags'],
      [`acme-source:node--article:${id}`],
      [`acme-source:node--article:${id}`, ...image],
      [`acme-source:node--article:${id}`, 'acme-source:taxonomy_term--tags', ...image],
    ]);
  });

  it('gives an old entry while it renews it, whether the reader stays or leaves', async () => {
    let version = 1;
    const client = createSourceClient({
      siteUrl: `https://${seed}.example.com`,
      async fetch(input: string, init?: RequestInit) {
        await new Promise((resolve, reject) => {
          setTimeout(resolve, 5); // the reader has left by now
          init?.signal?.addEventListener('abort', reject);
        });
        const entry = { type: 'node--article', id: 'a', attributes: { version } };
        const data = input.includes('/article/a') ? entry : [entry];
        return new Response(JSON.stringify({ data }));
      },
    });
    const site = cached(client, { revalidate: 60 });
    const now = performance.now.bind(performance); // Next.js measures the age of an entry with it
    const list = (): Promise<unknown> => next.request(() => site.list('node--article').first());
    const get = (): Promise<unknown> => {
      const reader = new AbortController();
      return next.request(async () => {
        const entry = await site.get('node--article', 'a', { signal: reader.signal });
        reader.abort();
        return entry;
      });
    };

    const seen = { list: [await list()], get: [await get()] };
    for (version = 2; version < 5; version++) {
      vi.spyOn(performance, 'now').mockImplementation(() => now() + version * 61_000);
      seen.list.push(await list());
      seen.get.push(await get());
    }
    vi.restoreAllMocks();

    const versions = [1, 1, 2, 3].map((number) => ({ type: 'node--article', id: 'a', version: number }));
    expect(seen).toEqual({ list: versions, get: versions });
  });

  it("ends the wait of a caller with the reason of the caller's signal", async () => {
    const client = createSourceClient({
      siteUrl: `https://${seed}.example.com`,
      fetch: async () => new Promise<Response>(() => {}),
    });
    const reader = new AbortController();
    const pending = cached(client).get('node--article', 'a', { signal: reader.signal });
    const error = rejection(next.request(() => pending));
    reader.abort('enough');

    expect(await error).toBe('enough');
    expect(await rejection(cached(client).get('node--article', 'a', { signal: reader.signal }))).toBe('enough');
    const untouched = client.withDefaults({ cache: () => expect.fail('nobody waits for it') });
    expect(await rejection(untouched.get('node--article', 'a', { signal: reader.signal }))).toBe('enough');
  });

  it('does not cache what is not a document, such as the answer of a site under maintenance', async () => {
    const bodies = ['{"message":"maintenance"}', '', '{"data":{"type":"node--article","id":"a"}}'];
    const answers = bodies.values();
    const client = createSourceClient({
      siteUrl: `https://${seed}.example.com`,
      fetch: async () => new Response(answers.next().value ?? '', { headers: { 'content-type': 'application/json' } }),
    });
    const load = (): Promise<unknown> => next.request(() => cached(client).get('node--article', 'a'));

    expect([await rejection(load()), await rejection(load())]).toMatchObject([
      { code: 'invalid_answer' },
      { code: 'invalid_answer' },
    ]);
    expect(await load()).toMatchObject({ id: 'a' });
    expect(await load()).toMatchObject({ id: 'a' });
  });

  it('does not cache an error, nor the answer to a call with its own headers', async () => {
    const broken = (): Promise<unknown> => rejection(cached(source).get(Article, crypto.randomUUID()));
    const own = (): Promise<unknown> =>
      cached(source)
        .list(Article, { headers: { 'accept-language': 'de' }, limit: 1 })
        .first();

    expect([await asked(broken), await asked(broken)]).toEqual([1, 1]);
    expect([await asked(own), await asked(own)]).toEqual([1, 1]);
  });

  it('writes as any client does', async () => {
    const created = await next.request(() => cached(source).create(Article, { title: 'New' }));

    expect(await source.get(Article, created.id)).toMatchObject({ title: 'New' });
  });

  it("can't have a fixed token, because nothing tells whose that is", async () => {
    const fixed = createSourceClient({ siteUrl: sandbox.clients.source.siteUrl, accessToken: 'a' });

    expect(await rejection(next.request(() => firstOf(cached(fixed))))).toMatchObject({ option: 'cache' });
    expect(sandbox.count('source.api')).toBe(0);
  });
});

describe('a webhook', () => {
  const delivery = (type: string, id: string, secret = 's'): Request =>
    new Request(`https://app.example.com/webhook?secret=${secret}`, {
      method: 'POST',
      body: JSON.stringify({ data: { type, id, attributes: {}, meta: { operation: 'update' } }, timestamp: 1 }),
    });
  const options = { secret: 's', parameter: 'secret' };
  const tell = (type: string, id: string): Promise<unknown> =>
    next.request(() => revalidateFromWebhook(delivery(type, id), options));

  it('makes the next read show the new entry, and never the old one again', async () => {
    let version = 1;
    const client = createSourceClient({
      siteUrl: `https://${seed}.example.com`,
      fetch: async () =>
        new Response(JSON.stringify({ data: { type: 'node--article', id: 'a', attributes: { version } } })),
    });
    const load = (): Promise<unknown> => next.request(() => cached(client).get('node--article', 'a'));
    await load();
    version = 2;
    expect(await load()).toMatchObject({ version: 1 });
    await tell('node--article', 'a');

    expect(await load()).toMatchObject({ version: 2 });
  });

  it('drops the entry that has changed and the lists of its type, but nothing else', async () => {
    const [one, other] = await source.list(Article).toArray({ limit: 2 });
    const ids = [one?.id ?? '', other?.id ?? ''];
    const site = cached(source);
    const loads = [
      () => site.get(Article, ids[0] ?? ''),
      () => site.get(Article, ids[1] ?? ''),
      () => firstOf(site),
      () => site.list('node--page', { limit: 1 }).first(),
    ];
    for (const load of loads) await asked(load);

    await tell('node--article', ids[0] ?? '');

    const again: number[] = [];
    for (const load of loads) again.push(await asked(load));
    expect(again).toEqual([1, 0, 1, 0]);
  });

  it('drops entries that show the one that has changed', async () => {
    const id = await firstOf(source);
    const load = (): Promise<unknown> => cached(source).get(Article, id, { include: ['tags'] });
    await asked(load);

    await tell('taxonomy_term--tags', '5d3b8a52-1d2b-4f7e-8a3e-2f4c7c1f9a01');

    expect(await asked(load)).toBe(1);
  });

  it('drops the related entries that a field leads to', async () => {
    const id = await firstOf(source);
    const load = (): Promise<unknown> => cached(source).related(Article, id, 'tags').toArray({ limit: 9 });
    await asked(load);

    await tell('taxonomy_term--tags', '5d3b8a52-1d2b-4f7e-8a3e-2f4c7c1f9a01');

    expect([await asked(load), await asked(load)]).toEqual([1, 0]);
  });

  it('gives the event to the app', async () => {
    expect(await tell('node--article', 'a')).toMatchObject({ operation: 'update', type: 'node--article', id: 'a' });
  });

  it('with a wrong secret drops nothing', async () => {
    await asked(() => firstOf(cached(source)));

    const error = await rejection(
      next.request(() => revalidateFromWebhook(delivery('node--article', 'x', 'wrong'), options)),
    );

    expect(WebhookError.is(error)).toBe(true);
    expect(await asked(() => firstOf(cached(source)))).toBe(0);
  });
});

describe('draft mode', () => {
  const visit = (query: string): Promise<unknown> =>
    next.request(() =>
      enableDraft(new Request(`https://app.example.com/api/draft${query}`), { secret: 's', parameter: 'secret' }),
    );

  it('is turned on by the secret, and leads to a path of this app only', async () => {
    expect(await rejection(visit('?secret=x&path=/about'))).toMatchObject({ reason: 'secret' });
    expect(next.draft.isEnabled).toBe(false);

    expect(await visit('?secret=s&path=/about%3Fa=1')).toBe('/about?a=1');
    expect(next.draft.isEnabled).toBe(true);
    expect(await visit('?secret=s')).toBe('/');
    for (const path of [
      'https://[',
      '//evil.example',
      '/\\evil.example',
      'https://evil.example/x',
      '%0a//evil.example',
      'javascript:1',
      '/.//evil.example',
      '/x/..//evil.example',
      'https://app.example.com//evil.example',
      'blob:https://app.example.com/about',
    ]) {
      expect(await visit(`?secret=s&path=${path}`)).toMatch(/^\/($|[^/\\])/);
    }
  });

  it('is refused for a secret that is sent twice, and names an option that is empty', async () => {
    expect(await rejection(visit('?secret=s&secret=x'))).toMatchObject({ reason: 'secret' });
    const anybody = new Request('https://app.example.com/api/draft?secret=&=');
    const refused = (secret: string, parameter: string) => rejection(enableDraft(anybody, { secret, parameter }));
    expect(await refused('', 'secret')).toMatchObject({ option: 'secret' });
    expect(await refused('s', '')).toMatchObject({ option: 'parameter' });
    expect(next.draft.isEnabled).toBe(false);
  });

  it('reads working copies, and caches nothing', async () => {
    const id = await firstOf(source);
    const load = async (): Promise<unknown> => (await drafted(cached(source))).get(Article, id);
    await asked(load);
    expect(sandbox.log.at(-1)?.url).not.toContain('resourceVersion');

    await visit('?secret=s');

    expect([await asked(load), await asked(load)]).toEqual([1, 1]);
    expect(decodeURIComponent(sandbox.log.at(-1)?.url ?? '')).toContain('resourceVersion=rel:working-copy');
  });
});
