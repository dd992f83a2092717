import {
  authorizationCode,
  createTokenSource,
  refreshToken,
  type TokenSource,
  type TokenSourceOptions,
} from '@acme/oauth-core';
import type { GenericOAuthConfig } from 'better-auth/plugins/generic-oauth';

/** Who has signed in, as Better Auth needs it. */
export interface Person {
  /** The service's own id of the person, which never changes. */
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

export interface ProviderOptions {
  readonly providerId: string;
  /** Where people consent: the profile's `authorizationUrl`, with the account filled in. */
  readonly authorizationUrl: string;
  /** The service, our client there, and a store that all instances share. */
  readonly source: Omit<TokenSourceOptions, 'grant' | 'key'>;
  /** Asks the service who it is. */
  personOf(tokens: TokenSource): Promise<Person>;
}

export interface Provider<ID extends string = string> {
  readonly config: GenericOAuthConfig<ID>;
  /** The tokens of all people: `forKey` with what Better Auth keeps as a person's access token. */
  readonly people: TokenSource;
}

/**
 * A provider for Better Auth's generic OAuth. It hands Better Auth a random key for an access token, and no refresh
 * token: the tokens themselves stay in the store, under that key, where one process at a time renews them.
 */
export function createProvider<ID extends string>(
  options: ProviderOptions & { readonly providerId: ID },
): Provider<ID> {
  const { providerId, authorizationUrl, source, personOf } = options;
  const { profile, clientId } = source;
  const usesPkce = profile.pkce === 'S256';
  const people = createTokenSource({ ...source, grant: refreshToken() });

  return {
    people,
    config: {
      providerId,
      clientId,
      authorizationUrl,
      pkce: usesPkce,
      async getToken({ code, redirectURI, codeVerifier }) {
        const key = crypto.randomUUID(); // it is not known yet who the person is
        // Better Auth always makes a verifier, but it sends the challenge only if `pkce` is set.
        const pkce = usesPkce && codeVerifier !== undefined ? { codeVerifier } : {};
        const grant = authorizationCode({ code, redirectUri: redirectURI, ...pkce });
        await createTokenSource({ ...source, grant, key }).getToken();
        return { accessToken: key };
      },
      async getUserInfo({ accessToken: key = '' }) {
        return { ...(await personOf(people.forKey(key))), emailVerified: false };
      },
    },
  };
}
