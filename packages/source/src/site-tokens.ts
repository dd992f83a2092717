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
  /** Those sent before anybody has signed in; `undefined` without credentials. */
  readonly own: TokenSource | undefined;
  /** Those of all who sign in: `forKey` gives one's own. Made when first asked for. */
  people(): TokenSource;
  /** @throws {ConfigurationError} where nobody can sign in. */
  clientId(): string;
}

/** @throws {ConfigurationError} where credentials are incomplete, or of several kinds. */
export function createSiteTokens(options: SourceClientOptions): SiteTokens {
  const { siteUrl, tokenUrl, clock, scope } = options;
  const profile = sourceProfile(siteUrl, tokenUrl === undefined ? {} : { tokenUrl });
  let signedIn: TokenSource | undefined;

  const create = (grant: Grant): TokenSource =>
    // Which kind of credentials these are, `createClientTokens` finds out. A public client has no secret.
    createClientTokens(options as Credentials & TokenOptions, { profile, grant, origins: [siteUrl] });
  const clientId = (): string =>
    options.clientId ??
    refuseOption(
      'clientId',
      'is missing: a sign-in needs an API client of the site; of tokens, hand in tokens.forKey(key)',
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
