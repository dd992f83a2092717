import { ConfigurationError, memoryStore, ReauthorizationRequiredError } from '@acme/oauth-core';
import { startSandbox } from '@acme/sandbox';
import { describe, expect, it } from 'vitest';
import { createDamClient } from '../src/index.ts';

const redirectUri = 'https://app.example.com/callback';

async function signedIn(key = 'account:1') {
  const sandbox = await startSandbox();
  const dam = createDamClient({ ...sandbox.clients.dam, store: memoryStore() });
  const request = await dam.createAuthorizationUrl({ account: 'meadow', redirectUri });
  const client = await dam.fromCallback(await sandbox.authorize(request.url), request, { key });
  return { sandbox, dam, client };
}

describe('a sign-in', () => {
  it('gives the client of the person who consented', async () => {
    const { sandbox, client } = await signedIn();

    const asset = await client.get('/v2/assets/search', { query: { limit: 1 } });

    expect(asset.items).toHaveLength(1);
    expect(sandbox.count('dam.token')).toBe(1);
    await sandbox.close();
  });

  it('renews once when fifty calls find the token expired', async () => {
    const { sandbox, client } = await signedIn();
    sandbox.advance(9 * 3_600_000);

    await Promise.all(Array.from({ length: 50 }, () => client.get('/v2/assets/search', { query: { limit: 1 } })));

    expect(sandbox.count('dam.token')).toBe(2);
    await sandbox.close();
  });

  it('refuses a token of another account', async () => {
    const sandbox = await startSandbox();
    const dam = createDamClient({ ...sandbox.clients.dam, store: memoryStore() });
    const request = await dam.createAuthorizationUrl({ account: 'meadow', redirectUri });
    const callback = await sandbox.authorize(request.url);

    const other = dam.fromCallback(callback, { ...request, account: 'harbour' }, { key: 'a' });

    await expect(other).rejects.toMatchObject({ code: 'callback_failed', reason: 'other_account' });
    expect(sandbox.count('dam.token')).toBe(0);
    await sandbox.close();
  });

  it('ends at the service with revoke', async () => {
    const { sandbox, client } = await signedIn();
    await client.revoke();
    await expect(client.get('/v2/assets/search')).rejects.toSatisfy(ReauthorizationRequiredError.is);
    expect(sandbox.count('dam.revoke')).toBe(1);
    await sandbox.close();
  });
});

describe('bad input', () => {
  it('is refused when the client is made', () => {
    const good = { clientId: 'x.app.widen.com', clientSecret: 'y', store: memoryStore() };
    for (const [option, options] of [
      ['account', { ...good, account: 'my_site' }],
      ['rateLimit', { ...good, rateLimit: 0 }],
      ['baseUrl', { ...good, baseUrl: 'http://api.example.com' }],
      ['clientSecret', { ...good, clientSecret: 'y\n' }],
    ] as const) {
      expect(() => createDamClient(options), option).toThrowError(expect.objectContaining({ option }));
    }
    expect(() => createDamClient({ clientId: 'x', clientSecret: 'y' })).toThrowError(ConfigurationError);
  });
});
