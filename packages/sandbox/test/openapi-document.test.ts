import { describe, expect, it } from 'vitest';
import { compactDocument } from '../generate/document.ts';
import { check } from '../src/openapi/check.ts';
import { type ApiDocument, type Json, parseDocument, type Schema } from '../src/openapi/document.ts';

const DOCUMENT = {
  openapi: '3.0.0',
  info: { title: 'Prose', description: 'Prose' },
  paths: {
    '/shelves/{shelfId}/books': {
      parameters: [{ $ref: '#/components/parameters/shelf' }],
      get: {
        summary: 'Prose',
        description: 'Prose',
        operationId: 'prose',
        parameters: [
          { name: 'limit', in: 'query', description: 'Prose', schema: { type: 'integer', example: 3, maximum: 9 } },
          { $ref: '#/components/parameters/aliased' },
        ],
        responses: {
          default: { description: 'Prose' },
          '200': {
            description: 'Prose',
            content: { 'text/html': {}, 'application/hal+json': { schema: { $ref: '#/components/schemas/Books' } } },
          },
        },
      },
      post: {
        requestBody: {
          description: 'Prose',
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Book' } } },
        },
        responses: {
          '200': { description: 'Prose' },
          '201': { description: 'Prose' },
          '404': { description: 'Prose' },
        },
      },
      delete: { responses: { '2XX': { description: 'Prose' } } },
    },
  },
  components: {
    parameters: {
      shelf: { name: 'shelfId', in: 'path', required: true, schema: { type: 'integer', description: 'Prose' } },
      aliased: { $ref: '#/components/parameters/sort' },
      sort: { name: 'sort', in: 'query', required: true, schema: { type: 'string', title: 'Prose' } },
    },
    schemas: {
      Books: {
        type: 'object',
        description: 'Prose',
        properties: { items: { type: 'array', items: { $ref: '#/components/schemas/Book' } } },
      },
      Book: {
        title: 'Prose',
        'x-prose': 'Prose',
        required: ['title'],
        properties: {
          title: { type: 'string', description: 'Prose', example: 'Prose' },
          description: { type: 'string', nullable: true, enum: ['short', 'long'] },
          type: { type: 'string', default: 'Prose' },
          example: { allOf: [{ $ref: '#/components/schemas/Books' }], nullable: true },
          default: { additionalProperties: { type: 'integer', title: 'Prose' } },
        },
      },
      Unused: { type: 'string' },
    },
  },
};

describe('what is kept of an OpenAPI document', () => {
  const text = compactDocument(DOCUMENT);
  const document = parseDocument(text);

  it('has no prose, but keeps properties with the names of prose', () => {
    expect(text).not.toMatch(/prose/i);
    expect(Object.keys(document.schemas.Book?.properties ?? {})).toEqual([
      'title',
      'description',
      'type',
      'example',
      'default',
    ]);
  });

  it('has what operations take and answer, with references resolved', () => {
    const [get, post, remove] = document.operations;

    expect(get).toEqual({
      method: 'GET',
      path: '/shelves/{shelfId}/books',
      parameters: [
        { name: 'shelfId', in: 'path', schema: { type: 'integer' } },
        { name: 'limit', in: 'query', schema: { type: 'integer', maximum: 9 } },
        { name: 'sort', in: 'query', required: true, schema: { type: 'string' } },
      ],
      status: 200,
      answer: { type: 'application/hal+json', schema: { $ref: '#/schemas/Books' } },
    });
    expect(post).toMatchObject({
      status: 201,
      body: { required: true, content: { 'application/json': { $ref: '#/schemas/Book' } } },
    });
    expect(remove).toMatchObject({ method: 'DELETE', status: 204 });
  });

  it('does not require what is known to be missing now and then', () => {
    const schemas = { Task: { type: 'object', required: ['id', 'ended'], properties: { id: {}, ended: {} } } };
    const answer = { content: { 'application/json': { schema: { $ref: '#/components/schemas/Task' } } } };
    const source = { paths: { '/task': { get: { responses: { '200': answer } } } }, components: { schemas } };

    const { Task } = parseDocument(compactDocument(source, ['Task.ended'])).schemas;

    expect(Task).toMatchObject({ required: ['id'], properties: { id: {}, ended: {} } });
  });

  it('has the schemas that are used, with null as in JSON Schema', () => {
    expect(Object.keys(document.schemas)).toEqual(['Books', 'Book']);
    expect(document.schemas.Book?.properties).toMatchObject({
      description: { type: ['string', 'null'], enum: ['short', 'long', null] },
      example: { anyOf: [{ allOf: [{ $ref: '#/schemas/Books' }] }, { type: 'null' }] },
      default: { additionalProperties: { type: 'integer' } },
    });
  });

  it('is all that the committed documents contain', async () => {
    const keywords = new Set<string>();
    const visit = (schema: Schema): void => {
      for (const key of Object.keys(schema)) keywords.add(key);
      for (const inner of Object.values(schema.properties ?? {})) visit(inner);
      for (const members of [schema.allOf, schema.anyOf, schema.oneOf]) members?.forEach(visit);
      if (schema.items !== undefined) visit(schema.items);
      if (typeof schema.additionalProperties === 'object') visit(schema.additionalProperties);
    };
    for (const name of ['cloud', 'dam', 'source']) {
      const { text: committed } = (await import(`../src/openapi/${name}.gen.ts`)) as { text: string }; // as it is written
      const { operations, schemas, ...rest } = parseDocument(committed);
      Object.values(schemas).forEach(visit);
      for (const operation of operations) {
        const { body, answer, parameters = [], method, path, status, deprecated, prerelease, ...others } = operation;
        for (const schema of Object.values(body?.content ?? {})) visit(schema);
        if (answer !== undefined) visit(answer.schema);
        for (const { schema } of parameters) visit(schema);
        expect({ ...others, ...rest }).toEqual({});
        expect([typeof method, typeof path, typeof status]).toEqual(['string', 'string', 'number']);
        expect([undefined, true]).toEqual(expect.arrayContaining([deprecated, prerelease]));
      }
    }

    expect([...keywords].toSorted()).toEqual(
      '$ref additionalProperties allOf anyOf const enum format items maxLength maximum minItems minLength minProperties minimum oneOf pattern properties readOnly required type'.split(
        ' ',
      ),
    );
  });
});

describe('a check against a schema', () => {
  const document: ApiDocument = {
    operations: [],
    schemas: { Tag: { type: 'object', required: ['name'], properties: { name: { type: 'string', maxLength: 5 } } } },
  };
  const problems = (schema: Schema, value: Json): readonly string[] =>
    check(document, schema, value).map(({ pointer, message }) => `${pointer} ${message}`);

  it.each<[Schema, Json, string]>([
    [{ type: 'string' }, 7, ' must be a string'],
    [{ type: ['integer', 'null'] }, 'x', ' must be an integer or null'],
    [{ type: 'integer' }, 1.5, ' must be an integer'],
    [{ enum: ['a', 'b'] }, 'c', ' must be one of a, b'],
    [{ const: 'a' }, 'b', ' must be "a"'],
    [{ type: 'integer', minimum: 1 }, 0, ' must be 1 or more'],
    [{ type: 'integer', maximum: 1 }, 2, ' must be 1 or less'],
    [{ type: 'string', minLength: 2 }, 'é', ' must have 2 or more characters'],
    [{ type: 'string', pattern: '^a' }, 'b', ' must match ^a'],
    [{ type: 'string', format: 'uuid' }, 'b', ' must be a valid uuid'],
    [{ type: 'string', format: 'date-time' }, '2025', ' must be a valid date-time'],
    [{ type: 'array', minItems: 1 }, [], ' must have 1 or more items'],
    [
      { type: 'array', items: { $ref: '#/schemas/Tag' } },
      [{ name: 'long name' }],
      '/0/name must have 5 or fewer characters',
    ],
    [{ $ref: '#/schemas/Tag' }, {}, '/name is required'],
    [{ type: 'object', additionalProperties: false }, { 'a/b': 1 }, '/a~1b is not known'],
    [{ type: 'object', minProperties: 1 }, {}, ' must not be empty'],
    [{ allOf: [{ $ref: '#/schemas/Tag' }] }, { name: 1 }, '/name must be a string'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 1, ' must be a string'],
  ])('of %j says what is wrong with %j', (schema, value, problem) => {
    expect(problems(schema, value)).toContain(problem);
  });

  it('accepts what fits, what it does not know, and what is read-only', () => {
    expect(
      problems({ type: 'object', properties: { id: { type: 'string', readOnly: true } } }, { id: 7, more: true }),
    ).toEqual([]);
    expect(
      problems({ type: 'object', required: ['id'], properties: { id: { type: 'string', readOnly: true } } }, {}),
    ).toEqual([]);
    expect(problems({ oneOf: [{ type: 'array' }, { $ref: '#/schemas/Tag' }] }, { name: 'a' })).toEqual([]);
  });
});
