import type { Context, Route } from '../router.ts';
import type { World } from '../world.ts';
import { type Article, articleAt, findArticle } from './article.ts';
import { jsonApiPage } from './collection.ts';
import { jsonApi, jsonApiError } from './document.ts';

/** The part of the API that is written by hand. */
export function sourceApiRoutes(world: World): readonly Route[] {
  const baseUrl = `${world.origin}/source/api`;
  const { seed = 1, source: { articles: count = 300 } = {} } = world.options;
  const url = ({ id }: Article): string => `${baseUrl}/node/article/${id}`;
  const resource = (article: Article): object => ({
    type: 'node--article',
    id: article.id,
    links: { self: { href: url(article) } },
    attributes: { title: article.title, status: article.published, created: isoSeconds(article.createdAt) },
  });

  return [
    {
      method: 'GET',
      path: '/api/node/article',
      handle: (context) =>
        jsonApiPage(
          {
            count,
            at: (index) => articleAt(seed, index),
            visible: (article) => article.published || administers(context),
            resource,
            url,
          },
          context.arrival.url,
        ),
    },
    {
      method: 'GET',
      path: '/api/node/article/{uuid}',
      handle(context) {
        const article = findArticle(seed, count, context.parameter('uuid'));
        if (article === undefined) return jsonApiError(404, 'Not Found', 'There is no article of this id.');
        if (!article.published && !administers(context)) {
          return jsonApiError(403, 'Forbidden', "The 'content:administer' permission is required.");
        }
        return jsonApi(200, { data: resource(article), links: { self: { href: url(article) } } });
      },
    },
  ];
}

const administers = ({ token }: Context): boolean => token?.authorization.scope.includes('content:administer') === true;

const isoSeconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}+00:00`;
