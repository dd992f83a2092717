import { revalidateTag } from 'next/cache';

export async function POST() {
  revalidateTag('articles', { expire: 0 });
  return new Response('revalidated');
}
