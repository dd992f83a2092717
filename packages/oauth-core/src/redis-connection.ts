import { ConfigurationError } from '@acme/oauth-core';

/** A client or cluster of ioredis, 5 or later. */
export interface IoredisClient {
  readonly nodeClient?: undefined;
  /** Upstash's client has it; its `pipeline` is of another kind. */
  readonly createScript?: undefined;
  pipeline(commands: unknown[][]): { exec(): Promise<[error: Error | null, reply: unknown][] | null> };
}

/** A client of node-redis, 5 or later. */
export interface NodeRedisClient {
  /** Only a cluster has it: so the compiler knows which `sendCommand` an object literal has. */
  readonly nodeClient?: undefined;
  sendCommand(args: readonly string[]): Promise<unknown>;
}

/** A cluster of node-redis, 5 or later. */
export interface NodeRedisCluster {
  readonly slots: readonly { readonly master: unknown }[];
  nodeClient(node: unknown): Promise<NodeRedisClient>;
  sendCommand(firstKey: string | undefined, isReadonly: boolean | undefined, args: string[]): Promise<unknown>;
}

/** A client of ioredis or node-redis, of one server or a cluster. */
export type RedisClient = IoredisClient | NodeRedisClient | NodeRedisCluster;

export type Reply =
  | { readonly value: unknown; readonly error?: undefined }
  | { readonly error: unknown; readonly value?: undefined };

/** Any of these clients, as a store needs it. Commands are named in lower case. A failure is a reply, no rejection. */
export interface RedisConnection {
  /** Sends a command to the node that has `key`, and follows a cluster's redirections. */
  send(key: string, command: readonly string[]): Promise<Reply>;
  /** Sends commands to the node that has `key`, one after the other, over one connection as long as it lasts. */
  sendInOrder(key: string, commands: readonly (readonly string[])[]): Promise<readonly Reply[]>;
}

/** @throws {ConfigurationError} for a client of another kind. */
export function redisConnection(client: RedisClient): RedisConnection {
  const given: RedisClient = Object(client); // `in` throws for a text, such as an address
  if (!lookalikes.some((member) => member in given)) {
    if ('pipeline' in given) return throughPipeline(given);
    if ('slots' in given) return throughNodeRedisCluster(given);
    if ('sendCommand' in given) return throughNodeRedis(given);
  }
  throw new ConfigurationError(
    'client must be a client or cluster of ioredis or node-redis, not a pool or a sentinel. For others, such as Upstash, pass { sendCommand }.',
    'client',
  );
}

/**
 * Members that only these have: Upstash's client, whose `pipeline` takes no commands; a pool of node-redis, where a
 * WAIT may go over another connection than the write; a sentinel of node-redis, whose `sendCommand` begins with another
 * argument.
 */
const lookalikes = ['createScript', 'tasksQueueLength', 'getSentinelNode'];

/** ioredis sends a pipeline over one connection; in a cluster, to the node that has the keys in it. */
function throughPipeline(client: IoredisClient): RedisConnection {
  const sendInOrder: RedisConnection['sendInOrder'] = async (_key, commands) => {
    const sent = await reply(() => client.pipeline(commands.map((command) => [...command])).exec());
    if ('error' in sent) return commands.map(() => sent);
    return (sent.value ?? []).map(([error, value]) => (error === null ? { value } : { error }));
  };
  return {
    send: async (key, command) => (await sendInOrder(key, [command]))[0] ?? noReply,
    sendInOrder,
  };
}

function throughNodeRedis(client: NodeRedisClient): RedisConnection {
  const send: RedisConnection['send'] = (_key, command) => reply(() => client.sendCommand(command));
  return {
    send,
    sendInOrder: (key, commands) => Promise.all(commands.map((command) => send(key, command))), // queued in one turn
  };
}

function throughNodeRedisCluster(cluster: NodeRedisCluster): RedisConnection {
  const send: RedisConnection['send'] = (key, command) => reply(() => cluster.sendCommand(key, false, [...command]));
  return {
    send,
    // The cluster would send a command without a key to any node. So these commands go to the node itself.
    async sendInOrder(key, commands) {
      const slot = await send(key, ['cluster', 'keyslot', key]);
      const node = 'value' in slot ? cluster.slots[Number(slot.value)]?.master : undefined;
      const client = node === undefined ? noReply : await reply(() => cluster.nodeClient(node));
      if ('error' in client) return commands.map(() => ('error' in slot ? slot : client));
      return throughNodeRedis(client.value).sendInOrder(key, commands);
    },
  };
}

const noReply = { error: undefined };

/** @param work May also throw at once, as a client that was closed. */
async function reply<T>(work: () => Promise<T>): Promise<{ readonly value: T } | { readonly error: unknown }> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error };
  }
}
