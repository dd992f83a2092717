import { OAuth2Client } from 'google-auth-library';
import { clientId, clientSecret, type Peer } from '../peer.ts';
import { readPair, seedPair, writePair } from '../stored-pair.ts';

const createClient = (tokenUrl: string): OAuth2Client =>
  new OAuth2Client({
    clientId,
    clientSecret,
    endpoints: { oauth2TokenUrl: tokenUrl },
    forceRefreshOnFailure: true, // otherwise it passes on a 401 if it knows when the token expires
  });

export const googleAuthLibrary: Peer = {
  name: 'google-auth-library',
  open({ url, accessToken, fetch }) {
    const client = createClient(url);
    client.setCredentials({ access_token: accessToken, expiry_date: Date.now() + 3_600_000 });
    return async () => (await client.request({ url, ...(fetch && { fetchImplementation: fetch }) })).status;
  },
  renew({ steadyTokenUrl, itemUrl }) {
    const client = createClient(steadyTokenUrl);
    client.setCredentials({ refresh_token: 'for ever' }); // it has client credentials only for Google's servers
    return async () => (await client.request({ url: itemUrl })).status;
  },
  share: {
    seed: seedPair,
    async open({ tokenUrl, itemUrl }, folder, key) {
      const { accessToken, refreshToken, expiresAt } = await readPair(folder, key);
      const client = createClient(tokenUrl);
      client.setCredentials({ access_token: accessToken, refresh_token: refreshToken, expiry_date: expiresAt });
      client.on('tokens', ({ access_token, refresh_token, expiry_date }) => {
        if (!access_token || !refresh_token) return;
        void writePair(folder, key, {
          accessToken: access_token,
          refreshToken: refresh_token,
          expiresAt: expiry_date ?? 0,
        });
      });
      return async () => (await client.request({ url: itemUrl })).status;
    },
  },
};
