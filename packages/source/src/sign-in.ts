import { type ClientIdAndSecret, createClientTokens } from '@acme/http';
import {
  type AuthorizationRequest,
  ConfigurationError,
  createAuthorizationUrl,
  readCallback,
  refreshToken,
  type TokenSource,
} from '@acme/oauth-core';
import type { SourceOptions } from './source-options.ts';
import { sourceProfile } from './source-profile.ts';

/** The API client of the site that people sign in through. */
interface ApiClient {
  readonly clientId?: string;
  readonly clientSecret?: string;
}

/** What a sign-in asks for. */
export interface SignInOptions {
  /** One that the API client has, letter for letter. */
  readonly redirectUri: string | URL;
  /** Left out: all that the API client has. */
  readonly scope?: string | readonly string[];
}

/** How people sign in, and where their tokens are. */
export interface SignIn {
  /** The tokens of all people: `forKey` gives one's own. Made when first asked for. */
  people(): TokenSource;
  begin(options: SignInOptions): Promise<AuthorizationRequest>;
  /** The tokens of the person whose code came back. */
  finish(callbackUrl: string | URL, request: AuthorizationRequest, key: string): Promise<TokenSource>;
  /** Waits for tokens that are on their way. */
  dispose(): Promise<void>;
}

/** The profile of the site that the options name. */
export const profileOf = ({ siteUrl, tokenUrl }: SourceOptions): ReturnType<typeof sourceProfile> =>
  sourceProfile(siteUrl, tokenUrl === undefined ? {} : { tokenUrl });

export function createSignIn(options: SourceOptions & ApiClient): SignIn {
  const { clock } = options;
  let tokens: TokenSource | undefined;

  function clientId(): string {
    if (options.clientId !== undefined) return options.clientId;
    throw new ConfigurationError('clientId is missing: a sign-in needs an API client of the site.', 'clientId');
  }
  function people(): TokenSource {
    const credentials = { clientId: clientId(), clientSecret: options.clientSecret };
    // A public client has no secret, and the core takes it so.
    tokens ??= createClientTokens(credentials as ClientIdAndSecret, options, {
      profile: profileOf(options),
      grant: refreshToken(),
      origins: [options.siteUrl],
    });
    return tokens;
  }

  return {
    people,
    begin: async ({ redirectUri, scope }) =>
      createAuthorizationUrl({
        profile: profileOf(options),
        clientId: clientId(),
        redirectUri,
        ...(scope === undefined ? {} : { scope }),
        ...(clock && { clock }),
      }),
    async finish(callbackUrl, request, key) {
      const code = readCallback(callbackUrl, request, clock ? { clock } : {});
      const person = people().forKey(key);
      await person.exchange(code);
      return person;
    },
    async dispose() {
      await tokens?.[Symbol.asyncDispose]();
    },
  };
}
