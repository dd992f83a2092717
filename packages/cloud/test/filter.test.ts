import { type CloudClient, createCloudClient, filter, filtersOf, sort } from '@acme/cloud';
import { ConfigurationError } from '@acme/oauth-core';
import { startSandbox } from '@acme/sandbox';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

let cloud: CloudClient;
let names: string[];

beforeAll(async () => {
  const sandbox = await startSandbox();
  cloud = createCloudClient({ ...sandbox.clients.cloud, organization: sandbox.organizations[0].uuid });
  names = (await cloud.paginate('/applications').toArray({ limit: Infinity })).map(({ name }) => name);
  return () => sandbox.close();
});

/** The names that the server finds. */
const found = async (text: string, by?: string): Promise<string[]> =>
  (
    await cloud
      .paginate('/applications', { query: { filter: text, ...(by === undefined ? {} : { sort: by }) } })
      .toArray({ limit: Infinity })
  ).map(({ name }) => name);

describe('filter', () => {
  it('writes the eight operators of the API', () => {
    expect([
      filter.eq('a', 1),
      filter.ne('a', true),
      filter.gt('a', 'x'),
      filter.gte('a', 1),
      filter.lt('a', 1),
      filter.lte('a', 1),
      filter.contains('a', 'x y'),
      filter.notContains('a', 'x'),
    ]).toEqual(['a=1', 'a!=true', 'a>x', 'a>=1', 'a<1', 'a<=1', 'a=@x y', 'a!@x']);
  });

  it('makes the server find what it says', async () => {
    const name = names[0] ?? '';
    const word = name.split(' ')[0] ?? '';
    expect(await found(filter.eq('name', name))).toEqual([name]);
    expect(await found(filter.ne('name', name))).toEqual(names.slice(1));
    expect(await found(filter.contains('name', word))).toEqual(names.filter((one) => one.includes(word)));
    expect(await found(filter.startsWith('name', word))).toEqual(names.filter((one) => one.startsWith(word)));
    expect(await found(filter.endsWith('name', ' 1'))).toEqual(names.filter((one) => one.endsWith(' 1')));
    expect(await found(filter.gte('name', name))).toEqual(names.filter((one) => one >= name));
  });

  it('joins conditions by and, by or, and by an and of ors', async () => {
    const [a = '', b = '', c = ''] = names;
    expect(await found(filter.or(filter.eq('name', a), filter.eq('name', b)))).toEqual([a, b]);
    expect(await found(filter.and(filter.eq('name', a), filter.eq('name', b)))).toEqual([]);
    const anOfOrs = filter.and(
      filter.or(filter.eq('name', a), filter.eq('name', b), filter.eq('name', c)),
      filter.ne('name', b),
    );
    expect(await found(anOfOrs)).toEqual([a, c]);
  });

  it('refuses an and inside an or, for which the API has no brackets, and a join of nothing', () => {
    expect(() => filter.or(filter.and(filter.eq('a', 1), filter.eq('b', 2)), filter.eq('c', 3))).toThrow(
      ConfigurationError,
    );
    expect(() => filter.and('', '')).toThrow(ConfigurationError);
    for (const join of [filter.and, filter.or]) {
      expect(() => join()).toThrow(ConfigurationError);
      expect(join('', 'a=1', undefined as never)).toBe('a=1'); // a condition that may be left out
    }
  });

  it.each([',', ';'])(
    'refuses a value with %j, which the server takes as a join however it is written',
    async (mark) => {
      expect(() => filter.eq('name', `Mill${mark}Tower`)).toThrow(ConfigurationError);
      expect(() => filter.contains('name', mark)).toThrow(ConfigurationError);
      for (const by of ['ne', 'gt', 'gte', 'lt', 'lte'] as const) {
        expect(() => filter[by]('name', mark)).toThrow(ConfigurationError);
      }
      const [a = '', b = ''] = names;
      const joined = mark === ',' ? [a, b] : [];
      expect(await found(`name=${a}${mark}name=${b}`)).toEqual(joined); // unrefused, the rest of the value would become a filter
      expect(await found(`name=${a}\\${mark}name=${b}`)).toEqual(mark === ',' ? [b] : []); // with a backslash
      expect(await found(`name="${a}${mark}name=${b}"`)).toEqual([]); // in quotes
      expect(await found(`name=${a}${encodeURIComponent(mark)}`)).toEqual([]); // encoded twice
    },
  );

  it('refuses an asterisk at either end of a text to look for, where it has a meaning', () => {
    for (const by of ['contains', 'notContains', 'startsWith', 'endsWith'] as const) {
      for (const text of ['*a', 'a*']) expect(() => filter[by]('name', text)).toThrow(ConfigurationError);
    }
    expect(filter.contains('name', 'a*b')).toBe('name=@a*b');
    expect(filter.eq('name', '*a')).toBe('name=*a');
  });

  it('refuses a value that would change the operator, or that is no value', async () => {
    for (const write of [
      () => filter.eq('name', '@x'),
      () => filter.gt('name', '=x'),
      () => filter.lt('name', '=x'),
      () => filter.eq('name', undefined as never),
      () => filter.eq('name', null as never),
      () => filter.gt('created_at', new Date(0) as never),
      () => filter.gt('progress', Number.NaN),
      () => filter.contains('name', undefined as never),
      ...[...',;=!<>@'].map((mark) => () => filter.eq(`name${mark}`, 'x')),
    ]) {
      expect(write).toThrow(ConfigurationError);
    }
    expect(await found('name=@e')).not.toEqual([]); // unrefused, it would find each name that has an e
  });

  it('writes any other value so that it arrives as it is', async () => {
    const among: Record<string, (name: string, value: string) => boolean> = {
      eq: (name, value) => name === value,
      ne: (name, value) => name !== value,
      gt: (name, value) => name > value,
      gte: (name, value) => name >= value,
      lt: (name, value) => name < value,
      lte: (name, value) => name <= value,
    };
    const operator = fc.constantFrom('eq', 'ne', 'gt', 'gte', 'lt', 'lte');
    await fc.assert(
      fc.asyncProperty(operator, fc.string({ unit: 'grapheme' }), async (by, value) => {
        fc.pre(!/[,;]|^[@=]/.test(value));
        const expected = names.filter((name) => among[by]?.(name, value));
        expect(await found(filter[by as 'eq']('name', value))).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });
});

describe('sort', () => {
  it('sorts up and down', async () => {
    const up = [...names].sort();
    expect(await found(filter.ne('name', ''), sort('name'))).toEqual(up);
    expect(await found(filter.ne('name', ''), sort('-name', 'id'))).toEqual(up.reverse());
  });
});

describe('filtersOf', () => {
  it('knows the fields of a list', () => {
    const { filter: applications, sort: by } = filtersOf('/applications');
    expect(applications.and(applications.eq('name', 'x'), applications.eq('hosting.type', 'acp'))).toBe(
      'name=x;hosting.type=acp',
    );
    expect(by('name', '-subscription.name')).toBe('name,-subscription.name');
    const mistakes = [
      // @ts-expect-error no such field
      () => applications.eq('nam', 'x'),
      // @ts-expect-error no such value
      () => applications.eq('hosting.type', 'abc'),
      // @ts-expect-error no number
      () => applications.eq('name', 1),
      // @ts-expect-error an object can't be compared
      () => applications.eq('hosting', 'x'),
      // @ts-expect-error no such field
      () => by('-nam'),
      // @ts-expect-error not a list
      () => filtersOf('/applications/{applicationUuid}'),
    ];
    expect(mistakes).toHaveLength(6);
  });
});
