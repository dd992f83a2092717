import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { AccessToken } from '../src/index.ts';
import { cloudTokens } from './support/sources.ts';

const given = async (): Promise<AccessToken> => (await cloudTokens()).tokens.getToken();

describe('an access token', () => {
  it('has all that a caller needs, and no refresh token', async () => {
    const token = await given();

    expect(Object.getOwnPropertyNames(token).sort()).toEqual([
      'accessToken',
      'expiresAt',
      'generation',
      'obtainedAt',
      'tokenType',
    ]);
    expect(token.expiresAt).toBe(token.obtainedAt + 300_000);
  });

  it('is frozen', async () => {
    const token = await given();

    expect(() => Object.assign(token, { accessToken: 'other' })).toThrow(TypeError);
    expect(() => Object.assign(token, { more: 1 })).toThrow(TypeError);
  });

  it('has a scope that nobody can add to: every caller has the same object', async () => {
    const { sandbox, tokens } = await cloudTokens();
    const scope = `organization:${sandbox.organizations[0].uuid}`;
    const { scope: given } = await tokens.withScope(scope).getToken();

    expect(given).toEqual([scope]);
    expect(() => (given as string[]).push('more')).toThrow(TypeError);
  });

  it.each<[string, (token: AccessToken) => string]>([
    ['inspected', (token) => inspect(token)],
    [
      'inspected with all that is hidden',
      (token) => inspect(token, { depth: Infinity, showHidden: true, getters: true }),
    ],
    ['inspected inside another object', (token) => inspect({ deep: [token] }, { depth: Infinity })],
    ['printed by a template', (token) => `${token}`],
    ['made JSON', (token) => JSON.stringify({ token })],
    ['spread', (token) => JSON.stringify({ ...token })],
    ['assigned', (token) => inspect(Object.assign({}, token))],
    ['walked through', (token) => JSON.stringify(Object.entries(token))],
    ['cloned', (token) => JSON.stringify(structuredClone(token))],
  ])('does not tell its secret when it is %s', async (_, print) => {
    const token = await given();

    expect(print(token)).not.toContain(token.accessToken);
  });

  it('is printed with its secret masked, and with everything else', async () => {
    const token = await given();

    const { accessToken: _, ...told } = JSON.parse(JSON.stringify(token));

    expect(JSON.stringify(token)).toContain('"accessToken":"[masked]"');
    expect(told).toEqual({
      tokenType: 'Bearer',
      generation: 1,
      obtainedAt: token.obtainedAt,
      expiresAt: token.expiresAt,
    });
  });
});
