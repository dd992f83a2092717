import { createDamClient } from '@acme/dam';
import { memoryStore } from '@acme/oauth-core';
import { type Sandbox, startSandbox } from '@acme/sandbox';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { onePerExpiry } from '../renewals.ts';
import { startWorker } from './miniflare.ts';
import type { Person } from './worker.ts';

let worker: Awaited<ReturnType<typeof startWorker>>;
beforeAll(async () => {
  worker = await startWorker();
});
afterAll(() => worker?.dispose());

/** What a task of the Worker gives. */
async function run(task: string, person?: Person): Promise<unknown> {
  const init = { method: 'POST', body: JSON.stringify(person ?? {}) };
  const answer = await worker.dispatchFetch(`http://worker.example${task}`, init);
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return JSON.parse(text);
}

/** A person whose access token has expired, and who is known to the Worker. */
async function connectedPerson(sandbox: Sandbox): Promise<Person> {
  const { clientId, clientSecret, baseUrl, tokenUrl } = sandbox.clients.dam;
  const store = memoryStore();
  const dam = createDamClient({ ...sandbox.clients.dam, store });
  const request = await dam.createAuthorizationUrl({ account: 'meadow', redirectUri: 'https://app.example/callback' });
  await dam.fromCallback(await sandbox.authorize(request.url), request, { key: 'a' });
  const { refreshToken } = JSON.parse((await store.get('a'))?.entry.value ?? '{}');
  const person = {
    key: crypto.randomUUID(),
    client: { clientId, clientSecret, baseUrl, tokenUrl },
    connection: { refreshToken },
  };
  await run('/connect', person);
  return person;
}

describe('a Durable Object', () => {
  it('is a sound store', async () => {
    expect(await run('/durable-object')).toMatchObject({ age: 'given' });
  });

  it('drops an entry by its alarm, but not one that was written again without an end', async () => {
    expect(await run('/durable-object/alarm')).toMatchObject({
      tooEarly: false,
      endless: { entry: { revision: 'r2' } },
      new: { entry: { revision: 'r1' } },
    });
  });

  it('lets two processes spend one refresh token for each expiry', async () => {
    expect(await run('/durable-object/renewals')).toEqual(onePerExpiry);
  });

  it('loses no login if it is reset after each write, and every answer is lost', async () => {
    expect(await run('/durable-object/losing-answers')).toEqual({
      writes: ['no answer, written', 'no answer, written'],
      ...onePerExpiry,
    });
  });

  it('loses no login if it is reset before every second write', async () => {
    expect(await run('/durable-object/losing-calls')).toEqual({
      writes: ['no answer, not written', 'true, written'],
      ...onePerExpiry,
    });
  });

  it('lets the requests of an isolate share a renewal, even if the one that began it has ended', async () => {
    const sandbox = await startSandbox({ faults: [{ operation: 'dam.token', fault: { kind: 'latency', ms: 200 } }] });
    onTestFinished(() => sandbox.close());
    const person = await connectedPerson(sandbox);
    const before = sandbox.count('dam.token');

    await run('/token/left-at-once', person);
    const generations = await Promise.all([run('/token', person), run('/token', person)]);

    expect(generations[0]).toBe(generations[1]);
    expect(sandbox.count('dam.token') - before).toBe(1);
  });
});

describe('D1', () => {
  it('is a sound store', async () => {
    expect(await run('/d1')).toMatchObject({ age: 'given' });
  });

  it('drops what nobody needs any more, and nothing else', async () => {
    expect(Object.keys((await run('/d1/drop-expired')) as object)).toEqual(['endless', 'new']);
  });

  it('lets two processes spend one refresh token for each expiry', async () => {
    expect(await run('/d1/renewals')).toEqual(onePerExpiry);
  });

  it('loses no login if the answer to every write is lost', async () => {
    expect(await run('/d1/losing-answers')).toEqual({
      writes: ['no answer, written', 'no answer, written'],
      ...onePerExpiry,
    });
  });
});
