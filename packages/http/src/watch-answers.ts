import {
  findIssues,
  type Issue,
  type Items,
  itemsOf,
  type ListCall,
  type Page,
  type RequestOptions,
  type StandardSchema,
} from '@acme/http';
import { refuseOption } from '@acme/oauth-core';

/** An answer that differs from the API document. */
export interface Drift {
  /** `GET /applications/{applicationUuid}` */
  readonly operation: string;
  /** Where it differs. The values themselves are not shown. */
  readonly issues: readonly Issue[];
}

/** Options of `validateAnswers`. */
export interface DriftOptions {
  /** Called for each answer that differs. The API call waits for it, and fails if it throws. */
  readonly onDrift: (drift: Drift) => void;
}

/** What to watch at a client. */
export interface Watched extends DriftOptions {
  /** The schema of each answer, by method and path. */
  readonly schemas: Readonly<Record<string, StandardSchema | undefined>>;
  /** The operation behind each method that returns a list. The method's last argument is its options, with `limit`. */
  readonly lists: Readonly<Record<string, (path: string) => string>>;
  /** The methods that return another client. */
  readonly clients: readonly string[];
}

type Method = (...call: readonly unknown[]) => unknown;

/**
 * The same client, but it compares each answer with the API document, and reports where they differ. The answers stay
 * unchanged: a difference is not an error. Use it in development, or to see what a new version of the API changes.
 *
 * @throws {ConfigurationError} if `onDrift` is not a function.
 */
export function watchAnswers<Client extends object>(client: Client, watched: Watched): Client {
  const { schemas, onDrift, lists, clients } = watched;
  if (typeof onDrift !== 'function') refuseOption('onDrift', 'must be a function');
  const methodOf = (name: string): Method => Reflect.get<object, string>(client, name);

  async function check(operation: string, answer: unknown): Promise<void> {
    const schema = schemas[operation];
    const issues = schema ? await findIssues(schema, answer) : [];
    if (issues.length > 0) await onDrift({ operation, issues }); // awaited, so that its error is thrown
  }
  async function* checkedPages(
    pages: AsyncIterable<Page<unknown>>,
    operation: string,
  ): AsyncGenerator<Page<unknown>, void, undefined> {
    for await (const page of pages) {
      await check(operation, page.document);
      yield page;
    }
  }

  const calls = ['get', 'post', 'put', 'delete'].map((name): [string, Method] => [
    name,
    async (path, options) => {
      const answer = await methodOf(name)(path, options);
      const { schema } = (options ?? {}) as RequestOptions; // as the client's own types say
      if (schema === undefined) await check(`${name.toUpperCase()} ${path}`, answer); // a schema may have changed the answer
      return answer;
    },
  ]);
  const listing = Object.entries(lists).map(([name, operationOf]): [string, Method] => [
    name,
    (...call) => {
      const path = typeof call[0] === 'string' ? call.slice(0, 1) : [];
      const options = (call[path.length] ?? {}) as ListCall; // as the client's own types say
      const read = (limit: number): Items<unknown> =>
        methodOf(name)(...path, { ...options, limit: Math.min(limit, options.limit ?? Infinity) }) as Items<unknown>; // it is among `lists`
      const operation = operationOf(String(path[0]));
      return itemsOf((limit) => checkedPages(read(limit).pages(), operation), options.signal);
    },
  ]);
  const making = clients.map((name): [string, Method] => [
    name,
    (...call) => {
      const made = methodOf(name)(...call) as Client | Promise<Client>; // it is among `clients`
      return made instanceof Promise ? made.then((other) => watchAnswers(other, watched)) : watchAnswers(made, watched);
    },
  ]);
  // The methods go in front of the client. A client from the environment has none yet: it is made at its first use.
  const changed = Object.fromEntries([...calls, ...listing, ...making]);
  return Object.assign(Object.create(client) as Client, client, changed);
}
