import { source } from '../../site.js';

/** A static page: its data is in the cache of Next.js for an hour, or until its tag is revalidated. */
export default async function Articles() {
  const articles = source.list('node--article', {
    pageSize: 3,
    fetchOptions: { next: { revalidate: 3600, tags: ['articles'] } },
  });
  return (
    <ol>
      {(await articles.toArray({ limit: 3 })).map(({ id }) => (
        <li key={id}>{id}</li>
      ))}
    </ol>
  );
}
