import fc from 'fast-check';
import { expect, it } from 'vitest';
import { printable } from '../src/printable.ts';

it('masks a secret in whichever way a server writes it', () => {
  const secret = `s3/cr+et "it's" ä=`;
  const json = JSON.stringify(secret).slice(1, -1);
  const form = new URLSearchParams({ '': secret }).toString().slice(1);
  for (const written of [
    secret,
    encodeURIComponent(secret),
    form,
    form.replace(/%../g, (code) => code.toLowerCase()),
    json,
    json.replaceAll('/', '\\/'), // PHP
  ]) {
    expect(printable(`no ${written} here`, [secret])).toBe('no [masked] here');
  }
});

it('masks a secret wholly that begins with another one', () => {
  for (const secrets of [
    ['abc', 'abc.def'],
    ['abc.def', 'abc'],
  ]) {
    expect(printable('abc.def abc', secrets)).toBe('[masked] [masked]');
  }
});

it('takes any secret, whatever is in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 4 }), fc.string(), (secret, around) => {
      expect(printable(`${around}\n${secret}`, [secret])).toContain('[masked]');
    }),
  );
  expect(printable('\ud800x', ['\ud800x'])).toBe('[masked]');
});
