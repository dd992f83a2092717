import { type Answer, json } from '../exchange.ts';
import type { Context, Route } from '../router.ts';
import { wholeNumber } from '../whole-number.ts';
import type { World } from '../world.ts';
import type { Assets } from './asset.ts';
import { assetBody, readExpand } from './asset-body.ts';
import { type Selection, SORTS, selectAssets } from './asset-selection.ts';
import { countFacets } from './facet.ts';
import type { Library } from './library.ts';
import { parseQuickSearch } from './quick-search.ts';
import { badRequest, notFound } from './refusal.ts';

const LARGEST_PAGE = 100;
const LARGEST_OFFSET = 10_000;

/** A search that scrolls. An id stands for a place in it. The last two ids work, in case the newest never arrived. */
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
  readonly includeDeleted: boolean;
  readonly facets: object | null;
  readonly selection: Selection;
}

/** `/v2/assets/search` by offset or by scrolling, and `/v2/assets/search/scroll`. */
export function searchRoutes(world: World, assets: Assets, library: Library, baseUrl: string): readonly Route[] {
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
      facets: search.facets,
      include_archived: false,
      include_deleted: search.includeDeleted,
      item_type: 'asset',
      items: search.selection
        .page(page.offset, page.limit)
        .map((asset) => assetBody(asset, expand, now, baseUrl, library)),
      limit: page.limit,
      offset: page.offset,
      query: search.query,
      query_explained: search.query === null ? 'everything' : `assets that match ${search.query}`,
      query_syntax_ok: search.syntaxOk,
      scroll_id: page.scrollId,
      scroll_timeout: page.scrollId === null ? null : `${lifetimeMs / 1000}s`,
      sort: search.sort,
      sort_explained: `by ${search.sort}`,
      total_count: search.selection.total,
    });
  };

  /** A search among the assets that are there now: later uploads are not in it. `undefined` for an unknown `sort`. */
  const begin = (parameters: URLSearchParams): Search | undefined => {
    const [query, sort] = [parameters.get('query'), parameters.get('sort') ?? '-created_date'];
    const descending = sort.startsWith('-');
    const by = SORTS.find((name) => name === (descending ? sort.slice(1) : sort));
    if (by === undefined) return undefined;
    const includeDeleted = parameters.get('include_deleted') === 'true';
    const parsed = query === null || query.trim() === '' ? undefined : parseQuickSearch(query, library);
    const matches = parsed === 'unreadable' ? (): boolean => false : parsed;
    const selection = selectAssets(assets, by, descending, includeDeleted, matches);
    const wanted = (parameters.get('facet') ?? '').split(',').filter((name) => name !== '');
    const facets = wanted.length === 0 ? null : countFacets(wanted, selection, library);
    return { query, sort, syntaxOk: parsed !== 'unreadable', includeDeleted, facets, selection };
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
        const search = begin(query);
        if (search === undefined)
          return badRequest('sort is created_date, last_update_date, filename or size, with a minus for descending.');
        if (query.get('scroll') !== 'true') return answer(context, search, { offset, limit, scrollId: null });
        for (const [id, { forgetAt }] of scrolls) {
          if (forgetAt > world.clock.now()) break; // oldest first
          scrolls.delete(id);
        }
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
          return notFound('This scroll is unknown or forgotten: start the search again.');
        }
        const { search, limit } = scroll;
        const end = place >= search.selection.total;
        return answer(context, search, {
          offset: place,
          limit,
          scrollId: end ? null : remember(scroll, place + limit, id),
        });
      },
    },
  ];
}
