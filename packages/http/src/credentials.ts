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

/** The app's own id and secret: tokens are asked for and kept fresh. */
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

/** A token source that is already there, from `createTokenSource` or another client. */
export interface GivenTokens {
  readonly tokens: TokenSource;
  readonly clientId?: never;
  readonly clientSecret?: never;
  readonly accessToken?: never;
}

/** Who calls: one of three. */
export type Credentials = ClientIdAndSecret | FixedAccessToken | GivenTokens;

/** What a client hands on to its token source. */
export interface TokenOptions {
  /** Where tokens are kept. Default: in memory, those of the app itself; those of people need one. */
  readonly store?: TokenStore | undefined;
  /** The entry in the store. */
  readonly key?: string | undefined;
  /** Carries every request, token requests included. Default: the platform's. */
  readonly fetch?: FetchLike | undefined;
  /** Whose time holds. Default: the platform's. */
  readonly clock?: Clock | undefined;
  /** Hears what happens to the tokens: no secret in it. One that throws disturbs nothing. */
  readonly onEvent?: ((event: OAuthEvent) => void) | undefined;
  /** Keeps the instance alive until a renewal is stored: Next.js `after`, a Worker's `ctx.waitUntil`. */
  readonly waitUntil?: ((work: Promise<unknown>) => void) | undefined;
}

/** Tokens that a person already has, and the entry they go to. */
export interface KeyedConnection extends Connection {
  /** Left out: the client's own entry. */
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
 * @throws {ConfigurationError} where none or several of the credentials were handed in.
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
  // `retry` is of token requests too. `timeout` is not: one that is given up too early may have spent a token.
  return createTokenSource({ ...options, ...service, timeout: undefined });
}

const oneOfThem = 'hand in clientId with clientSecret, or accessToken, or tokens';
