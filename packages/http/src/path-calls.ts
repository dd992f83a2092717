import type { CallOptions } from './call-options.ts';
import type { HttpClient, RequestOptions } from './http-client.ts';
import type { StandardSchema } from './standard-schema.ts';

/** The operations of a service by method and path: what a generated `operations.d.ts` exports. */
export interface PathOperations {
  get: object;
  post: object;
  put: object;
  delete: object;
}

/** The answer of an operation. An index: `extends { answer: infer A }` costs more to check. */
export type Answer<Operation> = Operation['answer' & keyof Operation];

/** The inputs of an operation: `path`, `query`, `body`. */
export type Options<Operation> = NonNullable<Operation['options' & keyof Operation]>;

/**
 * The arguments after the path; optional if the operation requires none.
 *
 * The first line lets a wrong path show its own error. It must not distribute: write `keyof M extends P`.
 */
export type Args<M, P extends keyof M, S, More = unknown> = keyof M extends P
  ? // biome-ignore lint/suspicious/noExplicitAny: only ever chosen where the path is wrong, so that no second error hides it
    [options?: any]
  : undefined extends M[P]['options' & keyof M[P]]
    ? [options?: Options<M[P]> & CallOptions<S> & More]
    : [keyof M[P] & 'options'] extends [never]
      ? [options?: CallOptions<S> & More]
      : [options: Options<M[P]> & CallOptions<S> & More];

/** The output of the schema, if there is one; else the answer. Without strict null checks, `undefined` extends everything. */
export type Result<A, S> = S extends undefined ? A : S extends StandardSchema<infer Output> ? Output : A;

/** The id of an operation: hovering a call shows it. */
export type OperationId<Operation> = Operation['id' & keyof Operation];

/** One method: path first, everything else in one object. `_Id` is there for hovers alone. */
type Call<M> = <P extends keyof M, S extends StandardSchema | undefined = undefined, _Id = OperationId<M[P]>>(
  path: P,
  ...args: Args<M, P, S>
) => Promise<Result<Answer<M[P]>, S>>;

/** Typed calls by path. */
export interface PathCalls<M extends PathOperations> {
  /**
   * Reads, and is repeated if that may help. Gives JSON, a Blob for bytes, `undefined` if the answer is empty.
   *
   * @throws {ApiError} if the service refuses the request.
   * @throws {ConnectionError} if there is no answer; {RequestTimeoutError} if there is none in time.
   * @throws {InvalidAnswerError} if the answer is not JSON, or does not fit `schema`.
   * @throws {OAuthError} if there is no token, or an input is wrong: then nothing is sent.
   */
  get: Call<M['get']>;
  /** Starts or creates something. Throws as `get` does. If the error has `sent: 'maybe'`, check before you call again. */
  post: Call<M['post']>;
  /** Changes something. Throws as `get` does. If the error has `sent: 'maybe'`, check before you call again. */
  put: Call<M['put']>;
  /** Removes something. Throws as `get` does. If the error has `sent: 'maybe'`, check before you call again. */
  delete: Call<M['delete']>;
}

/** The calls of a client, over what sends its requests. */
export function createCalls<M extends PathOperations>(http: HttpClient): PathCalls<M> {
  const call =
    (method: string) =>
    (path: string, options?: RequestOptions): Promise<unknown> =>
      http.call(method, path, options);
  const calls = { get: call('GET'), post: call('POST'), put: call('PUT'), delete: call('DELETE') };
  return calls as unknown as PathCalls<M>; // the types come from a document; at run time every path is a text
}
