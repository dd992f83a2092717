import { OAuth2Client, OAuth2Fetch, type OAuth2Token } from '@badgateway/oauth2-client';
import { clientId, clientSecret, type Peer, statusOf } from '../peer.ts';
import { readPair, seedPair, writePair } from '../stored-pair.ts';

export const badgateway: Peer = {
  name: '@badgateway/oauth2-client',
  open({ url, accessToken, fetch }) {
    const client = new OAuth2Client({ tokenEndpoint: url, clientId, clientSecret });
    const token: OAuth2Token = { accessToken, refreshToken: null, expiresAt: Date.now() + 3_600_000 };
    const wrapper = new OAuth2Fetch({ client, getNewToken: () => token, getStoredToken: () => token });
    // Does what its own `fetch` does, but with the fetch that was passed.
    if (fetch) return () => statusOf(wrapper.mw()(new Request(url), (request) => fetch(request)));
    return () => statusOf(wrapper.fetch(url));
  },
  renew({ tokenUrl, itemUrl }) {
    const client = new OAuth2Client({ tokenEndpoint: tokenUrl, clientId, clientSecret });
    const wrapper = new OAuth2Fetch({ client, getNewToken: () => client.clientCredentials() });
    return () => statusOf(wrapper.fetch(itemUrl));
  },
  share: {
    seed: seedPair,
    async open({ tokenUrl, itemUrl }, folder, key) {
      const client = new OAuth2Client({ tokenEndpoint: tokenUrl, clientId, clientSecret });
      const wrapper = new OAuth2Fetch({
        client,
        getNewToken: () => null, // there is no person who could sign in
        getStoredToken: () => readPair(folder, key),
        storeToken: ({ accessToken, refreshToken, expiresAt }) =>
          void writePair(folder, key, { accessToken, refreshToken: refreshToken ?? '', expiresAt: expiresAt ?? 0 }),
        scheduleRefresh: false,
      });
      return () => statusOf(wrapper.fetch(itemUrl));
    },
  },
};
