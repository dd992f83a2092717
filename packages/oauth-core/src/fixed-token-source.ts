import { type AccessToken, createAccessToken } from './access-token.ts';
import { createAuthenticatedFetch } from './authenticated-fetch.ts';
import { type Clock, systemClock } from './clock.ts';
import { fingerprintOf } from './digest.ts';
import { refuseOption } from './errors.ts';
import { type FetchLike, unpatchedFetchOf } from './fetch.ts';
import { requireText } from './grant.ts';
import type { Profile } from './profile.ts';
import { requestRevocation } from './revocation.ts';
import type { TokenSource } from './token-source.ts';
import { untilAborted } from './until-aborted.ts';

/** Options of `createFixedTokenSource`. */
export interface FixedTokenSourceOptions {
  /** The token, or a function that reads it for each request, for example from a file that another program renews. */
  readonly accessToken: string | (() => string | Promise<string>);
  /** The service of the token: how it says that a token is refused, and how one is revoked. */
  readonly profile: Profile;
  /** Where `fetch` may send the token; the account of a DAM token replaces `{account}`. */
  readonly origins?: readonly (string | URL)[] | undefined;
  /** Default: the platform's, looked up at each call. */
  readonly fetch?: FetchLike | undefined;
  /** Default: `systemClock`. */
  readonly clock?: Clock | undefined;
}

/**
 * A source of one token that you, or another program, take care of: it never renews. `revoke` ends it at the server.
 *
 * @throws {ConfigurationError} if the token is empty or badly pasted, and by calls that need more than the token.
 */
export function createFixedTokenSource(options: FixedTokenSourceOptions): TokenSource {
  const { accessToken, profile, clock = systemClock } = options;
  if (typeof accessToken !== 'function') requireToken(accessToken);
  let current: AccessToken | undefined;

  const getToken: TokenSource['getToken'] = async ({ signal } = {}) => {
    signal?.throwIfAborted();
    const text =
      typeof accessToken === 'string' ? accessToken : await untilAborted((async () => accessToken())(), signal);
    if (!current || current.accessToken !== text) {
      requireToken(text);
      current = createAccessToken(text, { obtainedAt: clock.now(), generation: (current?.generation ?? 0) + 1 });
    }
    return current;
  };
  const invalidate = (): void => {};
  const refuse = (): never =>
    refuseOption('accessToken', 'is fixed here: pass clientId and a grant for tokens that are renewed');

  const source: TokenSource = {
    key: '',
    getToken,
    fetch: createAuthenticatedFetch(options, getToken, invalidate),
    invalidate,
    async revoke() {
      await requestRevocation({ profile, clock, fetch: unpatchedFetchOf(options.fetch) }, await getToken());
    },
    async clear() {},
    exchange: async () => refuse(),
    connect: async () => refuse(),
    async describe() {
      const { accessToken: text, generation, obtainedAt } = await getToken();
      const accessTokenFingerprint = await fingerprintOf(text);
      return { key: '', state: 'held', generation, obtainedAt, accessTokenFingerprint, history: [] };
    },
    withScope: refuse,
    forKey: refuse,
    async [Symbol.asyncDispose]() {},
  };
  return source;
}

function requireToken(text: string): void {
  requireText(text, 'accessToken');
  if (/\s/.test(text)) refuseOption('accessToken', "must be the token alone, without 'Bearer'"); // RFC 6750 section 2.1
}
