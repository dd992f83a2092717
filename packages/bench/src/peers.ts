import { messageOf } from './paired.ts';
import type { Peer } from './peer.ts';

/** The module of each peer, by the name of its package. Bare fetch comes first: the others are compared with it. */
const modules = {
  'bare fetch': async () => (await import('./peers/bare-fetch.ts')).bareFetch,
  '@acme/oauth-core': async () => (await import('./peers/ours.ts')).ours,
  'simple-oauth2': async () => (await import('./peers/simple-oauth2.ts')).simpleOauth2,
  oauth4webapi: async () => (await import('./peers/oauth4webapi.ts')).oauth4webapi,
  'openid-client': async () => (await import('./peers/openid-client.ts')).openidClient,
  'openapi-fetch': async () => (await import('./peers/openapi-fetch.ts')).openapiFetch,
  '@badgateway/oauth2-client': async () => (await import('./peers/badgateway-oauth2-client.ts')).badgateway,
  '@octokit/core': async () => (await import('./peers/octokit-core.ts')).octokitCore,
  ofetch: async () => (await import('./peers/ofetch.ts')).ofetchPeer,
  ky: async () => (await import('./peers/ky.ts')).kyPeer,
  'google-auth-library': async () => (await import('./peers/google-auth-library.ts')).googleAuthLibrary,
} satisfies Record<string, () => Promise<Peer>>;

export type PeerName = keyof typeof modules;
export const us: PeerName = '@acme/oauth-core';

export async function loadPeer(name: PeerName): Promise<Peer> {
  return modules[name]();
}

/** Every peer. If one can't be loaded, all its calls fail, so the tables show it. */
export async function loadPeers(): Promise<Peer[]> {
  return Promise.all(
    (Object.keys(modules) as PeerName[]).map(async (name) => {
      try {
        return await loadPeer(name);
      } catch (error) {
        const fail = (): never => {
          throw new Error(`can't be loaded: ${messageOf(error)}`);
        };
        return { name, open: fail, renew: fail, share: { seed: fail, open: fail } };
      }
    }),
  );
}
