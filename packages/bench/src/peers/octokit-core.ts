import { Octokit } from '@octokit/core';
import type { Peer } from '../peer.ts';

export const octokitCore: Peer = {
  name: '@octokit/core',
  open({ url, accessToken, fetch }) {
    const { origin, pathname } = new URL(url);
    const octokit = new Octokit({ auth: accessToken, baseUrl: origin, ...(fetch && { request: { fetch } }) });
    const uuid = pathname.slice('/applications/'.length);
    return async () => (await octokit.request('GET /applications/{uuid}', { uuid })).status;
  },
};
