import type { Issue, Items, ListOptions, Page, RequestOptions, StandardSchema } from '@acme/http';
import type { CloudClient } from '../cloud-client.ts';
import { operations } from './operations.gen.ts';

/** An answer that is not what the document says. */
export interface Drift {
  /** `GET /applications/{applicationUuid}` */
  readonly operation: string;
  /** Where it differs, without the values themselves. */
  readonly issues: readonly Issue[];
}

const schemas: Readonly<Record<string, StandardSchema | undefined>> = operations;

/**
 * The same client, which compares each answer with the document and reports where they differ. Answers are handed on as
 * they came, for a drift is no failure: meant for development, and for a look at what a new API version changes.
 *
 * @param options `onDrift`: called for each answer that differs.
 */
export function validateAnswers(
  client: CloudClient,
  options: { readonly onDrift: (drift: Drift) => void },
): CloudClient {
  async function check(operation: string, answer: unknown): Promise<void> {
    const result = await schemas[operation]?.['~standard'].validate(answer);
    if (result?.issues === undefined) return;
    const issues = result.issues.map(({ message, path = [] }) => ({
      message,
      path: path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
    }));
    options.onDrift({ operation, issues });
  }

  const checked = (method: 'get' | 'post' | 'put' | 'delete') => {
    const call = client[method] as (path: string, options?: RequestOptions) => Promise<unknown>; // whatever the path
    return async (path: string, input?: RequestOptions): Promise<unknown> => {
      const answer = await call(path, input);
      if (input?.schema === undefined) await check(`${method.toUpperCase()} ${path}`, answer); // with a schema it is no answer any more
      return answer;
    };
  };

  function paginate(path: string, input: RequestOptions & ListOptions = {}): Items<unknown> {
    const read = client.paginate as (path: string, input: RequestOptions & ListOptions) => Items<unknown>; // whatever the path
    async function* pages(limit = Infinity): AsyncGenerator<Page<unknown>> {
      const items = read(path, { ...input, limit: Math.min(limit, input.limit ?? Infinity) });
      for await (const page of items.pages()) {
        await check(`GET ${path}`, page.document);
        yield page;
      }
    }
    async function* each(limit?: number): AsyncGenerator<unknown> {
      for await (const page of pages(limit)) yield* page.items;
    }
    return {
      pages: () => ({ [Symbol.asyncIterator]: () => pages() }),
      [Symbol.asyncIterator]: () => each(),
      async first() {
        for await (const item of each(1)) return item;
        return undefined;
      },
      async toArray(options) {
        const all: unknown[] = [];
        for await (const item of each(Number(options?.limit))) all.push(item); // left out by a caller without types: refused
        return all;
      },
    };
  }

  const changed: Readonly<Record<PropertyKey, unknown>> = {
    get: checked('get'),
    post: checked('post'),
    put: checked('put'),
    delete: checked('delete'),
    paginate,
    forOrganization: (organization: string) => validateAnswers(client.forOrganization(organization), options),
    forKey: (key: string) => validateAnswers(client.forKey(key), options),
  };
  return new Proxy(client, { get: (_, name) => changed[name] ?? Reflect.get(client, name) });
}
