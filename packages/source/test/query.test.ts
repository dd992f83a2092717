import { createSandbox } from '@acme/sandbox';
import { allOf, anyOf, createSourceClient, type Filter, labelled } from '@acme/source';
import { DrupalJsonApiParams } from 'drupal-jsonapi-params';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answering } from './answering.ts';
import { Article } from './content.ts';
import { every } from './every.ts';
import { rejection } from './rejection.ts';

/** The query string that a list is asked with, as it is on the wire. */
async function queryOf(options: Parameters<ReturnType<typeof answering>['source']['list']>[1]): Promise<string> {
  const { source, sent } = answering();
  await source.list('node--article', options).first();
  return sent[0]?.target.split('?')[1] ?? '';
}
const filtered = async (filter: Filter): Promise<string> => queryOf({ filter });

describe('the examples that Drupal publishes', () => {
  // Numbered as on https://www.drupal.org/docs/core-modules-and-themes/core-modules/jsonapi-module/filtering
  it.each<[string, Filter, string[]]>([
    ['1. published nodes, short', { status: 1 }, ['filter[status]=1']],
    [
      '1. published nodes',
      labelled('status-filter', { status: 1 }),
      ['filter[status-filter][condition][path]=status', 'filter[status-filter][condition][value]=1'],
    ],
    [
      '2. nodes by the value of an entity reference, short',
      { 'uid.id': 'BB09E2CD-9487-44BC-B219-3DC03D6820CD' },
      ['filter[uid.id]=BB09E2CD-9487-44BC-B219-3DC03D6820CD'],
    ],
    [
      '2. nodes by the value of an entity reference',
      labelled('author-filter', { 'uid.id': 'BB09E2CD-9487-44BC-B219-3DC03D6820CD' }),
      [
        'filter[author-filter][condition][path]=uid.id',
        'filter[author-filter][condition][value]=BB09E2CD-9487-44BC-B219-3DC03D6820CD',
      ],
    ],
    ['3. nodes created by admin, short', { 'uid.name': 'admin' }, ['filter[uid.name]=admin']],
    [
      '3. nodes created by admin',
      labelled('name-filter', { 'uid.name': 'admin' }),
      ['filter[name-filter][condition][path]=uid.name', 'filter[name-filter][condition][value]=admin'],
    ],
    [
      '4. nodes created by admin or john',
      labelled('name-filter', { 'uid.name': { IN: ['admin', 'john'] } }),
      [
        'filter[name-filter][condition][path]=uid.name',
        'filter[name-filter][condition][operator]=IN',
        'filter[name-filter][condition][value][1]=admin',
        'filter[name-filter][condition][value][2]=john',
      ],
    ],
    [
      '5. nodes that are published and created by admin',
      labelled(
        'and-group',
        allOf(labelled('name-filter', { 'uid.name': 'admin' }), labelled('status-filter', { status: 1 })),
      ),
      [
        'filter[and-group][group][conjunction]=AND',
        'filter[name-filter][condition][path]=uid.name',
        'filter[name-filter][condition][value]=admin',
        'filter[name-filter][condition][memberOf]=and-group',
        'filter[status-filter][condition][path]=status',
        'filter[status-filter][condition][value]=1',
        'filter[status-filter][condition][memberOf]=and-group',
      ],
    ],
    [
      '6. nodes that are promoted or sticky, and created by admin',
      labelled(
        'and-group',
        allOf(
          labelled('admin-filter', { 'uid.name': 'admin' }),
          labelled(
            'or-group',
            anyOf(labelled('sticky-filter', { sticky: 1 }), labelled('promote-filter', { promote: 1 })),
          ),
        ),
      ),
      [
        'filter[and-group][group][conjunction]=AND',
        'filter[or-group][group][conjunction]=OR',
        'filter[or-group][group][memberOf]=and-group',
        'filter[admin-filter][condition][path]=uid.name',
        'filter[admin-filter][condition][value]=admin',
        'filter[admin-filter][condition][memberOf]=and-group',
        'filter[sticky-filter][condition][path]=sticky',
        'filter[sticky-filter][condition][value]=1',
        'filter[sticky-filter][condition][memberOf]=or-group',
        'filter[promote-filter][condition][path]=promote',
        'filter[promote-filter][condition][value]=1',
        'filter[promote-filter][condition][memberOf]=or-group',
      ],
    ],
    [
      '7. nodes whose title contains Foo, short',
      { title: { CONTAINS: 'Foo' } },
      ['filter[title][operator]=CONTAINS', 'filter[title][value]=Foo'],
    ],
    [
      '7. nodes whose title contains Foo',
      labelled('title-filter', { title: { CONTAINS: 'Foo' } }),
      [
        'filter[title-filter][condition][path]=title',
        'filter[title-filter][condition][operator]=CONTAINS',
        'filter[title-filter][condition][value]=Foo',
      ],
    ],
    ['8. complex fields, short', { 'field_address.locality': 'Mordor' }, ['filter[field_address.locality]=Mordor']],
    [
      '8. complex fields',
      labelled('field_address', { 'field_address.locality': 'Mordor' }),
      [
        'filter[field_address][condition][path]=field_address.locality',
        'filter[field_address][condition][value]=Mordor',
      ],
    ],
    [
      '9. taxonomy term values',
      labelled('taxonomy_term--tags', { 'field_tags.name': { IN: ['tagname'] } }),
      [
        'filter[taxonomy_term--tags][condition][path]=field_tags.name',
        'filter[taxonomy_term--tags][condition][operator]=IN',
        'filter[taxonomy_term--tags][condition][value][1]=tagname',
      ],
    ],
    [
      '10. a date without time',
      labelled('datefilter', { field_test_date: { '>': '2019-06-27' } }),
      [
        'filter[datefilter][condition][path]=field_test_date',
        'filter[datefilter][condition][operator]=%3E',
        'filter[datefilter][condition][value]=2019-06-27',
      ],
    ],
    [
      '11. empty fields',
      labelled('media-filter', { 'field_media.id': null }),
      ['filter[media-filter][condition][path]=field_media.id', 'filter[media-filter][condition][operator]=IS%20NULL'],
    ],
  ])('are written byte for byte: %s', async (_, filter, expected) => {
    expect(await filtered(filter)).toBe(expected.join('&'));
  });
});

describe('a filter', () => {
  it('gives conditions on the same field names of their own', async () => {
    expect(await filtered({ created: { '>': 1, '<=': 5 } })).toBe(
      'filter[created][operator]=%3E&filter[created][value]=1&filter[created-2][condition][path]=created&filter[created-2][condition][operator]=%3C%3D&filter[created-2][condition][value]=5',
    );
  });

  it('selects the same entries on the site as it says', async () => {
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
      (await titles({ field_image: null })).length + (await titles({ field_image: { 'IS NOT NULL': true } })).length,
    ).toBe(all.length);
    expect(await titles({ 'uid.name': { STARTS_WITH: 'zz' } })).toEqual([]);
    const dates = all.map(({ created }) => Date.parse(created) / 1000).sort((a, b) => a - b);
    expect(await titles({ created: { BETWEEN: [dates[0] ?? 0, dates[9] ?? 0] } })).toHaveLength(10);
    expect(await titles({ created: { '>': dates[9] ?? 0 } })).toHaveLength(all.length - 10);
  });

  it('keeps any value whole', async () => {
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

describe('a query', () => {
  it('has includes, sparse fields, sorting and the size of pages as Drupal reads them', async () => {
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

  it('takes objects of drupal-jsonapi-params as they are', async () => {
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
    const page = await every(
      source
        .list('node--article', { params: new DrupalJsonApiParams().addFilter('status', '1').addPageLimit(7), limit: 7 })
        .pages(),
    );
    expect(page[0]?.items).toHaveLength(7);
  });

  it.each([
    ['include', { include: ['tags&x'] }],
    ['sort', { sort: ['-'] }],
    ['fields', { fields: { 'a]': ['b'] } }],
    ['pageSize', { pageSize: 51 }],
    ['pageSize', { pageSize: 0 }],
    ['resourceVersion', { resourceVersion: 'a b' }],
  ])('is refused by the name of the option: %s', async (option, options) => {
    expect(await rejection(queryOf(options))).toMatchObject({ code: 'configuration_invalid', option });
  });
});
