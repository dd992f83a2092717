import { Readable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { createFixedTokenSource, createTokenSource, type TokenSource, type TokenStore } from '../src/index.ts';
import { damProfile } from './support/profiles.ts';
import { type Answer, type Arrived, serverFor } from './support/server.ts';
import { arrivalOf, cloudTokens, isSettled, type Scene, signedInAtDam, until } from './support/sources.ts';

/** An API of the test's own, and a source whose tokens it takes. */
async function sceneWithApi(
  answer: (request: Arrived) => Answer | Promise<Answer>,
  changes: Parameters<typeof cloudTokens>[0] = {},
): Promise<Scene & { api: Awaited<ReturnType<typeof serverFor>> }> {
  const api = await serverFor(answer);
  const scene = await cloudTokens({ origins: [api.origin], ...changes });
  return { ...scene, api, url: `${api.origin}/thing` };
}

/** A source of one fixed token, and the requests that it sends to a network, which gives these answers in turn. */
function scripted(
  answers: readonly (() => Response)[],
  {
    origins = ['https://api.example'],
    accessToken = 'token',
  }: { origins?: string[]; accessToken?: string | (() => Promise<string>) } = {},
): { tokens: TokenSource; asked: Request[] } {
  const tokenUrl = 'https://login.example/token';
  const kind = { rotation: 'none', redirectUriInExchange: false, pkce: 'none' } as const;
  const profile = { name: 'Service', tokenUrl, bodyFormat: 'form', ...kind } as const;
  const asked: Request[] = [];
  const tokens = createFixedTokenSource({
    ...{ accessToken, origins, profile },
    async fetch(input, init) {
      asked.push(new Request(input as string, init as RequestInit)); // the platform's own types
      return answers[asked.length - 1]?.() ?? new Response('fine');
    },
  });
  return { tokens, asked };
}

const to =
  (location: string, status = 302) =>
  (): Response =>
    new Response(null, { status, headers: { location } });

/** Refuses the first request with 401. */
const refusesOnce = (): ((request: Arrived) => Answer) => {
  let requests = 0;
  return () => (++requests === 1 ? { status: 401, body: 'who are you?' } : { body: 'fine' });
};

const statusesOf = (calls: Promise<Response>[]): Promise<number[]> =>
  Promise.all(
    calls.map(async (call) => {
      const answer = await call;
      await answer.arrayBuffer();
      return answer.status;
    }),
  );

describe('the token', () => {
  it.each([
    ['a text', (url: string) => url],
    ['a URL', (url: string) => new URL(url)],
    ['a Request', (url: string) => new Request(url)],
  ])('goes to its origins in the Authorization header, for %s', async (_, inputOf) => {
    const { tokens, url, api } = await sceneWithApi(() => ({}));
    const { accessToken } = await tokens.getToken();

    await tokens.fetch(inputOf(url), { method: 'PUT', headers: { accept: 'text/plain' }, body: 'content' });

    expect(api.arrived).toMatchObject([
      {
        method: 'PUT',
        path: '/thing',
        body: 'content',
        headers: { authorization: `Bearer ${accessToken}`, accept: 'text/plain' },
      },
    ]);
  });

  it('goes to no other origin, and is not even asked for there', async () => {
    const { sandbox, tokens } = await cloudTokens();
    const elsewhere = await serverFor(() => ({ body: 'hello' }));

    const headers = { 'x-mine': '1' };
    const answer = await tokens.fetch(`${elsewhere.origin}/thing`, { method: 'PUT', body: 'content', headers });

    expect(await answer.text()).toBe('hello');
    expect(elsewhere.arrived).toMatchObject([{ method: 'PUT', path: '/thing', body: 'content', headers }]);
    expect(elsewhere.arrived[0]?.headers.authorization).toBeUndefined();
    expect(sandbox.log).toHaveLength(0);
  });

  it('does not go to a host that only looks like an origin', async () => {
    const seen: (string | null)[] = [];
    const { options } = await cloudTokens();
    const tokens = createTokenSource({
      ...options,
      origins: ['https://api.example'],
      fetch: async (input, init?: RequestInit) => {
        if (String(input).startsWith('http://127.0.0.1')) return options.fetch(input, init);
        seen.push(new Headers(init?.headers).get('authorization'));
        return new Response();
      },
    });

    for (const host of ['api.example.evil', 'api.example@evil.example', 'api.example:444', 'xapi.example']) {
      await tokens.fetch(`https://${host}/`);
    }
    await tokens.fetch('http://api.example/');
    await tokens.fetch('https://API.example/');

    expect(seen).toEqual([null, null, null, null, null, expect.stringMatching(/^Bearer /)]);
  });

  it('goes nowhere without origins: the error says which option to set', async () => {
    const { options, url } = await cloudTokens();
    const { origins: _, ...rest } = options;

    await expect(createTokenSource(rest).fetch(url)).rejects.toMatchObject({
      code: 'configuration_invalid',
      option: 'origins',
    });
  });

  it('goes to the host of its account where an origin says {account}', async () => {
    const { sandbox, options } = await signedInAtDam();
    const seen: unknown[] = [];
    const tokens = createTokenSource({
      ...options,
      origins: ['https://{account}.example', `${sandbox.origin}/`],
      fetch: async (input, init?: RequestInit) => {
        seen.push([new URL(String(input)).host, init?.method, new Headers(init?.headers).has('authorization')]);
        return new Response();
      },
    });

    for (const host of ['meadow.example', 'valley.example', 'meadow.example.evil', 'meadow.evil']) {
      await tokens.fetch(`https://${host}/asset`, { method: 'PUT' });
    }

    expect(seen).toEqual([
      ['meadow.example', 'PUT', true],
      ['valley.example', 'PUT', false],
      ['meadow.example.evil', 'PUT', false],
      ['meadow.evil', 'PUT', false],
    ]);
  });

  it('does not go to a host called "account" where an origin says {account}', async () => {
    const { tokens, asked } = scripted([], { origins: ['https://{account}.example'], accessToken: 'wat_meadow_x' });

    for (const host of ['account', 'meadow']) await tokens.fetch(`https://${host}.example/`);
    expect(asked.map(({ headers }) => headers.get('authorization'))).toEqual([null, 'Bearer wat_meadow_x']);
  });

  it('goes to the host of its account also if the account has capitals: hosts have none', async () => {
    const { tokens, asked } = scripted([], { origins: ['https://{account}.example'], accessToken: 'wat_Meadow_x' });

    await tokens.fetch('https://meadow.example/');
    expect(asked[0]?.headers.get('authorization')).toBe('Bearer wat_Meadow_x');
  });

  it('is sent with the headers of the request, and replaces an Authorization header there', async () => {
    const { tokens, asked } = scripted([]);
    const headers = { authorization: 'Bearer other', 'x-mine': '1' };

    await tokens.fetch(new Request('https://api.example/', { headers }));
    await tokens.fetch('https://api.example/', { headers });
    await tokens.fetch(new Request('https://api.example/', { headers }), { headers: { 'x-mine': '2' } });
    expect(asked.map(({ headers }) => [headers.get('authorization'), headers.get('x-mine')])).toEqual([
      ['Bearer token', '1'],
      ['Bearer token', '1'],
      ['Bearer token', '2'],
    ]);
  });

  it('that names no account does not go to an origin with {account}', async () => {
    const { options } = await cloudTokens();
    const seen: unknown[] = [];
    const tokens = createTokenSource({
      ...options,
      origins: ['https://{account}.example'],
      fetch: async (input, init?: RequestInit) => {
        if (String(input).startsWith('http://127.0.0.1')) return options.fetch(input, init);
        seen.push(new Headers(init?.headers).has('authorization'));
        return new Response();
      },
    });

    await tokens.fetch('https://meadow.example/asset');

    expect(seen).toEqual([false]);
  });
});

describe('a refused token', () => {
  it('is renewed once, and the request is sent again once', async () => {
    const { sandbox, tokens, url, events } = await cloudTokens();
    await tokens.getToken();
    sandbox.revokeAccessTokens('cloud');

    const answer = await tokens.fetch(url);

    expect(answer.status).toBe(200);
    expect(sandbox.count('cloud.token')).toBe(2);
    expect(sandbox.count('cloud.api')).toBe(2);
    expect(events.at(-1)).toMatchObject({ type: 'replayed', status: 200, generation: 2 });
  });

  it('costs one refresh token, even if 1,000 callers are refused', { timeout: 30_000 }, async () => {
    const { sandbox, tokens, url } = await signedInAtDam();
    sandbox.revokeAccessTokens('dam');

    const statuses = await statusesOf(Array.from({ length: 1_000 }, () => tokens.fetch(url)));

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(sandbox.count('dam.token')).toBe(2);
  });

  it('that was replaced already costs no refresh token: 1,000 late requests are sent again with the current one', {
    timeout: 30_000,
  }, async () => {
    const { sandbox, tokens, url } = await signedInAtDam();
    sandbox.faults.next('dam.api', { kind: 'latency', ms: 5_000 }, { times: 1_000 });
    const late = statusesOf(Array.from({ length: 1_000 }, () => tokens.fetch(url)));
    await arrivalOf(sandbox, 'dam.api', 1_000);
    tokens.invalidate(await tokens.getToken());
    await tokens.getToken(); // ends every earlier access token

    sandbox.advance(5_000);

    expect(new Set(await late)).toEqual(new Set([200]));
    expect(sandbox.count('dam.token')).toBe(2);
    expect(sandbox.count('dam.api')).toBe(2_000);
  });

  it('waits for the renewal under way, and starts no other', async () => {
    const { sandbox, tokens, url } = await signedInAtDam();
    sandbox.faults.next('dam.api', { kind: 'latency', ms: 5_000 }, { times: 10 });
    sandbox.faults.next('dam.token', { kind: 'latency', ms: 10_000 });
    const calls = statusesOf(Array.from({ length: 10 }, () => tokens.fetch(url)));
    await arrivalOf(sandbox, 'dam.api', 10);
    tokens.invalidate(await tokens.getToken());
    const renewing = tokens.getToken();
    await arrivalOf(sandbox, 'dam.token', 2);
    sandbox.revokeAccessTokens('dam');

    sandbox.advance(5_000);
    await until(sandbox, () => sandbox.log.filter(({ status }) => status === 401).length === 10);
    sandbox.advance(5_000);

    expect(new Set(await calls)).toEqual(new Set([200]));
    expect((await renewing).generation).toBe(2);
    expect(sandbox.count('dam.token')).toBe(2);
  });

  it('is replaced only once for each call: a second refusal goes to the caller', async () => {
    const { sandbox, tokens, url, api } = await sceneWithApi(() => ({ status: 401, body: 'no' }));

    const answer = await tokens.fetch(url);

    expect([answer.status, await answer.text()]).toEqual([401, 'no']);
    expect(api.arrived).toHaveLength(2);
    expect(sandbox.count('cloud.token')).toBe(2);
  });

  it('costs at most three renewals in 30 seconds if the API refuses every token', async () => {
    const { sandbox, tokens, api, url } = await sceneWithApi(() => ({ status: 401 }));

    const statuses: number[] = [];
    for (let call = 0; call < 20; call++) statuses.push((await tokens.fetch(url)).status);

    expect(new Set(statuses)).toEqual(new Set([401]));
    expect(sandbox.count('cloud.token')).toBe(1 + 3);
    expect(api.arrived).toHaveLength(3 * 2 + 17); // the same token is not sent again
  });

  it.each([
    ['has to be tried', (write: number) => write % 3 === 0], // the first of each renewal: the claim, again, the token
    ['fails', (write: number) => write >= 2], // it can still be read
  ])('costs one of the three, however often the store %s', async (_, isDown) => {
    const { sandbox, options, url } = await sceneWithApi(() => ({ status: 401 }));
    let writes = 0;
    const store: TokenStore = {
      ...options.store,
      set: async (...entry) => {
        if (isDown(writes++)) throw new Error('down');
        return options.store.set(...entry);
      },
    };
    const tokens = createTokenSource({ ...options, store });

    for (let call = 0; call < 5; call++) await tokens.fetch(url);

    expect(sandbox.count('cloud.token')).toBe(1 + 3);
  });

  it('costs one of the three, however often the token request has to be sent', async () => {
    const { sandbox, tokens, url } = await sceneWithApi(() => ({ status: 401 }));
    await tokens.getToken();
    sandbox.faults.next('cloud.token', { kind: 'status', status: 503 }, { times: 2 });

    for (let call = 0; call < 5; call++) await tokens.fetch(url);

    expect(sandbox.count('cloud.token')).toBe(1 + 2 + 3);
  });

  it('is recognised by the profile: Cloud has answered an expired token with 403', async () => {
    const isTokenRefused = async (answer: Response): Promise<boolean> => (await answer.text()).includes('expired');
    const { sandbox, options, url } = await cloudTokens({}, { cloud: { expiredTokenStatus: 403 } });
    let sleptMs = 0; // while a machine sleeps, its monotonic clock stands still
    const clock = { now: () => sandbox.clock.now() - sleptMs, sleep: sandbox.clock.sleep };
    const tokens = createTokenSource({ ...options, clock, profile: { ...options.profile, isTokenRefused } });
    await tokens.getToken();
    sandbox.advance(301_000);
    sleptMs = 301_000;

    expect((await tokens.fetch(url)).status).toBe(200);

    expect(sandbox.log.map(({ operation, status }) => [operation, status])).toEqual([
      ['cloud.token', 200],
      ['cloud.api', 403],
      ['cloud.token', 200],
      ['cloud.api', 200],
    ]);
  });

  it('is not assumed if the profile says that the token was not refused', async () => {
    const isTokenRefused = vi.fn(() => false);
    const { sandbox, options, url, api } = await sceneWithApi(() => ({ status: 401, body: 'federated' }));
    const tokens = createTokenSource({ ...options, profile: { ...options.profile, isTokenRefused } });

    const answer = await tokens.fetch(url);

    expect([answer.status, await answer.text()]).toEqual([401, 'federated']);
    expect(isTokenRefused).toHaveBeenCalledTimes(1);
    expect(api.arrived).toHaveLength(1);
    expect(sandbox.count('cloud.token')).toBe(1);
  });

  it('is looked for in answers with 401 and 403 only', async () => {
    const isTokenRefused = vi.fn(() => true);
    let status = 200;
    const { options, url } = await sceneWithApi(() => ({ status }));
    const tokens = createTokenSource({ ...options, profile: { ...options.profile, isTokenRefused } });

    for (status of [200, 204, 400, 402, 404, 429, 500, 503]) await tokens.fetch(url);
    expect(isTokenRefused).not.toHaveBeenCalled();
    status = 403;
    await tokens.fetch(url);

    expect(isTokenRefused).toHaveBeenCalled();
  });

  it('is recognised by 401 alone if the profile does not say', async () => {
    const { sandbox, tokens, url, api } = await sceneWithApi(() => ({ status: 403 }));

    expect((await tokens.fetch(url)).status).toBe(403);

    expect(api.arrived).toHaveLength(1);
    expect(sandbox.count('cloud.token')).toBe(1);
  });

  it.each([10, 64 * 1024, 64 * 1024 + 1, 3_000_000])(
    'is looked for in at most 64 KiB of an answer of %i bytes, which the caller gets whole',
    async (length) => {
      const seen: number[] = [];
      const { options, url } = await sceneWithApi(() => ({
        status: 403,
        headers: { 'x-why': 'because' },
        body: new Uint8Array(length).fill(120),
      }));
      const isTokenRefused = async (answer: Response): Promise<boolean> => {
        expect([answer.status, answer.headers.get('x-why')]).toEqual([403, 'because']);
        seen.push((await answer.arrayBuffer()).byteLength);
        return false;
      };
      const tokens = createTokenSource({ ...options, profile: { ...options.profile, isTokenRefused } });

      const answer = await tokens.fetch(url);

      expect((await answer.arrayBuffer()).byteLength).toBe(length);
      expect(seen).toEqual([Math.min(length, 64 * 1024)]);
    },
  );

  it.each<[string, () => ReadableStream | null, number]>([
    ['nothing in it', () => null, 0],
    ['64 KiB and no end', () => new ReadableStream({ start: (it) => it.enqueue(new Uint8Array(65_536)) }), 65_536],
  ])('may be looked for in a body that has %s', async (_, make, length) => {
    const { options, url } = await cloudTokens();
    const seen: number[] = [];
    const isTokenRefused = async (answer: Response): Promise<boolean> => {
      seen.push((await answer.arrayBuffer()).byteLength);
      return false;
    };
    const tokens = createTokenSource({
      ...options,
      profile: { ...options.profile, isTokenRefused },
      fetch: async (input, init?: RequestInit) =>
        input === url ? new Response(make(), { status: 403 }) : options.fetch(input, init),
    });

    expect((await tokens.fetch(url)).status).toBe(403);
    expect(seen).toEqual([length]);
  });

  it.each<[string, (answer: Response) => boolean | Promise<boolean>]>([
    ['by its status alone', ({ status }) => status === 401],
    ['by its first bytes', async ({ body }) => !(await body?.getReader().read())?.done],
  ])('may be recognised %s, without reading the whole answer: the request is sent again', async (_, isTokenRefused) => {
    let requests = 0;
    const refusal = { status: 401, body: new Uint8Array(200_000) };
    const { options, url } = await sceneWithApi(() => (++requests % 2 ? refusal : { body: 'fine' }));
    const tokens = createTokenSource({ ...options, profile: { ...options.profile, isTokenRefused } });

    expect(await (await tokens.fetch(url)).text()).toBe('fine');
  });

  it('is not assumed if the profile denies it: a caller who cancels the answer frees its connection', async () => {
    const { options, url } = await sceneWithApi(() => ({ status: 403, body: new Uint8Array(3_000_000) }));
    const profile = { ...options.profile, isTokenRefused: () => false };

    const { body } = await createTokenSource({ ...options, profile }).fetch(url);

    expect(await isSettled(body?.cancel() ?? Promise.reject(new Error('has no body')))).toBe(true);
  });

  it('is looked for in the status and the body, even if the reason phrase is not UTF-8', async () => {
    const reason = 'Non autoris\xe9'; // once decoded, a Response can't have it
    const { options, url } = await sceneWithApi(() => ({ status: 403, reason, body: 'expired' }));
    const asked: unknown[] = [];
    const isTokenRefused = async (answer: Response): Promise<boolean> => {
      asked.push([answer.status, await answer.text()]);
      return false;
    };

    const tokens = createTokenSource({ ...options, profile: { ...options.profile, isTokenRefused } });

    expect((await tokens.fetch(url)).status).toBe(403);
    expect(asked).toEqual([[403, 'expired']]);
  });

  it('is renewed also if the bodies of the fetch are not web streams', async () => {
    const { options, url } = await sceneWithApi(refusesOnce());
    const answering: typeof fetch = async (...request) => {
      const answer = await fetch(...request);
      return request[0] === url ? Object.defineProperty(answer, 'body', { value: Readable.from([]) }) : answer;
    };
    const tokens = createTokenSource({
      ...options,
      fetch: (input, init) => (input === url ? answering : options.fetch)(input, init),
    });

    expect((await tokens.fetch(url)).status).toBe(200);
  });

  it('frees the connection of the refusal before the request is sent again', async () => {
    const { options, url } = await cloudTokens();
    const order: string[] = [];
    const refusing = new ReadableStream({
      cancel() {
        order.push('let go');
      },
    });
    const tokens = createTokenSource({
      ...options,
      fetch: async (input, init?: RequestInit) => {
        if (input !== url) return options.fetch(input, init);
        order.push('sent');
        return order.length === 1 ? new Response(refusing, { status: 401 }) : new Response('fine');
      },
    });

    expect(await (await tokens.fetch(url)).text()).toBe('fine');
    expect(order).toEqual(['sent', 'let go', 'sent']);
  });

  it('that can not be renewed ends the call with the error of the renewal', async () => {
    const { sandbox, tokens, url } = await signedInAtDam();
    for (const { id, service } of sandbox.authorizations) if (service === 'dam') sandbox.revokeAuthorization(id);

    await expect(tokens.fetch(url)).rejects.toMatchObject({ code: 'reauthorization_required' });
  });

  it('that can not be renewed frees the connection of the refusal', async () => {
    const { sandbox, options, url } = await cloudTokens({ retry: 0 });
    let isFree = false;
    const refusing = new ReadableStream({
      cancel() {
        isFree = true;
      },
    });
    const fetch = async (input: string, init?: RequestInit): Promise<Response> =>
      input === url ? new Response(refusing, { status: 401 }) : options.fetch(input, init);
    const tokens = createTokenSource({ ...options, fetch });
    await tokens.getToken();
    sandbox.faults.next('cloud.token', { kind: 'status', status: 500 });

    await expect(tokens.fetch(url)).rejects.toMatchObject({ code: 'token_request_failed' });

    expect(isFree).toBe(true);
  });
});

describe('a body', () => {
  const form = (): FormData => {
    const data = new FormData();
    data.set('file', new Blob(['bytes']), 'a.txt');
    return data;
  };

  it.each<[string, (url: string) => [string | Request, RequestInit?]]>([
    ['a text', (url) => [url, { method: 'POST', body: 'content' }]],
    ['bytes', (url) => [url, { method: 'POST', body: new TextEncoder().encode('content') }]],
    ['a Blob', (url) => [url, { method: 'POST', body: new Blob(['content'], { type: 'text/x' }) }]],
    ['parameters', (url) => [url, { method: 'POST', body: new URLSearchParams({ a: '1' }) }]],
    ['a form', (url) => [url, { method: 'POST', body: form() }]],
    ['a Request', (url) => [new Request(url, { method: 'POST', body: 'content' })]],
    ['a Request with a form', (url) => [new Request(url, { method: 'POST', body: form() })]],
    ['a Request whose init has none', (url) => [new Request(url, { method: 'POST', body: 'content' }), { body: null }]],
    ['an init over a Request', (url) => [new Request(url, { method: 'POST', body: 'x' }), { body: 'content' }]],
  ])('given as %s is sent again with the new token', async (_, argumentsOf) => {
    const { tokens, url, api } = await sceneWithApi(refusesOnce());

    const answer = await tokens.fetch(...argumentsOf(url));

    expect(await answer.text()).toBe('fine');
    const [first, second] = api.arrived;
    const boundary = /----\S+?(?=["\r]|--\r|$)/g; // new for each sending of a form
    expect(second?.body.replace(boundary, '')).toBe(first?.body.replace(boundary, ''));
    expect(first?.body).toMatch(/content|bytes|a=1/);
    expect(second?.headers['content-type']?.slice(0, 19)).toBe(first?.headers['content-type']?.slice(0, 19));
    expect(second?.headers.authorization).not.toBe(first?.headers.authorization);
  });

  it.each<[string, () => AsyncIterable<unknown>]>([
    ['a stream', () => new Blob(['content']).stream()],
    ['a stream of Node', () => Readable.from([Buffer.from('content')])],
  ])(
    'given as %s is not sent again: the caller gets the refusal, and the next request another token',
    async (_, make) => {
      const { sandbox, tokens, url, api } = await sceneWithApi(refusesOnce());
      const init = { method: 'POST', body: make(), duplex: 'half' } as unknown as RequestInit; // not in lib.dom

      const answer = await tokens.fetch(url, init);

      expect([answer.status, await answer.text()]).toEqual([401, 'who are you?']);
      expect(api.arrived).toHaveLength(1);
      expect(sandbox.count('cloud.token')).toBe(1);
      await tokens.fetch(url);
      expect(api.arrived[1]?.headers.authorization).not.toBe(api.arrived[0]?.headers.authorization);
    },
  );
});

describe('a redirect', () => {
  const redirecting =
    (location: () => string, status = 302) =>
    (request: Arrived): Answer =>
      request.path === '/thing' ? { status, headers: { location: location() } } : { body: `at ${request.path}` };

  it('to the same origin is followed with the token', async () => {
    const { tokens, url, api } = await sceneWithApi(redirecting(() => '/other'));

    const answer = await tokens.fetch(url);

    expect(await answer.text()).toBe('at /other');
    expect(api.arrived[1]?.headers.authorization).toBe(api.arrived[0]?.headers.authorization);
  });

  it('to another origin is followed without the token and without cookies, even if that origin may get the token', async () => {
    const other = await serverFor(() => ({ body: 'other' }));
    const api = await serverFor(redirecting(() => `${other.origin}/`));
    const { tokens } = await cloudTokens({ origins: [api.origin, other.origin] });

    const answer = await tokens.fetch(`${api.origin}/thing`, { headers: { cookie: 'a=1', 'x-mine': '1' } });

    expect(await answer.text()).toBe('other');
    expect(other.arrived[0]?.headers).toMatchObject({ 'x-mine': '1' });
    expect(other.arrived[0]?.headers.authorization).toBeUndefined();
    expect(other.arrived[0]?.headers.cookie).toBeUndefined();
  });

  it.each(['http://api.example/other', 'https://api.example:8443/other'])(
    'to %s goes to another origin: neither the token nor another header tells who asks',
    async (elsewhere) => {
      const { tokens, asked } = scripted([to(elsewhere)]);
      const headers = { cookie: 'a=1', 'proxy-authorization': 'Basic x', 'x-mine': '1' };
      await tokens.fetch('https://api.example/thing', { headers });

      expect(asked.map(({ url }) => url)).toEqual(['https://api.example/thing', elsewhere]);
      expect(Object.fromEntries(asked[1]?.headers ?? [])).toEqual({ 'x-mine': '1' });
    },
  );

  it('with a relative location is followed from the URL that answered with it', async () => {
    const { tokens, asked } = scripted([to('/a/b'), to('c')]);

    await tokens.fetch('https://api.example/thing');
    expect(asked.map(({ url }) => new URL(url).pathname)).toEqual(['/thing', '/a/b', '/a/c']);
  });

  it.each([300, 304])('is not followed if the status is %i, even with a location', async (status) => {
    const { tokens, asked } = scripted([to('/other', status)]);

    expect((await tokens.fetch('https://api.example/thing')).status).toBe(status);
    expect(asked).toHaveLength(1);
  });

  it('that drops the body also drops the headers about it, even if the method is in lower case', async () => {
    const { tokens, asked } = scripted([to('/other')]);
    const headers = { 'content-type': 'text/plain', 'content-language': 'de', 'x-mine': '1' };
    await tokens.fetch('https://api.example/thing', { method: 'post', body: 'content', headers });

    expect(asked[1]?.method).toBe('GET');
    expect(Object.fromEntries(asked[1]?.headers ?? [])).toEqual({ authorization: 'Bearer token', 'x-mine': '1' });
  });

  it('that keeps the body of a Request is left to the caller, unless init has another body', async () => {
    const { tokens, asked } = scripted([to('/other', 307), to('/other', 307)]);
    const request = (): Request => new Request('https://api.example/thing', { method: 'POST', body: 'content' });

    expect((await tokens.fetch(request())).status).toBe(307);
    expect(asked).toHaveLength(1);
    expect((await tokens.fetch(request(), { body: 'other' })).status).toBe(200);
    expect(await asked[2]?.text()).toBe('other');
  });

  it.each([
    [
      'a stream',
      () => ['https://api.example/thing', { body: new Blob(['content']).stream(), duplex: 'half' }] as const,
    ],
    ['a Request', () => [new Request('https://api.example/thing', { method: 'POST', body: 'content' }), {}] as const],
  ])('that drops the body of %s is followed, and so is the next redirect', async (_, call) => {
    const { tokens, asked } = scripted([to('/other', 303), to('/third', 302)]);
    const [input, init] = call();

    expect((await tokens.fetch(input, { method: 'POST', ...init } as RequestInit)).status).toBe(200); // `duplex` is not in lib.dom
    expect(asked.map(({ method, url }) => [method, new URL(url).pathname])).toEqual([
      ['POST', '/thing'],
      ['GET', '/other'],
      ['GET', '/third'],
    ]);
  });

  it('frees its connection', async () => {
    let isCancelled = false;
    const body = new ReadableStream({
      cancel() {
        isCancelled = true;
      },
    });
    const { tokens } = scripted([() => new Response(body, { status: 302, headers: { location: '/other' } })]);

    await tokens.fetch('https://api.example/thing');
    expect(isCancelled).toBe(true);
  });

  it('from another origin back to the first goes without the token, and a refusal there costs no renewal', async () => {
    const other = await serverFor(() => ({ status: 302, headers: { location: `${api.origin}/back` } }));
    const api = await serverFor(({ path }) =>
      path === '/thing' ? { status: 302, headers: { location: other.origin } } : { status: 401 },
    );
    const { sandbox, tokens } = await cloudTokens({ origins: [api.origin] });

    const answer = await tokens.fetch(`${api.origin}/thing`);

    expect(answer.status).toBe(401);
    expect(api.arrived[1]?.headers.authorization).toBeUndefined();
    expect(sandbox.count('cloud.token')).toBe(1);
  });

  it.each([307, 308])('with %i keeps method and body', async (status) => {
    const { tokens, url, api } = await sceneWithApi(redirecting(() => '/other', status));

    await tokens.fetch(url, { method: 'POST', body: 'content' });

    expect(api.arrived[1]).toMatchObject({ method: 'POST', path: '/other', body: 'content' });
    expect(api.arrived[1]?.headers.authorization).toBeDefined();
  });

  it.each([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [301, 'PUT', 'PUT'],
    [303, 'HEAD', 'HEAD'],
  ])('with %i after %s is followed with %s', async (status, method, then) => {
    const { tokens, url, api } = await sceneWithApi(redirecting(() => '/other', status));
    const body = method === 'HEAD' ? null : 'content';

    await tokens.fetch(url, { method, body });

    expect(api.arrived[1]).toMatchObject({ method: then, path: '/other', body: then === 'PUT' ? 'content' : '' });
    if (then === 'GET') expect(api.arrived[1]?.headers['content-type']).toBeUndefined();
  });

  it('that keeps a body is left to the caller if the body can not be sent again', async () => {
    const { tokens, url, api } = await sceneWithApi(redirecting(() => '/other', 307));
    const body = new Blob(['content']).stream();

    const answer = await tokens.fetch(url, { method: 'POST', body, duplex: 'half' } as RequestInit); // not in lib.dom

    expect(answer.status).toBe(307);
    expect(api.arrived).toHaveLength(1);
  });

  it('is not followed if the caller forbids it', async () => {
    const { tokens, url, api } = await sceneWithApi(redirecting(() => '/other'));

    expect((await tokens.fetch(url, { redirect: 'manual' })).status).toBe(302);
    expect((await tokens.fetch(new Request(url, { redirect: 'manual' }))).status).toBe(302);
    await expect(tokens.fetch(url, { redirect: 'error' })).rejects.toThrow(TypeError);
    expect(api.arrived).toHaveLength(3);
  });

  it('is followed if init says so and the Request forbids it, without the token to another origin', async () => {
    const { tokens, asked } = scripted([to('https://other.example/')]);
    const request = new Request('https://api.example/thing', { redirect: 'manual' });

    expect((await tokens.fetch(request, { redirect: 'follow' })).status).toBe(200);
    expect(asked.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer token', null]);
  });

  it('is followed at most twenty times', async () => {
    const { tokens, url, api } = await sceneWithApi(() => ({ status: 302, headers: { location: '/thing' } }));

    expect((await tokens.fetch(url)).status).toBe(302);

    expect(api.arrived).toHaveLength(21);
  });

  it.each([301, 302, 303, 307, 308])(
    'with %i and no location is left to the caller, and nothing is sent again',
    async (status) => {
      const { tokens, url, api } = await sceneWithApi(() => ({ status, body: 'received up to byte 5' }));

      const answer = await tokens.fetch(url, { method: 'PUT', body: 'content' });

      expect([answer.status, await answer.text()]).toEqual([status, 'received up to byte 5']);
      expect(api.arrived).toHaveLength(1);
    },
  );

  it.each(['data:text/plain,hello', 'https://:0:0/'])(
    'to %s, which is no http URL, is left to the caller',
    async (place) => {
      const { tokens, url } = await sceneWithApi(redirecting(() => place));

      expect((await tokens.fetch(url)).status).toBe(302);
    },
  );
});

describe('a signal', () => {
  it.each(['init', 'request'])('of the %s ends the wait for a token with its own reason', async (where) => {
    const { sandbox, tokens, url } = await cloudTokens();
    const leaving = new AbortController();
    const reason = new Error('the page was closed');
    const { signal } = leaving;
    sandbox.faults.next('cloud.token', { kind: 'latency', ms: 60_000 });

    const call = where === 'init' ? tokens.fetch(url, { signal }) : tokens.fetch(new Request(url, { signal }));
    await arrivalOf(sandbox, 'cloud.token');
    leaving.abort(reason);

    await expect(call).rejects.toBe(reason);
    sandbox.advance(60_000);
    expect((await tokens.getToken()).generation).toBe(1);
  });

  it('ends the wait for another token after the first was refused', async () => {
    const { sandbox, tokens, url } = await cloudTokens();
    const leaving = new AbortController();
    await tokens.getToken();
    sandbox.revokeAccessTokens('cloud');
    sandbox.faults.next('cloud.token', { kind: 'latency', ms: 60_000 });

    const call = tokens.fetch(url, { signal: leaving.signal });
    await arrivalOf(sandbox, 'cloud.token', 2);
    leaving.abort('enough');

    expect(await isSettled(call)).toBe(true);
    await expect(call).rejects.toBe('enough');
  });

  it('of init replaces that of the Request', async () => {
    const { tokens } = scripted([], { accessToken: () => new Promise(() => {}) });
    const [given, own] = [new AbortController(), new AbortController()];
    const request = new Request('https://api.example/', { signal: own.signal });
    const call = tokens.fetch(request, { signal: given.signal });
    given.abort('enough');

    await expect(call).rejects.toBe('enough');
  });

  it('of init that is null means none, and replaces that of the Request', async () => {
    const { sandbox, tokens, url } = await cloudTokens();
    sandbox.faults.next('cloud.token', { kind: 'latency', ms: 5_000 });
    const leaving = new AbortController();
    const request = new Request(url, { signal: leaving.signal });

    const calls = [tokens.fetch(url, { signal: null }), tokens.fetch(request, { signal: null })];
    await arrivalOf(sandbox, 'cloud.token');
    leaving.abort();
    sandbox.advance(5_000);

    expect(await statusesOf(calls)).toEqual([200, 200]);
  });

  it('that is null means none for getToken too', async () => {
    const { tokens } = await cloudTokens();
    const signal = null as unknown as undefined; // by untyped code

    expect((await tokens.getToken({ signal })).generation).toBe(1);
  });

  it('ends the wait for a profile that never says whether the token was refused', async () => {
    const { options, url } = await sceneWithApi(() => ({ status: 401 }));
    const reason = new Error('the page was closed');
    const leaving = new AbortController();
    const isTokenRefused = (): Promise<boolean> => {
      leaving.abort(reason);
      return new Promise(() => {});
    };
    const tokens = createTokenSource({ ...options, profile: { ...options.profile, isTokenRefused } });

    await expect(tokens.fetch(url, { signal: leaving.signal })).rejects.toBe(reason);
  });

  it('of a Request ends the call after a redirect too', async () => {
    const leaving = new AbortController();
    const reason = new Error('the page was closed');
    const { tokens, url } = await sceneWithApi(({ path }) => {
      if (path === '/thing') return { status: 302, headers: { location: '/slow' } };
      leaving.abort(reason);
      return new Promise(() => {});
    });

    await expect(tokens.fetch(new Request(url, { signal: leaving.signal }))).rejects.toBe(reason);
  });
});

it('tokens.fetch passes on an error of the framework as it is', async () => {
  const signal = Object.assign(new Error('dynamic'), { digest: 'DYNAMIC_SERVER_USAGE' });
  const { options, sandbox } = await cloudTokens();
  const tokens = createTokenSource({
    ...options,
    profile: damProfile(sandbox),
    fetch: async () => {
      throw signal;
    },
  });

  await expect(tokens.fetch(options.origins?.[0] ?? '')).rejects.toBe(signal);
});
