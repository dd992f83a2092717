import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CloudClient, createCloudClientFromEnv } from '@acme/cloud';
import type { DamClient } from '@acme/dam';
import { generateKey, memoryStore, type TokenSource, type TokenStore } from '@acme/oauth-core';
import type { Sandbox } from '@acme/sandbox';
import { createSourceClient, type SourceClient } from '@acme/source';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { hasRedisServer, startRedis } from '../../packages/oauth-core/test/support/redis.ts';
import { exportsOf, runPage, sandboxInEnvironment } from './run-page.ts';

describe('the code of "start here"', () => {
  it('lists applications, articles and assets', async () => {
    const sandbox = await sandboxInEnvironment();
    for (const [block, operation] of (['cloud.api', 'source.api', 'dam.api'] as const).entries()) {
      const { printed } = await runPage('docs/index.md', block);
      expect(printed.length).toBeGreaterThan(1);
      expect(sandbox.count(operation)).toBeGreaterThan(0);
    }
    expect(sandbox.count('cloud.token')).toBe(1);
    expect(sandbox.count('source.token')).toBe(1);
  });
});

interface SignInPage {
  readonly beginSignIn: (account: string) => Promise<{ id: string; url: string }>;
  readonly endSignIn: (id: string, callbackUrl: string, userId: string) => Promise<DamClient>;
  readonly damOf: (userId: string) => DamClient;
  readonly signOut: (userId: string) => Promise<void>;
}

describe('the code of "a Node service"', () => {
  afterEach(() => {
    process.removeAllListeners('SIGTERM'); // the page's own
  });

  /** The page's server, at a port of its own. */
  async function listening(): Promise<{ server: Server; shutDown: () => Promise<void>; port: number }> {
    const page = await exportsOf<{ server: Server; shutDown: () => Promise<void> }>('docs/guides/node-service.md', 2);
    page.server.listen(0, '127.0.0.1');
    await once(page.server, 'listening');
    return { ...page, port: (page.server.address() as AddressInfo).port };
  }

  it('answers with names, and shuts down', async () => {
    const sandbox = await sandboxInEnvironment();
    const { server, shutDown, port } = await listening();
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toHaveLength(20);

    sandbox.faults.every(1, 'cloud.api', { kind: 'status', status: 429, retryAfterSeconds: 3_600 });
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(503);
    expect(error).toHaveBeenCalledOnce();
    error.mockRestore();
    await shutDown();
    expect(server.listening).toBe(false);
  });

  it('closes the connection of a client that asks it to', async () => {
    await sandboxInEnvironment();
    const { server, port } = await listening();
    onTestFinished(() => void server.close());
    const asked = request({ port, host: '127.0.0.1', headers: { connection: 'close' } }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();

    expect(answer.headers.connection).toBe('close');
  });

  it('reads webhooks', async () => {
    vi.stubEnv('WEBHOOK_SECRET', 's3cret');
    const { hooks } = await exportsOf<{ hooks: Server }>('docs/guides/node-service.md', 3);
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    onTestFinished(() => {
      vi.unstubAllEnvs();
      log.mockRestore();
    });
    hooks.listen(0, '127.0.0.1');
    await once(hooks, 'listening');
    onTestFinished(() => void hooks.close());
    const { port } = hooks.address() as AddressInfo;
    const body = JSON.stringify({ data: { type: 'node--article', id: 'a', meta: { operation: 'update' } } });
    const deliver = async (secret: string, text: string, headers = {}): Promise<number> =>
      (await fetch(`http://127.0.0.1:${port}/?secret=${secret}`, { method: 'POST', body: text, headers })).status;

    expect(await deliver('s3cret', body)).toBe(204);
    expect(log.mock.calls).toEqual([['update', 'node--article', 'a']]);
    expect(await deliver('another', body)).toBe(401);
    expect(await deliver('s3cret', 'no event')).toBe(401);
    expect(await deliver('s3cret', body, { 'idempotency-key': 'of another body' })).toBe(401);
  });

  it('shuts down even while a proxy sends requests over connections that it keeps', async () => {
    await sandboxInEnvironment();
    const { server, shutDown, port } = await listening();
    let isOver = false;
    onTestFinished(() => {
      isOver = true;
    });
    const proxy = async (): Promise<void> => {
      while (!isOver) {
        const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
        await answer?.arrayBuffer();
      }
    };
    void proxy();
    await once(server, 'request');

    await shutDown();

    expect(server.listening).toBe(false);
  });

  it('signs a person in, finds them again, and signs them out', async () => {
    const sandbox = await sandboxInEnvironment();
    vi.stubEnv('TOKEN_FOLDER', await temporaryFolder());
    const page = await exportsOf<SignInPage>('docs/guides/node-service.md');

    const { id, url } = await page.beginSignIn('meadow');
    const callbackUrl = await sandbox.authorize(url);
    await page.endSignIn(id, callbackUrl, '42');
    expect(await page.damOf('42').search().first()).toHaveProperty('filename');
    await expect(page.endSignIn(id, callbackUrl, '42')).rejects.toThrow('begin the sign-in again');

    await page.signOut('42');
    await expect(page.damOf('42').search().first()).rejects.toMatchObject({ code: 'reauthorization_required' });
    expect(sandbox.count('dam.revoke')).toBe(1);
  });
});

describe('the code of "sign-in with any framework"', () => {
  interface Page {
    readonly signIn: () => Promise<Response>;
    readonly callback: (request: Request) => Promise<Response>;
    readonly personOf: (request: Request) => SourceClient | undefined;
    readonly signOut: (request: Request) => Promise<Response>;
  }
  const cookiesOf = (response: Response): string =>
    response.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
  const locationOf = (response: Response): string => response.headers.get('location') ?? '';

  it.each(['http://localhost:3000', 'https://app.example'])('signs a person in once, and out: %s', async (app) => {
    const sandbox = await sandboxInEnvironment({ source: { redirectUris: [`${app}/callback`] } });
    vi.stubEnv('TOKEN_FOLDER', await temporaryFolder());
    vi.stubEnv('APP_URL', app);
    const page = await exportsOf<Page>('docs/guides/sign-in.md');
    const asked = (cookie: string, origin?: string): Request =>
      new Request(app, { headers: { cookie, ...(origin && { origin }) } });

    expect(page.personOf(asked('other=1'))).toBeUndefined();
    const begun = await page.signIn();
    const callbackUrl = await sandbox.authorize(locationOf(begun));
    const back = (cookie: string): Promise<Response> =>
      page.callback(new Request(callbackUrl, { headers: { cookie } }));
    const name = app.startsWith('https:') ? '__Host-sign-in' : 'sign-in';
    for (const cookie of ['', `${name}=`, `${name}=%`, `${name}=%7B`, `${name}=null`]) {
      expect((await back(cookie)).status, cookie).toBe(400); // another browser, or one that sends what it likes
    }
    const signedIn = await back(cookiesOf(begun));
    expect([signedIn.status, locationOf(signedIn)]).toEqual([303, '/']);
    expect((await back(cookiesOf(begun))).status).toBe(400); // a code counts once

    const before = cookiesOf(signedIn);
    const again = await page.signIn();
    const signedInAgain = await page.callback(
      new Request(await sandbox.authorize(locationOf(again)), {
        headers: { cookie: `${cookiesOf(again)}; ${before}` },
      }),
    );
    const cookie = cookiesOf(signedInAgain);
    const gone = { code: 'reauthorization_required' };
    await expect(page.personOf(asked(before))?.list('node--article').first()).rejects.toMatchObject(gone);
    expect(cookie).toContain(app.startsWith('https:') ? '__Host-session=' : 'session=');
    expect(await page.personOf(asked(cookie))?.list('node--article').first()).toHaveProperty('id');
    expect((await page.signOut(asked(cookie, 'https://evil.example'))).status).toBe(403);
    expect(await page.personOf(asked(cookie))?.list('node--article').first()).toHaveProperty('id');
    expect(cookiesOf(await page.signOut(asked(cookie, app)))).toMatch(/session=$/);
    await expect(page.personOf(asked(cookie))?.list('node--article').first()).rejects.toMatchObject(gone);
  });

  it("signs a person in even if the earlier session can't be ended", async () => {
    const sandbox = await sandboxInEnvironment();
    const folder = await temporaryFolder();
    vi.stubEnv('TOKEN_FOLDER', folder);
    const page = await exportsOf<Page>('docs/guides/sign-in.md');
    const signedIn = async (before = 'other=1'): Promise<Response> => {
      const begun = await page.signIn();
      const headers = { cookie: `${cookiesOf(begun)}; ${before}` };
      return page.callback(new Request(await sandbox.authorize(locationOf(begun)), { headers }));
    };
    const before = cookiesOf(await signedIn());
    for (const file of await readdir(folder)) await writeFile(join(folder, file), '"no entry"');

    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => error.mockRestore());
    const after = await signedIn(before);

    expect(after.status).toBe(303);
    expect(error).toHaveBeenCalledWith(expect.objectContaining({ code: 'store_entry_unreadable' }));
    const request = new Request('http://localhost:3000', { headers: { cookie: cookiesOf(after) } });
    expect(await page.personOf(request)?.list('node--article').first()).toHaveProperty('id');
  });
});

describe('the code of "several organisations"', () => {
  it('gets a token for each organisation', async () => {
    const sandbox = await sandboxInEnvironment();
    const { printed } = await runPage('docs/guides/several-organisations.md', 1);
    const [meadow, harbour, castle] = sandbox.organizations;
    expect(printed.slice(0, 2)).toEqual([expect.stringContaining(meadow.name), expect.stringContaining(harbour.name)]);
    expect(printed.at(-1)).toBe(`needs the scope of ${castle.uuid}`);
  });

  it('keeps customers apart', async () => {
    const sandbox = await sandboxInEnvironment();
    const { cloudOf } = await exportsOf<{ cloudOf: (customer: object) => CloudClient }>(
      'docs/guides/several-organisations.md',
    );
    const customer = { clientId: 'a', clientSecret: 'b', organization: sandbox.organizations[0].uuid };
    expect(cloudOf(customer).tokens.key).not.toBe(cloudOf({ ...customer, clientId: 'c' }).tokens.key);
  });
});

describe('the code of "proxies"', () => {
  it('sends both API requests and token requests through the proxy', async () => {
    const sandbox = await sandboxInEnvironment();
    const passed: string[] = [];
    const proxy = createServer((incoming, outgoing) => {
      const { url = '', method, headers } = incoming;
      passed.push(`${method} ${new URL(url).pathname}`);
      const onward = request(url, { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      incoming.pipe(onward);
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    onTestFinished(() => void proxy.close());
    vi.stubEnv('COMPANY_PROXY', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);

    const { cloud } = await exportsOf<{ cloud: CloudClient }>('docs/guides/proxies.md', 0);
    await cloud.get('/applications');

    expect(passed).toEqual(['POST /cloud/accounts/api/auth/oauth/token', 'GET /cloud/api/applications']);
    expect(sandbox.log).toHaveLength(2);
  });
});

describe('the code of "serverless"', () => {
  it('answers from a handler of Lambda, several times with one token', async () => {
    const sandbox = await sandboxInEnvironment();
    const { handler } = await exportsOf<{ handler: () => Promise<string[]> }>('docs/guides/serverless.md', 4);

    expect((await handler()).length).toBeGreaterThan(1);
    expect((await handler()).length).toBeGreaterThan(1);
    expect(sandbox.count('cloud.token')).toBe(1);
  });

  it('answers from a handler, and asks for the status of a task', async () => {
    await sandboxInEnvironment({ cloud: { taskDuration: 0 } });
    const { handler } = await exportsOf<{ handler: () => Promise<{ body: string }> }>('docs/guides/serverless.md', 0);
    expect(JSON.parse((await handler()).body).length).toBeGreaterThan(1);

    const cloud = createCloudClientFromEnv();
    const applicationUuid = (await cloud.paginate('/applications').first())?.uuid ?? '';
    const body = { name: 'another' };
    const task = await cloud.post('/applications/{applicationUuid}/databases', { path: { applicationUuid }, body });
    const { statusOf } = await exportsOf<{ statusOf: (taskUuid: string) => Promise<unknown> }>(
      'docs/guides/serverless.md',
    );
    expect(await statusOf(task._links?.notification?.href.split('/').at(-1) ?? '')).toBe('completed');
  });
});

describe('the code of "logging"', () => {
  it('reports what happens to a token', async () => {
    await sandboxInEnvironment();
    const { printed } = await runPage('docs/guides/events.md', 0);
    expect(printed.map((line) => JSON.parse(line).type)).toEqual(['claimed', 'requested', 'answered', 'stored']);
  });

  it('reports to OpenTelemetry, and works without an SDK', async () => {
    const sandbox = await sandboxInEnvironment();
    const { cloud } = await exportsOf<{ cloud: CloudClient }>('docs/guides/events.md', 1);
    await cloud.get('/applications');
    expect(sandbox.count('cloud.api')).toBe(1);
  });

  it('logs requests, without their queries', async () => {
    await sandboxInEnvironment();
    const { printed } = await runPage('docs/guides/events.md', 2);
    expect(printed).toEqual([
      expect.stringMatching(/^POST \/cloud\/accounts\/api\/auth\/oauth\/token 200 \d+ ms$/),
      expect.stringMatching(/^GET \/cloud\/api\/applications 200 \d+ ms$/),
    ]);
  });

  it('masks a token in a text', async () => {
    const { printed } = await runPage('docs/guides/events.md');
    expect(printed).toEqual([expect.not.stringContaining('0123456789abcdef')]);
    expect(printed[0]).toContain('wat_widen_');
  });
});

describe('the code of "moving in"', () => {
  it('lists what next-drupal, acquia-dam-sdk and the PHP SDK listed', async () => {
    const sandbox = await sandboxInEnvironment();
    const drupal = await runPage('docs/guides/from/next-drupal.md', 1);
    expect(drupal.printed).toHaveLength(63);
    const dam = await runPage('docs/guides/from/acquia-dam-sdk.md');
    expect(dam.printed).toHaveLength(20);
    const { environmentOf } = await exportsOf<{ environmentOf: (alias: string) => Promise<object | undefined> }>(
      'docs/guides/from/acquia-php-sdk.md',
    );
    const { hosting } = (await createCloudClientFromEnv().paginate('/applications').first()) ?? {};
    expect(await environmentOf(`${hosting?.id?.split(':')[1]}.dev`)).toMatchObject({ name: 'dev' });
    expect(await environmentOf('nothing.dev')).toBeUndefined();
    expect(sandbox.log.filter(({ status = 500 }) => status >= 400)).toEqual([]);
  });

  it('stores existing tokens once, and renews them from then on', async () => {
    const sandbox = await sandboxInEnvironment({ tokenLifetime: { source: 300_000 } });
    const { siteUrl, clientId, clientSecret } = sandbox.clients.source;
    vi.stubEnv('TOKEN_URL', `${siteUrl}/oauth/token`);
    vi.stubEnv('API_URL', siteUrl);
    vi.stubEnv('CLIENT_ID', clientId);
    vi.stubEnv('CLIENT_SECRET', clientSecret);
    vi.stubEnv('TOKEN_FOLDER', await temporaryFolder());
    const old = await oldTokenOf(sandbox);

    const { moveIn, tokensOf } = await exportsOf<{
      moveIn: (userId: string, old: object) => Promise<string>;
      tokensOf: (userId: string) => TokenSource;
    }>('docs/guides/from/simple-oauth2.md');
    expect(await moveIn('42', old)).toBe('stored');
    expect(await moveIn('42', old)).toBe('kept');
    expect((await tokensOf('42').getToken()).accessToken).toBe(old.access_token);
    expect((await tokensOf('42').getToken({ minimumLifetime: 290_000 })).generation).toBe(1);
    tokensOf('42').invalidate(await tokensOf('42').getToken());
    expect((await tokensOf('42').getToken()).generation).toBe(2);
    expect((await tokensOf('42').fetch(`${siteUrl}/api/node/article`)).status).toBe(200);
  });
});

describe.runIf(await hasRedisServer())('the code of the page of Redis', () => {
  it('lets two processes share a token, until each shuts down', async () => {
    const sandbox = await sandboxInEnvironment();
    const redis = await startRedis();
    onTestFinished(() => redis.stop());
    vi.stubEnv('REDIS_URL', redis.url);
    for (const process of ['one', 'another']) {
      const page = await runPage<{ cloud: CloudClient; shutDown: () => Promise<void> }>(
        'docs/guides/stores/redis.md',
        0,
      );
      expect(await page.exports.cloud.paginate('/applications').first(), process).toHaveProperty('uuid');
      await page.exports.shutDown();
      expect(page.printed).toEqual([]);
    }
    expect(sandbox.count('cloud.token')).toBe(1);
  });
});

describe('the code of the pages of stores', () => {
  it('keeps tokens encrypted', async () => {
    await sandboxInEnvironment();
    vi.stubEnv('TOKEN_FOLDER', await temporaryFolder());
    vi.stubEnv('TOKEN_KEY', generateKey());
    const sealed = () => exportsOf<{ store: TokenStore }>('docs/guides/stores/encryption.md');
    const { store } = await sealed();
    const cloud = createCloudClientFromEnv(process.env, { store });
    const { accessToken } = await cloud.tokens.getToken();
    expect(accessToken).not.toBe('');
    expect((await store.get(cloud.tokens.key))?.entry.value).toContain(accessToken);
    const { store: other } = await sealed();
    expect((await other.get(cloud.tokens.key))?.entry.value).toContain(accessToken);
    vi.stubEnv('TOKEN_KEY', generateKey());
    const { store: blind } = await sealed();
    await expect(blind.get(cloud.tokens.key)).rejects.toMatchObject({ code: 'store_entry_unreadable' });
  });
});

describe('the code of "on call"', () => {
  it('reports what is held, who renewed it and why it ended, without a secret', async () => {
    const sandbox = await sandboxInEnvironment();
    vi.stubEnv('TOKEN_FOLDER', await temporaryFolder());
    const { beginSignIn, endSignIn, damOf, signOut } = await exportsOf<SignInPage>('docs/guides/node-service.md');
    const { report } = await exportsOf<{ report: (userId: string) => Promise<string> }>('docs/on-call.md', 0);
    expect(await report('42')).toContain('user:42: empty, generation 0');

    const { id, url } = await beginSignIn('meadow');
    await endSignIn(id, await sandbox.authorize(url), '42');
    const held = await report('42');
    expect(held).toContain('user:42: held, generation 1');
    expect(held).toContain('nobody is renewing it');
    expect(held).toMatch(/last rotation .+ by [\w-]+/);
    expect(held).not.toContain((await damOf('42').tokens.getToken()).accessToken);

    await signOut('42');
    expect(await report('42')).toMatch(/ended, generation 1[\s\S]+revoked: revoked/);
  });
});

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tokens-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** A person's tokens as another library has fetched and kept them. */
async function oldTokenOf(
  sandbox: Sandbox,
): Promise<{ access_token: string; refresh_token: string; expires_at: string }> {
  const { clientId, clientSecret, siteUrl } = sandbox.clients.source;
  const source = createSourceClient({ ...sandbox.clients.source, store: memoryStore() });
  const request = await source.createAuthorizationUrl({ redirectUri: 'https://app.example/callback' });
  const code = new URL(await sandbox.authorize(request.url)).searchParams.get('code') ?? '';
  const answer = await sandbox.fetch(`${siteUrl}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      client_secret: clientSecret,
      code,
      redirect_uri: request.redirectUri,
      code_verifier: request.codeVerifier ?? '',
    }),
  });
  const token = (await answer.json()) as { access_token: string; refresh_token: string; expires_in: number };
  return { ...token, expires_at: new Date(Date.now() + token.expires_in * 1_000).toISOString() };
}
