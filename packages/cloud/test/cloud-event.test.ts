import { type CloudListener, createCloudClient } from '@acme/cloud';
import { createSandbox, startSandbox } from '@acme/sandbox';
import { expect, it, onTestFinished } from 'vitest';

/** The events of a client whose calls are all answered with these headers. */
async function eventsOf(headers: Record<string, string>, listener?: CloudListener): Promise<object[]> {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  sandbox.faults.every(1, 'cloud.api', { kind: 'status', status: 200, headers, body: {} });
  const events: object[] = [];
  const onEvent: CloudListener = (event) => {
    if ('operation' in event) events.push(event);
    listener?.(event);
  };
  const organization = sandbox.organizations[0].uuid;
  const cloud = createCloudClient({ ...sandbox.clients.cloud, organization, onEvent, retry: 0 });
  for (const client of [cloud, cloud, cloud.forOrganization(sandbox.organizations[1].uuid)]) {
    await client.get('/applications', { query: { limit: 1 } });
    for (const applicationUuid of ['ea8a6f5b-3a4f-4f3e-9f51-0c7f3f2f3b11', 'ea8a6f5b-3a4f-4f3e-9f51-0c7f3f2f3b12']) {
      await client.get('/applications/{applicationUuid}', { path: { applicationUuid } });
      const link = `${sandbox.clients.cloud.baseUrl}/ides/${applicationUuid}/of/${applicationUuid.toUpperCase()}`;
      await client.request('GET', `${link}?token=${applicationUuid.at(-1)}`);
      await client.request('GET', `/v3/options?token=${applicationUuid.at(-1)}`);
      await client.request('GET', `/v3/environments/24-${applicationUuid}/crons/${/\d+$/.exec(applicationUuid)}`);
    }
  }
  return events;
}

it('an event reports an operation that is not in production yet once, whatever the ids and the organisation', async () => {
  const events = await eventsOf({ 'X-CloudAPI-Stability': 'prototype' });
  expect(events).toMatchObject([
    { type: 'unstable', operation: 'GET /applications', stability: 'prototype' },
    { type: 'unstable', operation: 'GET /applications/{applicationUuid}' },
    { type: 'unstable', operation: expect.stringMatching(/^GET .*\/ides\/\{id\}\/of\/\{id\}$/) },
    { type: 'unstable', operation: 'GET /v3/options' },
    { type: 'unstable', operation: 'GET /v3/environments/{id}/crons/{id}' },
  ]);
});

it("an event reports a deprecated operation once, in the API's own words", async () => {
  const events = await eventsOf({ 'x-cloudapi-deprecated': 'version=3; use /v3' });
  expect(events).toHaveLength(5);
  expect(events[0]).toMatchObject({ type: 'deprecated', operation: 'GET /applications', notice: 'version=3; use /v3' });
});

it('at most 1,000 events report operations, as the paths of `request` may have any names in them', async () => {
  const events: object[] = [];
  const cloud = createCloudClient({
    accessToken: 'a',
    onEvent: (event) => events.push(event),
    fetch: async () => new Response(null, { headers: { 'x-cloudapi-stability': 'prototype' } }),
  });
  for (let number = 0; number < 1_010; number++) await cloud.request('GET', `/v3/domains/www${number}.example.com`);
  expect(events).toHaveLength(1_000);
  expect(events[0]).toMatchObject({ operation: 'GET /v3/domains/www0.example.com' });
});

it('two events report an operation that is both not in production and deprecated', async () => {
  const events = await eventsOf({ 'x-cloudapi-stability': 'prototype', 'x-cloudapi-deprecated': 'version=3' });
  expect(events.slice(0, 2)).toMatchObject([{ type: 'unstable' }, { type: 'deprecated' }]);
  expect(events).toHaveLength(10);
});

it('no event reports an operation in production', async () => {
  expect(await eventsOf({ 'x-cloudapi-stability': 'production' })).toEqual([]);
});

it('an event has its time, and there is none for an answer without these headers', async () => {
  const answers = [{}, { 'x-cloudapi-stability': 'development', 'x-cloudapi-deprecated': 'version=3' }];
  const events: object[] = [];
  const cloud = createCloudClient({
    accessToken: 'a',
    clock: { now: () => 1_000, sleep: async () => {} },
    onEvent: (event) => events.push(event),
    fetch: async () => Response.json({}, { headers: answers.shift() ?? {} }),
  });
  for (const length of [0, 2]) {
    await cloud.get('/applications');
    expect(events).toHaveLength(length);
  }
  expect(events).toEqual([
    { type: 'unstable', at: 1_000, operation: 'GET /applications', stability: 'development' },
    { type: 'deprecated', at: 1_000, operation: 'GET /applications', notice: 'version=3' },
  ]);
});

it.each([false, '', 0, null])(
  'calls work without a listener (%j), as `debug && listener` gives it in JavaScript',
  async (none) => {
    const sandbox = createSandbox();
    onTestFinished(() => sandbox.close());
    const cloud = createCloudClient({ ...sandbox.clients.cloud, onEvent: none as never, retry: 0 });
    expect(await cloud.get('/applications')).toHaveProperty('total');
  },
);

it('a listener that throws does not disturb the calls', async () => {
  const events = await eventsOf({ 'x-cloudapi-stability': 'development' }, () => {
    throw new Error('listener');
  });
  expect(events).toHaveLength(5);
});
