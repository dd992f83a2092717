import { readBrackets } from '../data/brackets.ts';
import { createKept } from '../data/kept.ts';
import { type Content, createContent, type Entity } from '../data/source-content.ts';
import { RESOURCE_TYPES, type Relationship, relationshipOf } from '../data/source-model.ts';
import {
  checkParameterNames,
  type Includes,
  identifiers,
  parseFields,
  parseFilter,
  parseInclude,
  parseSort,
  QueryError,
} from '../data/source-query.ts';
import type { Answer } from '../exchange.ts';
import type { Context, Route } from '../router.ts';
import type { World } from '../world.ts';
import { administers, forbidden, isVisible, refuseWrite } from './access.ts';
import { jsonApiPage, omittedMeta } from './collection.ts';
import { jsonApi, jsonApiError } from './document.ts';
import { included, type Presentation, relationshipLinks, resourceObject, urlOf } from './resource-object.ts';
import { menuItems, translatePath } from './site.ts';
import { receiveFile, refuseUpload, siteFileRoutes } from './upload.ts';
import { changedLinkage, isAnswer, readDocument, readEntry, readLinkage } from './write.ts';

const PAGES_KEPT = 50;
const LANGUAGES = ['en', 'de', 'fr'];
const NOT_FOUND = 'There is nothing at this path.';

/** The JSON:API of the site below `/api`; in other languages below `/{langcode}/api`. */
export function sourceApiRoutes(world: World): readonly Route[] {
  const siteUrl = `${world.origin}/source`;
  const { seed = 1, source: { articles = 300 } = {} } = world.options;
  const content = createContent(seed, articles, world.clock);
  const own = createApi(content, siteUrl, `${siteUrl}/api`, undefined);
  const translated = new Map(
    LANGUAGES.map((langcode) => [langcode, createApi(content, siteUrl, `${siteUrl}/${langcode}/api`, langcode)]),
  );

  const inOwnLanguage = Object.entries(own).map(([name, handle]) => routeOf(name, '', handle));
  const inAnother = Object.keys(own).map((name) =>
    routeOf(name, '/{langcode}', (context) => {
      const api = translated.get(context.parameter('langcode'));
      return api?.[name]?.(context) ?? jsonApiError(404, 'Not Found', 'The site does not speak this language.');
    }),
  );
  return [...inOwnLanguage, ...inAnother, ...siteFileRoutes(content)];
}

/** Handlers by method and path. The path is below that of the site, or of one of its languages. */
type Api = Readonly<Record<string, Route['handle']>>;

function routeOf(name: string, prefix: string, handle: Route['handle']): Route {
  const [method = '', path = ''] = name.split(' ');
  return { method, path: prefix + path, template: path, handle };
}

function createApi(content: Content, siteUrl: string, baseUrl: string, langcode: string | undefined): Api {
  /** How the query asks entries to be shown, and what to include. */
  const readQuery = (context: Context, type: string): { readonly includes: Includes; readonly as: Presentation } => {
    const { include, fields } = readBrackets(context.query);
    return { includes: parseInclude(type, include), as: { siteUrl, baseUrl, langcode, fields: parseFields(fields) } };
  };

  const pages = createKept<Answer>(PAGES_KEPT, () => content.version);

  /** Answers with one page of the entries of `source` that the query selects. */
  const page = (
    context: Context,
    type: string,
    source: { count: number; at(place: number): Entity | undefined },
  ): Answer => {
    const { filter, sort } = readBrackets(context.query);
    const test = parseFilter(content, type, filter);
    const compare = parseSort(content, type, sort);
    const { includes, as } = readQuery(context, type);
    let { count, at } = source;
    if (test !== undefined || compare !== undefined) {
      const all = Array.from({ length: count }, (_, place) => at(place)).filter((entity) => entity !== undefined);
      const found = test === undefined ? all : all.filter(test);
      if (compare !== undefined) found.sort(compare);
      count = found.length;
      at = (place) => found[place];
    }
    return jsonApiPage(
      {
        count,
        at: (place) => at(place),
        visible: (entity) => isVisible(context, entity),
        resource: (entity) => resourceObject(entity, as),
        url: (entity) => urlOf(baseUrl, entity),
        included: (entities) => included(content, entities, includes, (entity) => isVisible(context, entity)),
      },
      context.arrival.url,
    );
  };

  const document = (context: Context, entity: Entity, status = 200): Answer => {
    const { includes, as } = readQuery(context, entity.type);
    const others = included(content, [entity], includes, (other) => isVisible(context, other));
    const { headers, ...answer } = jsonApi(status, {
      data: resourceObject(entity, as),
      ...(Object.keys(includes).length === 0
        ? {}
        : { included: others.entities.map((other) => resourceObject(other, as)) }),
      ...(others.omitted.length === 0
        ? {}
        : { meta: { omitted: omittedMeta(others.omitted.map((other) => urlOf(baseUrl, other))) } }),
      links: { self: { href: context.arrival.url.href } },
    });
    return { ...answer, headers: { ...headers, ...(status === 201 ? { location: urlOf(baseUrl, entity) } : {}) } };
  };

  const withType = (handle: (context: Context, type: string) => Answer | Promise<Answer>) =>
    guarded((context: Context) => {
      const type = `${context.parameter('entityType')}--${context.parameter('bundle')}`;
      if (!Object.hasOwn(RESOURCE_TYPES, type)) return jsonApiError(404, 'Not Found', NOT_FOUND);
      return handle(context, type);
    });
  const withEntity = (handle: (context: Context, entity: Entity) => Answer | Promise<Answer>) =>
    withType((context, type) => {
      const entity = content.find(type, context.parameter('uuid'));
      if (entity === undefined) return jsonApiError(404, 'Not Found', `There is no ${type} of this id.`);
      if (!isVisible(context, entity)) return forbidden();
      const version = context.query.get('resourceVersion');
      if (version !== null && !/^(rel:(latest-version|working-copy)|id:\d+)$/.test(version)) {
        return jsonApiError(400, 'Bad Request', 'The resource version is not known.', { parameter: 'resourceVersion' });
      }
      return handle(context, entity);
    });
  const withField = (
    handle: (context: Context, entity: Entity, field: string, relationship: Relationship) => Answer | Promise<Answer>,
  ) =>
    withEntity((context, entity) => {
      const field = context.parameter('field');
      const relationship = relationshipOf(entity.type, field);
      if (relationship === undefined) {
        return jsonApiError(404, 'Not Found', `${field} is no relationship of ${entity.type}.`);
      }
      return handle(context, entity, field, relationship);
    });

  const changeRelationship = withField(async (context, entity, field, { many }) => {
    const refused = refuseWrite(context);
    if (refused !== undefined) return refused;
    const sent = await readDocument(context);
    if ('answer' in sent) return sent.answer;
    const { method } = context.arrival;
    if (method !== 'PATCH' && !many) {
      return jsonApiError(409, 'Conflict', `${field} leads to one entry: it takes PATCH, and no ${method}.`);
    }
    const read = readLinkage(content, entity.type, field, sent.document.data, '/data');
    if ('answer' in read) return read.answer;
    const linkage = changedLinkage(method, entity, field, read.linkage);
    content.change(entity, {}, { [field]: linkage });
    return { status: 204 };
  });

  return {
    'GET /api': ({ arrival }) =>
      jsonApi(200, {
        data: [],
        links: {
          ...Object.fromEntries(
            Object.keys(RESOURCE_TYPES).map((type) => [type, { href: `${baseUrl}/${type.replace('--', '/')}` }]),
          ),
          self: { href: arrival.url.href },
        },
      }),
    'GET /router/translate-path': ({ query }) => translatePath(content, siteUrl, langcode ?? 'en', query.get('path')),
    'GET /api/menu_items/{menu}': (context) =>
      menuItems(content, context.parameter('menu')) ?? jsonApiError(404, 'Not Found', 'There is no such menu.'),
    'GET /api/{entityType}/{bundle}': withType((context, type) =>
      pages.of(`${administers(context)} ${context.arrival.url.href}`, () =>
        page(context, type, { count: content.count(type), at: (place) => content.at(type, place) }),
      ),
    ),
    'GET /api/{entityType}/{bundle}/{uuid}': withEntity((context, entity) => document(context, entity)),
    'POST /api/{entityType}/{bundle}': withType(async (context, type) => {
      const refused = refuseWrite(context);
      if (refused !== undefined) return refused;
      const sent = await readEntry(content, type, context, true);
      if (isAnswer(sent)) return sent;
      if (sent.id !== undefined && content.find(type, sent.id) !== undefined) {
        return jsonApiError(409, 'Conflict', `There is a ${type} of this id.`, { pointer: '/data/id' });
      }
      return document(context, content.create(type, sent.attributes, sent.relationships, sent.id), 201);
    }),
    'PATCH /api/{entityType}/{bundle}/{uuid}': withEntity(async (context, entity) => {
      const refused = refuseWrite(context);
      if (refused !== undefined) return refused;
      const sent = await readEntry(content, entity.type, context, false);
      if (isAnswer(sent)) return sent;
      if (sent.id !== undefined && sent.id !== entity.id) {
        return jsonApiError(400, 'Bad Request', 'The id of the document is another one than that of its path.', {
          pointer: '/data/id',
        });
      }
      return document(context, content.change(entity, sent.attributes, sent.relationships));
    }),
    'DELETE /api/{entityType}/{bundle}/{uuid}': withEntity((context, entity) => {
      const refused = refuseWrite(context);
      if (refused !== undefined) return refused;
      content.remove(entity);
      return { status: 204 };
    }),
    'POST /api/{entityType}/{bundle}/{field}': withType(async (context, type) => {
      const field = context.parameter('field');
      const refused = refuseWrite(context) ?? refuseUpload(type, field);
      if (refused !== undefined) return refused;
      const file = await receiveFile(context, content);
      return isAnswer(file) ? file : document(context, file, 201);
    }),
    'POST /api/{entityType}/{bundle}/{uuid}/{field}': withField(async (context, entity, field) => {
      const refused = refuseWrite(context) ?? refuseUpload(entity.type, field);
      if (refused !== undefined) return refused;
      const file = await receiveFile(context, content);
      if (isAnswer(file)) return file;
      content.change(entity, {}, { [field]: { type: file.type, id: file.id } });
      return document(context, file);
    }),
    'GET /api/{entityType}/{bundle}/{uuid}/{field}': withField((context, entity, field, { to, many }) => {
      const targets = identifiers(entity.relationships[field])
        .map(({ type, id }) => content.find(type, id))
        .filter((target) => target !== undefined);
      if (many) return page(context, to[0] ?? '', { count: targets.length, at: (place) => targets[place] });
      const [target] = targets;
      if (target === undefined)
        return jsonApi(200, { data: null, links: { self: { href: context.arrival.url.href } } });
      return isVisible(context, target) ? document(context, target) : forbidden();
    }),
    'GET /api/{entityType}/{bundle}/{uuid}/relationships/{field}': withField((_, entity, field) =>
      jsonApi(200, {
        data: entity.relationships[field] ?? null,
        links: relationshipLinks(urlOf(baseUrl, entity), field),
      }),
    ),
    ...Object.fromEntries(
      ['PATCH', 'POST', 'DELETE'].map((method) => [
        `${method} /api/{entityType}/{bundle}/{uuid}/relationships/{field}`,
        changeRelationship,
      ]),
    ),
  };
}

/** Answers a wrong query with 400. */
const guarded =
  (handle: Route['handle']): Route['handle'] =>
  async (context) => {
    try {
      checkParameterNames(context.query);
      return await handle(context);
    } catch (error) {
      if (!(error instanceof QueryError)) throw error;
      return jsonApiError(400, 'Bad Request', error.message, { parameter: error.parameter });
    }
  };
