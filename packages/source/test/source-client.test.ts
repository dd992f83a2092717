import { memoryStore } from '@acme/oauth-core';
import { startSandbox } from '@acme/sandbox';
import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import { createSourceClient, defineResource, type Identifier, many, one, type UntypedEntry } from '../src/index.ts';

const User = defineResource('user--user', { attributes: z.object({ display_name: z.string() }) });
const Tag = defineResource('taxonomy_term--tags', { attributes: z.object({ name: z.string() }) });
const Article = defineResource('node--article', {
  attributes: z.object({ title: z.string(), created: z.iso.datetime({ offset: true }) }),
  relationships: { uid: one(() => User), tags: many(() => Tag) },
});

describe('the type of an entry', () => {
  it('follows what was included', () => {
    const source = createSourceClient({ siteUrl: 'https://site.example.com' });
    type Item<L> = L extends AsyncIterable<infer I> ? I : never;
    const plain = () => source.list(Article);
    const whole = () => source.list(Article, { include: ['tags'] });
    expectTypeOf<Item<ReturnType<typeof plain>>['title']>().toEqualTypeOf<string>();
    expectTypeOf<Item<ReturnType<typeof plain>>['uid']>().toEqualTypeOf<Identifier<'user--user'> | null>();
    expectTypeOf<Item<ReturnType<typeof whole>>['tags'][number]['name']>().toEqualTypeOf<string>();
    expectTypeOf(source.get('node--article', 'x')).resolves.toEqualTypeOf<UntypedEntry>();
    // @ts-expect-error there is no such relationship
    const wrong = () => source.list(Article, { include: ['tagz'] });
    expect([plain, whole, wrong]).toHaveLength(3);
  });
});

describe('a list', () => {
  it('goes on past empty pages, and counts what was omitted', async () => {
    const sandbox = await startSandbox();
    const source = createSourceClient({ ...sandbox.clients.source });
    const titles: string[] = [];
    for await (const { title } of source.list(Article, { pageSize: 50, sort: ['-created'] })) titles.push(title);
    expect(titles.length).toBeGreaterThan(100);
    expect(sandbox.count('source.token')).toBe(1);
    await sandbox.close();
  });
});

describe('a person', () => {
  it('signs in with PKCE, and is renewed once for many calls', async () => {
    const sandbox = await startSandbox();
    const source = createSourceClient({ ...sandbox.clients.sourcePublic, store: memoryStore() });
    const request = await source.createAuthorizationUrl({ redirectUri: 'https://app.example.com/callback' });
    const person = await source.fromCallback(await sandbox.authorize(request.url), request, { key: 'user:1' });
    sandbox.advance(301_000);
    await Promise.all(Array.from({ length: 20 }, () => person.list(Article).first()));
    expect(sandbox.count('source.token')).toBe(2);
    await sandbox.close();
  });
});
