import type { TokenStore } from '@acme/oauth-core';
import { type NodeRedisClient, redisStore } from '@acme/oauth-core/redis';
import { testTokenStore } from '@acme/oauth-core/testing';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { hasRedisServer, type RedisServer, startRedis } from '../../../../packages/oauth-core/test/support/redis.ts';
import { redisOverHttp } from '../redis-over-http.ts';
import { type RestServer, startRestServer } from './redis-over-http-server.ts';
import { onePerExpiry, renewals } from './renewals.ts';

/** Sends a command again if it got no answer, as some SDKs and proxies do on their own. */
function repeating(client: NodeRedisClient): NodeRedisClient {
  return { sendCommand: (command) => client.sendCommand(command).catch(() => client.sendCommand(command)) };
}

describe.skipIf(!(await hasRedisServer()))('Redis over HTTP', () => {
  let redis: RedisServer;
  let connection: Redis;
  let server: RestServer;
  beforeAll(async () => {
    redis = await startRedis();
    connection = new Redis(redis.url);
    server = await startRestServer(connection);
  });
  afterEach(() => server.behave('sound'));
  afterAll(async () => {
    await server?.close();
    connection?.disconnect();
    await redis?.stop();
  });

  const createStore = (): TokenStore => redisStore(redisOverHttp(server.url, server.token));

  it('is a sound store', async () => {
    const report = await testTokenStore(createStore, { second: createStore });

    expect(report.age).toBe('given');
  });

  it('sends a script once, and its hash from then on', async () => {
    await connection.script('FLUSH');
    const store = createStore();
    server.commands.length = 0;

    await store.get('a');
    await store.get('a');

    expect(server.commands).toEqual(['evalsha', 'eval', 'evalsha']);
  });

  it('lets two processes spend one refresh token for each expiry', async () => {
    expect(await renewals(createStore)).toEqual(onePerExpiry);
  });

  it('loses no login when the answer to every write is lost', async () => {
    server.behave('losing writes');

    expect(await renewals(createStore)).toEqual(onePerExpiry);
  });

  it('refuses a write that a client repeats, and gives the core the entry that the first one wrote', async () => {
    server.behave('losing writes');
    const store = redisStore(repeating(redisOverHttp(server.url, server.token)));
    const entry = { format: 1, revision: 'r1', value: '' } as const;

    expect(await store.set('twice', entry, { replaces: undefined })).toBe(false);
    expect(await store.get('twice')).toMatchObject({ entry });
  });

  it('sends each command once', async () => {
    const store = createStore();
    server.behave('losing writes');
    server.commands.length = 0;

    await expect(store.set('once', { format: 1, revision: 'r1', value: '' }, { replaces: undefined })).rejects.toThrow(
      'Redis failed',
    );

    expect(server.commands).toEqual(['evalsha']);
  });

  it('does not take the answer of a gateway for an empty key', async () => {
    server.behave('away');

    await expect(createStore().get('a')).rejects.toThrow('Redis failed');
  });

  it('says what to do if the token is wrong', async () => {
    const store = redisStore(redisOverHttp(server.url, 'another'));

    await expect(store.get('a')).rejects.toThrow("WRONGPASS): look at the client's user and password");
  });
});
