import { type Answer, json } from '../exchange.ts';
import type { Context, Route } from '../router.ts';
import type { World } from '../world.ts';
import { type Asset, type Assets, assetBody, readExpand } from './asset.ts';
import { parseQuickSearch } from './quick-search.ts';

const LARGEST_PAGE = 100;
const LARGEST_OFFSET = 10_000;

/** One search that scrolls. Its ids stand for a place in it: the newest, and the one before in case its answer got lost. */
interface Scroll {
  readonly search: Search;
  readonly limit: number;
  readonly places: Map<string, number>;
  forgetAt: number;
}

interface Search {
  readonly query: string | null;
  readonly sort: string;
  readonly syntaxOk: boolean;
  readonly total: number;
  page(offset: number, limit: number): readonly Asset[];
}

/** `/v2/assets/search` by offset or by scrolling, and `/v2/assets/search/scroll`. */
export function searchRoutes(world: World, assets: Assets, baseUrl: string): readonly Route[] {
  const scrolls = new Map<string, Scroll>();
  const lifetimeMs = world.options.dam?.scrollLifetime ?? 60_000;

  const answer = (
    context: Context,
    search: Search,
    page: { offset: number; limit: number; scrollId: string | null },
  ): Answer => {
    const now = world.clock.now();
    const expand = readExpand(context.query);
    return json(200, {
      facets: null,
      include_archived: false,
      include_deleted: false,
      item_type: 'asset',
      items: search.page(page.offset, page.limit).map((asset) => assetBody(asset, expand, now, baseUrl)),
      limit: page.limit,
      offset: page.offset,
      query: search.query,
      query_explained: search.query === null ? 'everything' : `assets that match ${search.query}`,
      query_syntax_ok: search.syntaxOk,
      scroll_id: page.scrollId,
      scroll_timeout: page.scrollId === null ? null : `${lifetimeMs / 1000}s`,
      sort: search.sort,
      sort_explained: `by ${search.sort}`,
      total_count: search.total,
    });
  };

  /** A new id for the place after this page; ids older than `previous` no longer count. */
  const remember = (scroll: Scroll, place: number, previous: string | undefined): string => {
    for (const id of scroll.places.keys()) {
      if (id === previous) continue;
      scroll.places.delete(id);
      scrolls.delete(id);
    }
    const id = world.random.text(40);
    scroll.places.set(id, place);
    scroll.forgetAt = world.clock.now() + lifetimeMs;
    scrolls.set(id, scroll);
    return id;
  };

  return [
    {
      method: 'GET',
      path: '/v2/assets/search',
      handle(context) {
        const { query } = context;
        const limit = wholeNumber(query.get('limit'), LARGEST_PAGE);
        const offset = wholeNumber(query.get('offset'), 0);
        if (!(limit >= 1 && limit <= LARGEST_PAGE)) return badRequest(`limit is from 1 to ${LARGEST_PAGE}.`);
        if (!(offset >= 0 && offset <= LARGEST_OFFSET))
          return badRequest(`offset is from 0 to ${LARGEST_OFFSET}; scroll to go further.`);
        const search = runSearch(assets, query.get('query'), query.get('sort') ?? '-created_date');
        if (search === undefined)
          return badRequest('sort is created_date, last_update_date, filename or size, with a minus for descending.');
        if (query.get('scroll') !== 'true') return answer(context, search, { offset, limit, scrollId: null });
        for (const [id, { forgetAt }] of scrolls) if (forgetAt <= world.clock.now()) scrolls.delete(id);
        const scroll: Scroll = { search, limit, places: new Map(), forgetAt: 0 };
        return answer(context, search, { offset: 0, limit, scrollId: remember(scroll, limit, undefined) });
      },
    },
    {
      method: 'GET',
      path: '/v2/assets/search/scroll',
      handle(context) {
        const id = context.query.get('scroll_id') ?? '';
        const scroll = scrolls.get(id);
        const place = scroll?.places.get(id);
        if (scroll === undefined || place === undefined || scroll.forgetAt <= world.clock.now()) {
          return json(404, {
            error: 'not_found',
            message: 'This scroll is unknown or forgotten: start the search again.',
          });
        }
        const { search, limit } = scroll;
        const end = place >= search.total;
        return answer(context, search, {
          offset: place,
          limit,
          scrollId: end ? null : remember(scroll, place + limit, id),
        });
      },
    },
  ];
}

const badRequest = (message: string): Answer => json(400, { error: 'bad_request', message });

function wholeNumber(text: string | null, otherwise: number): number {
  if (text === null) return otherwise;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}

const SORTS = ['created_date', 'last_update_date', 'filename', 'size'];

/** A search as it stands now: what is uploaded later is not in it. `undefined` for an unknown sorting. */
function runSearch(assets: Assets, query: string | null, sort: string): Search | undefined {
  const descending = sort.startsWith('-');
  if (!SORTS.includes(descending ? sort.slice(1) : sort)) return undefined;
  const matches = parseQuickSearch(query ?? '');
  const { count } = assets;

  // All of them: places are numbers. Otherwise the numbers of those that match are kept, and nothing else.
  const found = query === null || query === '' ? undefined : indexesOf(assets, count, matches);
  const total = found?.length ?? count;
  return {
    query,
    sort,
    syntaxOk: matches !== undefined,
    total,
    page(offset, limit) {
      const page: Asset[] = [];
      for (let place = offset; place < Math.min(offset + limit, total); place++) {
        const rank = descending ? total - 1 - place : place;
        const asset = assets.at(found === undefined ? rank : (found[rank] ?? -1));
        if (asset !== undefined) page.push(asset);
      }
      return page;
    },
  };
}

function indexesOf(assets: Assets, count: number, matches: ((asset: Asset) => boolean) | undefined): Uint32Array {
  const found: number[] = [];
  if (matches !== undefined) {
    for (let index = 0; index < count; index++) {
      const asset = assets.at(index);
      if (asset !== undefined && matches(asset)) found.push(index);
    }
  }
  return Uint32Array.from(found);
}
