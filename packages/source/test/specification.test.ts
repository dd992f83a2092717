import { describe, expect, it } from 'vitest';
import { answering, documentAnswer, type Sent } from './answering.ts';
import { every } from './every.ts';
import { rejection } from './rejection.ts';

// Documents of the kinds that the JSON:API specification shows, version 1.1.

const author = { type: 'people', id: '9', attributes: { firstName: 'Dan', lastName: 'Gebhardt', twitter: 'dgeb' } };
const comments = [
  {
    type: 'comments',
    id: '5',
    attributes: { body: 'First!' },
    relationships: { author: { data: { type: 'people', id: '2' } } },
  },
  {
    type: 'comments',
    id: '12',
    attributes: { body: 'I like XML better' },
    relationships: { author: { data: { type: 'people', id: '9' } } },
  },
];
const article = {
  type: 'articles',
  id: '1',
  attributes: { title: 'JSON:API paints my bikeshed!' },
  links: { self: 'http://example.com/articles/1' },
  relationships: {
    author: {
      links: {
        self: 'http://example.com/articles/1/relationships/author',
        related: 'http://example.com/articles/1/author',
      },
      data: { type: 'people', id: '9' },
    },
    comments: { data: comments.map(({ type, id }) => ({ type, id })) },
  },
};
const compound = { jsonapi: { version: '1.1' }, data: [article], included: [author, ...comments] };

/** What an entry that was read is sent as. */
async function writtenBack(entry: Readonly<Record<string, unknown>>): Promise<Sent['body']> {
  const { source, sent } = answering({ data: article });
  await source.update('articles--articles', '1', entry);
  return sent[0]?.body;
}

describe('a compound document', () => {
  it('is read along the include paths, as deep as they go', async () => {
    const { source } = answering(compound);

    expect(await source.list('articles--articles', { include: ['author', 'comments.author'] }).first()).toEqual({
      type: 'articles',
      id: '1',
      title: 'JSON:API paints my bikeshed!',
      author: { type: 'people', id: '9', firstName: 'Dan', lastName: 'Gebhardt', twitter: 'dgeb' },
      comments: [
        { type: 'comments', id: '5', body: 'First!', author: null },
        {
          type: 'comments',
          id: '12',
          body: 'I like XML better',
          author: { type: 'people', id: '9', firstName: 'Dan', lastName: 'Gebhardt', twitter: 'dgeb' },
        },
      ],
    });
  });

  it('is written back with its attributes and linkage, and nothing else', async () => {
    const { source } = answering(compound);
    const entry = await source.list('articles--articles', { include: ['author', 'comments.author'] }).first();

    expect(await writtenBack(entry ?? {})).toEqual({
      data: {
        type: 'articles--articles',
        id: '1',
        attributes: article.attributes,
        relationships: {
          author: { data: article.relationships.author.data },
          comments: { data: article.relationships.comments.data },
        },
      },
    });
  });
});

describe('primary data', () => {
  it('may be one resource, one identifier, a list, nothing, or an empty list', async () => {
    const identifier = { type: 'articles', id: '1' };
    const { source } = answering({ data: article }, { data: identifier }, { data: null }, { data: [] });

    expect(await source.get('articles--articles', '1')).toMatchObject({ title: article.attributes.title });
    expect(await source.get('articles--articles', '1')).toEqual(identifier);
    expect(await every(source.related('articles--articles', '1', 'author'))).toEqual([]);
    expect(await every(source.list('articles--articles'))).toEqual([]);
  });
});

describe('resource linkage', () => {
  it('is null, an empty list, an identifier or a list of them; links alone are no linkage', async () => {
    const { source } = answering({
      data: {
        type: 'articles',
        id: '1',
        relationships: {
          editor: { data: null },
          tags: { data: [] },
          author: { data: { type: 'people', id: '9', meta: { since: 2015 } } },
          comments: { links: { related: 'http://example.com/articles/1/comments' } },
          footnotes: { meta: { count: 3 } },
        },
      },
    });

    expect(await source.get('articles--articles', '1')).toEqual({
      type: 'articles',
      id: '1',
      editor: null,
      tags: [],
      author: { type: 'people', id: '9', meta: { since: 2015 } },
    });
  });
});

describe('links', () => {
  it('are texts, objects or null; a profile is a list and no page', async () => {
    const { source } = answering({
      data: [article],
      links: {
        self: 'http://example.com/articles',
        related: { href: 'http://example.com/articles/1/comments', title: 'Comments', meta: { count: 10 } },
        describedby: null,
        profile: ['http://example.com/profiles/flexible-pagination'],
        prev: null,
        next: null,
      },
    });

    const [page] = await every(source.list('articles--articles').pages());

    expect(page?.links).toEqual({
      self: { href: 'http://example.com/articles' },
      related: { href: 'http://example.com/articles/1/comments' },
    });
  });
});

describe('members that begin with an at sign', () => {
  it('are no attributes', async () => {
    const { source } = answering({ data: { type: 'articles', id: '1', attributes: { '@context': 'x', title: 'T' } } });

    expect(await source.get('articles--articles', '1')).toEqual({ type: 'articles', id: '1', title: 'T' });
  });
});

describe('writes', () => {
  it('create with attributes and relationships', async () => {
    const photo = {
      type: 'photos--photos',
      id: '550e8400-e29b-41d4-a716-446655440000',
      attributes: { src: 'http://example.com/p.png' },
    };
    const { source, sent } = answering(documentAnswer({ data: photo }, { status: 201 }));

    await source.create('photos--photos', {
      id: photo.id,
      title: 'Ember Hamster',
      photographer: { type: 'people', id: '9' },
    });

    expect(sent[0]).toMatchObject({ method: 'POST', target: '/api/photos/photos' });
    expect(sent[0]?.body).toEqual({
      data: {
        type: 'photos--photos',
        id: photo.id,
        attributes: { title: 'Ember Hamster' },
        relationships: { photographer: { data: { type: 'people', id: '9' } } },
      },
    });
  });

  it('change relationships by POST, PATCH and DELETE', async () => {
    const done = (): Response => new Response(null, { status: 204 });
    const { source, sent } = answering(done(), done(), done(), done());
    const tags = source.relationship('articles--articles', '1', 'tags');

    await tags.add([{ type: 'tags', id: '2' }]);
    await tags.remove([{ type: 'tags', id: '2' }]);
    await tags.replace([]);
    await source.relationship('articles--articles', '1', 'author').replace(null);

    expect(sent.map(({ method, target, body }) => [method, target.split('/').at(-1), body])).toEqual([
      ['POST', 'tags', { data: [{ type: 'tags', id: '2' }] }],
      ['DELETE', 'tags', { data: [{ type: 'tags', id: '2' }] }],
      ['PATCH', 'tags', { data: [] }],
      ['PATCH', 'author', { data: null }],
    ]);
  });
});

describe('errors', () => {
  it('come in lists, each with its pointer or parameter', async () => {
    const errors = [
      {
        status: '422',
        source: { pointer: '/data/attributes/firstName' },
        title: 'Invalid Attribute',
        detail: 'Too short.',
      },
      { status: '422', source: { pointer: '' }, title: 'Missing `data` Member at the top level.' },
      { source: { parameter: 'include' }, title: 'Invalid Query Parameter' },
    ];
    const { source } = answering(documentAnswer({ errors }, { status: 422 }));

    expect(await rejection(source.get('articles--articles', '1'))).toMatchObject({
      errors,
      fields: { firstName: ['Too short.'], '': [errors[1]?.title, errors[2]?.title] },
      detail: 'Too short.; Missing `data` Member at the top level.; Invalid Query Parameter',
    });
  });
});
