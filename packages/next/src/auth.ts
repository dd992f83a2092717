import {
  type Clock,
  createTokenSource,
  type EncryptionKey,
  type OAuthEvent,
  refreshToken,
  refuseOption,
  systemClock,
  type TokenSource,
  type TokenSourceOptions,
  type TokenStore,
  tell,
} from '@acme/oauth-core';
import { cookiesOf } from './cookie.ts';
import { createHandlers, type Handlers } from './handlers.ts';
import { createPageGuard, type PageGuard, type ProxyOptions } from './page-guard.ts';
import { createSeal } from './seal.ts';
import { cookieEntries, createSessions, type Session } from './session.ts';
import { siteOf } from './site.ts';

/** Options of `createAuth`: how people sign in, and where their tokens are kept. */
export interface AuthOptions
  extends Omit<TokenSourceOptions, 'grant' | 'key' | 'origins'>,
    Partial<Pick<TokenSourceOptions, 'origins'>> {
  /** A store that all instances share, never `memoryStore()`. Left out: tokens are in the cookie, unless they rotate. */
  readonly store?: TokenStore | undefined;
  /** What people are asked to consent to. Default: everything that the client is allowed. */
  readonly scope?: string | readonly string[] | undefined;
  /** The account whose users may sign in, for services with `{account}` in the URL of their consent page. */
  readonly account?: string | undefined;
  /** Encrypt the cookies; make them with `generateKey()`. The first one encrypts, all of them decrypt. */
  readonly sessionKeys: EncryptionKey | readonly EncryptionKey[];
  /** The site's origin, such as `https://www.example.com`. Default: from the host of the request. */
  readonly origin?: string | URL | undefined;
  /** The path of the handlers, as the browser sees it. Each `createAuth` of a site needs its own. Default: `/api/auth`. */
  readonly basePath?: string | undefined;
  /**
   * Milliseconds until a person has to sign in again. Default: the lifetime of the refresh token, at most 30 days. After
   * that, a session that the store has lost can't be told from one that has ended.
   */
  readonly sessionLifetime?: number | undefined;
  /** Called with errors that people see no details of: a refused callback, a failed revocation. Default: `console.error`. */
  readonly onError?: ((error: unknown) => void) | undefined;
}

/** Sign-in, sessions and tokens of a site. */
export interface Auth {
  /** `GET` and `POST`, for the catch-all route under `basePath`. */
  readonly handlers: Handlers;
  /**
   * The session of the person who makes the request. `undefined` if nobody is signed in, or the authorisation has ended.
   *
   * @param request Default: the request that Next.js is answering.
   * @throws {TokenStoreError} if the store failed, since nobody can tell then whether the person is signed in.
   */
  session(request?: Request): Promise<Session | undefined>;
  /** The person's tokens: pass them to a client. No I/O. */
  tokens(session: Session): TokenSource;
  /** For `proxy.ts`: sends people who are not signed in to the sign-in. The page still has to call `session()`. */
  proxy(options: ProxyOptions): PageGuard;
}

const defaultBasePath = '/api/auth';

const thirtyDays = 30 * 86_400_000;

// biome-ignore lint/suspicious/noConsole: without the option onError, errors go to the server's log
const report = (error: unknown): void => console.error(error);

/**
 * Sign-in with a service, and sessions whose tokens are renewed.
 *
 * Secrets are checked when they are first used, because a build has none.
 *
 * @throws {ConfigurationError} if an option is wrong, or a store is missing for refresh tokens that work only once.
 */
export function createAuth(options: AuthOptions): Auth {
  const { profile, store, origin, basePath = defaultBasePath, clock = systemClock, onError = report } = options;
  if (!profile) refuseOption('profile', 'is missing');
  const isInCookie = !store;
  // A store keeps an entry at least this long: as long as its refresh token lives, and 30 days once it has ended.
  const keptMs = Math.min(profile.refreshTokenLifetime ?? thirtyDays, thirtyDays);
  const lifetimeMs = options.sessionLifetime ?? keptMs;
  // A cookie's lifetime is in whole seconds.
  if (!(Number.isFinite(lifetimeMs) && lifetimeMs >= 1_000)) {
    refuseOption('sessionLifetime', 'must be a number of milliseconds, 1000 or more');
  }
  if (!/^(\/[\w.~-]+)+$/.test(basePath)) {
    refuseOption('basePath', 'must be the path of the handlers, such as `/api/auth`');
  }
  if (isInCookie && profile.rotation !== 'none') {
    refuseOption(
      'store',
      `is missing: refresh tokens of ${profile.name} work only once, and a page can't write the next one to a cookie. Pass a store that all instances share`,
    );
  }

  // If a site has two of these, for two services, they share no cookie, and neither opens what the other has sealed.
  // Two paths never give the same name: no path has a plus in it.
  const seal = createSeal(options.sessionKeys, basePath);
  const cookieName = `acme-session${basePath === defaultBasePath ? '' : basePath.replaceAll('/', '+')}`;
  const tokenStore = store ?? cookieEntries();
  const createTokens = (): TokenSource => {
    const origins = options.origins ?? [profile.tokenUrl];
    return createTokenSource({ ...options, origins, store: tokenStore, grant: refreshToken() });
  };
  // A sign-in may begin in one instance and end in another, and while an instance is frozen, only the wall clock goes
  // on: the handlers use it. Pages use `clock`, as they may not read the wall clock while Next.js prerenders them.
  const wallClock: Clock = {
    now: () => clock.wallTime?.() ?? clock.now(),
    sleep: (ms, signal) => clock.sleep(ms, signal),
  };
  const sessions = createSessions({
    profile,
    seal,
    clock,
    lifetimeMs,
    keptMs,
    cookieName,
    store: tokenStore,
    isInCookie,
    createTokens,
    onLost(key) {
      tell<OAuthEvent>(options.onEvent, () => ({
        type: 'ended',
        reason: 'store_lost_it',
        at: clock.now(),
        key,
        generation: 0,
        fingerprint: '',
        holder: options.holder ?? '',
      }));
    },
  });
  const session: Auth['session'] = async (request) => {
    if (request) return sessions.read(cookiesOf(request), siteOf(origin, request.headers, request.url));
    // Next.js has no `exports`: without `.js`, Node's ES modules do not find it.
    const { cookies, headers } = await import('next/headers.js');
    return sessions.read(await cookies(), siteOf(origin, await headers()));
  };

  return {
    handlers: createHandlers({
      ...options,
      clock: wallClock,
      seal,
      sessions,
      store: tokenStore,
      basePath,
      onError: (error) => tell(onError, () => error),
    }),
    session,
    tokens: sessions.tokens,
    proxy: (proxyOptions) =>
      createPageGuard(
        { basePath, session, origin: ({ headers, url }) => siteOf(origin, headers, url).origin },
        proxyOptions,
      ),
  };
}
