import { type Sandbox, startSandbox } from '@acme/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp, type RunningApp, startApp } from './next-app.ts';

let sandbox: Sandbox;
let app: RunningApp;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  const { siteUrl, clientId, clientSecret } = sandbox.clients.source;
  await buildApp();
  app = await startApp({
    ACQUIA_SITE_URL: String(siteUrl),
    ACQUIA_CLIENT_ID: clientId,
    ACQUIA_CLIENT_SECRET: clientSecret,
    WEBHOOK_SECRET: 'a secret',
  });
});

afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await sandbox?.close();
});

/** What loads of a page ask of the site: requests of its API, and of tokens. */
async function asked(
  path: string,
  loads = 1,
  headers: Record<string, string> = {},
): Promise<[api: number, tokens: number]> {
  const before = [sandbox.count('source.api'), sandbox.count('source.token')] as const;
  for (let load = 0; load < loads; load++) {
    expect(await (await fetch(app.origin + path, { headers })).text()).toContain('Article');
  }
  return [sandbox.count('source.api') - before[0], sandbox.count('source.token') - before[1]];
}

describe('an app of Next.js, built without secrets and started', () => {
  it('asks once for what is read again', async () => {
    expect(await asked('/cached', 3)).toEqual([1, 1]);
    expect(await asked('/fetched', 3)).toEqual([1, 0]);
    expect(await asked('/plain', 3)).toEqual([3, 0]);
  });

  it('does not miss when the token changes, as the cache of fetch does', async () => {
    sandbox.revokeAccessTokens('source');
    expect(await asked('/cached', 2)).toEqual([0, 0]);

    expect(await asked('/plain')).toEqual([2, 1]); // refused once, and asked again with another token
    expect(await asked('/cached', 2)).toEqual([0, 0]);
    expect(await asked('/fetched', 2)).toEqual([1, 0]);
  });

  it('asks once more after a webhook that knows the secret', async () => {
    const deliver = async (secret: string): Promise<number> => {
      const meta = { operation: 'update' };
      const body = JSON.stringify({ data: { type: 'node--article', id: crypto.randomUUID(), meta }, timestamp: 1 });
      return (await fetch(`${app.origin}/webhook?secret=${secret}`, { method: 'POST', body })).status;
    };

    expect([await deliver('wrong'), await asked('/cached')]).toEqual([401, [0, 0]]);
    expect([await deliver('a%20secret'), await asked('/cached', 3)]).toEqual([204, [1, 0]]);
  });

  it('reads working copies in draft mode, and keeps none of them', async () => {
    const visit = async (secret: string): Promise<Response> =>
      fetch(`${app.origin}/preview?secret=${secret}&path=/cached`, { redirect: 'manual' });
    expect((await visit('wrong')).status).toBe(401);
    const { status, headers } = await visit('a%20secret');
    const cookie = headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');

    expect([status, headers.get('location')]).toEqual([307, '/cached']);
    expect(await asked('/cached', 2, { cookie })).toEqual([2, 0]);
    expect(decodeURIComponent(sandbox.log.at(-1)?.url ?? '')).toContain('resourceVersion=rel:working-copy');
    expect(await asked('/cached')).toEqual([0, 0]);
  });
});
