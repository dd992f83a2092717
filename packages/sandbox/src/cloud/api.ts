import type { Answer } from '../exchange.ts';
import type { Context, Route } from '../router.ts';
import type { World } from '../world.ts';
import { hal, halPage } from './collection.ts';
import { type Application, applicationOf, type Environment, environmentsOf } from './data.ts';
import type { LogStreams } from './log-stream.ts';
import type { Organization, Organizations } from './organization.ts';
import { notificationOf, type Tasks } from './task.ts';

/** The part of the API that is written by hand: its rules can't be read from the document. Paths are the document's. */
export function cloudApiRoutes(
  world: World,
  organizations: Organizations,
  tasks: Tasks,
  logStreams: LogStreams,
): readonly Route[] {
  const baseUrl = `${world.origin}/cloud/api`;
  const { seed = 1, cloud: { applications: size = 25 } = {} } = world.options;

  const applications = new Map<string, Application>();
  const environments = new Map<string, Environment>();
  for (const organization of organizations) {
    for (let index = 0; index < size; index++) {
      const application = applicationOf(seed, organization, index);
      applications.set(application.uuid, application);
      for (const environment of environmentsOf(application)) environments.set(environment.id, environment);
    }
  }

  const withLinks = (application: Application): object => ({
    ...application,
    _links: { self: { href: `${baseUrl}/applications/${application.uuid}` } },
  });
  const applicationList = (visible: (organization: Organization) => boolean): object[] => {
    const uuids = new Set(organizations.filter(visible).map(({ uuid }) => uuid));
    return [...applications.values()].filter(({ organization }) => uuids.has(organization.uuid)).map(withLinks);
  };
  const organizationOf = (application: Application): Organization | undefined =>
    organizations.find(({ uuid }) => uuid === application.organization.uuid);

  /** Hands on the application, or says why this token can't see it. */
  const withApplication = (
    context: Context,
    uuid: string | undefined,
    use: (application: Application) => Answer,
  ): Answer => {
    const application = uuid === undefined ? undefined : applications.get(uuid);
    const organization = application === undefined ? undefined : organizationOf(application);
    if (application === undefined || organization === undefined) return notFound();
    return refusal(context, organization) ?? use(application);
  };

  return [
    {
      method: 'GET',
      path: '/applications',
      handle: (context) =>
        halPage(
          applicationList((organization) => refusal(context, organization) === undefined),
          context.query,
          context.arrival.url.href,
        ),
    },
    {
      method: 'GET',
      path: '/organizations/{organizationUuid}/applications',
      handle(context) {
        const organization = organizations.find(({ uuid }) => uuid === context.parameter('organizationUuid'));
        if (organization === undefined) return notFound();
        return (
          refusal(context, organization) ??
          halPage(
            applicationList((other) => other === organization),
            context.query,
            context.arrival.url.href,
          )
        );
      },
    },
    {
      method: 'GET',
      path: '/applications/{applicationUuid}',
      handle: (context) =>
        withApplication(context, context.parameter('applicationUuid'), (application) =>
          hal(200, {
            ...withLinks(application),
            _embedded: { subscription: application.subscription, organization: application.organization, tags: [] },
          }),
        ),
    },
    {
      method: 'GET',
      path: '/applications/{applicationUuid}/environments',
      handle: (context) =>
        withApplication(context, context.parameter('applicationUuid'), (application) =>
          halPage(
            environmentsOf(application).map((environment) => environmentBody(environment, application, baseUrl)),
            context.query,
            context.arrival.url.href,
          ),
        ),
    },
    {
      method: 'GET',
      path: '/environments/{environmentId}',
      handle(context) {
        const environment = environments.get(context.parameter('environmentId'));
        return withApplication(context, environment?.applicationUuid, (application) =>
          environment === undefined ? notFound() : hal(200, environmentBody(environment, application, baseUrl)),
        );
      },
    },
    {
      method: 'GET',
      path: '/environments/{environmentId}/logstream',
      handle(context) {
        const environment = environments.get(context.parameter('environmentId'));
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
      method: 'POST',
      path: '/environments/{environmentId}/databases/{databaseName}/backups',
      handle(context) {
        const environment = environments.get(context.parameter('environmentId'));
        return withApplication(context, environment?.applicationUuid, (application) => {
          const task = tasks.start({
            event: 'DatabaseBackupCreated',
            label: 'Database backup created',
            description: `A backup of the database ${context.parameter('databaseName')} on ${environment?.label} was made.`,
            organizationUuid: application.organization.uuid,
            context: { application: { uuids: [application.uuid] }, environment: { ids: [environment?.id] } },
          });
          return hal(202, {
            message: 'Creating the backup.',
            _links: {
              self: { href: context.arrival.url.href },
              notification: { href: `${baseUrl}/notifications/${task.uuid}` },
            },
          });
        });
      },
    },
    {
      method: 'GET',
      path: '/notifications/{notificationUuid}',
      handle(context) {
        const task = tasks.find(context.parameter('notificationUuid'));
        const organization = organizations.find(({ uuid }) => uuid === task?.organizationUuid);
        if (task === undefined || organization === undefined) return notFound();
        return refusal(context, organization) ?? hal(200, notificationOf(task, world.clock.now(), baseUrl));
      },
    },
  ];
}

const notFound = (): Answer =>
  hal(404, {
    error: 'not_found',
    message: 'The resource you are trying to access does not exist, or you do not have permission to access it.',
  });

/** Why the token can't see an organisation; `undefined` where it can. */
function refusal({ token }: Context, organization: Organization): Answer | undefined {
  const [scope] = token?.authorization.scope ?? [];
  if (scope === `organization:${organization.uuid}`) return undefined;
  if (organization.federated) {
    return hal(403, {
      error: 'additional_authentication_required',
      message: 'This resource requires additional authentication.',
    });
  }
  if (scope === undefined) return undefined;
  return hal(403, { error: 'forbidden', message: 'You do not have permission to view this resource.' });
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
