import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Document, loadDocument } from '../src/document.ts';
import { operationsFile } from '../src/operations-file.ts';

const fixture = new URL('fixtures/document.yaml', import.meta.url).pathname;
const options = {
  name: 'FleetOperations',
  prefixes: ['Fleet_Service_'],
  drop: ['/prose-page'],
  items: '_embedded.items',
  also: { status: '202', type: 'Task', module: './task.ts' },
};

describe('the generated types', () => {
  it('are what is committed', async () => {
    await expect(operationsFile(await loadDocument(fixture), options)).toMatchFileSnapshot(
      'fixtures/operations.gen.ts',
    );
  });

  it('have no prose of the document', async () => {
    const file = operationsFile(await loadDocument(fixture), options);
    expect(file).not.toMatch(/prose/i);
    expect(file.match(/\/\*\*.*?\*\//g)?.every((comment) => comment === '/** @deprecated */')).toBe(true);
  });

  it('can leave out lists that take no such query', async () => {
    const document = await loadDocument(fixture);
    expect(operationsFile(document, { ...options, pagedBy: 'cursor' })).toContain('export interface PagedItems {\n\n}');
    expect(operationsFile(document, { ...options, pagedBy: 'offset' })).toContain(
      'export interface PagedItems {\n"/boats"',
    );
  });

  it('make a list of alternatives a list of either, not one of them or a list of the other', () => {
    const either = { anyOf: [{ properties: { mast: {} } }, { properties: { motor: {} } }] };
    const [both, known] = [{ allOf: either.anyOf }, { enum: ['sail', 'motor'] }];
    const answer = (items: object): object => ({ 200: { content: { 'application/json': { schema: { items } } } } });
    const document = {
      paths: { '/a': { get: { responses: answer(either) } }, '/b': { get: { responses: answer(both) } } },
    };
    const more = { paths: { ...document.paths, '/c': { get: { responses: answer(known) } } } };

    const file = operationsFile(more as Document, { name: 'X' });

    expect(file).toContain('"/a": { answer: ({ mast?: unknown } | { motor?: unknown })[] };');
    expect(file).toContain('"/b": { answer: ({ mast?: unknown } & { motor?: unknown })[] };');
    expect(file).toContain('"/c": { answer: ("sail" | "motor")[] };');
  });

  it('are refused where a method has one operation only, which nothing could check', async () => {
    const lone: Document = { paths: { '/a': { get: { responses: {} } } } };
    expect(() => operationsFile(lone, { name: 'X' })).toThrow('get has one operation only');
  });

  it('are refused where a reference leads nowhere', () => {
    const lost: Document = {
      paths: { '/a': { get: { responses: { 200: { $ref: '#/components/responses/None' } } } } },
    };
    expect(() => operationsFile(lost, { name: 'X' })).toThrow('#/components/responses/None leads nowhere');
  });

  it.each(['', 'paths:', 'paths: 1', '[]'])('do not come of what is no document: %j', async (text) => {
    const folder = await mkdtemp(join(tmpdir(), 'openapi-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'document.yaml'), text);

    await expect(loadDocument(join(folder, 'document.yaml'))).rejects.toThrow(
      'document.yaml is no OpenAPI document: it has no paths',
    );
  });

  it('come from a URL too', async () => {
    const { createServer } = await import('node:http');
    const text = await readFile(fixture, 'utf8');
    const server = createServer((_, response) => void response.end(text)).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const document = await loadDocument(`http://127.0.0.1:${port}/openapi.yaml`);
    server.close();
    expect(Object.keys(document.paths)).toHaveLength(6);
  });
});
