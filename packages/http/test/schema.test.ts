import * as schema from '@acme/http/schemas';
import { describe, expect, it } from 'vitest';

const { array, boolean, both, bytes, lazy, literal, number, object, optional, record, string, union, unknown } = schema;

describe('a schema', () => {
  it.each<[string, schema.Schema, unknown[], unknown[]]>([
    ['a text', string(), ['', 'a'], [1, null, undefined]],
    ['a number', number(), [0, 1.5], ['1', null]],
    ['yes or no', boolean(), [true, false], ['true', 0]],
    ['nothing', schema.null(), [null], [undefined, 0]],
    ['anything', unknown(), [undefined, {}, 1], []],
    ['some values', literal(['a', 1, null]), ['a', 1, null], ['b', '1']],
    ['bytes', bytes(), [new Blob(['a'])], ['a', {}]],
    ['a list', array(string()), [[], ['a']], ['a', [1]]],
    ['a record', record(number()), [{}, { a: 1 }], [{ a: '1' }, []]],
    ['an object', object({ a: string() }), [{ a: 'b', unknown: 1 }], [{}, { a: 1 }]],
    ['what may be left out', object({ a: optional(string()) }), [{}, { a: 'b' }], [{ a: null }]],
    ['one of several', union([string(), number()]), ['a', 1], [true]],
    ['two at once', both(object({ a: string() }), object({ b: number() })), [{ a: 'b', b: 1 }], [{ a: 'b' }, { b: 1 }]],
    ['what is said later', lazy(() => string()), ['a'], [1]],
  ])('of %s accepts that, and nothing else', (_, checks, good, bad) => {
    for (const value of good) expect(checks.safeParse(value)).toEqual({ success: true, data: value });
    for (const value of bad) expect(checks.safeParse(value).success, String(value)).toBe(false);
  });
});
