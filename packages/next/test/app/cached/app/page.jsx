import { cacheLife } from 'next/cache';
import { source } from '../site.js';

async function readArticles() {
  'use cache';
  cacheLife('minutes');
  const articles = await source.list('node--article', { pageSize: 3 }).toArray({ limit: 3 });
  return articles.map(({ id }) => id);
}

/** Static: its data is cached, and by then the token is in memory. */
export default async function Page() {
  const ids = await readArticles();
  const { generation } = await source.tokens.getToken();
  return (
    <ol data-generation={generation}>
      {ids.map((id) => (
        <li key={id}>{id}</li>
      ))}
    </ol>
  );
}
