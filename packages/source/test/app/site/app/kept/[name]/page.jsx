import { cachedSource, titlesOf } from '../../../source.js';

export const revalidate = 3600;
export const generateStaticParams = () => []; // each page is made at its first request, and then kept

export default async function Page() {
  return <p>{(await titlesOf(cachedSource)).join()}</p>;
}
