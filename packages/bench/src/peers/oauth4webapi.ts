import {
  type AuthorizationServer,
  allowInsecureRequests,
  type Client,
  ClientSecretPost,
  clientCredentialsGrantRequest,
  customFetch,
  processClientCredentialsResponse,
  processRefreshTokenResponse,
  protectedResourceRequest,
  refreshTokenGrantRequest,
} from 'oauth4webapi';
import { keepToken } from '../kept-token.ts';
import { clientId, clientSecret, type Peer, statusOf } from '../peer.ts';
import { readPair, seedPair, writePair } from '../stored-pair.ts';

const client: Client = { client_id: clientId };
const authentication = ClientSecretPost(clientSecret);
const loopback = { [allowInsecureRequests]: true };
const serverOf = (tokenUrl: string): AuthorizationServer => ({
  issuer: new URL(tokenUrl).origin,
  token_endpoint: tokenUrl,
});

export const oauth4webapi: Peer = {
  name: 'oauth4webapi',
  open({ url, accessToken, fetch }) {
    const target = new URL(url);
    const options = {
      ...loopback,
      ...(fetch && { [customFetch]: (to: string, init: object) => fetch(to, init) }),
    };
    return () => statusOf(protectedResourceRequest(accessToken, 'GET', target, undefined, undefined, options));
  },
  renew({ tokenUrl, itemUrl }) {
    const server = serverOf(tokenUrl);
    const target = new URL(itemUrl);
    const accessToken = keepToken(async () => {
      const answer = await clientCredentialsGrantRequest(server, client, authentication, {}, loopback);
      const tokens = await processClientCredentialsResponse(server, client, answer);
      return { accessToken: tokens.access_token, expiresAt: Date.now() + (tokens.expires_in ?? 0) * 1_000 };
    });
    return async () =>
      statusOf(protectedResourceRequest(await accessToken(), 'GET', target, undefined, undefined, loopback));
  },
  share: {
    seed: seedPair,
    async open({ tokenUrl, itemUrl }, folder, key) {
      const server = serverOf(tokenUrl);
      const target = new URL(itemUrl);
      let pair = await readPair(folder, key);
      return async () => {
        if (pair.expiresAt <= Date.now()) {
          const answer = await refreshTokenGrantRequest(server, client, authentication, pair.refreshToken, loopback);
          const tokens = await processRefreshTokenResponse(server, client, answer);
          const expiresAt = Date.now() + (tokens.expires_in ?? 0) * 1_000;
          pair = {
            accessToken: tokens.access_token,
            refreshToken: tokens.refresh_token ?? pair.refreshToken,
            expiresAt,
          };
          await writePair(folder, key, pair);
        }
        return statusOf(protectedResourceRequest(pair.accessToken, 'GET', target, undefined, undefined, loopback));
      };
    },
  },
};
