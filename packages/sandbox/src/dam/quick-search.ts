import type { Asset } from './asset.ts';
import { externalIdOf } from './asset-body.ts';
import type { Library } from './library.ts';

type Matches = (asset: Asset) => boolean;

/**
 * Reads a query of the quick search, as far as its language is known: words and `field:value`, joined by spaces, `AND`
 * or `OR`; a minus or `NOT` before what is not wanted; groups in round brackets, whole values in curly ones, dates in
 * square ones (`[after 2025-01-31]`, `[before …]`, `[… to …]`); `(isEmpty)` for a field without a value.
 *
 * Fields: filename/fn, embedid/externalid, FileType/ft, category/cat, assetgroup/ag, acn (collection), mt (metadata
 * type), des, rd (release), ed (expiry), dateAdded, lastEditDate, and every metadata key.
 *
 * @returns A function that says whether an asset matches.
 */
export function parseQuickSearch(text: string, library: Library): Matches | 'unreadable' {
  const tokens = text.match(/\{[^{}]*\}|\[[^[\]]*\]|[()]|(?<![^\s(])-|[^\s(){}[\]:]+:?|\S/g) ?? [];
  if (tokens.length > MOST_TOKENS) return 'unreadable';
  let position = 0;

  const any = (field: string | undefined): Matches => {
    const choices = [all(field)];
    while (tokens[position] === 'OR') {
      position++;
      choices.push(all(field));
    }
    return (asset) => choices.some((matches) => matches(asset));
  };

  const all = (field: string | undefined): Matches => {
    const terms: Matches[] = [];
    for (
      let token = tokens[position];
      token !== undefined && token !== ')' && token !== 'OR';
      token = tokens[position]
    ) {
      if (token === 'AND') position++;
      else terms.push(one(field));
    }
    if (terms.length === 0) throw new Unreadable();
    return (asset) => terms.every((matches) => matches(asset));
  };

  const one = (field: string | undefined): Matches => {
    const token = tokens[position++];
    if (token === undefined || ')}]{['.includes(token)) throw new Unreadable();
    if (token === 'NOT' || token === '-') {
      const unwanted = one(field);
      return (asset) => !unwanted(asset);
    }
    if (token === '(') {
      const group = any(field);
      if (tokens[position++] !== ')') throw new Unreadable();
      return group;
    }
    if (token.endsWith(':') && token.length > 1) return one(token.slice(0, -1));
    return compare(field, token, library);
  };

  try {
    const matches = any(undefined);
    return position === tokens.length ? matches : 'unreadable';
  } catch (error) {
    if (error instanceof Unreadable) return 'unreadable';
    throw error;
  }
}

/** Each token may open another level of recursion, so their number is limited. */
const MOST_TOKENS = 1_000;

class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

function compare(field: string | undefined, token: string, library: Library): Matches {
  if (token.startsWith('[')) {
    const date = ownOf(DATES, field?.toLowerCase());
    const isIn = parseDates(token.slice(1, -1));
    return (asset) => {
      const at = date?.(asset);
      return at !== undefined && isIn(at);
    };
  }
  const values = valuesOf(field, library);
  if (token === 'isEmpty') return (asset) => values(asset).length === 0;
  const isWhole = token.startsWith('{');
  const wanted = (isWhole ? token.slice(1, -1) : token).toLowerCase();
  return (asset) =>
    values(asset).some((value) => (isWhole ? value.toLowerCase() === wanted : value.toLowerCase().includes(wanted)));
}

/** The texts of a field; an unknown field has none. */
function valuesOf(field: string | undefined, library: Library): (asset: Asset) => readonly string[] {
  switch (field?.toLowerCase()) {
    case undefined:
      return (asset) => [asset.filename, ...Object.values(asset.metadata).flat()];
    case 'filename':
    case 'fn':
      return ({ filename }) => [filename];
    case 'embedid':
    case 'externalid':
      return (asset) => [externalIdOf(asset)];
    case 'filetype':
    case 'ft':
      return ({ format, formatType }) => [format, formatType];
    case 'category':
    case 'cat':
      return ({ categories }) =>
        categories
          .flatMap((number) => library.categories[number] ?? [])
          .flatMap((category) => library.partsOf(category));
    case 'assetgroup':
    case 'ag':
      return ({ assetGroups }) => assetGroups;
    case 'acn':
      return ({ id }) => library.collections.filter(({ assets }) => assets.has(id)).map(({ title }) => title);
    case 'mt':
      return ({ metadataType }) => [metadataType];
    case 'des':
      return ({ metadata }) => metadata.description ?? [];
    default:
      return ({ metadata }) => ownOf(metadata, field) ?? [];
  }
}

/** Only own properties count, because a query may name any field, such as `constructor`. */
const ownOf = <T>(values: Readonly<Record<string, T>>, name = ''): T | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;

const DATES: Readonly<Record<string, (asset: Asset) => number | undefined>> = {
  rd: ({ releasedAt }) => releasedAt,
  ed: ({ expiresAt }) => expiresAt,
  dateadded: ({ createdAt }) => createdAt,
  lasteditdate: ({ updatedAt }) => updatedAt,
};

const DAY_MS = 86_400_000;

function parseDates(text: string): (at: number) => boolean {
  const written = text.trim();
  const [, direction, single, from, to] = /^(?:(after|before) +(\S+)|(\S+) +to +(\S+))$/.exec(written) ?? [];
  const first = parseDate(from ?? single ?? written);
  if (direction === 'after') return (at) => at >= first + DAY_MS;
  if (direction === 'before') return (at) => at < first;
  const last = to === undefined ? first : parseDate(to);
  return (at) => at >= first && at < last + DAY_MS;
}

/** `01/31/2025` or ISO 8601; the start of the day. */
function parseDate(text: string): number {
  const [, month, day, year] = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text) ?? [];
  const ms = Date.parse(year === undefined ? text : `${year}-${month}-${day}`);
  if (Number.isNaN(ms)) throw new Unreadable();
  return Math.floor(ms / DAY_MS) * DAY_MS;
}
