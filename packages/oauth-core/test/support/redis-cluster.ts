import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { type RedisServer, startRedis } from './redis.ts';

export interface RedisTestCluster {
  readonly ports: readonly number[];
  /** Slots 0 to 8191 are on a primary with a replica, the others on one without. */
  readonly replicated: { readonly primary: RedisServer; readonly replica: RedisServer };
  stop(): Promise<void>;
}

/** Two primaries, of which the first has a replica. */
export async function startRedisCluster(): Promise<RedisTestCluster> {
  const options = [
    ...['--cluster-enabled', 'yes', '--cluster-config-file', 'nodes.conf', '--cluster-replica-no-failover', 'yes'],
    ...['--cluster-node-timeout', '2000', '--repl-ping-replica-period', '1'], // else they need 10 s to find each other
  ];
  const servers = await Promise.all([startRedis(options), startRedis(options), startRedis(options)]);
  const [primary, lonely, replica] = servers;
  const clients = servers.map(({ port }) => new Redis(port, '127.0.0.1'));
  const [first, second, third] = clients;
  if (first === undefined || second === undefined || third === undefined) throw new Error('three servers were started');

  await first.call('CLUSTER', 'ADDSLOTSRANGE', '0', '8191');
  await second.call('CLUSTER', 'ADDSLOTSRANGE', '8192', '16383');
  for (const other of [lonely, replica]) await first.call('CLUSTER', 'MEET', '127.0.0.1', `${other.port}`);
  const id = String(await first.call('CLUSTER', 'MYID'));
  await until(async () => String(await third.call('CLUSTER', 'NODES')).includes(id));
  await until(async () => String(await third.call('CLUSTER', 'REPLICATE', id).catch(() => 'not yet')) === 'OK');
  await until(async () => String(await third.info('replication')).includes('master_link_status:up'));
  for (const client of clients) {
    await until(async () => String(await client.call('CLUSTER', 'INFO')).includes('cluster_state:ok'));
    await until(async () => String(await client.call('CLUSTER', 'SLOTS')).includes(`${replica.port}`));
    client.disconnect();
  }
  return {
    ports: servers.map(({ port }) => port),
    replicated: { primary, replica },
    async stop() {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error('the cluster of the tests did not come up within 20 seconds');
    await sleep(50);
  }
}
