import { SourceApiError } from '@acme/source';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Byline } from '@/components/byline';
import { Cover } from '@/components/cover';
import { Article, published } from '@/lib/source';

interface Props {
  readonly params: Promise<{ readonly id: string }>;
}

/** Each article becomes static when it is first asked for. */
export const generateStaticParams = () => [];

async function readArticle(id: string) {
  if (!/^[\da-f-]{36}$/.test(id)) notFound();
  return published.get(Article, id, { include: ['uid', 'tags'] }).catch((error: unknown) => {
    // Without a token, the site answers that an unpublished article may not be seen.
    if (SourceApiError.is(error) && ['not_found', 'unauthorized', 'forbidden'].includes(error.code)) notFound();
    throw error;
  });
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { title, body } = await readArticle((await params).id);
  return { title, description: body.summary ?? null };
}

export default async function ArticlePage({ params }: Props) {
  const { id, title, body, uid, tags, created } = await readArticle((await params).id);
  return (
    <article className="article">
      <Cover id={id} />
      <h1>{title}</h1>
      <Byline author={uid?.display_name} created={created} />
      {body.summary && <p className="summary">{body.summary}</p>}
      {/* HTML of the site's own editors, through the site's text filter. */}
      <div dangerouslySetInnerHTML={{ __html: body.processed ?? '' }} />
      <ul className="tags" aria-label="Tags">
        {tags.map((tag) => (
          <li key={tag.id}>{tag.name}</li>
        ))}
      </ul>
    </article>
  );
}
