import type { Clock } from '../clock.ts';
import { isoSeconds } from '../iso-seconds.ts';
import type { Random } from '../random.ts';
import { check, milliseconds, oneOf } from '../rule.ts';

export interface Task {
  readonly uuid: string;
  readonly event: string;
  readonly label: string;
  readonly description: string;
  readonly organizationUuid: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly outcome: 'completed' | 'failed';
}

/** How the next task goes. */
export interface TaskCourse {
  /** Default: `completed`. */
  readonly outcome?: 'completed' | 'failed';
  /** Milliseconds. Default: the option `taskDuration` of the sandbox. */
  readonly durationMs?: number;
}

export interface Tasks {
  start(details: Pick<Task, 'event' | 'label' | 'description' | 'organizationUuid' | 'context'>): Task;
  find(uuid: string): Task | undefined;
  /** Newest first. */
  all(): readonly Task[];
  /** Decides how the next task goes. */
  next(course: TaskCourse): void;
}

/** A task has only a start and a duration: its progress follows from the clock. */
export function createTasks(clock: Clock, random: Random, durationMs: number): Tasks {
  const tasks = new Map<string, Task>();
  const courses: TaskCourse[] = [];
  return {
    start(details) {
      const course = courses.shift();
      const task: Task = {
        ...details,
        uuid: random.uuid(),
        startedAt: clock.now(),
        durationMs: course?.durationMs ?? durationMs,
        outcome: course?.outcome ?? 'completed',
      };
      tasks.set(task.uuid, task);
      return task;
    },
    find: (uuid) => tasks.get(uuid),
    all: () => [...tasks.values()].reverse(),
    next(course) {
      check(course, { outcome: oneOf('completed', 'failed'), durationMs: milliseconds() }, 'nextTask: ');
      courses.push(course);
    },
  };
}

/** The notification of a task at the time `now`. */
export function notificationOf(task: Task, now: number, baseUrl: string): object {
  const share = task.durationMs === 0 ? 1 : Math.min(1, (now - task.startedAt) / task.durationMs);
  const done = share === 1;
  return {
    uuid: task.uuid,
    event: task.event,
    label: task.label,
    description: task.description,
    created_at: isoSeconds(task.startedAt),
    ...(done ? { completed_at: isoSeconds(task.startedAt + task.durationMs) } : {}),
    status: done ? task.outcome : 'in-progress',
    progress: done && task.outcome === 'failed' ? 99 : Math.floor(share * 100),
    context: task.context,
    _links: { self: { href: `${baseUrl}/notifications/${task.uuid}` } },
  };
}
