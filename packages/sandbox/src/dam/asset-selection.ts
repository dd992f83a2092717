import type { Asset, Assets } from './asset.ts';

/** The assets that a search found, in its order: as they were when it began, but for what was changed since. */
export interface Selection {
  readonly total: number;
  page(offset: number, limit: number): readonly Asset[];
}

export const SORTS = ['created_date', 'last_update_date', 'filename', 'size'] as const;
export type Sort = (typeof SORTS)[number];

/** Every how many of those that match a place is noted: what lies between is looked for again. */
const NOTED_EVERY = 1_024;

/**
 * Finds assets, in memory that doesn't grow with their number.
 *
 * Those made from the seed are in every order already; those that were touched are sorted, and put in between.
 *
 * @param matches Left out: all of them, without a look at each.
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
  /** Where each of the touched stands among all. */
  const places = touched.map(
    (asset, index) => untouched.countWhile((other) => order(key(other), key(asset)) <= 0) + index,
  );
  const total = untouched.total + touched.length;

  /** Those at the places from `start` up to `end`, in ascending order. */
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
      // Some may have changed since.
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

/** What is as it was made when the search begins, and matches. */
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
  const isEach = touched.size === 0 && matches === undefined;

  /** The index of every 1,024th that is in. */
  const noted: number[] = [];
  let total = isEach ? assets.made : 0;
  for (let index = 0; index < assets.made && !isEach; index++) {
    if (!isIn(index)) continue;
    if (total % NOTED_EVERY === 0) noted.push(index);
    total++;
  }

  const slice = (start: number, end: number): Asset[] => {
    if (isEach) return Array.from({ length: end - start }, (_, offset) => assets.original(start + offset));
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
