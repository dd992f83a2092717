import {
  type AuthorizationRequest,
  type AuthorizationRequestOptions,
  CallbackError,
  type Clock,
  callStore,
  createAuthorizationUrl,
  parseToken,
  readCallback,
  type TokenStore,
} from '@acme/oauth-core';
import { type Cookies, cookieValue, setCookie } from './cookie.ts';
import type { Seal } from './seal.ts';
import type { Session, Sessions } from './session.ts';
import type { Site } from './site.ts';

/** How people sign in. */
export interface SignInSettings extends Omit<AuthorizationRequestOptions, 'redirectUri'> {
  readonly clock: Clock;
  readonly seal: Seal;
  readonly sessions: Sessions;
  /** Remembers which callbacks were used. */
  readonly store: TokenStore;
}

/** A sign-in that has begun, as its cookie keeps it. */
export interface BegunSignIn {
  readonly request: AuthorizationRequest;
  readonly returnPath: string;
}

const purpose = 'sign-in';
const prefix = 'acme-sign-in-';

/** Milliseconds that a sign-in may take. */
const lifetimeMs = 600_000;

/** Sign-ins that a browser may have open at once. */
const mostAtOnce = 5;

/** Bytes of all their cookies: servers refuse every request whose headers have more than 8 to 16 kB. */
const mostBytes = 6_000;

/**
 * Begins a sign-in. Each has its own state and its own cookie, so that several tabs don't disturb each other.
 *
 * @returns Where the person goes, and the cookies that remember it.
 */
export async function beginSignIn(
  { seal, ...settings }: SignInSettings,
  cookies: Cookies,
  site: Site,
  redirectUri: string,
  returnPath: string,
): Promise<{ readonly url: string; readonly cookies: readonly string[] }> {
  const { url, ...request } = await createAuthorizationUrl({ ...settings, redirectUri });
  const begun = await seal.close(purpose, { request, returnPath });
  const others = cookies.getAll().filter(({ name }) => name.startsWith(site.cookieName(prefix)));
  let bytes = begun.length;
  // Browsers send the oldest cookie first.
  const surplus = others.reverse().filter(({ name, value }, index) => {
    bytes += name.length + value.length;
    return bytes > mostBytes || index > mostAtOnce - 2; // one place is for this sign-in
  });
  return {
    url,
    cookies: [
      ...surplus.map(({ name }) => setCookie(name, '', site.isSecure, 0)),
      setCookie(nameFor(request.state, site), begun, site.isSecure, lifetimeMs / 1_000),
    ],
  };
}

/**
 * The sign-in that a callback belongs to.
 *
 * @returns The sign-in, and the header that deletes its cookie: it is good for one callback, even for one that fails.
 */
export async function findSignIn(
  { seal }: SignInSettings,
  cookies: Cookies,
  site: Site,
  callbackUrl: URL,
): Promise<{ readonly begun: BegunSignIn; readonly cookie: string } | undefined> {
  const state = callbackUrl.searchParams.get('state') ?? '';
  const name = nameFor(state, site);
  // A cast: nothing else is sealed for this purpose.
  const begun = (await seal.open(purpose, cookieValue(cookies, name))) as BegunSignIn | undefined;
  return begun && { begun, cookie: setCookie(name, '', site.isSecure, 0) };
}

/**
 * Exchanges the code of a callback for a session.
 *
 * @throws {CallbackError} if the callback does not answer this request, was used before, or is of another account.
 */
export async function finishSignIn(
  { clock, sessions, store, account }: SignInSettings,
  callbackUrl: string,
  { request }: BegunSignIn,
): Promise<Session> {
  const code = readCallback(callbackUrl, request, { clock });
  if (!(await isFirstUse(store, request.state, clock))) {
    throw new CallbackError('The callback was used before: begin the sign-in again.', 'state');
  }
  requireAccount(code.code, account);
  const session = await sessions.begin(code, clock.now());
  const tokens = sessions.tokens(session);
  try {
    requireAccount((await tokens.getToken()).accessToken, account);
  } catch (error) {
    await tokens.revoke().catch(() => {}); // the error is thrown even if the service can't be told
    throw error;
  }
  return session;
}

/** Refuses the code or the token of another account's user. One that does not name its account passes. */
function requireAccount(token: string, account: string | undefined): void {
  const actual = parseToken(token)?.account;
  if (account === undefined || actual === undefined || actual.toLowerCase() === account.toLowerCase()) return;
  throw new CallbackError('A user of another account consented: begin the sign-in again.', 'other_account');
}

/** Part of the state tells the sign-ins of several tabs apart. */
const nameFor = (state: string, site: Site): string => site.cookieName(prefix + state.slice(0, 12));

/**
 * Whether this is the first callback with this state, in all processes: so a copy of the cookie is of no use.
 *
 * @throws {TokenStoreError} if the store does not say.
 */
async function isFirstUse(store: TokenStore, state: string, clock: Clock): Promise<boolean> {
  const revision = crypto.randomUUID();
  const keepUntil = Math.ceil(clock.now() + lifetimeMs);
  const entry = { format: 1, revision, keepUntil, value: 'used' } as const;
  const key = `sign-in:${state}`;
  // If its connection ended, a driver may send a write again, or reject one that was done: then our own entry is there.
  return callStore(
    clock,
    'set',
    async () =>
      (await store.set(key, entry, { replaces: undefined })) || (await store.get(key))?.entry.revision === revision,
  );
}
