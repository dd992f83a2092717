import {
  type Clock,
  type Connection,
  createFixedTokenSource,
  createTokenSource,
  type FetchLike,
  type Grant,
  type OAuthEvent,
  type Profile,
  refuseOption,
  type TokenSource,
  type TokenStore,
} from '@acme/oauth-core';

/** The app's own id and secret: the client requests tokens, and renews them. */
export interface ClientIdAndSecret {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly accessToken?: never;
  readonly tokens?: never;
}

/** One token, used until it is refused: nothing renews it. */
export interface FixedAccessToken {
  readonly accessToken: string;
  readonly clientId?: never;
  readonly clientSecret?: never;
  readonly tokens?: never;
}

/** A token source that you already have, from `createTokenSource` or another client. */
export interface GivenTokens {
  readonly tokens: TokenSource;
  readonly clientId?: never;
  readonly clientSecret?: never;
  readonly accessToken?: never;
}

/** Who calls: an id and secret, a fixed token, or a token source. */
export type Credentials = ClientIdAndSecret | FixedAccessToken | GivenTokens;

/** Options that a client passes on to its token source. */
export interface TokenOptions {
  /** Where tokens are kept. The app's own are kept in memory by default; people's tokens need a store. */
  readonly store?: TokenStore | undefined;
  /** The name of the client's entry in the store. Default, for the app's own tokens: made from token URL, client id and scope. */
  readonly key?: string | undefined;
  /** Sends every request, also token requests. Default: the platform's `fetch`. */
  readonly fetch?: FetchLike | undefined;
  /** The time that the client goes by. Default: the platform's. */
  readonly clock?: Clock | undefined;
  /** Called with what happens to the tokens. No event contains a secret. An error that it throws is ignored. */
  readonly onEvent?: ((event: OAuthEvent) => void) | undefined;
  /** Keeps the instance alive until a renewal is stored: Next.js `after`, a Worker's `ctx.waitUntil`. */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined;
}

/** Tokens that you already have for a person, and the entry to keep them in. */
export interface KeyedConnection extends Connection {
  /** Default: the client's own entry. */
  readonly key?: string | undefined;
}

/** What is special about the tokens of one service. */
export interface ClientTokens {
  readonly profile: Profile;
  readonly grant: Grant;
  /** Where the tokens may be sent. */
  readonly origins: readonly (string | URL)[];
}

/**
 * The token source of a client.
 *
 * @throws {ConfigurationError} if there are no credentials, or more than one kind.
 */
export function createClientTokens(options: Credentials & TokenOptions, service: ClientTokens): TokenSource {
  const { clientId, clientSecret, accessToken, tokens } = options;
  const [first, second] = Object.entries({ clientId: clientId ?? clientSecret, accessToken, tokens })
    .filter(([, value]) => value !== undefined)
    .map(([option]) => option);
  if (second !== undefined) refuseOption(second, `and ${first} exclude each other: ${oneOfThem}`);
  if (options.fetch !== undefined && typeof options.fetch !== 'function') refuseOption('fetch', 'must be a function');
  if (tokens) return tokens;
  if (accessToken !== undefined) return createFixedTokenSource({ ...options, ...service });
  if (clientId === undefined) return refuseOption('clientId', `is missing: ${oneOfThem}`);
  // `retry` is for token requests too. `timeout` is not: a request that is given up too early may have used up a token.
  return createTokenSource({ ...options, ...service, timeout: undefined });
}

const oneOfThem = 'pass clientId with clientSecret, or accessToken, or tokens';
