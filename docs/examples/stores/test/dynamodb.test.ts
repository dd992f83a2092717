import { readFileSync } from 'node:fs';
import type { TokenStore } from '@acme/oauth-core';
import { testTokenStore } from '@acme/oauth-core/testing';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  type TimeToLiveSpecification,
} from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createClient, dynamoDbStore } from '../dynamodb-store.ts';
import { type DynamoDbServer, startDynamoDb } from './dynamodb-server.ts';
import { onePerExpiry, renewals } from './renewals.ts';

interface Template {
  readonly Tokens: {
    readonly Properties: Omit<CreateTableCommandInput, 'TableName'> & {
      readonly TimeToLiveSpecification: TimeToLiveSpecification;
    };
  };
}

const template = parse(readFileSync(new URL('../dynamodb-table.yaml', import.meta.url), 'utf8')) as Template;
const { TimeToLiveSpecification: timeToLive, ...table } = template.Tokens.Properties;
const entry = { format: 1, revision: 'r1', value: '' } as const;

describe('DynamoDB', () => {
  let server: DynamoDbServer;
  const clients: DynamoDBClient[] = [];
  beforeAll(async () => {
    server = await startDynamoDb();
    await connect().send(new CreateTableCommand({ TableName: 'tokens', ...table }));
  });
  afterEach(() => server.behave('sound'));
  afterAll(async () => {
    for (const client of clients) client.destroy();
    await server?.close();
  });

  // A machine that runs tests is busy: slow requests are not sent again.
  const patient: DynamoDBClientConfig = { requestHandler: { requestTimeout: 60_000 } };

  function connect(config = patient): DynamoDBClient {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const client = createClient({ endpoint: server.endpoint, region: 'eu-west-1', credentials, ...config });
    clients.push(client);
    return client;
  }
  const createStore = (): TokenStore => dynamoDbStore(connect(), 'tokens');

  it('is a sound store', async () => {
    const report = await testTokenStore(createStore, { second: createStore, writers: 20 });

    expect(report.age).toBe('given');
  });

  it('tells the age of an entry by its own clock', async () => {
    const store = createStore();
    await store.get('age');
    await store.set('age', entry, { replaces: undefined });

    server.advance(60_000);
    const found = await store.get('age');
    server.advance(-60_000);

    expect(found?.age).toBeGreaterThan(50_000);
  });

  it('is told in seconds when it may drop an entry', async () => {
    const keepUntil = 1_900_000_000_001;
    await createStore().set('kept', { ...entry, keepUntil }, { replaces: undefined });
    await createStore().set('endless', entry, { replaces: undefined });
    const attributesOf = (key: string) =>
      connect().send(new GetItemCommand({ TableName: 'tokens', Key: { key: { S: key } }, ConsistentRead: true }));
    const name = timeToLive.AttributeName ?? '';

    expect((await attributesOf('kept')).Item?.[name]).toEqual({ N: '1900000001' });
    expect((await attributesOf('endless')).Item).not.toHaveProperty(name);
  });

  it('lets two processes spend one refresh token for each expiry', async () => {
    expect(await renewals(createStore)).toEqual(onePerExpiry);
  });

  it('loses no login when the answer to every write is lost', async () => {
    server.behave('losing writes');

    expect(await renewals(createStore)).toEqual(onePerExpiry);
  });

  it('refuses a write that the SDK sends again, and gives the core the entry that the first one wrote', async () => {
    const store = createStore();
    server.behave('losing writes');
    server.operations.length = 0;

    expect(await store.set('twice', entry, { replaces: undefined })).toBe(false);
    expect(await store.get('twice')).toMatchObject({ entry });
    expect(server.operations).toEqual(['PutItem', 'PutItem', 'GetItem']);
  });

  it('is asked again if a request hangs', async () => {
    const store = dynamoDbStore(connect({}), 'tokens');
    server.behave('hanging', 'sound');
    server.operations.length = 0;

    expect(await store.get('nothing')).toBeUndefined();
    expect(server.operations.slice(0, 2)).toEqual(['GetItem', 'GetItem']);
  });

  it('is given up, after all attempts together, before the core gives up', async () => {
    const store = dynamoDbStore(connect({}), 'tokens');
    server.behave('hanging');

    await expect(store.get('nothing')).rejects.toMatchObject({ name: 'AbortError' });
  });
});
