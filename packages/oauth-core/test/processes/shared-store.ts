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
    };

export interface OpenStore {
  readonly store: TokenStore;
  close(): Promise<void>;
}

export async function openStore(location: StoreLocation): Promise<OpenStore> {
  if (location.kind === 'file') return { store: fileStore(location.directory), close: async () => {} };
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
