import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStore } from '@acme/oauth-core/node';
import { type Sandbox, startSandbox } from '@acme/sandbox';
import { type MemoryDB, memoryAdapter } from 'better-auth/adapters/memory';
import { toNodeHandler } from 'better-auth/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSite, type Site } from '../site.ts';

let sandbox: Sandbox;
let database: MemoryDB;
let folder: string;
let instances: Server[];
let origins: string[];

/** Starts an instance of the site, as behind a load balancer: all instances use the origin of the first one. */
async function startInstance(): Promise<void> {
  const server = createServer((request, response) => {
    const handle = request.url?.startsWith('/api/auth/') ? toNodeHandler(site.handler) : page;
    handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  instances.push(server);
  origins.push(`http://localhost:${(server.address() as AddressInfo).port}`);
  const [origin = ''] = origins;
  const { source, dam } = sandbox.clients;
  const site: Site = createSite({
    origin,
    secret: 'the secret of a test, which has to have some length',
    database: memoryAdapter(database),
    store: fileStore(folder),
    source,
    dam: { ...dam, account: 'meadow' },
  });

  const page = async (...[request, response]: Parameters<ReturnType<typeof toNodeHandler>>): Promise<void> => {
    try {
      const headers = new Headers({ cookie: request.headers.cookie ?? '' });
      const source = await site.sourceOf(headers);
      const article = await source?.list('node--article', { pageSize: 1 }).first();
      const dam = await site.damOf(headers);
      const image = await dam?.search({ query: '' }).first();
      response.end(JSON.stringify({ article: article?.id, image: image?.id }));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  };
}

beforeEach(async () => {
  sandbox = await startSandbox({ port: 0 });
  database = { user: [], session: [], account: [], verification: [] };
  folder = mkdtempSync(join(tmpdir(), 'better-auth-'));
  instances = [];
  origins = [];
  for (let index = 0; index < 3; index++) await startInstance();
});

afterEach(async () => {
  for (const server of instances) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Signs in as a person does in a browser. @returns The browser's cookies after that. */
async function signIn(provider: 'source' | 'dam', user?: string): Promise<string> {
  const [origin = ''] = origins;
  const cookies = new Map<string, string>();
  const send = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie, origin } });
    for (const header of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      cookies.set(name, value);
    }
    return response;
  };
  const begun = await send(`${origin}/api/auth/sign-in/social`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ provider, callbackURL: '/', errorCallbackURL: '/error' }),
  });
  const { url } = (await begun.json()) as { url: string };
  const back = await send(await sandbox.authorize(url, user === undefined ? {} : { user }));
  expect(back.headers.get('location')).toBe('/');
  return [...cookies].map((pair) => pair.join('=')).join('; ');
}

const read = async (cookie: string, instance = 0): Promise<unknown> =>
  (await fetch(`${origins[instance]}/page`, { headers: { cookie } })).json();

const lifeMs = { source: 300_000, dam: 8 * 3_600_000 };

describe.each(['source', 'dam'] as const)('a person who signs in through Better Auth at %s', (provider) => {
  const operation = `${provider}.token` as const;
  const expected = provider === 'source' ? { article: expect.any(String) } : { image: expect.any(String) };

  it('reads there with a client of their own, at every instance', async () => {
    const cookie = await signIn(provider);

    for (const instance of [0, 1, 2]) expect(await read(cookie, instance)).toEqual(expected);

    expect(sandbox.count(operation)).toBe(1); // the code
    expect(await read('')).toEqual({});
  });

  it('costs one refresh when 20 requests at 3 instances find the token expired', async () => {
    const cookie = await signIn(provider);
    sandbox.advance(lifeMs[provider] + 1_000);

    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => read(cookie, index % 3)));

    expect(answers).toEqual(Array(20).fill(expected));
    expect(sandbox.count(operation)).toBe(2); // the code, then one refresh
    expect(sandbox.authorizations.every(({ alive, reuses }) => alive && reuses === 0)).toBe(true);
  });

  it('leaves no token with Better Auth: neither in its database nor in the browser', async () => {
    const cookie = await signIn(provider);
    await read(cookie);

    const [account] = database.account ?? [];
    expect(account).toMatchObject({ providerId: provider, accessToken: expect.stringMatching(/^[\da-f-]{36}$/) });
    expect(account?.refreshToken ?? undefined).toBeUndefined();
    const kept = JSON.stringify(database) + cookie;
    for (const token of heldTokens()) expect(kept).not.toContain(token);
  });

  it('stays the same user after another sign-in, with the new tokens', async () => {
    const first = await signIn(provider);
    const second = await signIn(provider);

    expect([await read(first), await read(second)]).toEqual([expected, expected]);
    expect(database.user).toHaveLength(1);
    expect(database.account).toHaveLength(1);
  });
});

describe('Better Auth, asked for the access token', () => {
  it('gives the key, which is of no use without the store', async () => {
    const cookie = await signIn('dam');
    const accountId = database.account?.[0]?.id;

    const answer = await post('/api/auth/get-access-token', cookie, { accountId });

    const { accessToken: key } = (await answer.json()) as { accessToken: string };
    const response = await fetch(`${sandbox.clients.dam.baseUrl}/v2/user`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(response.status).toBe(401);
  });

  it('never renews anything itself', async () => {
    const cookie = await signIn('dam');
    const accountId = database.account?.[0]?.id;
    sandbox.advance(lifeMs.dam + 1_000);

    const answers = [
      await post('/api/auth/get-access-token', cookie, { accountId }),
      await post('/api/auth/refresh-token', cookie, { accountId }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 400]);
    expect(sandbox.count('dam.token')).toBe(1); // the code
  });
});

describe('an authorisation', () => {
  it('that the service has ended asks for a new sign-in, which works', async () => {
    const cookie = await signIn('source');
    for (const { id } of sandbox.authorizations) sandbox.revokeAuthorization(id);

    const refused = await fetch(`${origins[0]}/page`, { headers: { cookie } });

    expect([refused.status, await refused.text()]).toEqual([500, expect.stringMatching(/^ReauthorizationRequired/)]);
    expect(await read(await signIn('source'))).toHaveProperty('article');
  });

  it('is revoked when its account is deleted', async () => {
    const cookie = await signIn('dam');

    await post('/api/auth/delete-user', cookie, {});

    expect(sandbox.count('dam.revoke')).toBe(1);
    expect(await read(cookie)).toEqual({});
  });

  it('is proved by PKCE at Source, and without it at DAM, which has none', async () => {
    const asked = await Promise.all(
      ['source', 'dam'].map((provider) => post('/api/auth/sign-in/social', '', { provider })),
    );

    const urls = await Promise.all(
      asked.map(async (answer) => new URL(((await answer.json()) as { url: string }).url)),
    );
    expect(urls.map(({ searchParams }) => searchParams.get('code_challenge_method'))).toEqual(['S256', null]);
    expect(urls.every(({ searchParams }) => searchParams.get('state'))).toBe(true);
  });
});

const post = (path: string, cookie: string, body: object): Promise<Response> =>
  fetch(`${origins[0]}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie, origin: origins[0] ?? '' },
    body: JSON.stringify(body),
  });

/** Every token of the sandbox that the store now holds. */
function heldTokens(): string[] {
  const entries = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const found = entries.join('\n').match(/(wat|wrt)_\w+|eyJ[\w-]+\.[\w-]+\.[\w-]+|def50200\w+/g) ?? [];
  expect(found.length).toBeGreaterThanOrEqual(2); // an access token and a refresh token at least
  return found;
}
