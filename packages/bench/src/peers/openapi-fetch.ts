import createClient from 'openapi-fetch';
import type { Peer } from '../peer.ts';

/** What a document of this one operation comes to. */
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
