import { type AccessToken, AuthorizationCode, ClientCredentials, type ModuleOptions } from 'simple-oauth2';
import { clientId, clientSecret, type Peer, statusOf } from '../peer.ts';
import { readPair, seedPair, writePair } from '../stored-pair.ts';

const configure = (tokenUrl: string): ModuleOptions => {
  const { origin, pathname } = new URL(tokenUrl);
  return { client: { id: clientId, secret: clientSecret }, auth: { tokenHost: origin, tokenPath: pathname } };
};

/** The library only requests tokens: its examples leave all other calls to the app. */
const fetchWith = (url: string, { token }: AccessToken, fetch = globalThis.fetch): Promise<number> =>
  statusOf(fetch(url, { headers: { authorization: `Bearer ${token.access_token}` } }));

export const simpleOauth2: Peer = {
  name: 'simple-oauth2',
  open({ url, accessToken, fetch }) {
    const client = new ClientCredentials(configure(url));
    const token = client.createToken({ access_token: accessToken, expires_in: 3_600 });
    return async () => {
      if (token.expired()) throw new Error('the token has expired');
      return fetchWith(url, token, fetch);
    };
  },
  renew({ tokenUrl, itemUrl }) {
    const client = new ClientCredentials(configure(tokenUrl));
    let token: AccessToken | undefined;
    return async () => {
      if (token === undefined || token.expired()) token = await client.getToken({});
      return fetchWith(itemUrl, token);
    };
  },
  share: {
    seed: seedPair,
    async open({ tokenUrl, itemUrl }, folder, key) {
      const client = new AuthorizationCode(configure(tokenUrl));
      const { accessToken, refreshToken, expiresAt } = await readPair(folder, key);
      let token = client.createToken({
        access_token: accessToken,
        refresh_token: refreshToken,
        expires_at: new Date(expiresAt),
      });
      return async () => {
        if (token.expired()) {
          token = await token.refresh();
          await writePair(folder, key, {
            accessToken: String(token.token.access_token),
            refreshToken: String(token.token.refresh_token),
            expiresAt: Number(token.token.expires_at),
          });
        }
        return fetchWith(itemUrl, token);
      };
    },
  },
};
