import { signInPath } from '@/lib/sign-in';

/** What people see before they have given consent at DAM. */
export function Consent({ path }: { readonly path: string }) {
  return (
    <div className="notice">
      <h1>Your images, from DAM</h1>
      <p>This site asks DAM for your consent, and keeps the tokens on the server: no browser ever sees one.</p>
      {/* Not a <Link>, which would be prefetched: only a person can begin a sign-in. */}
      <a className="button" href={signInPath(path, '/api/dam')}>
        Connect to DAM
      </a>
    </div>
  );
}
