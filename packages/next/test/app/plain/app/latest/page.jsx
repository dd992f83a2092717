import { source } from '../../site.js';

/** A static page that is made again after two seconds. */
export default async function Latest() {
  const articles = source.list('node--article', { pageSize: 1, fetchOptions: { next: { revalidate: 2 } } });
  return <p>{(await articles.first())?.id}</p>;
}
