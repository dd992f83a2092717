import ky from 'ky';
import { type Peer, statusOf } from '../peer.ts';

export const kyPeer: Peer = {
  name: 'ky',
  open({ url, accessToken, fetch }) {
    const client = ky.create({ headers: { authorization: `Bearer ${accessToken}` }, ...(fetch && { fetch }) });
    return () => statusOf(client.get(url));
  },
};
