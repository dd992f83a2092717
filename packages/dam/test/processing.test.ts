import { createDamClient, ProcessingTimeoutError } from '@acme/dam';
import { ReauthorizationRequiredError, TokenRequestError, type TokenSource, TokenTimeoutError } from '@acme/oauth-core';
import type { Fault } from '@acme/sandbox';
import { describe, expect, it, vi } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';
import { answered, hour, sandboxed, signedIn, unanswered } from './support.ts';

describe('a wait for a file that is being processed', () => {
  it.each([{}, { status: null }, { status: {} }])('ends if ten answers show no state: %o', async (more) => {
    let now = 0;
    const clock = {
      now: () => now,
      async sleep(ms: number) {
        now += ms;
      },
    };
    const { client, requests } = answered([() => Response.json({ id: 'a', ...more })], { clock, validate: 'off' });
    expect(await rejection(client.waitForProcessing('a'))).toSatisfy(ProcessingTimeoutError.is);
    expect(requests).toHaveLength(10);
  });

  it('ends with its signal while onProgress is still running', async () => {
    const { client } = answered([() => Response.json({ id: 'a', status: { upload_progress: 'pending' } })]);
    const stop = new AbortController();
    const onProgress = (): Promise<void> => {
      setImmediate(() => stop.abort(new Error('enough')));
      return new Promise(() => {});
    };
    const wait = client.waitForProcessing('a', { signal: stop.signal, onProgress });
    expect(await rejection(wait)).toBe(stop.signal.reason);
  });

  it('ends with its signal during a poll, and between two polls', async () => {
    const pending = async (): Promise<Response> => Response.json({ id: 'a', status: { upload_progress: 'pending' } });
    for (const fetch of [pending, unanswered]) {
      const stop = new AbortController();
      const dam = createDamClient({
        ...{ accessToken: 'wat_meadow_x', retry: 0 },
        async fetch(input, init) {
          setImmediate(() => stop.abort(new Error('enough')));
          return fetch(input, init);
        },
        clock: {
          now: () => 0,
          sleep: async (_, signal) =>
            new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
        },
      });
      expect(await rejection(dam.waitForProcessing('a', { signal: stop.signal }))).toBe(stop.signal.reason);
    }
  });

  it('fails with what onProgress rejects with', async () => {
    const { client } = answered([() => Response.json({ id: 'a', status: { upload_progress: 'complete' } })]);
    const lost = new Error('database gone');
    const onProgress = async (): Promise<void> => {
      throw lost;
    };
    expect(await rejection(client.waitForProcessing('a', { onProgress }))).toBe(lost);
  });

  it('survives nine failures in a row, any number of times', async () => {
    const outage = (): Response => new Response('', { status: 503 });
    const state = (upload_progress: string) => () => Response.json({ id: 'a', status: { upload_progress } });
    const nine = Array.from({ length: 9 }, () => outage);
    const clock = { now: () => 0, sleep: async () => {} };
    const { client, requests } = answered([...nine, state('verifying'), ...nine, state('complete')], { clock });
    await client.waitForProcessing('a');
    expect(requests).toHaveLength(20);
  });

  it.each<Fault>([
    { kind: 'status', status: 503 },
    { kind: 'status', status: 429 },
  ])('survives an outage of the token service: %o', async (fault) => {
    const sandbox = sandboxed();
    const clock = { now: sandbox.clock.now, sleep: async (ms: number) => sandbox.advance(ms) };
    const { tokens } = await signedIn(sandbox, { retry: 0 });
    const { clientId: _, clientSecret: __, ...service } = sandbox.clients.dam;
    const dam = createDamClient({ ...service, tokens, clock, retry: 0 });
    const { id } = await dam.upload(new Blob(['x']), { filename: 'a.txt', profile: 'Default' });
    sandbox.advance(9 * hour);
    sandbox.faults.next('dam.token', fault, { times: 3 });
    expect(await dam.waitForProcessing(id)).toMatchObject({ id });
  });

  it.each([
    [true, new TokenTimeoutError('no token in time', 30_000)],
    [true, new TokenRequestError('no answer')],
    [true, new TokenRequestError('in time, please', { status: 408 })],
    [false, new TokenRequestError('no such client', { status: 400 })],
  ])('survives (%s) the failure to get a token: %s', async (isOutlived, error) => {
    const sandbox = sandboxed();
    const { tokens } = await signedIn(sandbox);
    const { clientId: _, clientSecret: __, ...service } = sandbox.clients.dam;
    const getToken = vi.fn(tokens.getToken);
    const clock = { now: sandbox.clock.now, sleep: async (ms: number) => sandbox.advance(ms) };
    const dam = createDamClient({ ...service, tokens: { ...tokens, getToken }, clock, rateLimit: false });
    const { id } = await dam.upload(new Blob(['x']), { filename: 'a.txt', profile: 'Default' });
    getToken.mockRejectedValueOnce(error);
    const wait = dam.waitForProcessing(id);
    if (isOutlived) expect(await wait).toMatchObject({ id });
    else expect(await rejection(wait)).toStrictEqual(error);
  });

  it('does not survive the end of its authorisation', async () => {
    const lost = new ReauthorizationRequiredError('gone', 'a', 'revoked');
    const tokens = { key: 'a', getToken: () => Promise.reject(lost) } as unknown as TokenSource; // nothing else is used
    const clock = { now: () => 0, sleep: async () => {} };
    expect(await rejection(createDamClient({ tokens, clock }).waitForProcessing('a'))).toMatchObject({
      reason: 'revoked',
    });
  });

  it('fails at once if the first poll is refused, except with a 404', async () => {
    const { client, requests } = answered([() => new Response('', { status: 403 })]);
    expect(await rejection(client.waitForProcessing('a'))).toMatchObject({ code: 'forbidden' });
    expect(requests).toHaveLength(1);
  });

  it('fails with an InvalidAnswerError if the state is not a text', async () => {
    const { client } = answered([() => Response.json({ id: 'a', status: { upload_progress: 7 } })]);
    expect(await rejection(client.waitForProcessing('a'))).toMatchObject({ code: 'invalid_answer' });
  });

  it.each([
    new Error('other'),
    Object.assign(new Error('x'), { code: 'timeout' }),
    { code: 'processing_timeout' },
    null,
  ])('does not take %o for its timeout', (thrown) => {
    expect(ProcessingTimeoutError.is(thrown)).toBe(false);
  });
});
