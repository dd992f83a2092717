import { json } from '../exchange.ts';
import type { Route } from '../router.ts';
import type { World } from '../world.ts';

/** The part of the API that is written by hand. */
export function damApiRoutes(_world: World): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/v2/assets/{id}',
      handle(context) {
        const id = context.parameter('id');
        return json(200, {
          id,
          external_id: id.slice(0, 10),
          filename: `${id.slice(0, 8)}.jpg`,
          created_date: '2025-01-01T00:00:00Z',
          last_update_date: '2025-01-01T00:00:00Z',
          file_upload_date: '2025-01-01T00:00:00Z',
          deleted_date: null,
          released_and_not_expired: true,
          expanded: {},
        });
      },
    },
  ];
}
