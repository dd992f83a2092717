import { type Application, createCloudClient, createCloudClientFromEnv, type NotificationStub } from '@acme/cloud';
import { type Drift, operations, validateAnswers } from '@acme/cloud/schemas';
import { getApplicationByUuid } from '@acme/cloud/schemas/applications';
import { InvalidAnswerError } from '@acme/http';
import { type Sandbox, startSandbox } from '@acme/sandbox';
import { describe, expect, expectTypeOf, it, onTestFinished, vi } from 'vitest';
import * as z from 'zod/mini';
import { bundled } from '../../http/test/support/bundle.ts';
import { rejection } from '../../http/test/support/rejection.ts';

async function sandboxed(): Promise<Sandbox> {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  return sandbox;
}

/** An application that lacks its name, and has a status that the document does not know. */
const strange = { id: 1, uuid: 'u', type: 'drupal', status: 'archived', secret: 's3cret' };
const answer = (body: unknown): Parameters<Sandbox['faults']['next']>[1] => ({ kind: 'status', status: 200, body });

describe('a schema', () => {
  it('from the entry of a tag checks a call, and keeps the type of its answer', async () => {
    const sandbox = await sandboxed();
    const cloud = createCloudClient(sandbox.clients.cloud);
    const uuid = (await cloud.paginate('/applications').first())?.uuid ?? '';
    const path = { applicationUuid: uuid };
    const application = await cloud.get('/applications/{applicationUuid}', { path, schema: getApplicationByUuid });
    expectTypeOf(application).toEqualTypeOf<Application>();
    expect(application.uuid).toBe(uuid);
    sandbox.faults.next('cloud.api', answer(strange));
    const error = await rejection(cloud.get('/applications/{applicationUuid}', { path, schema: getApplicationByUuid }));
    expect(InvalidAnswerError.is(error) && error.issues.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['name', 'status']),
    );
  });

  it('is also found by method and path, and has the type of the answer', () => {
    const schema = operations['GET /applications/{applicationUuid}'];
    expect(schema).toBe(getApplicationByUuid);
    expectTypeOf(schema._zod.output).toEqualTypeOf<Application>();
    expect(Object.keys(operations).filter((key) => key.startsWith('GET '))).toHaveLength(191); // one answers with nothing
  });

  it('accepts a task that has not ended, with and without a null for the time of its end', async () => {
    const sandbox = await sandboxed();
    const cloud = createCloudClient({ ...sandbox.clients.cloud, organization: sandbox.organizations[0].uuid });
    const applicationUuid = (await cloud.paginate('/applications').first())?.uuid ?? '';
    const environments = cloud.paginate('/applications/{applicationUuid}/environments', { path: { applicationUuid } });
    const path = { environmentId: (await environments.first())?.id ?? '', databaseName: 'main' };
    const { _links } = await cloud.post('/environments/{environmentId}/databases/{databaseName}/backups', { path });
    const link = _links?.notification?.href ?? '';
    const schema = operations['GET /notifications/{notificationUuid}'];

    const begun: unknown = await (await cloud.request('GET', link)).json();

    expect(begun).toMatchObject({ status: 'in-progress' });
    expect(schema.safeParse(begun)).toMatchObject({ success: true });
    expect(schema.safeParse({ ...Object(begun), completed_at: null })).toMatchObject({ success: true });
    expectTypeOf<NotificationStub['completed_at']>().toEqualTypeOf<string | null | undefined>();
  });

  it('accepts what the document does not mention', async () => {
    const links = { self: { href: 'https://cloud.acquia.com/api/account/tokens/1', more: 1 } };
    const token = {
      uuid: 'u',
      active: true,
      label: 'l',
      revocation: null,
      flags: {},
      created_at: 'now',
      _links: links,
      new: 1,
    };
    expect(operations['GET /account/tokens/{tokenUuid}'].safeParse(token)).toMatchObject({
      success: true,
      data: token,
    });
  });
});

describe('validateAnswers', () => {
  it('reports where an answer differs, and gives it to the caller as it came', async () => {
    const sandbox = await sandboxed();
    const drifts: Drift[] = [];
    const cloud = validateAnswers(createCloudClient(sandbox.clients.cloud), { onDrift: (drift) => drifts.push(drift) });
    await cloud.get('/applications');
    expect(drifts).toEqual([]);

    sandbox.faults.next('cloud.api', answer(strange));
    const application = await cloud.get('/applications/{applicationUuid}', { path: { applicationUuid: 'u' } });
    expect(application).toEqual(strange);
    expect(drifts.map(({ operation }) => operation)).toEqual(['GET /applications/{applicationUuid}']);
    expect(drifts[0]?.issues.map(({ path }) => path)).toEqual(expect.arrayContaining(['name', 'status']));
    expect(JSON.stringify(drifts)).not.toContain('s3cret');
  });

  it('makes a call or a loop fail if its listener fails, also later', async () => {
    const fetch = async (): Promise<Response> => Response.json({ ...strange, _embedded: { items: [strange] } });
    const plain = createCloudClient({ accessToken: 'x', fetch });
    const cloud = validateAnswers(plain, { onDrift: () => Promise.reject(new Error('disk full')) });
    await expect(cloud.get('/applications/{applicationUuid}', { path: { applicationUuid: 'u' } })).rejects.toThrow(
      'disk full',
    );
    await expect(cloud.paginate('/applications').first()).rejects.toThrow('disk full');
  });

  it('checks every method, except where the document has no schema or the caller has one', async () => {
    const sandbox = await sandboxed();
    const drifts: string[] = [];
    const plain = createCloudClient({ ...sandbox.clients.cloud, organization: sandbox.organizations[0].uuid });
    const cloud = validateAnswers(plain, { onDrift: ({ operation }) => drifts.push(operation) });
    sandbox.faults.every(1, 'cloud.api', answer({ strange }));
    const path = { applicationUuid: 'u' };
    await cloud.post('/applications/{applicationUuid}/actions/clear-search' as never, { path, body: {} } as never); // not in the document
    await cloud.put('/applications/{applicationUuid}', { path, body: { name: 'n' } });
    await cloud.delete('/account/tokens/{tokenUuid}', { path: { tokenUuid: 't' } });
    await cloud.get('/applications/{applicationUuid}', { path, schema: z.unknown() });
    expect(drifts).toEqual(['PUT /applications/{applicationUuid}', 'DELETE /account/tokens/{tokenUuid}']);
  });

  it('keeps the options of a list', async () => {
    const sandbox = await sandboxed();
    const plain = createCloudClient({ ...sandbox.clients.cloud, organization: sandbox.organizations[0].uuid });
    const cloud = validateAnswers(plain, { onDrift: () => {} });
    const controller = new AbortController();
    const { signal } = controller;
    const [some, same] = [cloud, plain].map((client) =>
      client.paginate('/applications', { limit: 3, query: { sort: '-name' } }).toArray({ limit: Infinity }),
    );
    expect(await some).toEqual(await same);
    expect(await some).toHaveLength(3);
    const seen: string[] = [];
    const error = await rejection(
      (async () => {
        for await (const { uuid } of cloud.paginate('/applications', { signal })) {
          seen.push(uuid);
          controller.abort('enough');
        }
      })(),
    );
    expect([error, seen.length]).toEqual(['enough', 1]);
  });

  it('checks the pages of a list, and the clients that come from this one', async () => {
    const sandbox = await sandboxed();
    const drifts: string[] = [];
    const plain = createCloudClient({ ...sandbox.clients.cloud, organization: sandbox.organizations[0].uuid });
    const cloud = validateAnswers(plain, { onDrift: ({ operation }) => drifts.push(operation) });
    sandbox.faults.every(1, 'cloud.api', answer({ total: 1, _links: {}, _embedded: { items: [strange] } }));
    for (const client of [cloud, cloud.forOrganization(sandbox.organizations[1].uuid), cloud.forKey('another')]) {
      for await (const item of client.paginate('/applications')) expect(item).toEqual(strange);
      for await (const page of client.paginate('/applications').pages()) expect(page.total).toBe(1);
      expect(await client.paginate('/applications').first()).toEqual(strange);
      expect(await client.paginate('/applications').toArray({ limit: 5 })).toEqual([strange]);
    }
    expect(drifts).toEqual(Array.from({ length: 12 }, () => 'GET /applications'));
  });

  it('reads no environment before the first call, so that a build without secrets can make the client', async () => {
    const cloud = validateAnswers(createCloudClientFromEnv({}), { onDrift() {} });
    const other = cloud.forOrganization('a7b2fd8f-7d4b-4b32-9c19-7c0b7c1c2a10');
    expect(await rejection(other.get('/applications'))).toMatchObject({ option: 'ACLI_KEY' });
  });

  it('has all that the client has, and can be spied on', async () => {
    const sandbox = await sandboxed();
    const plain = createCloudClient(sandbox.clients.cloud);
    const cloud = validateAnswers(plain, { onDrift() {} });
    expect(Object.keys({ ...cloud }).sort()).toEqual(Object.keys(plain).sort());
    expect(cloud.tokens).toBe(plain.tokens);
    expect((await cloud.request('GET', '/account')).status).toBe(200);
    const get = vi.spyOn(cloud, 'get').mockResolvedValue({ total: 0 } as never);
    expect(await cloud.get('/applications')).toEqual({ total: 0 });
    expect(get).toHaveBeenCalledOnce();
  });
});

it('validateAnswers refuses options without a listener for drifts', () => {
  const client = createCloudClient({ accessToken: 'wat_meadow_x' });
  for (const options of [undefined, {}, { onDrift: 'log' }]) {
    expect(() => validateAnswers(client, options as never)).toThrow(expect.objectContaining({ option: 'onDrift' }));
  }
});

describe('a bundle', () => {
  it('of the client has no schema', async () => {
    const { inputs } = await bundled(import.meta.url, "export * from '@acme/cloud';");
    expect(inputs.filter((name) => name.includes('/schemas/'))).toEqual([]);
  });

  it('of one schema has no schema of another operation', async () => {
    const { text } = await bundled(
      import.meta.url,
      "export { getApplicationByUuid } from '@acme/cloud/schemas/applications';",
    );
    expect(text).toContain('hosting'); // a field of an application
    expect(text).not.toContain('datapoints'); // one of another operation of the same tag
    expect(text.length).toBeLessThan(5_000);
  });
});
