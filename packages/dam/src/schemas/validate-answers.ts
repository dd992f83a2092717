import type { Issue, Items, Page, RequestOptions, StandardSchema } from '@acme/http';
import type { DamClient } from '../dam-client.ts';
import { operations } from './operations.gen.ts';

/** An answer that is not what the document says. */
export interface Drift {
  /** `GET /v2/assets/{id}` */
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
export function validateAnswers(client: DamClient, options: { readonly onDrift: (drift: Drift) => void }): DamClient {
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

  function checkedItems<Item>(items: Items<Item>, operation: string): Items<Item> {
    async function* pages(): AsyncGenerator<Page<Item>> {
      for await (const page of items.pages()) {
        await check(operation, page.document);
        yield page;
      }
    }
    async function* each(): AsyncGenerator<Item> {
      for await (const page of pages()) yield* page.items;
    }
    return { ...items, pages: () => ({ [Symbol.asyncIterator]: pages }), [Symbol.asyncIterator]: each };
  }

  const paginate = (path: string, input?: RequestOptions): Items<unknown> => {
    const read = client.paginate as (path: string, input?: RequestOptions) => Items<unknown>; // whatever the path
    return checkedItems(read(path, input), `GET ${path}` in schemas ? `GET ${path}` : `POST ${path}`);
  };
  const changed: Readonly<Record<PropertyKey, unknown>> = {
    get: checked('get'),
    post: checked('post'),
    put: checked('put'),
    delete: checked('delete'),
    paginate,
    search: (search: Parameters<DamClient['search']>[0]) =>
      checkedItems(client.search(search), 'GET /v2/assets/search'),
    fromCallback: async (...end: Parameters<DamClient['fromCallback']>) =>
      validateAnswers(await client.fromCallback(...end), options),
    forKey: (key: string) => validateAnswers(client.forKey(key), options),
  };
  return new Proxy(client, { get: (_, name) => changed[name] ?? Reflect.get(client, name) });
}
