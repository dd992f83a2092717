import { assetQuery } from '@acme/dam';
import { ConfigurationError } from '@acme/oauth-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { personal, sandboxed } from './support.ts';

const { is, has, isEmpty, after, before, between, and, or } = assetQuery;

describe('a query', () => {
  it('has the syntax of the quick search', () => {
    expect(is('filename', 'sunset beach.jpg')).toBe('filename:({sunset beach.jpg})');
    expect(has('des', 'sunset beach')).toBe('des:(sunset beach)');
    expect(isEmpty('keywords')).toBe('keywords:(isEmpty)');
    expect(after('rd', new Date('2025-03-09T23:00:00Z'))).toBe('rd:[after 03/09/2025]');
    expect(before('ed', new Date('2025-12-31'))).toBe('ed:[before 12/31/2025]');
    expect(between('DateAdded', new Date('2025-01-01'), new Date('2025-02-01'))).toBe(
      'DateAdded:[01/01/2025 to 02/01/2025]',
    );
    expect(and(has('ft', 'image'), or(is('cat', 'a'), isEmpty('cat')))).toBe(
      '(ft:(image) AND (cat:({a}) OR cat:(isEmpty)))',
    );
    expect(or(has('ft', 'image'))).toBe('ft:(image)');
  });

  const parts = /[{}()[\]:"\\\r\n]/;

  it('keeps what a user types inside its own term, or refuses it', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: 'binary' }), (field, text) => {
        for (const write of [is, has]) {
          let query: string;
          try {
            query = write(field, text);
          } catch (error) {
            if (!ConfigurationError.is(error)) throw error;
            expect(['field', 'value']).toContain(error.option);
            continue;
          }
          expect(field).toMatch(/^[\w-]+$/);
          expect(text).not.toMatch(parts);
          expect(query).toBe(write === is ? `${field}:({${text}})` : `${field}:(${text})`);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it.each(['a) OR (b', '{', '}', 'a:b', '"', '\\', ' ', '', 'a\nb', 'a\rb', '[after 01/01/2000]'])(
    'refuses %j',
    (text) => {
      expect(() => is('des', text)).toThrowError(expect.objectContaining({ option: 'value' }));
      expect(() => has('des', text)).toThrowError(expect.objectContaining({ option: 'value' }));
    },
  );

  it('refuses the words that join terms, and the minus that means not, in a search for words', () => {
    for (const text of ['a OR b', 'AND', 'not NOT']) {
      expect(() => has('des', text)).toThrowError(expect.objectContaining({ option: 'value' }));
      expect(is('des', text)).toBe(`des:({${text}})`);
    }
    for (const text of ['-beach', 'sunset -beach', 'Oslo - Bergen']) {
      expect(() => has('des', text)).toThrowError(expect.objectContaining({ option: 'value' }));
      expect(is('des', text)).toBe(`des:({${text}})`);
    }
    expect(has('des', 'a blue-green sea')).toBe('des:(a blue-green sea)');
    expect(has('des', 'salt and pepper ORANGE')).toBe('des:(salt and pepper ORANGE)');
  });

  it('refuses the word that asks for an empty field, in a search for words', () => {
    for (const text of ['isEmpty', ' isempty ']) {
      expect(() => has('des', text)).toThrowError(expect.objectContaining({ option: 'value' }));
      expect(is('des', text)).toBe(`des:({${text}})`);
    }
    expect(has('des', 'isEmpty tank')).toBe('des:(isEmpty tank)');
  });

  it('refuses a date that is none, and a join of nothing', () => {
    expect(() => after('rd', new Date('soon'))).toThrowError(expect.objectContaining({ option: 'date' }));
    for (const date of [new Date(8.64e15), new Date(-8.64e15), '2024-01-01' as never, undefined as never]) {
      expect(() => after('rd', date)).toThrowError(expect.objectContaining({ option: 'date' }));
    }
    expect(() => is('size', 5 as never)).toThrowError(expect.objectContaining({ option: 'value' }));
    expect(() => between('rd', new Date(), new Date('soon'))).toThrowError(expect.objectContaining({ option: 'to' }));
    expect(() => between('rd', new Date('soon'), new Date())).toThrowError(expect.objectContaining({ option: 'from' }));
    expect(() => and()).toThrowError(expect.objectContaining({ option: 'parts' }));
  });
});

describe('a query at the service', () => {
  it('is understood, whatever its parts are', async () => {
    const dam = personal(sandboxed(), { rateLimit: false });
    const term = fc.oneof(
      fc.constant(has('ft', 'image')),
      fc.constant(isEmpty('keywords')),
      fc.constant(after('rd', new Date('2024-01-01'))),
      fc
        .stringMatching(/^[a-zA-Z\d .-]{1,20}$/)
        .filter((text) => text.trim() !== '' && !/\b(AND|OR|NOT|isEmpty)\b/.test(text))
        .map((text) => is('filename', text)),
    );
    const query = fc
      .array(term, { minLength: 1, maxLength: 4 })
      .chain((terms) => fc.constantFrom(and(...terms), or(...terms)));
    await fc.assert(
      fc.asyncProperty(query, async (text) => {
        const { query_syntax_ok: isUnderstood } = await dam.get('/v2/assets/search', {
          query: { query: text, limit: 1 },
        });
        expect(isUnderstood, text).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('finds what both terms find with and, and what either finds with or', async () => {
    const dam = personal(sandboxed());
    const total = async (query: string): Promise<number> =>
      (await dam.get('/v2/assets/search', { query: { query, limit: 1 } })).total_count;
    const [images, videos] = [has('ft', 'image'), has('ft', 'video')];
    expect(await total(or(images, videos))).toBe((await total(images)) + (await total(videos)));
    expect(await total(and(images, videos))).toBe(0);
  });
});
