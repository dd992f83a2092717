import { assetQuery } from '@acme/dam';
import { ConfigurationError } from '@acme/oauth-core';
import type { Metadata } from 'next';
import Link from 'next/link';
import { Consent } from '@/components/consent';
import { personsDam } from '@/lib/dam';
import { orSignIn, signInPath } from '@/lib/sign-in';

export const metadata: Metadata = { title: 'Assets' };

interface Props {
  readonly searchParams: Promise<{ readonly q?: string | string[] }>;
}

export default async function Assets({ searchParams }: Props) {
  const dam = await personsDam();
  if (!dam) return <Consent path="/assets" />;
  const words = String((await searchParams).q ?? '').trim();
  const query = queryFor(words);
  const search = query && dam.search({ query, expand: ['thumbnails', 'metadata'], limit: 24, prefetch: 0 });
  const found = search && (await orSignIn(search.toArray({ limit: 24 }), signInPath('/assets', '/api/dam')));

  return (
    <>
      <h1>Assets</h1>
      <search>
        <form className="search">
          <label htmlFor="words">Words in the description</label>
          <input id="words" name="q" type="search" defaultValue={words} placeholder="harbour" />
          <button type="submit">Search</button>
        </form>
      </search>
      <p role="status">
        {found === undefined && 'The search takes no brackets, colons, quotes and backslashes.'}
        {found?.length === 0 && 'No image has these words.'}
      </p>
      <ul className="assets">
        {found?.map(({ id, filename, thumbnails, metadata: data }) => (
          <li key={id}>
            <Link href={`/assets/${id}`} prefetch={false}>
              {/* Not next/image: the service makes the sizes, and signs their addresses. */}
              <img src={thumbnails?.['300px']?.url} alt="" width={300} height={200} loading="lazy" />
              <span>{data?.fields.description?.[0] ?? filename}</span>
            </Link>
          </li>
        ))}
      </ul>
      <form method="post" action="/api/dam/sign-out?returnTo=/assets">
        <button type="submit" className="quiet">
          Disconnect from DAM
        </button>
      </form>
    </>
  );
}

/** The query for images with these words; `undefined` if a query can't contain them. */
function queryFor(words: string) {
  const images = assetQuery.has('ft', 'image');
  try {
    return words === '' ? images : assetQuery.and(images, assetQuery.has('description', words));
  } catch (error) {
    if (ConfigurationError.is(error)) return undefined;
    throw error;
  }
}
