import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ArticleList } from '@/components/article-list';

interface Props {
  readonly params: Promise<{ readonly number: string }>;
}

/** Each page becomes static when it is first asked for. */
export const generateStaticParams = () => [];

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Articles, page ${(await params).number}` };
}

export default async function ArticlePage({ params }: Props) {
  const { number } = await params;
  if (!/^[1-9]\d{0,3}$/.test(number)) notFound();
  return (
    <>
      <h1>Articles</h1>
      <ArticleList number={Number(number)} />
    </>
  );
}
