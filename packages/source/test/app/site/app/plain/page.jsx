import { source, titlesOf } from '../../source.js';

export const dynamic = 'force-dynamic';

export default async function Page() {
  return <p>{(await titlesOf(source)).join()}</p>;
}
