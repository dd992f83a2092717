import { Suspense } from 'react';
import { auth, sourceOf } from '../../../site.js';

async function Account() {
  const session = await auth.session();
  if (!session) return <p>Nobody is signed in</p>;
  const article = await sourceOf(session).list('node--article', { pageSize: 1 }).first();
  return <p>Signed in, reads {article.id}</p>;
}

export default function Page() {
  return (
    <Suspense fallback={<p>Wait</p>}>
      <Account />
    </Suspense>
  );
}
