import { source } from '../../../site.js';

/** A static page: its data is in the cache of Next.js for two seconds, or until its tag is revalidated. */
export default async function Articles() {
  const articles = source.list('node--article', {
    pageSize: 3,
    fetchOptions: { next: { revalidate: 2, tags: ['articles'] } },
  });
  const titles = await articles.toArray({ limit: 3 });
  return (
    <ol>
      {titles.map(({ id }) => (
        <li key={id}>{id}</li>
      ))}
    </ol>
  );
}
