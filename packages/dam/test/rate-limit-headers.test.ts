import { createDamClient, type DamClient, damProfile } from '@acme/dam';
import { type Clock, createFixedTokenSource } from '@acme/oauth-core';
import { describe, expect, it } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';
import { answered } from './support.ts';

const start = Date.UTC(2030, 0, 1);

/** A client of a service that gives these answers; its waits take no time, and are written down. */
function limited(
  answers: readonly (() => Response)[],
  options: { rateLimit?: number; aheadMs?: number; answerMs?: number } = {},
) {
  const { rateLimit = 50, aheadMs = 0, answerMs = 0 } = options;
  const waits: number[] = [];
  let now = start;
  const clock: Clock = {
    now: () => now,
    wallTime: () => now + aheadMs,
    async sleep(ms) {
      waits.push(ms);
      now += ms;
    },
  };
  const late = answers.map((one) => () => {
    now += answerMs;
    return one();
  });
  return { ...answered(late, { rateLimit, clock }), waits };
}

const answer =
  (status: number, headers: Record<string, string> = {}) =>
  () =>
    Response.json({}, { status, headers });
const call = (dam: DamClient): Promise<unknown> => dam.get('/v2/user').catch(() => undefined);
const at = (ms: number): Record<string, string> => ({ 'x-ratelimit-reset': new Date(start + ms).toISOString() });
const sum = (waits: readonly number[]): number => waits.reduce((total, wait) => total + wait, 0);

describe('the rate limit that an answer names', () => {
  it.each([
    ['is waited for', 4_000, 4_000],
    ['is waited for to the millisecond', 1, 1],
    ['is waited for a second if it is now', 0, 1_000],
    ['is waited for a second if it has passed', -5_000, 1_000],
    ['is waited for ten seconds if it is later, because a clock must be wrong', 60_000, 10_000],
  ])('has a reset that %s', async (_, resetMs, waited) => {
    const { client, waits } = limited([answer(429, at(resetMs)), answer(200)]);
    await call(client);
    await call(client);
    expect(sum(waits)).toBe(waited);
  });

  it('causes no wait before an answer has named one, even by a clock that begins at zero', async () => {
    const waits: number[] = [];
    const clock = { now: () => 0, sleep: async (ms: number) => void waits.push(ms) };
    const { client } = answered([answer(200)], { rateLimit: 2, clock });
    await call(client);
    await call(client);
    expect(waits).toEqual([]);
  });

  it('has a reset by the wall clock', async () => {
    const { client, waits } = limited([answer(429, at(64_000)), answer(200)], { aheadMs: 60_000 });
    await call(client);
    await call(client);
    expect(sum(waits)).toBe(4_000);
  });

  it('is not shortened by an answer that names none', async () => {
    const { client, waits } = limited([answer(429, at(4_000)), answer(200)], { rateLimit: 2 });
    await Promise.all([call(client), call(client)]);
    await call(client);
    expect(sum(waits)).toBe(4_000);
  });

  it('does not stop a process that has used it up itself', async () => {
    const answers = [answer(200, { 'x-ratelimit-remaining': '1' }), answer(200, { 'x-ratelimit-remaining': '0' })];
    const { client, waits } = limited(answers, { rateLimit: 2, answerMs: 250 });
    for (let calls = 0; calls < 3; calls++) await call(client);
    expect(sum(waits)).toBe(550); // the rest of the second, and a margin for requests that arrive unevenly
  });

  it('stops a process if nothing remains and its own requests no longer count', async () => {
    const { client, waits } = limited([answer(200, { 'x-ratelimit-remaining': '0' })], {
      rateLimit: 1,
      answerMs: 2_000,
    });
    await call(client);
    await call(client);
    expect(waits).toEqual([1_000]);
  });

  it('does not stop a call by its reset after a successful answer', async () => {
    const { client, waits } = limited([answer(200, at(4_000))]);
    await call(client);
    await call(client);
    expect(waits).toEqual([]);
  });

  it.each([
    ['2/s', 2],
    ['2 / s', 2],
    ['1/s', 1],
    ['0/s', 5],
    ['100/s', 5],
    ['1/m', 5],
    ['many', 5],
  ])('of %s holds only if it is lower than the rateLimit of the client (5)', async (said, perSecond) => {
    const { client, waits } = limited([answer(200, { 'x-ratelimit-limit': said })], { rateLimit: 5 });
    for (let count = 0; count < perSecond; count++) await call(client);
    expect(waits).toEqual([]);
    await call(client);
    expect(waits).toHaveLength(1);
  });
});

describe('a signal', () => {
  /** A client whose clock stands still, and whose next call has to wait. */
  async function waiting(): Promise<DamClient> {
    const { client } = answered([answer(429, at(4_000)), answer(200)], {
      clock: { now: () => start, sleep: (_, signal) => new Promise((_, reject) => onAbort(signal, reject)) },
    });
    await call(client);
    return client;
  }
  const onAbort = (signal: AbortSignal | undefined, then: (reason: unknown) => void): void =>
    signal?.addEventListener('abort', () => then(signal.reason));

  it('ends the wait of its call for a turn, first in the queue or not', async () => {
    const dam = await waiting();
    for (let inQueue = 0; inQueue < 2; inQueue++) {
      const controller = new AbortController();
      const left = rejection(dam.get('/v2/user', { signal: controller.signal }));
      await new Promise((resolve) => setImmediate(resolve));
      controller.abort('left');
      expect(await left).toBe('left');
      void call(dam); // waits for ever, as do those behind it
      await new Promise((resolve) => setImmediate(resolve));
    }
  });

  it('ends the wait of its call for a token', async () => {
    const origins = ['https://api.widencollective.com', 'https://{account}.widencollective.com'];
    const tokens = createFixedTokenSource({ accessToken: () => new Promise(() => {}), profile: damProfile(), origins });
    for (const path of ['/v2/user', '/api/rest/metadata/types'] as const) {
      const controller = new AbortController();
      const left = rejection(createDamClient({ tokens }).get(path, { signal: controller.signal }));
      await new Promise((resolve) => setImmediate(resolve));
      controller.abort('left');
      expect(await left).toBe('left');
    }
  });
});
