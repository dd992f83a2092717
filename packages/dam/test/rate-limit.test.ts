import type { DamClient } from '@acme/dam';
import { memoryStore } from '@acme/oauth-core';
import { createSandbox, type Sandbox, stoppedClock } from '@acme/sandbox';
import { describe, expect, it, onTestFinished } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';
import { answered, hour, personal, signedIn } from './support.ts';

/** A sandbox that refuses calls over its limit, and whose time goes on only while everything waits for it. */
function limited(): { sandbox: Sandbox; run<T>(work: Promise<T>): Promise<T> } {
  const sandbox = createSandbox({ clock: stoppedClock(), dam: { rateLimit: true } });
  onTestFinished(() => sandbox.close());
  return {
    sandbox,
    async run(work) {
      let isOver = false;
      const end = work.finally(() => {
        isOver = true;
      });
      end.catch(() => {}); // the caller handles it
      while (!isOver) {
        for (let turn = 0; turn < 20 && !isOver; turn++) await new Promise((resolve) => setImmediate(resolve));
        if (!isOver) sandbox.advance(10);
      }
      return end;
    },
  };
}

const call = (dam: DamClient): Promise<unknown> => dam.get('/v2/uploads/profiles');
const refusals = ({ log }: Sandbox): number => log.filter(({ status }) => status === 429).length;

describe('a bulk job', () => {
  it('runs at the limit, and is never refused', async () => {
    const { sandbox, run } = limited();
    const dam = personal(sandbox, { retry: 0 });
    await run(call(dam)); // the first call loads modules, and time goes on meanwhile
    sandbox.advance(2_000);
    const startedAt = sandbox.clock.now();

    await run(Promise.all(Array.from({ length: 500 }, () => call(dam))));

    expect(refusals(sandbox)).toBe(0);
    expect(sandbox.count('dam.api')).toBe(501);
    const perSecond = 500 / ((sandbox.clock.now() - startedAt) / 1_000);
    expect(perSecond).toBeGreaterThan(45); // nine tenths of what is allowed
  });

  it('runs at 50 requests a second, one of them kept for a renewal, if the service names no limit', async () => {
    const { client, requests } = answered([() => Response.json({})], { clock: stoppedClock(), rateLimit: undefined });
    for (let calls = 0; calls < 49; calls++) await call(client);
    const controller = new AbortController();
    const next = rejection(client.get('/v2/uploads/profiles', { signal: controller.signal }));
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(requests).toHaveLength(49);
    controller.abort('enough');
    expect(await next).toBe('enough');
  });

  it('may wait for minutes without using up the time of its calls', async () => {
    const { sandbox, run } = limited();
    const dam = personal(sandbox, { retry: 0, timeout: 1_000, totalTimeout: 2_000, rateLimit: 1 });
    const startedAt = sandbox.clock.now();
    await run(Promise.all(Array.from({ length: 60 }, () => call(dam))));
    expect(sandbox.clock.now() - startedAt).toBeGreaterThan(59_000);
  });

  it('leaves room for a renewal, and counts all the clients that come from one', async () => {
    const { sandbox, run } = limited();
    const first = await run(signedIn(sandbox, { retry: 0 }));
    const second = first.forKey('account:1');
    sandbox.advance(9 * hour);
    await run(Promise.all(Array.from({ length: 120 }, (_, index) => call(index % 2 ? first : second))));
    expect(refusals(sandbox)).toBe(0);
    expect(sandbox.count('dam.token')).toBe(2);
  });

  it('of one person does not wait for the renewal of another', async () => {
    const { sandbox, run } = limited();
    const store = memoryStore();
    const first = await run(signedIn(sandbox, { store }));
    await run(call(first)); // the first call loads modules; a later one is in the queue at once
    sandbox.advance(9 * hour);
    await run(signedIn(sandbox, { store }, 'account:2'));
    sandbox.faults.next('dam.token', { kind: 'latency', ms: 20_000 });
    const shared = first.forKey('account:2');
    await run(call(shared));
    const startedAt = sandbox.clock.now();
    const slow = run(call(first));
    await run(call(shared));
    expect(sandbox.clock.now() - startedAt).toBeLessThan(5_000);
    await slow;
    expect(sandbox.clock.now() - startedAt).toBeGreaterThanOrEqual(20_000);
  });

  it.each([
    ['', 0],
    [', even if most of its own give up', 9],
  ])('of one person lets the calls of another person in between%s', async (_, ofTen) => {
    const { sandbox, run } = limited();
    const store = memoryStore();
    const first = await run(signedIn(sandbox, { store, rateLimit: 10 }));
    await run(signedIn(sandbox, { store }, 'account:2'));
    const other = first.forKey('account:2');
    await run(Promise.all([call(first), call(other)]));
    const stop = new AbortController();
    const calls = Array.from({ length: ofTen ? 500 : 100 }, (_, index) =>
      index % 10 < ofTen ? first.get('/v2/uploads/profiles', { signal: stop.signal }).catch(() => {}) : call(first),
    );
    const many = run(Promise.all(calls));
    for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate); // they are in the queue by then
    stop.abort(new Error('enough'));
    const startedAt = sandbox.clock.now();
    await run(call(other));
    expect(sandbox.clock.now() - startedAt).toBeLessThan(2_200);
    await many;
  });

  it('does not burst after a renewal that took seconds', async () => {
    const { sandbox, run } = limited();
    const dam = await run(signedIn(sandbox, { retry: 0 }));
    sandbox.advance(9 * hour);
    sandbox.faults.next('dam.token', { kind: 'latency', ms: 5_000 });
    await run(Promise.all(Array.from({ length: 200 }, () => call(dam))));
    expect(refusals(sandbox)).toBe(0);
  });

  it.each([
    ['no listener', {}],
    ['a listener', { onEvent: () => {} }],
  ])('counts a call twice if its token was refused and it was sent again, with %s', async (_, hearing) => {
    const { sandbox, run } = limited();
    const dam = await run(signedIn(sandbox, { retry: 0, rateLimit: 5, ...hearing }));
    const startedAt = sandbox.clock.now();
    sandbox.faults.next('dam.api', { kind: 'status', status: 401 });
    for (let calls = 0; calls < 4; calls++) await call(dam); // none has to wait: time stands still
    expect(sandbox.count('dam.api')).toBe(5);
    await run(call(dam));
    expect(sandbox.clock.now() - startedAt).toBeGreaterThan(1_000);
  });

  it('of one person does not hold up the signal of another', async () => {
    const { sandbox, run } = limited();
    const store = memoryStore();
    const first = await run(signedIn(sandbox, { store, rateLimit: 1 }));
    await run(signedIn(sandbox, { store }, 'account:2'));
    const other = first.forKey('account:2');
    await run(call(first));
    const stop = new AbortController();
    const waiting = call(first); // for its turn: time stands still
    await new Promise(setImmediate);
    const left = rejection(other.get('/v2/uploads/profiles', { signal: stop.signal }));
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    stop.abort(new Error('enough'));
    expect(await left).toBe(stop.signal.reason);
    await run(waiting);
  });

  it('sends a repeated call before calls that were not sent yet', async () => {
    const { sandbox, run } = limited();
    const order: (string | null)[] = [];
    const dam = personal(sandbox, {
      rateLimit: 1,
      async fetch(input) {
        order.push(new URL(String(input)).searchParams.get('name'));
        return Response.json([], { status: order.length === 1 ? 503 : 200 });
      },
    });
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    await run(Promise.all(names.map((name) => dam.request('GET', `/v2/uploads/profiles?name=${name}`))));
    expect(order).toHaveLength(8);
    expect(order.lastIndexOf('a')).toBeLessThan(3);
  });

  it('goes on if some of its calls give up', async () => {
    const { sandbox, run } = limited();
    const dam = personal(sandbox);
    const stop = new AbortController();
    const given = Array.from({ length: 200 }, () => dam.get('/v2/uploads/profiles', { signal: stop.signal }));
    const results = Promise.allSettled(given);
    const other = call(dam);
    stop.abort(new Error('enough'));
    const startedAt = sandbox.clock.now();
    await run(other);
    expect(sandbox.clock.now() - startedAt).toBeLessThan(2_000); // nobody waits for those that left
    expect((await results).filter(({ status }) => status === 'rejected').length).toBeGreaterThan(100);
  });
});

describe('a limit that others use too', () => {
  it('stops every call until the reset of a refusal, and then each is answered', async () => {
    const { sandbox, run } = limited();
    const [mine, theirs] = [personal(sandbox), personal(sandbox)]; // two processes
    const all = [mine, theirs].flatMap((dam) => Array.from({ length: 150 }, () => call(dam)));
    await run(Promise.all(all));
    expect(refusals(sandbox)).toBeGreaterThan(0);
    expect(sandbox.log.filter(({ status }) => status === 200)).toHaveLength(300);
  });

  it('is lowered to what the service names', async () => {
    const sent: number[] = [];
    const { sandbox, run } = limited();
    const dam = personal(sandbox, {
      async fetch() {
        sent.push(sandbox.clock.now());
        return Response.json([], { headers: { 'x-ratelimit-limit': '10/second', 'x-ratelimit-remaining': '9' } });
      },
    });
    await run(call(dam));
    await run(Promise.all(Array.from({ length: 30 }, () => call(dam))));
    const busiest = Math.max(...sent.map((at) => sent.filter((other) => other >= at && other < at + 1_000).length));
    expect(busiest).toBe(9); // and one for a token
  });

  it('is waited for if nothing remains', async () => {
    const sent: number[] = [];
    const { sandbox, run } = limited();
    const dam = personal(sandbox, {
      async fetch() {
        sent.push(sandbox.clock.now());
        return Response.json([], { headers: { 'x-ratelimit-limit': '50/second', 'x-ratelimit-remaining': '0' } });
      },
    });
    await run(call(dam));
    await run(call(dam));
    expect(Number(sent[1]) - Number(sent[0])).toBeGreaterThanOrEqual(1_000);
  });

  it('is waited for if nothing remains, even if this process has sent much before', async () => {
    const sent: number[] = [];
    const { sandbox, run } = limited();
    const dam = personal(sandbox, {
      async fetch() {
        sent.push(sandbox.clock.now());
        if (sent.length > 1) await sandbox.clock.sleep(3_000); // the answers come when these requests count no more
        return Response.json([], { headers: { 'x-ratelimit-remaining': sent.length > 1 ? '0' : '40' } });
      },
    });
    await run(call(dam));
    sandbox.advance(2_000);
    await run(Promise.all(Array.from({ length: 49 }, () => call(dam))));
    const heardAt = sandbox.clock.now();
    await run(call(dam));
    expect(Number(sent.at(-1)) - heardAt).toBeGreaterThanOrEqual(900);
  });
});

describe('429', () => {
  it('is repeated at the time of its reset, to the millisecond', async () => {
    const { sandbox, run } = limited();
    const reset = new Date(sandbox.clock.now() + 3_250).toISOString();
    sandbox.faults.next('dam.api', { kind: 'status', status: 429, headers: { 'x-ratelimit-reset': reset } });
    const dam = personal(sandbox);
    await run(call(dam));
    expect(sandbox.clock.now()).toBeGreaterThanOrEqual(Date.parse(reset));
    expect(sandbox.clock.now()).toBeLessThan(Date.parse(reset) + 500);
  });

  it('is repeated only after a second if its reset has passed by the clock of this machine', async () => {
    const sent: number[] = [];
    const { sandbox, run } = limited();
    const dam = personal(sandbox, {
      async fetch() {
        sent.push(sandbox.clock.now());
        const reset = new Date(sandbox.clock.now() - 5_000).toISOString();
        return Response.json([], sent.length > 1 ? {} : { status: 429, headers: { 'x-ratelimit-reset': reset } });
      },
    });
    await run(call(dam));
    expect(Number(sent[1]) - Number(sent[0])).toBeGreaterThanOrEqual(1_000);
  });

  it('is thrown if nothing may be repeated, with the time that is left to wait', async () => {
    const { sandbox, run } = limited();
    const reset = new Date(sandbox.clock.now() + 3_250).toISOString();
    sandbox.faults.next('dam.api', { kind: 'status', status: 429, headers: { 'x-ratelimit-reset': reset } });
    const error = await rejection(run(call(personal(sandbox, { retry: 0 }))));
    expect(error).toMatchObject({ code: 'rate_limited', retryAfterMs: 3_250 });
    expect(String(error)).toContain('rateLimit');
  });

  it('with Retry-After, or without any time, is repeated too', async () => {
    const { sandbox, run } = limited();
    sandbox.faults.next('dam.api', { kind: 'status', status: 429, retryAfterSeconds: 2 });
    sandbox.faults.next('dam.api', { kind: 'status', status: 429 });
    await run(call(personal(sandbox)));
    expect(sandbox.count('dam.api')).toBe(3);
  });
});

it('a client with rateLimit: false never waits', async () => {
  const sandbox = createSandbox({ clock: stoppedClock() });
  onTestFinished(() => sandbox.close());
  const dam = personal(sandbox, { rateLimit: false });
  await Promise.all(Array.from({ length: 200 }, () => call(dam)));
  expect(sandbox.count('dam.api')).toBe(200);
});
