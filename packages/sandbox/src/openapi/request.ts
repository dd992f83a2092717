import { mediaType } from '../exchange.ts';
import { MultipartError, readMultipart, readText } from '../multipart.ts';
import type { Context } from '../router.ts';
import { check, type Problem } from './check.ts';
import {
  type ApiDocument,
  type ApiOperation,
  isObject,
  type Json,
  type JsonObject,
  type Parameter,
  propertyOf,
  resolveSchema,
  type Schema,
  typesOf,
} from './document.ts';

/** Why a request is refused: 400 if it can't be read or has a wrong parameter, 415 for its type, 422 for its body. */
export type Refusal =
  | { readonly status: 400 | 415; readonly detail: string }
  | { readonly status: 422; readonly problems: readonly Problem[] };

/** The body of a request, checked against the document; `undefined` if there is none. */
export async function readRequest(
  document: ApiDocument,
  operation: ApiOperation,
  context: Context,
): Promise<{ readonly body: Json | undefined } | Refusal> {
  for (const parameter of operation.parameters ?? []) {
    const text = parameter.in === 'path' ? context.parameter(parameter.name) : context.query.get(parameter.name);
    const problem = checkParameter(document, parameter, text);
    if (problem !== undefined) {
      return { status: 400, detail: `The parameter ${parameter.name} ${problem}.` };
    }
  }
  if (operation.body === undefined) return { body: undefined };

  const { content, required } = operation.body;
  const sent = mediaType(context.arrival);
  const [type, schema] = Object.entries(content).find(([candidate]) => isSameKind(candidate, sent)) ?? [];
  if (type === undefined || schema === undefined) {
    if (sent !== '') {
      return { status: 415, detail: `The body must be ${Object.keys(content).join(' or ')}.` };
    }
    return required ? { status: 400, detail: 'A body is required.' } : { body: undefined };
  }
  const body = await readBody(document, schema, context, sent);
  if (typeof body === 'string') return { status: 400, detail: body };
  if (body.value === undefined) {
    return required ? { status: 400, detail: 'A body is required.' } : { body: undefined };
  }
  const problems = check(document, schema, body.value);
  if (problems.length > 0) return { status: 422, problems };
  return { body: body.value };
}

function checkParameter(document: ApiDocument, parameter: Parameter, text: string | null): string | undefined {
  if (text === null) return parameter.required ? 'is required' : undefined;
  const schema = resolveSchema(document, parameter.schema);
  if (typesOf(schema).includes('object')) return undefined; // it has brackets in its name, and is read elsewhere
  const list = typesOf(schema).includes('array');
  const values = list ? text.split(',').filter((value) => value !== '') : [text];
  const one = list ? (schema.items ?? {}) : schema;
  for (const value of values) {
    const [problem] = check(document, one, coerced(document, one, value));
    if (problem !== undefined) return problem.message;
  }
  return undefined;
}

/** All kinds of JSON count as one: clients send `application/json` even if the document says `application/hal+json`. */
function isSameKind(documented: string, sent: string): boolean {
  const isJson = (type: string): boolean => /[/+]json$/.test(type);
  return documented === sent || (isJson(documented) && isJson(sent));
}

/** The value that was sent. A text says why it can't be read. */
async function readBody(
  document: ApiDocument,
  schema: Schema,
  context: Context,
  type: string,
): Promise<{ readonly value: Json | undefined } | string> {
  if (type === 'multipart/form-data') {
    const fields: [string, string][] = [];
    try {
      for await (const part of readMultipart(context.arrival)) {
        if (part.filename !== undefined) fields.push([part.name, part.filename]);
        else fields.push([part.name, await readText(part.body)]);
      }
    } catch (error) {
      if (error instanceof MultipartError) return error.message;
      throw error;
    }
    return { value: fromForm(document, schema, new URLSearchParams(fields)) };
  }
  const text = await context.arrival.text();
  if (type === 'application/x-www-form-urlencoded') {
    return { value: text === '' ? undefined : fromForm(document, schema, new URLSearchParams(text)) };
  }
  if (text === '') return { value: undefined };
  try {
    return { value: JSON.parse(text) as Json }; // a cast: JSON.parse gives only this
  } catch {
    return 'The body is not JSON.';
  }
}

/** The fields of a form, with the types of the schema. `tags[]`, `tags[0]` and a repeated name make a list. */
function fromForm(document: ApiDocument, schema: Schema, form: URLSearchParams): JsonObject {
  const target = resolveSchema(document, schema);
  const fields: Record<string, Json> = {};
  for (const [key, text] of form) {
    const name = key.replace(/\[\d*\]$/, '');
    const property = propertyOf(target, name);
    if (property === undefined) fields[name] = text;
    else if (typesOf(resolveSchema(document, property)).includes('array')) {
      const item = coerced(document, resolveSchema(document, property).items ?? {}, text);
      const before = fields[name];
      fields[name] = [...(Array.isArray(before) ? (before as Json[]) : []), item]; // a cast: this function made the list
    } else fields[name] = coerced(document, property, text);
  }
  return fields;
}

/** A text as the number, boolean or object that the schema requires; the text itself if it is none. */
function coerced(document: ApiDocument, schema: Schema, text: string): Json {
  const target = resolveSchema(document, schema);
  const types = typesOf(target);
  if (types.includes('string')) return text;
  if ((types.includes('integer') || types.includes('number')) && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (types.includes('boolean')) {
    if (text === 'true' || text === '1') return true;
    if (text === 'false' || text === '0') return false;
  }
  if (types.includes('object') && text.startsWith('{')) {
    try {
      const value: unknown = JSON.parse(text);
      return isObject(value) ? value : text;
    } catch {
      return text; // not JSON: the check that follows says what it should be
    }
  }
  return text;
}
