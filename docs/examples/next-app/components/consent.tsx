import { signInPath } from '@/lib/sign-in';

/** What people see who have not yet let the site use their DAM. */
export function Consent({ path }: { readonly path: string }) {
  return (
    <div className="notice">
      <h1>Your images, from DAM</h1>
      <p>This site asks DAM for your consent, and keeps the tokens on the server: no browser ever sees one.</p>
      {/* Not a <Link>: a sign-in begins when a person goes there, and prefetches are refused. */}
      <a className="button" href={signInPath(path, '/api/dam')}>
        Connect to DAM
      </a>
    </div>
  );
}
