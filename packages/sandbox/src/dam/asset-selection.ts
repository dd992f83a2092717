import type { Asset, Assets } from './asset.ts';

/** The assets that a search found, in its order. They are chosen when the search begins, and shown as they are now. */
export interface Selection {
  readonly total: number;
  page(offset: number, limit: number): readonly Asset[];
}

export const SORTS = ['created_date', 'last_update_date', 'filename', 'size'] as const;
export type Sort = (typeof SORTS)[number];

/** The index of each 1,024th matching asset is kept. Those in between are searched again when a page needs them. */
const NOTED_EVERY = 1_024;

/**
 * Finds assets, with little memory for any number of them.
 *
 * Assets that are made from the seed are in the right order for every sort. Those that were touched are sorted, and put
 * in between.
 *
 * @param matches Left out: all assets match, and none has to be checked.
 */
export function selectAssets(
  assets: Assets,
  sort: Sort,
  descending: boolean,
  includeDeleted: boolean,
  matches: ((asset: Asset) => boolean) | undefined,
): Selection {
  const key = KEYS[sort];
  const untouched = selectUntouched(assets, matches);
  const touched = [...assets.touched.values()]
    .filter((asset) => (includeDeleted || asset.deletedAt === undefined) && matches?.(asset) !== false)
    .sort((a, b) => order(key(a), key(b)));
  /** The place of each touched asset among all. */
  const places = touched.map(
    (asset, index) => untouched.countWhile((other) => order(key(other), key(asset)) <= 0) + index,
  );
  const total = untouched.total + touched.length;

  /** The assets at the places from `start` to before `end`, in ascending order. */
  const ascending = (start: number, end: number): Asset[] => {
    const before = places.filter((place) => place < start).length;
    const within = places.filter((place) => place >= start && place < end);
    const rest = untouched.slice(start - before, end - before - within.length);
    let [fromTouched, fromRest] = [before, 0];
    return Array.from({ length: end - start }, (_, offset) =>
      places[fromTouched] === start + offset ? touched[fromTouched++] : rest[fromRest++],
    ).filter((asset) => asset !== undefined);
  };

  return {
    total,
    page(offset, limit) {
      const end = Math.min(offset + limit, total);
      if (offset >= end) return [];
      const page = descending ? ascending(total - end, total - offset).reverse() : ascending(offset, end);
      // Some may have changed since the search began.
      return assets.touched.size === 0 ? page : page.map((asset) => assets.touched.get(asset.id) ?? asset);
    },
  };
}

const KEYS: Readonly<Record<Sort, (asset: Asset) => string | number>> = {
  created_date: ({ createdAt }) => createdAt,
  last_update_date: ({ updatedAt }) => updatedAt,
  filename: ({ filename }) => filename,
  size: ({ sizeInBytes }) => sizeInBytes,
};

const order = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);

/** The matching assets that are as they were made when the search begins. */
function selectUntouched(
  assets: Assets,
  matches: ((asset: Asset) => boolean) | undefined,
): {
  readonly total: number;
  slice(start: number, end: number): Asset[];
  countWhile(holds: (asset: Asset) => boolean): number;
} {
  const touched = new Set(assets.touchedIndexes);
  const isIn = (index: number): boolean => !touched.has(index) && matches?.(assets.original(index)) !== false;
  const isAll = touched.size === 0 && matches === undefined;

  /** The index of each 1,024th selected asset. */
  const noted: number[] = [];
  let total = isAll ? assets.made : 0;
  for (let index = 0; index < assets.made && !isAll; index++) {
    if (!isIn(index)) continue;
    if (total % NOTED_EVERY === 0) noted.push(index);
    total++;
  }

  const slice = (start: number, end: number): Asset[] => {
    if (isAll) return Array.from({ length: end - start }, (_, offset) => assets.original(start + offset));
    const found: Asset[] = [];
    const from = Math.floor(start / NOTED_EVERY);
    let rank = from * NOTED_EVERY;
    for (let index = noted[from] ?? assets.made; rank < end && index < assets.made; index++) {
      if (!isIn(index)) continue;
      if (rank >= start) found.push(assets.original(index));
      rank++;
    }
    return found;
  };

  return {
    total,
    slice,
    countWhile(holds) {
      let [low, high] = [0, total];
      while (low < high) {
        const middle = (low + high) >>> 1;
        const [asset] = slice(middle, middle + 1);
        if (asset !== undefined && holds(asset)) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  };
}
