import type { Session } from '@acme/next';
import { ReauthorizationRequiredError } from '@acme/oauth-core';
import { redirect } from 'next/navigation';
import { auth } from '@/lib/source';

/** The path at which a sign-in begins. It comes back to `path`. */
export const signInPath = (path: string, handlers = '/api/auth'): string =>
  `${handlers}/sign-in?returnTo=${encodeURIComponent(path)}`;

/** The session of the person who makes the request. If nobody is signed in, it redirects to the sign-in. */
export async function requireSession(path: string): Promise<Session> {
  return (await auth.session()) ?? redirect(signInPath(path));
}

/** The answer to a person's client. If the service has ended the authorisation, it redirects to `signIn`. */
export async function orSignIn<T>(answer: Promise<T>, signIn: string): Promise<T> {
  return answer.catch((error: unknown) => {
    if (ReauthorizationRequiredError.is(error)) redirect(signIn);
    throw error;
  });
}
