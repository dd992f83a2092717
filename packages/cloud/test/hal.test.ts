import { createCloudClient } from '@acme/cloud';
import { InvalidAnswerError, type Items } from '@acme/http';
import { ConfigurationError } from '@acme/oauth-core';
import { type Sandbox, startSandbox } from '@acme/sandbox';
import { describe, expect, expectTypeOf, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { rejection } from '../../http/test/support/rejection.ts';

async function sandboxed(): Promise<Sandbox> {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** A sandbox whose next answers of the API are these. */
async function answering(...bodies: readonly unknown[]): Promise<Sandbox> {
  const sandbox = await sandboxed();
  for (const body of bodies) sandbox.faults.next('cloud.api', { kind: 'status', status: 200, body });
  return sandbox;
}

const urls = (sandbox: Sandbox): string[] =>
  sandbox.log.filter(({ operation }) => operation === 'cloud.api').map(({ url }) => url.replace('/cloud/api', ''));

/** The reader whose name a stack must have. */
async function readerOf(list: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of list);
}

describe('paginate', () => {
  it("fails with the reader's line in the stack, also for a page that was fetched ahead", async () => {
    const first = { total: 3, _embedded: { items: [1] } };
    for (const bodies of [[{ nonsense: true }], [first, { nonsense: true }]]) {
      for (const read of ['items', 'pages'] as const) {
        const { clients } = await answering(...bodies);
        const list = createCloudClient(clients.cloud).paginate('/applications');
        const error = await rejection(readerOf(read === 'items' ? list : list.pages()));
        expect(error).toHaveProperty('stack', expect.stringMatching(/^InvalidAnswerError: GET .*\n[\s\S]*readerOf/));
      }
    }
  });

  it('asks for one offset after another until it has the total, and no more', async () => {
    const sandbox = await sandboxed();
    const cloud = createCloudClient({ ...sandbox.clients.cloud, organization: sandbox.organizations[0].uuid });
    const names = new Set<string>();
    for await (const { uuid } of cloud.paginate('/applications', { pageSize: 10, query: { sort: 'name' } }))
      names.add(uuid);
    expect(names.size).toBe(25);
    expect(urls(sandbox)).toEqual([
      '/applications?limit=10&sort=name',
      '/applications?limit=10&sort=name&offset=10',
      '/applications?limit=10&sort=name&offset=20',
    ]);
  });

  it('gives pages with their total, links and document', async () => {
    const sandbox = await sandboxed();
    const cloud = createCloudClient({ ...sandbox.clients.cloud, organization: sandbox.organizations[0].uuid });
    for await (const page of cloud.paginate('/applications', { pageSize: 20 }).pages()) {
      expect(page.total).toBe(25);
      expect(page.links.self?.href).toContain('/applications?limit=20');
      expect(page.document).toMatchObject({ total: 25, _embedded: { items: page.items } });
    }
    expect(sandbox.count('cloud.api')).toBe(2);
  });

  it('asks for each page with the headers and the query of the call', async () => {
    const page = (offset: number): object => ({ total: 2, pagination: { offset }, _embedded: { items: [offset] } });
    const sandbox = await answering(page(0), page(1));
    const features: unknown[] = [];
    const cloud = createCloudClient({
      ...sandbox.clients.cloud,
      fetch(input, init) {
        if (String(input).includes('/applications'))
          features.push(new Headers((init as RequestInit).headers).get('x-feature')); // the platform's own
        return fetch(input, init);
      },
    });
    const call = { headers: { 'x-feature': 'on' }, query: { filter: 'name=a' } };
    const list = cloud.paginate('/applications', { pageSize: 1, ...call });
    expect(await list.toArray({ limit: Infinity })).toEqual([0, 1]);
    expect(urls(sandbox)).toEqual([
      '/applications?limit=1&filter=name%3Da',
      '/applications?limit=1&filter=name%3Da&offset=1',
    ]);
    expect(features).toEqual(['on', 'on']);
  });

  it.each([0, -1, 1.5, Number.NaN])(
    'refuses pages of %d items: an empty page would look like the end',
    async (pageSize) => {
      const sandbox = await sandboxed();
      const list = createCloudClient(sandbox.clients.cloud).paginate('/applications', { pageSize });
      expect(await rejection(list.first())).toMatchObject({ code: 'configuration_invalid', option: 'pageSize' });
      expect(sandbox.log).toHaveLength(0);
    },
  );

  it('aborts the request of a page that nobody reads any more, though the signal of the list has not fired', async () => {
    const asked = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    const cloud = createCloudClient({
      accessToken: 'a-token',
      async fetch(input, init) {
        if (!String(input).includes('offset')) return Response.json({ total: 9, _embedded: { items: [1] } });
        (init as RequestInit).signal?.addEventListener('abort', () => ended.resolve()); // the platform's own
        asked.resolve();
        return new Promise<Response>(() => {});
      },
    });
    const { signal } = new AbortController();
    for await (const _ of cloud.paginate('/applications', { signal })) {
      await asked.promise;
      break;
    }
    await ended.promise;
  });

  it('starts at the offset that it is told, and stops at its limit', async () => {
    const sandbox = await sandboxed();
    const cloud = createCloudClient({ ...sandbox.clients.cloud, organization: sandbox.organizations[0].uuid });
    const all = await cloud.paginate('/applications').toArray({ limit: Infinity });
    const some = await cloud
      .paginate('/applications', { query: { offset: 3, limit: 5 }, limit: 7 })
      .toArray({ limit: Infinity });
    expect(some).toEqual(all.slice(3, 10));
  });

  it('finds the total beside the offset too, and leaves out links without an href', async () => {
    const page = (offset: number): object => ({
      pagination: { total: 2, offset },
      _links: { self: { href: '/a' }, parent: null, next: 'b' },
      _embedded: { items: [offset] },
    });
    const sandbox = await answering(page(0), page(1));
    const pages = await Array.fromAsync(createCloudClient(sandbox.clients.cloud).paginate('/applications').pages());
    expect(pages).toMatchObject([
      { items: [0], total: 2 },
      { items: [1], total: 2 },
    ]);
    expect(pages[0]?.links).toEqual({ self: { href: '/a' } });
  });

  it('sends no offset to a list that comes in one answer', async () => {
    const sandbox = await answering({ total: 2, _embedded: { items: [{ id: 1 }, { id: 2 }] } });
    const cloud = createCloudClient(sandbox.clients.cloud);
    expect(await cloud.paginate('/account/ides').toArray({ limit: Infinity })).toHaveLength(2);
    expect(urls(sandbox)).toEqual(['/account/ides']);
  });

  it.each([
    ['there is no total', { _embedded: { items: [{ id: 1 }] } }],
    ['a page is empty, whatever the total says', { total: 99, _embedded: { items: [] } }],
  ])('stops if %s', async (_, body) => {
    const sandbox = await answering(body);
    const cloud = createCloudClient(sandbox.clients.cloud);
    await cloud.paginate('/account/ides').toArray({ limit: Infinity });
    expect(sandbox.count('cloud.api')).toBe(1);
  });

  it('throws if the service gives the first page again, even if its items have changed meanwhile', async () => {
    const page = (progress: number): object => ({
      total: 4,
      pagination: { offset: 0 },
      _embedded: { items: [{ progress }] },
    });
    const sandbox = await answering(page(1), page(2));
    const error = await rejection(
      createCloudClient(sandbox.clients.cloud).paginate('/applications').toArray({ limit: Infinity }),
    );
    expect(InvalidAnswerError.is(error) && error.message).toContain('offset 1');
  });

  it('throws if a list that does not say its offset gives the same page again', async () => {
    const members = { total: 4, _embedded: { items: [{ uuid: 'a' }, { uuid: 'b' }] } };
    const sandbox = await answering(members, members);
    const path = { organizationUuid: sandbox.organizations[0].uuid };
    const list = createCloudClient(sandbox.clients.cloud).paginate('/organizations/{organizationUuid}/members', {
      path,
      pageSize: 2,
    });
    const seen: unknown[] = [];

    const error = await rejection(
      (async () => {
        for await (const { uuid } of list) seen.push(uuid);
      })(),
    );

    expect(InvalidAnswerError.is(error) && error.message).toContain('offset 2 has no effect: leave pageSize out');
    expect(seen).toEqual(['a', 'b']);
  });

  it('reads a list to its end that does not say its offset', async () => {
    const page = (...items: string[]): object => ({ total: 3, _embedded: { items } });
    const sandbox = await answering(page('a', 'b'), page('c'));

    const list = createCloudClient(sandbox.clients.cloud).paginate('/applications', { pageSize: 2 });

    expect(await list.toArray({ limit: Infinity })).toEqual(['a', 'b', 'c']);
    expect(urls(sandbox)).toEqual(['/applications?limit=2', '/applications?limit=2&offset=2']);
  });

  it.each([
    ['no list', { uuid: 'a' }, '_embedded'],
    ['a list without items', { total: 3, _embedded: {} }, '_embedded.items'],
    ['a total that is no number', { total: '3', _embedded: { items: [] } }, 'total'],
    ['no number of all', { pagination: { total: '3' }, _embedded: { items: [] } }, 'pagination.total'],
  ])('names what is wrong if the answer is %s', async (_, body, path) => {
    const sandbox = await answering(body);
    const error = await rejection(createCloudClient(sandbox.clients.cloud).paginate('/applications').first());
    expect(InvalidAnswerError.is(error) && error.issues[0]?.path).toBe(path);
  });

  it('skips checks with validate: off, but still refuses what is not a list', async () => {
    const sandbox = await answering(
      { total: '3', _embedded: { items: [{ id: 1 }] } },
      { uuid: 'a' },
      { _embedded: { items: { id: 1 } } },
    );
    const cloud = createCloudClient({ ...sandbox.clients.cloud, validate: 'off' });
    expect(await cloud.paginate('/applications').first()).toEqual({ id: 1 });
    for (let i = 0; i < 2; i++) {
      expect(InvalidAnswerError.is(await rejection(cloud.paginate('/applications').first()))).toBe(true);
    }
  });
});

describe('the schema of a list', () => {
  const Name = z.object({ name: z.string().transform((name) => name.length) });
  const page = (offset: number, name: unknown): object => ({
    total: 2,
    pagination: { offset },
    _embedded: { items: [{ name }] },
  });

  it('checks each item of a page, and nothing else', async () => {
    const sandbox = await answering(page(0, 'four'), page(1, 'x'));
    const list = createCloudClient(sandbox.clients.cloud).paginate('/applications', { schema: Name });
    expectTypeOf(list).toEqualTypeOf<Items<{ name: number }>>();
    expect(await Array.fromAsync(list.pages())).toEqual([
      { items: [{ name: 4 }], total: 2, links: {}, document: page(0, 'four') },
      { items: [{ name: 1 }], total: 2, links: {}, document: page(1, 'x') },
    ]);
  });

  it('fails with the path of the list if an item does not fit', async () => {
    const sandbox = await answering(page(0, 4));
    const error = await rejection(
      createCloudClient(sandbox.clients.cloud).paginate('/applications', { schema: Name }).first(),
    );
    expect(error).toMatchObject({ code: 'invalid_answer', request: { method: 'GET', url: '/applications' } });
  });

  it('is refused before anything is sent if it is not a schema', async () => {
    const sandbox = await sandboxed();
    const list = createCloudClient(sandbox.clients.cloud).paginate('/applications', { schema: {} as never });
    expect(await rejection(list.first())).toMatchObject({ option: 'schema' });
    expect(sandbox.log).toHaveLength(0);
  });
});

describe('links', () => {
  it("are followed to the client's own origin only", async () => {
    const sandbox = await sandboxed();
    const cloud = createCloudClient({ ...sandbox.clients.cloud, organization: sandbox.organizations[0].uuid });
    const application = await cloud.paginate('/applications').first();
    const link = application?._links.self.href ?? '';
    expect(await (await cloud.request('GET', link)).json()).toMatchObject({ uuid: application?.uuid });
    const before = sandbox.log.length;
    for (const elsewhere of ['https://example.com/api/applications', link.replace('127.0.0.1', 'localhost')]) {
      expect(ConfigurationError.is(await rejection(cloud.request('GET', elsewhere)))).toBe(true);
    }
    expect(sandbox.log).toHaveLength(before);
  });

  it('that are URI templates are never fetched as they are', async () => {
    const sandbox = await sandboxed();
    const { baseUrl } = sandbox.clients.cloud;
    const cloud = createCloudClient(sandbox.clients.cloud);
    expect(ConfigurationError.is(await rejection(cloud.request('GET', `${baseUrl}/applications{?limit}`)))).toBe(true);
    expect(sandbox.log).toHaveLength(0);
  });
});
