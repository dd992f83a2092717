import { allOf, anyOf, type Filter, labelled } from '@acme/source';
import { describe, expect, it } from 'vitest';
import { answering } from './answering.ts';

// Every query on https://www.drupal.org/docs/core-modules-and-themes/core-modules/jsonapi-module/filtering
// (of 2022-08-24), under the headings of that page and in their order.

async function written(filter: Filter): Promise<string> {
  const { source, sent } = answering();
  await source.list('node--article', { filter }).first();
  return sent[0]?.target.split('?')[1] ?? '';
}

/** As it is on the wire: where the page prints a space, a URL has `%20`. */
const query = (...pairs: readonly string[]): string => pairs.join('&').replaceAll(' ', '%20');

const uuid = 'BB09E2CD-9487-44BC-B219-3DC03D6820CD';
const janis = { field_first_name: { '=': 'Janis' } };
const startsWithJ = labelled('last-name-filter', { field_last_name: { STARTS_WITH: 'J' } });

describe('a filter that Drupal documents', () => {
  it.each<[string, Filter, string]>([
    [
      'Quick start',
      { field_name: 'value', field_other: 'value' },
      query('filter[field_name]=value', 'filter[field_other]=value'),
    ],
    [
      'Building filters: a condition',
      labelled('a-label', janis),
      query(
        'filter[a-label][condition][path]=field_first_name',
        'filter[a-label][condition][operator]=%3D',
        'filter[a-label][condition][value]=Janis',
      ),
    ],
    [
      'Building filters: two conditions',
      allOf(labelled('first-name-filter', janis), startsWithJ),
      query(
        'filter[first-name-filter][condition][path]=field_first_name',
        'filter[first-name-filter][condition][operator]=%3D',
        'filter[first-name-filter][condition][value]=Janis',
        'filter[last-name-filter][condition][path]=field_last_name',
        'filter[last-name-filter][condition][operator]=STARTS_WITH',
        'filter[last-name-filter][condition][value]=J',
      ),
    ],
    [
      'Condition groups',
      allOf(
        labelled(
          'rock-group',
          anyOf(labelled('janis-filter', janis), labelled('joan-filter', { field_first_name: { '=': 'Joan' } })),
        ),
        startsWithJ,
      ),
      query(
        'filter[rock-group][group][conjunction]=OR',
        'filter[janis-filter][condition][path]=field_first_name',
        'filter[janis-filter][condition][operator]=%3D',
        'filter[janis-filter][condition][value]=Janis',
        'filter[janis-filter][condition][memberOf]=rock-group',
        'filter[joan-filter][condition][path]=field_first_name',
        'filter[joan-filter][condition][operator]=%3D',
        'filter[joan-filter][condition][value]=Joan',
        'filter[joan-filter][condition][memberOf]=rock-group',
        'filter[last-name-filter][condition][path]=field_last_name',
        'filter[last-name-filter][condition][operator]=STARTS_WITH',
        'filter[last-name-filter][condition][value]=J',
      ),
    ],
    [
      'Paths',
      labelled('career', { 'field_career.name': { '=': 'Rockstar' } }),
      query(
        'filter[career][condition][path]=field_career.name',
        'filter[career][condition][operator]=%3D',
        'filter[career][condition][value]=Rockstar',
      ),
    ],
    [
      'Paths: any key of a configuration',
      { 'dependencies.config.*': 'comment.type.comment' },
      'filter[dependencies.config.*]=comment.type.comment',
    ],
    [
      'Shortcuts: no operator',
      labelled('janis-filter', { field_first_name: 'Janis' }),
      query('filter[janis-filter][condition][path]=field_first_name', 'filter[janis-filter][condition][value]=Janis'),
    ],
    ['Shortcuts: key and value', { field_first_name: 'Janis' }, 'filter[field_first_name]=Janis'],
    [
      '1. Published nodes',
      labelled('status-filter', { status: true }),
      query('filter[status-filter][condition][path]=status', 'filter[status-filter][condition][value]=1'),
    ],
    [
      '2. By an entity reference',
      labelled('author-filter', { 'uid.id': uuid }),
      query('filter[author-filter][condition][path]=uid.id', `filter[author-filter][condition][value]=${uuid}`),
    ],
    [
      '2. By a target id, short',
      { 'field_tags.meta.drupal_internal__target_id': 1 },
      'filter[field_tags.meta.drupal_internal__target_id]=1',
    ],
    [
      '2. By a target id',
      labelled('name-filter', { 'field_tags.meta.drupal_internal__target_id': 1 }),
      query(
        'filter[name-filter][condition][path]=field_tags.meta.drupal_internal__target_id',
        'filter[name-filter][condition][value]=1',
      ),
    ],
    [
      '3. By a field of the author',
      labelled('name-filter', { 'uid.name': 'admin' }),
      query('filter[name-filter][condition][path]=uid.name', 'filter[name-filter][condition][value]=admin'),
    ],
    [
      '4. By several values',
      labelled('name-filter', { 'uid.name': { IN: ['admin', 'john'] } }),
      query(
        'filter[name-filter][condition][path]=uid.name',
        'filter[name-filter][condition][operator]=IN',
        'filter[name-filter][condition][value][1]=admin',
        'filter[name-filter][condition][value][2]=john',
      ),
    ],
    [
      '5. A group',
      labelled(
        'and-group',
        allOf(labelled('name-filter', { 'uid.name': 'admin' }), labelled('status-filter', { status: 1 })),
      ),
      query(
        'filter[and-group][group][conjunction]=AND',
        'filter[name-filter][condition][path]=uid.name',
        'filter[name-filter][condition][value]=admin',
        'filter[name-filter][condition][memberOf]=and-group',
        'filter[status-filter][condition][path]=status',
        'filter[status-filter][condition][value]=1',
        'filter[status-filter][condition][memberOf]=and-group',
      ),
    ],
    [
      '6. A group in a group',
      labelled(
        'and-group',
        allOf(
          labelled('admin-filter', { 'uid.name': 'admin' }),
          labelled(
            'or-group',
            anyOf(labelled('sticky-filter', { sticky: true }), labelled('promote-filter', { promote: true })),
          ),
        ),
      ),
      query(
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
      ),
    ],
    [
      '7. Part of a title, short',
      { title: { CONTAINS: 'Foo' } },
      query('filter[title][operator]=CONTAINS', 'filter[title][value]=Foo'),
    ],
    [
      '7. Part of a title',
      labelled('title-filter', { title: { CONTAINS: 'Foo' } }),
      query(
        'filter[title-filter][condition][path]=title',
        'filter[title-filter][condition][operator]=CONTAINS',
        'filter[title-filter][condition][value]=Foo',
      ),
    ],
    [
      '8. By locality',
      labelled('field_address', { 'field_address.locality': 'Mordor' }),
      query(
        'filter[field_address][condition][path]=field_address.locality',
        'filter[field_address][condition][value]=Mordor',
      ),
    ],
    [
      '8. By address line',
      labelled('address', { 'field_address.address_line1': 'Rings Street' }),
      query(
        'filter[address][condition][path]=field_address.address_line1',
        'filter[address][condition][value]=Rings Street',
      ),
    ],
    [
      '10. A date',
      labelled('datefilter', { field_test_date: { '=': '2019-06-27' } }),
      query(
        'filter[datefilter][condition][path]=field_test_date',
        'filter[datefilter][condition][operator]=%3D',
        'filter[datefilter][condition][value]=2019-06-27',
      ),
    ],
    [
      '10. A date and time',
      labelled('datefilter', { field_test_date: { '=': '2019-06-27T16:00:00' } }),
      query(
        'filter[datefilter][condition][path]=field_test_date',
        'filter[datefilter][condition][operator]=%3D',
        'filter[datefilter][condition][value]=2019-06-27T16%3A00%3A00',
      ),
    ],
    [
      '10. A timestamp',
      labelled('recent', { created: { '=': 1_591_627_496 } }),
      query(
        'filter[recent][condition][path]=created',
        'filter[recent][condition][operator]=%3D',
        'filter[recent][condition][value]=1591627496',
      ),
    ],
    [
      '11. An empty field',
      labelled('my-filter', { my_field: null }),
      query('filter[my-filter][condition][path]=my_field', 'filter[my-filter][condition][operator]=IS NULL'),
    ],
  ])('is written byte for byte: %s', async (_, filter, published) => {
    expect(await written(filter)).toBe(published);
  });

  // The page says how these forms can be shorter or safer: `[value]` is not needed, and `[]` should have a number.
  it.each<[string, Filter, string, string]>([
    ['Shortcuts', { field_first_name: 'Janis' }, 'filter[field_first_name][value]=Janis', '[value]'],
    ['Access control', { status: 1 }, 'filter[status][value]=1', '[value]'],
    ['1. Published nodes, short', { status: true }, 'filter[status][value]=1', '[value]'],
    ['2. By an entity reference, short', { 'uid.id': uuid }, `filter[uid.id][value]=${uuid}`, '[value]'],
    ['3. By a field of the author, short', { 'uid.name': 'admin' }, 'filter[uid.name][value]=admin', '[value]'],
    [
      '9. Terms of a vocabulary',
      labelled('taxonomy_term--tags', { 'field_tags.name': { IN: ['tagname'] } }),
      query(
        'filter[taxonomy_term--tags][condition][path]=field_tags.name',
        'filter[taxonomy_term--tags][condition][operator]=IN',
        'filter[taxonomy_term--tags][condition][value][]=tagname',
      ),
      '[]',
    ],
  ])('is written as the page advises: %s', async (_, filter, published, part) => {
    expect(await written(filter)).toBe(published.replace(part, part === '[]' ? '[1]' : ''));
  });

  it.each([
    'field_phone.country_code',
    'some_relationship.1.some_attribute',
    'field_career.field_company.name',
    'field_link.uri',
    'field_ref.entity.name',
    'field_ref.entity:taxonomy_term.name',
  ])('has the path %s as it is', async (path) => {
    expect(await written({ [path]: 'x' })).toBe(`filter[${path}]=x`);
  });

  it.each<[string, Filter, string]>([
    ['=', { a: { '=': 1 } }, 'filter[a][operator]=%3D&filter[a][value]=1'],
    ['<>', { a: { '<>': 1 } }, 'filter[a][operator]=%3C%3E&filter[a][value]=1'],
    ['>', { a: { '>': 1 } }, 'filter[a][operator]=%3E&filter[a][value]=1'],
    ['>=', { a: { '>=': 1 } }, 'filter[a][operator]=%3E%3D&filter[a][value]=1'],
    ['<', { a: { '<': 1 } }, 'filter[a][operator]=%3C&filter[a][value]=1'],
    ['<=', { a: { '<=': 1 } }, 'filter[a][operator]=%3C%3D&filter[a][value]=1'],
    ['STARTS_WITH', { a: { STARTS_WITH: 'x' } }, 'filter[a][operator]=STARTS_WITH&filter[a][value]=x'],
    ['CONTAINS', { a: { CONTAINS: 'x' } }, 'filter[a][operator]=CONTAINS&filter[a][value]=x'],
    ['ENDS_WITH', { a: { ENDS_WITH: 'x' } }, 'filter[a][operator]=ENDS_WITH&filter[a][value]=x'],
    ['IN', { a: { IN: [1, 2] } }, 'filter[a][operator]=IN&filter[a][value][1]=1&filter[a][value][2]=2'],
    ['NOT IN', { a: { 'NOT IN': [1] } }, 'filter[a][operator]=NOT%20IN&filter[a][value][1]=1'],
    ['BETWEEN', { a: { BETWEEN: [1, 2] } }, 'filter[a][operator]=BETWEEN&filter[a][value][1]=1&filter[a][value][2]=2'],
    [
      'NOT BETWEEN',
      { a: { 'NOT BETWEEN': [1, 2] } },
      'filter[a][operator]=NOT%20BETWEEN&filter[a][value][1]=1&filter[a][value][2]=2',
    ],
    // These two have no value. Drupal knows the short form by its value, and answers 400 to one without.
    ['IS NULL', { a: { 'IS NULL': true } }, 'filter[a][condition][path]=a&filter[a][condition][operator]=IS%20NULL'],
    [
      'IS NOT NULL',
      { a: { 'IS NOT NULL': true } },
      'filter[a][condition][path]=a&filter[a][condition][operator]=IS%20NOT%20NULL',
    ],
  ])('has the operator %s percent-encoded', async (_, filter, expected) => {
    expect(await written(filter)).toBe(expected);
  });
});
