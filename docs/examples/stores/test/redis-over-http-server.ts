import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Redis } from 'ioredis';

/** A server that speaks HTTP as Upstash and serverless-redis-http do, in front of a real Redis. */
export interface RestServer {
  readonly url: string;
  readonly token: string;
  /** The names of the commands that came. */
  readonly commands: string[];
  /** What happens to each command from now on. */
  behave(as: Behaviour): void;
  close(): Promise<void>;
}

/** `losing writes`: writes are made, and the connection ends instead of an answer. `away`: a gateway answers 503. */
export type Behaviour = 'sound' | 'losing writes' | 'away';

export async function startRestServer(redis: Redis): Promise<RestServer> {
  const token = crypto.randomUUID();
  const commands: string[] = [];
  let behaviour: Behaviour = 'sound';

  const server = createServer(async (request, response) => {
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    const body = (await request.setEncoding('utf8').toArray()).join('');
    if (behaviour === 'away') return answer(503, { message: 'no healthy upstream' });
    if (request.headers.authorization !== `Bearer ${token}`) return answer(401, { error: 'WRONGPASS invalid token' });
    const [name, ...values] = JSON.parse(body) as [string, ...string[]]; // as Redis takes it
    commands.push(name);
    try {
      const result = await redis.call(name, ...values);
      const isWrite = name.startsWith('eval') && result === 1;
      if (behaviour === 'losing writes' && isWrite) request.socket.destroy();
      else answer(200, { result });
    } catch (error) {
      answer(400, { error: error instanceof Error ? error.message : String(error) });
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    token,
    commands,
    behave(as) {
      behaviour = as;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
