import { createSourceClientFromEnv } from '@acme/source';
import { cached } from '@acme/source/next';

// In module scope, as in an app. A build has none of the variables.
export const source = createSourceClientFromEnv();
export const cachedSource = cached(source, { revalidate: 3600 });

export const titlesOf = async (client, options) =>
  (await client.list('node--article', { pageSize: 3, ...options }).toArray({ limit: 3 })).map(({ title }) => title);
