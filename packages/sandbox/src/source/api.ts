import { type Answer, json } from '../exchange.ts';
import { createRandom } from '../random.ts';
import type { Context, Route } from '../router.ts';
import type { World } from '../world.ts';

export const jsonApi = (status: number, body: object): Answer =>
  json(
    status,
    { jsonapi: { version: '1.1', meta: { links: { self: { href: 'http://jsonapi.org/format/1.1/' } } } }, ...body },
    MEDIA_TYPE,
  );

export const jsonApiError = (status: number, title: string, detail: string): Answer =>
  jsonApi(status, { errors: [{ title, status: String(status), detail }] });

const MEDIA_TYPE = { 'content-type': 'application/vnd.api+json' };

/** The part of the API that is written by hand. */
export function sourceApiRoutes(world: World): readonly Route[] {
  const baseUrl = `${world.origin}/source/api`;
  const article = (index: number): object => {
    const random = createRandom(`${world.options.seed ?? 1} article ${index}`);
    const id = random.uuid();
    return {
      type: 'node--article',
      id,
      links: { self: { href: `${baseUrl}/node/article/${id}` } },
      attributes: {
        title: `Article ${index + 1}`,
        status: true,
        created: new Date(1_700_000_000_000 + index * 60_000).toISOString().replace('.000Z', '+00:00'),
      },
    };
  };
  return [
    {
      method: 'GET',
      path: '/api/node/article',
      handle: ({ arrival }: Context) =>
        jsonApi(200, {
          data: Array.from({ length: 10 }, (_, index) => article(index)),
          links: { self: { href: arrival.url.href } },
        }),
    },
  ];
}
