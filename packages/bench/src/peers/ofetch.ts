import { ofetch } from 'ofetch';
import type { Peer } from '../peer.ts';

export const ofetchPeer: Peer = {
  name: 'ofetch',
  open({ url, accessToken, fetch }) {
    const client = ofetch.create({ headers: { authorization: `Bearer ${accessToken}` } }, fetch && { fetch });
    return async () => (await client.raw(url)).status; // `raw` reads the body too
  },
};
