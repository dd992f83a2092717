import { createDamClient, type DamClient, damProfile } from '@acme/dam';
import type { TokenSource, TokenSourceOptions, TokenStore } from '@acme/oauth-core';
import { createSourceClient, type SourceClient, sourceProfile } from '@acme/source';
import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { genericOAuth } from 'better-auth/plugins/generic-oauth';
import * as z from 'zod';
import { createProvider, type Person } from './provider.ts';

/** The app's client at the service; and what tests replace. */
type Client = Pick<TokenSourceOptions, 'clientId' | 'clientSecret' | 'fetch' | 'clock'>;

export interface SiteOptions {
  /** The origin of this site: `https://www.example.com`. */
  readonly origin: string;
  /** What Better Auth signs its cookies with. */
  readonly secret: string;
  /** Where Better Auth has its users, accounts and sessions. */
  readonly database: BetterAuthOptions['database'];
  /** Where the tokens are. All instances share it. */
  readonly store: TokenStore;
  readonly source: Client & { readonly siteUrl: string };
  readonly dam: Client & {
    readonly account: string;
    readonly baseUrl?: string;
    readonly tokenUrl?: string;
    readonly consentUrl?: string;
  };
}

export interface Site {
  /** Better Auth's, for the route `/api/auth/*`. */
  handler(request: Request): Promise<Response>;
  /** The Source client of the person who sends these headers; `undefined` if they have not signed in there. */
  sourceOf(headers: Headers): Promise<SourceClient | undefined>;
  damOf(headers: Headers): Promise<DamClient | undefined>;
}

/** A site whose people sign in through Better Auth, at Source or at DAM. */
export function createSite({ origin, secret, database, store, source, dam }: SiteOptions): Site {
  const { siteUrl, ...sourceClient } = source;
  const { account, baseUrl = 'https://api.widencollective.com', tokenUrl, consentUrl, ...damClient } = dam;
  const asSource = sourceProfile(siteUrl);
  const asDam = damProfile({
    ...(tokenUrl && { tokenUrl }),
    ...(consentUrl && { authorizationUrl: consentUrl }),
  });
  const sourceFor = (tokens: TokenSource): SourceClient => createSourceClient({ siteUrl, tokens });
  const damFor = (tokens: TokenSource): DamClient => createDamClient({ baseUrl, tokens });

  const atSource = createProvider({
    providerId: 'source',
    authorizationUrl: String(asSource.authorizationUrl),
    source: { ...sourceClient, profile: asSource, store, origins: [siteUrl] },
    personOf: async (tokens) => subjectOf((await tokens.getToken()).accessToken, siteUrl),
  });
  const atDam = createProvider({
    providerId: 'dam',
    authorizationUrl: String(asDam.authorizationUrl).replace('{account}', account),
    source: { ...damClient, profile: asDam, store, origins: [baseUrl] },
    async personOf(tokens) {
      const { username, email } = Named.parse(await damFor(tokens).get('/v2/user'));
      return { id: username, name: username, email };
    },
  });

  const auth = betterAuth({
    baseURL: origin,
    secret,
    database,
    plugins: [genericOAuth({ config: [atSource.config, atDam.config] })],
    user: { deleteUser: { enabled: true } },
    databaseHooks: {
      account: {
        delete: {
          // The account was unlinked, or its user was deleted: this removes the tokens, too.
          async after({ providerId, accessToken: key }, context) {
            const people = [atSource, atDam].find(({ config }) => config.providerId === providerId)?.people;
            if (!key || !people) return;
            // The store forgets the tokens in any case, even if the service can't be told.
            await people
              .forKey(key)
              .revoke()
              .catch((error) => context?.context.logger.error('Not revoked.', error));
          },
        },
      },
    },
  });

  const tokensOf = async (headers: Headers, { config, people }: typeof atSource | typeof atDam) => {
    if (!(await auth.api.getSession({ headers }))) return undefined;
    const accounts = await auth.api.listUserAccounts({ headers });
    const linked = accounts.find(({ providerId }) => providerId === config.providerId);
    if (!linked) return undefined;
    // The access token that Better Auth has is the key.
    const { accessToken: key } = await auth.api.getAccessToken({ headers, body: { accountId: linked.id } });
    return people.forKey(key);
  };

  return {
    handler: auth.handler,
    async sourceOf(headers) {
      const tokens = await tokensOf(headers, atSource);
      return tokens && sourceFor(tokens);
    },
    async damOf(headers) {
      const tokens = await tokensOf(headers, atDam);
      return tokens && damFor(tokens);
    },
  };
}

const Named = z.object({ username: z.string(), email: z.string() });
const Claims = z.object({ sub: z.string() });

/** Source's access tokens are JWTs. This one comes straight from the token endpoint, so its claims can be trusted. */
function subjectOf(accessToken: string, siteUrl: string): Person {
  const [, claims = ''] = accessToken.split('.');
  const { sub } = Claims.parse(JSON.parse(Buffer.from(claims, 'base64url').toString()));
  // Better Auth needs an address for each user: this one takes no mail.
  return { id: sub, name: sub, email: `${sub}@${new URL(siteUrl).hostname}.invalid` };
}
