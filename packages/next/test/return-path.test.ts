import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeReturnPath } from '../src/return-path.ts';

const basePath = '/api/auth';
const site = 'https://site.example';

describe('the return path', () => {
  it.each([
    '/',
    '/account',
    '/a/b?c=d&e=/f#g',
    '/caf%C3%A9',
    '/100%25',
    '/a%20b',
    '/search?q=http://x.example',
    '/api/authors',
    '/a?b=%5C',
    '/a#%5C',
    `/${'a'.repeat(1_999)}`,
  ])('keeps %s', (path) => {
    expect(safeReturnPath(path, basePath)).toBe(path);
  });

  it.each([
    null,
    undefined,
    '',
    'account',
    'https://evil.example',
    'javascript:alert(1)',
    '//evil.example',
    '///evil.example',
    '//site.invalid/account', // the base that paths are resolved against is not a site
    '/\\evil.example',
    '\\/evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/\r\nSet-Cookie: a=b',
    '\u0000/evil.example',
    ' //evil.example',
    '/%2Fevil.example',
    '/%5Cevil.example',
    '/%252Fevil.example',
    '/%25252Fevil.example',
    '/%09/evil.example',
    '/a%7Fb',
    '/a%5Cb',
    '/a/..%5C/evil.example',
    '/%0d%0aLocation:%20//evil.example',
    '/..//evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '/%2e%2e//evil.example',
    '/a/%2e%2e/%2Fevil.example',
    '/\u0085/evil.example',
    '/a?b=\\c',
    '/a?b=\tc',
    '/a#b\nc',
    `/${'a'.repeat(2_000)}`,
    `/%${'25'.repeat(200_000)}`, // nobody decodes it 200,000 times
    `/${'a'.repeat(1_994)}\u00e9`, // 2,001 characters as it is sent
    `/${'\u4e00'.repeat(300)}`, // 2,701 characters as it is sent
    '/api/auth',
    '/api/auth/sign-in',
    '/x/../api/auth/sign-in?returnTo=/',
  ])('does not follow %j', (path) => {
    expect(safeReturnPath(path, basePath)).toBe('/');
  });

  it('stays on the site, however often it is decoded', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '.',
      '%',
      '%2F',
      '%5c',
      '%25',
      '2F',
      '09',
      '%09',
      '\t',
      '@',
      ':',
      '?',
      '#',
      'a',
      'evil.example',
      '\u3002',
      '\uff0f',
    );
    const texts = fc.array(piece, { maxLength: 12 }).map((parts) => `/${parts.join('')}`);

    fc.assert(
      fc.property(fc.oneof(texts, fc.string({ unit: 'binary' }), fc.webUrl()), (text) => {
        let path = safeReturnPath(text, basePath);
        expect(new URL(path, site).origin).toBe(site);
        expect(new URL(site + path).origin).toBe(site);
        for (let round = 0; round < 4; round++) {
          expect(new URL(path, site).origin).toBe(site);
          path = path.replace(/%([0-7][\da-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
