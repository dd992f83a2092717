/** The part of an API's OpenAPI document that is kept. `generate/document.ts` writes it. */
export interface ApiDocument {
  readonly operations: readonly ApiOperation[];
  readonly schemas: Readonly<Record<string, Schema>>;
}

export interface ApiOperation {
  readonly method: string;
  /** `/applications/{applicationUuid}` */
  readonly path: string;
  readonly deprecated?: true;
  /** The operation may still change: `x-prerelease`. */
  readonly prerelease?: true;
  /** The parameters of the query, and those of the path that are not texts. */
  readonly parameters?: readonly Parameter[];
  readonly body?: { readonly required?: true; readonly content: Readonly<Record<string, Schema>> };
  /** The status of a success. */
  readonly status: number;
  /** Media type and schema of a success; left out if it has no body. */
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

/** Reads the document of a service. Each is a separate module, so that it is loaded only when it is needed. */
export async function loadDocument(service: 'cloud' | 'dam'): Promise<ApiDocument> {
  const { text } = await MODULES[service]();
  return parseDocument(text);
}

export const parseDocument = (text: string): ApiDocument => JSON.parse(text) as ApiDocument; // our generator wrote it

const MODULES = {
  cloud: () => import('./cloud.gen.ts'),
  dam: () => import('./dam.gen.ts'),
};

/** The schema to which references lead. */
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

/** The schema of a property. Only own properties count, because a name may be any, such as `constructor`. */
export const propertyOf = (schema: Schema, name: string): Schema | undefined =>
  schema.properties !== undefined && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
