import { describe, expect, it } from 'vitest';
import { createFixedTokenSource, type FixedTokenSourceOptions, type TokenSource } from '../src/index.ts';
import { damProfile } from './support/profiles.ts';
import { serverFor } from './support/server.ts';
import { sandboxFor } from './support/sources.ts';

async function personalToken(changes: Partial<FixedTokenSourceOptions> = {}): Promise<{
  sandbox: Awaited<ReturnType<typeof sandboxFor>>;
  tokens: TokenSource;
  options: FixedTokenSourceOptions;
  url: string;
}> {
  const sandbox = await sandboxFor();
  const { accessToken, baseUrl } = sandbox.clients.damPersonal;
  const { fetch, clock } = sandbox;
  const options = { accessToken, profile: damProfile(sandbox), origins: [baseUrl], fetch, clock, ...changes };
  return { sandbox, options, tokens: createFixedTokenSource(options), url: `${baseUrl}/v2/uploads/profiles` };
}

describe('a fixed access token', () => {
  it('is handed out and sent, and never renewed', async () => {
    const { sandbox, tokens, options, url } = await personalToken();

    expect(await tokens.getToken()).toMatchObject({ accessToken: options.accessToken, generation: 1 });
    expect(await tokens.getToken()).toBe(await tokens.getToken());
    expect((await tokens.fetch(url)).status).toBe(200);
    sandbox.revokeAccessTokens('dam');
    expect((await tokens.fetch(url)).status).toBe(401);
    tokens.invalidate(await tokens.getToken());

    expect((await tokens.getToken()).accessToken).toBe(options.accessToken);
    expect(sandbox.count('dam.token')).toBe(0);
    expect(sandbox.count('dam.api')).toBe(2);
  });

  it('goes only to its origins', async () => {
    const elsewhere = await serverFor(() => ({}));
    const { tokens } = await personalToken();

    await tokens.fetch(elsewhere.origin);

    expect(elsewhere.arrived[0]?.headers.authorization).toBeUndefined();
  });

  it('that another program renews is read for each request, and read again when it is refused', async () => {
    const { sandbox, options } = await personalToken();
    let file = 'wat_meadow_old';
    const tokens = createFixedTokenSource({
      ...options,
      accessToken: async () => {
        const text = file;
        file = String(options.accessToken); // the other program is at work
        return text;
      },
    });

    const answer = await tokens.fetch(`${sandbox.clients.damPersonal.baseUrl}/v2/uploads/profiles`);

    expect(answer.status).toBe(200);
    expect((await tokens.getToken()).generation).toBe(2);
    expect(sandbox.count('dam.api')).toBe(2);
  });

  it('is refused if it begins with its scheme, which would be sent twice', async () => {
    const { options } = await personalToken();
    const refused = {
      code: 'configuration_invalid',
      option: 'accessToken',
      message: expect.stringContaining('Bearer'),
    };
    expect(() => createFixedTokenSource({ ...options, accessToken: 'Bearer wat_meadow_x1' })).toThrow(
      "without 'Bearer'",
    );
    const read = createFixedTokenSource({ ...options, accessToken: () => 'Bearer wat_meadow_x1' });
    await expect(read.getToken()).rejects.toMatchObject(refused);
  });

  it('is revoked at the server', async () => {
    const { sandbox, tokens } = await personalToken();

    await tokens.revoke();

    expect(sandbox.log.at(-1)).toMatchObject({ operation: 'dam.revoke', status: 204 });
  });

  it('counts as revoked if the server no longer knows it', async () => {
    const { sandbox, tokens } = await personalToken();
    sandbox.revokeAccessTokens('dam');

    await tokens.revoke();

    expect(sandbox.log.at(-1)).toMatchObject({ operation: 'dam.revoke', status: 401 });
  });

  it('is described without its secret', async () => {
    const { tokens, options } = await personalToken();

    const { obtainedAt } = await tokens.getToken();
    const description = await tokens.describe();

    expect(description).toEqual({
      ...{ key: tokens.key, state: 'held', generation: 1, obtainedAt, history: [] },
      accessTokenFingerprint: expect.stringMatching(/^[\da-f]{8}$/),
    });
    expect(obtainedAt).toBeGreaterThan(0);
    expect(JSON.stringify(description)).not.toContain(options.accessToken);
  });

  it.each(['', ' ', 'wat_a_b\n', ' wat_a_b', 'wat_a\nb'])(
    'is refused if it was badly pasted: %j',
    async (accessToken) => {
      const { options } = await personalToken();
      const refusal = { code: 'configuration_invalid', option: 'accessToken' };

      expect(() => createFixedTokenSource({ ...options, accessToken })).toThrow(expect.objectContaining(refusal));
      const read = createFixedTokenSource({ ...options, accessToken: () => accessToken });
      await expect(read.getToken()).rejects.toMatchObject(refusal);
    },
  );

  it('that is missing is refused, also if a function gives it', async () => {
    const { options } = await personalToken();
    const missing = {} as { readonly TOKEN: string }; // as from an environment whose types promise too much
    const refused = { code: 'configuration_invalid', option: 'accessToken' };

    expect(() => createFixedTokenSource({ ...options, accessToken: missing.TOKEN })).toThrow('accessToken is missing');
    const read = createFixedTokenSource({ ...options, accessToken: () => missing.TOKEN });
    await expect(read.getToken()).rejects.toMatchObject(refused);
  });

  it('refuses calls that need more than a token, and says which option to change', async () => {
    const { tokens } = await personalToken();
    const refusal = expect.objectContaining({ code: 'configuration_invalid', option: 'accessToken' });

    await expect(tokens.connect({ refreshToken: 'a' })).rejects.toEqual(refusal);
    await expect(tokens.exchange({ code: 'a', redirectUri: 'https://app.example' })).rejects.toEqual(refusal);
    expect(() => tokens.withScope('a')).toThrow(refusal);
    expect(() => tokens.forKey('a')).toThrow(refusal);
  });

  it('is not given to a caller who has left before', async () => {
    const { tokens } = await personalToken();
    const reason = new Error('gone');

    await expect(tokens.getToken({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('is not waited for by a caller who leaves while it is read', async () => {
    const { profile } = (await personalToken()).options;
    const tokens = createFixedTokenSource({ profile, accessToken: () => new Promise<string>(() => {}) });
    const caller = new AbortController();
    const pending = tokens.getToken({ signal: caller.signal });
    caller.abort('gone');

    await expect(pending).rejects.toBe('gone');
  });

  it('can be cleared and disposed of, which does nothing', async () => {
    const { tokens, options } = await personalToken();

    await tokens.clear();
    await tokens[Symbol.asyncDispose]();

    expect((await tokens.getToken()).accessToken).toBe(options.accessToken);
  });
});
