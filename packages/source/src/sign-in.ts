import { type AuthorizationRequest, createAuthorizationUrl, readCallback, type TokenSource } from '@acme/oauth-core';
import type { SiteTokens } from './site-tokens.ts';

/** Options of `createAuthorizationUrl`. */
export interface SignInOptions {
  /** One of the redirect URIs of the API client, exactly as it is there. */
  readonly redirectUri: string | URL;
  /** Default: all scopes of the API client. */
  readonly scope?: string | readonly string[] | undefined;
}

/** The two halves of a sign-in. */
export interface SignIn {
  createAuthorizationUrl(options: SignInOptions): Promise<AuthorizationRequest>;
  /** The tokens of the person whose code came back. */
  finish(callbackUrl: string | URL, request: AuthorizationRequest, key: string): Promise<TokenSource>;
}

export function createSignIn({ profile, clientId, clock, people }: SiteTokens): SignIn {
  return {
    createAuthorizationUrl: async (options) =>
      createAuthorizationUrl({ ...options, profile, clientId: clientId(), clock }),
    async finish(callbackUrl, request, key) {
      const code = readCallback(callbackUrl, request, { clock });
      const person = people().forKey(key);
      await person.exchange(code);
      return person;
    },
  };
}
