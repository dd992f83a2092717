import { createSandbox, stoppedClock } from '@acme/sandbox';
import { expect, it } from 'vitest';
import { type ApiOperation, type JsonObject, loadDocument, resolveSchema } from '../src/openapi/document.ts';
import { bodyFor, createWalk, type Walk } from './support/walk.ts';

/** The token endpoints and the end of a chunked upload have tests of their own, and `/allowaccess` is a page. */
const isApi = ({ path }: ApiOperation): boolean => !path.includes('oauth') && path !== '/allowaccess';

interface DamWalk extends Walk {
  /** Where what is sent must agree with what is there. */
  readonly bodies: Readonly<Record<string, { type: string; value: unknown } | undefined>>;
}

async function walkDam(): Promise<DamWalk> {
  const sandbox = createSandbox({ clock: stoppedClock(), dam: { assets: 1_000_000 } });
  const { baseUrl, accessToken } = sandbox.clients.damPersonal;
  const send = async (path: string, method = 'GET', body?: object): Promise<JsonObject> => {
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };
    const response = await sandbox.fetch(baseUrl + path, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    return (await response.json()) as JsonObject; // every answer asked for here is an object
  };
  const first = (answer: JsonObject, list: string): JsonObject => (answer[list] as readonly JsonObject[])[0] ?? {}; // a list
  const asset = first(await send('/v2/assets/search?limit=1'), 'items');
  const scroll = await send('/v2/assets/search?scroll=true');
  const order = first(
    await send('/api/rest/order', 'POST', { assets: [asset.id], conversions: [], profile: 'x', recipients: [] }),
    'orders',
  );
  const { product_id: product } = await send('/v2/products', 'POST', { name: 'Lamp', sku: '1' });
  const { project_id: project } = await send('/v2/workflow/projects', 'POST', PROJECT);
  const metadataType = first(await send('/api/rest/metadata/types'), 'types');
  const category = first(await send('/v2/categories'), 'items');
  const sources = {
    id: String(asset.id),
    version_id: `${asset.id}-1`,
    categoryPath: String(category.path),
    displayKey: 'keywords',
    value: 'amber',
    uuid: String(order.uuid),
    seqNum: String(order.sequenceNumber),
    project_id: String(project),
    metadata_type_uuid: String(metadataType.uuid),
    channel_id: '/v2/channels',
    profileId: String(order.uuid),
    '/v2/products/{id}': String(product),
    '/v2/attributes/{id}': '/v2/attributes',
    '/v2/webhooks/configurations/{id}': '/v2/webhooks/configurations',
    '/v2/user/{id}': String((await send('/v2/user')).id),
    '/api/rest/category/uuid/{uuid}': String(category.id),
    '/api/rest/integrationlink/{uuid}': '/api/rest/integrationlink',
  };
  const withScroll = { scroll_id: String(scroll.scroll_id), type: 'private' };
  const itemsOf = (body: JsonObject): readonly JsonObject[] | undefined =>
    (body.items ?? body.integrationLinks) as readonly JsonObject[] | undefined; // as the document has it
  const { session_id: session } = await send('/v2/uploads/chunks/start', 'POST');
  const json = (value: object): { type: string; value: object } => ({ type: 'application/json', value });
  const bodies = {
    'POST /v2/metadata/{displayKey}/vocabulary': json({ value: 'a new one' }),
    'PUT /v2/metadata/{displayKey}/vocabulary/{value}': json({ index: 3 }),
    'PUT /v2/assets/{id}/security': json({ asset_groups: ['Press'], expiration_date: null }),
    'POST /api/rest/category': json({ title: 'New', parentCategory: category.id }),
    'POST /v2/uploads': {
      type: 'multipart/form-data',
      value: { filename: 'a.jpg', profile: 'Default', url: 'https://files.example/a.jpg' },
    },
    'POST /v2/uploads/chunks/upload': {
      type: 'multipart/form-data',
      value: { session_id: session, chunk_number: 1, file: 'bytes' },
    },
    'POST /v2/workflow/webhooks': json({ event: 'PROJECT_CREATED', target: 'https://hooks.example/' }),
    'DELETE /v2/workflow/webhooks': json({ event: 'PROJECT_CREATED' }),
  };
  const walk = createWalk(sandbox, await loadDocument('dam'), baseUrl, accessToken, sources, itemsOf, withScroll);
  return { ...walk, bodies };
}

const PROJECT = {
  description: 'Spring',
  end_date: '2026-01-01T00:00:00Z',
  name: 'Spring',
  project_manager: 'Ada',
  start_date: '2025-01-01T00:00:00Z',
};

it('every GET of the DAM document answers with a body that fits its schema', { timeout: 60_000 }, async () => {
  const walk = await walkDam();
  const gets = walk.operations.filter((operation) => operation.method === 'GET' && isApi(operation));
  const wrong: string[] = [];

  for (const operation of gets) {
    const path = await walk.fill(operation.path);
    for (const query of ['', everything(walk, operation)]) {
      const url = query === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${query}`;
      const { status, body } = await walk.send(operation, url);
      const misfit = operation.answer === undefined ? undefined : walk.misfit(operation, body);
      if (status !== operation.status || misfit !== undefined)
        wrong.push(`${url}: ${status} ${misfit} ${JSON.stringify(body).slice(0, 150)}`);
    }
  }

  expect(wrong).toEqual([]);
  expect(gets).toHaveLength(45);
});

/** `expand` with all that it may ask for. */
function everything({ document }: Walk, { parameters = [] }: ApiOperation): string {
  const expand = parameters.find(({ name }) => name === 'expand')?.schema.items;
  return expand === undefined ? '' : `expand=${resolveSchema(document, expand).enum?.join()}`;
}

it('every write of the DAM document answers its success, with a body that fits', { timeout: 60_000 }, async () => {
  const walk = await walkDam();
  const writes = walk.operations.filter(
    (operation) => operation.method !== 'GET' && isApi(operation) && operation.path !== '/v2/uploads/chunks/complete',
  );
  const inOrder = writes.toSorted(
    (a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE') || b.path.length - a.path.length,
  );
  const wrong: string[] = [];

  for (const operation of inOrder) {
    const path = await walk.fill(operation.path);
    const own = walk.bodies[`${operation.method} ${operation.path}`];
    const { status, body } = await walk.send(operation, path, own ?? bodyFor(walk.document, operation));
    const misfit = operation.answer === undefined ? undefined : walk.misfit(operation, body);
    if (status !== operation.status || misfit !== undefined)
      wrong.push(`${operation.method} ${path}: ${status} ${misfit} ${JSON.stringify(body).slice(0, 200)}`);
  }

  expect(wrong).toEqual([]);
  expect(writes).toHaveLength(47);
});
