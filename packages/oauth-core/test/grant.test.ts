import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { authorizationCode, clientCredentials, type Grant, refreshToken } from '../src/index.ts';

describe('clientCredentials', () => {
  it.each([
    [{ scope: 'a b' }, 'a b'],
    [{ scope: ['a', 'b'] }, 'a b'],
    [{ scope: ' a ' }, 'a'],
    [{ scope: '' }, undefined],
    [{ scope: [] }, undefined],
    [{}, undefined],
    [undefined, undefined],
  ])('reads %j as the scope %j', (options, scope) => {
    expect(clientCredentials(options).scope).toBe(scope);
  });
});

describe('a secret', () => {
  const grants: Record<string, (text: string) => Grant> = {
    code: (code) => authorizationCode({ code, redirectUri: 'https://app.example/callback' }),
    refreshToken: (token) => refreshToken(token),
  };

  it.each(['', ' ', 'abc\n', '\nabc', ' abc', 'abc ', 'a\nb', 'a\r\nb', 'a\tb', 'a\u0000b', 'a\u007fb', 'ä☃'])(
    'that was badly pasted is refused by name and never quoted: %j',
    (text) => {
      for (const [option, grantOf] of Object.entries(grants)) {
        expect(() => grantOf(text)).toThrow(expect.objectContaining({ code: 'configuration_invalid', option }));
        expect(() => grantOf(text)).toThrow(new RegExp(`^${option} .*copy it again`));
        if (text.trim() !== '') expect(() => grantOf(text)).not.toThrow(text);
      }
    },
  );

  it.each(['a', 'a b', 'a=b+c/d', '"quoted"', '!~'])('that can be right is taken: %j', (text) => {
    for (const grantOf of Object.values(grants)) expect(() => grantOf(text)).not.toThrow();
  });
});

it.each([
  authorizationCode({ code: 'secret', redirectUri: 'https://app.example/callback', codeVerifier: 'secret' }),
  refreshToken('secret'),
])('a grant does not tell its secret: $type', (grant) => {
  expect(inspect(grant, { depth: Infinity, showHidden: true })).not.toContain('secret');
  expect(JSON.stringify(grant)).not.toContain('secret');
});
