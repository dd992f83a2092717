import { createSandbox, stoppedClock } from '@acme/sandbox';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { asset } from './support/requests.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('the clock of the sandbox', () => {
  it('runs with real time and goes forward when told', () => {
    const sandbox = createSandbox();
    const before = sandbox.clock.now();

    sandbox.advance(60_000);

    expect(sandbox.clock.now() - before).toBeGreaterThanOrEqual(60_000);
    expect(sandbox.clock.now() - before).toBeLessThan(61_000);
    expect(Math.abs(before - Date.now())).toBeLessThan(1_000);
  });

  it('stands still over a stopped clock until it is told', () => {
    const sandbox = createSandbox({ clock: stoppedClock(1_000) });

    sandbox.advance(500);

    expect(sandbox.clock.now()).toBe(1_500);
    expect(sandbox.clock.now()).toBe(1_500);
  });

  it('wakes sleepers that are due, in the order of their time, and no others', async () => {
    const { clock, advance } = createSandbox({ clock: stoppedClock() });
    const woken: string[] = [];
    void clock.sleep(2_000).then(() => woken.push('second'));
    void clock.sleep(1_000).then(() => woken.push('first'));
    void clock.sleep(3_000).then(() => woken.push('third'));

    advance(2_500);
    await Promise.resolve();
    expect(woken).toEqual(['first', 'second']);
    advance(500);
    await Promise.resolve();
    expect(woken).toEqual(['first', 'second', 'third']);
  });

  it('wakes sleepers by real time too', async () => {
    const { clock } = createSandbox();
    const before = clock.now();

    await clock.sleep(5);

    expect(clock.now() - before).toBeGreaterThanOrEqual(4);
  });

  it('ends a sleep of 0 ms at once, even over a stopped clock', async () => {
    await expect(createSandbox({ clock: stoppedClock() }).clock.sleep(0)).resolves.toBeUndefined();
  });

  it('ends a sleep of 0 ms under fake timers, as a first call needs one', async () => {
    const sandboxes = [createSandbox(), createSandbox({ clock: stoppedClock() })];
    vi.useFakeTimers();

    for (const { clock } of sandboxes) await expect(clock.sleep(0)).resolves.toBeUndefined();
  });

  it('moves with fake timers, and wakes its sleepers', async () => {
    vi.useFakeTimers();
    const { clock } = createSandbox();
    const before = clock.now();
    const slept = clock.sleep(60_000);

    await vi.advanceTimersByTimeAsync(60_000);
    await slept;

    expect(clock.now() - before).toBe(60_000);
  });

  it("rejects a sleep with the signal's reason", async () => {
    const { clock } = createSandbox();
    const controller = new AbortController();
    const asleep = clock.sleep(60_000, controller.signal);

    controller.abort(new Error('enough'));

    await expect(asleep).rejects.toThrow('enough');
    await expect(clock.sleep(1, controller.signal)).rejects.toThrow('enough');
  });

  it('rejects a sleep at once if its signal has fired, and so does the clock beneath', async () => {
    const gone = AbortSignal.abort(new Error('enough'));

    for (const clock of [stoppedClock(), createSandbox().clock]) {
      for (const ms of [0, 60_000]) await expect(clock.sleep(ms, gone)).rejects.toThrow('enough');
      const controller = new AbortController();
      const asleep = clock.sleep(60_000, controller.signal);
      controller.abort(new Error('enough'));
      await expect(asleep).rejects.toThrow('enough');
    }
  });

  it('ends its sleep on the clock beneath as soon as its own sleep ends', async () => {
    const beneath: (AbortSignal | undefined)[] = [];
    const base = stoppedClock();
    const sleep: typeof base.sleep = (ms, signal) => {
      beneath.push(signal);
      return base.sleep(ms, signal);
    };
    const { clock, advance } = createSandbox({ clock: { now: base.now, sleep } });
    const controller = new AbortController();
    const [woken, left] = [clock.sleep(1_000), clock.sleep(60_000, controller.signal)];

    advance(1_000);
    await woken;
    expect(beneath.map((signal) => signal?.aborted)).toEqual([true, false]);
    controller.abort(new Error('enough'));
    await expect(left).rejects.toThrow('enough');
    expect(beneath.map((signal) => signal?.aborted)).toEqual([true, true]); // else a timer would keep the process alive
  });

  it('goes on for clients after the sandbox is closed', async () => {
    const { clock, advance, close } = createSandbox({ clock: stoppedClock() });
    const asleep = clock.sleep(60_000);
    await close();

    advance(60_000);

    await expect(asleep).resolves.toBeUndefined();
  });

  it('never goes back', () => {
    const { advance } = createSandbox();

    expect(() => advance(-1)).toThrow(RangeError);
    expect(() => advance(Number.NaN)).toThrow(RangeError);
  });

  it('is the time in the Date header', async () => {
    const sandbox = createSandbox({ clock: stoppedClock(Date.UTC(2031, 4, 6)) });

    const response = await asset(sandbox);

    expect(response.headers.get('date')).toBe('Tue, 06 May 2031 00:00:00 GMT');
  });
});
