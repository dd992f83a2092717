import type { AccessToken } from './access-token.ts';
import { createAuthenticatedFetch } from './authenticated-fetch.ts';
import { type Clock, systemClock } from './clock.ts';
import { withDeadline } from './deadline.ts';
import { refuseOption, traced } from './errors.ts';
import type { OAuthEvent } from './events.ts';
import { type Fetch, type FetchLike, unpatchedFetchOf } from './fetch.ts';
import { type AuthorizationCode, clientCredentials, type Grant, requireText } from './grant.ts';
import { type KeyState, knowledgeFor, settle, skewFor, stateFor } from './key-state.ts';
import { memoryStore } from './memory-store.ts';
import type { Profile } from './profile.ts';
import { renew } from './renewal.ts';
import { emit, isGood, type Renewer, type Timing } from './renewer.ts';
import { secureUrl } from './secure-url.ts';
import { type Connection, clear, connect, describe, revoke, type TokenDescription } from './stored-authorization.ts';
import type { TokenStore } from './token-store.ts';
import { untilAborted } from './until-aborted.ts';

/** How often a token request is repeated, and how long to wait in between. */
export interface RetryOptions {
  /** Attempts in all, including the first. Default: 3. */
  readonly attempts?: number | undefined;
  /** Milliseconds before the first repetition. Default: 1,000. */
  readonly minDelayMs?: number | undefined;
  /** Milliseconds at most between two attempts. Default: 30,000. */
  readonly maxDelayMs?: number | undefined;
}

/** Options of `createTokenSource`. */
export interface TokenSourceOptions {
  /** What the service's OAuth looks like: `cloudProfile()`, `sourceProfile(siteUrl)`, `damProfile()`, or your own. */
  readonly profile: Profile;
  readonly clientId: string;
  /** Left out for public clients. */
  readonly clientSecret?: string | undefined;
  /** `clientCredentials()` for the app itself; `authorizationCode()` or `refreshToken()` for a person. */
  readonly grant: Grant;
  /** Where tokens are kept. Default: memory, for this source alone. Required for people whose refresh token works once. */
  readonly store?: TokenStore | undefined;
  /** Names the entry in the store. Required for a person's grant: the id of a user or an account. */
  readonly key?: string | undefined;
  /** Where `fetch` may send the token; the account of a DAM token replaces `{account}`. */
  readonly origins?: readonly (string | URL)[] | undefined;
  /** Milliseconds before its end at which a token is due, or a function of its lifetime. Default: min(60 s, 10 %). */
  readonly refreshMargin?: number | ((lifetimeMs: number) => number) | undefined;
  /** Milliseconds for one attempt of a token request, at most 600,000. Default: 30,000 where a refresh token works once, else 10,000. */
  readonly timeout?: number | undefined;
  /** How often a token request is repeated (0: never), or the details. Default: 2. */
  readonly retry?: number | RetryOptions | undefined;
  /** Sends token requests, and those of the source's `fetch`. Default: the platform's, looked up at each call. */
  readonly fetch?: FetchLike | undefined;
  /** Default: `systemClock`. */
  readonly clock?: Clock | undefined;
  /** Returns a number from 0 up to 1, to vary waits. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Called with what happens to the tokens; events contain no secret. If it throws, nothing else fails. */
  readonly onEvent?: ((event: OAuthEvent) => void) | undefined;
  /** Keeps the instance alive until a renewal is stored: Next.js's `after`, a Worker's `ctx.waitUntil`. */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined;
  /** The name of this process, in events and in the record. Default: a random one, the same for all sources of a store. */
  readonly holder?: string | undefined;
}

/** Options of `getToken`. */
export interface GetTokenOptions {
  /** Ends this caller's wait, and nobody else's. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Milliseconds that the token must still live. More than nine tenths of its lifetime counts as nine tenths; if there
   * is no refresh token, the token may end sooner.
   */
  readonly minimumLifetime?: number | undefined;
}

/** Gives a token that is good, whenever you ask for one. */
export interface TokenSource {
  /** The entry in the store. */
  readonly key: string;
  /**
   * A token that is good now: from memory, from the store, or from the server, in this order.
   *
   * @throws {ReauthorizationRequiredError} if a person has to consent again.
   * @throws {TokenRequestError} if the server refused for another reason, or could not be reached.
   * @throws {TokenStoreError} if the store failed, and the source can't go on without it. Both only once the token in
   * memory has ended, or may have been ended by a request.
   * @throws {TokenTimeoutError} if another process takes too long to renew.
   */
  getToken(options?: GetTokenOptions): Promise<AccessToken>;
  /**
   * A WHATWG fetch that sends the token to `origins`, and repeats a request once if its token was refused. It follows
   * redirects itself: the `url` of an answer is where the last one led, but `redirected` is always `false`.
   *
   * @throws {ConfigurationError} if `origins` was left out; also what `getToken` and `fetch` of the options throw.
   */
  readonly fetch: Fetch;
  /** Reports that this token was refused. No I/O: the next `getToken` renews, if this is still the current one. */
  invalidate(token: AccessToken): void;
  /**
   * Revokes the tokens at the server, if the profile can, by one request of at most 5 s. Then drops them in any case.
   *
   * @throws {TokenRequestError} if the server did not confirm it: the token may still be valid there.
   */
  revoke(): Promise<void>;
  /**
   * Drops the tokens, without a request to the server. A person then has to consent again.
   *
   * @throws {TokenStoreError} if the store failed: the tokens may still be there.
   */
  clear(): Promise<void>;
  /**
   * Exchanges the code of a callback. The new tokens replace what the store has under the key: a person has just consented.
   *
   * @throws {TokenRequestError} if the exchange failed; what the store had under the key stays, unless the store fails
   * too.
   * @throws {ReauthorizationRequiredError} if the code was refused, or was used before.
   * @throws {TokenStoreError} if the store failed.
   * @throws {TokenTimeoutError} if another client's renewal under the same key takes too long: give each its own key.
   */
  exchange(code: AuthorizationCode): Promise<AccessToken>;
  /**
   * Takes over tokens that you already have. `kept`: the key has an authorisation already, or was given this
   * refresh token before, or is another client's.
   *
   * @throws {TokenStoreError} if the store failed; {ConfigurationError} if a token or the time is wrong.
   */
  connect(connection: Connection): Promise<'stored' | 'kept'>;
  /**
   * What the store has under the key, and why it ended. The answer contains no secret.
   *
   * @throws {TokenStoreError} if the store failed, or the entry can't be read.
   */
  describe(): Promise<TokenDescription>;
  /**
   * A source for another scope of the client credentials, with the same store, `fetch` and clock. No I/O.
   *
   * @param scope Text (space-separated) or a list.
   * @throws {ConfigurationError} if the grant is a person's.
   */
  withScope(scope: string | readonly string[]): TokenSource;
  /** A source for another authorisation, under its own key in the store. No I/O. */
  forKey(key: string): TokenSource;
  /** Waits until renewals under way are over, and their tokens are stored: on replicas too, if the store waits for them. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Creates a source of tokens, which renews them when they are due. For each key, there is one token request at a time, in
 * all processes that share the store.
 *
 * @throws {ConfigurationError} if an option is missing or wrong.
 */
export function createTokenSource(options: TokenSourceOptions): TokenSource {
  return createTimedTokenSource(options, {});
}

/** The same, with the times of claims as an argument. Not public: tests pass shorter ones. */
export function createTimedTokenSource(options: TokenSourceOptions, timing: Partial<Timing>): TokenSource {
  for (const option of ['profile', 'grant'] as const) if (!options[option]) refuseOption(option, 'is missing');
  const { profile, clientId, clientSecret, grant, clock = systemClock, random = Math.random, onEvent } = options;
  const needsPerson = grant.type !== 'client_credentials';
  const rotates = needsPerson && profile.rotation !== 'none';
  requireText(clientId, 'clientId');
  if (clientSecret !== undefined) requireText(clientSecret, 'clientSecret');
  const { href: tokenUrl, origin, pathname } = secureUrl(profile.tokenUrl, 'tokenUrl');
  if (profile.revocation) secureUrl(profile.revocationUrl ?? '', 'revocationUrl');
  const missing = 'is missing: pass one that all processes share, or memoryStore() for a single one';
  const store = options.store ?? (rotates ? refuseOption('store', missing) : memoryStore({ clock }));
  const knowledge = knowledgeFor(store, clock);
  const scope = needsPerson ? [] : [grant.scope ?? ''];
  // Without the query of the endpoint, which may differ from process to process.
  const owner = JSON.stringify([profile.issuer ?? origin + pathname, clientId, ...scope]);
  // Sources that differ in token URL, client, grant or scope never share a token.
  const key = options.key ?? (needsPerson ? '' : JSON.stringify([tokenUrl, clientId, grant.type, ...scope]));
  const stateKey = owner + key; // in memory, one key may have the tokens of several clients and scopes
  // All objects have the same text, and half of a surrogate pair is lost when a text is written as UTF-8: two people
  // would share an entry. A person's source needs a key, unless it serves only `forKey`.
  if (
    typeof key !== 'string' ||
    /\p{Cs}/u.test(key) ||
    (needsPerson && !key && (grant.seed || options.key !== undefined))
  )
    refuseKey();
  const { retry = {}, timeout: timeoutMs = rotates ? 30_000 : 10_000 } = options;
  // Timers count only to 2^31 - 1 ms. And as long as a request may take, nobody may take over the claim for it.
  if (!(timeoutMs > 0 && timeoutMs <= 600_000)) refuseOption('timeout', 'must be from 1 to 600000 ms');
  const details: RetryOptions = typeof retry === 'object' ? retry : { attempts: retry + 1 };
  const { attempts = 3, minDelayMs = 1_000, maxDelayMs = 30_000 } = details;
  if (!Number.isInteger(attempts) || attempts < 1) {
    refuseOption('retry', 'must be a whole number, 0 for none');
  }
  const { refreshMargin = (lifetime: number) => Math.min(60_000, lifetime / 10) } = options;
  if (typeof refreshMargin === 'number' && !(refreshMargin >= 0)) {
    refuseOption('refreshMargin', 'must be a number of milliseconds, or a function');
  }

  const holder = (): string => {
    if (options.holder) return options.holder;
    knowledge.holder ??= crypto.randomUUID(); // not before it is needed: a source may be created while a module loads
    return knowledge.holder;
  };
  const fixed: Omit<Renewer, 'state'> = {
    profile,
    clientId,
    clientSecret,
    clock,
    timeoutMs,
    fetch: unpatchedFetchOf(options.fetch),
    store,
    key,
    owner,
    skew: skewFor(knowledge, tokenUrl),
    grant,
    needsPerson,
    rotates,
    margin: typeof refreshMargin === 'number' ? () => refreshMargin : refreshMargin,
    attempts,
    minDelayMs,
    maxDelayMs,
    // If no token is used up, a second request does no harm: a dead holder's claim ends before the old token does.
    timing: { lease: timeoutMs + (rotates ? 30_000 : 5_000), watch: 5_000, sendWindow: 5_000, ...timing },
    random,
    holder,
    onEvent,
    forget: () => knowledge.states.delete(stateKey),
  };
  let latest: Renewer | undefined;
  /** The renewer with what is known of the key now. */
  const renewer = (): Renewer => {
    if (!key) refuseKey();
    const state = stateFor(knowledge, stateKey);
    // A Worker stops all work of a request that has ended: waiting for such a flight would never end. From here on it
    // counts as another process's, whose claim runs out.
    if (state.flight && clock.now() > state.flightUntil) {
      fixed.forget();
      return renewer();
    }
    if (latest?.state !== state) latest = { ...fixed, state };
    return latest;
  };

  /** Starts a renewal: from now on, it is the flight of the key. */
  const fly = (current: Renewer, minimumLifetime?: number, consent?: AuthorizationCode): Promise<AccessToken> => {
    const { state } = current;
    // Before anything else: an instance that is frozen between rotation and write loses the authorisation. `settle`
    // runs a moment later, when the flight is set.
    options.waitUntil?.(Promise.resolve(state).then(settle));
    const flight = renew(current, minimumLifetime, consent).finally(() => {
      state.flight = undefined;
    });
    state.flight = flight;
    state.isConsent = consent !== undefined;
    flight.catch(() => {}); // all callers may have given up; those who still wait get the error
    return flight;
  };

  /**
   * The token that the flight brings, or `undefined` if the flight stands still. All callers of one turn share one
   * timer, because they may be thousands. Callers of other turns don't: in a Worker, the timer of a request that has
   * ended never fires.
   */
  const waitFor = (state: KeyState): Promise<AccessToken | undefined> => {
    queueMicrotask(() => {
      state.wait = undefined;
    });
    state.wait ??= withDeadline<AccessToken | undefined>(
      clock,
      state.flightUntil + 1 - clock.now(),
      async () => state.flight,
      () => new Promise((resolve) => setTimeout(resolve)), // if the clock does not really sleep, nothing else could run
    );
    return state.wait;
  };

  const getToken = async ({ signal, minimumLifetime }: GetTokenOptions = {}): Promise<AccessToken> => {
    signal?.throwIfAborted();
    if (minimumLifetime !== undefined && !(minimumLifetime >= 0)) {
      refuseOption('minimumLifetime', 'must be a number of milliseconds');
    }
    let waitedFor: AccessToken | undefined;
    for (;;) {
      const current = renewer();
      const { state } = current;
      const { token, flight, isConsent } = state;
      if (token && isGood(current, token, minimumLifetime)) return token;
      const next = flight ?? fly(current, minimumLifetime);
      // While the renewal runs in the background, a token that still lives is good enough.
      if (token && (!rotates || options.waitUntil) && isGood(current, token, minimumLifetime, 0.5)) return token;
      try {
        if (!flight) return await untilAborted(next, signal);
        const given = await untilAborted(waitFor(state), signal);
        // If it is the same token again, it is not renewed now: another round would only read it again for each caller.
        if (given && (given === waitedFor || isGood(current, given, minimumLifetime, 0))) return given;
        waitedFor = given;
      } catch (error) {
        if (signal?.aborted) throw error;
        if (!flight || !isConsent) throw traced(error); // others did not ask for the consent: its error is not theirs
      }
    }
  };

  return {
    key,
    getToken,
    fetch: createAuthenticatedFetch(options, getToken, invalidate, (status) =>
      emit(renewer(), { type: 'replayed', status }),
    ),
    invalidate,
    async exchange(code) {
      if (!needsPerson) refuseOption('grant', "must be a person's");
      requireText(code?.code, 'code');
      for (;;) {
        const current = renewer();
        const { state } = current;
        if (!state.flight) return fly(current, undefined, code);
        await waitFor(state).catch(() => {}); // its result does not matter: this consent replaces it
      }
    },
    revoke: async () => revoke(renewer(), getToken),
    async clear() {
      await clear(renewer());
    },
    connect: async (connection) => connect(renewer(), connection),
    describe: async () => describe(renewer()),
    withScope(scope) {
      if (needsPerson) {
        refuseOption('scope', 'for a person goes into createAuthorizationUrl');
      }
      const scoped = clientCredentials({ scope });
      const own = options.key && JSON.stringify([options.key, scoped.scope]);
      return createTimedTokenSource({ ...options, store, key: own, grant: scoped }, timing);
    },
    forKey(other) {
      // A seed belongs to the key that it was passed in for: under a second one it would be presented twice.
      const own: Grant = needsPerson ? { type: 'refresh_token' } : grant;
      return createTimedTokenSource({ ...options, store, key: other, grant: own }, timing);
    },
    async [Symbol.asyncDispose]() {
      for (const state of knowledge.states.values()) await settle(state);
    },
  };

  function invalidate({ accessToken }: AccessToken): void {
    const { state } = renewer();
    // If it is not the current token, it has been replaced already: there is nothing to do.
    if (!state.token || state.token.accessToken === accessToken) state.refused = accessToken;
  }
}

const refuseKey = (): never =>
  refuseOption('key', "must be a text that names whose authorisation this is: a user's id");
