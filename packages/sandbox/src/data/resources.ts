import { check } from '../openapi/check.ts';
import {
  type ApiDocument,
  type ApiOperation,
  isObject,
  type Json,
  type JsonObject,
  resolveSchema,
  type Schema,
  typesOf,
} from '../openapi/document.ts';
import { filledPath, parameterNames } from '../openapi/routes.ts';
import { type ApiLists, identityOf, type List, parameterOf } from './api-lists.ts';
import type { Changes } from './changes.ts';
import { createKept } from './kept.ts';
import { createMadeIds } from './made-ids.ts';
import type { Sampler } from './sample.ts';
import type { Uuids } from './uuids.ts';

export type Values = Readonly<Record<string, string>>;

/** What a service knows about its things that is not in the document. Everything else is made from the seed. */
export interface Knowledge {
  /** Whether the thing that a parameter of the path names exists; `undefined` if the service doesn't know. */
  has(parameter: string, values: Values): boolean | undefined;
  /** The things of a list, each with its known fields; `undefined` if the service doesn't know the list. */
  list(template: string, values: Values): readonly JsonObject[] | undefined;
  /** The known fields of the things around a path, by the name of a property: `environment` => `{ id, name }`. */
  around(values: Values, path: string): (name: string) => JsonObject | undefined;
}

export interface Resources {
  /** Whether everything that the path names exists. */
  exist(template: string, values: Values): boolean;
  /** The fields of a body that this schema also has, and whose values fit it. */
  fitting(schema: Schema, body: Json | undefined): JsonObject;
  /** The things of a list, with what was written since. Their bodies are made when they are asked for. */
  list(operation: ApiOperation, values: Values): readonly ListedThing[];
  /** The body of an answer: a single thing, or what is around a list; `undefined` if the thing was deleted. */
  body(operation: ApiOperation, values: Values): Json | undefined;
  /** The id of a new thing in the list at a path: the one that was sent, or a new one; `'taken'` if the list has it. */
  newId(template: string, values: Values, body: Json | undefined): { readonly id: string } | 'taken' | undefined;
  /** Adds a thing to a list, with the fields of `body` that fit. */
  add(template: string, values: Values, id: string, body: Json | undefined, now: number): void;
  /** Changes a thing by the fields of `body` that fit. */
  change(template: string, values: Values, body: Json | undefined): void;
  remove(template: string, values: Values): void;
}

export interface ListedThing {
  readonly id: string;
  body(): JsonObject;
}

/** Enough for the items of some dozen lists, which a client reads again and again. */
const THINGS_KEPT = 2_000;
const LISTS_KEPT = 200;

export function createResources(
  document: ApiDocument,
  sampler: Sampler,
  uuids: Uuids,
  changes: Changes,
  baseUrl: string,
  knowledge: Knowledge,
  lists: ApiLists,
  writeDate: (ms: number) => string,
): Resources {
  const { propertiesOf } = lists;
  const madeIds = createMadeIds(document, sampler, lists);
  const keptIds = createKept<readonly string[]>(LISTS_KEPT);
  const keptThings = createKept<Json>(THINGS_KEPT);
  let additions = 0;

  const itemTemplate = (list: string): string => lists.itemTemplate(list) ?? `${list}/{id}`;

  const itemValues = (list: string, values: Values, id: string): Values => ({
    ...values,
    [parameterOf(itemTemplate(list)) ?? '']: id,
  });

  /**
   * The keys of a thing in `changes`: its UUID and its path. Changes are written under the UUID if the thing stands on
   * its own, and under the path if it is a part of another one.
   */
  const keysOf = (template: string, values: Values): readonly [written: string, other: string] => {
    const path = filledPath(template, values);
    const id = idAt(template, values);
    if (id === undefined || !hasUuid(id)) return [path, path];
    const isOwn = template.split('/').length === 3 || lists.itemTemplate(listOf(template)) === undefined;
    return isOwn ? [id, path] : [path, id];
  };

  const writtenKey = (template: string, values: Values): string => keysOf(template, values)[0];

  const isDeleted = (template: string, values: Values): boolean =>
    changes.version > 0 && keysOf(template, values).some(changes.isDeleted);

  const applied = (template: string, values: Values, thing: JsonObject): JsonObject | undefined => {
    if (changes.version === 0) return thing;
    const [written, other] = keysOf(template, values);
    const once = changes.applied(other, thing);
    return once === undefined || written === other ? once : changes.applied(written, once);
  };

  /** The ids of a list without what was written: those that the service knows, or those made from the seed. */
  const idsOf = (list: List, template: string, values: Values): readonly string[] => {
    const known = knowledge.list(template, values);
    if (known !== undefined) return known.map((thing, index) => String(thing[list.identity ?? ''] ?? index));
    const path = filledPath(template, values);
    return keptIds.of(path, () => madeIds(list, path, baseUrl + path));
  };

  /** Whether an id may be one of ours. A UUID tells; any other id may be. */
  const isOurs = (id: string): boolean => !hasUuid(id) || uuids.numberOf(id) !== undefined;

  const isListed = (template: string, values: Values, id: string): boolean => {
    const listTemplate = listOf(template);
    if (changes.addedTo(filledPath(listTemplate, values)).includes(id)) return true;
    const list = lists.at(listTemplate);
    // A list decides by its ids if the service knows it, or if its ids are not UUIDs. Otherwise it has all our UUIDs.
    if (list?.identity !== undefined && (knowledge.list(listTemplate, values) !== undefined || !hasUuid(id))) {
      return idsOf(list, listTemplate, values).includes(id);
    }
    return isOurs(id);
  };

  /** Whether the thing at the end of a path exists, if those before it do. */
  const exists = (template: string, values: Values): boolean => {
    const parameter = parameterOf(template);
    const id = idAt(template, values);
    if (parameter === undefined || id === undefined) {
      // The last segment has several parameters, or none: each is checked by itself.
      return parameterNames(template.slice(template.lastIndexOf('/'))).every(
        (name) => knowledge.has(name, values) ?? isOurs(values[name] ?? ''),
      );
    }
    return knowledge.has(parameter, values) ?? (!isDeleted(template, values) && isListed(template, values, id));
  };

  /** The path at which a thing can be read: its own, or that of its id among all of its kind, or that of its list. */
  const homeOf = (template: string, values: Values): string => {
    if (lists.answerSchema(template) !== undefined) return filledPath(template, values);
    const list = listOf(template);
    const name = list.slice(list.lastIndexOf('/'));
    const kind = lists.itemTemplate(`/v3${name}`) ?? lists.itemTemplate(name) ?? ''; // Cloud has two kinds of environments
    const inKind = { [parameterOf(kind) ?? '']: idAt(template, values) ?? '' };
    return lists.answerSchema(kind) !== undefined && exists(kind, inKind)
      ? filledPath(kind, inKind)
      : filledPath(list, values);
  };

  /** A thing as it is made from the seed. @param form A list shows less of a thing than the thing's own path. */
  const made = (form: 'own' | 'listed', schema: Schema, template: string, values: Values): Json => {
    const path = filledPath(template, values);
    const id = idAt(template, values);
    return keptThings.of(`${form} ${path}`, () =>
      sampler.sample(schema, id !== undefined && hasUuid(id) ? id : path, {
        url: baseUrl + homeOf(template, values),
        known: knowledge.around(values, path),
      }),
    );
  };

  /** An id as the type that its property has. */
  const typedId = (schema: Schema, identity: string, id: string): Json => {
    const target = resolveSchema(document, propertiesOf(schema)[identity] ?? {});
    return typesOf(target).includes('integer') && /^\d+$/.test(id) ? Number(id) : id;
  };

  const listedThing = (list: List, template: string, values: Values, known: JsonObject): JsonObject => {
    const { item, identity } = list;
    const thing = made('listed', item, template, values);
    const id = idAt(template, values) ?? '';
    const fields = {
      ...(isObject(thing) ? thing : {}),
      ...(identity === undefined ? {} : { [identity]: typedId(item, identity, id) }),
      ...known,
    };
    return applied(template, values, fields) ?? {}; // never deleted: `list` leaves deleted things out
  };

  const fitting = (schema: Schema, body: Json | undefined): JsonObject => {
    const properties = propertiesOf(schema);
    const fields = isObject(body) ? Object.entries(body) : [];
    return Object.fromEntries(
      fields.filter(([name, value]) => {
        const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
        return property !== undefined && check(document, property, value).length === 0;
      }),
    );
  };

  const isTaken = (list: List, template: string, values: Values, id: string): boolean =>
    changes.addedTo(filledPath(template, values)).includes(id) ||
    (!isDeleted(itemTemplate(template), itemValues(template, values, id)) &&
      idsOf(list, template, values).includes(id));

  const unusedId = ({ identity, item }: List, path: string): string => {
    const schema = identity === undefined ? undefined : propertiesOf(item)[identity];
    const key = `${path} new ${++additions}`;
    const withId: Schema = { type: 'object', properties: { id: schema ?? { type: 'string', format: 'uuid' } } };
    const thing = sampler.sample(withId, key, { url: baseUrl });
    return String(isObject(thing) ? thing.id : key);
  };

  /** The time of an addition, in every property that tells when a thing was made or changed. */
  const datesOf = (schema: Schema, now: number): JsonObject =>
    Object.fromEntries(
      Object.keys(propertiesOf(schema))
        .filter((name) => /^(created|started|updated)_(at|date)$|^last_update(d_timestamp|_date)$/.test(name))
        .map((name) => [name, writeDate(now)]),
    );

  return {
    exist(template, values) {
      const segments = template.split('/');
      return segments.every(
        (segment, index) => !segment.includes('{') || exists(segments.slice(0, index + 1).join('/'), values),
      );
    },
    fitting,
    list({ path: template }, values) {
      const list = lists.at(template);
      if (list === undefined) return [];
      const own = itemTemplate(template);
      const known = knowledge.list(template, values);
      const ids = new Set([...idsOf(list, template, values), ...changes.addedTo(filledPath(template, values))]);
      return [...ids]
        .map((id, index) => ({ id, values: itemValues(template, values, id), known: known?.[index] ?? {} }))
        .filter((thing) => !isDeleted(own, thing.values))
        .map((thing) => ({ id: thing.id, body: () => listedThing(list, own, thing.values, thing.known) }));
    },
    body({ path: template, answer }, values) {
      const schema = answer?.schema ?? {};
      const thing = made('own', schema, template, values);
      if (!isObject(thing)) return thing;
      const id = idAt(template, values);
      const identity = identityOf(Object.keys(thing), parameterOf(template));
      if (identity === undefined || id === undefined) return applied(template, values, thing);
      const ownId = typedId(schema, identity, id);
      if (check(document, propertiesOf(schema)[identity] ?? {}, ownId).length > 0) return undefined;
      const known = knowledge.list(listOf(template), values)?.find((one) => String(one[identity]) === id);
      return applied(template, values, { ...thing, [identity]: ownId, ...known });
    },
    newId(template, values, body) {
      const list = lists.at(template);
      if (list === undefined) return undefined;
      const sent = isObject(body) && list.identity !== undefined ? body[list.identity] : undefined;
      if (typeof sent !== 'string' && typeof sent !== 'number') {
        return { id: unusedId(list, filledPath(template, values)) };
      }
      const id = String(sent);
      return isTaken(list, template, values, id) ? 'taken' : { id };
    },
    add(template, values, id, body, now) {
      const list = lists.at(template);
      if (list === undefined) return;
      const key = writtenKey(itemTemplate(template), itemValues(template, values, id));
      const fields = { ...datesOf(list.item, now), ...fitting(list.item, body) };
      changes.add(filledPath(template, values), id, key, fields);
    },
    change(template, values, body) {
      const schema = lists.answerSchema(template) ?? lists.at(listOf(template))?.item;
      if (schema === undefined) return;
      const fields = fitting(schema, body);
      const parameter = parameterOf(template);
      const identity = parameter === undefined ? undefined : identityOf(Object.keys(propertiesOf(schema)), parameter);
      const { [identity ?? '']: _, ...others } = fields; // a change does not move a thing
      changes.patch(writtenKey(template, values), others);
    },
    remove: (template, values) => changes.remove(writtenKey(template, values)),
  };
}

/** The path of the list that has a thing: the thing's path without its last segment. */
const listOf = (template: string): string => template.slice(0, template.lastIndexOf('/'));

/** The value of the parameter at the end of a path; `undefined` if its last segment is not one parameter. */
const idAt = (template: string, values: Values): string | undefined => values[parameterOf(template) ?? ''];

/** Whether an id is unique by itself: it is a UUID, or has one at its end. */
const hasUuid = (id: string): boolean => /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
