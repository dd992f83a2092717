import { type Document, methods } from './document.ts';
import { type Operation, readOperations } from './operation.ts';
import { createShapes, type Shape, type Shapes } from './shape.ts';
import { createTypeNames, type TypeNames } from './type-name.ts';
import { namedIn, objectText, typeText } from './type-text.ts';

export interface OperationsFileOptions {
  /** What the type of all operations is called: `CloudOperations`. */
  readonly name: string;
  /** Beginnings of component names to leave out. */
  readonly prefixes?: readonly string[];
  /** Paths to leave out. */
  readonly drop?: readonly string[];
  /** Where the items of a list are in its answer: `_embedded.items`. The type then says that they are always there. */
  readonly items?: string;
  /** The query parameter of lists that are read page by page. Left out: all lists are. */
  readonly pagedBy?: string;
  /** A type that answers of this status also have: `{ status: '202', type: 'Task', module: './task.ts' }`. */
  readonly also?: { readonly status: string; readonly type: string; readonly module: string };
}

/** The types of a document's operations: `{ options, answer }` by method and path, and every named schema they reach. */
export function operationsFile(document: Document, options: OperationsFileOptions): string {
  const shapes = createShapes(document, options.items);
  const operations = readOperations(document, shapes, options.drop);
  const names = createTypeNames(options.prefixes ?? []);
  const used = methods.filter(
    (method) => method !== 'patch' || operations.some((operation) => operation.method === method),
  );
  const maps = used.map((method) => operationMap(method, operations, names, options));
  const paged = operations.flatMap((operation) => pagedItem(operation, shapes, names, options) ?? []);

  const { also, name } = options;
  return [
    '// Generated from an OpenAPI document by packages/openapi: change the generator, not this file.',
    ...(also ? [`import type { ${also.type} } from '${also.module}';`] : []),
    '',
    ...maps,
    `export interface PagedItems {\n${paged.join('\n')}\n}\n`,
    `export interface ${name} { ${[...used.map((method) => `${method}: ${mapName(method)}`), 'paged: PagedItems'].join('; ')} }\n`,
    ...components(operations, shapes, names),
    '',
  ].join('\n');
}

const mapName = (method: string): string => `${method.charAt(0).toUpperCase()}${method.slice(1)}Operations`;

function operationMap(
  method: string,
  all: readonly Operation[],
  names: TypeNames,
  options: OperationsFileOptions,
): string {
  const operations = all.filter((operation) => operation.method === method);
  if (operations.length === 1) {
    // If the type of a path is all keys, `Args` takes the path for a wrong one, and does not check its options.
    throw new Error(`${method} has one operation only, which could not be checked: give the document a second one`);
  }
  const lines = operations.map((operation) => {
    const id = operation.operationId === undefined ? '' : `id: ${JSON.stringify(operation.operationId)}`;
    const parts = [id, optionsText(operation, names), `answer: ${answerText(operation, names, options)}`].filter(
      Boolean,
    );
    return `${marks(operation)}${JSON.stringify(operation.path)}: { ${parts.join('; ')} };`;
  });
  return `export interface ${mapName(method)} {\n${lines.join('\n')}\n}\n`;
}

/** What an editor shows about an operation that may go or change. */
function marks({ deprecated, prerelease }: Operation): string {
  const tags = [...(deprecated ? ['@deprecated'] : []), ...(prerelease ? ['@experimental'] : [])];
  return tags.length > 0 ? `/** ${tags.join(' ')} */ ` : '';
}

function optionsText({ pathParameters, query, body }: Operation, names: TypeNames): string {
  const input = (inputs: Operation['query']): string => objectText(inputs, names, true);
  const parts = [
    ...(pathParameters.length > 0 ? [{ name: 'path', optional: false, text: input(pathParameters) }] : []),
    ...(query.length > 0
      ? [{ name: 'query', optional: query.every(({ optional }) => optional), text: input(query) }]
      : []),
    ...(body ? [{ name: 'body', optional: body.optional, text: typeText(body.shape, names, true) }] : []),
  ];
  if (parts.length === 0) return '';
  const mark = (optional: boolean): string => (optional ? '?' : '');
  // `| undefined`: an option that may be left out may be `undefined` too, even under `exactOptionalPropertyTypes`.
  const text = parts
    .map((part) => `${part.name}${mark(part.optional)}: ${part.text}${part.optional ? ' | undefined' : ''}`)
    .join('; ');
  return `options${mark(parts.every(({ optional }) => optional))}: { ${text} }`;
}

function answerText({ answer, status }: Operation, names: TypeNames, { also }: OperationsFileOptions): string {
  const text = answer === undefined ? 'undefined' : typeText(answer, names);
  if (also?.status !== status || answer === undefined) return text;
  return `${answer.kind === 'union' ? `(${text})` : text} & ${also.type}`;
}

function pagedItem(
  operation: Operation,
  shapes: Shapes,
  names: TypeNames,
  options: OperationsFileOptions,
): string | undefined {
  const { items, pagedBy } = options;
  if (operation.method !== 'get' || operation.answer === undefined || items === undefined) return undefined;
  if (pagedBy !== undefined && !operation.query.some(({ name }) => name === pagedBy)) return undefined;
  const list = items
    .split('.')
    .reduce<Shape | undefined>((shape, name) => propertyOf(shape, name, shapes), operation.answer);
  if (list?.kind !== 'array') return undefined;
  return `${JSON.stringify(operation.path)}: ${typeText(list.items, names)};`;
}

/** A property of an object, wherever it stands: in a component, in a part of an intersection. */
function propertyOf(shape: Shape | undefined, name: string, shapes: Shapes): Shape | undefined {
  switch (shape?.kind) {
    case 'named':
      return propertyOf(shapes.component(shape.component, shape.direction), name, shapes);
    case 'object': {
      const found = shape.properties.find((property) => property.name === name)?.shape;
      return found?.kind === 'named' ? shapes.component(found.component, found.direction) : found;
    }
    case 'intersection':
      return shape.members.map((member) => propertyOf(member, name, shapes)).find((found) => found !== undefined);
    default:
      return undefined;
  }
}

function components(operations: readonly Operation[], shapes: Shapes, names: TypeNames): string[] {
  const inAnswers = reach(operations.flatMap(({ answer }) => answer ?? []));
  const inInputs = reach(
    operations.flatMap(({ query, body }) => [...query, ...(body ? [body] : [])]).map(({ shape }) => shape),
  );
  return [...new Map([...inAnswers, ...inInputs])]
    .map(([name, shape]) => {
      const isInput = !inAnswers.has(name);
      // Interfaces keep their names in hovers and errors.
      return shape.kind === 'object' && shape.properties.length > 0
        ? `export interface ${name} ${objectText(shape.properties, names, isInput)}`
        : `export type ${name} = ${typeText(shape, names, isInput)};`;
    })
    .sort();

  /** All components that these shapes lead to, by their names. */
  function reach(from: readonly Shape[]): Map<string, Shape> {
    const reached = new Map<string, Shape>();
    const waiting = from.flatMap((shape) => [...namedIn(shape)]);
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const name = names.of(next.component, next.direction);
      if (reached.has(name)) continue;
      const shape = shapes.component(next.component, next.direction);
      reached.set(name, shape);
      waiting.push(...namedIn(shape));
    }
    return reached;
  }
}
