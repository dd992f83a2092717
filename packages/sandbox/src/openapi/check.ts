import { type ApiDocument, isObject, type Json, propertyOf, resolveSchema, type Schema } from './document.ts';

/** A part of a value that does not fit its schema. */
export interface Problem {
  /** JSON pointer: `/name`, `/tags/0/name`; empty for the value itself. */
  readonly pointer: string;
  /** What it should be: `must be a string`. */
  readonly message: string;
}

/** Checks a value against its schema. Unknown properties pass unless the schema forbids them. */
export function check(document: ApiDocument, schema: Schema, value: Json, pointer = ''): Problem[] {
  const target = resolveSchema(document, schema);
  const problem = (message: string): Problem => ({ pointer, message });

  const types = typeof target.type === 'string' ? [target.type] : target.type;
  if (types !== undefined && !types.some((type) => isOfType(type, value))) {
    return [problem(`must be ${types.map(withArticle).join(' or ')}`)];
  }
  if (target.const !== undefined && target.const !== value) return [problem(`must be ${JSON.stringify(target.const)}`)];
  if (target.enum !== undefined && !target.enum.includes(value)) {
    return [problem(`must be one of ${target.enum.slice(0, 20).map(String).join(', ')}`)];
  }
  return [
    ...checkAlone(target, value).map(problem),
    ...checkParts(document, target, value, pointer),
    ...(target.allOf ?? []).flatMap((member) => check(document, member, value, pointer)),
    ...[target.anyOf, target.oneOf].flatMap((members = []) => checkChoice(document, members, value, pointer)),
  ];
}

/** What is wrong with a value itself, whatever is in it. */
function checkAlone(schema: Schema, value: Json): string[] {
  if (typeof value === 'string') return checkText(schema, value);
  if (typeof value === 'number' && value < (schema.minimum ?? value)) return [`must be ${schema.minimum} or more`];
  if (typeof value === 'number' && value > (schema.maximum ?? value)) return [`must be ${schema.maximum} or less`];
  if (Array.isArray(value) && value.length < (schema.minItems ?? 0)) {
    return [`must have ${schema.minItems} or more items`];
  }
  const isEmpty = isObject(value) && Object.keys(value).length < (schema.minProperties ?? 0);
  return isEmpty ? ['must not be empty'] : [];
}

/** Checks the items of a list, and the properties of an object. */
function checkParts(document: ApiDocument, schema: Schema, value: Json, pointer: string): Problem[] {
  const pointerTo = (name: string | number): string =>
    `${pointer}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const inside = (inner: Schema | undefined, part: Json, name: string | number): Problem[] =>
    inner === undefined ? [] : check(document, inner, part, pointerTo(name));

  if (Array.isArray(value)) return value.flatMap((item: Json, index) => inside(schema.items, item, index));
  if (!isObject(value)) return [];
  const missing = (schema.required ?? []).filter(
    (name) => !Object.hasOwn(value, name) && propertyOf(schema, name)?.readOnly !== true,
  );
  const problems = missing.map((name): Problem => ({ pointer: pointerTo(name), message: 'is required' }));
  for (const [name, part] of Object.entries(value)) {
    const inner = propertyOf(schema, name) ?? schema.additionalProperties;
    if (inner === false) problems.push({ pointer: pointerTo(name), message: 'is not known' });
    else if (inner?.readOnly !== true) problems.push(...inside(inner, part, name)); // the services ignore read-only ones
  }
  return problems;
}

/** The problems of the member that has the fewest, which tells best what is wrong. */
function checkChoice(document: ApiDocument, members: readonly Schema[], value: Json, pointer: string): Problem[] {
  const attempts = members.map((member) => check(document, member, value, pointer));
  return attempts.sort((a, b) => a.length - b.length)[0] ?? [];
}

function isOfType(type: string, value: Json): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}

const withArticle = (type: string): string =>
  type === 'null' ? 'null' : `${/^[aio]/.test(type) ? 'an' : 'a'} ${type}`;

const FORMATS: Readonly<Record<string, RegExp>> = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  'date-time': /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  uri: /^[a-z][a-z\d+.-]*:\S*$/i,
  email: /^[^@\s]+@[^@\s]+$/,
  hostname: /^[a-z\d*]([a-z\d.-]*[a-z\d])?$/i,
  ipv4: /^(\d{1,3}\.){3}\d{1,3}$/,
};

function checkText(schema: Schema, text: string): string[] {
  const messages: string[] = [];
  const length = [...text].length;
  if (length < (schema.minLength ?? 0)) messages.push(`must have ${schema.minLength} or more characters`);
  if (length > (schema.maxLength ?? length)) messages.push(`must have ${schema.maxLength} or fewer characters`);
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(text)) {
    messages.push(`must match ${schema.pattern}`);
  }
  const format = schema.format === undefined ? undefined : FORMATS[schema.format];
  const isTime = schema.format?.startsWith('date') === true;
  if ((format !== undefined && !format.test(text)) || (isTime && Number.isNaN(Date.parse(text)))) {
    messages.push(`must be a valid ${schema.format}`);
  }
  return messages;
}
