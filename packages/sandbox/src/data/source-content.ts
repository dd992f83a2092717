import type { Clock } from '../clock.ts';
import { isoSeconds } from '../iso-seconds.ts';
import type { JsonObject } from '../openapi/document.ts';
import { hashed, picked, scattered } from './hash.ts';
import { RESOURCE_TYPES } from './source-model.ts';
import { createUuids, type Uuids } from './uuids.ts';
import { adjectives, capitalised, firstNames, lastNames, nouns, sentences } from './words.ts';

export interface Identifier {
  readonly type: string;
  readonly id: string;
  readonly meta?: JsonObject;
}

export type Linkage = Identifier | readonly Identifier[] | null;

/** An entry of the site, as somebody who may see everything sees it. */
export interface Entity {
  readonly type: string;
  readonly id: string;
  readonly attributes: JsonObject;
  readonly relationships: Readonly<Record<string, Linkage>>;
}

/** All entries. Those from the seed are made when they are read. Only those that were written are kept. */
export interface Content {
  /** Counts the writes. Whatever was computed from the content is valid as long as this stays the same. */
  readonly version: number;
  count(type: string): number;
  /** The entry at a place, in the order in which they were created; `undefined` after the last. */
  at(type: string, place: number): Entity | undefined;
  find(type: string, id: string): Entity | undefined;
  create(type: string, attributes: JsonObject, relationships: Entity['relationships'], id?: string): Entity;
  change(entity: Entity, attributes: JsonObject, relationships: Entity['relationships']): Entity;
  remove(entity: Entity): void;
}

/** More than two of the largest pages, so that at least one page is empty for people who may not see these. */
const UNPUBLISHED_FROM = 100;
const UNPUBLISHED_TO = 220;
const FIRST_CREATED_AT = 1_700_000_000_000;
const COUNTS = {
  'node--page': 12,
  'taxonomy_term--tags': 24,
  'media--image': 40,
  'file--file': 40,
  'user--user': 8,
} as const;

type Maker = (index: number, number: number) => Pick<Entity, 'attributes' | 'relationships'>;

/** @param articles How many articles there are. The numbers of all other entries are fixed. */
export function createContent(seed: number, articles: number, clock: Clock): Content {
  const counts: Readonly<Record<string, number>> = { ...COUNTS, 'node--article': articles };
  const uuids = new Map(Object.keys(RESOURCE_TYPES).map((type) => [type, createUuids(`${seed} ${type}`)]));
  const written = new Map<string, Entity>(); // by `keyOf`: two types may have the same id
  const created = new Map<string, string[]>();
  const deleted = new Map<string, Set<number>>();
  const lastNumbers = new Map(Object.entries(counts));
  let version = 0;

  const uuidsOf = (type: string): Uuids => uuids.get(type) ?? createUuids(type); // the UUIDs of an unknown type, which no entity has
  const identify = (type: keyof typeof COUNTS, number: number): Identifier => {
    const index = number % COUNTS[type];
    return { type, id: uuidsOf(type).at(index), meta: { drupal_internal__target_id: index + 1 } };
  };
  const makers = createMakers(identify);

  const made = (type: string, index: number): Entity | undefined => {
    const make = makers[type];
    if (make === undefined || index >= (counts[type] ?? 0) || deleted.get(type)?.has(index)) return undefined;
    const id = uuidsOf(type).at(index);
    return written.get(keyOf(type, id)) ?? { type, id, ...make(index, scattered(hashed(`${seed} ${type}`) ^ index)) };
  };

  const indexAt = (type: string, place: number): number => {
    let index = place;
    for (const gone of [...(deleted.get(type) ?? [])].sort((a, b) => a - b)) if (gone <= index) index++;
    return index;
  };

  return {
    get version() {
      return version;
    },
    count: (type) => (counts[type] ?? 0) - (deleted.get(type)?.size ?? 0) + (created.get(type)?.length ?? 0),
    at(type, place) {
      const remaining = (counts[type] ?? 0) - (deleted.get(type)?.size ?? 0);
      if (place < remaining) return made(type, indexAt(type, place));
      return written.get(keyOf(type, created.get(type)?.[place - remaining] ?? ''));
    },
    find(type, id) {
      const index = uuidsOf(type).numberOf(id);
      // A deleted entry may have been created again with its old id.
      return (index === undefined ? undefined : made(type, index)) ?? written.get(keyOf(type, id));
    },
    create(type, attributes, relationships, givenId) {
      const { number: numberName } = RESOURCE_TYPES[type] ?? { number: 'number' };
      const number = (lastNumbers.get(type) ?? 0) + 1;
      lastNumbers.set(type, number);
      const id = givenId ?? uuidsOf(type).at(number - 1);
      const now = isoSeconds(clock.now());
      const entity: Entity = {
        type,
        id,
        attributes: {
          ...defaultsOf(type, now),
          ...attributes,
          [numberName]: numberOf(type, number - 1),
        },
        relationships: {
          ...Object.fromEntries(
            Object.entries(RESOURCE_TYPES[type]?.relationships ?? {}).map(([name, { many }]) => [
              name,
              many ? [] : null,
            ]),
          ),
          ...relationships,
        },
      };
      written.set(keyOf(type, id), entity);
      version++;
      created.set(type, [...(created.get(type) ?? []), id]);
      return entity;
    },
    change(entity, attributes, relationships) {
      const changed: Entity = {
        ...entity,
        attributes: { ...entity.attributes, ...attributes, changed: isoSeconds(clock.now()) },
        relationships: { ...entity.relationships, ...relationships },
      };
      written.set(keyOf(entity.type, entity.id), changed);
      version++;
      return changed;
    },
    remove({ type, id }) {
      written.delete(keyOf(type, id));
      version++;
      const index = uuidsOf(type).numberOf(id);
      const own = created.get(type);
      if (own?.includes(id)) {
        created.set(
          type,
          own.filter((other) => other !== id),
        );
      } else if (index !== undefined) deleted.set(type, (deleted.get(type) ?? new Set()).add(index));
    },
  };
}

const keyOf = (type: string, id: string): string => `${type}/${id}`;

/** The attributes that every new entry of a type has. */
function defaultsOf(type: string, now: string): JsonObject {
  const { attributes } = RESOURCE_TYPES[type] ?? { attributes: {} };
  const defaults: JsonObject = {
    langcode: 'en',
    status: true,
    created: now,
    changed: now,
    promote: false,
    sticky: false,
    weight: 0,
    path: { alias: null, pid: null, langcode: 'en' },
    body: {},
    description: {},
  };
  const names = Object.keys(attributes);
  return Object.fromEntries(Object.entries(defaults).filter(([name]) => names.includes(name)));
}

/** Functions that make the nth entry of each type. */
function createMakers(
  identify: (type: keyof typeof COUNTS, number: number) => Identifier,
): Readonly<Record<string, Maker>> {
  const dates = (index: number): JsonObject => ({
    created: isoSeconds(FIRST_CREATED_AT + index * 60_000),
    changed: isoSeconds(FIRST_CREATED_AT + index * 60_000 + 3_600_000),
  });
  const common = (index: number): JsonObject => ({ langcode: 'en', status: true, ...dates(index) });
  const body = (number: number): JsonObject => {
    const value = `<p>${picked(sentences, number)}</p>`;
    return { value, format: 'basic_html', processed: value, summary: picked(sentences, number >>> 3) };
  };
  const path = (alias: string, index: number): JsonObject => ({ alias, pid: index + 1, langcode: 'en' });

  return {
    'node--article': (index, number) => ({
      attributes: {
        drupal_internal__nid: index + 1,
        drupal_internal__vid: index + 1,
        ...common(index),
        title: `Article ${index + 1}`,
        status: index < UNPUBLISHED_FROM || index >= UNPUBLISHED_TO,
        promote: number % 3 === 0,
        sticky: number % 20 === 0,
        path: path(`/articles/${index + 1}`, index),
        body: body(number),
      },
      relationships: {
        uid: identify('user--user', number),
        tags: Array.from({ length: 1 + (number % 3) }, (_, nth) => identify('taxonomy_term--tags', number + nth * 7)),
        media: identify('media--image', index),
        field_image: number % 4 === 0 ? null : identify('file--file', number >>> 2),
      },
    }),
    'node--page': (index, number) => ({
      attributes: {
        drupal_internal__nid: numberOf('node--page', index),
        drupal_internal__vid: numberOf('node--page', index),
        ...common(index),
        title: PAGES[index] ?? `Page ${index + 1}`,
        path: path(`/${(PAGES[index] ?? `page ${index + 1}`).toLowerCase().replace(' ', '-')}`, 10_000 + index),
        body: body(number),
      },
      relationships: { uid: identify('user--user', number) },
    }),
    'taxonomy_term--tags': (index) => ({
      attributes: {
        drupal_internal__tid: index + 1,
        langcode: 'en',
        status: true,
        name: capitalised(nouns[index] ?? `Tag ${index + 1}`),
        description: {},
        weight: index,
        changed: isoSeconds(FIRST_CREATED_AT + index * 60_000),
        path: path(`/tags/${nouns[index] ?? index + 1}`, 20_000 + index),
      },
      relationships: { parent: index % 4 === 0 ? [] : [identify('taxonomy_term--tags', index - (index % 4))] },
    }),
    'media--image': (index, number) => ({
      attributes: { drupal_internal__mid: index + 1, ...common(index), name: pictureName(index, number) },
      relationships: {
        uid: identify('user--user', number),
        field_media_image: {
          ...identify('file--file', index),
          meta: { alt: pictureName(index, number), width: 1_200, height: 800 },
        },
      },
    }),
    'file--file': (index, number) => ({
      attributes: {
        drupal_internal__fid: index + 1,
        ...common(index),
        ...fileAttributes(
          `${pictureName(index, number).toLowerCase().replaceAll(' ', '-')}.jpg`,
          20_000 + (number % 80_000),
        ),
      },
      relationships: { uid: identify('user--user', number) },
    }),
    'user--user': (index, number) => {
      const name = `${picked(firstNames, index)} ${picked(lastNames, number)}`;
      return {
        attributes: { drupal_internal__uid: index + 1, langcode: 'en', ...dates(index), name, display_name: name },
        relationships: {},
      };
    },
  };
}

/** The number that the site gives to an entry. Articles and pages are both nodes, which must have different numbers. */
const numberOf = (type: string, index: number): number => (type === 'node--page' ? 1_000_001 : 1) + index;

const PAGES = ['About', 'Contact', 'Imprint', 'Privacy', 'Opening hours', 'Jobs'] as const;

const pictureName = (index: number, number: number): string =>
  capitalised(`${picked(adjectives, number)} ${picked(nouns, number >>> 5)} ${index + 1}`);

/** The attributes of a file on the site's disk. */
export function fileAttributes(filename: string, size: number): JsonObject {
  const extension = filename.split('.').at(-1)?.toLowerCase() ?? '';
  return {
    filename,
    filesize: size,
    filemime: MIME_TYPES[extension] ?? 'application/octet-stream',
    uri: { value: `public://${filename}`, url: `/sites/default/files/${encodeURIComponent(filename)}` },
  };
}

const MIME_TYPES: Readonly<Record<string, string>> = {
  gif: 'image/gif',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  webp: 'image/webp',
};
