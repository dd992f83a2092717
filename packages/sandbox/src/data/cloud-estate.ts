import { type Application, applicationOf, type Environment, environmentsOf } from '../cloud/data.ts';
import type { Organization, Organizations } from '../cloud/organization.ts';
import type { Task } from '../cloud/task.ts';
import { createUuids } from './uuids.ts';

/** All that a Cloud account has: the applications of its organisations, with their environments. */
export interface Estate {
  readonly organizations: Organizations;
  readonly applications: ReadonlyMap<string, Application>;
  /** The application of a subscription. */
  readonly subscriptions: ReadonlyMap<string, Application>;
  readonly environments: ReadonlyMap<string, Environment>;
  environmentsOf(applicationUuid: string): readonly Environment[];
  organizationOf(application: Application): Organization | undefined;
  addEnvironment(environment: Environment): void;
  /** Tasks that ended before the sandbox started, oldest first. */
  pastTasksOf(applicationUuid: string): readonly Task[];
  findPastTask(uuid: string): Task | undefined;
}

const PAST_TASKS = [
  { event: 'DatabaseBackupCreated', label: 'Database backup created' },
  { event: 'CodeSwitched', label: 'Code switched' },
  { event: 'VarnishCleared', label: 'Varnish cache cleared' },
] as const;

/** @param size How many applications each organisation has. */
export function createEstate(seed: number, organizations: Organizations, size: number): Estate {
  const applications = new Map<string, Application>();
  const subscriptions = new Map<string, Application>();
  const environments = new Map<string, Environment>();
  const byApplication = new Map<string, Environment[]>();
  for (const organization of organizations) {
    for (let index = 0; index < size; index++) {
      const application = applicationOf(seed, organization, index);
      applications.set(application.uuid, application);
      subscriptions.set(application.subscription.uuid, application);
      for (const environment of environmentsOf(application)) addEnvironment(environment);
    }
  }

  function addEnvironment(environment: Environment): void {
    environments.set(environment.id, environment);
    const siblings = byApplication.get(environment.applicationUuid);
    if (siblings === undefined) byApplication.set(environment.applicationUuid, [environment]);
    else siblings.push(environment);
  }

  const order = [...applications.values()];
  const pastUuids = createUuids(`${seed} past tasks`);
  const pastTask = (number: number): Task | undefined => {
    const application = order[Math.floor(number / PAST_TASKS.length)];
    const kind = PAST_TASKS[number % PAST_TASKS.length];
    if (application === undefined || kind === undefined) return undefined;
    return {
      ...kind,
      uuid: pastUuids.at(number),
      description: `${kind.label} on ${application.name}.`,
      organizationUuid: application.organization.uuid,
      context: { application: { uuids: [application.uuid] } },
      startedAt: Date.UTC(2025, 0, 1) + number * 3_600_000,
      durationMs: 30_000,
      outcome: 'completed',
    };
  };

  return {
    organizations,
    applications,
    subscriptions,
    environments,
    environmentsOf: (uuid) => byApplication.get(uuid) ?? [],
    organizationOf: (application) => organizations.find(({ uuid }) => uuid === application.organization.uuid),
    addEnvironment,
    pastTasksOf(uuid) {
      const index = order.findIndex((application) => application.uuid === uuid);
      return PAST_TASKS.flatMap((_, kind) => pastTask(index * PAST_TASKS.length + kind) ?? []);
    },
    findPastTask(uuid) {
      const number = pastUuids.numberOf(uuid);
      return number === undefined ? undefined : pastTask(number);
    },
  };
}
