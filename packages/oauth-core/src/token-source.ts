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

/** How often one token request is repeated, and how long is waited between. */
export interface RetryOptions {
  /** Attempts in all, the first counted. Default: 3. */
  readonly attempts?: number | undefined;
  /** Milliseconds before the first repeat. Default: 1,000. */
  readonly minDelayMs?: number | undefined;
  /** Milliseconds at most between two attempts. Default: 30,000. */
  readonly maxDelayMs?: number | undefined;
}

/** What a token source is made of. */
export interface TokenSourceOptions {
  /** What the service's OAuth looks like: `cloudProfile()`, `sourceProfile(siteUrl)`, `damProfile()`, or your own. */
  readonly profile: Profile;
  readonly clientId: string;
  /** Left out for public clients. */
  readonly clientSecret?: string | undefined;
  /** `clientCredentials()` for the app itself; `authorizationCode()` or `refreshToken()` for a person. */
  readonly grant: Grant;
  /** Where tokens are kept. Default: memory, of this source alone. A rotating source needs one. */
  readonly store?: TokenStore | undefined;
  /** The entry in the store. A person's grant needs one: a user's id, an account's. */
  readonly key?: string | undefined;
  /** Where `fetch` may send the token; `{account}` is filled from a DAM token. */
  readonly origins?: readonly (string | URL)[] | undefined;
  /** How long before its end a token is due, in milliseconds, or that from its life. Default: min(60 s, 10 % of the life). */
  readonly refreshMargin?: number | ((lifetimeMs: number) => number) | undefined;
  /** Milliseconds for one attempt of a token request, body included, 600,000 at most. Default: 30,000 where the source rotates, else 10,000. */
  readonly timeout?: number | undefined;
  /** Repeats of a token request (0: none), or the details. Default: 2. */
  readonly retry?: number | RetryOptions | undefined;
  /** Carries token requests, and what `fetch` sends. Default: the platform's, looked up at each call. */
  readonly fetch?: FetchLike | undefined;
  /** Default: `systemClock`. */
  readonly clock?: Clock | undefined;
  /** A number from 0 up to 1; spreads waits. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Hears what happens to the tokens: no secret in it. One that throws disturbs nothing. */
  readonly onEvent?: ((event: OAuthEvent) => void) | undefined;
  /** Keeps the instance alive until a renewal is stored: Next.js `after`, a Worker's `ctx.waitUntil`. */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined;
  /** Names this process in events and in the record. Default: random, one for all sources of a store. */
  readonly holder?: string | undefined;
}

/** What a caller of `getToken` may say. */
export interface GetTokenOptions {
  /** Ends this caller's wait, nobody else's. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that the token must still live, nine tenths of its life at most: no more can be had. */
  readonly minimumLifetime?: number | undefined;
}

/** What a user holds: a token that is good whenever it is asked for. */
export interface TokenSource {
  /** The entry in the store. */
  readonly key: string;
  /**
   * A token that is good now: from memory, from the store, or from the server, in this order.
   *
   * @throws {ReauthorizationRequiredError} where a person has to consent again.
   * @throws {TokenRequestError} where the server refused for another reason, or could not be asked.
   * @throws {TokenStoreError} where the store failed and the source may not go on without it.
   * @throws {TokenTimeoutError} where another process holds the renewal for too long.
   */
  getToken(options?: GetTokenOptions): Promise<AccessToken>;
  /**
   * A WHATWG fetch that carries the token to `origins`, and sends a request again once where its token was refused. It
   * follows redirects itself: `url` of an answer is where the last one led, but `redirected` stays `false`.
   *
   * @throws {ConfigurationError} where `origins` was left out; what `getToken` and the `fetch` of the options throw.
   */
  readonly fetch: Fetch;
  /** Says that this token was refused. No I/O: the next `getToken` compares and renews. */
  invalidate(token: AccessToken): void;
  /**
   * Tells the server, where the profile can, by one request of 5 s at most, and forgets whatever it answers.
   *
   * @throws {TokenRequestError} where the server did not confirm it: the token may live on there.
   */
  revoke(): Promise<void>;
  /**
   * Forgets. Final until a new consent or seed.
   *
   * @throws {TokenStoreError} where the store failed: it may not be forgotten.
   */
  clear(): Promise<void>;
  /**
   * Exchanges the code of a callback, and replaces what the key holds with what it brings: a person has just consented.
   *
   * @throws {TokenRequestError} where the exchange failed; what the key held before stays.
   * @throws {ReauthorizationRequiredError} where the code was refused, or was used before.
   */
  exchange(code: AuthorizationCode): Promise<AccessToken>;
  /**
   * Moves in with tokens that are already there: `kept` where the key holds a live authorisation, or has seen this token.
   *
   * @throws {TokenStoreError} where the store failed; {ConfigurationError} for what is no token or no time.
   */
  connect(connection: Connection): Promise<'stored' | 'kept'>;
  /**
   * What is held under the key, and why it ended: no secret in it.
   *
   * @throws {TokenStoreError} where the store failed, or the entry can't be read.
   */
  describe(): Promise<TokenDescription>;
  /**
   * A sibling for another scope of the client credentials; shares store, transport and clock. No I/O.
   *
   * @param scope Text (space-separated) or a list.
   * @throws {ConfigurationError} where the grant is a person's.
   */
  withScope(scope: string | readonly string[]): TokenSource;
  /** The same for another authorisation, under its entry in the store. No I/O. */
  forKey(key: string): TokenSource;
  /** Waits for a renewal in flight and for a pair that is not stored yet. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * A source of tokens that keeps itself fresh: one token request at a time for a key, in this process and in every other
 * that shares the store.
 *
 * @throws {ConfigurationError} where an option is missing or can't be right.
 */
export function createTokenSource(options: TokenSourceOptions): TokenSource {
  return createTimedTokenSource(options, {});
}

/** The same with the times of claims as arguments. Not public: shorter ones are for tests. */
export function createTimedTokenSource(options: TokenSourceOptions, timing: Partial<Timing>): TokenSource {
  for (const option of ['profile', 'grant'] as const) if (!options[option]) refuseOption(option, 'is missing');
  const { profile, clientId, clientSecret, grant, clock = systemClock, random = Math.random, onEvent } = options;
  const needsPerson = grant.type !== 'client_credentials';
  const rotates = needsPerson && profile.rotation !== 'none';
  requireText(clientId, 'clientId');
  if (clientSecret !== undefined) requireText(clientSecret, 'clientSecret');
  const { href: tokenUrl, origin, pathname } = secureUrl(profile.tokenUrl, 'tokenUrl');
  if (profile.revocation) secureUrl(profile.revocationUrl ?? '', 'revocationUrl');
  const missing = 'is missing: hand in one that all processes share, or memoryStore() for one';
  const store = options.store ?? (rotates ? refuseOption('store', missing) : memoryStore({ clock }));
  const knowledge = knowledgeFor(store);
  // By the endpoint, not by what is in its query: each process may say something else there.
  const scope = needsPerson ? [] : [grant.scope ?? ''];
  const owner = JSON.stringify([profile.issuer ?? origin + pathname, clientId, ...scope]);
  // Token URL, client, grant and scope: whatever differs in one of them never shares a token.
  const key = options.key ?? (needsPerson ? '' : JSON.stringify([tokenUrl, clientId, grant.type, ...scope]));
  const place = owner + key; // in memory: tokens of another client or scope under the same key are none of ours
  // Half of a surrogate pair is lost where a text is written as UTF-8: two keys would be one entry.
  if (/\p{Cs}/u.test(key) || (needsPerson && !key && (grant.seed || options.key !== undefined))) refuseKey();
  const { retry = {}, timeout: timeoutMs = rotates ? 30_000 : 10_000 } = options;
  // Timers count to 2^31 - 1 ms, and nobody may take a claim over before a request under it has timed out.
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
    knowledge.holder ??= crypto.randomUUID(); // not when the source is made: that may be while a module loads
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
    // Where no token is used up, a second request harms nothing: the claim of a holder that died ends before its token does.
    timing: { lease: timeoutMs + (rotates ? 30_000 : 5_000), watch: 5_000, sendWindow: 5_000, ...timing },
    random,
    holder,
    onEvent,
    forget: () => knowledge.states.delete(place),
  };
  let latest: Renewer | undefined;
  /** The renewer at work on what is known of the key now. */
  const renewer = (): Renewer => {
    if (!key) refuseKey();
    const state = stateFor(knowledge, place);
    // A Worker goes on with nothing that a request began which has ended: whoever waits for that waits for ever. From here
    // on it counts as another process's, whose claim runs out.
    if (state.flight && clock.now() > state.flightUntil) {
      fixed.forget();
      return renewer();
    }
    if (latest?.state !== state) latest = { ...fixed, state };
    return latest;
  };

  const fly = (current: Renewer, minimumLifetime?: number, consent?: AuthorizationCode): Promise<AccessToken> => {
    const { state } = current;
    // Before anything: a frozen instance that has rotated and not stored has lost the authorisation.
    options.waitUntil?.(Promise.resolve(state).then(settle));
    const flight = renew(current, minimumLifetime, consent).finally(() => {
      state.flight = undefined;
    });
    state.flight = flight;
    state.isConsent = consent !== undefined;
    flight.catch(() => {}); // every caller may have given up; those who wait hear of it
    return flight;
  };

  /** What the flight brings; `undefined` once it stands still. One timer is for all who ask in the same turn: they may be thousands. */
  const waitFor = (state: KeyState): Promise<AccessToken | undefined> => {
    queueMicrotask(() => {
      state.wait = undefined;
    });
    state.wait ??= withDeadline<AccessToken | undefined>(
      clock,
      state.flightUntil + 1 - clock.now(),
      async () => state.flight,
      () => new Promise((resolve) => setTimeout(resolve)), // with a clock that does not sleep, nothing else would ever run
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
      // While it is renewed in the background, a token that still lives will do.
      if (token && (!rotates || options.waitUntil) && isGood(current, token, minimumLifetime, 0.5)) return token;
      try {
        const given = await untilAborted(flight ? waitFor(state) : next, signal);
        // The same one again: it is not renewed now, and each who waits would read it once more.
        if (given && (!flight || given === waitedFor || isGood(current, given, minimumLifetime))) return given;
        waitedFor = given;
      } catch (error) {
        if (signal?.aborted) throw error;
        if (!flight || !isConsent) throw traced(error); // how a consent ends is not what others asked for
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
        await waitFor(state).catch(() => {}); // it ends as it ends: this consent replaces it
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
        refuseOption('scope', 'of a person is asked for in createAuthorizationUrl');
      }
      const scoped = clientCredentials({ scope });
      const own = options.key && JSON.stringify([options.key, scoped.scope]);
      return createTimedTokenSource({ ...options, store, key: own, grant: scoped }, timing);
    },
    forKey(other) {
      // A seed belongs to the key that it was handed in for: under a second one it would be presented twice.
      const own: Grant = needsPerson ? { type: 'refresh_token' } : grant;
      return createTimedTokenSource({ ...options, store, key: other, grant: own }, timing);
    },
    async [Symbol.asyncDispose]() {
      for (const state of knowledge.states.values()) await settle(state);
    },
  };

  function invalidate({ accessToken }: AccessToken): void {
    const { state } = renewer();
    // A token that is not the current one was replaced already: nothing to do.
    if (state.token ? state.token.accessToken === accessToken : !state.flight) state.refused = accessToken;
  }
}

const refuseKey = (): never => refuseOption('key', "must name whose authorisation this is: a user's id");
