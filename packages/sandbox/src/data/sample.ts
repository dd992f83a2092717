import { check } from '../openapi/check.ts';
import {
  type ApiDocument,
  isObject,
  type Json,
  type JsonObject,
  resolveSchema,
  type Schema,
  typesOf,
} from '../openapi/document.ts';
import { hashed, picked, scattered } from './hash.ts';
import type { Uuids } from './uuids.ts';
import { adjectives, capitalised, cities, companies, firstNames, lastNames, nouns, sentences } from './words.ts';

/** What a value depends on besides the seed: its place, and what is known about it. */
export interface Surroundings {
  /** The absolute URL of the thing itself, to which its `_links` lead. */
  readonly url: string;
  /** The known fields of an object at any depth, by the name of its property. They replace those that are made. */
  known?(name: string): JsonObject | undefined;
}

export interface Sampler {
  /**
   * A value that fits the schema. The same seed and key give the same value. The value of a property depends on the key
   * and on its place, but not on the rest of the schema: so a short and a long form of a thing agree.
   */
  sample(schema: Schema, key: string, surroundings: Surroundings): Json;
}

/** The thing that is being made. */
interface Thing extends Surroundings {
  /** The hash of the whole thing. All its dates are made from it, so that they are in order. */
  readonly hash: number;
}

const DAY_MS = 86_400_000;
const FIRST_DATE = Date.UTC(2025, 0, 1);
/** Deep enough for every answer. Schemas that contain themselves end at this depth. */
const DEEPEST = 9;

/** @param writeDate How the service writes a time that is given in milliseconds since the epoch. */
export function createSampler(
  document: ApiDocument,
  seed: number,
  uuids: Uuids,
  writeDate: (ms: number) => string,
): Sampler {
  const seeded = hashed(String(seed));

  const value = (thing: Thing, schema: Schema, name: string, hash: number, depth: number): Json => {
    const target = resolveSchema(document, schema);
    if (target.const !== undefined) return target.const;
    if (target.type === 'null') return null;
    if (target.enum !== undefined) return target.enum[scattered(hash) % target.enum.length] ?? null;
    const nullable = Array.isArray(target.type) && target.type.includes('null');
    if (nullable && scattered(hash, 7) % 4 === 0) return null;

    const members = target.oneOf ?? target.anyOf;
    // A choice between required properties is a rule, not a shape.
    if (members !== undefined && !members.every((member) => String(Object.keys(member)) === 'required')) {
      const choice = members[scattered(hash, 3) % members.length] ?? {};
      const safe = depth < DEEPEST ? choice : (members.find(({ type }) => type === 'null') ?? choice);
      return value(thing, safe, name, hash, depth + 1);
    }
    if (target.allOf !== undefined) {
      const parts = target.allOf.map((part) => value(thing, part, name, hash, depth));
      return Object.assign({}, ...parts.filter(isObject), objectValue(thing, target, name, hash, depth));
    }
    const types = typesOf(target);
    switch (types[scattered(hash, 5) % types.length]) {
      case 'object':
        return objectValue(thing, target, name, hash, depth);
      case 'array':
        return arrayValue(thing, target, name, hash, depth);
      case 'boolean':
        return scattered(hash) % 2 === 0;
      case 'integer':
        return numberOf(target, name, hash);
      case 'number':
        return numberOf(target, name, hash) + 0.5 * (scattered(hash, 1) % 2);
      case 'string':
        return fitted(target, textOf(thing, target, name, hash));
      default:
        return typesOf(target).length === 0 && target.items === undefined ? wordsOf(hash, 1) : [];
    }
  };

  const objectValue = (thing: Thing, schema: Schema, name: string, hash: number, depth: number): JsonObject => {
    const result: Record<string, Json> = {};
    const known = thing.known?.(name);
    for (const [property, inner] of Object.entries(schema.properties ?? {})) {
      if (depth > DEEPEST && schema.required?.includes(property) !== true) continue;
      const given = known?.[property];
      const inLinks = name === '_links' || name === 'links';
      result[property] =
        given !== undefined && check(document, inner, given).length === 0
          ? given
          : value(inLinks ? linked(thing, property) : thing, inner, property, hashed(property, hash), depth + 1);
    }
    const rest = schema.additionalProperties;
    if (typeof rest === 'object') {
      for (const salt of [1, 2]) {
        const property = picked(nouns, scattered(hash, salt));
        result[property] = value(thing, rest, property, hashed(property, hash), depth + 1);
      }
    }
    if (Object.keys(result).length < (schema.minProperties ?? 0)) result[wordsOf(hash, 1)] = wordsOf(hash, 1);
    return result;
  };

  const arrayValue = (thing: Thing, schema: Schema, name: string, hash: number, depth: number): Json[] => {
    const { items } = schema;
    if (items === undefined || Object.keys(items).length === 0 || depth > DEEPEST) return [];
    const length = Math.max(schema.minItems ?? 0, 1 + (scattered(hash, 9) % 2));
    return Array.from({ length }, (_, index) => value(thing, items, name, hashed(String(index), hash), depth + 1));
  };

  const byName = new Map<string, WriteText>();

  const textOf = (thing: Thing, schema: Schema, name: string, hash: number): string => {
    const format = schema.format === undefined ? undefined : BY_FORMAT[schema.format];
    let write = format ?? byName.get(name);
    if (write === undefined) {
      write = BY_NAME.find(([pattern]) => pattern.test(name))?.[1] ?? (({ hash }) => wordsOf(hash, 1));
      byName.set(name, write);
    }
    return write({
      hash,
      number: scattered(hash),
      name,
      url: thing.url,
      date: dateOf(name, thing.hash),
      uuids,
      writeDate,
    });
  };

  const patterns = new Map<string, RegExp>();
  const matches = (pattern: string, text: string): boolean => {
    const known = patterns.get(pattern) ?? new RegExp(pattern, 'u');
    patterns.set(pattern, known);
    return known.test(text);
  };

  /** Makes a text longer or shorter, or changes its letters, if the schema requires that. */
  const fitted = (schema: Schema, text: string): string => {
    const { minLength = 0, maxLength = text.length, pattern } = schema;
    const long = text.length < minLength ? text.padEnd(minLength, text === '' ? 'x' : text) : text;
    const cut = long.slice(0, Math.max(maxLength, minLength));
    if (pattern === undefined || matches(pattern, cut)) return cut;
    const others = [cut.toUpperCase().replaceAll(/[^A-Z\d]/g, '_'), '10.0.0.0/16'];
    return others.find((other) => matches(pattern, other)) ?? cut;
  };

  return {
    sample(schema, key, surroundings) {
      const hash = hashed(key, seeded);
      return value({ ...surroundings, hash }, schema, '', hash, 0);
    },
  };
}

/** All that a text can be made from. */
interface Ingredients {
  readonly hash: number;
  readonly number: number;
  readonly name: string;
  readonly url: string;
  readonly date: number;
  readonly uuids: Uuids;
  writeDate(ms: number): string;
}
type WriteText = (from: Ingredients) => string;

const hostOf = (hash: number): string => `${wordsOf(hash, 2).replace(' ', '-')}.example`;
const writeUrl: WriteText = ({ name, url, hash }) =>
  /^(href|self)$/.test(name) ? url : `https://${hostOf(hash)}/${wordsOf(hash, 1)}`;
const writeUuid: WriteText = ({ uuids, number }) => uuids.at(number);
const writeTime: WriteText = ({ writeDate, date }) => writeDate(date);
const writeHost: WriteText = ({ hash }) => hostOf(hash);
const writeEmail: WriteText = ({ hash }) => `${personOf(hash).toLowerCase().replace(' ', '.')}@mail.example`;
const writeIp: WriteText = ({ hash }) => `192.0.2.${1 + (scattered(hash, 25) % 254)}`;

const BY_FORMAT: Readonly<Record<string, WriteText>> = {
  uuid: writeUuid,
  'date-time': writeTime,
  date: (from) => writeTime(from).slice(0, 10),
  uri: writeUrl,
  'iri-reference': ({ url }) => new URL(url).pathname,
  email: writeEmail,
  hostname: writeHost,
  ipv4: writeIp,
};

/** The first pattern that matches the name of the property decides. */
const BY_NAME: readonly (readonly [RegExp, WriteText])[] = [
  [/uuid|(^|_)id$|Id$/, writeUuid],
  [/(^|_)(at|on)$|_date$|^date|Date$|timestamp|valid_until/, writeTime],
  [/mail/i, writeEmail],
  [/ssh_?url/, ({ hash }) => `site@${hostOf(hash)}`],
  [/^(href|self|small|medium|large|assets|target)$|url|uri|link|download|share|preview|thumbnail/i, writeUrl],
  [/host|domain/i, writeHost],
  [/cidr/, ({ number }) => `10.${number % 256}.0.0/16`],
  [/street/i, ({ number }) => `${1 + (number % 90)} Mill Lane`],
  [/(^|_)ips?(_|$)|address(es)?$/i, writeIp],
  [/first_?name/i, ({ number }) => picked(firstNames, number)],
  [/last_?name/i, ({ number }) => picked(lastNames, number)],
  [/user_?name|^author$|ssh_user/, ({ hash }) => personOf(hash).toLowerCase().replace(' ', '.')],
  [/phone|office|tfa/, ({ number }) => `+1 555 01${String(number % 100).padStart(2, '0')}`],
  [/company/, ({ number }) => picked(companies, number)],
  [/city/, ({ number }) => picked(cities, number)],
  [/country/, () => 'NL'],
  [/region/, () => 'us-east-1'],
  [/timezone/, () => 'Europe/Amsterdam'],
  [/lang|locale/, () => 'en'],
  [/colou?r/, ({ number }) => picked(['blue', 'green', 'orange', 'purple'], number)],
  [/version|^php$/, ({ number }) => `${1 + (number % 9)}.${number % 10}.0`],
  [/filename|^file$/, ({ hash }) => `${wordsOf(hash, 2).replace(' ', '-')}.jpg`],
  [/^minute$/, ({ number }) => String(number % 60)],
  [/^(hour|day_month|month|day_week)$/, () => '*'],
  [
    /message|description|body|notes|text|caption|summary|instructions|subject/i,
    ({ number }) => picked(sentences, number),
  ],
  [/label|title|(display|full).?name/i, ({ hash }) => capitalised(wordsOf(hash, 2))],
  [/size|sequence/i, ({ number }) => String(1_000 + (number % 90_000))],
  [/hash|fingerprint|checksum|token|password|key$|certificate/, ({ number }) => number.toString(16).repeat(4)],
  [/^name$/, ({ hash }) => wordsOf(hash, 2).replace(' ', '-')],
];

/** The thing that a link leads to: the thing itself, its parent, or a part of it. */
function linked(thing: Thing, link: string): Thing {
  if (link === 'self') return thing;
  const { url } = thing;
  return {
    ...thing,
    url: link === 'parent' ? url.slice(0, url.lastIndexOf('/')) : `${url}/${link.replaceAll('_', '-')}`,
  };
}

/** A date that suits the name of its property: a thing is created, then changed, then completed, and expires last. */
function dateOf(name: string, hash: number): number {
  const first = FIRST_DATE + (scattered(hash, 11) % 180) * DAY_MS + (scattered(hash, 12) % 86_400) * 1000;
  if (/expir|valid_until|delete_at|due|renew/i.test(name)) return first + 365 * DAY_MS;
  if (/complet|finish|(^|_)end|last/i.test(name)) return first + 30 * DAY_MS;
  return /updat|chang|modif|edit/i.test(name) ? first + 7 * DAY_MS : first;
}

function rangeOf(name: string): readonly [least: number, most: number] {
  if (/(^|_)id$|Id$/.test(name)) return [1_000, 1_000_000];
  if (/port$/.test(name)) return [1_024, 49_151];
  if (/size|bytes/.test(name)) return [10_000, 5_000_000];
  if (/index|count|total|offset/.test(name)) return [0, 20];
  return [1, 100];
}

function numberOf(schema: Schema, name: string, hash: number): number {
  const number = scattered(hash);
  const [least, most] = rangeOf(name);
  const from = schema.minimum ?? Math.min(least, schema.maximum ?? least);
  return from + (number % ((schema.maximum ?? Math.max(most, from)) - from + 1));
}

function wordsOf(hash: number, count: 1 | 2): string {
  const noun = picked(nouns, scattered(hash, 21));
  return count === 1 ? noun : `${picked(adjectives, scattered(hash, 22))} ${noun}`;
}

const personOf = (hash: number): string =>
  `${picked(firstNames, scattered(hash, 23))} ${picked(lastNames, scattered(hash, 24))}`;
