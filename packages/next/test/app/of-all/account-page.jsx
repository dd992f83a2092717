import { Suspense } from 'react';

/** A page whose server component reads with the client of a person, and whose form is a server action. */
export function accountPage(readArticle, action) {
  async function Account() {
    const id = await readArticle();
    if (!id) return <p>Nobody is signed in</p>;
    return (
      <form action={action}>
        <p>Signed in, reads {id}</p>
        <button type="submit">Read</button>
      </form>
    );
  }

  return function Page() {
    return (
      <Suspense fallback={<p>Wait</p>}>
        <Account />
      </Suspense>
    );
  };
}
