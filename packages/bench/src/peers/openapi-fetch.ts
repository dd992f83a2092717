import createClient from 'openapi-fetch';
import type { Peer } from '../peer.ts';

/** The types of a document with this one operation. */
interface Paths {
  '/applications/{uuid}': {
    get: {
      parameters: { path: { uuid: string } };
      responses: { 200: { content: { 'application/json': { uuid: string } } } };
    };
  };
}

export const openapiFetch: Peer = {
  name: 'openapi-fetch',
  open({ url, accessToken, fetch }) {
    const { origin, pathname } = new URL(url);
    const uuid = pathname.slice('/applications/'.length);
    const client = createClient<Paths>({
      baseUrl: origin,
      headers: { authorization: `Bearer ${accessToken}` },
      ...(fetch && { fetch: fetch as (request: Request) => Promise<Response> }), // it calls it with a Request
    });
    return async () => (await client.GET('/applications/{uuid}', { params: { path: { uuid } } })).response.status;
  },
};
