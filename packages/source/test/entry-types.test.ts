import {
  createSourceClient,
  defineResource,
  type Entry,
  type Identifier,
  many,
  one,
  type Relationship,
  type Resource,
  type SourceClient,
  type UntypedEntry,
} from '@acme/source';
import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import { editor } from '../../http/test/support/editor.ts';
import { Article, Image, type Tag } from './content.ts';

type ItemOf<List> = List extends AsyncIterable<infer Item> ? Item : never;
declare const source: SourceClient;

describe('the type of an entry', () => {
  it('has the attributes of the schema, and identifiers for what was not included', () => {
    const list = () => source.list(Article);
    type Item = ItemOf<ReturnType<typeof list>>;
    expectTypeOf<Item['title']>().toEqualTypeOf<string>();
    expectTypeOf<Item['type']>().toEqualTypeOf<'node--article'>();
    expectTypeOf<Item['uid']>().toEqualTypeOf<Identifier<'user--user'> | null>();
    expectTypeOf<Item['tags'][number]>().toEqualTypeOf<Identifier<'taxonomy_term--tags'>>();
  });

  it('follows what was included, three deep', () => {
    const get = () => source.get(Article, 'x', { include: ['tags', 'media.field_media_image.uid'] });
    type Item = Awaited<ReturnType<typeof get>>;
    expectTypeOf<Item['tags'][number]['name']>().toEqualTypeOf<string>();
    type Image = NonNullable<Item['media']>;
    expectTypeOf<NonNullable<NonNullable<Image['field_media_image']>['uid']>['display_name']>().toEqualTypeOf<string>();
    expectTypeOf<Image['uid']>().toEqualTypeOf<Identifier<'user--user'> | null>();
  });

  it('has only the sparse fields that were asked for, of included entries too', () => {
    const get = () =>
      source.get(Article, 'x', {
        include: ['tags'],
        fields: { 'node--article': ['title', 'tags'], 'taxonomy_term--tags': ['name'] },
      });
    type Item = Awaited<ReturnType<typeof get>>;
    expectTypeOf<keyof Item>().toEqualTypeOf<'type' | 'id' | 'title' | 'tags'>();
    expectTypeOf<keyof Item['tags'][number]>().toEqualTypeOf<'type' | 'id' | 'name' | 'meta'>();
  });

  it('is loose if the client does not know the type', () => {
    const get = () => source.get('node--article', 'x', { include: ['anything'] });
    expectTypeOf<Awaited<ReturnType<typeof get>>>().toEqualTypeOf<UntypedEntry>();
  });

  it('follows related entries', () => {
    const related = () => source.related(Article, 'x', 'tags');
    expectTypeOf<ItemOf<ReturnType<typeof related>>>().toEqualTypeOf<Entry<typeof Tag>>();
  });

  describe('behind a field with several types', () => {
    const Quote = defineResource('paragraph--quote', { attributes: z.object({ words: z.string() }) });
    const Picture = defineResource('paragraph--picture', {
      attributes: z.object({ caption: z.string() }),
      relationships: { image: one(() => Image) },
    });
    const Page = defineResource('node--page', {
      attributes: z.object({ title: z.string() }),
      relationships: { sections: many(() => [Quote, Picture]), teaser: one(() => [Quote, Picture]) },
    });
    type Either = Identifier<'paragraph--quote' | 'paragraph--picture'>;

    it('is narrowed by `type`, included or not', () => {
      const get = () => source.get(Page, 'x', { include: ['sections.image'] });
      type Item = Awaited<ReturnType<typeof get>>;
      type Section = Item['sections'][number];
      expectTypeOf<Item['teaser']>().toEqualTypeOf<Either | null>();
      expectTypeOf<Extract<Section, { type: 'paragraph--quote' }>['words']>().toEqualTypeOf<string>();
      type Image = NonNullable<Extract<Section, { type: 'paragraph--picture' }>['image']>;
      expectTypeOf<Image['name']>().toEqualTypeOf<string>();
      const wordsOf = (section: Section) => (section.type === 'paragraph--quote' ? section.words : section.caption);
      expectTypeOf(wordsOf).returns.toEqualTypeOf<string>();
    });

    it('is narrowed by `type` in a list of related entries, with the sparse fields of each', () => {
      const list = () =>
        source.related(Page, 'x', 'sections', {
          include: ['image'],
          fields: { 'paragraph--quote': ['words'], 'paragraph--picture': ['image'], 'media--image': ['name'] },
        });
      type Item = ItemOf<ReturnType<typeof list>>;
      expectTypeOf<keyof Extract<Item, { type: 'paragraph--quote' }>>().toEqualTypeOf<'type' | 'id' | 'words'>();
      expectTypeOf<keyof Extract<Item, { type: 'paragraph--picture' }>>().toEqualTypeOf<'type' | 'id' | 'image'>();
    });

    it('takes entries of these types only', () => {
      const calls = () => source.relationship(Page, 'x', 'sections');
      expectTypeOf<Parameters<ReturnType<typeof calls>['add']>[0]>().toEqualTypeOf<readonly Either[]>();
      const mistakes = [
        // @ts-expect-error neither has such a relationship
        () => source.get(Page, 'x', { include: ['sections.tags'] }),
        // @ts-expect-error a quote has no caption
        () => source.get(Page, 'x', { include: ['sections'], fields: { 'paragraph--quote': ['caption'] } }),
      ];
      expect(mistakes).toHaveLength(2);
    });
  });

  it('of one of several resources is narrowed by `type`', () => {
    const get = (resource: typeof Article | typeof Tag) => source.get(resource, 'x');
    type Item = Awaited<ReturnType<typeof get>>;
    expectTypeOf<Extract<Item, { type: 'node--article' }>['title']>().toEqualTypeOf<string>();
    expectTypeOf<Extract<Item, { type: 'taxonomy_term--tags' }>['name']>().toEqualTypeOf<string>();
  });

  it('can be written out for types that name each other', () => {
    interface Author extends Resource<'user--user', { name: string }, { posts: Relationship<'many', Post> }> {}
    interface Post extends Resource<'node--post', { title: string }, { author: Relationship<'one', Author> }> {}
    const Author: Author = defineResource('user--user', {
      attributes: z.object({ name: z.string() }),
      relationships: { posts: many(() => Post) },
    });
    const Post: Post = defineResource('node--post', {
      attributes: z.object({ title: z.string() }),
      relationships: { author: one(() => Author) },
    });
    const get = () => source.get(Post, 'x', { include: ['author.posts'] });
    type Item = Awaited<ReturnType<typeof get>>;
    expectTypeOf<NonNullable<Item['author']>['posts'][number]['title']>().toEqualTypeOf<string>();
  });
});

describe('a filter and a sort', () => {
  it('may name what all content has, and paths behind a field', () => {
    const Page = defineResource('node--page', { attributes: z.object({ title: z.string() }) });
    const lists = [
      () => source.list(Page, { sort: ['-created', 'title'], filter: { changed: { '>': 1 }, sticky: true } }),
      () => source.list(Page, { filter: { 'field_ref.name': 'x', drupal_internal__nid: 5, langcode: 'de' } }),
    ];
    expectTypeOf(lists).toBeArray();
  });
});

describe('a write', () => {
  it('may set what all content has, unless the resource has another type for it', () => {
    const Page = defineResource('node--page', { attributes: z.object({ title: z.string() }) });
    const Row = defineResource('node--row', { attributes: z.object({ status: z.number() }) });
    const writes = [
      () => source.create(Page, { title: 'x', status: true, langcode: 'de' }),
      () => source.update(Page, 'x', { promote: true, sticky: false }),
      () => source.update(Row, 'x', { status: 1 }),
      // @ts-expect-error its status is a number
      () => source.update(Row, 'x', { status: true }),
      // @ts-expect-error no content has this
      () => source.update(Page, 'x', { statuses: true }),
    ];
    expect(writes).toHaveLength(5);
  });
});

describe('an upload', () => {
  it('may be for a field that the resource does not declare', () => {
    const upload = () => source.upload(Article, 'field_teaser', new Blob(), { filename: 'a.jpg' });
    expectTypeOf<Awaited<ReturnType<typeof upload>>>().toEqualTypeOf<UntypedEntry>();
  });
});

it('types of resources and their fields are completed', { timeout: 60_000 }, () => {
  const text = [
    "import { createSourceClient } from '@acme/source';",
    "import { Article } from './content.ts';",
    "const source = createSourceClient({ siteUrl: 'https://x.example' });",
    "source.list(Article, { fields: { '' } });",
    "source.get(Article, 'x', { fields: { 'taxonomy_term--tags': [``] } });",
  ].join('\n');
  const { completions } = editor(import.meta.url, text);

  expect(completions("{ '")).toEqual(expect.arrayContaining(['node--article', 'taxonomy_term--tags', 'user--user']));
  expect(completions('[`')).toContain('name');
});

describe('a mistake', () => {
  it('does not compile', () => {
    const mistakes = [
      // @ts-expect-error no such relationship
      () => source.list(Article, { include: ['tagz'] }),
      // @ts-expect-error no such relationship behind the first
      () => source.list(Article, { include: ['tags.uid'] }),
      // @ts-expect-error no such field
      () => source.list(Article, { fields: { 'node--article': ['titel'] } }),
      // @ts-expect-error no such field of what is included
      () => source.list(Article, { fields: { 'taxonomy_term--tags': ['title'] } }),
      // @ts-expect-error no such field to filter by
      () => source.list(Article, { filter: { titel: 'x' } }),
      // @ts-expect-error title is a text
      () => source.create(Article, { title: 1 }),
      // @ts-expect-error tags are many
      () => source.update(Article, 'x', { tags: null }),
      // @ts-expect-error no such relationship
      () => source.relationship(Article, 'x', 'title'),
      // @ts-expect-error tags are of another type
      () => source.relationship(Article, 'x', 'tags').add([{ type: 'user--user', id: 'x' }]),
      // @ts-expect-error uid leads to one: nothing is added to it
      () => source.relationship(Article, 'x', 'uid').add([]),
      // @ts-expect-error tags are many
      () => source.relationship(Article, 'x', 'tags').replace(null),
      // @ts-expect-error two kinds of credentials
      () => createSourceClient({ siteUrl: 'https://x.example', clientId: 'a', accessToken: 'b' }),
    ];
    expectTypeOf(mistakes).toBeArray();
  });

  it('is reported at the wrong word', { timeout: 60_000 }, () => {
    const calls = {
      "'tagz'": "source.list(Article, { include: ['tagz'] });",
      titel: "source.list(Article, { filter: { titel: 'x' } });",
      "'-titel'": "source.list(Article, { sort: ['-titel'] });",
      "'nam'": "source.get(Article, 'x', { fields: { 'taxonomy_term--tags': ['nam'] } });",
      titles: "source.create(Article, { titles: 'x' });",
      title: "source.update('node--article', 'x', { status: true }, { title: 1 });",
      "'text'": "source.related(Article, 'x', 'text');",
      "'uid2'": "source.relationship(Article, 'x', 'uid2');",
      '5': 'source.list(5);',
    };
    const text = [
      "import { createSourceClient } from '@acme/source';",
      "import { Article } from './content.ts';",
      "const source = createSourceClient({ siteUrl: 'https://x.example' });",
      ...Object.values(calls),
    ].join('\n');
    const { program, file } = editor(import.meta.url, text);
    const mistakes = program.getSemanticDiagnostics(program.getSourceFile(file));
    const named = mistakes.map(({ start = 0, length }) => text.slice(start, start + (length ?? 0)));
    expect(named.sort()).toEqual(Object.keys(calls).sort());
  });
});
