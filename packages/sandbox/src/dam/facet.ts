import type { Selection } from './asset-selection.ts';
import type { Library } from './library.ts';

const PAGE = 1_024;

/** How many of the found assets have each file type, category and chosen value, with a query for each. */
export function countFacets(wanted: readonly string[], selection: Selection, library: Library): object {
  const types = new Map<string, number>();
  const categories = new Map<number, number>();
  const chosen = new Map(
    library.fields.filter(({ vocabulary }) => vocabulary).map(({ key }) => [key, new Map<string, number>()]),
  );
  for (let offset = 0; offset < selection.total; offset += PAGE) {
    for (const asset of selection.page(offset, PAGE)) {
      if (wanted.includes('file_types')) count(types, asset.formatType);
      if (wanted.includes('categories')) for (const number of asset.categories) count(categories, number);
      if (!wanted.includes('metadata')) continue;
      for (const [key, values] of chosen) for (const value of asset.metadata[key] ?? []) count(values, value);
    }
  }

  return {
    ...(wanted.includes('file_types')
      ? {
          file_types: [...types].map(([name, number]) => ({ name, count: number, search_query: `ft:(${name})` })),
        }
      : {}),
    ...(wanted.includes('categories')
      ? {
          categories: library.categories
            .filter(({ number }) => categories.has(number))
            .map((category) => ({
              id: category.id,
              name: category.name,
              path: library.partsOf(category).join('/'),
              count: categories.get(category.number) ?? 0,
              search_query: `cat:({${category.name}})`,
            })),
        }
      : {}),
    ...(wanted.includes('metadata')
      ? {
          metadata: [...chosen].map(([key, values]) => ({
            display_key: key,
            display_name: library.fields.find((field) => field.key === key)?.label ?? key,
            values: [...values].map(([value, number]) => ({
              value,
              count: number,
              search_query: `${key}:({${value}})`,
            })),
          })),
        }
      : {}),
  };
}

function count<T>(counts: Map<T, number>, key: T): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
