import type { NotificationStub } from './operations.gen.ts';

/** An answer that may name the task it has started. */
export interface Task {
  readonly _links?: { readonly notification?: { readonly href: string } };
}

/** Gives what `waitForTask` takes. */
export type StartTask = () => Promise<Task> | Task | string;

/** The state of a task. */
export interface TaskNotification extends Omit<NotificationStub, 'status'> {
  /** A status that this version does not know is passed on as it is. */
  readonly status: NotificationStub['status'] | (string & {});
}

/** How to wait for a task. */
export interface TaskOptions {
  /** Ends the wait, which then rejects with the signal's own reason. The task goes on. */
  readonly signal?: AbortSignal | undefined;
  /** Called with every notification that is read, also the last one. The wait goes on when it has finished, and ends if it throws. */
  readonly onProgress?: ((notification: TaskNotification) => void) | undefined;
  /** Milliseconds to wait in all, before a last look. Default: no limit: creating an application can take hours. */
  readonly timeout?: number | undefined;
}

/** True for errors of other copies of this package, too, but not for a parsed answer that has such a code. */
const hasCode = (value: unknown, code: string): boolean =>
  value instanceof Error && (value as { code?: unknown }).code === code;

/** The task has failed. */
export class TaskFailedError extends Error {
  override readonly name = 'TaskFailedError';
  readonly code = 'task_failed';
  readonly uuid: string;
  readonly notification: TaskNotification;

  constructor(uuid: string, notification: TaskNotification) {
    const { description, label, event } = notification;
    // People choose some of the words: line breaks would forge lines of a log, escapes would command a terminal.
    super(`Task ${uuid} failed (${description || label || event})`.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' '));
    this.uuid = uuid;
    this.notification = notification;
  }

  static is(value: unknown): value is TaskFailedError {
    return hasCode(value, 'task_failed');
  }
}

/** The time to wait is over. The task goes on, and any process can wait for it again. */
export class TaskTimeoutError extends Error {
  override readonly name = 'TaskTimeoutError';
  readonly code = 'task_timeout';
  readonly uuid: string;

  constructor(uuid: string, why: string) {
    super(`${why}; task ${uuid} goes on: waitForTask('${uuid}') waits for it again`);
    this.uuid = uuid;
  }

  static is(value: unknown): value is TaskTimeoutError {
    return hasCode(value, 'task_timeout');
  }
}
