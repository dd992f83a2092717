import type { Assets } from '../dam/asset.ts';
import { externalIdOf, isoSeconds } from '../dam/asset-body.ts';
import type { Library } from '../dam/library.ts';
import { badRequest, conflict, notFound } from '../dam/refusal.ts';
import { type Answer, json } from '../exchange.ts';
import { type ApiOperation, isObject, type Json, type JsonObject, loadDocument } from '../openapi/document.ts';
import { type ApiRequest, documentRoutes, filledPath } from '../openapi/routes.ts';
import type { Route } from '../router.ts';
import type { World } from '../world.ts';
import { createApiLists } from './api-lists.ts';
import { createChanges } from './changes.ts';
import { fieldsOf, libraryHandlers } from './dam-library.ts';
import { recordHandlers } from './dam-records.ts';
import { createResources, type Knowledge } from './resources.ts';
import { createSampler } from './sample.ts';
import { createUuids } from './uuids.ts';

/** The properties of an answer that hold its list, and those that hold the list's length. */
const LIST_NAMES = ['items', 'integrationLinks', 'profiles', 'formats'];
const COUNT_NAMES = ['total_count', 'count'];
/** How many items a page has if the request doesn't say. The other lists have 100. */
const PAGE_SIZES: Readonly<Record<string, number>> = {
  '/v2/product-categories': 50,
  '/v2/webhooks/configurations': 10,
};

/** Routes for all operations of DAM's document. */
export async function damDocumentRoutes(world: World, assets: Assets, library: Library): Promise<readonly Route[]> {
  const document = await loadDocument('dam');
  const { seed = 1 } = world.options;
  const baseUrl = `${world.origin}/dam`;
  const { now } = world.clock;
  const uuids = createUuids(`${seed} dam`);
  const changes = createChanges();
  const lists = createApiLists(document, LIST_NAMES);
  const sampler = createSampler(document, seed, uuids, isoSeconds);
  const knowledge: Knowledge = {
    // Every id in DAM is a UUID that `uuids` made, so any other is unknown.
    has: (parameter, values) =>
      /(^|_)id$|^uuid$|Id$/.test(parameter) && uuids.numberOf(values[parameter] ?? '') === undefined
        ? false
        : undefined,
    list: () => undefined,
    around: () => () => undefined,
  };
  const resources = createResources(document, sampler, uuids, changes, baseUrl, knowledge, lists, isoSeconds);

  const read = ({ operation, context, values }: ApiRequest): Answer => {
    const { answer, status, path } = operation;
    if (answer === undefined) return { status };
    const body = resources.body(operation, values);
    if (body === undefined) return notFound('There is nothing of this id.');
    const place = lists.place(answer.schema);
    if (place === undefined) return json(status, body);

    const all = resources.list(operation, values);
    const limit = Number(context.query.get('limit') ?? PAGE_SIZES[path] ?? 100);
    const offset = Number(context.query.get('offset') ?? 0);
    const [name] = place;
    const items = all.slice(offset, name === 'items' ? offset + limit : undefined).map((thing) => thing.body());
    if (name === undefined) return json(status, items);
    const around = fieldsOf(body);
    const counts = COUNT_NAMES.filter((count) => around[count] !== undefined).map((count) => [count, all.length]);
    return json(status, {
      ...around,
      ...Object.fromEntries(counts),
      ...(around.limit === undefined ? {} : { limit, offset }),
      [name]: items,
    });
  };

  const write = ({ operation, values, body }: ApiRequest): Answer => {
    const { method, path, status, answer } = operation;
    const created = method === 'POST' ? resources.newId(path, values, body) : undefined;
    if (created === 'taken') return conflict('There is such a one already.');
    if (created !== undefined) resources.add(path, values, created.id, body, now());
    else if (method === 'DELETE') resources.remove(path, values);
    else if (path.endsWith('/close')) resources.change(path.replace('/close', ''), values, { status: 'CLOSED' });
    else if (method === 'PUT') resources.change(path, values, body);
    if (answer === undefined) return { status };

    const place = filledPath(path, values);
    const made = sampler.sample(answer.schema, `${method} ${place} ${created?.id ?? ''}`, { url: baseUrl + place });
    if (!isObject(made)) return json(status, made);
    return json(status, { ...made, ...resources.fitting(answer.schema, body), ...idsIn(made, values, created?.id) });
  };

  let projects = 0;
  const handlers = new Map<string, (request: ApiRequest) => Answer>([
    ...Object.entries(libraryHandlers(assets, library, baseUrl, now)),
    ...Object.entries(recordHandlers(document, sampler, uuids, resources, lists, changes, assets, baseUrl, now)),
    [
      'GET /api/rest/asset/uuid/{id}/assetversions',
      ({ operation, values }) => {
        const asset = assets.find(values.id ?? '');
        if (asset === undefined || operation.answer === undefined) return notFound('There is no asset of this id.');
        const made = fieldsOf(sampler.sample(operation.answer.schema, asset.id, { url: baseUrl }));
        const [version] = made.versions as readonly [Json]; // by the document it is an array, and the sampler never makes an empty one
        const own = {
          uuid: `${asset.id}-1`,
          name: asset.filename,
          externalId: externalIdOf(asset),
          fileFormat: asset.format,
          type: asset.formatType,
          size: String(asset.sizeInBytes),
          versionNumber: 1,
          dateAdded: isoSeconds(asset.createdAt),
          dateLastEdited: isoSeconds(asset.updatedAt),
        };
        return json(200, { uuid: asset.id, numResults: 1, versions: [{ ...fieldsOf(version), ...own }] });
      },
    ],
    [
      'GET /v2/user',
      ({ operation, context }) => {
        const username = context.token?.authorization.user ?? 'librarian';
        const made = sampler.sample(operation.answer?.schema ?? {}, `user ${username}`, { url: baseUrl });
        return json(200, { ...fieldsOf(made), username });
      },
    ],
    [
      'POST /v2/workflow/projects',
      ({ body }) => {
        const id = uuids.at(0x5000_0000 + projects++);
        const { end_date: due_date = '', ...fields } = fieldsOf(body);
        resources.change('/v2/workflow/projects/{project_id}', { project_id: id }, { ...fields, due_date });
        return json(200, { project_id: id });
      },
    ],
  ]);
  const handlerOf = ({ method, path }: ApiOperation): ((request: ApiRequest) => Answer) | undefined =>
    handlers.get(`${method} ${path}`);

  return documentRoutes(document, {
    prefix: '',
    admit: ({ operation, values }) =>
      // Operations with their own handler check this themselves.
      handlerOf(operation) !== undefined || resources.exist(operation.path, values)
        ? undefined
        : notFound('There is nothing of this id.'),
    refuse(refusal) {
      if (refusal.status === 422) {
        const wrong = refusal.problems.map(({ pointer, message }) => `${pointer.slice(1) || 'The body'} ${message}.`);
        return badRequest(wrong.join(' '));
      }
      if (refusal.status === 400) return badRequest(refusal.detail);
      return json(415, { error: 'unsupported_media_type', message: refusal.detail });
    },
    answer: (request) => (handlerOf(request.operation) ?? (request.operation.method === 'GET' ? read : write))(request),
  });
}

/** The ids in an answer: those of the path, and the id of what was made. */
function idsIn(made: JsonObject, values: Readonly<Record<string, string>>, createdId: string | undefined): JsonObject {
  const ids: Record<string, Json> = {};
  for (const name of Object.keys(made)) {
    const value = values[name] ?? (/(^|_)id$|^uuid$/.test(name) ? createdId : undefined);
    if (value !== undefined) ids[name] = value;
  }
  return ids;
}
