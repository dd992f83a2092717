import type { Sandbox } from '@acme/sandbox';
import { type JsonObject, loadDocument } from '../../src/openapi/document.ts';
import { createWalk, type Walk } from './walk.ts';

export interface Body {
  readonly type: string;
  readonly value: unknown;
}

export const json = (value: object): Body => ({ type: 'application/json', value });

export interface DamWalk extends Walk {
  /** Those that must agree with what exists. */
  readonly bodies: Readonly<Record<string, Body | undefined>>;
  /** A chunked upload that has been started. */
  readonly session: string;
}

/** DAM's API, called with the sandbox's personal token. */
export async function walkDam(sandbox: Sandbox): Promise<DamWalk> {
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
  const ofAsset = json({ filters: [{ type: 'asset', id: asset.id }] });
  const bodies = {
    'POST /v2/analytics/assets/downloads': ofAsset,
    'POST /v2/analytics/assets/shares': ofAsset,
    'POST /v2/analytics/assets/views': ofAsset,
    'POST /v2/metadata/{displayKey}/vocabulary': json({ value: 'a new one' }),
    'PUT /v2/metadata/{displayKey}/vocabulary/{value}': json({ index: 3 }),
    'PUT /v2/assets/{id}/security': json({ asset_groups: ['Press'], expiration_date: null }),
    'POST /api/rest/order': json({
      assets: [asset.id],
      conversions: [],
      profile: 'Internet',
      recipients: [(await send('/api/rest/user/address')).uuid],
    }),
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
  return { ...walk, bodies, session: String(session) };
}

const PROJECT = {
  description: 'Spring',
  end_date: '2026-01-01T00:00:00Z',
  name: 'Spring',
  project_manager: 'Ada',
  start_date: '2025-01-01T00:00:00Z',
};
