import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import Provider from 'oidc-provider';
import { onTestFinished, vi } from 'vitest';
import type { Profile } from '../../src/index.ts';
import { redirectUri } from './sources.ts';

/** An authority that this project did not write, with the rules of its authors. */
export interface Authority {
  readonly provider: Provider;
  readonly profile: Profile;
  /** Proves itself by a secret in the body. */
  readonly client: { readonly clientId: string; readonly clientSecret: string };
  /** Has no secret. */
  readonly publicClient: { readonly clientId: string };
  /** Answers 200 to an access token that works. */
  readonly resource: string;
  /** The grant types of the token requests that were answered, oldest first; for a refused one, its error. */
  readonly tokenRequests: readonly string[];
  /** Signs in and consents as a person would. Returns the callback's URL. */
  authorize(url: string): Promise<string>;
  /** Whether an access token works. */
  accepts(accessToken: string): Promise<boolean>;
}

/** Starts panva's `oidc-provider` on the loopback; refresh tokens rotate, and a second use ends the grant. */
export async function startAuthority(): Promise<Authority> {
  const server = createServer();
  const origin = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const client = { clientId: 'confidential', clientSecret: randomBytes(24).toString('hex') };
  const publicClient = { clientId: 'public' };
  const grants = ['authorization_code', 'refresh_token'];

  // It tells the console that it is not set up for production.
  const silenced = [vi.spyOn(console, 'info'), vi.spyOn(console, 'warn')].map((spy) => spy.mockReturnValue());
  const provider = new Provider(origin, {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        token_endpoint_auth_method: 'client_secret_post',
        grant_types: ['client_credentials', ...grants],
        redirect_uris: [redirectUri],
      },
      {
        client_id: publicClient.clientId,
        token_endpoint_auth_method: 'none',
        grant_types: grants,
        redirect_uris: [redirectUri],
      },
    ],
    cookies: { keys: [randomBytes(24).toString('hex')] },
    features: { clientCredentials: { enabled: true }, revocation: { enabled: true } },
    findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    issueRefreshToken: () => true,
    pkce: { required: () => true },
    rotateRefreshToken: true,
    scopes: ['openid', 'read', 'write'],
  });
  const tokenRequests: string[] = [];
  provider.on('grant.success', ({ oidc }) => tokenRequests.push(String(oidc.params?.grant_type)));
  provider.on('grant.error', (_, { error }) => tokenRequests.push(error));
  server.on('request', provider.callback());
  onTestFinished(() => {
    for (const spy of silenced) spy.mockRestore();
  });

  return {
    provider,
    client,
    publicClient,
    resource: `${origin}/me`,
    tokenRequests,
    profile: {
      name: 'oidc-provider',
      issuer: origin,
      tokenUrl: `${origin}/token`,
      bodyFormat: 'form',
      authorizationUrl: `${origin}/auth`,
      revocation: 'rfc7009',
      revocationUrl: `${origin}/token/revocation`,
      rotation: 'single-use-revokes-family',
      redirectUriInExchange: true,
      pkce: 'S256',
    },
    authorize: (url) => answerAsPerson(url),
    async accepts(accessToken) {
      return (await provider.AccessToken.find(accessToken)) !== undefined;
    },
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return `http://127.0.0.1:${address.port}`;
}

/** Follows redirects with a jar of cookies, and sends the form of each page that asks: who it is, then the consent. */
async function answerAsPerson(start: string): Promise<string> {
  const cookies = new Map<string, string>();
  let url = start;
  let body: URLSearchParams | undefined;
  for (let page = 0; page < 20; page++) {
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(body && { method: 'POST', body }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location !== null) {
      url = new URL(location, url).href;
      body = undefined;
      if (url.startsWith(redirectUri)) return url;
      continue;
    }
    const text = await answer.text();
    const [, prompt] = /name="prompt" value="(login|consent)"/.exec(text) ?? [];
    const [, action = url] = / action="([^"]+)"/.exec(text) ?? [];
    if (prompt === undefined) throw new Error(`The page at ${url} asks nothing (${answer.status}).`);
    url = new URL(action, url).href;
    body = new URLSearchParams({ prompt, ...(prompt === 'login' ? { login: 'someone', password: 'something' } : {}) });
  }
  throw new Error('There is no end to the pages.');
}
