import type { TokenStore } from '../../src/index.ts';
import { fileStore } from '../../src/node.ts';
import { redisStore } from '../../src/redis.ts';

/** Where processes that know nothing else of each other find the same store: plain data. */
export type StoreLocation =
  | { readonly kind: 'file'; readonly directory: string }
  | {
      readonly kind: 'redis';
      readonly driver: 'ioredis' | 'node-redis';
      readonly url: string;
      /** Keeps one run apart from the next at a server that outlives both. */
      readonly prefix: string;
    }
  | SentinelLocation;

/** Servers that sentinels know. */
export interface SentinelLocation {
  readonly kind: 'sentinel';
  readonly driver: 'ioredis' | 'node-redis';
  readonly primaryName: string;
  readonly sentinels: readonly Address[];
  /** Where a server is reached whose `host:port` the sentinels tell. */
  readonly natMap: Readonly<Record<string, Address>>;
  readonly replicas: number;
  readonly prefix: string;
}

interface Address {
  readonly host: string;
  readonly port: number;
}

export interface OpenStore {
  readonly store: TokenStore;
  close(): Promise<void>;
}

export async function openStore(location: StoreLocation): Promise<OpenStore> {
  if (location.kind === 'file') return { store: fileStore(location.directory), close: async () => {} };
  if (location.kind === 'sentinel') return openSentinelStore(location);
  const { driver, url, prefix } = location;
  if (driver === 'ioredis') {
    const { Redis } = await import('ioredis'); // each process loads what it needs
    const client = new Redis(url);
    client.on('error', () => {}); // each call hears of it
    return { store: redisStore(client, { prefix }), close: async () => client.disconnect() };
  }
  const { createClient } = await import('@redis/client');
  const client = createClient({ url });
  client.on('error', () => {}); // each call hears of it
  await client.connect();
  return { store: redisStore(client, { prefix }), close: async () => client.destroy() };
}

/** With the time limits that docs/guides/stores/redis.md gives. */
async function openSentinelStore(location: SentinelLocation): Promise<OpenStore> {
  const { driver, natMap, prefix, primaryName: name, replicas, sentinels } = location;
  const options = { prefix, confirm: { replicas, timeout: 1_000 } };
  if (driver === 'ioredis') {
    const { Redis } = await import('ioredis');
    const limits = { connectTimeout: 2_000, socketTimeout: 2_000, sentinelCommandTimeout: 1_000 };
    const client = new Redis({ sentinels: [...sentinels], name, natMap, lazyConnect: true, ...limits });
    client.on('error', () => {});
    return { store: redisStore(client, options), close: async () => client.disconnect() };
  }
  const { createSentinel } = await import('@redis/client');
  const limits = { pingInterval: 1_000, socket: { connectTimeout: 2_000, socketTimeout: 1_500 } };
  const sentinel = createSentinel({
    name,
    sentinelRootNodes: [...sentinels],
    nodeAddressMap: natMap,
    nodeClientOptions: limits,
    sentinelClientOptions: limits,
  });
  sentinel.on('error', () => {});
  await sentinel.connect();
  const client = { sendCommand: (command: readonly string[]) => sentinel.sendCommand(false, [...command]) };
  return { store: redisStore(client, options), close: async () => sentinel.destroy() };
}
