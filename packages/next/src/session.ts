import {
  type AuthorizationCode,
  type Clock,
  ConfigurationError,
  callStore,
  memoryStore,
  type Profile,
  type StoredToken,
  type TokenDescription,
  type TokenSource,
  type TokenStore,
  TokenStoreError,
} from '@acme/oauth-core';
import { base64url } from 'jose';
import { type Cookies, cookieValue, setCookie } from './cookie.ts';
import type { Seal } from './seal.ts';
import type { Site } from './site.ts';

/** Says that a person is signed in. Plain data, without a secret. */
export interface Session {
  /** A random id, which names the person's tokens in the store. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** What the cookie holds. If there is no store, it also holds the entry with the tokens. */
interface SealedSession extends Session {
  readonly entry?: StoredToken;
}

export interface SessionSettings {
  readonly profile: Profile;
  readonly seal: Seal;
  readonly clock: Clock;
  readonly lifetimeMs: number;
  /** Milliseconds for which the store has the entry of a new session, even if the authorisation ends. */
  readonly keptMs: number;
  readonly cookieName: string;
  /** Where tokens are; `cookieEntries()` if they are in cookies. */
  readonly store: TokenStore;
  readonly isInCookie: boolean;
  /** Makes the source of all people's tokens. */
  createTokens(): TokenSource;
  /** Called with the key of an entry that the store has lost. */
  onLost(key: string): void;
}

/** The sessions of a site. */
export interface Sessions {
  /** The session in the cookie, even if its authorisation has ended. */
  peek(cookies: Cookies, site: Site): Promise<Session | undefined>;
  /** The session in the cookie, if its authorisation has not ended. */
  read(cookies: Cookies, site: Site): Promise<Session | undefined>;
  /** Exchanges a code for tokens, and makes a new session of them. */
  begin(code: AuthorizationCode, createdAt: number): Promise<Session>;
  /** The `Set-Cookie` header that keeps a new session; without a session, the one that deletes the cookie. */
  cookie(session: Session | undefined, site: Site): Promise<string>;
  tokens(session: Session): TokenSource;
}

const purpose = 'session';

/** Browsers keep 4,096 bytes of name, value and attributes. */
const longestCookie = 4_096;

export function createSessions(settings: SessionSettings): Sessions {
  const { profile, seal, clock, lifetimeMs, keptMs, cookieName, store, isInCookie, createTokens, onLost } = settings;
  let people: TokenSource | undefined;
  const tokens = ({ id }: Session): TokenSource => {
    people ??= createTokens();
    return people.forKey(keyOf(id));
  };

  const peek: Sessions['peek'] = async (cookies, site) => {
    // A cast: nothing else is sealed for this purpose.
    const sealed = (await seal.open(purpose, cookieValue(cookies, site.cookieName(cookieName)))) as
      | SealedSession
      | undefined;
    if (sealed === undefined || sealed.expiresAt <= clock.now()) return undefined;
    const { entry, ...session } = sealed;
    if (isInCookie) {
      if (entry === undefined) return undefined; // the cookie is from a time when there was a store
      await store.set(keyOf(session.id), entry, { replaces: undefined });
    }
    return session;
  };

  return {
    peek,
    tokens,
    async read(cookies, site) {
      const session = await peek(cookies, site);
      if (session === undefined) return undefined;
      const held = await tokens(session).describe();
      const now = clock.now();
      // Every session begins with an entry. After `keptMs`, the store may have removed it in due time.
      if (held.state === 'empty' && now < session.createdAt + keptMs) onLost(held.key);
      return isAlive(held, profile, now) ? session : undefined;
    },
    async begin(code, createdAt) {
      // A new id, never one that the browser sent: somebody else who knows that one would be signed in, too.
      const id = base64url.encode(crypto.getRandomValues(new Uint8Array(32)));
      const session = { id, createdAt, expiresAt: createdAt + lifetimeMs };
      try {
        await tokens(session).exchange(code);
      } catch (error) {
        // Nobody will ever ask for this entry, and with made-up codes anybody could fill the store. If the store itself
        // failed, it is not asked again: its entries expire.
        const forget = (): Promise<void> => store.delete(keyOf(id));
        if (!TokenStoreError.is(error)) await callStore(clock, 'delete', forget, []).catch(() => {});
        throw error;
      }
      return session;
    },
    async cookie(session, site) {
      const name = site.cookieName(cookieName);
      if (session === undefined) return setCookie(name, '', site.isSecure, 0);
      const entry = isInCookie ? (await store.get(keyOf(session.id)))?.entry : undefined;
      const text = await seal.close(purpose, { ...session, entry });
      const header = setCookie(name, text, site.isSecure, Math.floor(lifetimeMs / 1_000));
      if (header.length <= longestCookie) return header;
      throw new ConfigurationError('store is missing: these tokens are too long for a cookie.', 'store');
    },
  };
}

const keyOf = (id: string): string => `session:${id}`;

/** A store in memory for the entries of cookies, also renewed ones. It may drop any: the cookie can replace it. */
export function cookieEntries(): TokenStore {
  const entries = memoryStore();
  return { ...entries, set: (key, entry, options) => entries.set(key, { ...entry, expendable: true }, options) };
}

/** Whether there can still be a good token: the access token has not expired, or a refresh token has not. */
function isAlive(held: TokenDescription, { refreshTokenLifetime }: Profile, now: number): boolean {
  if (held.state !== 'held') return false;
  if (held.expiresAt === undefined || held.expiresAt > now) return true;
  if (held.refreshTokenFingerprint === undefined) return false;
  return refreshTokenLifetime === undefined || (held.obtainedAt ?? now) + refreshTokenLifetime > now;
}
