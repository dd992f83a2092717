import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  type Answer,
  type Document,
  type DocumentOperation,
  loadDocument,
  type Parameter,
  type Schema,
} from '../src/document.ts';
import { operationsFile } from '../src/operations-file.ts';
import { withUnsetProperties } from '../src/unset-properties.ts';

const fixture = new URL('fixtures/document.yaml', import.meta.url).pathname;
const options = {
  name: 'FleetOperations',
  prefixes: ['Fleet_Service_'],
  drop: ['/prose-page'],
  items: '_embedded.items',
  also: { status: '202', type: 'Task', module: './task.ts' },
};

const boat = (part: string): Schema => ({ properties: { [part]: {} } });
const mast = '{ mast?: unknown }';
const mastToSend = '{ mast?: unknown | undefined }';
const motor = '{ motor?: unknown }';
const json = (schema: Schema): Record<string, Answer> => ({ 200: { content: { 'application/json': { schema } } } });

/** The types of a document with this operation. */
const fileOf = (get: DocumentOperation, schemas: Record<string, Schema> = {}, path = '/a'): string =>
  operationsFile(
    { paths: { [path]: { get }, '/b': { get: { responses: {} } } }, components: { schemas } },
    { name: 'X' },
  );

describe('the generated types', () => {
  it('are the committed ones', async () => {
    await expect(operationsFile(await loadDocument(fixture), options)).toMatchFileSnapshot(
      'fixtures/operations.gen.ts',
    );
  });

  it('have no prose of the document', async () => {
    const file = operationsFile(await loadDocument(fixture), options);
    expect(file).not.toMatch(/prose/i);
    expect(new Set(file.match(/\/\*\*.*?\*\//g))).toEqual(
      new Set(['/** @deprecated */', '/** @experimental */', '/** @deprecated @experimental */']),
    );
  });

  it('can leave out lists that do not take the paging query', async () => {
    const document = await loadDocument(fixture);
    expect(operationsFile(document, { ...options, pagedBy: 'cursor' })).toContain('export interface PagedItems {\n\n}');
    expect(operationsFile(document, { ...options, pagedBy: 'offset' })).toContain(
      'export interface PagedItems {\n"/boats"',
    );
  });

  it.each<[string, Schema, string]>([
    ['a list of anything', { type: 'array' }, 'unknown[]'],
    ['a list of either', { items: { anyOf: [boat('mast'), boat('motor')] } }, `(${mast} | ${motor})[]`],
    ['a list of what is both', { items: { allOf: [boat('mast'), boat('motor')] } }, `(${mast} & ${motor})[]`],
    ['a list of some values', { items: { enum: ['sail', 'motor'] } }, '("sail" | "motor")[]'],
    ['each of several values once', { oneOf: [{ enum: ['a', 'b'] }, { enum: ['b', 1] }] }, '"a" | "b" | 1'],
    ['a text or a number', { type: ['string', 'integer'] }, 'string | number'],
    ['anything, if one of several may be anything', { anyOf: [{ type: 'string' }, { format: 'any' }] }, 'unknown'],
    ['anything, if one of several is empty', { anyOf: [{ type: 'string' }, {}] }, 'unknown'],
    ['what is left if the other parts say nothing', { allOf: [{}, boat('mast'), { format: 'any' }] }, mast],
    ['a rule that is not a type', { allOf: [boat('mast'), { required: ['mast'] }] }, mast],
    ['bytes', { type: 'string', format: 'binary' }, 'Blob'],
  ])('know %s', (_, schema, text) => {
    expect(fileOf({ responses: json(schema) })).toContain(`"/a": { answer: ${text} };`);
  });

  it('give an answer of bytes or JSON the types of both, and a body the type of JSON', () => {
    const content = { 'text/html': {}, 'application/octet-stream': {}, 'application/json': { schema: boat('mast') } };
    const file = fileOf({ requestBody: { content }, responses: { 200: { content } } });

    expect(file).toContain(`body?: ${mastToSend} | undefined }; answer: Blob | ${mast} }`);
  });

  it('know a number in a path, and a component that only a query refers to', () => {
    const parameters: Parameter[] = [
      { name: 'n', in: 'path', schema: { type: 'number' } },
      { name: 'by', in: 'query', schema: { $ref: '#/components/schemas/x~1y~0z' } },
    ];
    const file = fileOf({ parameters, responses: {} }, { 'x/y~z': boat('mast') }, '/{n}');

    expect(file).toContain('options: { path: { n: number }; query?: { by?: XYZ | undefined } | undefined }');
    expect(file).toContain(`export interface XYZ ${mastToSend}`);
  });

  it('take lists that are readonly, and undefined for what may be left out, but give neither', () => {
    const schema: Schema = { properties: { masts: { items: { items: { type: 'string' } } } } };
    const parameters: Parameter[] = [{ name: 'by', in: 'query', schema: { items: { enum: ['name', 'age'] } } }];
    const file = fileOf({ parameters, requestBody: { content: { 'a/json': { schema } } }, responses: json(schema) });

    expect(file).toContain('by?: readonly ("name" | "age")[] | undefined');
    expect(file).toContain('body?: { masts?: readonly (readonly string[])[] | undefined } | undefined');
    expect(file).toContain('answer: { masts?: string[][] }');
  });

  it('suggest the values that a path lists, and accept others too', () => {
    const parameters: Parameter[] = [{ name: 'log', in: 'path', schema: { enum: ['error', 'access'] } }];

    expect(fileOf({ parameters, responses: {} }, {}, '/{log}')).toContain(
      'options: { path: { log: "error" | "access" | (string & {}) } }',
    );
  });

  it('mark what is deprecated in a query', () => {
    const parameters: Parameter[] = [{ name: 'from', in: 'query', deprecated: true, schema: { type: 'string' } }];

    expect(fileOf({ parameters, responses: {} })).toContain('query?: { /** @deprecated */ from?: string | undefined }');
  });

  it('have no answer for an operation that only redirects', () => {
    expect(fileOf({ responses: { 301: {} } })).toContain('"/a": { answer: undefined };');
  });

  it('know that a required property may be missing or null in what comes', () => {
    const schemas = { 'task.v1': { properties: { ended: { type: 'string' }, id: {} }, required: ['ended', 'id'] } };
    const get = { responses: json({ $ref: '#/components/schemas/task.v1' }) };
    const document = { paths: { '/a': { get }, '/b': { get } }, components: { schemas } };

    const file = operationsFile(withUnsetProperties(document, ['task.v1.ended']), { name: 'X' });

    expect(file).toContain('export interface TaskV1 { ended?: string | null; id: unknown }');
    expect(operationsFile(withUnsetProperties(document, ['task.v1.ended,id']), { name: 'X' })).toContain(
      'export interface TaskV1 { ended?: string | null; id?: unknown }',
    );
    expect(() => withUnsetProperties(document, ['task.v1.begun'])).toThrow('task.v1.begun is not a required property');
    expect(() => withUnsetProperties(document, ['task.ended'])).toThrow('task.ended is not a required property');
    expect(() => withUnsetProperties({ paths: {} }, ['task.ended'])).toThrow('task.ended is not a required property');
  });

  it('leave read-only properties out of a body, however deep they are', () => {
    const schemas = {
      fleet: { items: { $ref: '#/components/schemas/boat' } },
      boat: { properties: { id: { readOnly: true }, name: {} } },
    };
    const requestBody = { content: { 'application/json': { schema: { $ref: '#/components/schemas/fleet' } } } };
    const file = fileOf({ requestBody, responses: json({ $ref: '#/components/schemas/fleet' }) }, schemas);

    expect(file).toContain('body?: FleetBody | undefined }; answer: Fleet');
    expect(file).toContain('export type FleetBody = readonly BoatBody[];');
    expect(file).toContain('export interface BoatBody { name?: unknown | undefined }');
  });

  it('give no component the name of a built-in type or of another component', () => {
    const names = ['Array', 'Blob', 'FormData', 'Record', 'Task', 'GetOperations', 'PagedItems', 'boat', 'Boat'];
    const refs = names.map((name) => ({ $ref: `#/components/schemas/${name}` }));
    const schemas = Object.fromEntries(names.map((name) => [name, boat('mast')]));

    expect(fileOf({ responses: json({ oneOf: refs }) }, schemas)).toContain(
      'answer: Array2 | Blob2 | FormData2 | Record2 | Task2 | GetOperations2 | PagedItems2 | Boat | Boat2 };',
    );
  });

  it('require the items of a list, which documents leave optional, behind references too', () => {
    const list = { properties: { _embedded: { $ref: '#/components/schemas/page' }, total: {} } };
    const schemas = {
      page: { $ref: '#/components/schemas/items' },
      items: { properties: { items: { type: 'array' }, links: {} } },
      other: { properties: { _embedded: { $ref: '#/components/schemas/text' } } }, // leads to no list
      text: { type: 'string' },
    };
    const get = { responses: json({ oneOf: [list, { $ref: '#/components/schemas/other' }] }) };
    const file = operationsFile(
      { paths: { '/a': { get }, '/b': { get: { responses: {} } } }, components: { schemas } },
      { name: 'X', items: '_embedded.items' },
    );

    expect(file).toContain('{ _embedded: Page; total?: unknown } | Other');
    expect(file).toContain('export interface Items { items: unknown[]; links?: unknown }');
    expect(file).toContain('export interface Other { _embedded?: Text }');
  });

  it('have pages only for lists of GET', () => {
    const list = { responses: json({ properties: { items: { items: { type: 'string' } } } }) };
    const file = operationsFile(
      { paths: { '/a': { get: list, post: list }, '/b': { get: { responses: {} }, post: list } } },
      { name: 'X', items: 'items' },
    );

    expect(file).toContain('export interface PagedItems {\n"/a": string;\n}');
  });

  it('are refused if a method has only one operation, which nothing could check', async () => {
    const lone: Document = { paths: { '/a': { get: { responses: {} } } } };
    expect(() => operationsFile(lone, { name: 'X' })).toThrow('get has one operation only');
  });

  it('are refused if a reference leads nowhere', () => {
    const lost: Document = {
      paths: { '/a': { get: { responses: { 200: { $ref: '#/components/responses/None' } } } } },
    };
    expect(() => operationsFile(lost, { name: 'X' })).toThrow('#/components/responses/None leads nowhere');
    expect(() => fileOf({ responses: json({ $ref: '#/components/schemas/None' }) })).toThrow('None leads nowhere');
    expect(() => fileOf({ responses: json({ $ref: 'other.yaml#/None' }) })).toThrow(
      'other.yaml#/None is not in #/components/schemas/',
    );
  });

  it('are refused if references lead in a circle', () => {
    const self = { $ref: '#/components/parameters/Self' };
    const paths = { '/a': { get: { parameters: [self], responses: {} } } };
    expect(() => operationsFile({ paths, components: { parameters: { Self: self } } }, { name: 'X' })).toThrow(
      '#/components/parameters/Self leads nowhere',
    );
  });

  it.each(['', 'paths:', 'paths: 1', '[]'])('are refused from a file that is not a document: %j', async (text) => {
    const folder = await mkdtemp(join(tmpdir(), 'openapi-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'document.yaml'), text);

    await expect(loadDocument(join(folder, 'document.yaml'))).rejects.toThrow(
      'document.yaml is no OpenAPI document: it has no paths',
    );
  });

  it('can come from a URL', async () => {
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
