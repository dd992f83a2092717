import { notFound, refusal } from '../cloud/access.ts';
import { hal, halList } from '../cloud/collection.ts';
import type { Task, Tasks } from '../cloud/task.ts';
import { type Answer, json, redirect } from '../exchange.ts';
import { isoSeconds } from '../iso-seconds.ts';
import { type ApiOperation, isObject, type JsonObject, loadDocument } from '../openapi/document.ts';
import { type ApiRequest, documentRoutes, filledPath, parameterNames } from '../openapi/routes.ts';
import type { Context, Route } from '../router.ts';
import type { World } from '../world.ts';
import { createApiLists } from './api-lists.ts';
import type { Changes } from './changes.ts';
import type { Estate } from './cloud-estate.ts';
import { createCloudKnowledge } from './cloud-knowledge.ts';
import { labelOf, messageOf, nounOf } from './cloud-wording.ts';
import { EMPTY_GZIP } from './empty-gzip.ts';
import { hashed, scattered } from './hash.ts';
import { createResources, type Values } from './resources.ts';
import { createSampler } from './sample.ts';
import { createUuids } from './uuids.ts';

/** Lists whose POST copies something elsewhere: it adds nothing to the list itself. */
const COPIES = ['/environments/{environmentId}/databases', '/environments/{environmentId}/search/indexes'];

/** What an operation changes at its environment, if its path does not tell. */
const ENVIRONMENT_CHANGES: Readonly<Record<string, (body: JsonObject) => JsonObject>> = {
  'PUT /environments/{environmentId}': (body) => ({ configuration: { php: body } }),
  'POST /environments/{environmentId}/code/actions/switch': ({ branch = '' }) => ({ vcs: { path: branch } }),
  'POST /environments/{environmentId}/livedev/actions/enable': () => ({ flags: { livedev: true } }),
  'POST /environments/{environmentId}/livedev/actions/disable': () => ({ flags: { livedev: false } }),
};

/** Routes for all operations of Cloud's document. */
export async function cloudDocumentRoutes(
  world: World,
  estate: Estate,
  tasks: Tasks,
  changes: Changes,
): Promise<readonly Route[]> {
  const document = await loadDocument('cloud');
  const { seed = 1 } = world.options;
  const baseUrl = `${world.origin}/cloud/api`;
  const uuids = createUuids(`${seed} cloud`);
  const lists = createApiLists(document, []);
  const sampler = createSampler(document, seed, uuids, isoSeconds);

  const databases = document.operations.find(
    ({ method, path }) => method === 'GET' && path === '/applications/{applicationUuid}/databases',
  );
  const databasesOf = (applicationUuid: string): readonly string[] =>
    databases === undefined ? [] : resources.list(databases, { applicationUuid }).map(({ id }) => id);
  const knowledge = createCloudKnowledge(estate, tasks, changes, world.clock.now, baseUrl, databasesOf);
  const resources = createResources(document, sampler, uuids, changes, baseUrl, knowledge, lists, isoSeconds);

  const elsewhere = `${world.origin.replace('127.0.0.1', 'localhost')}/elsewhere`;
  const canSee = (context: Context, organizationUuid: string): boolean => {
    const organization = estate.organizations.find(({ uuid }) => uuid === organizationUuid);
    return organization !== undefined && refusal(context, organization) === undefined;
  };
  const isVisible = (context: Context, path: string, id: string): boolean => {
    if (path === '/organizations') return canSee(context, id);
    const application = path === '/subscriptions' ? estate.subscriptions.get(id) : undefined;
    return application === undefined || canSee(context, application.organization.uuid);
  };

  const read = ({ operation, context, values }: ApiRequest): Answer => {
    const { answer, status, path } = operation;
    if (answer === undefined) return redirect(`${elsewhere}/page.html`, status);
    // The document has JSON for a log as well; what comes is the file.
    const type = path === LOG ? 'application/octet-stream' : answer.type;
    if (!/[/+]json$/.test(type)) return { status, headers: { 'content-type': type }, body: EMPTY_GZIP };
    const body = resources.body(operation, values);
    if (body === undefined) return notFound();
    if (!isObject(body) || lists.place(answer.schema) === undefined) return success(operation, body);

    const seen = resources.list(operation, values).filter(({ id }) => isVisible(context, path, id));
    // A list ignores parameters that it does not declare: some have no pages.
    const taken = new Set(operation.parameters?.map(({ name }) => name));
    // A list with a filter but without a sort has another kind of filter: that of metrics, by their names.
    if (!taken.has('sort')) taken.delete('filter');
    const query = new URLSearchParams([...context.query].filter(([name]) => taken.has(name)));
    const hasPages = taken.has('limit');
    const list = halList(seen, query, context.arrival.url.href, (thing) => thing.body(), hasPages);
    if ('status' in list) return list;
    const { pagination, ...others } = list;
    return success(operation, {
      ...body,
      ...others,
      ...(hasPages || body.pagination !== undefined ? { pagination } : {}),
      ...(body.count === undefined ? {} : { count: others._embedded.items.length }),
    });
  };

  const write = (request: ApiRequest): Answer => {
    const { operation, values, body } = request;
    const { method, path, status, answer } = operation;
    const created = method === 'POST' && !COPIES.includes(path) ? resources.newId(path, values, body) : undefined;
    if (created === 'taken') {
      return hal(409, { error: 'conflict', message: `There is such a ${nounOf(path)} already.` });
    }
    const place = filledPath(path, values) + (created === undefined ? '' : `/${encodeURIComponent(created.id)}`);
    const made =
      answer === undefined ? undefined : sampler.sample(answer.schema, `${method} ${place}`, { url: baseUrl + place });
    const hasLinks = isObject(made) && made._links !== undefined;
    const task = hasLinks && status === 202 ? start(request) : undefined;
    const apply = (): void => change(request, created?.id);
    if (task === undefined) apply();
    else if (task.outcome === 'completed') changes.schedule(task.startedAt + task.durationMs, apply);

    if (!isObject(made)) return success(operation, made ?? {});
    const others: JsonObject = task
      ? { notification: { href: `${baseUrl}/notifications/${task.uuid}` } }
      : isObject(made._links)
        ? made._links
        : {};
    return success(operation, {
      ...made,
      ...(created !== undefined && made.uuid !== undefined ? { uuid: created.id } : {}),
      ...(typeof made.message === 'string' ? { message: messageOf(operation) } : {}),
      ...(hasLinks ? { _links: { ...others, self: { href: baseUrl + place } } } : {}),
    });
  };

  const change = ({ operation: { method, path }, values, body }: ApiRequest, createdId: string | undefined): void => {
    const fields = isObject(body) ? body : {};
    const [, target, action] = /^(.*)\/actions\/([\w-]+)$/.exec(path) ?? [];
    const atEnvironment = ENVIRONMENT_CHANGES[`${method} ${path}`];
    if (atEnvironment !== undefined) resources.change('/environments/{environmentId}', values, atEnvironment(fields));
    else if (path === '/applications/{applicationUuid}/environments') addEnvironment(values, fields);
    else if (createdId !== undefined) resources.add(path, values, createdId, body, world.clock.now());
    else if (method === 'DELETE') resources.remove(path, values);
    else if (target === undefined) resources.change(path, values, body);
    else if (action === 'enable' || action === 'disable') {
      resources.change(target, values, { ...fields, flags: { enabled: action === 'enable' } });
    } else resources.change(target, values, body);
  };

  const addEnvironment = ({ applicationUuid = '' }: Values, { label }: JsonObject): void => {
    const number = 100_000 + (scattered(hashed(`${applicationUuid} ${estate.environments.size}`)) % 900_000);
    const name = `ode${estate.environmentsOf(applicationUuid).length - 2}`;
    estate.addEnvironment({ id: `${number}-${applicationUuid}`, name, label: String(label), applicationUuid });
  };

  const start = ({ operation, context, values }: ApiRequest): Task => {
    const application = knowledge.applicationOf(values, '');
    const [scope] = context.token?.authorization.scope ?? [];
    const organizationUuid = knowledge.organizationOf(values)?.uuid ?? scope?.replace('organization:', '');
    const label = labelOf(operation);
    return tasks.start({
      event: label.replace(/(?:^|\W)(\w)/g, (_, letter: string) => letter.toUpperCase()),
      label,
      description: `${label}.`,
      organizationUuid: organizationUuid ?? estate.organizations[0].uuid,
      context: {
        ...(application === undefined ? {} : { application: { uuids: [application.uuid] } }),
        ...(values.environmentId === undefined ? {} : { environment: { ids: [values.environmentId] } }),
      },
    });
  };

  const admit = (context: Context, path: string, values: Values): Answer | undefined => {
    changes.settle(world.clock.now());
    const organization = knowledge.organizationOf(values);
    const refused = organization === undefined ? undefined : refusal(context, organization);
    return refused ?? (resources.exist(path, values) ? undefined : notFound());
  };

  const routes = documentRoutes(document, {
    prefix: '/api',
    admit: ({ operation, context, values }) => admit(context, operation.path, values),
    refuse(refusal) {
      if (refusal.status !== 422) {
        const error = refusal.status === 415 ? 'unsupported_media_type' : 'invalid_request';
        return hal(refusal.status, { error, message: refusal.detail });
      }
      const fields = refusal.problems.map(({ pointer, message }) => [
        pointer.slice(1).replaceAll('/', '.') || 'body',
        message,
      ]);
      return hal(422, { error: 'validation_failed', message: Object.fromEntries(fields) });
    },
    answer(request) {
      const answer = isRead(request.operation) ? read(request) : write(request);
      return { ...answer, headers: { ...answer.headers, ...noticesOf(request.operation) } };
    },
  });
  const download: Route = {
    method: 'GET',
    path: `/api${BACKUP}/actions/download`,
    template: `${BACKUP}/actions/download`,
    handle(context) {
      const values = Object.fromEntries(parameterNames(BACKUP).map((name) => [name, context.parameter(name)]));
      const { backupId } = values;
      const signature = uuids.at(hashed(`${backupId}`) >>> 0);
      return admit(context, BACKUP, values) ?? redirect(`${elsewhere}/${backupId}.sql.gz?signature=${signature}`);
    },
  };
  return [...routes, download];
}

/** The download of a backup is not in the document. */
const BACKUP = '/environments/{environmentId}/databases/{databaseName}/backups/{backupId}';

const LOG = '/environments/{environmentId}/logs/{logType}';

/** The headers of an answer that say that its operation is not stable yet, or will be removed. */
const noticesOf = ({ deprecated, prerelease }: ApiOperation): Readonly<Record<string, string>> => ({
  ...(prerelease ? { 'x-cloudapi-stability': 'development' } : {}),
  ...(deprecated ? { 'x-cloudapi-deprecated': 'version=2; it will be removed' } : {}),
});

/** Most operations answer as HAL; some as other JSON, of which one has a type of its own. */
const success = ({ status, answer }: ApiOperation, body: unknown): Answer =>
  json(status, body, { 'content-type': answer?.type ?? 'application/hal+json' });

const isRead = ({ method }: ApiOperation): boolean => method === 'GET' || method === 'OPTIONS';
