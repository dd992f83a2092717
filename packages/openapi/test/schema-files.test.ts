import { describe, expect, it } from 'vitest';
import { loadDocument } from '../src/document.ts';
import { schemaFiles } from '../src/schema-files.ts';
import { operations } from './fixtures/schemas/operations.gen.ts';

const fixture = new URL('fixtures/document.yaml', import.meta.url).pathname;
const options = {
  name: 'FleetOperations',
  operations: '../operations.gen.ts',
  schema: '../schema.ts',
  prefixes: ['Fleet_Service_'],
  drop: ['/prose-page'],
  items: '_embedded.items',
};

describe('the generated schemas', () => {
  it('are the committed ones: components, a file for each tag and one for the rest, and an index', async () => {
    const files = schemaFiles(await loadDocument(fixture), options);
    expect([...files.keys()]).toEqual(['components.gen.ts', 'untagged.gen.ts', 'boats.gen.ts', 'operations.gen.ts']);
    for (const [name, file] of files) await expect(file).toMatchFileSnapshot(`fixtures/schemas/${name}`);
  });

  it('have no prose of the document', async () => {
    const files = schemaFiles(await loadDocument(fixture), options);
    expect([...files.values()].join()).not.toMatch(/prose/i);
  });

  it('check what the document says', () => {
    const boats = operations['GET /boats'];
    const boat = {
      id: 'b',
      kind: 'sail',
      'sail-area': null,
      inside: { parts: [{ parts: [] }] },
      crew: { rank: 'mate' },
      unknown: 1,
    };
    expect(boats.safeParse({ total: 1, _embedded: { items: [boat] } })).toMatchObject({ success: true });
    for (const wrong of [
      { kind: 'rowing' },
      { id: 1 },
      { 'sail-area': undefined },
      { inside: { parts: [1] } },
      { crew: { rank: 'cook' } },
    ]) {
      expect(boats.safeParse({ total: 1, _embedded: { items: [{ ...boat, ...wrong }] } }).success).toBe(false);
    }
    expect(boats.safeParse({ total: 1, _embedded: {} }).success).toBe(false); // a list has items
    expect(operations['GET /boats/{boatId}.{berth}/mast'].safeParse(null).success).toBe(true);
    expect(operations['GET /boats/{boatId}/log'].safeParse(new Blob()).success).toBe(true);
    expect(operations['PATCH /boats/{boatId}.{berth}/mast'].safeParse('tall')).toEqual({ success: true, data: 'tall' });
    expect(operations['PATCH /boats/{boatId}.{berth}/mast'].safeParse('wide').success).toBe(false);
  });
});
