import type { Application } from '../cloud/data.ts';
import type { Organization } from '../cloud/organization.ts';
import { notificationOf, type Tasks } from '../cloud/task.ts';
import type { JsonObject } from '../openapi/document.ts';
import type { Changes } from './changes.ts';
import type { Estate } from './cloud-estate.ts';
import { hashed, scattered } from './hash.ts';
import type { Knowledge, Values } from './resources.ts';
import { capitalised } from './words.ts';

export interface CloudKnowledge extends Knowledge {
  /** The application that a path names. If it names none, one to which its things may belong. */
  applicationOf(values: Values, path: string): Application | undefined;
  /** The organisation that a path belongs to; `undefined` if it belongs to none. */
  organizationOf(values: Values): Organization | undefined;
}

/** @param databasesOf The names of an application's databases. */
export function createCloudKnowledge(
  estate: Estate,
  tasks: Tasks,
  changes: Changes,
  now: () => number,
  baseUrl: string,
  databasesOf: (applicationUuid: string) => readonly string[],
): CloudKnowledge {
  const applications = [...estate.applications.values()];
  const inOrganization = (uuid: string | undefined): readonly Application[] =>
    applications.filter(({ organization }) => organization.uuid === uuid);

  /** The application that a path names: directly, or by its environment or its subscription. */
  const named = (values: Values): Application | undefined =>
    estate.applications.get(
      values.applicationUuid ??
        values.applicationId ??
        estate.environments.get(values.environmentId ?? '')?.applicationUuid ??
        '',
    ) ?? estate.subscriptions.get(values.subscriptionUuid ?? values.subscriptionId ?? '');

  const open = estate.organizations
    .filter(({ federated }) => !federated)
    .flatMap((organization) => inOrganization(organization.uuid));
  const applicationOf = (values: Values, path: string): Application | undefined => {
    const application = named(values);
    if (application !== undefined) return application;
    const possible = values.organizationUuid === undefined ? open : inOrganization(values.organizationUuid);
    return possible[scattered(hashed(path)) % possible.length];
  };

  const notifications = (wanted: readonly Application[]): readonly JsonObject[] => {
    const uuids = new Set(wanted.map(({ uuid }) => uuid));
    const started = tasks.all().filter(({ context }) => {
      const { uuids: about = [] } = (context.application ?? {}) as { uuids?: readonly string[] }; // every task is started with this
      return about.some((uuid) => uuids.has(uuid));
    });
    const past = wanted.flatMap(({ uuid }) => estate.pastTasksOf(uuid)).toReversed();
    return [...started, ...past].map((task) => notificationOf(task, now(), baseUrl) as JsonObject); // plain values
  };

  return {
    applicationOf,
    organizationOf(values) {
      if (values.organizationUuid !== undefined) {
        return estate.organizations.find(({ uuid }) => uuid === values.organizationUuid);
      }
      const application = named(values);
      return application === undefined ? undefined : estate.organizationOf(application);
    },
    has(parameter, values) {
      const value = values[parameter] ?? '';
      switch (parameter) {
        case 'organizationUuid':
          return estate.organizations.some(({ uuid }) => uuid === value);
        case 'applicationUuid':
        case 'applicationId':
          return estate.applications.has(value);
        case 'subscriptionUuid':
        case 'subscriptionId':
          return estate.subscriptions.has(value);
        case 'environmentId':
          // `{number}-{uuid}` is an environment of an application, a UUID alone one of a codebase.
          return /^\d+-/.test(value) ? estate.environments.has(value) && !changes.isDeleted(value) : undefined;
        default:
          return undefined;
      }
    },
    list(template, values) {
      switch (template) {
        case '/organizations':
          return estate.organizations.map(({ uuid, name }) => ({ uuid, name }));
        case '/subscriptions':
          return applications.map(({ subscription: { uuid, name } }) => ({ uuid, name }));
        case '/organizations/{organizationUuid}/subscriptions':
          return inOrganization(values.organizationUuid).map(fieldsOf);
        case '/organizations/{organizationUuid}/members/{userUuid}/applications':
          return inOrganization(values.organizationUuid).slice(0, 3).map(fieldsOf);
        case '/subscriptions/{subscriptionUuid}/applications':
          return [named(values)].filter((application) => application !== undefined).map(fieldsOf);
        case '/teams/{teamUuid}/applications':
          return inOrganization(estate.organizations[0].uuid).slice(0, 3).map(fieldsOf);
        case '/applications/{applicationUuid}/databases':
          return [{ name: 'main' }, { name: 'site' }];
        case '/environments/{environmentId}/databases': {
          const application = /^\d+-/.test(values.environmentId ?? '') ? named(values) : undefined;
          return application === undefined ? undefined : databasesOf(application.uuid).map((name) => ({ name }));
        }
        case '/environments/{environmentId}/logs':
          return LOGS.map((type) => ({
            type,
            label: capitalised(type.replaceAll('-', ' ')),
            flags: { available: true },
            _links: { download: { href: `${baseUrl}/environments/${values.environmentId}/logs/${type}` } },
          }));
        case '/applications/{applicationUuid}/notifications':
          return notifications([named(values)].filter((application) => application !== undefined));
        case '/organizations/{organizationUuid}/notifications':
          return notifications(inOrganization(values.organizationUuid));
        default:
          return undefined;
      }
    },
    around: (values, path) => (property) => {
      if (property === 'database') return values.databaseName === undefined ? undefined : { name: values.databaseName };
      if (!AROUND.includes(property)) return undefined;
      const application = applicationOf(values, path);
      if (application === undefined) return undefined;
      const { uuid, name, subscription, organization } = application;
      switch (property) {
        case 'application':
          return { uuid, name, label: name };
        case 'subscription':
          return { uuid: subscription.uuid, name: subscription.name };
        case 'organization':
          return { uuid: organization.uuid, name: organization.name };
        default: {
          const environments = estate.environmentsOf(uuid);
          const environment = environments.find(({ id }) => id === values.environmentId) ?? environments[0];
          return environment && { id: environment.id, name: environment.name, label: environment.label };
        }
      }
    },
  };
}

/** The logs that can be downloaded. */
const LOGS = [
  'apache-access',
  'apache-error',
  'drupal-request',
  'drupal-watchdog',
  'fpm-access',
  'fpm-error',
  'php-error',
  'cloud-hook',
  'cronjob',
  'mysql-slow-query',
];

const AROUND = ['application', 'subscription', 'organization', 'environment'];

const fieldsOf = (application: Application): JsonObject => ({ ...application });
