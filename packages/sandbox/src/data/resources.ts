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
import { hashed, scattered } from './hash.ts';
import { createKept } from './kept.ts';
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
  const itemTemplate = (template: string): string => lists.itemTemplate(template) ?? `${template}/{id}`;
  const keptIds = createKept<readonly string[]>(LISTS_KEPT);
  const keptThings = createKept<Json>(THINGS_KEPT);
  let additions = 0;

  /**
   * The keys of a thing in `changes`: its UUID and its path. Changes are written under the UUID if the thing stands on
   * its own, and under the path if it is a part of another one.
   */
  const keysOf = (template: string, values: Values): readonly [written: string, other: string] => {
    const path = filledPath(template, values);
    const id = values[parameterOf(template) ?? ''];
    if (id === undefined || !hasUuid(id)) return [path, path];
    const isOwn = template.split('/').length === 3 || lists.itemTemplate(listOf(template)) === undefined;
    return isOwn ? [id, path] : [path, id];
  };

  const applied = (template: string, values: Values, thing: JsonObject): JsonObject | undefined => {
    if (changes.version === 0) return thing;
    const [written, other] = keysOf(template, values);
    const once = changes.applied(other, thing);
    return once === undefined || written === other ? once : changes.applied(written, once);
  };

  const itemValues = (template: string, values: Values, id: string): Values => ({
    ...values,
    [parameterOf(itemTemplate(template)) ?? '']: id,
  });

  /** A thing as it is made from the seed. @param form A list shows less of a thing than the thing's own path. */
  const made = (form: 'own' | 'listed', schema: Schema, template: string, values: Values): Json => {
    const path = filledPath(template, values);
    const id = values[parameterOf(template) ?? ''];
    return keptThings.of(`${form} ${path}`, () =>
      sampler.sample(schema, id !== undefined && hasUuid(id) ? id : path, {
        url: baseUrl + homeOf(template, values),
        known: knowledge.around(values, path),
      }),
    );
  };

  /** The path at which a thing can be read: its own, or that of its id among all of its kind, or that of its list. */
  const homeOf = (template: string, values: Values): string => {
    if (lists.answerSchema(template) !== undefined) return filledPath(template, values);
    const list = listOf(template);
    const name = list.slice(list.lastIndexOf('/'));
    const kind = lists.itemTemplate(`/v3${name}`) ?? lists.itemTemplate(name) ?? ''; // Cloud has two kinds of environments
    const inKind = { [parameterOf(kind) ?? '']: values[parameterOf(template) ?? ''] ?? '' };
    return lists.answerSchema(kind) !== undefined && exists(kind, inKind)
      ? filledPath(kind, inKind)
      : filledPath(list, values);
  };

  /** The ids of a list: those that the service knows, or those made from the seed. */
  const idsOf = (list: List, template: string, values: Values): readonly string[] => {
    const known = knowledge.list(template, values);
    if (known !== undefined) return known.map((thing, index) => String(thing[list.identity ?? ''] ?? index));
    const path = filledPath(template, values);
    return keptIds.of(path, () => madeIds(list, path));
  };

  const madeIds = ({ identity, item, operation }: List, path: string): readonly string[] => {
    const number = scattered(hashed(path), 31);
    const isPaged = operation.parameters?.some(({ name }) => name === 'limit') === true;
    const count = isPaged ? 3 + (number % 38) : 1 + (number % 6);
    const schema = identity === undefined ? undefined : propertiesOf(item)[identity];
    if (identity === undefined || schema === undefined)
      return Array.from({ length: count }, (_, index) => String(index));
    const choices = resolveSchema(document, schema).enum;
    if (choices !== undefined) return choices.map(String);

    const ids = new Set<string>();
    for (let index = 0; index < count; index++) {
      const thing = sampler.sample({ type: 'object', properties: { [identity]: schema } }, `${path} ${index}`, {
        url: baseUrl + path,
      });
      const id = String(isObject(thing) ? thing[identity] : index);
      if (!ids.has(id)) ids.add(id);
      else
        ids.add(
          typesOf(resolveSchema(document, schema)).includes('integer') ? String(Number(id) + index) : `${id}_${index}`,
        );
    }
    return [...ids];
  };

  const withIdentity = (list: List, id: string, thing: Json): JsonObject => {
    const object = isObject(thing) ? thing : {};
    return list.identity === undefined ? object : { ...object, [list.identity]: typed(list.item, list.identity, id) };
  };

  const typed = (schema: Schema, property: string, text: string): Json => {
    const target = resolveSchema(document, propertiesOf(schema)[property] ?? {});
    return typesOf(target).includes('integer') && /^\d+$/.test(text) ? Number(text) : text;
  };

  const itemAt = (list: List, template: string, values: Values, id: string, known: JsonObject): JsonObject => {
    const own = itemTemplate(template);
    const ownValues = itemValues(template, values, id);
    const thing = withIdentity(list, id, made('listed', list.item, own, ownValues));
    return applied(own, ownValues, { ...thing, ...known }) ?? {}; // never deleted: `list` leaves deleted things out
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

  /** Whether an id may be one of ours. A UUID tells; any other id may be. */
  const isOurs = (id: string): boolean => !hasUuid(id) || uuids.numberOf(id) !== undefined;

  const exists = (template: string, values: Values): boolean => {
    const parameter = parameterOf(template);
    const id = values[parameter ?? ''];
    if (parameter === undefined || id === undefined) {
      // The last segment has several parameters, or none: each is checked by itself.
      return parameterNames(template.slice(template.lastIndexOf('/'))).every(
        (name) => knowledge.has(name, values) ?? isOurs(values[name] ?? ''),
      );
    }
    const isKnown = knowledge.has(parameter, values);
    if (isKnown !== undefined) return isKnown;
    if (keysOf(template, values).some(changes.isDeleted)) return false;
    const listTemplate = listOf(template);
    if (changes.addedTo(filledPath(listTemplate, values)).includes(id)) return true;
    const list = lists.at(listTemplate);
    // A list decides by its ids if the service knows it, or if its ids are not UUIDs. Otherwise it has all our UUIDs.
    if (list?.identity !== undefined && (knowledge.list(listTemplate, values) !== undefined || !hasUuid(id))) {
      return idsOf(list, listTemplate, values).includes(id);
    }
    return isOurs(id);
  };

  return {
    exist(template, values) {
      const segments = template.split('/');
      return segments.every(
        (segment, index) => !segment.includes('{') || exists(segments.slice(0, index + 1).join('/'), values),
      );
    },
    fitting,
    list(operation, values) {
      const template = operation.path;
      const list = lists.at(template);
      if (list === undefined) return [];
      const known = knowledge.list(template, values);
      const ids = new Set([...idsOf(list, template, values), ...changes.addedTo(filledPath(template, values))]);
      return [...ids]
        .map((id, index) => ({ id, body: () => itemAt(list, template, values, id, known?.[index] ?? {}) }))
        .filter(
          ({ id }) =>
            changes.version === 0 ||
            !keysOf(itemTemplate(template), itemValues(template, values, id)).some(changes.isDeleted),
        );
    },
    body(operation, values) {
      const template = operation.path;
      const { schema } = operation.answer ?? { schema: {} };
      const thing = made('own', schema, template, values);
      if (!isObject(thing)) return thing;
      const parameter = parameterOf(template);
      const id = values[parameter ?? ''];
      const identity = parameter === undefined ? undefined : identityOf(Object.keys(thing), parameter);
      const listTemplate = listOf(template);
      const known = knowledge.list(listTemplate, values)?.find((one) => String(one[identity ?? '']) === id);
      if (identity === undefined || id === undefined) return applied(template, values, thing);
      const own = typed(schema, identity, id);
      if (check(document, propertiesOf(schema)[identity] ?? {}, own).length > 0) return undefined;
      return applied(template, values, { ...thing, [identity]: own, ...known });
    },
    newId(template, values, body) {
      const list = lists.at(template);
      if (list === undefined) return undefined;
      const { identity } = list;
      const sent = isObject(body) && identity !== undefined ? body[identity] : undefined;
      if (typeof sent === 'string' || typeof sent === 'number') {
        const id = String(sent);
        const deleted = keysOf(itemTemplate(template), itemValues(template, values, id)).some(changes.isDeleted);
        const there = [
          ...(deleted ? [] : idsOf(list, template, values)),
          ...changes.addedTo(filledPath(template, values)),
        ];
        return there.includes(id) ? 'taken' : { id };
      }
      const schema = identity === undefined ? undefined : propertiesOf(list.item)[identity];
      const key = `${filledPath(template, values)} new ${++additions}`;
      const thing = sampler.sample(
        { type: 'object', properties: { id: schema ?? { type: 'string', format: 'uuid' } } },
        key,
        { url: baseUrl },
      );
      return { id: String(isObject(thing) ? thing.id : key) };
    },
    add(template, values, id, body, now) {
      const list = lists.at(template);
      if (list === undefined) return;
      const ownValues = itemValues(template, values, id);
      const dates = Object.fromEntries(
        Object.keys(propertiesOf(list.item))
          .filter((name) => /^(created|started|updated)_(at|date)$|^last_update(d_timestamp|_date)$/.test(name))
          .map((name) => [name, writeDate(now)]),
      );
      const fields = { ...dates, ...fitting(list.item, body) };
      changes.add(filledPath(template, values), id, keysOf(itemTemplate(template), ownValues)[0], fields);
    },
    change(template, values, body) {
      const schema = lists.answerSchema(template) ?? lists.at(listOf(template))?.item;
      if (schema === undefined) return;
      const fields = fitting(schema, body);
      const identity = identityOf(Object.keys(propertiesOf(schema)), parameterOf(template) ?? '');
      const { [identity ?? '']: _, ...others } = fields; // a change does not move a thing
      changes.patch(keysOf(template, values)[0], parameterOf(template) === undefined ? fields : others);
    },
    remove: (template, values) => changes.remove(keysOf(template, values)[0]),
  };
}

/** The path of the list that has a thing: the thing's path without its last segment. */
const listOf = (template: string): string => template.slice(0, template.lastIndexOf('/'));

/** Whether an id is unique by itself: it is a UUID, or has one at its end. */
const hasUuid = (id: string): boolean => /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
