import {
  type Body,
  type Content,
  type Document,
  type DocumentOperation,
  type Method,
  methods,
  type Parameter,
  type PathItem,
  resolve,
} from './document.ts';
import { type Direction, type Shape, type Shapes, union } from './shape.ts';

/** One operation, without prose. */
export interface Operation {
  readonly method: Method;
  readonly path: string;
  readonly operationId?: string;
  readonly tag?: string;
  readonly deprecated: boolean;
  readonly prerelease: boolean;
  readonly pathParameters: readonly Input[];
  readonly query: readonly Input[];
  readonly body?: { readonly shape: Shape; readonly optional: boolean };
  /** `undefined`: the answer is empty. */
  readonly answer?: Shape;
  /** The first status that is a success, as the document writes it: `202`, `2XX`. */
  readonly status: string;
}

export interface Input {
  readonly name: string;
  readonly optional: boolean;
  readonly deprecated: boolean;
  readonly shape: Shape;
}

/** @param drop Paths to leave out. */
export function readOperations(document: Document, shapes: Shapes, drop: readonly string[] = []): Operation[] {
  return Object.entries(document.paths)
    .filter(([path]) => !drop.includes(path))
    .flatMap(([path, item]) =>
      methods.flatMap((method) => {
        const operation = item[method];
        return operation ? [readOperation(document, shapes, path, method, item, operation)] : [];
      }),
    );
}

function readOperation(
  document: Document,
  shapes: Shapes,
  path: string,
  method: Method,
  item: PathItem,
  operation: DocumentOperation,
): Operation {
  const parameters = new Map<string, Parameter>();
  for (const entry of [...(item.parameters ?? []), ...(operation.parameters ?? [])]) {
    const parameter = resolve<Parameter>(document, entry, 'parameters');
    parameters.set(`${parameter.in} ${parameter.name}`, parameter);
  }
  const input = (parameter: Parameter): Input => ({
    name: parameter.name,
    optional: parameter.required !== true,
    deprecated: parameter.deprecated === true,
    shape: shapes.of(parameter.schema ?? Object.values(parameter.content ?? {})[0]?.schema ?? {}, 'body'),
  });
  const names = [...path.matchAll(/\{([^{}]+)\}/g)].map((match) => String(match[1]));
  const pathParameters = names.map((name): Input => {
    const parameter = parameters.get(`path ${name}`);
    const shape: Shape = parameter ? input(parameter).shape : { kind: 'string' };
    return { name, optional: false, deprecated: false, shape: pathShape(shape) };
  });
  const query = [...parameters.values()].filter((parameter) => parameter.in === 'query').map(input);
  const body =
    operation.requestBody && readBody(shapes, resolve<Body>(document, operation.requestBody, 'requestBodies'));

  const successes = Object.keys(operation.responses)
    .filter((status) => /^2(\d\d|XX)$/i.test(status))
    .sort();
  const answers = successes.flatMap((status) => {
    const answer = resolve(document, operation.responses[status] ?? {}, 'responses');
    return contentShape(shapes, answer.content ?? {}, 'answer') ?? [];
  });
  const tag = operation.tags?.[0];
  return {
    method,
    path,
    ...(operation.operationId === undefined ? {} : { operationId: operation.operationId }),
    ...(tag === undefined ? {} : { tag }),
    deprecated: operation.deprecated === true,
    prerelease: operation['x-prerelease'] === true,
    pathParameters,
    query,
    ...(body ? { body } : {}),
    ...(answers.length > 0 ? { answer: union(answers) } : {}),
    status: successes[0] ?? 'none',
  };
}

/**
 * A path can hold only texts and numbers, whatever the document says. Values that it lists are for an editor to
 * complete: others compile, because what goes into a path comes from answers, as text.
 */
function pathShape(shape: Shape): Shape {
  if (shape.kind === 'literals') return { ...shape, isOpen: true };
  return { kind: shape.kind === 'number' || shape.kind === 'integer' ? 'number' : 'string' };
}

function readBody(shapes: Shapes, body: Body): Operation['body'] {
  const content = body.content ?? {};
  const shape = contentShape(shapes, content, 'body') ?? formShape(shapes, content);
  return shape && { shape, optional: body.required !== true };
}

/** JSON where there is any (`application/hal+json`, `organization/json`), else bytes. An answer may be either. */
function contentShape(shapes: Shapes, content: Content, direction: Direction): Shape | undefined {
  const types = Object.keys(content);
  const json = types.find((type) => type.includes('hal+json')) ?? types.find((type) => isJson.test(type));
  const hasBytes = types.some((type) => !isJson.test(type) && !/^(text|multipart)\/|x-www-form-urlencoded/.test(type));
  const bytes: readonly Shape[] = hasBytes && (direction === 'answer' || !json) ? [{ kind: 'bytes' }] : [];
  const either = [...bytes, ...(json ? [shapes.of(content[json]?.schema ?? {}, direction)] : [])];
  return either.length > 0 ? union(either) : undefined;
}

const isJson = /[/+]json\b/;

/** A form is sent from an object of its fields; a multipart one from FormData, which no type can look into. */
function formShape(shapes: Shapes, content: Content): Shape | undefined {
  const form = Object.entries(content).find(([type]) => type.startsWith('application/x-www-form-urlencoded'));
  if (form) return shapes.of(form[1].schema ?? {}, 'body');
  return Object.keys(content).some((type) => type.startsWith('multipart/')) ? { kind: 'form-data' } : undefined;
}
