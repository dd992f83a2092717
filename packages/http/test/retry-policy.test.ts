import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiError, ConnectionError } from '@acme/http';
import { describe, expect, it, vi } from 'vitest';
import { clientOf, json, reset, serve } from './server.ts';
import { rejection } from './support/rejection.ts';

const fine = json(200, { fine: true });

/** A port where nothing listens. */
async function nowhere(): Promise<URL> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo; // a port was asked for, so this is no pipe
  await new Promise((resolve) => server.close(resolve));
  return new URL(`http://127.0.0.1:${port}`);
}

describe('a GET that changes something at the service', () => {
  it('is repeated only after 429, or if no connection was made', async () => {
    const { baseUrl, requests } = await serve(reset, json(503, {}), json(429, {}), fine);
    const http = clientOf(baseUrl, { repeats: (_, path) => path !== '/next' && undefined });
    expect(await rejection(http.call('GET', '/next'))).toMatchObject({ code: 'connection_failed' });
    expect(await rejection(http.call('GET', '/next'))).toMatchObject({ status: 503 });
    expect(await http.call('GET', '/next')).toEqual({ fine: true });
    expect(requests).toHaveLength(4);
  });
});

describe('a turn that is asked for', () => {
  it('is awaited just before each attempt, and does not count towards the time of the first', async () => {
    const { baseUrl, requests } = await serve(json(503, {}), fine);
    const turns: [boolean, number, number][] = [];
    const { signal } = new AbortController();
    const admit = async (given: AbortSignal | undefined, isRepeat: boolean): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, isRepeat ? 20 : 1_200)); // the first takes longer than the attempt may
      expect(given).toBe(signal);
      turns.push([isRepeat, requests.length, http.waits.length]);
    };
    const http = clientOf(baseUrl, { admit, timeout: 1_000 });
    expect(await http.call('GET', '/things', { signal })).toEqual({ fine: true });
    expect(turns).toEqual([
      [false, 0, 0],
      [true, 1, 1],
    ]);
  });
});

describe('GET and HEAD', () => {
  it.each([408, 429, 500, 502, 503, 504])('are repeated after %i', async (status) => {
    const { baseUrl, requests } = await serve(json(status, {}), fine, json(status, {}), fine);
    expect(await clientOf(baseUrl).call('GET', '/things')).toEqual({ fine: true });
    expect((await clientOf(baseUrl).request('HEAD', '/things')).ok).toBe(true);
    expect(requests).toHaveLength(4);
  });

  it.each([400, 401, 403, 404, 409, 413, 422, 501])('are not repeated after %i', async (status) => {
    const { baseUrl, requests } = await serve(json(status, {}), fine);
    expect(await rejection(clientOf(baseUrl).call('GET', '/things'))).toMatchObject({ status });
    expect(requests).toHaveLength(1);
  });

  it('are repeated if the connection broke, also in the middle of the answer', async () => {
    const { baseUrl, requests } = await serve(
      reset,
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{"half":', () => response.destroy());
      },
      fine,
    );
    expect(await clientOf(baseUrl).call('GET', '/things')).toEqual({ fine: true });
    expect(requests).toHaveLength(3);
  });

  it('are repeated twice, and then throw the last answer', async () => {
    const { baseUrl, requests } = await serve(json(500, {}), json(502, {}), json(503, {}), fine);
    expect(await rejection(clientOf(baseUrl).call('GET', '/things'))).toMatchObject({ status: 503 });
    expect(requests).toHaveLength(3);
  });

  it('are never repeated with retry: 0, given to the client or to the call', async () => {
    const { baseUrl, requests } = await serve(json(429, {}));
    await rejection(clientOf(baseUrl, { retry: 0 }).call('GET', '/things'));
    await rejection(clientOf(baseUrl).call('GET', '/things', { retry: 0 }));
    expect(requests).toHaveLength(2);
  });
});

describe('POST and PATCH', () => {
  it.each(['POST', 'PATCH'])('%s is repeated after 429 only', async (method) => {
    const limited = await serve(json(429, {}), fine);
    expect(await clientOf(limited.baseUrl).call(method, '/things', { body: {} })).toEqual({ fine: true });

    for (const status of [408, 500, 502, 503, 504]) {
      const { baseUrl, requests } = await serve(json(status, {}), fine);
      expect(await rejection(clientOf(baseUrl).call(method, '/things', { body: {} }))).toMatchObject({ status });
      expect(requests).toHaveLength(1);
    }
  });

  it('are not repeated if the request may have arrived', async () => {
    const { baseUrl, requests } = await serve(reset);
    const error = await rejection(clientOf(baseUrl).call('POST', '/things', { body: {} }));
    expect(error).toMatchObject({ code: 'connection_failed', sent: 'maybe' });
    expect(requests).toHaveLength(1);
  });

  it('are repeated if no connection was made', async () => {
    let attempts = 0;
    const http = clientOf(await nowhere(), {
      fetch(input, init) {
        attempts += 1;
        return fetch(input, init);
      },
    });
    const error = await rejection(http.call('POST', '/things', { body: {} }));
    expect(error).toMatchObject({ code: 'connection_failed', sent: 'no' });
    expect(ConnectionError.is(error) && error.message).toContain('ECONNREFUSED');
    expect(attempts).toBe(3);
  });

  it('may have arrived if the first attempt may have, though the last found no server', async () => {
    const { baseUrl } = await serve(reset);
    const gone = await nowhere();
    let attempts = 0;
    const http = clientOf(baseUrl, {
      repeatsPutAndDelete: true,
      fetch(_, init) {
        attempts += 1;
        return fetch(attempts === 1 ? baseUrl : gone, init);
      },
    });
    const error = await rejection(http.call('PUT', '/things', { body: {} }));
    expect(error).toMatchObject({ code: 'connection_failed', sent: 'maybe' });
    expect(ConnectionError.is(error) && error.message).toContain('look before you repeat');
    expect(attempts).toBe(3);
  });

  it('are repeated like GET if the service says that the operation only reads', async () => {
    const { baseUrl, requests } = await serve(json(503, {}), reset, fine);
    const http = clientOf(baseUrl, { repeats: (method, path) => method === 'POST' && path === '/search' });
    expect(await http.call('POST', '/search', { body: {} })).toEqual({ fine: true });
    expect(requests).toHaveLength(3);
  });

  it('are sent once with a stream, which can only be read once', async () => {
    const { baseUrl, requests } = await serve(json(429, {}), fine);
    const body = new Blob(['some bytes']).stream();
    expect(await rejection(clientOf(baseUrl).call('POST', '/things', { body }))).toMatchObject({ status: 429 });
    expect(requests).toHaveLength(1);
  });

  it.each<[string, () => unknown]>([
    ['made', () => new Blob(['some bytes']).stream()],
    ['promised', async () => new Blob(['some bytes']).stream()],
  ])('are sent again with a stream that is %s for each attempt', async (_, body) => {
    const { baseUrl, requests, bodies } = await serve(json(429, {}), fine);
    const headers = { 'content-length': '10' };
    expect(await clientOf(baseUrl).call('POST', '/things', { body, headers })).toEqual({ fine: true });
    expect(bodies).toEqual(['some bytes', 'some bytes']);
    for (const request of requests) {
      expect(request.headers).toMatchObject(headers);
      expect(request.headers).not.toHaveProperty('transfer-encoding');
    }
  });
});

describe('PUT and DELETE', () => {
  it.each(['PUT', 'DELETE'])('%s is repeated like POST by default', async (method) => {
    const { baseUrl, requests } = await serve(json(503, {}), fine);
    expect(await rejection(clientOf(baseUrl).call(method, '/things/1'))).toMatchObject({ status: 503 });
    const broken = await serve(reset);
    await rejection(clientOf(broken.baseUrl).call(method, '/things/1'));
    expect([requests.length, broken.requests.length]).toEqual([1, 1]);
  });

  it.each(['PUT', 'DELETE'])('%s is repeated like GET if the service says so', async (method) => {
    const { baseUrl } = await serve(json(503, {}), reset, fine);
    expect(await clientOf(baseUrl, { repeatsPutAndDelete: true }).call(method, '/things/1')).toEqual({ fine: true });
  });

  it.each(['POST', 'PATCH'])('are repeated, but not %s, if the service says so', async (method) => {
    const { baseUrl, requests } = await serve(json(503, {}), fine);
    await rejection(clientOf(baseUrl, { repeatsPutAndDelete: true }).call(method, '/things', { body: {} }));
    expect(requests).toHaveLength(1);
  });

  it('count as done after a 404 to a repeated DELETE, but not after a 404 to the first', async () => {
    const repeated = await serve(reset, json(404, {}));
    expect(await clientOf(repeated.baseUrl, { repeatsPutAndDelete: true }).call('DELETE', '/things/1')).toBeUndefined();

    const first = await serve(json(404, {}));
    const error = await rejection(clientOf(first.baseUrl, { repeatsPutAndDelete: true }).call('DELETE', '/things/1'));
    expect(error).toMatchObject({ code: 'not_found' });
  });

  it('answer that 404 as a 204, and cancel the rest of it, so that it frees its connection', async () => {
    const cancel = vi.fn();
    for (const body of [new ReadableStream({ cancel }), null]) {
      const answers = [new Response(null, { status: 503 }), new Response(body, { status: 404 })];
      const fetch = async (): Promise<Response> => answers.shift() ?? Response.error();
      const http = clientOf(new URL('http://a.test'), { fetch, repeatsPutAndDelete: true });
      const answer = await http.request('DELETE', '/things/1');
      expect([answer.status, answer.body]).toEqual([204, null]);
    }
    expect(cancel).toHaveBeenCalledOnce();
  });

  it.each(['FORGET', 'HEADER', 'OUTPUT', 'DELETEALL'])('do not include %s, nor does GET', async (method) => {
    const sent: unknown[] = [];
    const http = clientOf(new URL('http://a.test'), {
      repeatsPutAndDelete: true,
      async fetch(_, init) {
        sent.push(init?.body);
        return new Response(null, { status: 503 });
      },
    });
    expect(await rejection(http.call(method, '/things', { body: 'a' }))).toMatchObject({ status: 503 });
    expect(sent).toEqual(['a']);
  });

  it.each([
    ['a repeated PUT', 'PUT', { repeatsPutAndDelete: true }, reset],
    ['a DELETE that was refused before it was used', 'DELETE', { repeatsPutAndDelete: true }, json(429, {})],
    ['one where the service repeats none', 'DELETE', {}, json(429, {})],
  ])('fail after a 404 to %s', async (_, method, options, before) => {
    const { baseUrl } = await serve(before, json(404, {}));
    expect(await rejection(clientOf(baseUrl, options).call(method, '/things/1'))).toMatchObject({ code: 'not_found' });
  });
});

describe('the wait before a repeat', () => {
  it('doubles each time, and is up to half shorter by chance', async () => {
    const { baseUrl } = await serve(json(503, {}));
    const late = clientOf(baseUrl);
    await rejection(late.call('GET', '/things', { retry: 6 }));
    expect(late.waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000]);

    const early = clientOf(baseUrl, { random: () => 0.999 });
    await rejection(early.call('GET', '/things', { retry: 1 }));
    expect(early.waits[0]).toBeCloseTo(250, -1);
  });

  it('is what Retry-After says, in seconds or as a date', async () => {
    const date = new Date(Date.UTC(2030, 0, 1, 0, 0, 7)).toUTCString();
    const { baseUrl } = await serve(
      json(503, {}, { 'retry-after': '3' }),
      json(429, {}, { 'retry-after': date }),
      fine,
    );
    const http = clientOf(baseUrl);
    await http.call('GET', '/things');
    expect(http.waits).toEqual([3_000, 7_000]);
  });

  it("is what the service's own header says if there is no Retry-After", async () => {
    const reset = { 'x-ratelimit-reset': '2030-01-01T00:00:04.500Z' };
    const { baseUrl } = await serve(json(429, {}, reset), json(429, {}, { ...reset, 'retry-after': '3' }), fine);
    const http = clientOf(baseUrl, { resetHeader: 'X-Ratelimit-Reset' });
    await http.call('GET', '/things');
    expect(http.waits).toEqual([4_500, 3_000]);
  });

  it('is measured by the wall clock if Retry-After is a date', async () => {
    const waits: number[] = [];
    const clock = {
      now: () => 0,
      wallTime: () => Date.UTC(2030, 0, 1),
      async sleep(ms: number) {
        waits.push(ms);
      },
    };
    const date = new Date(Date.UTC(2030, 0, 1, 0, 0, 7)).toUTCString();
    const { baseUrl } = await serve(json(503, {}, { 'retry-after': date }), fine);
    await clientOf(baseUrl, { clock }).call('GET', '/things', { totalTimeout: false });
    expect(waits).toEqual([7_000]);
  });

  it('uses the clock of the platform if none is passed in', async () => {
    const { baseUrl } = await serve(json(503, {}), fine);
    const http = clientOf(baseUrl, { clock: undefined, random: undefined });
    expect(await http.call('GET', '/things')).toEqual({ fine: true });
  });

  it('is at most a minute, and the usual one if the date has passed', async () => {
    const past = new Date(Date.UTC(2029, 11, 31)).toUTCString();
    const { baseUrl } = await serve(
      json(503, {}, { 'retry-after': '3600' }),
      json(503, {}, { 'retry-after': past }),
      fine,
    );
    const http = clientOf(baseUrl);
    await http.call('GET', '/things');
    expect(http.waits).toEqual([60_000, 1_000]);
  });

  it.each(['-5', '1.5', '1, 1', 'soon'])('is the usual one if Retry-After is %s', async (wish) => {
    const { baseUrl } = await serve(json(503, {}, { 'retry-after': wish }), fine);
    const http = clientOf(baseUrl);
    await http.call('GET', '/things');
    expect(http.waits).toEqual([500]);
  });

  it('is left out if it would outlast the whole call, and the answer is thrown with its retryAfterMs', async () => {
    const { baseUrl, requests } = await serve(json(429, {}, { 'retry-after': '30' }));
    const http = clientOf(baseUrl, { totalTimeout: 20_000 });
    const error = await rejection(http.call('GET', '/things'));
    expect(ApiError.is(error) && error.retryAfterMs).toBe(30_000);
    expect(http.waits).toEqual([]);
    expect(requests).toHaveLength(1);
  });
});
