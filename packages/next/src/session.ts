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

/** What the cookie holds: the entry of the store too, where there is no store. */
interface SealedSession extends Session {
  readonly entry?: StoredToken;
}

export interface SessionSettings {
  readonly profile: Profile;
  readonly seal: Seal;
  readonly clock: Clock;
  readonly lifetimeMs: number;
  /** Milliseconds from its beginning for which a session's entry is in the store, whatever became of it. */
  readonly keptMs: number;
  readonly cookieName: string;
  /** Where tokens are: `cookieEntries` for those in cookies. */
  readonly store: TokenStore;
  readonly isInCookie: boolean;
  /** Makes the source of all people's tokens. */
  createTokens(): TokenSource;
  /** Hears of a session whose entry is not in the store, by the entry's key. */
  onLost(key: string): void;
}

/** The sessions of a site. */
export interface Sessions {
  /** What the cookie says, whatever became of the authorisation. */
  peek(cookies: Cookies, site: Site): Promise<Session | undefined>;
  /** The session of a person whose authorisation still lives. */
  read(cookies: Cookies, site: Site): Promise<Session | undefined>;
  /** Exchanges a code into a session of its own. */
  begin(code: AuthorizationCode, createdAt: number): Promise<Session>;
  /** The `Set-Cookie` header for a session that has just begun; without one, for its end. */
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
    // Nothing else is sealed for this purpose.
    const sealed = (await seal.open(purpose, cookieValue(cookies, site.cookieName(cookieName)))) as
      | SealedSession
      | undefined;
    if (sealed === undefined || sealed.expiresAt <= clock.now()) return undefined;
    const { entry, ...session } = sealed;
    if (isInCookie) {
      if (entry === undefined) return undefined; // of a time when there was a store
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
      // A session begins with an entry. A cookie may live for longer: then nobody knows whether it was lost or had its time.
      if (held.state === 'empty' && now < session.createdAt + keptMs) onLost(held.key);
      return isAlive(held, profile, now) ? session : undefined;
    },
    async begin(code, createdAt) {
      // Never one that the browser brought: who knows that one would be signed in too.
      const id = base64url.encode(crypto.getRandomValues(new Uint8Array(32)));
      const session = { id, createdAt, expiresAt: createdAt + lifetimeMs };
      try {
        await tokens(session).exchange(code);
      } catch (error) {
        // Nobody will ever ask for it, and whoever makes codes up could fill the store. What a failing store keeps, ends in time.
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
      const text = await seal.close(purpose, { ...session, ...(entry && { entry }) });
      const header = setCookie(name, text, site.isSecure, Math.floor(lifetimeMs / 1_000));
      if (header.length <= longestCookie) return header;
      throw new ConfigurationError('store is missing: these tokens are too long for a cookie.', 'store');
    },
  };
}

const keyOf = (id: string): string => `session:${id}`;

/** What was read from cookies, and what was renewed since. All of it can be had again from the cookie. */
export function cookieEntries(): TokenStore {
  const entries = memoryStore();
  return { ...entries, set: (key, entry, options) => entries.set(key, { ...entry, expendable: true }, options) };
}

/** Whether a good token can still be had: it lives, or there is a refresh token that does. */
function isAlive(held: TokenDescription, { refreshTokenLifetime }: Profile, now: number): boolean {
  if (held.state !== 'held') return false;
  if (held.expiresAt === undefined || held.expiresAt > now) return true;
  if (held.refreshTokenFingerprint === undefined) return false;
  return refreshTokenLifetime === undefined || (held.obtainedAt ?? now) + refreshTokenLifetime > now;
}
