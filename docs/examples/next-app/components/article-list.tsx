import Link from 'next/link';
import { notFound } from 'next/navigation';
import { Byline } from '@/components/byline';
import { Cover } from '@/components/cover';
import { Article, published } from '@/lib/source';

const pageSize = 12;

/** One page of the published articles, the newest first. */
async function readPage(number: number) {
  const list = published.list(Article, {
    filter: { status: 1 },
    include: ['uid', 'tags'],
    sort: ['-created'],
    pageSize,
    offset: (number - 1) * pageSize,
    prefetch: 0,
  });
  for await (const page of list.pages()) if (page.items.length > 0) return page;
  notFound();
}

export async function ArticleList({ number }: { readonly number: number }) {
  const { items, links } = await readPage(number);

  return (
    <>
      <ul className="cards">
        {items.map((article) => (
          <li key={article.id} className="card">
            <Cover id={article.id} />
            <div className="card-text">
              <h2>
                <Link href={`/articles/${article.id}`}>{article.title}</Link>
              </h2>
              <p>{article.body.summary}</p>
              <Byline author={article.uid?.display_name} created={article.created} />
            </div>
          </li>
        ))}
      </ul>
      <nav className="pager" aria-label="Pages">
        {number > 1 && (
          <Link rel="prev" href={number === 2 ? '/' : `/page/${number - 1}`}>
            Newer
          </Link>
        )}
        <span>Page {number}</span>
        {links.next && (
          <Link rel="next" href={`/page/${number + 1}`}>
            Older
          </Link>
        )}
      </nav>
    </>
  );
}
