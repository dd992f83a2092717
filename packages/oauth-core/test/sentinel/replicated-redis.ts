import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { SentinelLocation } from '../processes/shared-store.ts';
import { type RedisServer, startRedis } from '../support/redis.ts';
import { type Link, openLink } from './link.ts';

export type Driver = SentinelLocation['driver'];

/** One of the three servers. */
export interface RedisNode {
  readonly server: RedisServer;
  /** How its replicas and the sentinels reach it. */
  readonly fromPeers: Link;
  /** How clients reach it. */
  readonly from: Readonly<Record<Driver, Link>>;
}

/** A primary, two replicas, and three sentinels that move the primary when two of them miss it for 1.5 seconds. */
export interface ReplicatedRedis {
  readonly nodes: readonly RedisNode[];
  readonly sentinels: readonly RedisServer[];
  /** How often another server became the primary. */
  readonly failovers: number;
  locationFor(driver: Driver, prefix: string): SentinelLocation;
  /** The primary, once all sentinels agree on one that has both replicas. */
  untilWhole(): Promise<RedisNode>;
  untilFailover(from: RedisNode): Promise<void>;
  /** Has a sentinel move the primary, though nothing is wrong with it. */
  forceFailover(): Promise<void>;
  stop(): Promise<void>;
}

const primaryName = 'main';
const host = '127.0.0.1';
const three = [0, 1, 2];
const patienceMs = 60_000;

export async function startReplicatedRedis(): Promise<ReplicatedRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'sentinels-'));
  const nodes: RedisNode[] = [];
  for (const _ of three) nodes.push(await startNode(nodes[0]?.fromPeers.port));
  const sentinels = await Promise.all(
    three.map((index) => startSentinel(join(folder, `${index}.conf`), nodes[0]?.fromPeers.port ?? 0)),
  );

  const clientOf = ({ port }: RedisServer): Redis =>
    new Redis(port, host, { commandTimeout: 1_000, retryStrategy: () => 200 }).on('error', () => {});
  const askers = sentinels.map(clientOf);
  const inspectors = new Map(nodes.map((node) => [node, clientOf(node.server)]));

  /** The server that so many sentinels take for the primary. */
  async function primaryBy(votes: number): Promise<RedisNode | undefined> {
    const told = await Promise.all(
      askers.map((asker) => asker.call('sentinel', 'get-master-addr-by-name', primaryName).catch(() => undefined)),
    );
    const ports = told.map((address) => (Array.isArray(address) ? Number(address[1]) : undefined));
    return nodes.find(({ fromPeers }) => ports.filter((port) => port === fromPeers.port).length >= votes);
  }

  let failovers = 0;
  let last = nodes[0];
  const counting = setInterval(async () => {
    const primary = await primaryBy(2);
    if (primary === undefined || primary === last) return;
    last = primary;
    failovers++;
  }, 250);

  const redis: ReplicatedRedis = {
    nodes,
    sentinels,
    get failovers() {
      return failovers;
    },
    locationFor: (driver, prefix) => ({
      kind: 'sentinel',
      driver,
      primaryName,
      sentinels: sentinels.map(({ port }) => ({ host, port })),
      natMap: Object.fromEntries(
        nodes.map(({ fromPeers, from }) => [`${host}:${fromPeers.port}`, { host, port: from[driver].port }]),
      ),
      replicas: nodes.length - 1,
      prefix,
    }),
    untilWhole: () =>
      patiently('the servers are not whole again', async () => {
        const primary = await primaryBy(three.length);
        const inspector = primary && inspectors.get(primary);
        const replication = await inspector?.info('replication').catch(() => '');
        return replication?.match(/state=online/g)?.length === nodes.length - 1 ? primary : undefined;
      }),
    async untilFailover(from) {
      await patiently('the sentinels have not moved the primary', async () => {
        const primary = await primaryBy(2);
        return primary !== from ? primary : undefined;
      });
    },
    async forceFailover() {
      await askers[0]?.call('sentinel', 'failover', primaryName);
    },
    async stop() {
      clearInterval(counting);
      for (const client of [...askers, ...inspectors.values()]) client.disconnect();
      await Promise.all([...sentinels, ...nodes.map(({ server }) => server)].map((server) => server.stop()));
      await Promise.all(
        nodes.flatMap(({ fromPeers, from }) => [fromPeers, ...Object.values(from)].map((link) => link.close())),
      );
      await rm(folder, { recursive: true, force: true });
    },
  };
  await redis.untilWhole();
  return redis;
}

/** @param primaryPort Left out for the first one, which is the primary. */
async function startNode(primaryPort: number | undefined): Promise<RedisNode> {
  const node = {
    fromPeers: await openLink(),
    from: { ioredis: await openLink(), 'node-redis': await openLink() },
  };
  const server = await startRedis([
    ...['--replica-announce-ip', host, '--replica-announce-port', `${node.fromPeers.port}`],
    ...['--repl-ping-replica-period', '1', '--repl-timeout', '6'],
    ...(primaryPort === undefined ? [] : ['--replicaof', host, `${primaryPort}`]),
  ]);
  for (const link of [node.fromPeers, ...Object.values(node.from)]) link.target = server.port;
  return { ...node, server };
}

async function startSentinel(file: string, primaryPort: number): Promise<RedisServer> {
  const rules = [
    `monitor ${primaryName} ${host} ${primaryPort} 2`,
    `down-after-milliseconds ${primaryName} 1500`,
    `failover-timeout ${primaryName} 5000`,
    `parallel-syncs ${primaryName} 2`,
  ];
  await writeFile(file, rules.map((rule) => `sentinel ${rule}\n`).join(''));
  return startRedis([], file, '--sentinel');
}

async function patiently<T>(failure: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const end = performance.now() + patienceMs; performance.now() < end; await sleep(100)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`${failure} after ${patienceMs} ms`);
}
