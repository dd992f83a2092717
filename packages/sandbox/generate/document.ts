/**
 * Writes a module with the part of an OpenAPI document that the sandbox needs for its answers:
 *   node packages/sandbox/generate/document.ts <file or URL> packages/sandbox/src/openapi/<name>.gen.ts
 *
 * It copies only what this file names. Texts for people stay out: no answer has them.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parse } from 'yaml';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'options'];
const FORMATS = ['uuid', 'date-time', 'date', 'uri', 'iri-reference', 'email', 'hostname', 'ipv4', 'binary'];
/** The keywords of a schema whose value is copied unchanged. */
const PLAIN = [
  'type',
  'required',
  'enum',
  'const',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'minProperties',
  'pattern',
  'readOnly',
];

/**
 * The documents require these properties, but an answer has them only when its task has ended, or the files of its order
 * are made.
 */
const UNSET = [
  'Acquia_Cloud_API_Documentation_notification-stub.completed_at',
  'Order.datePlaced',
  'Order.downloadCount',
  'Order.expirationDate',
  'Order.externalPickupLink',
  'Order.orderedItems',
  'Order.recipient',
  'Order.sender',
  'Order.status',
];

/**
 * The document as `src/openapi/document.ts` reads it. Each operation and each schema is one line: a change of the service
 * is a short diff.
 *
 * @param unset Properties that an answer may leave out, though the document requires them: `schema.property`.
 */
export function compactDocument(source: JsonObject, unset: readonly string[] = []): string {
  const reached = new Set<string>();

  const schemaOf = (value: Json | undefined): JsonObject => {
    const schema = object(value);
    if (typeof schema.$ref === 'string') {
      const name = schema.$ref.replace('#/components/schemas/', '');
      reached.add(name);
      return { $ref: `#/schemas/${name}` };
    }
    const result: Record<string, Json> = {};
    for (const keyword of PLAIN) {
      const plain = schema[keyword];
      if (plain !== undefined && plain !== false) result[keyword] = plain;
    }
    if (FORMATS.includes(String(schema.format))) result.format = schema.format ?? null;
    for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
      if (schema[keyword] !== undefined) result[keyword] = array(schema[keyword]).map(schemaOf);
    }
    if (schema.items !== undefined) result.items = schemaOf(schema.items);
    if (schema.properties !== undefined) {
      result.properties = mapValues(object(schema.properties), schemaOf);
      result.type ??= 'object';
    }
    const rest = schema.additionalProperties;
    if (rest === false) result.additionalProperties = false;
    else if (typeof rest === 'object') result.additionalProperties = schemaOf(rest);
    return schema.nullable === true ? nullable(result) : result;
  };

  const resolve = (value: Json | undefined): JsonObject => {
    let current = object(value);
    while (typeof current.$ref === 'string') {
      current = current.$ref
        .slice(2)
        .split('/')
        .reduce((at, key) => object(at[key.replaceAll('~1', '/').replaceAll('~0', '~')]), source);
    }
    return current;
  };

  const contentOf = (value: Json | undefined): JsonObject =>
    mapValues(object(value), (media) => schemaOf(object(media).schema));

  const operations: JsonObject[] = [];
  for (const [path, pathItem] of Object.entries(object(source.paths))) {
    const item = object(pathItem);
    for (const method of METHODS.filter((name) => item[name] !== undefined)) {
      const operation = object(item[method]);
      const parameters = [...array(item.parameters), ...array(operation.parameters)]
        .map(resolve)
        .map((parameter) => ({
          name: parameter.name ?? '',
          in: parameter.in ?? '',
          ...(parameter.required === true && parameter.in !== 'path' ? { required: true } : {}),
          schema: schemaOf(parameter.schema),
        }))
        .filter((parameter) => parameter.in === 'query' || JSON.stringify(parameter.schema).includes('"integer"'));
      const body = operation.requestBody === undefined ? undefined : resolve(operation.requestBody);
      const success = successOf(object(operation.responses), method);
      const content = success === undefined ? {} : contentOf(resolve(success.answer).content);
      const [type] = Object.keys(content).sort((a, b) => preference(b) - preference(a));
      operations.push({
        method: method.toUpperCase(),
        path,
        ...(operation.deprecated === true ? { deprecated: true } : {}),
        ...(operation['x-prerelease'] === true ? { prerelease: true } : {}),
        ...(parameters.length > 0 ? { parameters } : {}),
        ...(body === undefined
          ? {}
          : { body: { ...(body.required === true ? { required: true } : {}), content: contentOf(body.content) } }),
        status: success === undefined ? 200 : success.status(type !== undefined),
        ...(type === undefined ? {} : { answer: { type, schema: content[type] ?? {} } }),
      });
    }
  }

  const schemas: Record<string, JsonObject> = {};
  const all = object(object(source.components).schemas);
  // A schema can name others. The loop comes to these, too: a set may grow while a loop goes through it.
  for (const name of reached) {
    const schema = schemaOf(all[name]);
    const required = array(schema.required).filter((property) => !unset.includes(`${name}.${property}`));
    schemas[name] = schema.required === undefined ? schema : { ...schema, required };
  }
  const lines = (values: readonly string[]): string => values.join(',\n');
  const text = `{"operations":[
${lines(operations.map((operation) => JSON.stringify(operation)))}
],"schemas":{
${lines(Object.entries(schemas).map(([name, schema]) => `${JSON.stringify(name)}:${JSON.stringify(schema)}`))}
}}`;
  if (/`|\$\{/.test(text)) throw new Error('The document has a backtick or a ${, which the written file can not hold.');
  return text;
}

/** The answer of a success. If there are several, a POST has the last one, as it makes something new. */
function successOf(
  responses: JsonObject,
  method: string,
): { answer: Json | undefined; status(hasBody: boolean): number } | undefined {
  const successes = Object.keys(responses)
    .filter((status) => /^[23]/.test(status))
    .sort();
  const status = method === 'post' ? successes.at(-1) : successes[0];
  if (status === undefined) return undefined;
  return {
    answer: responses[status],
    status: (hasBody) => (status.toUpperCase() === '2XX' ? (hasBody ? 200 : 204) : Number(status)),
  };
}

/** Clients read HAL rather than other JSON, and JSON rather than anything else. */
const preference = (type: string): number => (type.includes('hal+json') ? 2 : /[/+]json$/.test(type) ? 1 : 0);

/** JSON Schema has no `nullable`, which OpenAPI 3.0 has: null is one more type there. */
function nullable(schema: JsonObject): JsonObject {
  if (typeof schema.type !== 'string') return { anyOf: [schema, { type: 'null' }] };
  return {
    ...schema,
    type: [schema.type, 'null'],
    ...(schema.enum === undefined ? {} : { enum: [...array(schema.enum), null] }),
  };
}

function mapValues(value: JsonObject, change: (value: Json) => JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, change(inner)]));
}

const object = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}; // neither null nor an array

const array = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

if (import.meta.main) {
  const [source, target] = process.argv.slice(2);
  if (source === undefined || target === undefined) throw new Error('Say a file or URL to read, and a file to write.');
  const text = /^https?:/.test(source) ? await (await fetch(source)).text() : await readFile(source, 'utf8');
  await writeFile(
    target,
    `// Written by generate/document.ts from an OpenAPI document: change that, and write it anew.\nexport const text: string = String.raw\`${compactDocument(parse(text), UNSET)}\`;\n`,
  );
}
