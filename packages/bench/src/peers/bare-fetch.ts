import { type Peer, statusOf } from '../peer.ts';

export const bareFetch: Peer = {
  name: 'bare fetch',
  open: ({ url, accessToken, fetch = globalThis.fetch }) => {
    const init = { headers: { authorization: `Bearer ${accessToken}` } };
    return () => statusOf(fetch(url, init));
  },
};
