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
  const problem = (message: string): Problem[] => [{ pointer, message }];
  const pointerTo = (name: string | number): string =>
    `${pointer}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const inside = (inner: Schema, innerValue: Json, name: string | number): Problem[] =>
    check(document, inner, innerValue, pointerTo(name));

  const types = typeof target.type === 'string' ? [target.type] : target.type;
  if (types !== undefined && !types.some((type) => isOfType(type, value))) {
    return problem(`must be ${types.map(withArticle).join(' or ')}`);
  }
  if (target.const !== undefined && target.const !== value) return problem(`must be ${JSON.stringify(target.const)}`);
  if (target.enum !== undefined && !target.enum.includes(value)) {
    return problem(`must be one of ${target.enum.slice(0, 20).map(String).join(', ')}`);
  }

  const problems: Problem[] = [];
  if (typeof value === 'string') problems.push(...checkText(target, value).flatMap(problem));
  if (typeof value === 'number') {
    if (value < (target.minimum ?? value)) problems.push(...problem(`must be ${target.minimum} or more`));
    if (value > (target.maximum ?? value)) problems.push(...problem(`must be ${target.maximum} or less`));
  }
  if (Array.isArray(value)) {
    if (value.length < (target.minItems ?? 0)) problems.push(...problem(`must have ${target.minItems} or more items`));
    const { items } = target;
    if (items !== undefined) problems.push(...value.flatMap((item: Json, index) => inside(items, item, index)));
  }
  if (isObject(value)) {
    if (Object.keys(value).length < (target.minProperties ?? 0)) problems.push(...problem('must not be empty'));
    for (const name of target.required ?? []) {
      const missing = !Object.hasOwn(value, name) && propertyOf(target, name)?.readOnly !== true;
      if (missing) problems.push({ pointer: pointerTo(name), message: 'is required' });
    }
    for (const [name, innerValue] of Object.entries(value)) {
      const property = propertyOf(target, name);
      if (property?.readOnly === true) continue; // the services ignore these
      if (property !== undefined) problems.push(...inside(property, innerValue, name));
      else if (target.additionalProperties === false)
        problems.push({ pointer: pointerTo(name), message: 'is not known' });
      else if (target.additionalProperties !== undefined)
        problems.push(...inside(target.additionalProperties, innerValue, name));
    }
  }

  for (const member of target.allOf ?? []) problems.push(...check(document, member, value, pointer));
  for (const members of [target.anyOf, target.oneOf]) {
    if (members === undefined) continue;
    const attempts = members.map((member) => check(document, member, value, pointer));
    if (attempts.every((attempt) => attempt.length > 0)) {
      // The member with the fewest problems tells best what is wrong.
      problems.push(...(attempts.sort((a, b) => a.length - b.length)[0] ?? problem('has no allowed shape')));
    }
  }
  return problems;
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
