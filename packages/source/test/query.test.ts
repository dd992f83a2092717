import { createSandbox } from '@acme/sandbox';
import { allOf, anyOf, createSourceClient, type Filter, labelled } from '@acme/source';
import { DrupalJsonApiParams } from 'drupal-jsonapi-params';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';
import { answering } from './answering.ts';
import { Article } from './content.ts';

/** The query string that a list is asked with, as it is on the wire. */
async function queryOf(options: Parameters<ReturnType<typeof answering>['source']['list']>[1]): Promise<string> {
  const { source, sent } = answering();
  await source.list('node--article', options).first();
  return sent[0]?.target.split('?')[1] ?? '';
}
const filtered = async (filter: Filter): Promise<string> => queryOf({ filter });

describe('a filter', () => {
  it('gives each condition on the same field a name of its own', async () => {
    expect(await filtered({ created: { '>': 1, '<=': 5 } })).toBe(
      'filter[created][operator]=%3E&filter[created][value]=1&filter[created-2][condition][path]=created&filter[created-2][condition][operator]=%3C%3D&filter[created-2][condition][value]=5',
    );
  });

  it('requires all its conditions, even as one choice of several', async () => {
    const either = anyOf(
      { status: true, title: { CONTAINS: 'a', '<>': 'b' } },
      labelled('mine', { uid: 1, sticky: 1 }),
    );
    const groups = ['or', 'and', 'mine'].map((group) => `filter[${group}][group]`);
    const query = new URLSearchParams(await filtered(either));

    expect(groups.map((group) => [query.get(`${group}[conjunction]`), query.get(`${group}[memberOf]`)])).toEqual([
      ['OR', null],
      ['AND', 'or'],
      ['AND', 'or'],
    ]);
    expect([...query].filter(([name]) => name.endsWith('[condition][memberOf]')).map(([, group]) => group)).toEqual([
      'and',
      'and',
      'and',
      'mine',
      'mine',
    ]);
  });

  it('has no group if its conditions are all required anyway', async () => {
    expect(await filtered(allOf({ status: 1 }, allOf({ sticky: true }), { title: 'x' }))).toBe(
      'filter[status]=1&filter[sticky]=1&filter[title]=x',
    );
  });

  it.each(['label', 'filter', 'conjunction', 'members'])('may be on a field that is called %s', async (name) => {
    expect(await filtered({ [name]: 'x', other: { '=': undefined, '<>': 'y' } as never })).toBe(
      `filter[${name}]=x&filter[other][operator]=%3C%3E&filter[other][value]=y`,
    );
  });

  it('selects on the site the entries that it describes', async () => {
    const source = createSourceClient(createSandbox().clients.source);
    const titles = async (filter: Filter): Promise<string[]> =>
      (await source.list('node--article', { filter, sort: ['drupal_internal__nid'] }).toArray({ limit: Infinity })).map(
        ({ title }) => String(title),
      );
    const all = await source.list(Article).toArray({ limit: Infinity });
    const [first, second] = all;
    const published = all.filter(({ status }) => status).length;

    expect(await titles({ status: 1 })).toHaveLength(published);
    expect(await titles({ status: false })).toHaveLength(all.length - published);
    expect(await titles({ title: first?.title ?? '', status: true })).toHaveLength(1);
    expect(await titles({ id: { IN: [first?.id ?? '', second?.id ?? ''] } })).toHaveLength(2);
    expect(await titles(anyOf({ id: first?.id ?? '' }, allOf({ id: second?.id ?? '' }, { status: 1 })))).toEqual([
      first?.title,
      second?.title,
    ]);
    expect(
      await titles(
        anyOf({ id: first?.id ?? '', title: 'another' }, { id: second?.id ?? '', title: second?.title ?? '' }),
      ),
    ).toEqual([second?.title]);
    expect(
      (await titles({ field_image: null })).length + (await titles({ field_image: { 'IS NOT NULL': true } })).length,
    ).toBe(all.length);
    expect(await titles({ 'uid.name': { STARTS_WITH: 'zz' } })).toEqual([]);
    const dates = all.map(({ created }) => Date.parse(created) / 1000).sort((a, b) => a - b);
    expect(await titles({ created: { BETWEEN: [dates[0] ?? 0, dates[9] ?? 0] } })).toHaveLength(10);
    expect(await titles({ created: { '>': dates[9] ?? 0 } })).toHaveLength(all.length - 10);
  });

  it('numbers equal names, and names the conditions under a label by their fields', async () => {
    const names = (query: string): string[] => [
      ...new Set([...new URLSearchParams(query).keys()].map((key) => /^filter\[(.+?)\]/.exec(key)?.[1] ?? '')),
    ];
    expect(names(await filtered(allOf({ title: 'a' }, { title: 'b' }, { title: 'c' })))).toEqual([
      'title',
      'title-2',
      'title-3',
    ]);
    expect(names(await filtered(anyOf(labelled('mine', { title: 'a', status: 1 }), { uid: null })))).toEqual([
      'or',
      'mine',
      'title',
      'status',
      'uid',
    ]);
  });

  it('keeps any value as it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (value) => {
        const query = new URLSearchParams(await filtered({ title: value, body: { CONTAINS: value } }));
        expect([query.get('filter[title]'), query.get('filter[body][value]'), [...query.keys()].length]).toEqual([
          value,
          value,
          3,
        ]);
      }),
    );
  });

  it.each(['a[b', 'a&b', 'a=b', '', 'a b'])('refuses %j as a field or a label', async (name) => {
    for (const filter of [{ [name]: 1 }, labelled(name, { status: 1 })]) {
      expect(await rejection(filtered(filter))).toMatchObject({ option: 'filter' });
    }
  });
});

describe('a filter without a meaning', () => {
  it.each<[string, Filter, string]>([
    ['an empty list', { 'uid.name': { IN: [] } }, 'uid.name with an empty list: ask only if'],
    ['an empty group', anyOf(), 'group or'],
    ['a group of nothing', allOf({ status: 1 }, labelled('g', anyOf({ title: undefined }))), 'group g'],
    ['a date in place of an operator', { created: new Date(0) } as never, 'operator for created'],
    ['a date', { created: { '>': new Date(0) } } as never, 'compares with'],
    ['no number', { created: { '>': Number.NaN } }, 'compares with NaN'],
    ['nothing, within a list', { created: { IN: [1, undefined] } } as never, 'compares with undefined'],
    ['a question that is answered no', { uid: { 'IS NULL': false } } as never, 'IS NULL'],
    ['a text that was cut inside a character', { title: { CONTAINS: 'a\ud83d' } }, 'use a well-formed text'],
    ['a text', 'filter[status]=1' as never, 'made of objects'],
    ['a text in a group', anyOf('filter[status]=1' as never), 'made of objects'],
    ['a condition that was left out', allOf({ status: 1 }, false as never), 'made of objects'],
    ['a label of nothing', labelled('a', null as never), 'made of objects'],
    ['a list in place of an operator', { title: ['a', 'b'] } as never, 'title with a list: write { IN'],
  ])('is refused: %s', async (_, filter, words) => {
    const error = await rejection(filtered(filter));

    expect(error).toMatchObject({ code: 'configuration_invalid', option: 'filter' });
    expect(String(error)).toContain(words);
  });

  it('sends nothing if it is only empty', async () => {
    expect([await filtered({}), await filtered(allOf()), await filtered({ title: undefined })]).toEqual(['', '', '']);
  });
});

describe('a query', () => {
  it("has includes, sparse fields, sorting and the page size in Drupal's syntax", async () => {
    expect(
      await queryOf({
        filter: { status: 1 },
        include: ['tags', 'uid.roles'],
        fields: { 'node--article': ['title', 'tags'], 'taxonomy_term--tags': ['name'] },
        sort: ['-created', 'title'],
        pageSize: 50,
        resourceVersion: 'rel:latest-version',
      }),
    ).toBe(
      'filter[status]=1&include=tags,uid.roles&fields[node--article]=title,tags&fields[taxonomy_term--tags]=name&sort=-created,title&page[limit]=50&resourceVersion=rel:latest-version',
    );
  });

  it('may ask for one entry a page, and skip entries', async () => {
    expect(await queryOf({ pageSize: 1 })).toBe('page[limit]=1');
    expect(await queryOf({ pageSize: 10, offset: 20 })).toBe('page[limit]=10&page[offset]=20');
    expect(await queryOf({ offset: 0 })).toBe('');
  });

  it('leaves out what is empty', async () => {
    expect(await queryOf({ include: [], sort: [], fields: { 'node--article': undefined } })).toBe('');
  });

  it('takes an object of drupal-jsonapi-params as it is', async () => {
    const params = new DrupalJsonApiParams()
      .addGroup('either', 'OR')
      .addFilter('title', 'a & b', 'CONTAINS', 'either')
      .addFilter('status', '1')
      .addInclude(['tags'])
      .addFields('node--article', ['title'])
      .addSort('created', 'DESC')
      .addPageLimit(7);

    expect(await queryOf({ params })).toBe(params.getQueryString());
    const source = createSourceClient(createSandbox().clients.source);
    const page = await Array.fromAsync(
      source
        .list('node--article', { params: new DrupalJsonApiParams().addFilter('status', '1').addPageLimit(7), limit: 7 })
        .pages(),
    );
    expect(page[0]?.items).toHaveLength(7);
  });

  it('reads entries with the includes and fields of such an object', async () => {
    const { source, sent } = answering(shown, shown, shown);
    const params = new DrupalJsonApiParams().addInclude(['tags']).addFields('node--article', ['title', 'tags']);

    const fields = { 'taxonomy_term--tags': ['name'], 'node--article': ['tags'] };
    const narrow = await source.list(Article, { params, fields, include: ['tags'] } as object).toArray({ limit: 1 });
    expect(narrow[0]).toMatchObject({ tags: [{ id: 't', name: 'Red' }] });
    expect(narrow[0]).not.toHaveProperty('title');
    expect(new URLSearchParams(sent.pop()?.target.split('?')[1]).getAll('include').at(-1)).toBe('tags');

    const [article] = await source.list(Article, { params }).toArray({ limit: 1 });
    const [other] = await source.list('node--article', { params, include: ['uid'] }).toArray({ limit: 1 });

    expect(article).toMatchObject({
      title: 'One',
      tags: [{ id: 't', name: 'Red' }],
      uid: { type: 'user--user', id: 'u' },
    });
    expect(other).toMatchObject({ tags: [{ name: 'Red' }], uid: { display_name: 'Ada' } });
    expect(sent.map(({ target }) => new URLSearchParams(target.split('?')[1]).getAll('include').at(-1))).toEqual([
      'tags',
      'tags,uid',
    ]);
  });

  it.each([
    ['include', { include: ['tags&x'] }],
    ['sort', { sort: ['-'] }],
    ['sort', { sort: 'title' as never }],
    ['include', { include: 'tags' as never }],
    ['fields', { fields: { 'a]': ['b'] } }],
    ['fields', { fields: { 'node--article': ['title&x'] } }],
    ['pageSize', { pageSize: 51 }],
    ['pageSize', { pageSize: 0 }],
    ['pageSize', { pageSize: 1.5 }],
    ['offset', { offset: -1 }],
    ['offset', { offset: 0.5 }],
    ['offset', { offset: '10' as never }],
    ['resourceVersion', { resourceVersion: '' }],
    ['resourceVersion', { resourceVersion: 'a b' }],
  ])('is refused with the name of the option: %s', async (option, options) => {
    expect(await rejection(queryOf(options))).toMatchObject({ code: 'configuration_invalid', option });
  });

  it('says what to use in place of what is refused', async () => {
    expect(String(await rejection(queryOf({ sort: ['-'] })))).toContain('sort has "-": use a list of field names');
    expect(String(await rejection(queryOf({ resourceVersion: 'a b' })))).toContain('has "a b": use rel:working-copy');
  });
});

/** The answer of a site that includes an article's tags and author, with only its title. */
const shown = {
  data: [
    {
      type: 'node--article',
      id: 'a',
      attributes: { title: 'One' },
      relationships: {
        tags: { data: [{ type: 'taxonomy_term--tags', id: 't' }] },
        uid: { data: { type: 'user--user', id: 'u' } },
      },
    },
  ],
  included: [
    { type: 'taxonomy_term--tags', id: 't', attributes: { name: 'Red', weight: 1 } },
    { type: 'user--user', id: 'u', attributes: { display_name: 'Ada' } },
  ],
};
