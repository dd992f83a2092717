import { hashed, picked, scattered } from '../data/hash.ts';
import { createUuids, type Uuids } from '../data/uuids.ts';
import { adjectives, capitalised, nouns } from '../data/words.ts';
import { ASSET_TYPES, type Assets, CATEGORIES, METADATA_TYPE } from './asset.ts';

export interface Category {
  readonly number: number;
  readonly id: string;
  name: string;
  parent: Category | undefined;
}

export interface Collection {
  readonly id: string;
  readonly type: 'global' | 'private' | 'shared';
  readonly title: string;
  readonly description: string;
  readonly assets: Set<string>;
}

export interface MetadataField {
  readonly uuid: string;
  readonly key: string;
  readonly label: string;
  readonly type: 'text' | 'text_multi_line' | 'selection_list' | 'selection_list_multi' | 'date';
  /** The values that can be chosen; left out for free text. */
  readonly vocabulary?: string[];
}

export interface Named {
  readonly uuid: string;
  readonly name: string;
}

/** How a site has arranged its assets. It is small, so all of it is kept in memory. */
export interface Library {
  readonly categories: readonly Category[];
  /** The category with these names, from the top: `['Brand', 'Logos']`. */
  categoryAt(names: readonly string[]): Category | undefined;
  partsOf(category: Category): readonly string[];
  addCategory(name: string, parent: Category | undefined): Category;
  readonly collections: readonly Collection[];
  addCollection(title: string, description: string, assets: readonly string[]): Collection;
  readonly fields: readonly MetadataField[];
  readonly assetGroups: readonly Named[];
  readonly metadataTypes: readonly Named[];
  /** The UUID of a value in a vocabulary. */
  uuidOf(value: string): string;
}

const COLLECTIONS = 9;
const TYPES = ['global', 'shared', 'private'] as const;

export function createLibrary(seed: number, assets: Assets): Library {
  const uuids = createUuids(`${seed} library`);
  const seeded = hashed(`${seed} library`);
  const categories: Category[] = [];
  const collections: Collection[] = [];
  let made = 0;

  const addCategory = (name: string, parent: Category | undefined): Category => {
    const category = { number: categories.length, id: uuids.at(made++), name, parent };
    categories.push(category);
    return category;
  };
  for (let number = 0; number < CATEGORIES; number++) {
    const parent = number < 3 ? undefined : categories[(number - 3) % 3];
    addCategory(`${capitalised(picked(nouns, scattered(seeded, 1) + number))}`, parent);
  }

  const addCollection = (
    type: Collection['type'],
    title: string,
    description: string,
    members: readonly string[],
  ): Collection => {
    const collection = { id: uuids.at(made++), type, title, description, assets: new Set(members) };
    collections.push(collection);
    return collection;
  };
  for (let number = 0; number < COLLECTIONS; number++) {
    const title = `${capitalised(picked(adjectives, scattered(seeded, 2) + number))} ${number + 1}`;
    const members = Array.from({ length: Math.min(3 + number, assets.made) }, (_, index) =>
      assets.original((number * 10 + index) % assets.made),
    );
    addCollection(
      picked(TYPES, number),
      title,
      '',
      members.map(({ id }) => id),
    );
  }

  const partsOf = ({ name, parent }: Category): readonly string[] =>
    parent === undefined ? [name] : [...partsOf(parent), name];

  return {
    categories,
    categoryAt: (names) => categories.find((category) => partsOf(category).join('\0') === names.join('\0')),
    partsOf,
    addCategory,
    collections,
    addCollection: (title, description, members) => addCollection('private', title, description, members),
    uuidOf: (value) => uuids.at(scattered(hashed(value, seeded)) >>> 1),
    fields: FIELDS.map(({ vocabulary, ...field }, index) => ({
      ...field,
      uuid: uuids.at(0xffff_f000 + index),
      ...(vocabulary === undefined ? {} : { vocabulary: [...vocabulary] }),
    })),
    assetGroups: named(uuids, 0xffff_f100, ['All', 'Partners', 'Press']),
    metadataTypes: named(uuids, 0xffff_f200, [METADATA_TYPE, 'Press kit']),
  };
}

const FIELDS: readonly (Omit<MetadataField, 'uuid' | 'vocabulary'> & { readonly vocabulary?: readonly string[] })[] = [
  { key: 'title', label: 'Title', type: 'text' },
  { key: 'description', label: 'Description', type: 'text_multi_line' },
  { key: 'keywords', label: 'Keywords', type: 'selection_list_multi', vocabulary: [...adjectives, ...nouns] },
  { key: 'assetType', label: 'Asset type', type: 'selection_list', vocabulary: [...ASSET_TYPES] },
  { key: 'shotOn', label: 'Shot on', type: 'date' },
];

const named = (uuids: Uuids, from: number, names: readonly string[]): readonly Named[] =>
  names.map((name, index) => ({ name, uuid: uuids.at(from + index) }));

/** `a,b` => `['a', 'b']` */
export const wordsFrom = (text: string | null): readonly string[] =>
  (text ?? '').split(',').filter((word) => word !== '');
