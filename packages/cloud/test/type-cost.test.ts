import { describe, expect, it } from 'vitest';
import { editor, expectCheapCalls } from '../../http/test/support/editor.ts';

/** Thirty different operations with path parameters. */
const paths = [
  '/account/applications/{applicationUuid}/is-admin',
  '/account/ssh-keys/{sshKeyUuid}',
  '/account/subscriptions/{subscriptionUuid}/is-admin',
  '/account/teams/{teamUuid}/is-admin',
  '/account/tokens/{tokenUuid}',
  '/agreements/{agreementUuid}',
  '/agreements/{agreementUuid}/invitees',
  '/applications/{applicationUuid}',
  '/applications/{applicationUuid}/artifacts',
  '/applications/{applicationUuid}/code',
  '/applications/{applicationUuid}/databases',
  '/applications/{applicationUuid}/environments',
  '/applications/{applicationUuid}/features',
  '/distributions/{name}',
  '/applications/{applicationUuid}/ides',
  '/applications/{applicationUuid}/messages',
  '/applications/{applicationUuid}/notifications',
  '/applications/{applicationUuid}/permissions',
  '/applications/{applicationUuid}/tags',
  '/applications/{applicationUuid}/teams',
  '/environments/{environmentId}',
  '/environments/{environmentId}/available-runtimes',
  '/environments/{environmentId}/cdn',
  '/environments/{environmentId}/cloud-actions',
  '/environments/{environmentId}/crons',
  '/environments/{environmentId}/crons/{cronId}',
  '/environments/{environmentId}/servers',
  '/environments/{environmentId}/databases',
  '/environments/{environmentId}/databases/{databaseName}',
  '/environments/{environmentId}/domains',
];

const head = [
  "import { createCloudClient } from '@acme/cloud';",
  "const cloud = createCloudClient({ accessToken: 'x' });",
];

describe('typed calls', { timeout: 60_000 }, () => {
  it('cost the compiler at most 3,000 instantiations for 30 calls, in proportion to their number', () => {
    expectCheapCalls(import.meta.url, head, paths, (path, inputs) => `(await cloud.get('${path}'${inputs}))?._links;`);
  });

  it('are completed by path, query and parameter, and name their operation on hover', () => {
    const text = [
      ...head,
      "cloud.get('/appl');",
      "cloud.get('/applications', { query: { } });",
      "cloud.get('/applications/{applicationUuid}', { path: { } });",
      "cloud.get('/applications', {});",
    ].join('\n');
    const { completions, hover } = editor(import.meta.url, text);
    expect(completions("get('/appl")).toHaveLength(192);
    expect(completions('query: { ').sort()).toEqual(['filter', 'limit', 'offset', 'sort']);
    expect(completions('path: { ')).toEqual(['applicationUuid']);
    expect(hover('cloud.')).toContain('"getApplications"');
  });

  it('have answers in JavaScript too, where editors check no nulls', () => {
    const call = "cloud.get('/applications').then((page) => page.";
    const { completions } = editor(import.meta.url, [...head, `${call} );`].join('\n'), { strict: false });
    expect(completions(call)).toContain('total');
  });
});
