import type { CallDefaults, FixedAccessToken, GivenTokens, TokenOptions, Validation } from '@acme/http';

/** Options besides the credentials. */
export interface SourceOptions extends TokenOptions, CallDefaults {
  /** The site: `https://my-site.example.com`. */
  readonly siteUrl: string | URL;
  /** Where the site serves JSON:API: `/api` at Source, `/jsonapi` on Cloud Platform. Default: `/api`. */
  readonly apiPrefix?: string | undefined;
  /** Default: the token endpoint of the site. */
  readonly tokenUrl?: string | URL | undefined;
  /** `off`: don't check entries by their schemas; attributes are as the site sends them. Default: `envelope`. */
  readonly validate?: Validation | undefined;
  /** The `User-Agent` header. Default: `acme-source`. */
  readonly userAgent?: string | undefined;
}

/** The app's own id, with its secret unless it is a public client; a token; a token source; or nothing: published content only. */
export type SourceCredentials =
  | {
      readonly clientId: string;
      /** Left out for a public client, which acts for people only. */
      readonly clientSecret?: string | undefined;
      /** The scope of the app's own tokens. Default: all scopes of the API client. */
      readonly scope?: string | readonly string[] | undefined;
      readonly accessToken?: never;
      readonly tokens?: never;
    }
  | (FixedAccessToken & { readonly scope?: never })
  | (GivenTokens & { readonly scope?: never })
  | {
      readonly clientId?: never;
      readonly clientSecret?: never;
      readonly accessToken?: never;
      readonly tokens?: never;
      readonly scope?: never;
    };

/** Options of `createSourceClient`. */
export type SourceClientOptions = SourceOptions & SourceCredentials;
