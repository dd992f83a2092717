import { expect, it } from 'vitest';
import { createKept } from '../src/data/kept.ts';

it('a kept value is made once, forgotten when newer ones need its place, and made again after a change', () => {
  let version = 0;
  const made: string[] = [];
  const kept = createKept<string>(2, () => version);
  const ask = (...keys: readonly string[]): string[] => {
    made.length = 0;
    for (const key of keys) {
      kept.of(key, () => {
        made.push(key);
        return key;
      });
    }
    return [...made];
  };

  expect(ask('a', 'b', 'a', 'b')).toEqual(['a', 'b']);
  expect(ask('c', 'b', 'c')).toEqual(['c']);
  expect(ask('a')).toEqual(['a']);
  version++;
  expect(ask('a', 'c', 'a')).toEqual(['a', 'c']);
});
