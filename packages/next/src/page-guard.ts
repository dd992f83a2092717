import { answerHeaders, redirect } from './page.ts';
import { pathMatcher } from './path-pattern.ts';
import { signInPath } from './return-path.ts';
import type { Session } from './session.ts';

/** Options of `proxy`. */
export interface ProxyOptions {
  /** The paths that need a sign-in: `/account`, `/account/:path*`. */
  readonly protect: readonly string[];
}

/** The part of a `NextRequest` that is used. */
export type ProxyRequest = Request & { readonly nextUrl?: { readonly pathname: string } };

/** For `proxy.ts`. */
export type PageGuard = (request: ProxyRequest) => Promise<Response | undefined>;

export interface PageGuardSettings {
  readonly basePath: string;
  session(request: Request): Promise<Session | undefined>;
  origin(request: Request): string;
}

/** Sends people who are not signed in to the sign-in, and lets all other requests pass. */
export function createPageGuard(
  { basePath, session, origin }: PageGuardSettings,
  { protect }: ProxyOptions,
): PageGuard {
  const matchers = protect.map(pathMatcher);
  const handlers = ['sign-in', 'callback', 'sign-out'].map((action) => `${basePath}/${action}`);
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    if (handlers.includes(pathname.replace(/\/$/, ''))) return undefined; // otherwise nobody could sign in
    const path = request.nextUrl?.pathname ?? pathname; // without the base path of the app
    if (!matchers.some((matches) => matches(path)) || (await session(request))) return undefined;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return new Response('Sign in first.', { status: 401, headers: answerHeaders }); // a redirect would lose what was sent
    }
    return redirect(307, origin(request) + signInPath(basePath, pathname + search));
  };
}
