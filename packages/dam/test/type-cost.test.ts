import { describe, expect, it } from 'vitest';
import { editor, instantiations } from '../../http/test/support/editor.ts';

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

/** A program of so many calls, every answer used. */
function program(calls: number): string {
  const lines = paths.slice(0, calls).map((path) => {
    const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => `${name}: 'x'`);
    const options = parameters.length > 0 ? `, { path: { ${parameters.join(', ')} } }` : '';
    return `(await dam.get('${path}'${options})) satisfies unknown;`;
  });
  return [
    "import { createDamClient } from '@acme/dam';",
    "const dam = createDamClient({ accessToken: 'x' });",
    ...lines,
  ].join('\n');
}

describe('typed calls', { timeout: 60_000 }, () => {
  it('cost the compiler at most 3,000 instantiations for 30, in proportion to their number', () => {
    const [none, half, all] = [
      instantiations(import.meta.url, program(0)),
      instantiations(import.meta.url, program(15)),
      instantiations(import.meta.url, program(30)),
    ];
    if (process.env.SHOW_SIZES) process.stdout.write(`${all} instantiations for 30 calls, ${none} for none\n`);
    expect(all).toBeLessThanOrEqual(3_000);
    expect((all - none) / (half - none)).toBeLessThan(2.2);
  });

  it('are completed by path, by query and by parameter, and a hover names the operation', () => {
    const text = [
      "import { createDamClient } from '@acme/dam';",
      "const dam = createDamClient({ accessToken: 'x' });",
      "dam.get('/v2/ass');",
      "dam.get('/v2/attributes', { query: { } });",
      "dam.get('/v2/attributes/{id}/vocabulary', { path: { } });",
      "dam.get('/v2/attributes', {});",
    ].join('\n');
    const { completions, hover } = editor(import.meta.url, text);
    expect(completions("get('/v2/ass")).toHaveLength(45);
    expect(completions('query: { ').sort()).toEqual(['limit', 'offset']);
    expect(completions('path: { ')).toEqual(['id']);
    expect(hover('dam.')).toContain('"listAttributes"');
  });
});
