import { drafted } from '@acme/source/next';
import { cachedSource, titlesOf } from '../../source.js';

export const dynamic = 'force-dynamic'; // each load renders, so that the requests show what is cached

export default async function Page() {
  return <p>{(await titlesOf(await drafted(cachedSource))).join()}</p>;
}
