import type { Answer } from '../exchange.ts';
import type { Context, Route } from '../router.ts';
import type { ApiDocument, ApiOperation, Json } from './document.ts';
import { type Refusal, readRequest } from './request.ts';

/** A request that fits an operation of the document. */
export interface ApiRequest {
  readonly operation: ApiOperation;
  readonly context: Context;
  /** The values in the path, decoded, by name. */
  readonly values: Readonly<Record<string, string>>;
  readonly body: Json | undefined;
}

/** How a service answers requests to the operations of its document. */
export interface DocumentedService {
  /** The path before the document's paths: `/api`. */
  readonly prefix: string;
  /** Refuses a request before its body is read, if a parent in its path does not exist, or the token can't see it. */
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
      path: service.prefix + operation.path.replace('{categoryPath}', '{categoryPath+}'), // the only parameter that may contain slashes
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

/** The names of the parameters in a path: `['applicationUuid']`. */
export const parameterNames = (path: string): readonly string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');

/** The path with values instead of parameters. They are encoded again, so that a slash in a value does not separate. */
export const filledPath = (path: string, values: Readonly<Record<string, string>>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
