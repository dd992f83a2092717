import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type AccessToken, ConfigurationError, type TokenSource } from '@acme/oauth-core';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Answer, clientOf, json, reset, serve, silence } from './server.ts';
import { rejection } from './support/rejection.ts';

const fine = json(200, { fine: true });
/** The head of an answer, and then nothing. */
const headOnly: Answer = (_, response) =>
  void response.writeHead(200, { 'content-type': 'application/json' }).write('{');

describe('a time limit', () => {
  it('holds for each attempt, whose connection ends with it', async () => {
    const { signal } = new AbortController();
    const limits = [{}, { signal }, { totalTimeout: false as const }];
    const ended = limits.map(async (more) => {
      const closed = Promise.withResolvers<void>();
      const { baseUrl, requests } = await serve((_, response) => response.once('close', closed.resolve), fine);
      expect(await clientOf(baseUrl).call('GET', '/things', { timeout: 1_000, ...more })).toEqual({ fine: true });
      expect(requests).toHaveLength(2);
      await closed.promise;
    });
    await Promise.all(ended);
  });

  it('is 30 s for an attempt and 90 s for a call by default', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const { baseUrl } = await serve(silence);
    for (const [limits, message, ms] of [
      [{ retry: 0 }, '30000 ms (timeout)', 30_000],
      [{ timeout: false }, '90000 ms (totalTimeout)', 90_000],
    ] as const) {
      const asked = Promise.withResolvers<void>();
      const fetch = (_: unknown, init?: { signal?: AbortSignal | null }): Promise<Response> =>
        new Promise((_, reject) => {
          init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
          asked.resolve();
        });
      const failing = rejection(clientOf(baseUrl, { fetch }).call('GET', '/things', limits));
      await asked.promise;
      await vi.advanceTimersByTimeAsync(ms);
      expect(await failing).toHaveProperty('message', expect.stringContaining(message));
    }
  });

  it('covers the reading of the answer', async () => {
    const { baseUrl } = await serve(headOnly);
    const error = await rejection(clientOf(baseUrl).call('GET', '/things', { timeout: 40, retry: 0 }));
    expect(error).toMatchObject({ name: 'RequestTimeoutError', code: 'request_timeout', sent: 'maybe' });
    expect(error).toHaveProperty('message', expect.stringMatching(/40 ms \(timeout\): try again later$/));
  });

  it('ends a POST without a repeat, because it may have arrived', async () => {
    const { baseUrl } = await serve(silence, fine);
    const fetch = vi.fn(globalThis.fetch);
    const error = await rejection(clientOf(baseUrl, { fetch }).call('POST', '/things', { timeout: 40 }));
    expect(error).toMatchObject({ code: 'request_timeout' });
    expect(error).toHaveProperty('message', expect.stringContaining('look before you repeat a write'));
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  const token: AccessToken = { accessToken: 'token-1', tokenType: 'Bearer', obtainedAt: 0, generation: 1 };

  it('that ends the wait for a token says that nothing was sent, and lets even a POST be repeated', async () => {
    const { baseUrl, requests } = await serve(fine);
    const never = new Promise<AccessToken>(() => {});
    const getToken = vi.fn<TokenSource['getToken']>(() => never);
    const http = clientOf(baseUrl, { tokens: { key: 'app', fetch, getToken } });

    const error = await rejection(http.call('POST', '/things', { timeout: 40, retry: 0 }));
    expect(error).toMatchObject({ code: 'request_timeout', sent: 'no' });
    expect(error).toHaveProperty(
      'message',
      expect.stringMatching(/40 ms \(timeout\): no token came, so nothing was sent$/),
    );
    expect(requests).toHaveLength(0);

    getToken.mockReturnValueOnce(never).mockResolvedValue(token);
    expect(await http.call('POST', '/things', { timeout: 1_000 })).toEqual({ fine: true });
    expect(requests).toHaveLength(1);
  });

  it('that ends the wait for the token of a repeat says that the write may have arrived', async () => {
    const { baseUrl } = await serve(reset, silence);
    const getToken = vi
      .fn<TokenSource['getToken']>()
      .mockResolvedValueOnce(token)
      .mockReturnValue(new Promise(() => {}));
    const http = clientOf(baseUrl, { tokens: { key: 'app', fetch, getToken }, repeatsPutAndDelete: true });

    const error = await rejection(http.call('PUT', '/things', { timeout: 40, retry: 1 }));
    expect(error).toMatchObject({ code: 'request_timeout', sent: 'maybe' });
  });

  it('that ends the wait for the token of a repeat says that nothing was sent if no connection was made', async () => {
    const refused = new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } });
    const getToken = vi
      .fn<TokenSource['getToken']>()
      .mockResolvedValueOnce(token)
      .mockReturnValue(new Promise(() => {}));
    const tokens = { key: 'app', fetch: () => Promise.reject(refused), getToken };

    const error = await rejection(
      clientOf(new URL('http://a.test'), { tokens }).call('POST', '/things', { timeout: 40, retry: 1 }),
    );
    expect(error).toMatchObject({ code: 'request_timeout', sent: 'no' });
  });

  it.each([false, 10_000] as const)('holds for the whole call (timeout: %s)', async (timeout) => {
    const { baseUrl } = await serve(silence);
    const http = clientOf(baseUrl, { timeout, totalTimeout: 60 });
    const error = await rejection(http.call('GET', '/things'));
    expect(error).toHaveProperty('message', expect.stringContaining('60 ms (totalTimeout)'));
  });

  it('of the client holds for an attempt if the call names none', async () => {
    const { baseUrl } = await serve(silence);
    const error = await rejection(clientOf(baseUrl, { timeout: 40, retry: 0 }).call('GET', '/things'));
    expect(error).toHaveProperty('message', expect.stringContaining('40 ms (timeout)'));
  });

  it('is switched off by false, and ends once request() has given its answer', async () => {
    const { baseUrl } = await serve((_, response) => {
      response.write('{"slow":');
      setTimeout(() => response.end('true}'), 1_200);
    });
    const http = clientOf(baseUrl, { timeout: 1_000, totalTimeout: 1_000 });
    const call = http.call('GET', '/things', { timeout: false, totalTimeout: false });
    const request = http.request('GET', '/things');
    expect(await call).toEqual({ slow: true });
    expect(await (await request).json()).toEqual({ slow: true });
  });

  it('may be over before the first attempt, on a machine that stands still', async () => {
    const now = vi.spyOn(performance, 'now');
    onTestFinished(() => now.mockRestore());
    let time = 0;
    now.mockImplementation(() => (time += 100));
    const http = clientOf(new URL('http://a.test'));
    expect(await rejection(http.call('GET', '/things', { totalTimeout: 50 }))).toMatchObject({
      code: 'request_timeout',
      sent: 'no',
    });
  });

  it.each([{ timeout: 0 }, { timeout: Number.NaN }, { totalTimeout: 2 ** 31 }, { retry: 1.5 }, { retry: -1 }])(
    'of %o is refused',
    async (limits) => {
      const { baseUrl, requests } = await serve(fine);
      const [option] = Object.keys(limits);
      const error = await rejection(clientOf(baseUrl).call('GET', '/things', limits));
      expect(ConfigurationError.is(error) && error.option).toBe(option);
      expect(() => clientOf(baseUrl, limits)).toThrow(ConfigurationError);
      expect(requests).toHaveLength(0);
    },
  );
});

describe('a signal', () => {
  const reason = { because: 'the user left' };

  it('that has fired before the call sends nothing, and waits for no turn', async () => {
    const { baseUrl, requests } = await serve(fine);
    const http = clientOf(baseUrl, { admit: () => new Promise(() => {}) });
    expect(await rejection(http.call('GET', '/things', { signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(requests).toHaveLength(0);
  });

  it('that fires rejects the call with its own reason, whatever the call is doing', async () => {
    for (const answer of [silence, headOnly]) {
      for (const [method, reason] of [
        ['GET', { because: 'the user left' }],
        ['POST', 'the user left'],
      ] as const) {
        const controller = new AbortController();
        const { baseUrl, requests } = await serve((request, response) => {
          answer(request, response);
          setTimeout(() => controller.abort(reason), 20);
        });
        expect(await rejection(clientOf(baseUrl).call(method, '/things', { signal: controller.signal }))).toBe(reason);
        expect(requests).toHaveLength(1);
      }
    }
  });

  it('ends a call whose fetch ignores signals, before its answer and while its body is read', async () => {
    for (const answer of [
      () => new Promise<Response>(() => {}),
      async () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) })),
    ]) {
      const controller = new AbortController();
      const fetch = vi.fn(answer);
      const http = clientOf(new URL('http://a.test'), { fetch });
      const call = rejection(http.call('GET', '/things', { signal: controller.signal }));
      await vi.waitFor(() => expect(fetch).toHaveBeenCalled());
      controller.abort(reason);
      expect(await call).toBe(reason);
    }
  });

  it('ends a call whose schema takes long', async () => {
    const controller = new AbortController();
    const validate = vi.fn(() => new Promise<never>(() => {}));
    const http = clientOf(new URL('http://a.test'), { fetch: async () => Response.json({}) });
    const schema = { '~standard': { version: 1 as const, vendor: 'test', validate } };
    const call = rejection(http.call('GET', '/things', { signal: controller.signal, schema }));
    await vi.waitFor(() => expect(validate).toHaveBeenCalled());
    controller.abort(reason);
    expect(await call).toBe(reason);
  });

  it.each(['GET', 'POST'])('ends a %s without another attempt, whatever its reason is', async (method) => {
    for (const reason of ['left', { because: 'left' }, new TypeError('fetch failed'), 7]) {
      const controller = new AbortController();
      let attempts = 0;
      const fetch = async (): Promise<never> => {
        attempts += 1;
        controller.abort(reason);
        throw reason;
      };
      const clock = { now: () => 0, sleep: async () => {} }; // ignores signals
      const http = clientOf(new URL('http://a.test'), { fetch, clock });
      expect(await rejection(http.call(method, '/things', { signal: controller.signal }))).toBe(reason);
      expect(attempts).toBe(1);
    }
  });

  it('ends the wait for a token, both before the request and after a refusal', async () => {
    const { baseUrl } = await serve(json(403, {}));
    const token: AccessToken = { accessToken: 'token-1', tokenType: 'Bearer', obtainedAt: 0, generation: 1 };
    for (const given of [[], [token]]) {
      const controller = new AbortController();
      const getToken: TokenSource['getToken'] = async ({ signal } = {}) => {
        const next = given.shift();
        if (next) return next;
        return new Promise((_, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason));
          controller.abort(reason);
        });
      };
      const http = clientOf(baseUrl, { tokens: { key: 'app', fetch, getToken } });
      expect(await rejection(http.call('GET', '/things', { signal: controller.signal }))).toBe(reason);
    }
  });

  it('ends the wait before a repeat', async () => {
    const controller = new AbortController();
    const { baseUrl, requests } = await serve(json(503, {}, { 'retry-after': '60' }));
    const http = clientOf(baseUrl, {
      clock: {
        now: () => 0,
        sleep: (_, signal) =>
          new Promise((_, reject) => {
            signal?.addEventListener('abort', () => reject(signal.reason));
            controller.abort(reason);
          }),
      },
    });
    expect(await rejection(http.call('GET', '/things', { signal: controller.signal }))).toBe(reason);
    expect(requests).toHaveLength(1);
  });

  it('ends the reading of an answer that request() has given', async () => {
    const controller = new AbortController();
    const { baseUrl } = await serve(headOnly);
    const response = await clientOf(baseUrl).request('GET', '/things', { signal: controller.signal });
    const reading = rejection(response.text());
    controller.abort(reason);
    expect(await reading).toBe(reason);
  });

  it('ends that reading even after garbage collection has taken all of the call but its answer', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void; // what the flag adds
    const controller = new AbortController();
    const { baseUrl } = await serve(headOnly);
    const response = await clientOf(baseUrl).request('GET', '/things', { signal: controller.signal });
    const reading = rejection(response.text());
    for (let round = 0; round < 5; round++) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      collectGarbage();
    }
    controller.abort(reason);
    expect(await reading).toBe(reason);
  });
});
