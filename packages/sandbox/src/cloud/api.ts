import type { Changes } from '../data/changes.ts';
import type { Estate } from '../data/cloud-estate.ts';
import type { Answer } from '../exchange.ts';
import type { Context, Route } from '../router.ts';
import type { World } from '../world.ts';
import { notFound, refusal } from './access.ts';
import { hal, halPage } from './collection.ts';
import type { Application, Environment } from './data.ts';
import type { LogStreams } from './log-stream.ts';
import type { Organization } from './organization.ts';
import { notificationOf, type Tasks } from './task.ts';

/** The part of the API that is written by hand, because the document lacks its rules. Paths are the document's. */
export function cloudApiRoutes(
  world: World,
  estate: Estate,
  changes: Changes,
  tasks: Tasks,
  logStreams: LogStreams,
): readonly Route[] {
  const baseUrl = `${world.origin}/cloud/api`;
  const { organizations } = estate;

  const withLinks = (application: Application): object => {
    const _links = { self: { href: `${baseUrl}/applications/${application.uuid}` } };
    return changes.applied(application.uuid, { ...application, _links }) ?? {}; // an application is never deleted
  };
  const listApplications = (context: Context, visible: (organization: Organization) => boolean): Answer => {
    changes.settle(world.clock.now());
    const uuids = new Set(organizations.filter(visible).map(({ uuid }) => uuid));
    const seen = [...estate.applications.values()].filter(({ organization }) => uuids.has(organization.uuid));
    return halPage(seen, context.query, context.arrival.url.href, withLinks);
  };
  const embedded = (list: string, stub: { readonly uuid: string }): object => ({
    ...stub,
    _links: { self: { href: `${baseUrl}/${list}/${stub.uuid}` } },
  });
  const withChanges = (environment: Environment, application: Application): object | undefined =>
    changes.applied(environment.id, environmentBody(environment, application, baseUrl));

  /** Calls `use` with the application, or answers why this token can't see it. */
  const withApplication = (
    context: Context,
    uuid: string | undefined,
    use: (application: Application) => Answer,
  ): Answer => {
    changes.settle(world.clock.now());
    const application = uuid === undefined ? undefined : estate.applications.get(uuid);
    const organization = application === undefined ? undefined : estate.organizationOf(application);
    if (application === undefined || organization === undefined) return notFound();
    return refusal(context, organization) ?? use(application);
  };

  return [
    {
      method: 'GET',
      path: '/applications',
      handle: (context) => listApplications(context, (organization) => refusal(context, organization) === undefined),
    },
    {
      method: 'GET',
      path: '/organizations/{organizationUuid}/applications',
      handle(context) {
        const organization = organizations.find(({ uuid }) => uuid === context.parameter('organizationUuid'));
        if (organization === undefined) return notFound();
        return refusal(context, organization) ?? listApplications(context, (other) => other === organization);
      },
    },
    {
      method: 'GET',
      path: '/applications/{applicationUuid}',
      handle: (context) =>
        withApplication(context, context.parameter('applicationUuid'), (application) =>
          hal(200, {
            ...withLinks(application),
            _embedded: {
              subscription: embedded('subscriptions', application.subscription),
              organization: embedded('organizations', application.organization),
              tags: [],
            },
          }),
        ),
    },
    {
      method: 'GET',
      path: '/applications/{applicationUuid}/environments',
      handle: (context) =>
        withApplication(context, context.parameter('applicationUuid'), (application) =>
          halPage(
            estate.environmentsOf(application.uuid).filter(({ id }) => !changes.isDeleted(id)),
            context.query,
            context.arrival.url.href,
            (environment) => withChanges(environment, application) ?? {},
          ),
        ),
    },
    {
      method: 'GET',
      path: '/environments/{environmentId}',
      handle(context) {
        const environment = estate.environments.get(context.parameter('environmentId'));
        return withApplication(context, environment?.applicationUuid, (application) => {
          const body = environment === undefined ? undefined : withChanges(environment, application);
          return body === undefined ? notFound() : hal(200, body);
        });
      },
    },
    {
      method: 'GET',
      path: '/environments/{environmentId}/logstream',
      handle(context) {
        const environment = estate.environments.get(context.parameter('environmentId'));
        return withApplication(context, environment?.applicationUuid, () =>
          environment === undefined
            ? notFound()
            : hal(200, {
                logstream: logStreams.offer(environment, `${world.origin.replace(/^http/, 'ws')}/cloud/logstream`),
                _links: { self: { href: context.arrival.url.href } },
              }),
        );
      },
    },
    {
      method: 'GET',
      path: '/notifications/{notificationUuid}',
      handle(context) {
        const notificationUuid = context.parameter('notificationUuid');
        const task = tasks.find(notificationUuid) ?? estate.findPastTask(notificationUuid);
        const organization = organizations.find(({ uuid }) => uuid === task?.organizationUuid);
        if (task === undefined || organization === undefined) return notFound();
        return refusal(context, organization) ?? hal(200, notificationOf(task, world.clock.now(), baseUrl));
      },
    },
  ];
}

function environmentBody(environment: Environment, application: Application, baseUrl: string): object {
  const host = `${application.hosting.id.slice('prod:'.length)}${environment.name === 'prod' ? '' : environment.name}.sandbox.example`;
  return {
    id: environment.id,
    label: environment.label,
    name: environment.name,
    application: { name: application.name, uuid: application.uuid },
    domains: [host],
    active_domain: host,
    default_domain: host,
    image_url: null,
    ssh_url: `${application.name.toLowerCase().replace(' ', '')}.${environment.name}@${host}`,
    ips: ['192.0.2.1'],
    region: 'us-east-1',
    balancer: 'balancers',
    platform: 'cloud-next',
    status: 'normal',
    type: application.type,
    size: null,
    weight: null,
    vcs: {
      type: 'git',
      path: 'main',
      url: `${application.name.toLowerCase().replace(' ', '')}@git.sandbox.example:site.git`,
    },
    flags: { cde: false, livedev: false, production: environment.name === 'prod', remote_admin: false, varnish: true },
    configuration: { operating_system: 'ubuntu', php: { version: '8.4', memory_limit: 192 } },
    artifact: null,
    _links: { self: { href: `${baseUrl}/environments/${environment.id}` } },
  };
}
