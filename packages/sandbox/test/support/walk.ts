import type { Sandbox } from '@acme/sandbox';
import { Ajv, type ValidateFunction } from 'ajv';
import { createSampler } from '../../src/data/sample.ts';
import { createUuids } from '../../src/data/uuids.ts';
import type { ApiDocument, ApiOperation, JsonObject, Schema } from '../../src/openapi/document.ts';

/** A documented API of the sandbox, called by its operations, and its answers checked by a validator that isn't ours. */
export interface Walk {
  readonly document: ApiDocument;
  readonly operations: readonly ApiOperation[];
  /** The path with ids in place of its parameters, taken from the lists that the API answers. */
  fill(template: string): Promise<string>;
  send(operation: ApiOperation, path: string, body?: { type: string; value: unknown }): Promise<Sent>;
  /** What doesn't fit the schema; `undefined` if everything does. */
  misfit(operation: ApiOperation, body: unknown): string | undefined;
}

export interface Sent {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly body: unknown;
}

/**
 * @param sources For a parameter without a list before it in the path: the path of another list, or a value.
 * @param itemsOf The list in an answer.
 * @param required Values for required parameters of the query.
 */
export function createWalk(
  sandbox: Sandbox,
  document: ApiDocument,
  baseUrl: string,
  token: string,
  sources: Readonly<Record<string, string>>,
  itemsOf: (body: JsonObject) => readonly JsonObject[] | undefined,
  required: Readonly<Record<string, string>> = {},
): Walk {
  const ajv = new Ajv({ strict: false, allErrors: true });
  for (const [name, format] of Object.entries(FORMATS)) ajv.addFormat(name, format);
  ajv.addSchema(document, 'document');
  const validators = new Map<ApiOperation, ValidateFunction>();
  const gets = new Map(document.operations.filter(({ method }) => method === 'GET').map((op) => [op.path, op]));
  const filled = new Map<string, Promise<string>>();

  const send: Walk['send'] = async ({ method }, path, body) => {
    const response = await sandbox.fetch(baseUrl + path, {
      method,
      redirect: 'manual',
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined || body.type.startsWith('multipart') ? {} : { 'content-type': body.type }),
      },
      ...(body === undefined ? {} : { body: encode(body.type, body.value) }),
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    return {
      status: response.status,
      type,
      text,
      body: /[/+]json/.test(type) && text !== '' ? JSON.parse(text) : text,
    };
  };

  const listed = new Map<string, Promise<readonly JsonObject[] | undefined>>();
  /** The first thing of a list; `undefined` if the answer is not a list. */
  const firstOf = async (list: ApiOperation, path: string): Promise<JsonObject | undefined> => {
    const known =
      listed.get(path) ?? send(list, withQuery(list, path, required)).then(({ body }) => itemsOf(body as JsonObject)); // JSON
    listed.set(path, known);
    const items = await known;
    if (items !== undefined && items.length === 0) throw new Error(`${path} has nothing in it`);
    return items?.[0];
  };

  const fill = (template: string): Promise<string> => {
    const known = filled.get(template) ?? fillAnew(template);
    filled.set(template, known);
    return known;
  };

  const fillAnew = async (template: string): Promise<string> => {
    const [, before, name, after] = /^(.*)\{(\w+)\}([^{]*)$/.exec(template) ?? [];
    if (before === undefined || name === undefined) return template;
    const prefix = await fill(before);
    const list = before.endsWith('/') ? gets.get(before.slice(0, -1)) : undefined;
    const source = sources[`${before}{${name}}`] ?? sources[name] ?? '';
    const other = gets.get(source);
    const item =
      (list === undefined ? undefined : await firstOf(list, prefix.slice(0, -1))) ??
      (other === undefined ? undefined : await firstOf(other, await fill(other.path)));
    const value = (item === undefined ? '' : idOf(item, name)) || source;
    if (value === '') throw new Error(`No value for {${name}} of ${template}`);
    return prefix + value.split('/').map(encodeURIComponent).join('/') + (after ?? '');
  };

  return {
    document,
    operations: document.operations,
    fill: async (template) => {
      const operation = gets.get(template);
      const path = await fill(template);
      return operation === undefined ? path : withQuery(operation, path, required);
    },
    send,
    misfit(operation, body) {
      const index = document.operations.indexOf(operation);
      const validate =
        validators.get(operation) ?? ajv.compile({ $ref: `document#/operations/${index}/answer/schema` });
      validators.set(operation, validate);
      return validate(body) ? undefined : ajv.errorsText(validate.errors);
    },
  };
}

/** The value that a path has for a thing: its `uuid` for `{roleUuid}`, its `name` for `{databaseName}`. */
function idOf(item: JsonObject, parameter: string): string {
  const snake = parameter.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const last = snake.split('_').at(-1) ?? '';
  const idLike = Object.keys(item).find((key) => key.endsWith('_id')) ?? '';
  const candidates = [parameter, snake, last === 'id' ? 'uuid' : last, last, 'hostname', 'uuid', 'id', idLike, 'name'];
  const property = candidates.find((candidate) => candidate in item);
  return String(item[property ?? ''] ?? '');
}

/** A body that an operation takes, made from its schema; JSON if the operation takes that. */
export function bodyFor(document: ApiDocument, operation: ApiOperation): { type: string; value: unknown } | undefined {
  const content = Object.entries(operation.body?.content ?? {});
  const [type, schema] = content.find(([candidate]) => candidate.includes('json')) ?? content[0] ?? [];
  if (type === undefined || schema === undefined) return undefined;
  const sampler = createSampler(document, 1, createUuids('bodies'), (ms) => new Date(ms).toISOString());
  return {
    type,
    value: sampler.sample(schema, `${operation.method} ${operation.path}`, { url: 'https://body.example/' }),
  };
}

/** The required parameters of the query, with something in them. */
function withQuery(operation: ApiOperation, path: string, values: Readonly<Record<string, string>>): string {
  const missing = operation.parameters?.filter((parameter) => parameter.in === 'query' && parameter.required) ?? [];
  const query = new URLSearchParams(missing.map(({ name, schema }) => [name, values[name] ?? exampleOf(schema)]));
  return missing.length === 0 ? path : `${path}?${query}`;
}

const exampleOf = (schema: Schema): string => String(schema.enum?.[0] ?? (schema.type === 'integer' ? 8 : 'x'));

function encode(type: string, value: unknown): string | FormData | URLSearchParams {
  if (/[/+]json$/.test(type)) return JSON.stringify(value);
  if (type === 'multipart/form-data') {
    const form = new FormData();
    for (const [name, field] of Object.entries(value as object)) form.set(name, String(field)); // a form is an object
    return form;
  }
  return new URLSearchParams(
    Object.entries(value as object).flatMap(
      (
        [name, field], // the body of a form is an object
      ) =>
        Array.isArray(field)
          ? field.map((item): [string, string] => [`${name}[]`, String(item)])
          : [[name, String(field)] as [string, string]],
    ),
  );
}

const FORMATS = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|\+00:00)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  uri: /^(https?|wss?):\/\/\S+$/,
  'iri-reference': /^\/\S*$/,
  email: /^[a-z.]+@[a-z.]+$/,
  hostname: /^[a-z\d.-]+$/,
  ipv4: /^(\d{1,3}\.){3}\d{1,3}$/,
  binary: /^/,
};
