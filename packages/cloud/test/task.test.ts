import {
  type CloudClient,
  createCloudClient,
  type Task,
  TaskFailedError,
  type TaskNotification,
  type TaskOptions,
  TaskTimeoutError,
} from '@acme/cloud';
import { ApiError, type HttpClient, InvalidAnswerError } from '@acme/http';
import { type Clock, ConfigurationError, TokenTimeoutError } from '@acme/oauth-core';
import { type Fault, type Sandbox, type SandboxOptions, startSandbox, stoppedClock } from '@acme/sandbox';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';
import { runTask } from '../src/run-task.ts';

interface Setting {
  readonly sandbox: Sandbox;
  readonly cloud: CloudClient;
  /** Starts a task of 30 s. */
  readonly start: () => Promise<Task>;
  /** The waits between polls, in milliseconds. */
  readonly waits: number[];
}

/** Waits take no time: sleeping advances the sandbox's clock. */
async function setting(options: SandboxOptions = {}, whileAsleep?: () => void): Promise<Setting> {
  const sandbox = await startSandbox({ clock: stoppedClock(), ...options });
  onTestFinished(() => sandbox.close());
  // The tokens keep the sandbox's own clock: their sleeps are time limits, not waits.
  const organization = sandbox.organizations[0].uuid;
  const { tokens } = createCloudClient({ ...sandbox.clients.cloud, organization, retry: 0 });
  const waits: number[] = [];
  const clock: Clock = {
    now: sandbox.clock.now,
    async sleep(ms, signal) {
      whileAsleep?.();
      signal?.throwIfAborted();
      waits.push(ms);
      await tokens[Symbol.asyncDispose](); // else a renewal in the background would find its time over
      sandbox.advance(ms);
    },
  };
  const cloud = createCloudClient({ baseUrl: sandbox.clients.cloud.baseUrl, tokens, clock });
  const application = await cloud.paginate('/applications').first();
  const environments = await cloud
    .paginate('/applications/{applicationUuid}/environments', { path: { applicationUuid: application?.uuid ?? '' } })
    .toArray({ limit: 1 });
  const path = { environmentId: environments[0]?.id ?? '', databaseName: 'main' };
  return {
    sandbox,
    cloud,
    waits,
    start: () => cloud.post('/environments/{environmentId}/databases/{databaseName}/backups', { path }),
  };
}

const uuidOf = (task: Task): string => task._links?.notification?.href.split('/').at(-1) ?? '';
const polls = (sandbox: Sandbox): number => sandbox.log.filter(({ url }) => url.includes('/notifications/')).length;

describe('waitForTask', () => {
  it('waits for the task that an answer names, and reports its progress', async () => {
    const { cloud, start, sandbox, waits } = await setting();
    const seen: TaskNotification[] = [];
    const done = await cloud.waitForTask(await start(), { onProgress: (notification) => seen.push(notification) });
    expect(done).toMatchObject({ status: 'completed', progress: 100, event: 'DatabaseBackupCreated' });
    expect(seen.map(({ progress }) => progress)).toEqual([16, 41, 79, 100]);
    expect(seen[0]).not.toHaveProperty('completed_at');
    expect(waits).toEqual([5_000, 7_500, 11_250, 16_875]);
    expect(polls(sandbox)).toBe(4);
  });

  it('waits for its progress listener, fails if that fails, and stops waiting for it when its signal fires', async () => {
    const { cloud, start } = await setting();
    const reason = new Error('the database is away');
    expect(await rejection(cloud.waitForTask(await start(), { onProgress: () => Promise.reject(reason) }))).toBe(
      reason,
    );
    const controller = new AbortController();
    const onProgress = (): Promise<void> => {
      controller.abort(reason);
      return new Promise(() => {});
    };
    expect(await rejection(cloud.waitForTask(await start(), { signal: controller.signal, onProgress }))).toBe(reason);
  });

  it('also takes a link or a UUID, from any process, and then polls at once', async () => {
    const { cloud, start, sandbox, waits } = await setting();
    const task = await start();
    sandbox.advance(30_000);
    for (const name of [uuidOf(task), task._links?.notification?.href ?? '', `/notifications/${uuidOf(task)}`]) {
      expect(await cloud.waitForTask(name)).toMatchObject({ uuid: uuidOf(task), status: 'completed' });
    }
    expect(waits).toEqual([0, 0, 0]);
    for (const name of [`${uuidOf(task)}?a=b`, `/notifications/${uuidOf(task)}#c`]) {
      expect(await cloud.waitForTask(name)).toMatchObject({ status: 'completed' });
    }
    const uuid = uuidOf(task).toUpperCase();
    sandbox.faults.next('cloud.api', { kind: 'status', status: 200, body: { uuid, status: 'completed' } });
    expect(await cloud.waitForTask(uuid)).toMatchObject({ uuid });
  });

  it('waits between its polls if it knows only the UUID', async () => {
    const { cloud, start, waits } = await setting();
    await cloud.waitForTask(uuidOf(await start()));
    expect(waits).toEqual([0, 5_000, 7_500, 11_250, 16_875]);
  });

  it('slows down to a poll a minute, with a fresh token for each that needs one', async () => {
    const { cloud, start, sandbox, waits } = await setting({ cloud: { taskDuration: 3_600_000 } });
    await cloud.waitForTask(await start());
    expect(waits.at(-1)).toBe(60_000);
    expect(waits.length).toBeLessThan(70);
    expect(sandbox.count('cloud.token')).toBeGreaterThan(10); // an hour of 300-second tokens
  });

  it('throws what the failed task says', async () => {
    const { cloud, start, sandbox } = await setting();
    sandbox.nextTask({ outcome: 'failed' });
    const task = await start();
    const error = await rejection(cloud.waitForTask(task));
    if (!TaskFailedError.is(error)) throw error;
    expect(error).toMatchObject({ name: 'TaskFailedError', uuid: uuidOf(task), notification: { status: 'failed' } });
    expect(error.message).toContain(error.notification.description);
  });

  it('ends at its deadline with the UUID of the task, which goes on', async () => {
    const { cloud, start, sandbox, waits } = await setting();
    const task = await start();
    const error = await rejection(cloud.waitForTask(task, { timeout: 20_000 }));
    if (!TaskTimeoutError.is(error)) throw error;
    expect(error.uuid).toBe(uuidOf(task));
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBe(20_000);
    sandbox.advance(10_000);
    expect(await cloud.waitForTask(error.uuid)).toMatchObject({ status: 'completed' });
  });

  it('polls once more at its deadline', async () => {
    const { cloud, start, sandbox } = await setting();
    const task = await start();
    const waiting = { timeout: 1_000 };
    expect(TaskTimeoutError.is(await rejection(cloud.waitForTask(task, waiting)))).toBe(true);
    sandbox.advance(60_000);
    expect(await cloud.waitForTask(task, waiting)).toMatchObject({ status: 'completed' });
    expect(await cloud.waitForTask(task, { timeout: 0 })).toMatchObject({ status: 'completed' });
    expect(polls(sandbox)).toBe(3);
    expect(TaskTimeoutError.is(await rejection(cloud.waitForTask(await start(), { timeout: 5_000 })))).toBe(true);
    expect(polls(sandbox)).toBe(4);
  });

  it('ends soon after its deadline even if the API hangs, and at once by its signal', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const uuid = '2a8a6f5b-3a4f-4f3e-9f51-0c7f3f2f3b11';
    const waits: number[] = [];
    let asked = Promise.withResolvers<void>();
    const cloud = createCloudClient({
      accessToken: 'x',
      clock: { now: () => performance.now(), sleep: async (ms) => void waits.push(ms) },
      fetch: (_, init) =>
        new Promise((_, reject) => {
          const { signal } = init as RequestInit; // the platform's own
          signal?.addEventListener('abort', () => reject(signal.reason));
          asked.resolve();
        }),
    });
    const late = rejection(cloud.waitForTask(uuid, { timeout: 20_000 }));
    await asked.promise;
    asked = Promise.withResolvers();
    await vi.advanceTimersByTimeAsync(20_001);
    await asked.promise; // the last look
    await vi.advanceTimersByTimeAsync(5_000);
    expect(TaskTimeoutError.is(await late)).toBe(true);
    expect(waits).toEqual([0, 0]);

    const controller = new AbortController();
    asked = Promise.withResolvers();
    const left = rejection(cloud.waitForTask(uuid, { signal: controller.signal }));
    await asked.promise;
    controller.abort('left');
    expect(await left).toBe('left');
  });

  it('uses the clock of the platform if none is passed in', async () => {
    const uuid = '2a8a6f5b-3a4f-4f3e-9f51-0c7f3f2f3b11';
    const cloud = createCloudClient({
      accessToken: 'x',
      fetch: async () => Response.json({ uuid, status: 'completed' }),
    });
    expect(await cloud.waitForTask(uuid, { timeout: 60_000 })).toMatchObject({ uuid });
  });

  it('ends with the reason of its signal', async () => {
    const controller = new AbortController();
    const reason = { because: 'deployed elsewhere' };
    const { cloud, start, sandbox, waits } = await setting({}, () => controller.abort(reason));
    expect(await rejection(cloud.waitForTask(await start(), { signal: controller.signal }))).toBe(reason);
    expect([polls(sandbox), waits]).toEqual([0, []]);
  });

  it('refuses an answer that names no task', async () => {
    const { cloud, sandbox } = await setting();
    const before = sandbox.log.length;
    const other = '2a8a6f5b-3a4f-4f3e-9f51-0c7f3f2f3b11/children';
    for (const nothing of [{}, { _links: {} }, undefined, 'not-a-uuid', '', other]) {
      const error = await rejection(cloud.waitForTask(nothing as Task));
      expect(ConfigurationError.is(error) && error.option).toBe('task');
    }
    expect(sandbox.log).toHaveLength(before);
  });

  it.each([Number.NaN, -1, false as never])('refuses a timeout of %s ms and asks nothing', async (timeout) => {
    const { cloud, sandbox, start } = await setting();
    const task = await start();
    const error = await rejection(cloud.waitForTask(task, { timeout }));
    expect(ConfigurationError.is(error) && error.option).toBe('timeout');
    expect(polls(sandbox)).toBe(0);
  });

  it('polls below baseUrl, wherever the link leads, so that a gateway may stand between and the token goes nowhere else', async () => {
    const { cloud, sandbox, start } = await setting();
    const uuid = uuidOf(await start());
    for (const link of [`https://example.com/api/notifications/${uuid}`, `/api/notifications/${uuid}`]) {
      const task = { _links: { notification: { href: link } } };
      expect(await cloud.waitForTask(task)).toMatchObject({ uuid, status: 'completed' });
    }
    expect(polls(sandbox)).toBeGreaterThan(0);
  });

  it('ignores one 404 just after the start, but not a second one', async () => {
    const { cloud, start, sandbox } = await setting();
    const missing = { kind: 'status', status: 404 } as const;
    const route = 'GET /notifications/{notificationUuid}';
    sandbox.faults.next('cloud.api', missing, { route });
    expect(await cloud.waitForTask(await start())).toMatchObject({ status: 'completed' });

    sandbox.faults.next('cloud.api', missing, { route, times: 2 });
    const error = await rejection(cloud.waitForTask(await start()));
    expect(ApiError.is(error) && error.code).toBe('not_found');
  });

  it('outlives an outage of the API', async () => {
    const { cloud, start, sandbox } = await setting();
    const task = await start();
    sandbox.faults.next('cloud.api', { kind: 'status', status: 503 }, { times: 9 });
    expect(await cloud.waitForTask(task)).toMatchObject({ status: 'completed' });
  });

  it.each<Fault>([
    { kind: 'status', status: 504 },
    { kind: 'status', status: 429 },
    { kind: 'reset-before-processing' },
  ])('outlives an outage of the token service: %o', async (fault) => {
    const { cloud, start, sandbox } = await setting();
    const task = await start();
    sandbox.advance(301_000);
    sandbox.faults.next('cloud.token', fault, { times: 9 });
    expect(await cloud.waitForTask(task)).toMatchObject({ status: 'completed' });
  });

  it('outlives a token that another process takes too long to renew', async () => {
    const answers = [new TokenTimeoutError('Others hold the renewal.', 1_000), { uuid: 'x', status: 'completed' }];
    const http: Pick<HttpClient, 'call'> = {
      async call() {
        const answer = answers.shift();
        if (answer instanceof Error) throw answer;
        return answer;
      },
    };
    const clock: Clock = { now: () => 0, sleep: async () => {} };
    const done = runTask(http as HttpClient, clock, () => '2a8a6f5b-3a4f-4f3e-9f51-0c7f3f2f3b11');
    expect(await done).toMatchObject({ status: 'completed' });
  });

  it('does not outlive its credentials', async () => {
    const { cloud, start, sandbox } = await setting();
    const task = await start();
    sandbox.advance(301_000);
    sandbox.faults.next('cloud.token', { kind: 'status', status: 401 });
    expect(await rejection(cloud.waitForTask(task))).toMatchObject({ code: 'token_request_failed' });
  });

  it('ends soon after its deadline even if the calls of the client have no time limit', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const asked = Promise.withResolvers<void>();
    const cloud = createCloudClient({
      accessToken: 'x',
      timeout: false,
      totalTimeout: false,
      clock: { now: () => performance.now(), sleep: async () => {} },
      fetch: (_, init) =>
        new Promise((_, reject) => {
          const { signal } = init as RequestInit; // the platform's own
          signal?.addEventListener('abort', () => reject(signal.reason));
          asked.resolve();
        }),
    });
    const late = rejection(cloud.waitForTask('2a8a6f5b-3a4f-4f3e-9f51-0c7f3f2f3b11', { timeout: 600_000 }));
    await asked.promise;
    await vi.advanceTimersByTimeAsync(620_000);
    expect(TaskTimeoutError.is(await late)).toBe(true);
  });

  it('gives each poll the time until its deadline, 90 s at most, and the last one 5 s', async () => {
    let now = 0;
    const limits: unknown[] = [];
    const http: Pick<HttpClient, 'call'> = {
      async call(_, __, options) {
        limits.push(options?.totalTimeout);
        return { uuid: 'x', status: 'in-progress' };
      },
    };
    const clock: Clock = {
      now: () => now,
      async sleep(ms) {
        now += ms;
      },
    };
    const task = '2a8a6f5b-3a4f-4f3e-9f51-0c7f3f2f3b11';
    await rejection(runTask(http as HttpClient, clock, () => task, { timeout: 100_000 }));
    expect(limits).toEqual([90_000, 90_000, 87_500, 76_250, 59_375, 34_062.5, 5_000]);
    limits.length = 0;
    await rejection(runTask(http as HttpClient, clock, () => task, { onProgress: () => Promise.reject('seen') }));
    expect(limits).toEqual([undefined]); // without a deadline, the limits of the client hold
  });

  it('gives up after ten failed polls in a row, and counts from zero after one that succeeds', async () => {
    const { cloud, start, sandbox } = await setting({ cloud: { taskDuration: 3_600_000 } });
    const down = { kind: 'status', status: 503 } as const;
    const task = await start();
    const looks: string[] = [];
    const onProgress = ({ status }: TaskNotification): void => {
      const failing = looks.push(status) === 1 ? 9 : 10;
      sandbox.faults.next('cloud.api', down, { times: failing * 3 }); // each look is repeated twice
    };
    sandbox.faults.next('cloud.api', down, { times: 9 * 3 });
    expect(await rejection(cloud.waitForTask(task, { onProgress }))).toMatchObject({ status: 503 });
    expect(looks).toEqual(['in-progress', 'in-progress']);
  });

  it('accepts unknown progress, but refuses a notification without a status', async () => {
    const { cloud, sandbox } = await setting();
    const uuid = '2a8a6f5b-3a4f-4f3e-9f51-0c7f3f2f3b11';
    for (const body of [{ uuid, status: 'in-progress', progress: null, completed_at: null }, { uuid }]) {
      sandbox.faults.next('cloud.api', { kind: 'status', status: 200, body });
    }
    const error = await rejection(cloud.waitForTask(uuid));
    expect(InvalidAnswerError.is(error) && error.issues[0]?.path).toBe('status');
  });

  it('does not outlive a lost permission', async () => {
    const { cloud, start, sandbox } = await setting();
    const task = await start();
    sandbox.faults.next('cloud.api', { kind: 'status', status: 403 });
    expect(await rejection(cloud.waitForTask(task))).toMatchObject({ code: 'forbidden' });
    expect(polls(sandbox)).toBe(1);
  });

  describe('on meeting a status that it does not know', () => {
    const state = { uuid: '2a8a6f5b-3a4f-4f3e-9f51-0c7f3f2f3b11', status: 'paused', progress: 10 };

    it.each([[{ ...state, completed_at: '2030-01-01T00:00:00+00:00' }], [{ ...state, progress: 100 }]])(
      'gives a notification that says that the task has ended: %o',
      async (ended) => {
        const { cloud, sandbox } = await setting();
        sandbox.faults.next('cloud.api', { kind: 'status', status: 200, body: ended });
        expect(await cloud.waitForTask(state.uuid)).toEqual(ended);
      },
    );

    it('goes on waiting, but not for ever', async () => {
      const { cloud, sandbox } = await setting();
      sandbox.faults.next('cloud.api', { kind: 'status', status: 200, body: state }, { times: 100 });
      const error = await rejection(cloud.waitForTask(state.uuid));
      expect(TaskTimeoutError.is(error) && error.message).toContain('paused');
      expect(polls(sandbox)).toBe(10);
    });
  });
});

describe('the errors of a task', () => {
  const notification = { event: 'EventName', label: 'Label.', description: 'Description.' } as TaskNotification; // as far as it is read

  it.each([
    [notification, 'Description.'],
    [{ ...notification, description: '' }, 'Label.'],
    [{ ...notification, description: '', label: '' }, 'EventName'],
    [{ ...notification, description: 'to\u001b[2J\r\n\u202edev' }, 'to [2J dev'],
  ])('say which task it was (%#)', (failed, words) => {
    expect(new TaskFailedError('u', failed).message).toBe(`Task u failed (${words})`);
  });

  it('say how to go on', () => {
    expect(String(new TaskTimeoutError('u', 'Too late'))).toBe(
      "TaskTimeoutError: Too late; task u goes on: waitForTask('u') waits for it again",
    );
  });

  it('can be told apart', () => {
    const told = [{ code: 'task_failed' }, { code: 'task_timeout' }]; // as an answer could say it
    const failures = [
      new TaskFailedError('u', notification),
      new TaskTimeoutError('u', 'Too late'),
      new Error(),
      ...told,
    ];
    expect(failures.map(TaskFailedError.is)).toEqual([true, false, false, false, false]);
    expect(failures.map(TaskTimeoutError.is)).toEqual([false, true, false, false, false]);
  });
});

describe('runTask', () => {
  it('makes the call and waits for the task that it starts', async () => {
    const { cloud, start } = await setting();
    const seen: unknown[] = [];
    const options = { onProgress: (notification: TaskNotification) => seen.push(notification.status) };
    expect(await cloud.runTask(start, options)).toMatchObject({ status: 'completed' });
    expect(seen.at(-1)).toBe('completed');
  });

  it.each<TaskOptions>([{ timeout: Number.NaN }, { signal: AbortSignal.abort() }])(
    'starts nothing with %o',
    async (options) => {
      const { cloud, start } = await setting();
      let isStarted = false;
      const call = async () => {
        isStarted = true;
        return start();
      };
      await rejection(cloud.runTask(call, options));
      expect(isStarted).toBe(false);
    },
  );

  it('throws what the call throws', async () => {
    const { cloud, start, sandbox } = await setting();
    sandbox.faults.next('cloud.api', { kind: 'status', status: 409 });
    expect(await rejection(cloud.runTask(start))).toMatchObject({ code: 'conflict' });
  });
});
