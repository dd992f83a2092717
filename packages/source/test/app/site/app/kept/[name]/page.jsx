import { cachedSource, titlesOf } from '../../../source.js';

export const revalidate = 3600;
export const generateStaticParams = () => []; // each is made when it is first asked for, and kept as a page

export default async function Page() {
  return <p>{(await titlesOf(cachedSource)).join()}</p>;
}
