import { type Credentials, createClientTokens, type TokenOptions } from '@acme/http';
import {
  type Clock,
  clientCredentials,
  type Grant,
  type Profile,
  refreshToken,
  refuseOption,
  type TokenSource,
} from '@acme/oauth-core';
import type { SourceClientOptions } from './source-options.ts';
import { sourceProfile } from './source-profile.ts';

/** The tokens that a client of one site sends. */
export interface SiteTokens {
  readonly profile: Profile;
  readonly clock: Clock | undefined;
  /** The client's own; `undefined` without credentials. */
  readonly own: TokenSource | undefined;
  /** Those of people who sign in: `forKey` gives one person's. Created at the first call. */
  people(): TokenSource;
  /** @throws {ConfigurationError} if the client has none: then nobody can sign in. */
  clientId(): string;
}

/** @throws {ConfigurationError} if credentials are incomplete, or of several kinds. */
export function createSiteTokens(options: SourceClientOptions): SiteTokens {
  const { siteUrl, tokenUrl, clock, scope } = options;
  const profile = sourceProfile(siteUrl, tokenUrl === undefined ? {} : { tokenUrl });
  let signedIn: TokenSource | undefined;

  const create = (grant: Grant): TokenSource =>
    // `createClientTokens` finds out which kind of credentials these are. A public client has no secret.
    createClientTokens(options as Credentials & TokenOptions, { profile, grant, origins: [siteUrl] });
  const clientId = (): string =>
    options.clientId ??
    refuseOption(
      'clientId',
      'is missing: a sign-in needs an API client of the site; with tokens, pass tokens.forKey(key)',
    );
  function people(): TokenSource {
    clientId();
    signedIn ??= create(refreshToken());
    return signedIn;
  }
  let own: TokenSource | undefined;
  if ((options.clientSecret ?? options.accessToken ?? options.tokens) !== undefined) {
    own = create(clientCredentials({ scope }));
  } else if (options.clientId !== undefined) own = people();
  return { profile, clock, own, people, clientId };
}
