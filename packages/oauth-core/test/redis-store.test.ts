import { inspect } from 'node:util';
import { createClient, createClientPool, createSentinel } from '@redis/client';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ConfigurationError, type TokenStoreError } from '../src/errors.ts';
import {
  type IoredisClient,
  type NodeRedisClient,
  type NodeRedisCluster,
  type RedisClient,
  type RedisStoreEvent,
  redisStore,
} from '../src/redis.ts';
import { testTokenStore } from '../src/testing.ts';
import type { StoredToken } from '../src/token-store.ts';
import { hasRedisServer, type RedisServer, startRedis } from './support/redis.ts';
import { type RedisTestCluster, startRedisCluster } from './support/redis-cluster.ts';
import { type Connected, clusterDrivers, singleDrivers } from './support/redis-drivers.ts';
import { signedInAtDam } from './support/sources.ts';
import { storeErrorOf } from './support/store-error.ts';

const secret = 'wrt_acme_s3cr3tOfTheTest';
const entry = (revision: string, more: Partial<StoredToken> = {}): StoredToken => ({
  format: 1,
  revision,
  value: secret,
  ...more,
});

async function refusal(work: Promise<unknown>): Promise<TokenStoreError> {
  const error = await storeErrorOf(work);
  expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret);
  return error;
}

const open = new Set<Connected>();
async function connect(connecting: Promise<Connected>): Promise<RedisClient> {
  const connected = await connecting;
  open.add(connected);
  return connected.client;
}
const ioredis = (url: string): Redis => {
  const client = new Redis(url, { retryStrategy: () => null, maxRetriesPerRequest: 0, enableReadyCheck: false }).on(
    'error',
    () => {},
  );
  open.add({ client, close: () => client.disconnect() });
  return client;
};

/** Runs the conformance suite; what one connection writes is read through another. */
async function expectSound(prefix: string, connecting: () => Promise<Connected>): Promise<void> {
  const [first, second] = [await connecting(), await connecting()];
  const report = await testTokenStore(() => redisStore(first.client, { prefix: `${prefix}:` }), {
    second: () => redisStore(second.client, { prefix: `${prefix}:` }),
  });
  expect(report.age).toBe('given');
  first.close();
  second.close();
}

afterEach(() => {
  for (const { close } of open) close();
  open.clear();
});

describe('redisStore', () => {
  const sentinel = { name: 'primary', sentinelRootNodes: [{ host: '127.0.0.1', port: 26_379 }] };
  const pipeline = (): { exec(): Promise<[]> } => ({ exec: () => Promise.reject(new Error('Pipeline is empty')) });

  it.each<[string, unknown]>([
    ['an address', 'redis://127.0.0.1:6379'],
    ['undefined', undefined],
    ['null', null],
    ['an object that sends no commands', { get: () => undefined }],
    ['a client that is still connecting', Promise.resolve({ sendCommand: () => Promise.resolve() })],
    ["Upstash's client", { pipeline, createScript: () => ({}) }],
    ['a pool of node-redis', createClientPool()],
    ['a sentinel of node-redis', createSentinel(sentinel)],
  ])('refuses %s, and says what to pass', (_, other) => {
    const refused = expect(() => redisStore(other as RedisClient)); // what the compiler refuses

    refused.toThrow(ConfigurationError);
    refused.toThrow(/^client must be a client or cluster of ioredis or node-redis.+ pass \{ sendCommand \}/);
  });

  it("does not compile with Upstash's client", () => {
    // @ts-expect-error no client of ioredis, though it has a `pipeline`
    expect(() => redisStore({ pipeline, createScript: () => ({}) })).toThrow(ConfigurationError);
  });

  it.each([{ replicas: 0 }, { replicas: 1.5 }, { replicas: 1, timeout: 0 }])('refuses %j as confirm', (confirm) => {
    expect(() => redisStore({ sendCommand: () => Promise.resolve() }, { confirm })).toThrow(
      /confirm must have whole numbers/,
    );
  });

  const failing = (error: unknown): NodeRedisClient => ({ sendCommand: () => Promise.reject(error) });
  const pipelining = (exec: () => Promise<null>): IoredisClient => ({ pipeline: () => ({ exec }) });
  const lost = Object.assign(new Error(`SET ${secret} was under way`), { code: 'ECONNRESET' });
  const clustered = (changes: Partial<NodeRedisCluster>): NodeRedisCluster => ({
    slots: [{ master: {} }],
    nodeClient: () => Promise.resolve(failing(lost)),
    sendCommand: () => Promise.resolve(0),
    ...changes,
  });

  it.each<[string, RedisClient, string]>([
    ['its name and code', failing(lost), 'Error ECONNRESET'],
    ['its name if it has no code', failing(new TypeError(secret)), 'TypeError'],
    ["its class if its name is `Error`, as node-redis's errors have it", createClient(), 'ClientClosedError'],
    ['its name if the code is a text', failing(Object.assign(new Error(), { code: `in ${secret}` })), 'Error'],
    [
      'its name if its first word in capitals is no code of a server',
      failing(new Error('TOPSECRET is not known')),
      'Error',
    ],
    ['that it failed if it says nothing', failing(undefined), ''],
    ['its name and code if a whole pipeline failed', pipelining(() => Promise.reject(lost)), 'Error ECONNRESET'],
    ['that it failed if a pipeline has no replies', pipelining(() => Promise.resolve(null)), ''],
  ])('says of an error of a driver only %s', async (_, client, told) => {
    const { message } = await refusal(redisStore(client).get('key'));

    expect(message).toBe(`Redis failed (${told}): look at the client and the server.`);
  });

  it.each<[string, (fail: () => never) => RedisClient]>([
    ['sendCommand', (fail) => ({ sendCommand: fail })],
    ['a pipeline', (fail) => ({ pipeline: fail })],
    ['sendCommand of a cluster', (fail) => clustered({ sendCommand: fail })],
    ['nodeClient of a cluster', (fail) => clustered({ sendCommand: () => Promise.reject(lost), nodeClient: fail })],
  ])('reports an error that %s throws at once, and leaves none unhandled', async (_, clientOf) => {
    const client = clientOf(() => {
      throw lost;
    });

    const { message } = await refusal(redisStore(client, { onEvent: () => {} }).get('key'));

    expect(message).toBe('Redis failed (Error ECONNRESET): look at the client and the server.');
  });

  it.each<[string, Partial<NodeRedisCluster>, string]>([
    ['does not say where the key is', { sendCommand: () => Promise.reject(new Error('CLUSTERDOWN')) }, 'CLUSTERDOWN'],
    ['knows no node for the key', { slots: [] }, ''],
    ['can not reach the node', { nodeClient: () => Promise.reject(lost) }, 'Error ECONNRESET'],
    ['loses the node', {}, 'Error ECONNRESET'],
  ])('says what failed if a cluster %s', async (_, changes, told) => {
    const store = redisStore(clustered(changes), { confirm: { replicas: 1 } });

    expect((await refusal(store.set('key', entry('r1'), { replaces: undefined }))).message).toMatch(
      `Redis failed (${told}): `,
    );
  });

  it.each([
    'NOSCRIPT No matching script.',
    'An error was signalled by the server: - NoScriptError: No matching script.', // Valkey GLIDE's words
  ])('sends the script to a server that says: %s', async (words) => {
    const sendCommand: NodeRedisClient['sendCommand'] = ([name]) =>
      name === 'eval' ? Promise.resolve(null) : Promise.reject(new Error(words));

    expect(await redisStore({ sendCommand }).get('key')).toBeUndefined();
  });

  it('asks the primary that has the key, because replicas show the past', async () => {
    const asked: unknown[] = [];
    const cluster = clustered({
      sendCommand: async (firstKey, isReadonly) => {
        asked.push([firstKey, isReadonly]);
        return null;
      },
    });

    expect(await redisStore(cluster).get('person')).toBeUndefined();
    expect(asked).toEqual([['acme:oauth:person', false]]);
  });
});

const { REDIS_URL } = process.env;
if (REDIS_URL) {
  describe('redisStore on the server of REDIS_URL', () => {
    for (const [driver, connecting] of Object.entries(singleDrivers)) {
      it.concurrent(
        `is a sound store through ${driver}`,
        () => expectSound(driver, () => connecting(REDIS_URL)),
        30_000,
      );
    }
  });
}

const redisThere = await hasRedisServer();

describe.skipIf(!redisThere)('redisStore on a real server', () => {
  let server: RedisServer;
  let admin: Redis;
  beforeAll(async () => {
    server = await startRedis();
    admin = new Redis(server.url);
  });
  afterAll(async () => {
    admin?.disconnect();
    await server?.stop();
  });

  for (const [driver, connecting] of Object.entries(singleDrivers)) {
    it.concurrent(
      `is a sound store through ${driver}`,
      () => expectSound(driver, () => connecting(server.url)),
      30_000,
    );
  }

  it('keeps an entry in one hash under its prefix: revision, entry, time of the write', async () => {
    const before = Date.now();
    await redisStore(admin).set('person', entry('r1'), { replaces: undefined });
    await redisStore(admin, { prefix: 'other:' }).set('person', entry('r2'), { replaces: undefined });

    const hash = await admin.hgetall('acme:oauth:person');

    expect(hash).toEqual({ r: 'r1', v: JSON.stringify(entry('r1')), t: expect.stringMatching(/^\d{13}$/) });
    expect(Number(hash.t)).toBeGreaterThanOrEqual(before - 1);
    expect(await admin.hget('other:person', 'r')).toBe('r2');
  });

  it.each<[string, number | undefined, [from: number, to: number]]>([
    ['until keepUntil', 86_400_000, [86_300_000, 86_400_000]],
    ['for ever without keepUntil', undefined, [-1, -1]],
    ['longer than a claim may last, even if keepUntil is over', -1, [110_000, 120_000]],
    ['until a keepUntil between two milliseconds', 1_000_000.5, [990_000, 1_000_001]],
  ])('lets Redis keep an entry %s', async (what, lifetime, [from, to]) => {
    const limits = lifetime === undefined ? {} : { keepUntil: Date.now() + lifetime };
    await redisStore(admin).set(what, entry('r1', limits), { replaces: undefined });

    const ttl = await admin.pttl(`acme:oauth:${what}`);

    expect(ttl).toBeGreaterThanOrEqual(from);
    expect(ttl).toBeLessThanOrEqual(to);
  });

  it('lets Redis keep an entry for ever once it is written without keepUntil', async () => {
    const store = redisStore(admin);
    await store.set('no end', entry('r1', { keepUntil: Date.now() + 1_000_000 }), { replaces: undefined });
    await store.set('no end', entry('r2'), { replaces: 'r1' });

    expect(await admin.pttl('acme:oauth:no end')).toBe(-1);
  });

  it('sends a script once, and its hash from then on', async () => {
    const store = redisStore(ioredis(server.url));
    await admin.script('FLUSH');
    await admin.config('RESETSTAT');

    for (const [number, replaces] of [
      [1, undefined],
      [2, 'r1'],
      [3, 'r2'],
    ] as const) {
      await store.set('scripts', entry(`r${number}`), { replaces });
      await store.get('scripts');
    }

    const calls = Object.fromEntries(
      [...(await admin.info('commandstats')).matchAll(/cmdstat_(eval\w*):calls=(\d+)/g)].map(([, name, count]) => [
        name,
        Number(count),
      ]),
    );
    expect(calls).toEqual({ eval: 2, evalsha: 6 });
  });

  it('measures age by the clock of the server, not by that of the process', async () => {
    await redisStore(admin).set('aged', entry('r1'), { replaces: undefined });
    const serverTime = async (): Promise<number> => {
      const [seconds, microseconds] = await admin.time();
      return Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000);
    };
    const now = await serverTime();
    await admin.hset('acme:oauth:aged', 't', now - 90_000);

    const age = (await redisStore(admin).get('aged'))?.age ?? 0;

    expect(age).toBeGreaterThanOrEqual(90_000);
    expect(age).toBeLessThanOrEqual(90_000 + (await serverTime()) - now);
  });

  it('tells no age below 0 if the clock of the server was set back', async () => {
    await redisStore(admin).set('ahead', entry('r1'), { replaces: undefined });
    await admin.hset('acme:oauth:ahead', 't', Date.now() + 3_600_000);

    expect((await redisStore(admin).get('ahead'))?.age).toBe(0);
  });

  it('understands a client that gives numbers as text', async () => {
    const client = new Redis(server.url, { stringNumbers: true });
    open.add({ client, close: () => client.disconnect() });
    const store = redisStore(client);

    expect(await store.set('as text', entry('r1'), { replaces: undefined })).toBe(true);
    expect(await store.set('as text', entry('r2'), { replaces: undefined })).toBe(false);
    expect(await store.get('as text')).toEqual({ entry: entry('r1'), age: expect.any(Number) });
  });

  it('has every confirmed entry after the server has crashed, and sends its scripts again', async () => {
    const durable = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always']);
    const client = new Redis(durable.url, { retryStrategy: () => 20 }).on('error', () => {});
    open.add({ client, close: () => client.disconnect() });
    const store = redisStore(client);
    expect(await store.set('crash', entry('r1'), { replaces: undefined })).toBe(true);

    await durable.crash();

    expect((await store.get('crash'))?.entry).toEqual(entry('r1'));
    expect(await store.set('crash', entry('r2'), { replaces: 'r1' })).toBe(true);
    await durable.stop();
  });

  it('refuses an entry that it did not write', async () => {
    await admin.hset('acme:oauth:rubbish', { r: 'r1', v: `{"${secret}`, t: 0 });

    const error = await refusal(redisStore(admin).get('rubbish'));

    expect(error.code).toBe('store_entry_unreadable');
    expect(error.message).toContain('delete it');
  });

  describe.each(Object.keys(singleDrivers))('through %s says what failed and what to do, but no secret,', (driver) => {
    const connecting = async (url = server.url): Promise<RedisClient> => {
      const make = singleDrivers[driver];
      if (make === undefined) throw new Error(driver);
      return connect(make(url));
    };

    it('if another program uses the key', async () => {
      await admin.set(`acme:oauth:text ${driver}`, 'of another program');

      const error = await refusal(
        redisStore(await connecting()).set(`text ${driver}`, entry('r1'), { replaces: undefined }),
      );

      expect(error.message).toBe('Redis failed (WRONGTYPE): another program uses this key: choose another prefix.');
    });

    it('if its user may not use the command', async () => {
      await admin.call('ACL', 'SETUSER', 'reader', 'on', '>password', '~*', '+@read', '+@connection');

      const store = redisStore(await connecting(server.url.replace('//', '//reader:password@')));

      expect((await refusal(store.set('k', entry('r1'), { replaces: undefined }))).message).toContain(
        '(NOPERM): allow its user eval',
      );
      expect((await refusal(store.delete('k'))).message).toContain('(NOPERM)');
    });

    it('if the memory is full', async () => {
      const store = redisStore(await connecting());
      await admin.config('SET', 'maxmemory', '1');

      const error = await refusal(store.set('full', entry('r1'), { replaces: undefined }));

      await admin.config('SET', 'maxmemory', '0');
      expect(error.message).toBe('Redis failed (OOM): its memory is full: raise maxmemory.');
    });

    it('if the server is gone', async () => {
      const other = await startRedis();
      const store = redisStore(await connecting(other.url));
      await store.set('k', entry('r1'), { replaces: undefined });
      await other.stop();

      const error = await refusal(store.set('k', entry('r2'), { replaces: 'r1' }));

      expect(error.message).toMatch(/^Redis failed \([\w ]+\): look at the client and the server\.$/);
      expect(error.unconfirmed).toBeUndefined();
    });
  });

  describe('that may evict entries', () => {
    const heard = async (setting: string, url = server.url): Promise<RedisStoreEvent[]> => {
      const events: RedisStoreEvent[] = [];
      await admin.config('SET', 'maxmemory-policy', setting);
      const store = redisStore(ioredis(url), { onEvent: (event) => events.push(event) });
      await Promise.allSettled([store.get('a'), store.get('b')]);
      await Promise.allSettled([store.get('c')]);
      await admin.config('SET', 'maxmemory-policy', 'noeviction');
      return events;
    };

    it.each(['allkeys-lru', 'volatile-ttl'])('warns once of %s', async (policy) => {
      expect(await heard(policy)).toEqual([{ type: 'eviction_possible', policy }]);
    });

    it('is silent with noeviction', async () => {
      expect(await heard('noeviction')).toEqual([]);
    });

    it('warns if the server does not say', async () => {
      await admin.call('ACL', 'SETUSER', 'limited', 'on', '>password', '~*', '+@all', '-info');

      expect(await heard('noeviction', server.url.replace('//', '//limited:password@'))).toEqual([
        { type: 'eviction_possible' },
      ]);
    });

    it('asks again if nobody answered, and warns then', async () => {
      const events: RedisStoreEvent[] = [];
      let isThere = false;
      const client: NodeRedisClient = {
        sendCommand: ([name = '', ...rest]) =>
          isThere ? admin.call(name, ...rest) : Promise.reject(new Error('Connection is closed.')),
      };
      const store = redisStore(client, { onEvent: (event) => events.push(event) });
      await admin.config('SET', 'maxmemory-policy', 'allkeys-lru');

      await refusal(store.get('a'));
      isThere = true;
      for (const key of ['b', 'c', 'd']) await store.get(key);

      await admin.config('SET', 'maxmemory-policy', 'noeviction');
      expect(events).toEqual([{ type: 'eviction_possible', policy: 'allkeys-lru' }]);
    });

    it('goes on if the listener throws', async () => {
      await admin.config('SET', 'maxmemory-policy', 'allkeys-lru');
      const store = redisStore(admin, {
        onEvent: () => {
          throw new Error('of the listener');
        },
      });

      expect(await store.get('nothing')).toBeUndefined();
      expect(await store.get('nothing')).toBeUndefined();
      await admin.config('SET', 'maxmemory-policy', 'noeviction');
    });
  });
});

describe.skipIf(!redisThere)('redisStore with confirm', () => {
  let primary: RedisServer;
  let replica: RedisServer;
  beforeAll(async () => {
    primary = await startRedis();
    replica = await startRedis(['--replicaof', '127.0.0.1', `${primary.port}`]);
    const client = new Redis(primary.url);
    await client.set('first', 'write');
    await client.wait(1, 0); // a new replica confirms nothing for up to a second
    client.disconnect();
  });
  afterAll(async () => {
    await replica?.stop();
    await primary?.stop();
  });

  describe.each(Object.entries(singleDrivers))('through %s', (driver, connecting) => {
    it('answers true when the replica has the entry', async () => {
      const store = redisStore(await connect(connecting(primary.url)), { confirm: { replicas: 1, timeout: 2_000 } });
      const before = ioredis(replica.url);

      expect(await store.set(driver, entry('r1'), { replaces: undefined })).toBe(true);
      expect(await before.hget(`acme:oauth:${driver}`, 'r')).toBe('r1');
      expect(await store.set(driver, entry('r2'), { replaces: 'none' })).toBe(false);
    });

    it('throws `unconfirmed` when too few replicas have it in time, and the entry is written', async () => {
      const store = redisStore(await connect(connecting(primary.url)), { confirm: { replicas: 1, timeout: 100 } });
      await store.set(`${driver} paused`, entry('r1'), { replaces: undefined });
      replica.pause();

      const error = await refusal(store.set(`${driver} paused`, entry('r2'), { replaces: 'r1' }));
      const lost = await store.set(`${driver} paused`, entry('r3'), { replaces: 'r1' });
      replica.resume();

      expect(error.unconfirmed).toBe(true);
      expect(error.message).toContain('not 1 of its replicas within 100 ms: look at the replicas');
      expect(lost).toBe(false);
      expect((await store.get(`${driver} paused`))?.entry.revision).toBe('r2');
    });
  });

  it.each(['wait', 'client|id'])('says what to allow if its user may not use %s', async (command) => {
    const admin = ioredis(primary.url);
    await admin.call('ACL', 'SETUSER', 'limited', 'reset', 'on', '>password', '~*', '+@all', `-${command}`);
    const limited = ioredis(primary.url.replace('//', '//limited:password@'));
    const store = redisStore(limited, { confirm: { replicas: 1, timeout: 2_000 } });

    const error = await refusal(store.set(`without ${command}`, entry('r1'), { replaces: undefined }));

    expect(error.unconfirmed).toBe(true);
    expect(error.message).toMatch(/allow its user client\|id and wait\.$/);
  });

  it('does not trust WAIT on a new connection, which waits for nothing', async () => {
    const [before, after] = [ioredis(primary.url), ioredis(primary.url)];
    let sent = 0;
    const reconnecting: NodeRedisClient = {
      sendCommand: ([name = '', ...rest]) => (sent++ < 2 ? before : after).call(name, ...rest),
    };
    await redisStore(before).set('deceived', entry('r1'), { replaces: undefined }); // the server knows the script

    const store = redisStore(reconnecting, { confirm: { replicas: 1 } });
    const error = await refusal(store.set('deceived', entry('r2'), { replaces: 'r1' }));

    expect(error.unconfirmed).toBe(true);
    expect(error.message).toContain('within 1000 ms'); // the default
    expect(sent).toBe(4);
    expect((await redisStore(before).get('deceived'))?.entry.revision).toBe('r2');
  });

  it('lets nothing be sent on a claim whose answer was lost, until the replica has it', async () => {
    const direct = ioredis(primary.url);
    let isLosing = false;
    const losing: NodeRedisClient = {
      async sendCommand([name = '', ...rest]) {
        const answer = await direct.call(name, ...rest);
        const isWrite = name === 'evalsha' && rest.length > 3;
        if (!(isLosing && isWrite)) return answer;
        isLosing = false;
        throw new Error('Connection is closed.');
      },
    };
    const store = redisStore(losing, { prefix: 'lost:', confirm: { replicas: 1, timeout: 100 } });
    const { sandbox, tokens } = await signedInAtDam({ store });
    sandbox.advance(9 * 3_600_000);
    replica.pause();
    isLosing = true;

    await expect(tokens.getToken()).rejects.toThrow('The store did not confirm a claim, so nothing was sent');
    expect(isLosing).toBe(false);
    expect(sandbox.count('dam.token')).toBe(1);
    replica.resume();

    await expect.poll(() => tokens.getToken().catch(() => undefined)).toMatchObject({ generation: 2 });
    expect(sandbox.count('dam.token')).toBe(2);
  });

  it('says READONLY if it is connected to the replica', async () => {
    const error = await refusal(redisStore(ioredis(replica.url)).set('k', entry('r1'), { replaces: undefined }));

    expect(error.message).toBe('Redis failed (READONLY): this is a replica: connect to the primary.');
  });
});

describe.skipIf(!redisThere)('redisStore on a cluster', () => {
  let cluster: RedisTestCluster;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  }, 60_000);
  afterAll(() => cluster?.stop());

  for (const [driver, connecting] of Object.entries(clusterDrivers)) {
    it.concurrent(
      `is a sound store through ${driver}`,
      () => expectSound(driver, () => connecting(cluster.ports)),
      30_000,
    );
  }

  it.each(Object.entries(clusterDrivers))(
    'waits for the replicas of the node that has the entry, through %s',
    async (driver, connecting) => {
      const store = redisStore(await connect(connecting(cluster.ports)), {
        prefix: '',
        confirm: { replicas: 1, timeout: 300 },
      });
      const admin = ioredis(cluster.replicated.primary.url);
      for (let number = 0; number < 6; number++) {
        const key = `${driver} ${number}`;
        const replicated = Number(await admin.call('CLUSTER', 'KEYSLOT', key)) < 8_192;
        const answer = store.set(key, entry('r1'), { replaces: undefined });
        if (replicated) expect(await answer).toBe(true);
        else expect((await refusal(answer)).unconfirmed).toBe(true);
      }
    },
  );
});
