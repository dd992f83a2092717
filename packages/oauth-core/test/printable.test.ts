import fc from 'fast-check';
import { expect, it } from 'vitest';
import { printable } from '../src/printable.ts';

it('printable masks a secret in every form in which servers write it', () => {
  const secret = `s3/cr+et "it's" ä=`;
  const json = JSON.stringify(secret).slice(1, -1);
  const form = new URLSearchParams({ '': secret }).toString().slice(1);
  for (const written of [
    secret,
    encodeURIComponent(secret),
    form,
    form.replace(/%../g, (code) => code.toLowerCase()),
    json,
    json.replaceAll('/', '\\/'), // as PHP writes it
    json.replaceAll('/', '\\\\/'), // and the same in a text of JSON
  ]) {
    expect(printable(`no ${written} here`, [secret])).toBe('no [masked] here');
  }
});

it('printable masks all of a secret that begins with another secret', () => {
  for (const secrets of [
    ['abc', 'abc.def'],
    ['abc.def', 'abc'],
  ]) {
    expect(printable('abc.def abc', secrets)).toBe('[masked] [masked]');
  }
});

it('printable masks a secret of any characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 4 }), fc.string(), (secret, around) => {
      expect(printable(`${around}\n${secret}`, [secret])).toContain('[masked]');
    }),
  );
  expect(printable('\ud800x', ['\ud800x'])).toBe('[masked]');
});
