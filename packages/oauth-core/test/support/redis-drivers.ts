import { createClient as createClient6, createCluster as createCluster6 } from '@redis/client';
import { Cluster as Cluster6, Redis as Redis6 } from 'ioredis';
import { Cluster as Cluster5, Redis as Redis5 } from 'ioredis-5';
import { createClient as createClient5, createCluster as createCluster5 } from 'redis-client-5';
import type { RedisClient } from '../../src/redis.ts';

/** A client as its driver makes it, so that the compiler sees that each of them fits. */
export interface Connected {
  readonly client: RedisClient;
  close(): unknown;
}

const silent = (): void => {}; // without a listener, a driver also throws what its calls reject with
const noRetry = { enableReadyCheck: false, retryStrategy: () => null, maxRetriesPerRequest: 0 };

export const singleDrivers: Readonly<Record<string, (url: string) => Promise<Connected>>> = {
  async 'ioredis 6'(url) {
    const client = new Redis6(url, noRetry).on('error', silent);
    return { client, close: () => client.disconnect() };
  },
  async 'ioredis 5'(url) {
    const client = new Redis5(url, noRetry).on('error', silent);
    return { client, close: () => client.disconnect() };
  },
  async 'node-redis 6'(url) {
    const client = await createClient6({ url, socket: { reconnectStrategy: false } })
      .on('error', silent)
      .connect();
    return { client, close: () => client.isOpen && client.destroy() };
  },
  async 'node-redis 5'(url) {
    const client = await createClient5({ url, socket: { reconnectStrategy: false } })
      .on('error', silent)
      .connect();
    return { client, close: () => client.isOpen && client.destroy() };
  },
};

export const clusterDrivers: Readonly<Record<string, (ports: readonly number[]) => Promise<Connected>>> = {
  async 'ioredis 6'(ports) {
    const cluster = new Cluster6(ports.map((port) => ({ host: '127.0.0.1', port }))).on('error', silent);
    return { client: cluster, close: () => cluster.disconnect() };
  },
  async 'ioredis 5'(ports) {
    const cluster = new Cluster5(ports.map((port) => ({ host: '127.0.0.1', port }))).on('error', silent);
    return { client: cluster, close: () => cluster.disconnect() };
  },
  async 'node-redis 6'(ports) {
    const cluster = createCluster6({ rootNodes: ports.map((port) => ({ url: `redis://127.0.0.1:${port}` })) });
    await cluster.on('error', silent).connect();
    return { client: cluster, close: () => cluster.isOpen && cluster.destroy() };
  },
  async 'node-redis 5'(ports) {
    const cluster = createCluster5({ rootNodes: ports.map((port) => ({ url: `redis://127.0.0.1:${port}` })) });
    await cluster.on('error', silent).connect();
    return { client: cluster, close: () => cluster.isOpen && cluster.destroy() };
  },
};
