import { source, titlesOf } from '../../source.js';

export const dynamic = 'force-dynamic';

/** Reads through the cache of fetch, which has the token in its key. */
export default async function Page() {
  return (
    <p>{(await titlesOf(source, { fetchOptions: { cache: 'force-cache', next: { revalidate: 3600 } } })).join()}</p>
  );
}
