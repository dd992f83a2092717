'use client';

import { useRouter } from 'next/navigation';
import { startTransition } from 'react';

interface Props {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

/** Does not show the error's message: that is for the operators, who find it in the server's log by the digest. */
export default function ErrorPage({ error, reset }: Props) {
  const router = useRouter();
  const tryAgain = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  return (
    <div className="notice" role="alert">
      <title>Something went wrong · Meadow</title>
      <h1>Something went wrong</h1>
      <p>
        One of the services did not answer as it should.{error.digest && ` The log has more under ${error.digest}.`}
      </p>
      <button type="button" onClick={tryAgain}>
        Try again
      </button>
    </div>
  );
}
