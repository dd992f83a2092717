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
  /** Remembers which answers were used. */
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

/** Bytes of their cookies: servers refuse every request whose header outgrows 8 to 16 kB. */
const mostBytes = 6_000;

/**
 * Begins a sign-in: each has a state and a cookie of its own, so that several tabs don't meet.
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
  const surplus = others.reverse().filter(({ name, value }, index) => {
    bytes += name.length + value.length; // the newest first: browsers send the oldest first
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
 * @returns It, and the header that ends its cookie: it is good for one callback, however that ends.
 */
export async function findSignIn(
  { seal }: SignInSettings,
  cookies: Cookies,
  site: Site,
  callbackUrl: URL,
): Promise<{ readonly begun: BegunSignIn; readonly cookie: string } | undefined> {
  const state = callbackUrl.searchParams.get('state') ?? '';
  const name = nameFor(state, site);
  // Nothing else is sealed for this purpose.
  const begun = (await seal.open(purpose, cookieValue(cookies, name))) as BegunSignIn | undefined;
  return begun && { begun, cookie: setCookie(name, '', site.isSecure, 0) };
}

/**
 * Exchanges the code of a callback into a session.
 *
 * @throws {CallbackError} where the callback is not the answer to this request, was used before, or another account consented.
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
    await tokens.revoke().catch(() => {}); // it is nobody's here, whether or not the service hears of it
    throw error;
  }
  return session;
}

/** What another account's user brings is not taken. A token that tells no account passes. */
function requireAccount(token: string, account: string | undefined): void {
  const actual = parseToken(token)?.account;
  if (account === undefined || actual === undefined || actual.toLowerCase() === account.toLowerCase()) return;
  throw new CallbackError('A user of another account consented: begin the sign-in again.', 'other_account');
}

/** Part of the state tells the sign-ins of several tabs apart. */
const nameFor = (state: string, site: Site): string => site.cookieName(prefix + state.slice(0, 12));

/**
 * Whether this is the first callback with this state, for every process: a copy of the cookie is of no use.
 *
 * @throws {TokenStoreError} where the store does not say.
 */
async function isFirstUse(store: TokenStore, state: string, clock: Clock): Promise<boolean> {
  const revision = crypto.randomUUID();
  const keepUntil = Math.ceil(clock.now() + lifetimeMs);
  const entry = { format: 1, revision, keepUntil, value: 'used' } as const;
  const key = `sign-in:${state}`;
  // A driver whose connection ended may send a write again, or reject one that was done: our own is there then.
  return callStore(
    clock,
    'set',
    async () =>
      (await store.set(key, entry, { replaces: undefined })) || (await store.get(key))?.entry.revision === revision,
  );
}
