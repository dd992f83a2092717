import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Sandbox, startSandbox } from '@acme/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasRedisServer, startRedis } from '../../../oauth-core/test/support/redis.ts';
import { buildApp, type RunningApp, startApp } from '../../../tooling/next-app.ts';

const folder = fileURLToPath(new URL('site', import.meta.url));
let sandbox: Sandbox;
let app: RunningApp;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 });
  await buildApp(folder, {}); // without any secret
  app = await startApp(folder, environment());
});

function environment(): Record<string, string> {
  const { siteUrl, clientId, clientSecret } = sandbox.clients.source;
  return {
    ACQUIA_SITE_URL: String(siteUrl),
    ACQUIA_CLIENT_ID: clientId,
    ACQUIA_CLIENT_SECRET: clientSecret,
    WEBHOOK_SECRET: 'a secret',
  };
}

afterAll(async () => {
  await app?.[Symbol.asyncDispose]();
  await sandbox?.close();
});

/** How many requests loads of a page cause at the site: of its API, and of tokens. */
async function asked(
  path: string,
  loads = 1,
  headers: Record<string, string> = {},
): Promise<[api: number, tokens: number]> {
  const before = [sandbox.count('source.api'), sandbox.count('source.token')] as const;
  for (let load = 0; load < loads; load++) {
    expect(await (await fetch(new URL(path, app.origin), { headers })).text()).toContain('Article');
  }
  return [sandbox.count('source.api') - before[0], sandbox.count('source.token') - before[1]];
}

async function deliver(secret: string, { origin } = app): Promise<number> {
  const meta = { operation: 'update' };
  const body = JSON.stringify({ data: { type: 'node--article', id: crypto.randomUUID(), meta }, timestamp: 1 });
  return (await fetch(`${origin}/webhook?secret=${secret}`, { method: 'POST', body })).status;
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

/** The handler of the guide, in a folder where its imports are found. */
async function handlerOfTheGuide(): Promise<string> {
  const docs = new URL('../../../../docs/', import.meta.url);
  const guide = await readFile(new URL('guides/next.md', docs), 'utf8');
  const [, code = ''] = /^```js\n(\/\/ cache-handler\.mjs\n.*?)^```$/ms.exec(guide) ?? [];
  const file = new URL('node_modules/.cache/next-guide/cache-handler.mjs', docs);
  await mkdir(new URL('.', file), { recursive: true });
  await writeFile(file, code);
  return fileURLToPath(file);
}

// Without Redis this is reported as skipped.
describe.runIf(await hasRedisServer())('two servers with the cache handler of the guide', () => {
  it('share what they have read, and drop it together after a webhook to one of them', async () => {
    const redis = await startRedis();
    try {
      const shared = { ...environment(), REDIS_URL: redis.url, CACHE_HANDLER: await handlerOfTheGuide() };
      await using first = await startApp(folder, shared);
      await using second = await startApp(folder, shared);
      const [here, there] = [`${first.origin}/cached`, `${second.origin}/cached`];

      expect([await asked(here, 2), await asked(there, 2)]).toEqual([
        [1, 1],
        [0, 0],
      ]);
      expect(await deliver('a%20secret', second)).toBe(204);
      expect([(await asked(here, 2))[0], (await asked(there, 2))[0]]).toEqual([1, 0]);

      // A whole page, too. Without its lifetime, the server that has not made it would make it again each second.
      const page = async ({ origin }: RunningApp): Promise<unknown> => {
        const { headers } = await fetch(`${origin}/kept/a`);
        return [headers.get('x-nextjs-cache'), headers.get('cache-control')];
      };
      const lifetime = expect.stringContaining('s-maxage=3600');
      expect([await page(first), await page(second)]).toEqual([
        ['MISS', lifetime],
        ['HIT', lifetime],
      ]);
      expect(await deliver('a%20secret', second)).toBe(204);
      expect(await page(first)).toEqual(['MISS', lifetime]);
    } finally {
      await redis.stop();
    }
  });
});
