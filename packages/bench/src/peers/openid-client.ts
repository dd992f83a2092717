import {
  allowInsecureRequests,
  ClientSecretPost,
  Configuration,
  clientCredentialsGrant,
  customFetch,
  fetchProtectedResource,
  refreshTokenGrant,
} from 'openid-client';
import { keepToken } from '../kept-token.ts';
import { clientId, clientSecret, type Fetch, type Peer, statusOf } from '../peer.ts';
import { readPair, seedPair, writePair } from '../stored-pair.ts';

function configure(tokenUrl: string, fetch?: Fetch): Configuration {
  const server = { issuer: new URL(tokenUrl).origin, token_endpoint: tokenUrl };
  const config = new Configuration(server, clientId, undefined, ClientSecretPost(clientSecret));
  allowInsecureRequests(config); // loopback
  if (fetch) config[customFetch] = (url, options) => fetch(url, options as RequestInit); // fetch takes all bodies that it sends
  return config;
}

export const openidClient: Peer = {
  name: 'openid-client',
  open({ url, accessToken, fetch }) {
    const config = configure(url, fetch);
    const target = new URL(url);
    return () => statusOf(fetchProtectedResource(config, accessToken, target, 'GET'));
  },
  renew({ tokenUrl, itemUrl }) {
    const config = configure(tokenUrl);
    const target = new URL(itemUrl);
    const accessToken = keepToken(async () => {
      const tokens = await clientCredentialsGrant(config);
      return { accessToken: tokens.access_token, expiresAt: Date.now() + (tokens.expiresIn() ?? 0) * 1_000 };
    });
    return async () => statusOf(fetchProtectedResource(config, await accessToken(), target, 'GET'));
  },
  share: {
    seed: seedPair,
    async open({ tokenUrl, itemUrl }, folder, key) {
      const config = configure(tokenUrl);
      const target = new URL(itemUrl);
      let pair = await readPair(folder, key);
      return async () => {
        if (pair.expiresAt <= Date.now()) {
          const tokens = await refreshTokenGrant(config, pair.refreshToken);
          const expiresAt = Date.now() + (tokens.expiresIn() ?? 0) * 1_000;
          pair = {
            accessToken: tokens.access_token,
            refreshToken: tokens.refresh_token ?? pair.refreshToken,
            expiresAt,
          };
          await writePair(folder, key, pair);
        }
        return statusOf(fetchProtectedResource(config, pair.accessToken, target, 'GET'));
      };
    },
  },
};
