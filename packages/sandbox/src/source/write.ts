import type { Content, Entity, Identifier, Linkage } from '../data/source-content.ts';
import { attributeOf, RESOURCE_TYPES, type ResourceType, relationshipOf } from '../data/source-model.ts';
import { identifiers } from '../data/source-query.ts';
import { type Answer, mediaType } from '../exchange.ts';
import { isObject, type Json, type JsonObject } from '../openapi/document.ts';
import type { Context } from '../router.ts';
import { jsonApiError } from './document.ts';

export interface Sent {
  readonly id: string | undefined;
  readonly attributes: JsonObject;
  readonly relationships: Readonly<Record<string, Linkage>>;
}

/** The JSON document of a write. An answer says why it can't be read. */
export async function readDocument({
  arrival,
}: Context): Promise<{ readonly document: JsonObject } | { readonly answer: Answer }> {
  if (mediaType(arrival) !== 'application/vnd.api+json') {
    return { answer: jsonApiError(415, 'Unsupported Media Type', 'The body must be application/vnd.api+json.') };
  }
  const text = await arrival.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined; // refused below, like every other body that is not an object
  }
  if (isObject(body)) return { document: body };
  return { answer: jsonApiError(400, 'Bad Request', 'The body is not a JSON object.') };
}

/** The entry that was sent, checked against the content model. An answer says what is wrong. */
export async function readEntry(
  content: Content,
  type: string,
  context: Context,
  isNew: boolean,
): Promise<Sent | Answer> {
  const read = await readDocument(context);
  if ('answer' in read) return read.answer;
  const { data } = read.document;
  if (!isObject(data)) return invalid('The document has no data.', '/data');
  const { type: sentType, id, attributes = {}, relationships = {} } = data;
  if (sentType !== type) {
    return jsonApiError(409, 'Conflict', `The type ${String(sentType)} is not ${type}.`, { pointer: '/data/type' });
  }
  if (id !== undefined && !(typeof id === 'string' && UUID.test(id))) return invalid('The id is a UUID.', '/data/id');
  const model = RESOURCE_TYPES[type];
  if (model === undefined || !isObject(attributes) || !isObject(relationships)) {
    return invalid('Attributes and relationships are objects.', '/data');
  }
  const problem = checkAttributes(model, type, attributes, isNew);
  if (problem !== undefined) return problem;
  const links: Record<string, Linkage> = {};
  for (const [name, value] of Object.entries(relationships)) {
    const linkage = isObject(value)
      ? readLinkage(content, type, name, value.data, `/data/relationships/${name}`)
      : undefined;
    if (linkage === undefined) return invalid(`The relationship ${name} has no data.`, `/data/relationships/${name}`);
    if ('answer' in linkage) return linkage.answer;
    links[name] = linkage.linkage;
  }
  return { id, attributes: withProcessedText(attributes), relationships: links };
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

function checkAttributes(
  model: ResourceType,
  type: string,
  attributes: JsonObject,
  isNew: boolean,
): Answer | undefined {
  for (const [name, value] of Object.entries(attributes)) {
    const pointer = `/data/attributes/${name}`;
    const kind = attributeOf(type, name);
    if (kind === undefined) return invalid(`The attribute ${name} does not exist on ${type}.`, pointer);
    if (name.startsWith('drupal_internal__')) return invalid(`${name} is given by the site.`, pointer);
    if (!isOfKind(kind, value)) return invalid(`${name}: This value should be ${KINDS[kind]}.`, pointer);
  }
  const { label } = model;
  if (isNew ? !attributes[label] : attributes[label] === '' || attributes[label] === null) {
    return invalid(`${label}: This value should not be null.`, `/data/attributes/${label}`);
  }
  return undefined;
}

const KINDS = {
  text: 'a text',
  integer: 'a whole number',
  boolean: 'true or false',
  timestamp: 'a date and time as in 2025-01-31T12:00:00+00:00',
  object: 'an object',
} as const;

function isOfKind(kind: keyof typeof KINDS, value: Json): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'integer':
      return Number.isInteger(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'timestamp':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/.test(value);
    default:
      return value === null || isObject(value);
  }
}

/** Adds what the text format makes of the body. */
function withProcessedText(attributes: JsonObject): JsonObject {
  const { body } = attributes;
  if (!isObject(body) || typeof body.value !== 'string') return attributes;
  return { ...attributes, body: { format: 'basic_html', summary: '', ...body, processed: body.value } };
}

/** The linkage that was sent for a relationship, if its types and number are right, and all targets exist. */
export function readLinkage(
  content: Content,
  type: string,
  name: string,
  data: Json | undefined,
  pointer: string,
): { readonly linkage: Linkage } | { readonly answer: Answer } {
  const refuse = (detail: string): { answer: Answer } => ({ answer: invalid(detail, pointer) });
  const relationship = relationshipOf(type, name);
  if (relationship === undefined) return refuse(`The relationship ${name} does not exist on ${type}.`);
  if (data === undefined) return refuse(`The relationship ${name} has no data.`);
  if (Array.isArray(data) !== relationship.many && data !== null) {
    return refuse(`The relationship ${name} takes ${relationship.many ? 'a list' : 'one identifier or null'}.`);
  }
  const links: Identifier[] = [];
  for (const one of data === null ? [] : Array.isArray(data) ? (data as readonly Json[]) : [data]) {
    if (!isObject(one) || typeof one.type !== 'string' || typeof one.id !== 'string') {
      return refuse('An identifier has a type and an id.');
    }
    if (!relationship.to.includes(one.type))
      return refuse(`${name} leads to ${relationship.to.join(' or ')}, not to ${one.type}.`);
    if (content.find(one.type, one.id) === undefined) return refuse(`There is no ${one.type} of the id ${one.id}.`);
    links.push({ type: one.type, id: one.id, ...(isObject(one.meta) ? { meta: one.meta } : {}) });
  }
  return { linkage: relationship.many ? links : (links[0] ?? null) };
}

/** The linkage of a relationship after a write. POST and DELETE are for lists only. */
export function changedLinkage(method: string, entity: Entity, name: string, sent: Linkage): Linkage {
  if (method === 'PATCH') return sent;
  const ids = new Set(identifiers(sent).map(({ id }) => id));
  const others = identifiers(entity.relationships[name]).filter(({ id }) => !ids.has(id));
  return method === 'POST' ? [...others, ...identifiers(sent)] : others;
}

/** Whether it is an answer, because what was sent is wrong. */
export const isAnswer = (value: Sent | Entity | Answer): value is Answer =>
  'status' in value && typeof value.status === 'number';

const invalid = (detail: string, pointer: string): Answer =>
  jsonApiError(422, 'Unprocessable Content', detail, { pointer });
