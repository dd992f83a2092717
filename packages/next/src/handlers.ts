import { CallbackError, OAuthError, withDeadline } from '@acme/oauth-core';
import { cookiesOf } from './cookie.ts';
import { isNavigation } from './navigation.ts';
import { errorPage, redirect } from './page.ts';
import { safeReturnPath, signInPath } from './return-path.ts';
import { isFromSite } from './same-origin.ts';
import { beginSignIn, findSignIn, finishSignIn, type SignInSettings } from './sign-in.ts';
import { type Site, siteOf } from './site.ts';

/** For `route.ts` of a catch-all route: `export const { GET, POST } = auth.handlers`. */
export interface Handlers {
  /** `/sign-in?returnTo=…` and `/callback`. */
  GET(request: Request): Promise<Response>;
  /** `/sign-out?returnTo=…`. */
  POST(request: Request): Promise<Response>;
}

export interface HandlerSettings extends SignInSettings {
  readonly origin?: string | URL | undefined;
  /** Where the handlers are, as the browser sees it. */
  readonly basePath: string;
  readonly onError: (error: unknown) => void;
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined;
}

/** Milliseconds that a sign-out waits for the service to revoke the tokens. */
const longestRevocation = 5_000;

export function createHandlers(settings: HandlerSettings): Handlers {
  const { sessions, clock, basePath, onError } = settings;
  const siteFor = ({ headers, url }: Request): Site => siteOf(settings.origin, headers, url);
  const returnPathOf = (request: Request): string =>
    safeReturnPath(new URL(request.url).searchParams.get('returnTo'), basePath);

  async function signIn(request: Request): Promise<Response> {
    const site = siteFor(request);
    const redirectUri = `${site.origin}${basePath}/callback`;
    const { url, cookies } = await beginSignIn(settings, cookiesOf(request), site, redirectUri, returnPathOf(request));
    return redirect(303, url, cookies);
  }

  async function callback(request: Request): Promise<Response> {
    const site = siteFor(request);
    const cookies = cookiesOf(request);
    const found = await findSignIn(settings, cookies, site, new URL(request.url));
    const { returnPath = '/' } = found?.begun ?? {};
    try {
      if (found === undefined)
        throw new CallbackError('This browser has no sign-in that this callback belongs to.', 'state');
      const before = await sessions.peek(cookies, site);
      const session = await finishSignIn(settings, request.url, found.begun);
      // Ends the session that this one replaces, also for anybody else who has its cookie.
      if (before) await sessions.tokens(before).clear().catch(onError);
      return redirect(303, site.origin + returnPath, [found.cookie, await sessions.cookie(session, site)]);
    } catch (error) {
      if (!OAuthError.is(error) || error.code === 'configuration_invalid') throw error;
      onError(error);
      const retryPath = signInPath(basePath, returnPath);
      return errorPage({ ...whatToSay(error), retryPath, cookies: found ? [found.cookie] : [] });
    }
  }

  async function signOut(request: Request): Promise<Response> {
    const site = siteFor(request);
    if (!isFromSite(request, site)) {
      return errorPage({ status: 403, text: 'Only a page of this site can sign you out. You are still signed in.' });
    }
    const session = await sessions.peek(cookiesOf(request), site);
    if (session) {
      const revocation = sessions.tokens(session).revoke().catch(onError);
      settings.waitUntil?.(revocation);
      await withDeadline<unknown>(
        clock,
        longestRevocation,
        () => revocation,
        () => {},
      );
    }
    return redirect(303, site.origin + returnPathOf(request), [await sessions.cookie(undefined, site)]);
  }

  return {
    async GET(request) {
      const action = actionOf(request);
      if (action === 'sign-out') return signOutByGet();
      if (action !== 'sign-in' && action !== 'callback') return notFound();
      if (!isNavigation(request)) return errorPage({ status: 403, text: 'Please open this page in a browser window.' });
      return action === 'sign-in' ? signIn(request) : callback(request);
    },
    async POST(request) {
      return actionOf(request) === 'sign-out' ? signOut(request) : notFound();
    },
  };
}

const actionOf = ({ url }: Request): string | undefined => new URL(url).pathname.replace(/\/$/, '').split('/').at(-1);

const notFound = (): Response => errorPage({ status: 404, text: 'There is nothing here.' });

/** A link, or a prefetch of one, signs nobody out. */
function signOutByGet(): Response {
  const page = errorPage({
    status: 405,
    text: 'To sign out, a form has to be sent by POST. You are still signed in.',
  });
  page.headers.set('allow', 'POST');
  return page;
}

function whatToSay(error: OAuthError): { readonly status: number; readonly text: string } {
  if (!CallbackError.is(error)) {
    return error.code === 'reauthorization_required'
      ? { status: 400, text: 'The service did not accept this sign-in.' }
      : { status: 503, text: 'The sign-in could not be completed just now.' };
  }
  switch (error.reason) {
    case 'denied':
      return { status: 403, text: 'You did not give consent, so you are not signed in.' };
    case 'expired':
      return { status: 400, text: 'The sign-in took more than ten minutes.' };
    case 'other_account':
      return { status: 403, text: 'This site works with another account.' };
    case 'provider':
      return { status: 502, text: 'The service refused the sign-in.' };
    default:
      return { status: 400, text: 'This sign-in was started in another browser, or is already completed.' };
  }
}
