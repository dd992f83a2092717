import type { UntypedEntry } from '@acme/source';
import { describe, expect, it } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';
import { answering, documentAnswer } from './answering.ts';

// The example documents of JSON:API 1.1 (https://jsonapi.org/format/1.1/, https://jsonapi.org/examples/), by their
// headings there. Drupal's types have two parts: `articles` is `articles--articles` here, and nothing else differs.

const people = { type: 'people--people', id: '9' };
const comments = [
  { type: 'comments--comments', id: '5' },
  { type: 'comments--comments', id: '12' },
];
const tags = [
  { type: 'tags--tags', id: '2' },
  { type: 'tags--tags', id: '3' },
];
const site = 'http://example.com';
const linksOf = (field: string, origin = site): object => ({
  self: `${origin}/articles/1/relationships/${field}`,
  related: `${origin}/articles/1/${field}`,
});
const identified = { type: 'articles--articles', id: '1' };
const omakase = { ...identified, attributes: { title: 'Rails is Omakase' } };
const bikeshed = { ...identified, attributes: { title: 'JSON:API paints my bikeshed!' } };

const compound = {
  data: [
    {
      ...bikeshed,
      links: { self: `${site}/articles/1` },
      relationships: {
        author: { links: linksOf('author'), data: people },
        comments: { links: linksOf('comments'), data: comments },
      },
    },
  ],
  included: [
    {
      ...people,
      attributes: { firstName: 'Dan', lastName: 'Gebhardt', twitter: 'dgeb' },
      links: { self: `${site}/people/9` },
    },
    {
      ...comments[0],
      attributes: { body: 'First!' },
      relationships: { author: { data: { type: 'people--people', id: '2' } } },
      links: { self: `${site}/comments/5` },
    },
    {
      ...comments[1],
      attributes: { body: 'I like XML better' },
      relationships: { author: { data: people } },
      links: { self: `${site}/comments/12` },
    },
  ],
};
const dan = { ...people, firstName: 'Dan', lastName: 'Gebhardt', twitter: 'dgeb' };

async function read(document: object, options: { include?: string[] } = {}): Promise<UntypedEntry> {
  const { source } = answering(document);
  return source.get('articles--articles', '1', options);
}

describe('a resource object', () => {
  const linked = (origin: string): object => ({
    ...omakase,
    relationships: { author: { links: linksOf('author', origin), data: people } },
  });

  it.each<[string, object, UntypedEntry]>([
    ['Top level: a resource identifier', identified, identified],
    ['Resource objects', linked(''), { ...identified, title: 'Rails is Omakase', author: people }],
    [
      'Resource linkage',
      { ...linked(site), links: { self: `${site}/articles/1` } },
      { ...identified, title: 'Rails is Omakase', author: people },
    ],
    [
      'Resource links',
      { ...omakase, links: { self: `${site}/articles/1` } },
      { ...identified, title: 'Rails is Omakase' },
    ],
    [
      'Fetching: a relationship of links alone',
      { ...bikeshed, relationships: { author: { links: { related: `${site}/articles/1/author` } } } },
      { ...identified, title: 'JSON:API paints my bikeshed!' },
    ],
  ])('is read, and written back as it was, without its links: %s', async (_, resource, expected) => {
    const entry = await read({ data: resource, links: { self: `${site}/articles/1` } });

    expect(entry).toEqual(expected);
    expect(await writtenBack(entry)).toEqual({ data: withoutLinks(resource) });
  });

  it('may have members that begin with an at sign, which are not attributes', async () => {
    const entry = await read({ data: { ...identified, attributes: { '@context': 'x', title: 'T' } } });

    expect(entry).toEqual({ ...identified, title: 'T' });
  });

  it('may have attributes of any depth, which are written back as they came', async () => {
    const attributes = { body: { value: 'x', list: [1, [2], { deep: null }] }, links: ['a'], meta: 5 };
    const entry = await read({ data: { ...identified, attributes } });

    expect(entry).toEqual({ ...identified, ...attributes });
    expect(await writtenBack(entry)).toEqual({ data: { ...identified, attributes } });
  });
});

describe('a compound document', () => {
  const comment = (place: number, body: string, author: unknown): object => ({ ...comments[place], body, author });

  it.each<[string, string[], object]>([
    ['nothing', [], { author: people, comments }],
    [
      'author,comments.author',
      ['author', 'comments.author'],
      { author: dan, comments: [comment(0, 'First!', null), comment(1, 'I like XML better', dan)] },
    ],
    [
      'comments',
      ['comments'],
      {
        author: people,
        comments: [comment(0, 'First!', { type: 'people--people', id: '2' }), comment(1, 'I like XML better', people)],
      },
    ],
  ])('is read along the include paths, and written back as linkage: %s', async (_, include, fields) => {
    const { source } = answering(compound);
    const [entry] = await Array.fromAsync(source.list('articles--articles', { include }));

    expect(entry).toEqual({ ...identified, title: 'JSON:API paints my bikeshed!', ...fields });
    expect(await writtenBack(entry)).toEqual({ data: withoutLinks(compound.data[0] ?? {}) });
  });

  it('has a resource only once, even if it is both linked and primary data', async () => {
    const reply = (id: string, to: string): object => ({
      ...{ type: 'comments--comments', id, attributes: { body: id } },
      relationships: { to: { data: { type: 'comments--comments', id: to } } },
    });
    const { source } = answering({ data: [reply('5', '12'), reply('12', '5')], included: [] });

    expect(await Array.fromAsync(source.list('comments--comments', { include: ['to'] }))).toEqual([
      { ...comments[0], body: '5', to: { ...comments[1], body: '12', to: comments[0] } },
      { ...comments[1], body: '12', to: { ...comments[0], body: '5', to: comments[1] } },
    ]);
  });
});

describe('sparse fieldsets', () => {
  const whole = {
    title: 'JSON API paints my bikeshed!',
    body: 'The shortest article. Ever.',
    created: '2015-05-22T14:56:29.000Z',
    updated: '2015-05-22T14:56:28.000Z',
  };
  const { title, body } = whole;
  const author = { type: 'people--people', id: '42' };
  const john = { name: 'John', age: 80, gender: 'male' };
  const document = (attributes: object, fields: object, person: object): object => ({
    data: [{ ...identified, attributes, ...fields }],
    included: [{ ...author, attributes: person }],
  });
  const relationships = { author: { data: author } };

  it.each<[string, object, Record<string, string[]> | undefined, object]>([
    ['the whole', document(whole, { relationships }, john), undefined, { ...whole, author: { ...author, ...john } }],
    [
      'with the relationship',
      document({ title, body }, { relationships }, { name: 'John' }),
      { 'articles--articles': ['title', 'body', 'author'], 'people--people': ['name'] },
      { title, body, author: { ...author, name: 'John' } },
    ],
    [
      'without it',
      document({ title, body }, {}, { name: 'John' }),
      { 'articles--articles': ['title', 'body'], 'people--people': ['name'] },
      { title, body },
    ],
  ])('are requested and read: %s', async (_, answer, fields, expected) => {
    const { source, sent } = answering(answer);
    const [entry] = await Array.fromAsync(source.list('articles--articles', { include: ['author'], fields }));

    expect(entry).toEqual({ ...identified, ...expected });
    const asked = Object.entries(fields ?? {}).map(([type, names]) => `&fields[${type}]=${names}`);
    expect(sent[0]?.target).toBe(`/api/articles/articles?include=author${asked.join('')}`);
  });
});

describe('a request', () => {
  it.each([
    ['include=comments', { include: ['comments'] }],
    ['include=comments.author', { include: ['comments.author'] }],
    ['include=author,comments.author', { include: ['author', 'comments.author'] }],
    ['sort=age', { sort: ['age'] }],
    ['sort=age,name', { sort: ['age', 'name'] }],
    ['sort=-created,title', { sort: ['-created', 'title'] }],
    ['fields[articles--articles]=', { fields: { 'articles--articles': [] } }],
  ])('asks for %s', async (query, options) => {
    const { source, sent } = answering();
    await source.list('articles--articles', options).first();

    expect(sent[0]).toMatchObject({ method: 'GET', target: `/api/articles/articles?${query}` });
    expect(sent[0]?.headers.get('accept')).toBe('application/vnd.api+json');
  });
});

describe('primary data', () => {
  it('is a collection, even an empty one', async () => {
    const second = { type: 'articles--articles', id: '2', attributes: { title: 'Rails is Omakase' } };
    const links = { self: `${site}/articles` };
    const { source } = answering({ links, data: [bikeshed, second] }, { links, data: [] });

    expect(await Array.fromAsync(source.list('articles--articles'))).toEqual([
      { ...identified, title: 'JSON:API paints my bikeshed!' },
      { type: 'articles--articles', id: '2', title: 'Rails is Omakase' },
    ]);
    expect(await Array.fromAsync(source.list('articles--articles'))).toEqual([]);
  });

  it('is null if a related resource is missing', async () => {
    const { source } = answering({ links: { self: `${site}/articles/1/author` }, data: null });

    expect(await Array.fromAsync(source.related('articles--articles', '1', 'author'))).toEqual([]);
  });

  it.each<[string, object | null, readonly object[]]>([
    ['author', { type: 'people--people', id: '12' }, [{ type: 'people--people', id: '12' }]],
    ['author', null, []],
    ['tags', tags, tags],
    ['tags', [], []],
  ])('is the linkage of a relationship: %s', async (field, data, expected) => {
    const { source, sent } = answering({ links: linksOf(field, ''), data });

    expect(await source.relationship('articles--articles', '1', field).get()).toEqual(expected);
    expect(sent[0]?.target).toBe(`/api/articles/articles/1/relationships/${field}`);
  });
});

describe('what stands beside the primary data', () => {
  const meta = {
    copyright: 'Copyright 2015 Example Corp.',
    authors: ['Yehuda Katz', 'Steve Klabnik', 'Dan Gebhardt', 'Tyler Kellen'],
  };
  const jsonapi = {
    version: '1.1',
    ext: ['https://jsonapi.org/ext/atomic'],
    profile: [`${site}/profiles/flexible-pagination`, `${site}/profiles/resource-versioning`],
  };

  it('is all in the document of the page', async () => {
    const document = { jsonapi, meta, data: [bikeshed] };
    const { source } = answering(document);
    const [page] = await Array.fromAsync(source.list('articles--articles').pages());

    expect(page?.document).toEqual(document);
    expect(page?.items).toEqual([{ ...identified, title: 'JSON:API paints my bikeshed!' }]);
  });

  it('has links that are texts, objects or null', async () => {
    const related = {
      href: `${site}/articles/1/comments`,
      title: 'Comments',
      describedby: `${site}/schemas/article-comments`,
      meta: { count: 10 },
    };
    const links = { self: `${site}/articles/1/relationships/comments`, related, describedby: null };
    const { source } = answering({ data: [], links });
    const [page] = await Array.fromAsync(source.list('articles--articles').pages());

    expect(page?.links).toEqual({ self: { href: links.self }, related: { href: related.href } });
  });

  it('has pagination links, of which the next one is followed', async () => {
    const own = 'https://site.example.com'; // the origin that the client may call, in place of example.com
    const at = (page: number): string => `${own}/articles?page[number]=${page}&page[size]=1`;
    const third = { self: at(3), first: at(1), prev: at(2), next: at(4), last: at(13) };
    const { source, sent } = answering(
      { meta: { 'total-pages': 13 }, data: [{ ...bikeshed, id: '3' }], links: third },
      { data: [{ ...bikeshed, id: '4' }], links: { ...third, self: at(4), prev: at(3), next: null } },
    );
    const pages = await Array.fromAsync(source.list('articles--articles').pages());

    expect(pages.map(({ items }) => items[0]?.id)).toEqual(['3', '4']);
    expect(Object.keys(pages[0]?.links ?? {})).toEqual(['self', 'first', 'prev', 'next', 'last']);
    expect(sent[1]?.target).toBe('/articles?page[number]=4&page[size]=1');
  });
});

describe('a resource is created', () => {
  const photo = {
    type: 'photos--photos',
    attributes: { title: 'Ember Hamster', src: `${site}/images/productivity.png` },
    relationships: { photographer: { data: people } },
  };
  const id = '550e8400-e29b-41d4-a716-446655440000';
  const { relationships: _, ...named } = { ...photo, id };

  it('from attributes and relationships', async () => {
    const { source, sent } = answering(documentAnswer({ data: { ...photo, id } }, { status: 201 }));
    const entry = await source.create('photos--photos', { ...photo.attributes, photographer: people });

    expect(sent[0]).toMatchObject({ method: 'POST', target: '/api/photos/photos', body: { data: photo } });
    expect(sent[0]?.headers.get('content-type')).toBe('application/vnd.api+json');
    expect(entry).toEqual({ type: 'photos--photos', id, ...photo.attributes, photographer: people });
  });

  it('under an id that the client has made', async () => {
    const self = `${site}/photos/${id}`;
    const answer = { data: { ...named, links: { self } } };
    const { source, sent } = answering(documentAnswer(answer, { status: 201, headers: { location: self } }));
    const entry = await source.create('photos--photos', { id, ...named.attributes });

    expect(sent[0]?.body).toEqual({ data: named });
    expect(entry).toEqual({ type: 'photos--photos', id, ...named.attributes });
  });
});

describe('a resource is updated', () => {
  const text = "TLDR; It's complicated... but check your test coverage regardless.";

  it.each<[string, object, object]>([
    ['an attribute', { title: 'To TDD or Not' }, { attributes: { title: 'To TDD or Not' } }],
    ['attributes', { title: 'To TDD or Not', text }, { attributes: { title: 'To TDD or Not', text } }],
    [
      'a relationship to one',
      { author: { type: 'people--people', id: '1' } },
      { relationships: { author: { data: { type: 'people--people', id: '1' } } } },
    ],
    ['a relationship to many', { tags }, { relationships: { tags: { data: tags } } }],
  ])('%s', async (_, changes, sentMembers) => {
    const { source, sent } = answering({ data: omakase });
    await source.update('articles--articles', '1', changes as Record<string, unknown>); // made above

    expect(sent[0]).toMatchObject({ method: 'PATCH', target: '/api/articles/articles/1' });
    expect(sent[0]?.body).toEqual({ data: { ...identified, ...sentMembers } });
  });

  it('or deleted', async () => {
    const { source, sent } = answering(new Response(null, { status: 204 }), { meta: { deleted: true } });
    await source.delete('photos--photos', '1');
    await source.delete('photos--photos', '1');

    expect(sent[0]).toMatchObject({ method: 'DELETE', target: '/api/photos/photos/1' });
  });
});

describe('a relationship is updated', () => {
  const author = { type: 'people--people', id: '12' };
  const [twelve, thirteen] = ['12', '13'].map((id) => ({ type: 'comments--comments', id }));
  type Change = 'add' | 'remove' | 'replace';

  it.each<[string, Change, string, object | null]>([
    ['PATCH', 'replace', 'author', author],
    ['PATCH', 'replace', 'author', null],
    ['PATCH', 'replace', 'tags', tags],
    ['PATCH', 'replace', 'tags', []],
    ['POST', 'add', 'comments', [{ type: 'comments--comments', id: '123' }]],
    ['DELETE', 'remove', 'comments', [twelve, thirteen]],
  ])('by %s, with %s of %s: %j', async (method, change, field, data) => {
    const { source, sent } = answering(new Response(null, { status: 204 }), { data: tags }, { meta: {} });
    const relationship = source.relationship('articles--articles', '1', field);
    // 204 without data; 200 with data if the site has changed more than it was told; or 200 with meta alone.
    for (let answer = 0; answer < 3; answer++) await relationship[change](data as never); // each fits its method

    expect(sent.map(({ body }) => body)).toEqual([{ data }, { data }, { data }]);
    expect(sent[0]).toMatchObject({ method, target: `/api/articles/articles/1/relationships/${field}` });
  });
});

describe('error objects', () => {
  const short = 'First name must contain at least three characters.';
  const powers = 'Editing secret powers is not authorized on Sundays.';
  const volume = 'Volume does not, in fact, go to 11.';
  const reputation = 'Reputation service not responding after three requests.';
  const punctuation = 'The password provided is missing a punctuation character.';
  const missing = "Missing `data` Member at document's top level.";
  const json = 'JSON parse error - Expecting property name at line 1 column 2 (char 1).';
  const path = 'The resource does not have an `auther` relationship path.';
  const at = (field: string): object => ({ source: { pointer: `/data/attributes/${field}` } });
  const title = 'Invalid Attribute';

  it.each<[string, number, readonly object[], Record<string, string[]>]>([
    ['basic', 422, [{ status: '422', ...at('first-name'), title, detail: short }], { 'first-name': [short] }],
    [
      'multiple',
      400,
      [
        { status: '403', ...at('secret-powers'), detail: powers },
        { status: '422', ...at('volume'), detail: volume },
        { status: '500', ...at('reputation'), title: 'The backend responded with an error', detail: reputation },
      ],
      { 'secret-powers': [powers], volume: [volume], reputation: [reputation] },
    ],
    [
      'on the same attribute',
      422,
      [
        { ...at('first-name'), title, detail: short },
        { ...at('first-name'), title, detail: 'First name must contain an emoji.' },
      ],
      { 'first-name': [short, 'First name must contain an emoji.'] },
    ],
    [
      'codes',
      422,
      [
        { code: '123', ...at('first-name'), title: 'Value is too short', detail: short },
        { code: '225', ...at('password'), title: 'Passwords must contain more.', detail: punctuation },
        { code: '226', ...at('password'), title: 'Password and password confirmation do not match.' },
      ],
      { 'first-name': [short], password: [punctuation, 'Password and password confirmation do not match.'] },
    ],
    ['of the whole document', 422, [{ source: { pointer: '' }, detail: missing }], { '': [missing] }],
    ['without a source', 400, [{ status: '400', detail: json }], { '': [json] }],
    [
      'of a query parameter',
      400,
      [{ source: { parameter: 'include' }, title: 'Invalid Query Parameter', detail: path }],
      { '': [path] },
    ],
    ['of a header', 400, [{ source: { header: 'Accept' }, detail: 'x', links: { about: site } }], { '': ['x'] }],
  ])('are all on the error, grouped by field: %s', async (_, status, errors, fields) => {
    const { source } = answering(documentAnswer({ jsonapi: { version: '1.0' }, errors }, { status }));

    expect(await rejection(source.update('people--people', '1', {}))).toMatchObject({
      code: 'invalid_request',
      status,
      errors,
      fields,
    });
  });
});

/** What is sent for an entry that was read. */
async function writtenBack(entry: UntypedEntry = identified): Promise<unknown> {
  const { source, sent } = answering({ data: identified });
  await source.update(entry.type, entry.id, entry);
  return sent[0]?.body;
}

/** A resource object as a client sends it: without links, and without a relationship that has only links. */
function withoutLinks(wire: object): object {
  const { links: _, relationships, ...resource } = wire as Record<string, unknown>; // as it is written above
  const linked = Object.entries(relationships ?? {}).flatMap(([field, { data }]) =>
    data === undefined ? [] : [[field, { data }] as const],
  );
  return { ...resource, ...(linked.length > 0 && { relationships: Object.fromEntries(linked) }) };
}
