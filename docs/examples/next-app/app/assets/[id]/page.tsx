import { DamApiError } from '@acme/dam';
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { Consent } from '@/components/consent';
import { personsDam } from '@/lib/dam';
import { orSignIn, signInPath } from '@/lib/sign-in';

export const metadata: Metadata = { title: 'Asset' };

interface Props {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function AssetPage({ params }: Props) {
  const { id } = await params;
  const path = `/assets/${id}`;
  const dam = await personsDam();
  if (!dam) return <Consent path={path} />;
  const answer = dam.get('/v2/assets/{id}', {
    path: { id },
    query: { expand: ['thumbnails', 'metadata', 'file_properties', 'embeds'] },
  });
  const asset = await orSignIn(answer, signInPath(path, '/api/dam')).catch((error: unknown) => {
    if (DamApiError.is(error) && error.code === 'not_found') notFound();
    throw error;
  });
  const { filename, thumbnails, metadata: data, file_properties: file, embeds } = asset;
  const description = data?.fields.description?.[0] ?? filename;
  const embed = Object.entries(embeds ?? {}).find(([name]) => name === '640px-landscape')?.[1];

  return (
    <article className="article">
      {/* Not next/image: the service makes the sizes, and signs their addresses. */}
      <img className="preview" src={thumbnails?.['600px']?.url} alt={description} width={600} height={400} />
      <h1>{description}</h1>
      <dl>
        <dt>File</dt>
        <dd>{filename}</dd>
        <dt>Format</dt>
        <dd>
          {file?.format}, {file?.size_in_kbytes} kB
        </dd>
        <dt>Keywords</dt>
        <dd>{data?.fields.keywords?.join(', ')}</dd>
      </dl>
      {embed && (
        <label className="stack">
          HTML for an article
          <textarea readOnly rows={3} defaultValue={embed.html ?? embed.url} />
        </label>
      )}
      <p>
        <Link href="/assets" prefetch={false}>
          Back to the search
        </Link>
      </p>
    </article>
  );
}
