/** What is kept of an API's OpenAPI document; written by `generate/document.ts`. */
export interface ApiDocument {
  readonly operations: readonly ApiOperation[];
  readonly schemas: Readonly<Record<string, Schema>>;
}

export interface ApiOperation {
  readonly method: string;
  /** `/applications/{applicationUuid}` */
  readonly path: string;
  readonly deprecated?: true;
  /** May still change: `x-prerelease`. */
  readonly prerelease?: true;
  /** Those of the query, and those of the path that are no texts. */
  readonly parameters?: readonly Parameter[];
  readonly body?: { readonly required?: true; readonly content: Readonly<Record<string, Schema>> };
  /** Of a success. */
  readonly status: number;
  /** Media type and schema of a success; none where it has no body. */
  readonly answer?: { readonly type: string; readonly schema: Schema };
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required?: true;
  readonly schema: Schema;
}

/** The keywords of JSON Schema that are in use. */
export interface Schema {
  /** `#/schemas/{name}` */
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly Json[];
  readonly const?: Json;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly additionalProperties?: false | Schema;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly minProperties?: number;
  readonly readOnly?: true;
}

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/** Reads the document of a service; a module of its own, so that only those who need it pay for it. */
export async function loadDocument(service: 'cloud' | 'dam'): Promise<ApiDocument> {
  const { text } = await MODULES[service]();
  return parseDocument(text);
}

export const parseDocument = (text: string): ApiDocument => JSON.parse(text) as ApiDocument; // our generator wrote it

const MODULES = {
  cloud: () => import('./cloud.gen.ts'),
  dam: () => import('./dam.gen.ts'),
};

/** The schema itself, behind its references. */
export function resolveSchema(document: ApiDocument, schema: Schema): Schema {
  let current = schema;
  while (current.$ref !== undefined) {
    const target = document.schemas[current.$ref.slice('#/schemas/'.length)];
    if (target === undefined) throw new Error(`${current.$ref} is not in the document.`);
    current = target;
  }
  return current;
}

/** The types that a schema names, without `null`. */
export function typesOf(schema: Schema): readonly string[] {
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  return types.filter((type) => type !== 'null');
}

/** A property of an object's schema, looked for among its own: `constructor` is none. */
export const propertyOf = (schema: Schema, name: string): Schema | undefined =>
  schema.properties !== undefined && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
