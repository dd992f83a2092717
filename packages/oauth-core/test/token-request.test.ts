import type { Fault } from '@acme/sandbox';
import { describe, expect, it, vi } from 'vitest';
import { clientCredentials, createTokenSource, type OAuthEvent, TokenRequestError } from '../src/index.ts';
import { serverFor } from './support/server.ts';
import {
  arrivalOf,
  cloudTokens,
  inAnotherProcess,
  isSettled,
  redirectUri,
  signedInAtDam,
  signedInAtSource,
  writeOver,
} from './support/sources.ts';

const failureOf = async (work: Promise<unknown>): Promise<TokenRequestError> => {
  const error = await work.catch((thrown: unknown) => thrown);
  if (TokenRequestError.is(error)) return error;
  throw new Error('This was no TokenRequestError.', { cause: error });
};
/** An error as Node's fetch throws it. */
const failed = (cause: object): Error => Object.assign(new TypeError('fetch failed'), { cause });
const answering = (status: number, body: unknown): Fault => ({ kind: 'status', status, body });

const hour = 3_600_000;

describe('a token request', () => {
  it.each([
    ['form', 'application/x-www-form-urlencoded'],
    ['json', 'application/json'],
  ] as const)('is a POST whose body is written as %s', async (bodyFormat, contentType) => {
    const { options } = await cloudTokens();
    const server = await serverFor(() => ({ body: '{"access_token":"a","token_type":"Bearer"}' }));
    const clientSecret = 's=p+a ce&%~"';

    const tokens = createTokenSource({
      ...options,
      clientSecret,
      profile: { ...options.profile, tokenUrl: `${server.origin}/token`, bodyFormat },
    });
    await tokens.getToken();

    const [request] = server.arrived;
    expect(request).toMatchObject({ method: 'POST', path: '/token', headers: { accept: 'application/json' } });
    expect(request?.headers['content-type']).toBe(contentType);
    expect(request?.headers.authorization).toBeUndefined();
    const body = Buffer.from(request?.body ?? '', 'latin1').toString();
    const sent = bodyFormat === 'json' ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
    expect(sent).toEqual({
      grant_type: 'client_credentials',
      client_id: options.clientId,
      client_secret: clientSecret,
    });
  });

  it('for a code uses the parameter names of the profile, and no redirect URI if the profile wants none', async () => {
    const { options } = await signedInAtSource();
    const server = await serverFor(() => ({ body: '{"access_token":"a","token_type":"Bearer"}' }));
    const names = { tokenUrl: server.origin, redirectUriInExchange: false, parameterNames: { code: 'the_code' } };

    const tokens = createTokenSource({ ...options, key: 'other', profile: { ...options.profile, ...names } });
    await tokens.exchange({ code: 'c', redirectUri, codeVerifier: 'v' });

    expect([...new URLSearchParams(server.arrived[0]?.body)].filter(([name]) => !name.startsWith('client_'))).toEqual([
      ['grant_type', 'authorization_code'],
      ['the_code', 'c'],
      ['code_verifier', 'v'],
    ]);
  });

  it.each([301, 302, 303, 307, 308] as const)('does not follow a redirect with %i', async (status) => {
    const { sandbox, tokens } = await cloudTokens();
    sandbox.faults.next('cloud.token', { kind: 'redirect', status });

    const { message } = await failureOf(tokens.getToken());

    expect(message).toContain('tokenUrl');
    expect(sandbox.count('elsewhere')).toBe(0);
    expect(sandbox.count('cloud.token')).toBe(1);
  });

  it('bypasses the fetch that Next.js puts in its place; a call of tokens.fetch does not', async () => {
    const { options, url } = await cloudTokens();
    const paths: string[] = [];
    const patched: typeof options.fetch & { _nextOriginalFetch?: typeof options.fetch } = async (input, init) => {
      paths.push(new URL(String(input)).pathname);
      return options.fetch(input, init);
    };
    patched._nextOriginalFetch = options.fetch;

    await createTokenSource({ ...options, fetch: patched }).fetch(url);

    expect(paths).toEqual([new URL(url).pathname]);
  });

  it('sets no cache, credentials or mode, because some platforms refuse these', async () => {
    const { options } = await cloudTokens();
    const inits: (RequestInit | undefined)[] = [];

    const tokens = createTokenSource({
      ...options,
      fetch: async (input, init?: RequestInit) => {
        inits.push(init);
        return options.fetch(input, init);
      },
    });
    await tokens.getToken();

    expect(Object.keys(inits[0] ?? {}).sort()).toEqual(['body', 'headers', 'method', 'redirect', 'signal']);
  });

  it('ends after its timeout, and its connection with it', async () => {
    const { sandbox, options } = await cloudTokens();
    let signal: AbortSignal | null | undefined;
    const tokens = createTokenSource({
      ...options,
      retry: 0,
      timeout: 1_234,
      fetch: async (input, init?: RequestInit) => {
        signal = init?.signal;
        return options.fetch(input, init);
      },
    });
    sandbox.faults.next('cloud.token', { kind: 'slow-body', ms: 10_000 });

    const failing = failureOf(tokens.getToken());
    await arrivalOf(sandbox, 'cloud.token');
    sandbox.advance(1_300);

    expect((await failing).message).toContain('1234 ms');
    expect(signal?.aborted).toBe(true);
  });

  it.each([
    [10_000, cloudTokens, 'cloud.token'],
    [30_000, signedInAtDam, 'dam.token'],
  ] as const)('may take %i ms', async (limitMs, sceneOf, operation) => {
    const { sandbox, options } = await sceneOf({ retry: 0 });
    const tokens = inAnotherProcess(options);
    const before = sandbox.count(operation);
    sandbox.faults.next(operation, { kind: 'latency', ms: 10 * limitMs }, { times: 2 });
    sandbox.advance(9 * 3_600_000);

    const failing = failureOf(tokens.getToken());
    await arrivalOf(sandbox, operation, before + 1);
    sandbox.advance(limitMs - 1_000);
    const wasOver = await isSettled(failing);
    sandbox.advance(1_100);

    expect((await failing).message).toContain(`${limitMs} ms`);
    expect(wasOver).toBe(false);
  });
});

describe('an answer', () => {
  it.each([
    ['300', 300_000],
    [300, 300_000],
    ['0.5', 500],
    [0, undefined],
    ['0', undefined],
    [-300, undefined],
    ['300s', undefined],
    ['', undefined],
    ['NaN', undefined],
    [null, undefined],
    [{}, undefined],
    [true, undefined],
    ['Infinity', undefined],
    [1e300, undefined],
  ])('whose expires_in is %j gives a life, in ms, of %j', async (expires_in, life) => {
    const { sandbox, tokens } = await cloudTokens();
    sandbox.faults.next('cloud.token', answering(200, { access_token: 'a', token_type: 'Bearer', expires_in }));

    const { obtainedAt, expiresAt } = await tokens.getToken({ minimumLifetime: 0 });

    expect(expiresAt === undefined ? undefined : expiresAt - obtainedAt).toBe(life);
  });

  it.each([
    ['is empty', ''],
    ['is a page', '<!doctype html><title>Sign in</title>'],
    ['is cut off', '{"access_token":"abc","token_ty'],
    ['is null', 'null'],
    ['is a text', '"access_token"'],
    ['is a list', '["access_token"]'],
    ['has no access token', '{"token_type":"Bearer","expires_in":300}'],
    ['has an empty access token', '{"access_token":"","token_type":"Bearer"}'],
    ['has a number as its access token', '{"access_token":7,"token_type":"Bearer"}'],
    ['has an access token that no header can carry', '{"access_token":"a\\nb","token_type":"Bearer"}'],
  ])('that %s gives no token: the error says what to look at', async (_, body) => {
    const { sandbox, tokens } = await cloudTokens({ retry: 0 });
    sandbox.faults.next('cloud.token', answering(200, body));

    const error = await failureOf(tokens.getToken());

    expect(error.status).toBe(200);
    expect(error.message).toMatch(/Cloud gave no token \(200.*tokenUrl.*proxy/);
  });

  it('with a status above 599, which a Response can not have, is reported like any other failure', async () => {
    const { options } = await cloudTokens({ retry: 0 });
    const { origin } = await serverFor(() => ({ status: 600, body: '{"error":"asleep"}' }));
    const tokens = createTokenSource({ ...options, profile: { ...options.profile, tokenUrl: origin } });

    expect(await failureOf(tokens.getToken())).toMatchObject({ status: 600, error: 'asleep' });
  });

  it.each([
    ['in Latin-1', 'Accept\xe9'],
    ['in UTF-8', Buffer.from('接受').toString('latin1')],
  ])('with a reason phrase %s, which a Response can not have, gives its token all the same', async (_, reason) => {
    const { options } = await cloudTokens({ retry: 0 });
    const { origin } = await serverFor(() => ({ reason, body: '{"access_token":"a","token_type":"Bearer"}' }));
    const tokens = createTokenSource({ ...options, profile: { ...options.profile, tokenUrl: origin } });

    expect((await tokens.getToken()).accessToken).toBe('a');
  });

  it('of 10 MB is not read to its end', async () => {
    const { sandbox, options } = await cloudTokens();
    let read = 0;
    const tokens = createTokenSource({
      ...options,
      retry: 0,
      fetch: async (input, init?: RequestInit) => {
        const answer = await options.fetch(input, init);
        const counting = new TransformStream<Uint8Array, Uint8Array>({
          transform(part, controller) {
            read += part.length;
            controller.enqueue(part);
          },
        });
        return new Response(answer.body?.pipeThrough(counting), answer);
      },
    });
    sandbox.faults.next('cloud.token', { kind: 'huge-body', bytes: 10_000_000 });

    await failureOf(tokens.getToken());

    expect(read).toBeLessThan(1_000_000);
  });

  it.each([
    ['breaks off', { kind: 'cut-off-body' }],
    ['is lost', { kind: 'drop-answer-after-processing' }],
    ['never came', { kind: 'reset-before-processing' }],
  ] as const)('that %s is reported without the platform’s error', async (_, fault) => {
    const { sandbox, tokens } = await cloudTokens({ retry: 0 });
    sandbox.faults.next('cloud.token', fault);

    const error = await failureOf(tokens.getToken());

    expect(error.status).toBeUndefined();
    expect(error.cause).toBeUndefined();
    expect(error.message).toMatch(
      /^Cloud gave no token \((ECONNRESET|UND_ERR_SOCKET)\): check tokenUrl and the network\.$/,
    );
  });

  it('that never came because nothing listens is reported with ECONNREFUSED', async () => {
    const { sandbox, tokens } = await cloudTokens({ retry: 0 });
    await sandbox.close();

    expect((await failureOf(tokens.getToken())).message).toContain('ECONNREFUSED');
  });

  const denoSays = (what: string): Error => new TypeError(`error sending request: client error (Connect): ${what}`);

  const ownCause = Object.assign(new Error(), { cause: undefined as unknown });
  ownCause.cause = ownCause;

  it.each<[string, 'no' | 'maybe', Error]>([
    ['no such host', 'no', failed({ code: 'ENOTFOUND', syscall: 'getaddrinfo' })],
    ['no name server', 'no', failed({ code: 'EAI_AGAIN', syscall: 'getaddrinfo' })],
    ['nothing listens', 'no', failed({ code: 'ECONNREFUSED' })],
    ['no route to the host', 'no', failed({ code: 'EHOSTUNREACH' })],
    ['no network', 'no', failed({ code: 'ENETUNREACH' })],
    ['the network is off', 'no', failed({ code: 'ENETDOWN' })],
    ['a port that fetch never asks', 'no', failed(new Error('bad port'))],
    ['the system gave up connecting', 'no', failed({ code: 'ETIMEDOUT', syscall: 'connect' })],
    ["no route to any of the host's addresses", 'no', failed({ code: 'ETIMEDOUT', errors: [{ syscall: 'connect' }] })],
    ['Node gave up connecting', 'no', failed({ code: 'UND_ERR_CONNECT_TIMEOUT' })],
    ['an untrusted certificate', 'no', failed({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })],
    ['a certificate of another host', 'no', failed({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' })],
    ['an expired certificate', 'no', failed({ code: 'CERT_HAS_EXPIRED' })],
    ['nothing listens, as Bun says', 'no', Object.assign(new Error(), { code: 'ConnectionRefused' })],
    ['no such host, as Bun says', 'no', Object.assign(new Error(), { code: 'FailedToOpenSocket' })],
    ['nothing listens, as Deno says', 'no', denoSays('tcp connect error: Connection refused')],
    ['no such host, as Deno says', 'no', denoSays('dns error: failed to lookup address information')],
    ['one of several addresses was reached', 'maybe', failed({ errors: [{ syscall: 'connect' }, { code: 'EPIPE' }] })],
    ['the connection ended', 'maybe', failed({ code: 'ECONNRESET', syscall: 'read' })],
    ['the system gave up waiting', 'maybe', failed({ code: 'ETIMEDOUT', syscall: 'read' })],
    ['Node gave up waiting', 'maybe', failed({ code: 'UND_ERR_HEADERS_TIMEOUT' })],
    ['an untrusted certificate, as Deno says', 'no', denoSays('invalid peer certificate: UnknownIssuer')],
    ['nothing listens, as an older Deno says', 'no', new TypeError('error trying to connect: Connection refused')],
    ['no such host, as an older Deno says', 'no', new TypeError('error trying to connect: dns error: not known')],
    ['several reasons that it does not give', 'maybe', new AggregateError([], 'fetch failed')],
    ['an unknown reason', 'maybe', new TypeError('fetch failed')],
    ['an error that is its own cause', 'maybe', ownCause],
    [
      'the end of a connection, as Deno says of a host called cert',
      'maybe',
      new TypeError('sending to https://cert.example: connection closed'),
    ],
  ])('that never came (%s) is reported with whether the request was sent: %s', async (_, sent, thrown) => {
    const { tokens, events } = await cloudTokens({ retry: 0, fetch: () => Promise.reject(thrown) });

    await failureOf(tokens.getToken());

    expect(events.map(({ type }) => type)).toEqual(['claimed', 'requested', 'failed']);
    expect(events.at(-1)).toMatchObject({ sent });
  });

  it('that never came because a proxy refused is reported as "no answer"', async () => {
    const refused = new DOMException('Proxy response (407) !== 200 when HTTP Tunneling', 'AbortError');
    const fetch = async () => {
      throw Object.assign(new TypeError('fetch failed'), { cause: refused });
    };
    const { tokens } = await cloudTokens({ retry: 0, fetch });

    const { message } = await failureOf(tokens.getToken());

    expect(message).toBe('Cloud gave no token (no answer): check tokenUrl and the network.');
  });

  it.each([
    [-6_000, -6_000],
    [-5_000, 0], // the answer takes time, and its date has whole seconds
    [5_000, 0],
    [6_000, 6_000],
  ])('whose date is %i ms off our clock moves the times of its token by %i ms', async (offMs, movedMs) => {
    const { options } = await cloudTokens();
    const now = Date.UTC(2030, 0, 1);
    const headers = { date: new Date(now + offMs).toUTCString() };
    const fetch = async () => Response.json({ access_token: 'a', token_type: 'Bearer', expires_in: 300 }, { headers });

    const token = await createTokenSource({
      ...options,
      fetch,
      clock: { ...options.clock, now: () => now },
    }).getToken();

    expect([token.obtainedAt - now, (token.expiresAt ?? 0) - now]).toEqual([movedMs, 300_000 + movedMs]);
  });

  it.each([
    ['at once', 0],
    ['half-way', 10_000],
    ['at once, by a clock 4 s behind ours', -4_000],
  ])('that took 20 s moves nothing, if its date was written %s', async (_, writtenAfterMs) => {
    const { options } = await cloudTokens();
    const sentAt = Date.UTC(2030, 0, 1) + 999; // a date has whole seconds
    let now = sentAt;
    const fetch = async () => {
      now += 20_000;
      const headers = { date: new Date(sentAt + writtenAfterMs).toUTCString() };
      return Response.json({ access_token: 'a', token_type: 'Bearer', expires_in: 300 }, { headers });
    };

    const token = await createTokenSource({
      ...options,
      fetch,
      clock: { ...options.clock, now: () => now },
    }).getToken();

    expect([token.obtainedAt, token.expiresAt]).toEqual([sentAt, sentAt + 300_000]);
  });

  it('that comes late leaves what another one has shown of our clock, if its date agrees with that', async () => {
    const { options } = await cloudTokens();
    let now = Date.UTC(2030, 0, 1);
    const headers = { date: new Date(now).toUTCString() };
    const answer = () => Response.json({ access_token: 'a', token_type: 'Bearer', expires_in: 300 }, { headers });
    const asked = Promise.withResolvers<void>();
    const late = Promise.withResolvers<Response>();
    const fetch = vi
      .fn(async () => answer())
      .mockImplementationOnce(() => {
        asked.resolve();
        return late.promise;
      });
    const clock = { ...options.clock, now: () => now };
    const tokens = createTokenSource({ ...options, fetch, clock });
    const asking = tokens.getToken();
    await asked.promise;
    now += hour; // our clock leaps, and the next answer shows it
    const other = tokens.withScope('other');
    await other.getToken();

    late.resolve(answer());
    await asking;

    await other.getToken();
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it('whose date agrees with our clock undoes what an earlier one moved', async () => {
    const { options } = await cloudTokens();
    const now = Date.UTC(2030, 0, 1);
    const dates = [now + hour, now].map((at) => new Date(at).toUTCString());
    const body = { access_token: 'a', token_type: 'Bearer', expires_in: 300 };
    const fetch = async () => Response.json(body, { headers: { date: dates.shift() ?? '' } });
    const tokens = createTokenSource({ ...options, fetch, clock: { ...options.clock, now: () => now } });

    tokens.invalidate(await tokens.getToken());

    expect((await tokens.getToken()).obtainedAt).toBe(now);
  });

  it('may have unknown members', async () => {
    const { sandbox, tokens } = await cloudTokens();
    const body = { access_token: 'a', token_type: 'bEARER', expires_in: 300, extra: { deep: [1] }, refresh_token: 'r' };
    sandbox.faults.next('cloud.token', answering(200, body));

    expect(await tokens.getToken()).toMatchObject({ accessToken: 'a', tokenType: 'Bearer' });
  });

  it.each(['required', 'optional'] as const)(
    'without token_type is taken or refused as the profile says: %s',
    async (tokenType) => {
      const { sandbox, options } = await cloudTokens();
      const tokens = createTokenSource({ ...options, profile: { ...options.profile, tokenType } });
      sandbox.faults.next('cloud.token', answering(200, { access_token: 'a' }));

      const outcome = await tokens.getToken().then(
        () => 'optional',
        (error: Error) => (error.message.includes('Bearer') ? 'required' : error.message),
      );

      expect(outcome).toBe(tokenType);
    },
  );

  it('with another token_type is refused', async () => {
    const { sandbox, tokens } = await cloudTokens();
    sandbox.faults.next('cloud.token', answering(200, { access_token: 'token-1', token_type: 'mac' }));

    expect((await failureOf(tokens.getToken())).message).toContain('"mac"');
  });
});

describe('a refusal', () => {
  it.each([
    ['as RFC 6749 writes it', { error: 'invalid_scope', error_description: 'No such scope', hint: 'Check `a`' }],
    ['as Cloud writes it', { error: 'invalid_scope', message: 'No such scope', hint: 'Check `a`' }],
    ['as Okta writes it', { errorCode: 'invalid_scope', errorSummary: 'No such scope', hint: 'Check `a`' }],
  ])('%s is reported with all that the server said', async (_, body) => {
    const { sandbox, tokens } = await cloudTokens();
    sandbox.faults.next('cloud.token', answering(400, body));

    const error = await failureOf(tokens.getToken());

    expect(error).toMatchObject({
      status: 400,
      error: 'invalid_scope',
      errorDescription: 'No such scope',
      hint: 'Check `a`',
      requestId: sandbox.log[0]?.requestId,
    });
    expect(error.message).toBe(
      'Cloud gave no token (400, invalid_scope, No such scope, Check `a`): check scope, or organization.',
    );
  });

  it.each([300, 400, 500])('with %i gives no token, even if there is one in it', async (status) => {
    const { sandbox, tokens } = await cloudTokens({ retry: 0 });
    sandbox.faults.next('cloud.token', answering(status, { access_token: 'token-1', token_type: 'Bearer' }));

    const { message, error, errorDescription, hint } = await failureOf(tokens.getToken());

    expect(message).toContain(`Cloud gave no token (${status}): `);
    expect([error, errorDescription, hint]).toEqual([undefined, undefined, undefined]);
  });

  it('of a wrong client secret names the option to set', async () => {
    const { sandbox, options } = await cloudTokens();

    const { message, error } = await failureOf(createTokenSource({ ...options, clientSecret: 'wrong' }).getToken());

    expect(error).toBe('invalid_client');
    expect(message).toContain('clientSecret');
    expect(sandbox.count('cloud.token')).toBe(1);
  });

  it('of a server that knows no such path names the URL to set', async () => {
    const { options } = await cloudTokens();
    const profile = { ...options.profile, tokenUrl: new URL('/nothing', options.profile.tokenUrl) };

    const { message } = await failureOf(createTokenSource({ ...options, profile }).getToken());

    expect(message).toContain('(404');
    expect(message).toContain('check tokenUrl');
  });

  it('may name the client, the grant, the scope and the redirect URI: only what is secret is masked', async () => {
    const { sandbox, tokens, options } = await signedInAtSource();
    const grant = clientCredentials({ scope: 'read' });
    const app = createTokenSource({ ...options, grant, key: 'app' });
    const description = (type: string) =>
      `${options.clientId}: ${type} by ${redirectUri} for read, ${options.clientSecret}`;
    const refuse = (type: string) =>
      sandbox.faults.next('source.token', answering(400, { error: 'no', error_description: description(type) }));

    refuse('authorization_code');
    const exchange = await failureOf(tokens.exchange({ code: 'code-1', redirectUri, codeVerifier: 'verifier-1' }));
    refuse('client_credentials');
    const request = await failureOf(app.getToken());

    expect([exchange.errorDescription, request.errorDescription]).toEqual(
      ['authorization_code', 'client_credentials'].map((type) =>
        description(type).replace(String(options.clientSecret), '[masked]'),
      ),
    );
  });

  it('with hostile texts is printed on one line of limited length', async () => {
    const { sandbox, tokens } = await cloudTokens();
    const description = `line one\r\nERROR line two\u001b[31m\u0000\u2028\u202e${'x'.repeat(100_000)}`;
    sandbox.faults.next('cloud.token', answering(400, { error: 'invalid_request', error_description: description }));

    const { message } = await failureOf(tokens.getToken());

    expect(message).not.toMatch(/[\p{C}\p{Zl}]/u);
    expect(message.length).toBeLessThan(500);
    expect(message).toContain('line one ERROR line two');
  });

  it.each([
    ['120', 120_000],
    ['soon', undefined],
    ['-5', undefined],
  ])('with Retry-After: %s gives a retryAfterMs of %s', async (header, waitMs) => {
    const { sandbox, tokens } = await cloudTokens({ retry: 0 });
    sandbox.faults.next('cloud.token', { kind: 'status', status: 429, headers: { 'retry-after': header } });

    const { retryAfterMs, status } = await failureOf(tokens.getToken());

    expect(status).toBe(429);
    expect(retryAfterMs).toBe(waitMs);
  });

  it('with a date in Retry-After tells how long it is until then', async () => {
    const { sandbox, tokens } = await cloudTokens({ retry: 0 });
    const began = sandbox.clock.now();
    const date = new Date(began + hour).toUTCString();
    sandbox.faults.next('cloud.token', { kind: 'status', status: 429, headers: { 'retry-after': date } });

    const { retryAfterMs = 0 } = await failureOf(tokens.getToken());

    const took = sandbox.clock.now() - began;
    expect(retryAfterMs).toBeLessThanOrEqual(hour);
    expect(retryAfterMs).toBeGreaterThan(hour - took - 1_000); // a date has whole seconds
  });

  it('with a date in Retry-After is read by the wall clock: the other clock stands still while a machine sleeps', async () => {
    const { sandbox, options } = await cloudTokens({ retry: 0 });
    const { now, sleep } = sandbox.clock;
    const tokens = createTokenSource({ ...options, clock: { now: () => now() - 3_600_000, wallTime: now, sleep } });
    const date = new Date(now() + 40_000).toUTCString();
    sandbox.faults.next('cloud.token', { kind: 'status', status: 429, headers: { 'retry-after': date } });

    const { retryAfterMs } = await failureOf(tokens.getToken());

    expect(retryAfterMs).toBeLessThanOrEqual(40_000);
  });
});

describe('a request that failed', () => {
  it.each([
    ['429', { kind: 'status', status: 429 }],
    ['503', { kind: 'status', status: 503 }],
    ['500', { kind: 'status', status: 500 }],
    ['408', { kind: 'status', status: 408 }],
    ['a reset', { kind: 'reset-before-processing' }],
    ['a page', { kind: 'html', status: 200 }],
  ] as const)('with %s is repeated twice, and then reported', async (_, fault) => {
    const { sandbox, tokens } = await cloudTokens({ retry: { minDelayMs: 1 } });
    sandbox.faults.next('cloud.token', fault, { times: 2 });
    expect((await tokens.getToken()).generation).toBe(1);
    expect(sandbox.count('cloud.token')).toBe(3);
    sandbox.advance(301_000);
    sandbox.faults.next('cloud.token', fault, { times: 3 });

    await failureOf(tokens.getToken());

    expect(sandbox.count('cloud.token')).toBe(6);
  });

  it('after it sent a refresh token is repeated a second later, even if other pauses are longer', async () => {
    const { sandbox, tokens, events } = await signedInAtDam({ retry: { minDelayMs: 10_000 } });
    sandbox.faults.next('dam.token', { kind: 'reset-before-processing' });
    sandbox.advance(9 * hour);
    events.length = 0;

    await tokens.getToken();

    const [first = 0, second = 0] = events.filter(({ type }) => type === 'requested').map(({ at }) => at);
    expect(second - first).toBeGreaterThanOrEqual(1_000);
    expect(second - first).toBeLessThan(10_000);
  });

  it('leaves no claim of an app: no other process has to wait', async () => {
    const { sandbox, tokens } = await cloudTokens({ retry: 0 });
    sandbox.faults.next('cloud.token', { kind: 'status', status: 503 });

    await failureOf(tokens.getToken());

    expect((await tokens.describe()).claim).toBeUndefined();
  });

  it.each([undefined, 2, { attempts: 3 }, {}])('is sent three times if retry is %j', async (retry) => {
    const { sandbox, tokens } = await cloudTokens({ retry });
    sandbox.faults.next('cloud.token', { kind: 'status', status: 503 }, { times: 4 });

    await failureOf(tokens.getToken());

    expect(sandbox.count('cloud.token')).toBe(3);
  });

  it.each([
    [{ attempts: 12 }, [1, 2, 4, 8, 16, 30, 30, 30, 30, 30, 30]],
    [{ attempts: 4, minDelayMs: 3_000, maxDelayMs: 5_000 }, [3, 5, 5]],
  ])('is repeated after pauses that grow: with %j these are, in seconds, %j', async (retry, seconds) => {
    const { options } = await cloudTokens();
    let now = Date.UTC(2030, 0, 1);
    const sentAt: number[] = [];
    const tokens = createTokenSource({
      ...options,
      retry,
      random: () => 0.5,
      fetch: () => {
        sentAt.push(now);
        return Promise.reject(failed({ code: 'ECONNREFUSED' }));
      },
      clock: {
        now: () => now,
        async sleep(ms, signal) {
          if (signal) return new Promise(() => {});
          now += ms;
        },
      },
    });

    await failureOf(tokens.getToken());

    expect(now).toBe(sentAt.at(-1)); // no pause after the last one
    expect(sentAt.slice(1).map((at, index) => (at - (sentAt[index] ?? 0)) / 1_000)).toEqual(seconds);
  });

  it.each([0, { attempts: 1 }])('is not repeated if retry is %j', async (retry) => {
    const { sandbox, tokens } = await cloudTokens({ retry });
    sandbox.faults.next('cloud.token', { kind: 'status', status: 503 });

    await failureOf(tokens.getToken());

    expect(sandbox.count('cloud.token')).toBe(1);
  });

  it('is repeated after the time that the server asks for', async () => {
    const events: OAuthEvent[] = [];
    const { sandbox, tokens } = await cloudTokens({ onEvent: (event) => events.push(event) });
    sandbox.faults.next('cloud.token', { kind: 'status', status: 429, retryAfterSeconds: 20 });
    const began = performance.now();

    await tokens.getToken();

    const took = performance.now() - began;
    const [first = 0, second = 0] = events.filter(({ type }) => type === 'requested').map(({ at }) => at);
    expect(second - first).toBeGreaterThan(20_000);
    expect(second - first).toBeLessThan(20_001 + took);
  });

  it('is reported at once if the server asks for a wait of more than 30 s', async () => {
    const { sandbox, tokens } = await cloudTokens();
    sandbox.faults.next('cloud.token', { kind: 'status', status: 429, retryAfterSeconds: 31 });

    expect((await failureOf(tokens.getToken())).retryAfterMs).toBe(31_000);
    expect(sandbox.count('cloud.token')).toBe(1);

    sandbox.faults.next('cloud.token', { kind: 'status', status: 429, retryAfterSeconds: 30 });
    await tokens.getToken();
    expect(sandbox.count('cloud.token')).toBe(3);
  });

  it('with an error of a framework passes that on as it is, and is not repeated', async () => {
    const { options, events } = await cloudTokens();
    const signal = Object.assign(new Error('dynamic'), { digest: 'DYNAMIC_SERVER_USAGE' });
    let requests = 0;
    const tokens = createTokenSource({
      ...options,
      fetch: async () => {
        requests++;
        throw signal;
      },
    });

    await expect(tokens.getToken()).rejects.toBe(signal);

    expect(requests).toBe(1);
    expect(events.some(({ type }) => type === 'failed')).toBe(false);
    expect((await tokens.describe()).claim).toBeUndefined(); // nobody has to wait
  });
});

describe('a grant that is refused', () => {
  it.each(['invalid_grant', 'invalid_request'] as const)('as %s asks for a person', async (refusedRefreshToken) => {
    const { sandbox, tokens } = await signedInAtSource({}, { source: { refusedRefreshToken } });
    const { id } = sandbox.authorizations.at(-1) ?? { id: '' };
    sandbox.revokeAuthorization(id);
    sandbox.advance(301_000);

    await expect(tokens.getToken()).rejects.toMatchObject({
      code: 'reauthorization_required',
      key: 'person',
      reason: 'spent_elsewhere',
    });
    const before = sandbox.log.length;
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'reauthorization_required' });
    expect(sandbox.log).toHaveLength(before);
  });

  it('as invalid_grant asks for no person if an app was refused: a setting of its client is wrong', async () => {
    const { sandbox, tokens } = await cloudTokens();
    sandbox.faults.next('cloud.token', answering(400, { error: 'invalid_grant', error_description: 'no such user' }));

    await expect(tokens.getToken()).rejects.toMatchObject({
      code: 'token_request_failed',
      error: 'invalid_grant',
      message: expect.stringContaining('(400, invalid_grant, no such user): check id and secret'),
    });
    expect((await tokens.describe()).state).toBe('empty');
    expect((await tokens.getToken()).generation).toBe(1);
  });

  it('gives way to another pair that the store has by then', async () => {
    const { sandbox, tokens, options } = await signedInAtDam();
    sandbox.faults.next('dam.token', [
      { kind: 'latency', ms: 5_000 },
      { kind: 'status', status: 400, body: { error: 'invalid_grant' } },
    ]);
    sandbox.advance(9 * 3_600_000);
    const refused = tokens.getToken();
    await arrivalOf(sandbox, 'dam.token', 2);
    // Somebody writes another pair past the claim, as a new consent does.
    const expiresAt = sandbox.clock.now() + hour;
    await writeOver(options.store, 'other', { claim: undefined, accessToken: 'other', expiresAt });

    sandbox.advance(5_000);

    expect((await refused).accessToken).toBe('other');
  });

  it('because of the client leaves the refresh token as it was', async () => {
    const { sandbox, tokens } = await signedInAtSource();
    sandbox.advance(301_000);
    sandbox.faults.next('source.token', answering(401, { error: 'invalid_client' }));

    await failureOf(tokens.getToken());

    expect((await tokens.getToken()).generation).toBe(2);
  });
});
