import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

/** The part of an OpenAPI document (3.0 or 3.1) that is read. It has no prose, so none gets into generated files. */
export interface Document {
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components?: {
    readonly schemas?: Readonly<Record<string, Schema>>;
    readonly parameters?: Readonly<Record<string, Parameter | Reference>>;
    readonly responses?: Readonly<Record<string, Answer | Reference>>;
    readonly requestBodies?: Readonly<Record<string, Body | Reference>>;
  };
}

export interface Reference {
  readonly $ref: string;
}

export const methods = ['get', 'post', 'put', 'delete', 'patch'] as const;
export type Method = (typeof methods)[number];

export type PathItem = Readonly<Partial<Record<Method, DocumentOperation>>> & {
  readonly parameters?: readonly (Parameter | Reference)[];
};

export interface DocumentOperation {
  readonly operationId?: string;
  readonly tags?: readonly string[];
  readonly deprecated?: boolean;
  /** What Acquia Cloud says of an operation that is not in production yet. */
  readonly 'x-prerelease'?: boolean;
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: Body | Reference;
  readonly responses: Readonly<Record<string, Answer | Reference>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly required?: boolean;
  readonly deprecated?: boolean;
  readonly schema?: Schema;
  readonly content?: Content;
}

export interface Body {
  readonly required?: boolean;
  readonly content?: Content;
}

export interface Answer {
  readonly content?: Content;
}

export type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

/** What is read of a schema. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly (string | number | boolean | null)[];
  readonly const?: string | number | boolean | null;
  readonly nullable?: boolean;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly additionalProperties?: boolean | Schema;
  readonly format?: string;
  readonly readOnly?: boolean;
  readonly deprecated?: boolean;
}

/** Reads a document in JSON or YAML from a file or a URL. */
export async function loadDocument(fileOrUrl: string): Promise<Document> {
  const text = /^https?:/.test(fileOrUrl) ? await (await fetch(fileOrUrl)).text() : await readFile(fileOrUrl, 'utf8');
  const document = parse(text) as Document | null; // what is missing inside is refused where it is read
  if (typeof document?.paths === 'object' && document.paths !== null) return document;
  throw new Error(`${fileOrUrl} is no OpenAPI document: it has no paths`);
}

type Section = 'parameters' | 'responses' | 'requestBodies';

/** Follows references, which may lead to further ones. */
export function resolve<T extends object>(document: Document, value: T | Reference, section: Section): T {
  let current: T | Reference = value;
  for (let steps = 0; '$ref' in current; steps++) {
    const name: string = referencedName(current.$ref, section);
    const next = document.components?.[section]?.[name];
    if (next === undefined || steps > 20) throw new Error(`${current.$ref} leads nowhere`);
    current = next as T | Reference; // a section holds one kind of thing
  }
  return current;
}

/** The name in `#/components/{section}/{name}`. */
export function referencedName(reference: string, section: Section | 'schemas'): string {
  const prefix = `#/components/${section}/`;
  if (!reference.startsWith(prefix)) throw new Error(`${reference} is not in ${prefix}`);
  return reference.slice(prefix.length).replaceAll('~1', '/').replaceAll('~0', '~');
}
