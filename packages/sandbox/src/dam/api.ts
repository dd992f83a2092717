import { json } from '../exchange.ts';
import type { Route } from '../router.ts';
import type { World } from '../world.ts';
import type { Assets } from './asset.ts';
import { assetBody, readExpand } from './asset-body.ts';
import { fileRoutes } from './file.ts';
import type { Library } from './library.ts';
import type { RateLimit } from './rate-limit.ts';
import { notFound } from './refusal.ts';
import { searchRoutes } from './search.ts';
import { type Upload, uploadRoutes } from './upload.ts';

/** The part of the API that is written by hand. */
export function damApiRoutes(
  world: World,
  rateLimit: RateLimit,
  uploads: Upload[],
  assets: Assets,
  library: Library,
): readonly Route[] {
  const baseUrl = `${world.origin}/dam`;
  return [
    ...searchRoutes(world, assets, library, baseUrl),
    ...uploadRoutes(world, rateLimit, assets, uploads, baseUrl),
    {
      // It is here, before the route of an asset, because that one matches its path, too.
      method: 'GET',
      path: '/v2/assets/assetgroups',
      handle: () =>
        json(200, {
          item_type: 'assetgroup',
          items: library.assetGroups,
          total_count: library.assetGroups.length,
        }),
    },
    ...fileRoutes(assets),
    {
      method: 'GET',
      path: '/v2/assets/{id}',
      handle({ query, parameter }) {
        const asset = assets.find(parameter('id'));
        return asset === undefined
          ? notFound('There is no asset of this id.')
          : json(200, assetBody(asset, readExpand(query), world.clock.now(), baseUrl, library));
      },
    },
  ];
}
