import type { Answer } from '../exchange.ts';
import type { Context, Route } from '../router.ts';
import type { ApiDocument, ApiOperation, Json } from './document.ts';
import { type Refusal, readRequest } from './request.ts';

/** A request to an operation of the document that fits it. */
export interface ApiRequest {
  readonly operation: ApiOperation;
  readonly context: Context;
  /** The values in the path, decoded, by name. */
  readonly values: Readonly<Record<string, string>>;
  readonly body: Json | undefined;
}

/** How a service answers what its document describes. */
export interface DocumentedService {
  /** What stands before the document's paths: `/api`. */
  readonly prefix: string;
  /** Before the request is looked at: a parent that isn't there, or that the token can't see. */
  admit(request: Omit<ApiRequest, 'body'>): Answer | undefined;
  refuse(refusal: Refusal): Answer;
  answer(request: ApiRequest): Answer;
}

/** A route for each operation; paths with fewer parameters come first, so that `/data` wins over `/{metric}`. */
export function documentRoutes(document: ApiDocument, service: DocumentedService): readonly Route[] {
  return [...document.operations]
    .sort((a, b) => parameterNames(a.path).length - parameterNames(b.path).length)
    .map((operation) => ({
      method: operation.method,
      path: service.prefix + operation.path.replace('{categoryPath}', '{categoryPath+}'), // the one that holds slashes
      template: operation.path,
      async handle(context) {
        const values = Object.fromEntries(
          parameterNames(operation.path).map((name) => [name, context.parameter(name)]),
        );
        const turnedAway = service.admit({ operation, context, values });
        if (turnedAway !== undefined) return turnedAway;
        const read = await readRequest(document, operation, context);
        return 'status' in read
          ? service.refuse(read)
          : service.answer({ operation, context, values, body: read.body });
      },
    }));
}

/** `['applicationUuid']` */
export const parameterNames = (path: string): readonly string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');

/** The path with values in place of its parameters; they are encoded again, so that a slash in one is no separator. */
export const filledPath = (path: string, values: Readonly<Record<string, string>>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
