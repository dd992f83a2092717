import { describe, expect, it } from 'vitest';
import { editor, expectCheapCalls } from '../../http/test/support/editor.ts';

/** Thirty different operations. */
const paths = [
  '/v2/assets/{id}',
  '/v2/assets/{id}/versions',
  '/v2/assets/{id}/versions/{version_id}',
  '/v2/assets/{id}/metadata',
  '/v2/assets/{id}/security',
  '/v2/attributes/{id}/vocabulary',
  '/v2/categories/{categoryPath}',
  '/v2/metadata/{displayKey}/vocabulary',
  '/v2/metadata/{displayKey}/vocabulary/{value}',
  '/api/rest/asset/uuid/{id}/assetversions',
  '/api/rest/asset/uuid/{id}',
  '/api/rest/order/uuid/{uuid}',
  '/api/rest/order/seqNum/{seqNum}',
  '/api/rest/order/uuid/{uuid}/zip',
  '/v2/products/{id}',
  '/v2/products/channels/{channel_id}',
  '/v2/user/{id}',
  '/v2/webhooks/configurations/{id}',
  '/v2/webhooks/configurations/{id}/ping',
  '/v2/workflow/projects/{project_id}',
  '/v2/workflow/projects/{project_id}/deliverables',
  '/v2/workflow/projects/{project_id}/deliverables/{deliverable_id}',
  '/v2/workflow/projects/{project_id}/support-files',
  '/v2/assets/search',
  '/v2/uploads/profiles',
  '/v2/attributes',
  '/v2/categories',
  '/v2/channels',
  '/v2/product-types',
  '/v2/user',
];

const head = ["import { createDamClient } from '@acme/dam';", "const dam = createDamClient({ accessToken: 'x' });"];

describe('typed calls', { timeout: 60_000 }, () => {
  it('cost the compiler at most 3,000 instantiations for 30 calls, in proportion to their number', () => {
    expectCheapCalls(
      import.meta.url,
      head,
      paths,
      (path, inputs) => `(await dam.get('${path}'${inputs})) satisfies unknown;`,
    );
  });

  it('are completed by path, query and parameter, and name their operation on hover', () => {
    const text = [
      ...head,
      "dam.get('/v2/ass');",
      "dam.get('/v2/attributes', { query: { } });",
      "dam.search({ sort: '' });",
      "dam.get('/v2/attributes/{id}/vocabulary', { path: { } });",
      "dam.get('/v2/attributes', {});",
    ].join('\n');
    const { completions, hover } = editor(import.meta.url, text);
    expect(completions("get('/v2/ass")).toHaveLength(45);
    expect(completions('query: { ').sort()).toEqual(['limit', 'offset']);
    expect(completions('path: { ')).toEqual(['id']);
    expect(completions("sort: '")).toContain('-last_update_date');
    expect(hover('dam.')).toContain('"listAttributes"');
  });

  it('have answers in JavaScript too, where editors check no nulls', () => {
    const call = 'dam.search().first().then((asset) => asset.';
    const { completions } = editor(import.meta.url, [...head, `${call} );`].join('\n'), { strict: false });
    expect(completions(call)).toContain('filename');
  });
});
