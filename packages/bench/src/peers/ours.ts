import { clientCredentials, createTokenSource, memoryStore, type Profile, refreshToken } from '@acme/oauth-core';
import { fileStore } from '@acme/oauth-core/node';
import { clientId, clientSecret, type Peer, statusOf } from '../peer.ts';

const profileOf = (tokenUrl: string): Profile => ({
  name: 'the benchmark service',
  tokenUrl,
  bodyFormat: 'form',
  rotation: 'single-use-revokes-family',
  redirectUriInExchange: false,
  pkce: 'none',
});

export const ours: Peer = {
  name: '@acme/oauth-core',
  async open({ url, accessToken, fetch }) {
    const tokens = createTokenSource({
      profile: profileOf(url),
      clientId,
      grant: refreshToken(),
      key: 'person',
      store: memoryStore(),
      origins: [url],
      ...(fetch && { fetch }),
    });
    await tokens.connect({ accessToken, refreshToken: 'not used', expiresAt: Date.now() + 3_600_000 });
    return () => statusOf(tokens.fetch(url));
  },
  renew({ origin, tokenUrl, itemUrl }) {
    const profile = profileOf(tokenUrl);
    const tokens = createTokenSource({
      profile,
      clientId,
      clientSecret,
      grant: clientCredentials(),
      origins: [origin],
    });
    return () => statusOf(tokens.fetch(itemUrl));
  },
  share: {
    async seed({ tokenUrl }, folder, key, pair) {
      const tokens = createTokenSource({ ...shared(tokenUrl, folder), key });
      await tokens.connect({ ...pair, expiresAt: Date.now() - 1_000 });
    },
    async open({ origin, tokenUrl, itemUrl }, folder, key) {
      const tokens = createTokenSource({ ...shared(tokenUrl, folder), key, origins: [origin] });
      return () => statusOf(tokens.fetch(itemUrl));
    },
  },
};

const shared = (tokenUrl: string, folder: string) =>
  ({
    profile: profileOf(tokenUrl),
    clientId,
    clientSecret,
    grant: refreshToken(),
    store: fileStore(folder),
  }) as const;
