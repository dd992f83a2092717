import { json } from '../exchange.ts';
import type { Route } from '../router.ts';
import type { World } from '../world.ts';
import { type Assets, assetBody, createAssets, readExpand } from './asset.ts';
import type { RateLimit } from './rate-limit.ts';
import { searchRoutes } from './search.ts';
import { type Upload, uploadRoutes } from './upload.ts';

const CHUNK_PATH = '/v2/uploads/chunks/upload';

/** The part of the API that is written by hand. */
export function damApiRoutes(world: World, rateLimit: RateLimit, uploads: Upload[]): readonly Route[] {
  const baseUrl = `${world.origin}/dam`;
  const { seed = 1, dam: { assets: count = 1_000, processingDuration = 5_000 } = {} } = world.options;
  const assets: Assets = createAssets(seed, count, world.clock, processingDuration);
  return [
    ...searchRoutes(world, assets, baseUrl),
    ...uploadRoutes(world, assets, uploads, baseUrl).map((route) =>
      route.path === CHUNK_PATH
        ? {
            ...route,
            handle: (context: Parameters<Route['handle']>[0]) =>
              rateLimit.admitChunk(async () => route.handle(context)),
          }
        : route,
    ),
    {
      method: 'GET',
      path: '/v2/assets/{id}',
      handle({ query, parameter }) {
        const asset = assets.find(parameter('id'));
        return asset === undefined
          ? json(404, { error: 'not_found', message: 'There is no asset of this id.' })
          : json(200, assetBody(asset, readExpand(query), world.clock.now(), baseUrl));
      },
    },
  ];
}
