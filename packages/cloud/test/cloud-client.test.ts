import { inspect } from 'node:util';
import { type CloudClientOptions, cloudProfile, createCloudClient } from '@acme/cloud';
import { ConfigurationError, memoryStore, TokenRequestError, type TokenStore } from '@acme/oauth-core';
import { type Sandbox, type SandboxOptions, startSandbox } from '@acme/sandbox';
import { describe, expect, it, onTestFinished } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';

async function sandboxed(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.close());
  return sandbox;
}

const path = { applicationUuid: 'any' };
const body = { label: 'any', branch: 'any', databases: [] };

describe('the profile', () => {
  it('is what the service documents, except for what is passed in', () => {
    expect({ ...cloudProfile(), isTokenRefused: undefined }).toEqual({
      name: 'Cloud API v2',
      tokenUrl: 'https://accounts.acquia.com/api/auth/oauth/token',
      bodyFormat: 'form',
      rotation: 'none',
      redirectUriInExchange: false,
      pkce: 'none',
    });
    expect(cloudProfile({ name: 'mine' })).toMatchObject({ name: 'mine', bodyFormat: 'form' });
  });
});

describe('a client with an organisation', () => {
  it('lists applications with a token that it has fetched itself', async () => {
    const sandbox = await sandboxed();
    const cloud = createCloudClient({ ...sandbox.clients.cloud, organization: sandbox.organizations[0].uuid });
    const page = await cloud.get('/applications', { query: { limit: 2, sort: '-name' } });
    expect(page.total).toBe(25);
    expect(page._embedded.items).toHaveLength(2);
    const names = (await cloud.paginate('/applications', { pageSize: 10 }).toArray({ limit: Infinity })).map(
      ({ name }) => name,
    );
    expect(new Set(names).size).toBe(25);
    expect(sandbox.count('cloud.token')).toBe(1);
  });

  it('makes one token request for 200 calls at once, and one more when the token has expired', async () => {
    const sandbox = await sandboxed();
    const cloud = createCloudClient({ ...sandbox.clients.cloud, organization: sandbox.organizations[0].uuid });
    const calls = (): Promise<unknown[]> =>
      Promise.all(Array.from({ length: 200 }, () => cloud.get('/applications', { query: { limit: 1 } })));
    await calls();
    expect(sandbox.count('cloud.token')).toBe(1);
    sandbox.advance(301_000);
    await calls();
    expect(sandbox.count('cloud.token')).toBe(2);
    expect(sandbox.count('cloud.api')).toBe(400);
  });

  it('says that nothing was sent if its token did not come in time', async () => {
    const sandbox = await sandboxed();
    const cloud = createCloudClient({ ...sandbox.clients.cloud, retry: 0, timeout: 40 });
    sandbox.faults.next('cloud.token', { kind: 'latency', ms: 60_000 });
    const error = await rejection(cloud.post('/applications/{applicationUuid}/environments', { path, body }));
    expect(error).toMatchObject({ code: 'request_timeout', sent: 'no' });
    expect(sandbox.count('cloud.api')).toBe(0);
  });

  it("fails for a wrong secret with the caller's line in the stack", async () => {
    const sandbox = await sandboxed();
    const cloud = createCloudClient({ ...sandbox.clients.cloud, clientSecret: 'wrong' });
    async function callerOf(): Promise<void> {
      await cloud.get('/applications');
    }
    const error = await rejection(callerOf());
    expect(error).toHaveProperty('stack', expect.stringMatching(/^TokenRequestError: .*\n[\s\S]*callerOf/));
  });

  it('says what to do if a list takes no offset', async () => {
    const sandbox = await sandboxed();
    const cloud = createCloudClient(sandbox.clients.cloud);
    const path = { organizationUuid: sandbox.organizations[0].uuid };
    const members = (pageSize?: number) =>
      cloud.paginate('/organizations/{organizationUuid}/members', { path, pageSize }).toArray({ limit: Infinity });
    expect(await rejection(members(10))).toHaveProperty('message', expect.stringContaining('leave pageSize out'));
    expect((await members()).length).toBeGreaterThan(10);
  });

  it.each([401, 403] as const)(
    'renews its token once if the server ends tokens early and then answers %i',
    async (status) => {
      const sandbox = await sandboxed({ cloud: { expiredTokenStatus: status } });
      const { clock: _, ...options } = sandbox.clients.cloud; // its own clock does not move with the server's
      const cloud = createCloudClient({ ...options, organization: sandbox.organizations[0].uuid });
      await cloud.get('/applications');
      sandbox.advance(301_000);
      await Promise.all(Array.from({ length: 50 }, () => cloud.get('/applications')));
      expect(sandbox.count('cloud.token')).toBe(2);
    },
  );

  it.each<[401 | 403, unknown]>([
    [401, '<html>'],
    [403, { error: 'forbidden', message: 'The Access Token has Expired.' }],
    [403, { error: 'forbidden', message: 'This token was revoked.' }],
    [403, { error: 'forbidden', message: 'The token is invalid.' }],
  ])('takes %i with %j as a refused token, and renews it', async (status, body) => {
    const sandbox = await sandboxed();
    const cloud = createCloudClient({ ...sandbox.clients.cloud, organization: sandbox.organizations[0].uuid });
    sandbox.faults.next('cloud.api', { kind: 'status', status, body });
    expect(await cloud.get('/applications')).toMatchObject({ total: 25 });
    expect(sandbox.count('cloud.token')).toBe(2);
  });

  it.each(['You do not have permission to do this.', 'The subscription has expired.'])(
    'does not take a missing permission for a refused token: %s',
    async (message) => {
      const sandbox = await sandboxed();
      const cloud = createCloudClient({ ...sandbox.clients.cloud, organization: sandbox.organizations[0].uuid });
      sandbox.faults.next('cloud.api', {
        kind: 'status',
        status: 403,
        body: { error: 'forbidden', message },
      });
      expect(await rejection(cloud.get('/applications'))).toMatchObject({ code: 'forbidden' });
      expect([sandbox.count('cloud.token'), sandbox.count('cloud.api')]).toEqual([1, 1]);
    },
  );

  it('serves another organisation through forOrganization, each with a token of its own', async () => {
    const sandbox = await sandboxed();
    const [first, second, federated] = sandbox.organizations;
    const store = memoryStore();
    const cloud = createCloudClient({ ...sandbox.clients.cloud, store, organization: first.uuid });
    for (const { uuid } of [first, second, federated, first]) {
      const client = uuid === first.uuid ? cloud : cloud.forOrganization(uuid);
      const path = { organizationUuid: uuid };
      expect(await client.get('/organizations/{organizationUuid}/applications', { path })).toMatchObject({ total: 25 });
    }
    expect(sandbox.count('cloud.token')).toBe(3);
    expect(new Set(sandbox.log.flatMap(({ authorization }) => authorization ?? [])).size).toBe(3);
  });

  it('shares a stored token with clients of the same credentials and organisation only', async () => {
    const sandbox = await sandboxed();
    const store = memoryStore();
    const options = { ...sandbox.clients.cloud, store };
    const [first, second] = sandbox.organizations;
    for (const organization of [first.uuid, first.uuid, second.uuid, second.uuid]) {
      await createCloudClient({ ...options, organization }).get('/applications');
    }
    await createCloudClient(options).get('/applications');
    expect(sandbox.count('cloud.token')).toBe(3);
  });

  it('sends a form to the three operations that take no JSON, also by a link', async () => {
    const bodies: unknown[] = [];
    const cloud = createCloudClient({
      accessToken: 'x',
      async fetch(_, init) {
        bodies.push((init as RequestInit).body); // the platform's own
        return Response.json({});
      },
    });
    const form = { a: 1, b: undefined, c: 'x y', d: [2, 3], e: null } as object; // whatever the document calls its fields
    await cloud.put('/subscriptions/{subscriptionUuid}', { path: { subscriptionUuid: 'u' }, body: form });
    await cloud.request('POST', '/subscriptions/u/shield-acl', { body: { addresses: ['a', 'b'] } });
    const bare: object = Object.assign(Object.create(null), { description: 'c' });
    await cloud.request('PUT', '/subscriptions/u/shield-acl/v', { body: bare });
    await cloud.request('POST', '/subscriptions/u/shield-acl', { body: new URLSearchParams('ready=made') });
    await cloud.request('POST', '/subscriptions/u/shield-acl');
    await cloud.request('PUT', 'https://cloud.acquia.com/api/subscriptions/u', { body: { name: 'of a link' } });
    await cloud.request('POST', '/subscriptions/u/other', { body: { a: 1 } });
    expect(bodies.map(String)).toEqual([
      'a=1&c=x+y&d%5B%5D=2&d%5B%5D=3',
      'addresses%5B%5D=a&addresses%5B%5D=b',
      'description=c',
      'ready=made',
      'null',
      'name=of+a+link',
      '{"a":1}',
    ]);
  });

  it('calls the service itself if no other URL is named', async () => {
    const urls: string[] = [];
    const cloud = createCloudClient({
      clientId: 'a',
      clientSecret: 'b',
      async fetch(input) {
        urls.push(String(input));
        return Response.json({ access_token: 'c', token_type: 'bearer', expires_in: 300 });
      },
    });
    await cloud.get('/account');
    expect(urls).toEqual(['https://accounts.acquia.com/api/auth/oauth/token', 'https://cloud.acquia.com/api/account']);
  });

  it('asks for version 2 as HAL, and names itself', async () => {
    const sandbox = await sandboxed();
    const seen: Headers[] = [];
    const fetch: typeof globalThis.fetch = (input, init) => {
      seen.push(new Headers(init?.headers));
      return globalThis.fetch(input, init);
    };
    const options = { ...sandbox.clients.cloud, fetch };
    await createCloudClient(options).get('/applications');
    await createCloudClient({ ...options, userAgent: 'my-app/1.0' }).get('/applications');
    expect(seen.flatMap((headers) => headers.get('user-agent') ?? [])).toEqual(['acme-cloud', 'my-app/1.0']);
    expect(seen[1]?.get('accept')).toBe('application/hal+json, version=2');
  });
});

describe('the credentials', () => {
  it('may be an access token, which is used as it is', async () => {
    const sandbox = await sandboxed();
    const { clientId: _, clientSecret: __, ...rest } = sandbox.clients.cloud;
    const { accessToken } = await createCloudClient(sandbox.clients.cloud).tokens.getToken();
    const cloud = createCloudClient({ ...rest, accessToken });
    expect(await cloud.get('/applications')).toMatchObject({ total: 50 });
    sandbox.revokeAccessTokens('cloud');
    expect(await rejection(cloud.get('/applications'))).toMatchObject({ code: 'unauthorized', status: 401 });
    expect(sandbox.count('cloud.token')).toBe(1);
  });

  it('may be the tokens of another client', async () => {
    const sandbox = await sandboxed();
    const { baseUrl } = sandbox.clients.cloud;
    const { tokens } = createCloudClient(sandbox.clients.cloud);
    expect(await createCloudClient({ baseUrl, tokens }).get('/applications')).toMatchObject({ total: 50 });
    expect(sandbox.count('cloud.token')).toBe(1);
  });

  it('of two kinds at once are refused, by the compiler and when the client is made', () => {
    const { tokens } = createCloudClient({ clientId: 'a', clientSecret: 'b' });
    const mistakes = [
      // @ts-expect-error two of three
      () => createCloudClient({ clientId: 'a', clientSecret: 'b', accessToken: 'c' }),
      // @ts-expect-error two of three
      () => createCloudClient({ accessToken: 'c', tokens }),
      // @ts-expect-error two of three
      () => createCloudClient({ clientId: 'a', clientSecret: 'b', tokens }),
      // @ts-expect-error two of three
      () => createCloudClient({ clientSecret: 'b', accessToken: 'c' }),
      // @ts-expect-error none
      () => createCloudClient({}),
      // @ts-expect-error a fixed token keeps its scope
      () => createCloudClient({ accessToken: 'c', organization: '2a8a6f5b-3a4f-4f3e-9f51-0c7f3f2f3b11' }),
    ];
    for (const mistake of mistakes) expect(mistake).toThrow(ConfigurationError);
    expect(mistakes.at(-2)).toThrow('pass clientId with clientSecret, or accessToken, or tokens');
  });
});

describe('a new client', () => {
  const good = { clientId: 'id', clientSecret: 'very-s3cret' };

  it.each<[string, object, string]>([
    ['no client id', { clientId: undefined }, 'clientId'],
    ['an empty client id', { clientId: '' }, 'clientId'],
    ['an empty access token', { clientId: undefined, clientSecret: undefined, accessToken: '' }, 'accessToken'],
    ['no secret', { clientSecret: undefined }, 'clientSecret'],
    ['a secret with a line break', { clientSecret: 'very-s3cret\n' }, 'clientSecret'],
    ['a secret with a line break inside', { clientSecret: 'very-\r\ns3cret' }, 'clientSecret'],
    ['a secret with white space around it', { clientSecret: ' very-s3cret' }, 'clientSecret'],
    ['an organisation that is not a UUID', { organization: 'meadow' }, 'organization'],
    ['a link to an organisation', { organization: '/2a8a6f5b-3a4f-4f3e-9f51-0c7f3f2f3b11' }, 'organization'],
    ['a path below one', { organization: '2a8a6f5b-3a4f-4f3e-9f51-0c7f3f2f3b11/teams' }, 'organization'],
    ['an empty organisation', { organization: '' }, 'organization'],
    ['a plain-http token URL', { tokenUrl: 'http://accounts.example.com/token' }, 'tokenUrl'],
    ['a plain-http base URL', { baseUrl: 'http://cloud.example.com/api' }, 'baseUrl'],
    ['a base URL that is none', { baseUrl: 'cloud.example.com' }, 'baseUrl'],
    ['a base URL with a query', { baseUrl: 'https://cloud.example.com/api?version=2' }, 'baseUrl'],
    ['a timeout of nothing', { timeout: 0 }, 'timeout'],
    ['a broken number of repeats', { retry: Number.NaN }, 'retry'],
    ['a fetch that is no function', { fetch: 'undici' }, 'fetch'],
    ['a way to look at answers that there is not', { validate: 'all' }, 'validate'],
  ])('refuses %s, with the name of the option', (_, change, option) => {
    let error: unknown;
    try {
      createCloudClient({ ...good, ...change } as CloudClientOptions);
    } catch (thrown) {
      error = thrown;
    }
    if (!ConfigurationError.is(error)) throw error;
    expect(error.option).toBe(option);
    expect(error.message).toContain(option);
    expect(inspect(error, { showHidden: true })).not.toContain('s3cret');
  });

  it('takes an option that is undefined as left out', () => {
    const nothing: undefined = undefined;
    const client = createCloudClient({
      clientId: 'a',
      clientSecret: 'b',
      organization: nothing,
      baseUrl: nothing,
      tokenUrl: nothing,
      store: nothing,
      key: nothing,
      fetch: nothing,
      clock: nothing,
      onEvent: nothing,
      waitUntil: nothing,
      webSocket: nothing,
      userAgent: nothing,
      timeout: nothing,
      retry: nothing,
      validate: nothing,
    });
    expect(client.tokens.key).toContain('accounts.acquia.com');
  });

  it.each<[string, object]>([
    ['a plain-http token URL on this machine', { tokenUrl: 'http://localhost:8080/token' }],
    ['an organisation in capital letters', { organization: '2A8A6F5B-3A4F-4F3E-9F51-0C7F3F2F3B11' }],
    ['a client without a limit of time, whose token requests keep theirs', { timeout: false }],
  ])('takes %s', (_, change) => {
    expect(() => createCloudClient({ ...good, ...change })).not.toThrow();
  });

  it('refuses an organisation that is not a UUID in forOrganization too', () => {
    expect(() => createCloudClient(good).forOrganization('meadow')).toThrow(ConfigurationError);
  });
});

describe('a client with retry: 0', () => {
  it('does not repeat a token request either', async () => {
    const sandbox = await sandboxed();
    sandbox.faults.next('cloud.token', { kind: 'status', status: 503 });
    const cloud = createCloudClient({ ...sandbox.clients.cloud, retry: 0 });

    expect(TokenRequestError.is(await rejection(cloud.get('/applications')))).toBe(true);

    expect(sandbox.count('cloud.token')).toBe(1);
  });
});

describe('a wrong secret', () => {
  it('is reported by an error that names the option and not the secret', async () => {
    const sandbox = await sandboxed();
    const cloud = createCloudClient({ ...sandbox.clients.cloud, clientSecret: 'wrong-s3cret' });
    const error = await rejection(cloud.get('/applications'));
    if (!TokenRequestError.is(error)) throw error;
    expect(error.error).toBe('invalid_client');
    expect(error.message).toContain('clientSecret');
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('s3cret');
    expect(sandbox.count('cloud.token')).toBe(1);
  });
});

describe('a key', () => {
  it('gives the same client another entry in the store', async () => {
    const sandbox = await sandboxed();
    const keys: string[] = [];
    const memory = memoryStore();
    const store: TokenStore = {
      ...memory,
      get(key) {
        keys.push(key);
        return memory.get(key);
      },
    };
    const cloud = createCloudClient({ ...sandbox.clients.cloud, store, key: 'first' });
    await cloud.get('/applications');
    await cloud.forKey('second').get('/applications');
    expect([...new Set(keys)]).toEqual(['first', 'second']);
    expect(sandbox.count('cloud.token')).toBe(2);
    const { accessToken, expiresAt = 0 } = await cloud.tokens.getToken();
    expect(await cloud.connect({ key: 'third', refreshToken: 'r', accessToken, expiresAt })).toBe('stored');
    await cloud.forKey('third').get('/applications');
    expect(sandbox.count('cloud.token')).toBe(2);
    const own = createCloudClient({ ...sandbox.clients.cloud, store, key: 'own' });
    await own.connect({ refreshToken: 'r', accessToken, expiresAt });
    await own.get('/applications');
    expect(sandbox.count('cloud.token')).toBe(2);
    const refused = own.connect({ key: '', refreshToken: 'r' }); // a promise, which rejects
    await expect(refused).rejects.toMatchObject({ option: 'key' });
  });
});

describe('the end of a client', () => {
  it('waits for a token request that is under way', async () => {
    const sandbox = await sandboxed();
    const store = memoryStore();
    {
      await using cloud = createCloudClient({ ...sandbox.clients.cloud, store, key: 'first' });
      void cloud.tokens.getToken();
    }
    expect(await store.get('first')).toBeDefined();
  });
});
