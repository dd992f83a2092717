import { ArticleList } from '@/components/article-list';

/** Static: made again at most once a minute, and when an article is written. */
export default function Home() {
  return (
    <>
      <h1>Articles</h1>
      <ArticleList number={1} />
    </>
  );
}
