import type { Session } from '@acme/next';
import { ReauthorizationRequiredError } from '@acme/oauth-core';
import { redirect } from 'next/navigation';
import { auth } from '@/lib/source';

/** Where a sign-in begins that comes back to `path`. */
export const signInPath = (path: string, handlers = '/api/auth'): string =>
  `${handlers}/sign-in?returnTo=${encodeURIComponent(path)}`;

/** The session of the person who asks, who is sent to the sign-in where there is none. */
export async function requireSession(path: string): Promise<Session> {
  return (await auth.session()) ?? redirect(signInPath(path));
}

/** What a person's client answers. The person is sent to `signIn` where the service has ended the authorisation. */
export async function orSignIn<T>(answer: Promise<T>, signIn: string): Promise<T> {
  return answer.catch((error: unknown) => {
    if (ReauthorizationRequiredError.is(error)) redirect(signIn);
    throw error;
  });
}
