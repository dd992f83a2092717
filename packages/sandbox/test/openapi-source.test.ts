import { createSandbox, stoppedClock } from '@acme/sandbox';
import { expect, it } from 'vitest';
import { type ApiOperation, type JsonObject, parseDocument } from '../src/openapi/document.ts';
import { text } from '../src/openapi/source.gen.ts';
import { sourceToken } from './support/requests.ts';
import { createWalk, type Walk } from './support/walk.ts';

/** The token endpoint and the consent page have tests of their own. */
const isApi = ({ path }: ApiOperation): boolean => path.startsWith('/api');

const PLACES = [
  { entityType: 'node', bundle: 'article', field: 'tags' },
  { entityType: 'node', bundle: 'article', field: 'uid' },
  { entityType: 'node', bundle: 'page', field: 'uid' },
  { entityType: 'taxonomy_term', bundle: 'tags', field: 'parent' },
  { entityType: 'media', bundle: 'image', field: 'field_media_image' },
  { entityType: 'file', bundle: 'file', field: 'uid' },
  { entityType: 'user', bundle: 'user', field: undefined },
] as const;

async function walkSource(): Promise<{ walk: Walk; idOf(list: string): Promise<string> }> {
  const sandbox = createSandbox({ clock: stoppedClock() });
  const { siteUrl } = sandbox.clients.source;
  const { body } = await sourceToken(sandbox, { grant_type: 'client_credentials', scope: 'content:administer' });
  const walk = createWalk(sandbox, parseDocument(text), siteUrl, body.access_token, {}, () => undefined);
  const list = walk.operations.find(({ path, method }) => path === '/api/{entityType}/{bundle}' && method === 'GET');
  return {
    walk,
    async idOf(path) {
      const answer = list && ((await walk.send(list, path)).body as { data: readonly JsonObject[] }); // what a list answers
      return String(answer?.data[0]?.id);
    },
  };
}

it('every GET of the Source document answers, for every type, with a body that fits its schema', async () => {
  const { walk, idOf } = await walkSource();
  const wrong: string[] = [];
  let count = 0;

  for (const operation of walk.operations.filter((one) => one.method === 'GET' && isApi(one))) {
    for (const { entityType, bundle, field } of PLACES) {
      if (operation.path.includes('{field}') && field === undefined) continue;
      const uuid = await idOf(`/api/${entityType}/${bundle}`);
      const path = operation.path
        .replace('{entityType}', entityType)
        .replace('{bundle}', bundle)
        .replace('{uuid}', uuid)
        .replace('{field}', field ?? '');
      const { status, body, type } = await walk.send(operation, path);
      const misfit = walk.misfit(operation, body);
      if (status !== 200 || misfit !== undefined || type !== 'application/vnd.api+json')
        wrong.push(`${path}: ${status} ${misfit}`);
      count++;
    }
  }

  expect(wrong).toEqual([]);
  expect(count).toBe(33);
});

it('every write of the Source document succeeds with a body that fits its schema', async () => {
  const { walk, idOf } = await walkSource();
  const [article, tag] = [await idOf('/api/node/article'), await idOf('/api/taxonomy_term/tags')];
  const entry = (id?: string): object => ({
    data: { type: 'node--article', ...(id && { id }), attributes: { title: 'Written' } },
  });
  const linkage = { data: [{ type: 'taxonomy_term--tags', id: tag }] };
  const bodies: Readonly<Record<string, object>> = {
    'POST /api/{entityType}/{bundle}': entry(),
    'PATCH /api/{entityType}/{bundle}/{uuid}': entry(article),
    'POST /api/{entityType}/{bundle}/{uuid}/relationships/{field}': linkage,
    'PATCH /api/{entityType}/{bundle}/{uuid}/relationships/{field}': linkage,
    'DELETE /api/{entityType}/{bundle}/{uuid}/relationships/{field}': linkage,
  };
  const writes = walk.operations
    .filter((operation) => operation.method !== 'GET' && isApi(operation))
    .toSorted((a, b) => b.path.length - a.path.length || Number(a.method === 'DELETE') - Number(b.method === 'DELETE'));
  const wrong: string[] = [];

  for (const operation of writes) {
    const path = operation.path
      .replace('{entityType}/{bundle}', 'node/article')
      .replace('{uuid}', article)
      .replace('{field}', 'tags');
    const value = bodies[`${operation.method} ${operation.path}`];
    const sent = await walk.send(operation, path, value && { type: 'application/vnd.api+json', value });
    const misfit = operation.answer === undefined ? undefined : walk.misfit(operation, sent.body);
    if (sent.status !== operation.status || misfit !== undefined)
      wrong.push(`${operation.method} ${path}: ${sent.status} ${misfit}`);
  }

  expect(wrong).toEqual([]);
  expect(writes).toHaveLength(6);
});
