// Loaded by the first task that is waited for, with the schema that it needs.
import { ApiError, type HttpClient, isOutage } from '@acme/http';
import { type Clock, refuseOption, untilAborted } from '@acme/oauth-core';
import * as z from 'zod/mini';
import { type StartTask, TaskFailedError, type TaskNotification, type TaskOptions, TaskTimeoutError } from './task.ts';

/** The part of a notification that the wait reads. Other members pass unchecked. */
const TaskState: z.ZodMiniType<Pick<TaskNotification, 'status'>> = z.looseObject({ status: z.string() });

const firstWaitMs = 5_000;
const longestWaitMs = 60_000;
/** With a deadline, a poll may take until then, within these limits: the last one needs some time, too. */
const shortestPollMs = 5_000;
const longestPollMs = 90_000;
/** How many polls in a row may fail, or show a status that says nothing, before the wait ends. */
const patience = 10;

/**
 * Waits until a task has ended. The first poll is after 5 s, or at once if the task was named by its link or UUID; the
 * pauses grow to a minute.
 *
 * @param start Gives the answer that started it, the link to its notification, or its UUID.
 * @throws {TaskFailedError} {TaskTimeoutError} {ConfigurationError} if the answer names no task; what `start` throws.
 */
export async function runTask(
  http: HttpClient,
  clock: Clock,
  start: StartTask,
  { signal, onProgress, timeout = Infinity }: TaskOptions = {},
): Promise<TaskNotification> {
  // Checked before the task starts, which can't be undone.
  if (typeof timeout !== 'number' || !(timeout >= 0)) refuseOption('timeout', 'must be a number of milliseconds');
  signal?.throwIfAborted();
  const task = await start();
  const link = typeof task === 'string' ? task : task?._links?.notification?.href;
  const uuid = /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}(?=$|[?#])/i.exec(link ?? '')?.[0];
  if (uuid === undefined) {
    refuseOption(
      'task',
      'names no task: the answer has no _links.notification. Not every operation that answers 202 gives one',
    );
  }
  const end = clock.now() + timeout;
  let wait = typeof task === 'string' ? 0 : firstWaitMs;
  for (let failures = 0, first = true, last = false; ; first = false) {
    if (last) throw new TaskTimeoutError(uuid, `Not finished in ${timeout} ms`);
    const left = Math.max(0, end - clock.now());
    last = wait >= left;
    await clock.sleep(Math.min(wait, left), signal);
    const pollMs = Math.min(Math.max(end - clock.now(), shortestPollMs), longestPollMs);
    const limits = timeout < Infinity ? { totalTimeout: pollMs } : {};
    wait = Math.min(Math.max(wait * 1.5, firstWaitMs), longestWaitMs);

    let notification: TaskNotification;
    try {
      // By its UUID: a link would bypass a gateway at baseUrl.
      const call = { path: { uuid }, signal, schema: TaskState, ...limits };
      // The schema checks the status. All other members are as the API document says.
      notification = (await http.call('GET', '/notifications/{uuid}', call)) as TaskNotification;
    } catch (error) {
      // A task survives an outage. Just after its start the API may not know it yet.
      const early = first && ApiError.is(error) && error.status === 404;
      failures += 1;
      if (!(early || isOutage(error)) || failures >= patience) throw error;
      continue;
    }
    await untilAborted(Promise.resolve(onProgress?.(notification)), signal);
    const { status, completed_at: completedAt, progress } = notification;
    if (status === 'failed') throw new TaskFailedError(uuid, notification);
    if (status === 'completed') return notification;
    if (status === 'in-progress') failures = 0;
    // This version does not know the status, but the task has ended.
    else if (completedAt || progress === 100) return notification;
    else if (++failures >= patience) throw new TaskTimeoutError(uuid, `Unknown status ${status}`);
  }
}
