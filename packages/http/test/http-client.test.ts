import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { ApiError, ConnectionError, type HttpClient, InvalidAnswerError, type RequestOptions } from '@acme/http';
import {
  type AccessToken,
  ConfigurationError,
  TokenRequestError,
  type TokenSource,
  TokenStoreError,
} from '@acme/oauth-core';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Answer, clientOf, json, serve, silence, text } from './server.ts';
import { rejection } from './support/rejection.ts';

/** The caller whose name a stack must have. */
async function callerOf(call: () => Promise<unknown>): Promise<void> {
  await call();
}

describe('an error answer', () => {
  it.each([
    [400, 'invalid_request'],
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not_found'],
    [409, 'conflict'],
    [410, 'not_found'],
    [412, 'conflict'],
    [413, 'invalid_request'],
    [415, 'invalid_request'],
    [418, 'unexpected_status'],
    [422, 'invalid_request'],
    [429, 'rate_limited'],
    [500, 'server_error'],
    [599, 'server_error'],
  ])('with status %i is thrown with the code %s', async (status, code) => {
    const { baseUrl } = await serve(json(status, { why: 'because' }, { 'x-request-id': 'r-1', 'retry-after': '2' }));
    const error = await rejection(clientOf(baseUrl, { retry: 0 }).call('GET', '/things', { query: { a: 1 } }));
    if (!ApiError.is(error)) throw error;
    expect(error).toMatchObject({
      name: 'ApiError',
      status,
      code,
      requestId: 'r-1',
      retryAfterMs: 2_000,
      request: { method: 'GET', url: `${baseUrl}/things?a=1` },
    });
    expect(error.body).toEqual({ why: 'because' });
    expect(error.headers.get('content-type')).toBe('application/json');
  });

  it('is thrown by request() too', async () => {
    const { baseUrl } = await serve(json(404, {}));
    const error = await rejection(clientOf(baseUrl).request('GET', '/things'));
    expect(ApiError.is(error)).toBe(true);
    expect(error).toHaveProperty('requestId', undefined);
  });

  it('keeps at most 64 KiB of its body, and ends the connection that carries the rest', async () => {
    let ended: Promise<unknown> | undefined;
    const { baseUrl } = await serve((_, response) => {
      ended = new Promise((resolve) => response.once('close', resolve));
      response.writeHead(500, { 'content-type': 'text/html' }).write('x'.repeat(70_000)); // and never an end
    });
    const error = await rejection(clientOf(baseUrl, { retry: 0, timeout: 2_000 }).call('GET', '/things'));
    expect(ApiError.is(error) && error.body).toBe('x'.repeat(65_536));
    await ended;
  });

  it('is thrown as such even if its body broke off', async () => {
    const { baseUrl } = await serve((_, response) => {
      response.writeHead(409, { 'content-length': '1000' });
      response.write('half', () => response.destroy());
    });
    const error = await rejection(clientOf(baseUrl).call('GET', '/things'));
    expect(error).toMatchObject({ code: 'conflict', body: undefined });
  });

  it.each([{ timeout: 1_000 }, { timeout: false, totalTimeout: 1_000 }] as const)(
    'is thrown as such even if its body stalls: %j',
    async (limits) => {
      const stalling: Answer = (_, response) =>
        void response.writeHead(409, { 'x-request-id': 'r-1', 'content-length': '1000' }).write('half');
      const { baseUrl } = await serve(stalling);
      const error = await rejection(clientOf(baseUrl).call('POST', '/things', limits));
      expect(error).toMatchObject({ code: 'conflict', requestId: 'r-1', body: undefined });
    },
  );

  it('whose body stalls is repeated as its status says, also if fetch ignores signals', async () => {
    const answers = [
      new Response(new ReadableStream({}), { status: 429, headers: { 'retry-after': '3' } }),
      Response.json({ made: true }),
    ];
    const http = clientOf(new URL('http://a.test'), { fetch: async () => answers.shift() ?? Response.error() });
    expect(await http.call('POST', '/things', { timeout: 40 })).toEqual({ made: true });
    expect(http.waits).toEqual([3_000]);
  });

  it('whose body stalls is thrown, and its connection ends, even where ky has no signal, as on the edge runtime', async () => {
    class UnlinkedRequest extends Request {
      override readonly signal = new AbortController().signal;
    }
    vi.stubGlobal('Request', UnlinkedRequest);
    onTestFinished(() => void vi.unstubAllGlobals());
    const closed = Promise.withResolvers<void>();
    const { baseUrl } = await serve(
      (_, response) =>
        void response.once('close', closed.resolve).writeHead(409, { 'content-length': 9 }).write('half'),
    );
    const error = await rejection(clientOf(baseUrl).call('POST', '/things', { timeout: 1_000 }));
    expect(error).toMatchObject({ code: 'conflict', body: undefined });
    await closed.promise;
  });

  it('of a fetch that does not say where the answer came from names the request', async () => {
    const answer = { status: 404, headers: new Headers(), body: null, text: async () => '' } as Response; // without `url`
    const http = clientOf(new URL('http://a.test'), { fetch: async () => answer });
    expect(await rejection(http.call('GET', '/things'))).toMatchObject({
      status: 404,
      request: { url: 'http://a.test/things' },
    });
  });

  it('is not thrown for a later attempt that gets no answer', async () => {
    const { baseUrl } = await serve(json(503, {}), silence);
    const error = await rejection(clientOf(baseUrl).call('GET', '/things', { retry: 1, timeout: 200 }));
    expect(error).toMatchObject({ code: 'request_timeout', sent: 'maybe' });
  });

  it('of the target of a redirect names the target, without the query, which may hold a signature', async () => {
    const target = await serve(json(403, { message: 'expired' }));
    const { baseUrl } = await serve(text(302, '', { location: `${target.baseUrl}/file?signature=s3cret` }));
    const error = await rejection(clientOf(baseUrl).request('GET', '/download', { query: { a: 1 } }));
    expect(error).toMatchObject({ status: 403, request: { method: 'GET', url: `${target.baseUrl}/file` } });
    expect(inspect(error)).not.toContain('s3cret');
  });

  it("has the caller's line in its stack, and no line of ky", async () => {
    const { baseUrl } = await serve(json(404, {}));
    const error = await rejection(callerOf(() => clientOf(baseUrl).call('GET', '/things')));
    if (!ApiError.is(error)) throw error;
    expect(error.stack).toMatch(/^ApiError: GET .*\n/);
    expect(error.stack).toContain('callerOf');
    expect(error.stack).not.toMatch(/[/]ky[/]/);
  });

  it('stays as it is when it is the reason to abort another call', async () => {
    const { baseUrl } = await serve(json(404, {}), silence);
    const http = clientOf(baseUrl);
    const error = await rejection(callerOf(() => http.call('GET', '/things')));
    const { stack } = error as Error;
    const ending = new AbortController();
    const other = rejection(http.call('GET', '/others', { signal: ending.signal }));
    ending.abort(Object.freeze(error));
    expect(await other).toBe(error);
    expect(error).toHaveProperty('stack', stack);
  });

  it('shows no token and no cookie, however it is printed', async () => {
    const page =
      '<pre>Authorization: Bearer s3cret.token-1 refused, and bearer  t/+~.s3cret=, wat_my-site_s3cret, eyJh.s3cret.x-_</pre>';
    const { baseUrl } = await serve(text(500, page, { 'set-cookie': 'session=s3cret' }));
    const http = clientOf(baseUrl, { retry: 0, headers: { authorization: 'Bearer s3cret.token-1' } });
    const error = await rejection(http.call('POST', '/things', { body: { password: 's3cret' } }));
    if (!ApiError.is(error)) throw error;
    const printed = [
      inspect(error, { depth: 9, showHidden: true }),
      JSON.stringify(error),
      String(error.body),
      error.stack,
    ];
    expect(printed.join()).not.toContain('s3cret');
    expect(error.body).toBe(
      '<pre>Authorization: Bearer [masked] refused, and bearer  [masked], wat_my-site_[masked], eyJ[masked]</pre>',
    );
    expect(Object.keys(error)).not.toContain('headers');
    expect(Object.keys(error)).not.toContain('body');
  });

  it('shows no token that JSON or a URL has escaped', async () => {
    const said =
      'Bearer ab\\/s3cret\\/s3cret== refused: ?a=Bearer%20ab%2Fcd%2Bs3cret%3D, ?token=%3Dwat_site_s3cret\\nwrt_site_s3cret';
    const { baseUrl } = await serve(text(403, `{"message":"${said}"}`, { 'content-type': 'application/json' }));
    const error = await rejection(clientOf(baseUrl).call('GET', '/things'));
    const masked = 'Bearer [masked] refused: ?a=Bearer%20[masked], ?token=%3Dwat_site_[masked]\nwrt_site_[masked]';
    expect(error).toMatchObject({ body: { message: masked } });
  });

  it.each([
    ['token', 'invalid_token'],
    ['a-token', 'no a-token'],
    ['my-token', 'no [masked]'], // eight characters are a token
  ])('masks a token of eight characters or more, but no shorter one: %j in %j', async (accessToken, said) => {
    const { baseUrl } = await serve(json(403, { error: said.replace('[masked]', accessToken) }));
    const token = { accessToken, tokenType: 'Bearer', obtainedAt: 0, generation: 1 } as const;
    const http = clientOf(baseUrl, { tokens: { fetch, getToken: async () => token } });
    expect(await rejection(http.call('GET', '/things'))).toHaveProperty('body', { error: said });
  });

  it('shows no DAM code and no token in a form, but every word that only looks like one', async () => {
    const said = 'authorization=Bearer+s3cret&code=wac_my-site2_s3cret; wat_my-site_, Bearers of keys';
    const { baseUrl } = await serve(text(403, said));
    expect(await rejection(clientOf(baseUrl).call('GET', '/things'))).toHaveProperty(
      'body',
      'authorization=Bearer+[masked]&code=wac_my-site2_[masked]; wat_my-site_, Bearers of keys',
    );
  });

  /** Tokens that are renewed while the request is on its way. */
  const renewing = (then: () => Promise<AccessToken>): Pick<TokenSource, 'fetch' | 'key' | 'getToken'> => {
    const before = { accessToken: 's3cret-before', tokenType: 'Bearer', obtainedAt: 0, generation: 1 } as const;
    return { key: 'app', fetch, getToken: vi.fn(then).mockResolvedValueOnce(before) };
  };

  it('shows neither the token of the request nor the one that has replaced it meanwhile', async () => {
    const { baseUrl } = await serve(json(403, { message: 's3cret-before is unknown, s3cret-after too' }));
    const after = { accessToken: 's3cret-after', tokenType: 'Bearer', obtainedAt: 1, generation: 2 } as const;
    const error = await rejection(clientOf(baseUrl, { tokens: renewing(async () => after) }).call('GET', '/things'));
    expect(error).toMatchObject({ body: { message: '[masked] is unknown, [masked] too' } });
  });

  it('is thrown without the token even if no new token can be had', async () => {
    const { baseUrl } = await serve(json(403, { message: 's3cret-before is unknown' }));
    const gone = (): Promise<never> => Promise.reject(new TokenStoreError('The store is away.', 'token_store_failed'));
    const error = await rejection(clientOf(baseUrl, { tokens: renewing(gone) }).call('GET', '/things'));
    expect(error).toMatchObject({ code: 'forbidden', body: { message: '[masked] is unknown' } });
  });

  it.each([
    ['as it is', 's3cret/+t==k.e~n'],
    ['as JSON of PHP has it', 's3cret\\\\/+t==k.e~n'],
    ['as a URL has it', 's3cret%2F%2Bt%3D%3Dk.e~n'],
  ])('never shows the token of the request, however it is written: %s', async (_, written) => {
    const { baseUrl } = await serve(
      json(403, { message: 'written is unknown' }, { 'x-hint': 'written, s3cret/+t==k.e~n' }),
      text(403, `{"message":"${written} is unknown, ${written}"}`, { 'x-hint': 's3cret/+t==k.e~n is unknown' }),
    );
    const token = { accessToken: 's3cret/+t==k.e~n', tokenType: 'Bearer', obtainedAt: 0, generation: 1 } as const;
    const http = clientOf(baseUrl, { tokens: { fetch, getToken: async () => token } });
    const other = await rejection(http.call('GET', '/things'));
    expect(other).toMatchObject({ body: { message: 'written is unknown' } });

    const error = await rejection(http.call('GET', '/things'));
    if (!ApiError.is(error)) throw error;
    expect(error.body).toEqual({ message: '[masked] is unknown, [masked]' });
    expect(error.headers.get('x-hint')).toBe('[masked] is unknown');
  });

  it.each([
    ['of marks only', `${'-'.repeat(14)}Z`],
    ['that repeats itself', `${'a-'.repeat(13)}Z`],
    ['of backslashes', `${'\\'.repeat(40)}Z`],
  ])('is read at once if somebody has passed in a token %s', async (_, accessToken) => {
    // With a pattern that can read the answer in many ways, this would take longer than a test may.
    const said = `${'a'.repeat(900)}${'\\'.repeat(900)}`;
    const { baseUrl } = await serve(json(403, { message: said }));
    const token = { accessToken, tokenType: 'Bearer', obtainedAt: 0, generation: 1 } as const;
    const http = clientOf(baseUrl, { tokens: { fetch, getToken: async () => token } });
    expect(await rejection(http.call('GET', '/things'))).toHaveProperty('body.message', said);
  });

  it('is thrown as the error class that the service chooses', async () => {
    class ThingsError extends Error {}
    const { baseUrl, requests } = await serve(json(503, {}));
    const http = clientOf(baseUrl, { toError: ({ status }) => new ThingsError(String(status)) });
    expect(await rejection(http.call('GET', '/things'))).toBeInstanceOf(ThingsError);
    expect(requests).toHaveLength(1); // only what the http package knows is repeated
  });
});

describe('an error of fetch', () => {
  it('is thrown as a ConnectionError that keeps nothing but its code', async () => {
    const http = clientOf(new URL('http://127.0.0.1:1'), {
      retry: 0,
      fetch: async () => {
        throw Object.assign(new TypeError('Headers: "Bearer s3cret" is invalid'), {
          cause: { code: 'ECONNRESET', headers: 's3cret' },
        });
      },
    });
    const error = await rejection(http.call('GET', '/things'));
    if (!ConnectionError.is(error)) throw error;
    expect(error).toMatchObject({ name: 'ConnectionError', code: 'connection_failed', sent: 'maybe' });
    expect(error.cause).toBeUndefined();
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('s3cret');
    expect(error.message).toContain('ECONNRESET');
  });

  it.each([
    ['a port that fetch never asks', new TypeError('fetch failed', { cause: new Error('bad port') }), 'bad port'],
    [
      'a server that is not there, at Deno',
      new TypeError('error sending request for url (http://s3cret:1/): client error (Connect): tcp connect error'),
      'client error (Connect)',
    ],
    [
      'a host that the system could not reach in time',
      { cause: { code: 'ETIMEDOUT', syscall: 'connect' } },
      'ETIMEDOUT',
    ],
    ['a host of several addresses', { errors: [{ code: 'ENETUNREACH' }, { code: 'ECONNREFUSED' }] }, 'ENETUNREACH'],
    ...[
      'ECONNREFUSED',
      'ENOTFOUND',
      'EAI_AGAIN',
      'EHOSTUNREACH',
      'ENETUNREACH',
      'ENETDOWN',
      'UND_ERR_CONNECT_TIMEOUT',
      'ConnectionRefused',
      'FailedToOpenSocket',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ].map((code): [string, unknown, string] => [code, new TypeError('fetch failed', { cause: { code } }), code]),
  ])('says that nothing was sent, and what to check: %s', async (_, thrown, cause) => {
    const fetch = (): Promise<never> => Promise.reject(thrown);
    const error = await rejection(clientOf(new URL('http://a.test'), { retry: 0, fetch }).call('POST', '/things'));
    expect(error).toMatchObject({
      sent: 'no',
      message: `POST http://a.test/things: no connection (${cause}): check the network and the URL of the API`,
    });
  });

  it.each([
    [
      'gives no reason',
      new TypeError('fetch failed'),
      'fetch gave no reason: check the network, the URL of the API and any stream',
    ],
    [
      'gives a reason of no address',
      { errors: [] },
      'fetch gave no reason: check the network, the URL of the API and any stream',
    ],
    [
      'only speaks of a refused connection',
      new TypeError('bad portal, then ECONNREFUSED'),
      'fetch gave no reason: check the network, the URL of the API and any stream',
    ],
    ['has reached one of several addresses', { errors: [{ code: 'ECONNREFUSED' }, { code: 'EPIPE' }] }, 'ECONNREFUSED'],
  ])('says that the request may have been sent if fetch %s', async (_, thrown, cause) => {
    const fetch = (): Promise<never> => Promise.reject(thrown);
    const error = await rejection(clientOf(new URL('http://a.test'), { retry: 0, fetch }).call('GET', '/things'));
    expect(error).toMatchObject({
      sent: 'maybe',
      message: `GET http://a.test/things: the connection broke (${cause}): try again later`,
    });
  });

  it('names the stream that was sent as a possible cause', async () => {
    const { baseUrl } = await serve(json(200, {}));
    const body = new ReadableStream({ pull: () => Promise.reject(new RangeError('no such block')) });
    expect(await rejection(clientOf(baseUrl).call('POST', '/things', { body }))).toMatchObject({
      sent: 'maybe',
      message: expect.stringContaining('and any stream'),
    });
  });

  it.each([new Error('dynamic'), new TypeError('fetch failed')])(
    'is thrown untouched and not repeated if it has a digest: %s',
    async (error) => {
      let calls = 0;
      const bailout = Object.assign(error, { digest: 'DYNAMIC_SERVER_USAGE' });
      const http = clientOf(new URL('http://127.0.0.1:1'), {
        fetch: async () => {
          calls += 1;
          throw bailout;
        },
      });
      expect(await rejection(http.call('GET', '/things'))).toBe(bailout);
      expect(calls).toBe(1);
    },
  );

  it("is thrown as a ConnectionError if it comes from the caller's own token source", async () => {
    const refused = new TypeError('fetch failed: Bearer s3cret', { cause: { code: 'ECONNREFUSED' } });
    const tokens = { key: 'app', fetch, getToken: () => Promise.reject(refused) };
    const error = await rejection(clientOf(new URL('http://a.test'), { tokens, retry: 0 }).call('POST', '/things'));
    expect(error).toMatchObject({ name: 'ConnectionError', sent: 'no' });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('s3cret');
  });

  it("is thrown as it is if it comes from the caller's own code that keeps an instance alive, and not repeated", async () => {
    const outside = new Error('`after` was called outside a request scope.');
    const getToken = vi.fn(() => Promise.reject(outside));
    const http = clientOf(new URL('http://a.test'), { tokens: { key: 'app', fetch, getToken } });
    expect(await rejection(http.call('GET', '/things'))).toBe(outside);
    expect(getToken).toHaveBeenCalledTimes(1);
  });

  it.each([
    new ConfigurationError('clientSecret is wrong', 'clientSecret'),
    new TokenRequestError('asked too often', { status: 429 }),
    new TokenRequestError('out of order', { status: 503 }),
  ])('is thrown as it is and not repeated if it is an error of the tokens: %s', async (refused) => {
    let calls = 0;
    const http = clientOf(new URL('http://127.0.0.1:1'), {
      fetch: async () => {
        calls += 1;
        throw refused;
      },
    });
    expect(await rejection(http.call('GET', '/things'))).toStrictEqual(refused);
    expect(calls).toBe(1);
  });
});

describe('a request', () => {
  it('goes to a path below baseUrl, or to a link of its origin', async () => {
    const { baseUrl, requests } = await serve(json(200, {}));
    const http = clientOf(baseUrl);
    await http.call('GET', '/things', {
      query: { a: 'b c', 'f[g]': 2, list: [1, 'x,y'], none: undefined, no: null, zero: 0, off: false },
    });
    await http.call('GET', `${baseUrl.origin}/elsewhere?page=2`, { query: { size: 5 } });
    expect(requests.map(({ url }) => url)).toEqual([
      '/api/things?a=b%20c&f%5Bg%5D=2&list=1,x%2Cy&zero=0&off=false',
      '/elsewhere?page=2&size=5',
    ]);
  });

  it('takes a link as a URL object, too', async () => {
    const { baseUrl, requests } = await serve(json(200, {}));
    await clientOf(baseUrl).request('GET', new URL('/elsewhere?page=2', baseUrl));
    expect(requests.map(({ url }) => url)).toEqual(['/elsewhere?page=2']);
  });

  it('without a path is refused in words', async () => {
    const http = clientOf(new URL('http://localhost:1'));
    for (const call of [http.call, http.request]) {
      const error = await rejection(call('GET', undefined as never));
      expect(ConfigurationError.is(error) && error.option).toBe('path');
    }
  });

  it.each([
    'https://example.com/things',
    'http://127.0.0.1:1/things',
    'https://127.0.0.1/things',
    'things',
    '',
    'javascript:alert(1)',
  ])('is refused for %j before anything is sent', async (link) => {
    const { baseUrl, requests } = await serve(json(200, {}));
    const error = await rejection(clientOf(baseUrl).request('GET', link));
    expect(ConfigurationError.is(error) && error.option).toBe('path');
    expect(requests).toHaveLength(0);
  });

  it('is refused for a link that only looks like one of its origin', async () => {
    const { baseUrl, requests } = await serve(json(200, {}));
    const http = clientOf(baseUrl);
    for (const link of [
      `blob:${baseUrl.origin}/2f3e`,
      `http://user:password@${baseUrl.host}/things`,
      `http://${baseUrl.host}@example.com/things`,
      `https://${baseUrl.host}/things`,
      `${baseUrl.origin}/things{?limit}`,
      'https://files.example.com/backup?signature=s3cret',
    ]) {
      const error = await rejection(http.request('GET', link));
      expect(ConfigurationError.is(error), link).toBe(true);
      expect(String(error)).not.toMatch(/password|signature/);
    }
    expect(requests).toHaveLength(0);
  });

  it('keeps braces in the query of a path or a link as they are', async () => {
    const { baseUrl, requests } = await serve(json(200, {}));
    await clientOf(baseUrl).call('GET', '/things/{id}?filter={x}', { path: { id: 7 } });
    await clientOf(baseUrl).call('GET', `${baseUrl}/things?filter={x}`);
    expect(requests.map(({ url }) => url)).toEqual(['/api/things/7?filter={x}', '/api/things?filter={x}']);
  });

  it('may have the text behind a parameter in its value too, and a slash inside a segment after a backslash', async () => {
    const { baseUrl, requests } = await serve(json(200, {}));
    const http = clientOf(baseUrl, { multiSegment: ['path'] });
    await http.call('GET', '/files/{name}.json', { path: { name: 'a.json' } });
    await http.call('GET', '/tree/{path}', { path: { path: 'a/b\\/c' } });
    expect(requests.map(({ url }) => url)).toEqual(['/api/files/a.json.json', '/api/tree/a/b%5C%2Fc']);
  });

  it.each(['a/../b', 'a/./b', 'a//b', '/a', 'a/', '..'])(
    'is refused for %j as segments, which would change the path',
    async (path) => {
      const { baseUrl, requests } = await serve(json(200, {}));
      const error = await rejection(
        clientOf(baseUrl, { multiSegment: ['path'] }).call('GET', '/{path}', { path: { path } }),
      );
      expect(ConfigurationError.is(error) && error.option).toBe('path');
      expect(requests).toHaveLength(0);
    },
  );

  it.each(['cut \ude00', ['fine', '\ud83d']])('is refused for half a character in its query: %j', async (filter) => {
    const { baseUrl, requests } = await serve(json(200, {}));
    const error = await rejection(clientOf(baseUrl).call('GET', '/things', { query: { filter } }));
    expect(ConfigurationError.is(error) && error.option).toBe('filter');
    expect(requests).toHaveLength(0);
  });

  it('has its method in capital letters', async () => {
    const { baseUrl, requests } = await serve(json(200, {}));
    await clientOf(baseUrl).call('patch', '/things', { body: {} });
    expect(requests[0]?.method).toBe('PATCH');
  });

  it('stays below baseUrl if its path looks like a host', async () => {
    const { baseUrl, requests } = await serve(json(200, {}));
    await clientOf(baseUrl).call('GET', '//example.com/things');
    expect(requests[0]?.url).toBe('/api//example.com/things');
  });
});

describe('the body of a request', () => {
  it('is sent as JSON, unless the platform knows the value as a body', async () => {
    const bodies: [string | undefined, string][] = [];
    const { baseUrl } = await serve((_, response) => void response.end());
    const http = clientOf(baseUrl, {
      toForm: (path, body) => (path === '/form' ? new URLSearchParams(body as { of: string }) : undefined), // as it is called below
      fetch: async (input, init) => {
        const request = new Request(input, init);
        bodies.push([request.headers.get('content-type')?.split(';')[0], await request.clone().text()]);
        return fetch(request);
      },
    });
    await http.call('POST', '/things', { body: { a: 1 } });
    await http.call('POST', '/form', { body: { of: 'x y' } });
    await http.call('POST', '/things', { body: new Blob(['bytes'], { type: 'image/png' }) });
    await http.call('POST', '/things', { body: new Blob(['raw']), headers: { 'content-type': 'application/zip' } });
    await http.call('POST', '/things');
    await http.call('POST', '/things', { body: 'as it is' });
    await http.call('POST', '/things', { body: new TextEncoder().encode('bytes') });
    await http.call('POST', '/things', { body: new TextEncoder().encode('more').buffer });
    const form = new FormData();
    form.set('file', new Blob(['content']), 'a.txt');
    await http.call('POST', '/things', { body: form });
    expect(bodies.slice(0, 8)).toEqual([
      ['application/json', '{"a":1}'],
      ['application/x-www-form-urlencoded', 'of=x+y'],
      ['image/png', 'bytes'],
      ['application/zip', 'raw'],
      [undefined, ''],
      ['text/plain', 'as it is'],
      [undefined, 'bytes'],
      [undefined, 'more'],
    ]);
    expect(bodies[8]?.[0]).toBe('multipart/form-data');
    expect(bodies[8]?.[1]).toContain('content');
  });

  it('may be a stream of Node, which is sent once', async () => {
    const { baseUrl, requests, bodies } = await serve(json(503, {}));
    for (const body of [Readable.from(['of ', 'Node']), () => Readable.from(['made'])]) {
      await rejection(clientOf(baseUrl, { retry: 0 }).call('PUT', '/things', { body }));
    }
    await rejection(
      clientOf(baseUrl, { repeatsPutAndDelete: true }).call('PUT', '/things', { body: Readable.from(['x']) }),
    );
    expect(bodies).toEqual(['of Node', 'made', 'x']);
    expect(requests[0]?.headers).not.toHaveProperty('content-type');
  });

  it('made by a function that throws fails the call with that very error', async () => {
    const { baseUrl, requests } = await serve(json(200, {}));
    const disk = new TypeError('the disk is gone');
    const body = (): never => {
      throw disk;
    };
    expect(await rejection(clientOf(baseUrl).call('PUT', '/things', { body }))).toBe(disk);
    expect(requests).toHaveLength(0);
  });

  it('is made only when there is a token, so that no file is opened in vain', async () => {
    const { baseUrl, requests } = await serve(json(200, {}));
    const refused = new TokenStoreError('The store is away.', 'token_store_failed');
    const getToken = (): Promise<never> => Promise.reject(refused);
    const http = clientOf(baseUrl, { tokens: { key: 'app', fetch, getToken } });
    const body = vi.fn(() => new Blob(['a']).stream());
    expect(TokenStoreError.is(await rejection(http.call('PUT', '/things', { body })))).toBe(true);
    expect(body).not.toHaveBeenCalled();
    expect(requests).toHaveLength(0);
  });

  it('that is a stream is cancelled if it is not sent, as it may hold a file open', async () => {
    const { baseUrl } = await serve(json(200, {}));
    const getToken = (): Promise<never> =>
      Promise.reject(new TokenStoreError('The store is away.', 'token_store_failed'));
    const cancel = vi.fn();
    const upload = (http: HttpClient, options?: RequestOptions): Promise<unknown> =>
      rejection(http.call('PUT', '/things', { body: new ReadableStream({ cancel }), ...options }));

    await upload(clientOf(baseUrl, { tokens: { key: 'app', fetch, getToken } }));
    expect(cancel).toHaveBeenCalledTimes(1);
    await upload(clientOf(baseUrl), { signal: AbortSignal.abort() });
    expect(cancel).toHaveBeenCalledTimes(2);
  });

  it('has the headers of the client, replaced by those of the call', async () => {
    const { baseUrl, requests } = await serve(json(200, {}));
    const http = clientOf(baseUrl, { headers: { accept: 'application/hal+json', 'user-agent': 'things' } });
    await http.call('GET', '/things', { headers: { Accept: 'text/plain', 'x-more': '1' } });
    expect(requests[0]?.headers).toMatchObject({ accept: 'text/plain', 'user-agent': 'things', 'x-more': '1' });
  });

  it('has the content type of the call, else of the body, else of the client', async () => {
    const { baseUrl, requests } = await serve(json(200, {}));
    const http = clientOf(baseUrl, { headers: { 'content-type': 'application/octet-stream' } });
    await http.call('POST', '/things', { body: {}, headers: { 'content-type': 'application/vnd.api+json' } });
    await http.call('POST', '/things', { body: {} });
    await http.call('POST', '/things', { body: new Uint8Array(1) });
    expect(requests.map(({ headers }) => headers['content-type'])).toEqual([
      'application/vnd.api+json',
      'application/json',
      'application/octet-stream',
    ]);
  });

  it('is refused for a header that HTTP does not allow, without showing it', async () => {
    const { baseUrl } = await serve(json(200, {}));
    const error = await rejection(clientOf(baseUrl).call('GET', '/things', { headers: { 'x-a': 's3cret\nx' } }));
    expect(ConfigurationError.is(error) && error.option).toBe('headers');
    expect(String(error)).not.toContain('s3cret');
    const named = await rejection(clientOf(baseUrl, { headers: { 'user-agent': 'a\nb' } }).call('GET', '/things'));
    expect(ConfigurationError.is(named) && named.option).toBe('userAgent');
  });

  it('passes fetchOptions to fetch untouched, but no method, header or body in them', async () => {
    const { baseUrl } = await serve(json(200, {}));
    let seen: object = {};
    const http = clientOf(baseUrl, {
      fetch: (input, init = {}) => {
        seen = init;
        return fetch(input, init);
      },
    });
    const next = { revalidate: 60, tags: ['things'] };
    const inVain: object = { method: 'DELETE', headers: { accept: 'text/html' }, body: 'all' }; // the types refuse them
    await http.call('GET', '/things', { fetchOptions: { cache: 'force-cache', next, ...inVain } });
    expect(seen).toMatchObject({ cache: 'force-cache', method: 'GET', body: null });
    expect(Reflect.get(seen, 'headers')).toEqual({});
    expect(Reflect.get(seen, 'next')).toBe(next);
  });
});

describe('the code that the first call loads', () => {
  it('is loaded again by the next call if loading failed, as when no file descriptor was left', async () => {
    vi.doMock('../src/sender.ts', () => {
      throw new Error('EMFILE');
    });
    onTestFinished(() => void vi.doUnmock('../src/sender.ts'));
    const { baseUrl } = await serve(json(200, { a: 1 }));
    const client = clientOf(baseUrl);
    expect(await rejection(client.call('GET', '/things'))).toMatchObject({ cause: { message: 'EMFILE' } });

    vi.doUnmock('../src/sender.ts');
    expect(await client.call('GET', '/things')).toEqual({ a: 1 });
  });
});

describe('an impossible request', () => {
  it.each<[string, string, RequestOptions]>([
    ['method', 'G ET', {}],
    ['method', '', {}],
    ['schema', 'GET', { schema: {} as never }],
    ['headers', 'GET', { headers: { 'a b': 'c' } }],
    ['timeout', 'GET', { timeout: Number.NaN }],
    ['body', 'GET', { body: { a: 1 } }],
  ])('is refused with the name of the option (%s), and nothing is sent', async (option, method, options) => {
    const { baseUrl, requests } = await serve(json(200, {}));
    const error = await rejection(clientOf(baseUrl).call(method, '/things', options));
    expect(ConfigurationError.is(error) && error.option).toBe(option);
    expect(requests).toHaveLength(0);
  });
});

describe('a redirect', () => {
  const to = (location: string, status = 302): Answer => text(status, '', { location });

  it('of a read is followed, and is an InvalidAnswerError if it leads nowhere', async () => {
    const { baseUrl } = await serve(
      to('/api/other'),
      json(200, { here: true }),
      to('ftp://files.example/a?key=s3cret'),
    );
    const http = clientOf(baseUrl, { fetch: noFollow });
    expect(await clientOf(baseUrl).call('GET', '/things')).toEqual({ here: true });

    const error = await rejection(http.request('GET', '/things'));

    expect(InvalidAnswerError.is(error) && error.message).toContain('redirects to');
    expect(inspect(error)).not.toContain('s3cret');
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'of a %s is not followed, because it would be sent on as a read',
    async (method) => {
      const { baseUrl, requests } = await serve(to('/api/other', 301), json(200, { here: true }));

      const error = await rejection(clientOf(baseUrl).call(method, '/things', { body: {} }));

      expect(InvalidAnswerError.is(error) && error.message).toContain(`redirects to ${baseUrl.origin}/api/other`);
      expect(requests).toHaveLength(1);
    },
  );

  it.each([301, 302, 303, 307, 308])(
    'of a write by %i is refused, wherever it leads, and cancelled, so that it frees its connection',
    async (status) => {
      const cancel = vi.fn();
      const answer = new Response(new ReadableStream({ cancel }), { status, headers: { location: 'http://' } });
      const http = clientOf(new URL('http://a.test'), { fetch: async () => answer });
      const error = await rejection(http.call('POST', '/things', { body: {} }));
      expect(InvalidAnswerError.is(error) && error.message).toContain(`the answer (${status}) redirects nowhere:`);
      expect(cancel).toHaveBeenCalledOnce();
    },
  );

  it('that the platform hides is refused too', async () => {
    const hidden = Object.defineProperties(new Response(), {
      type: { value: 'opaqueredirect' },
      status: { value: 0 },
      ok: { value: false },
    });
    const http = clientOf(new URL('http://a.test'), { fetch: async () => hidden });
    expect(InvalidAnswerError.is(await rejection(http.call('POST', '/things', { body: {} })))).toBe(true);
  });

  it.each([300, 305, 306])('is also any other 3xx answer, such as %i', async (status) => {
    const { baseUrl, requests } = await serve(text(status, 'one of several'));
    const http = clientOf(baseUrl);
    for (const method of ['GET', 'POST']) {
      const error = await rejection(http.call(method, '/things'));
      expect(InvalidAnswerError.is(error) && error.message).toContain(`the answer (${status}) redirects nowhere:`);
    }
    expect(requests).toHaveLength(2);
  });

  it('is not a 304, which the caller has asked for', async () => {
    const { baseUrl } = await serve(text(304, ''));
    const headers = { 'if-none-match': '"1"' };
    expect((await clientOf(baseUrl).request('GET', '/things', { headers })).status).toBe(304);
    expect(await clientOf(baseUrl).call('GET', '/things', { headers })).toBeUndefined();
  });

  it('is a 304 that the caller has not asked for: there is no value', async () => {
    const { baseUrl } = await serve(text(304, ''));
    const http = clientOf(baseUrl, { headers: { accept: 'application/json' } });
    const headers = { 'if-none-match': '"1"' };
    const calls = [
      http.call('GET', '/things'),
      http.call('POST', '/things', { headers }),
      http.request('GET', '/things'),
    ];
    const errors = await Promise.all(calls.map(rejection));
    expect(errors.map(InvalidAnswerError.is)).toEqual([true, true, true]);
  });

  it('is handed to the caller if fetchOptions say so', async () => {
    const { baseUrl } = await serve(to('/api/other'));
    for (const method of ['GET', 'POST']) {
      const answer = await clientOf(baseUrl).request(method, '/things', { fetchOptions: { redirect: 'manual' } });
      expect(answer.headers.get('location')).toBe('/api/other');
    }
  });
});

/** Hands a redirect back, as `tokens.fetch` does if it leads nowhere. */
const noFollow: typeof fetch = (input, init) => fetch(input, { ...init, redirect: 'manual' });

describe('a successful answer', () => {
  it('is reported by method and path before it is read, as an error answer is', async () => {
    const seen: unknown[] = [];
    const { baseUrl } = await serve(json(503, {}), json(200, { a: 1 }));
    const http = clientOf(baseUrl, {
      onAnswer: ({ status, bodyUsed }, method, path) => seen.push([status, bodyUsed, method, path]),
    });
    await http.call('get', '/things/{id}', { path: { id: 7 } });
    expect(seen).toEqual([503, 200].map((status) => [status, false, 'GET', '/things/{id}']));
  });

  it('is parsed if it is JSON of any kind, a Blob if it is bytes, undefined if it is empty', async () => {
    const { baseUrl } = await serve(
      text(200, '{"a":1}', { 'content-type': 'application/hal+json; charset=utf-8' }),
      text(200, '[1]', { 'content-type': 'Application/JSON' }),
      text(200, '"untyped"'),
      text(200, ' \n'),
      text(204, ''),
      text(200, 'zipped', { 'content-type': 'application/gzip' }),
      text(200, '1\n2', { 'content-type': 'application/jsonl' }),
      text(200, 'parts', { 'content-type': 'multipart/related; type="text/xml"' }),
    );
    const http = clientOf(baseUrl);
    const values = [];
    for (let i = 0; i < 8; i++) values.push(await http.call('GET', '/things'));
    expect(values.slice(0, 5)).toEqual([{ a: 1 }, [1], 'untyped', undefined, undefined]);
    const texts = values.slice(5).map((value) => value instanceof Blob && value.text());
    expect(await Promise.all(texts)).toEqual(['zipped', '1\n2', 'parts']);
  });

  it('is refused if it is an HTML page', async () => {
    const { baseUrl, requests } = await serve(text(200, '<html>login</html>', { 'content-type': 'text/html' }));
    const error = await rejection(clientOf(baseUrl).call('GET', '/things'));
    expect(InvalidAnswerError.is(error)).toBe(true);
    expect(error).toHaveProperty(
      'message',
      expect.stringContaining('(200, text/html) is not JSON: check the URL of the API and any proxy'),
    );
    expect(requests).toHaveLength(1);
  });

  it('of request() has a body that nobody has read', async () => {
    const { baseUrl } = await serve(text(200, '<html>', { 'content-type': 'text/html' }));
    const response = await clientOf(baseUrl).request('GET', '/things');
    expect(response.bodyUsed).toBe(false);
    expect(await response.text()).toBe('<html>');
  });
});
