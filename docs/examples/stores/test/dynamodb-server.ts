import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import dynalite from 'dynalite';

/** An emulator of DynamoDB, behind a proxy that can fail. */
export interface DynamoDbServer {
  readonly endpoint: string;
  /** The names of the operations that came. */
  readonly operations: string[];
  /** What happens to the next requests, one after the other; the last one also holds for all that follow. */
  behave(...as: Behaviour[]): void;
  /** Moves the clock whose time is in its answers. */
  advance(ms: number): void;
  close(): Promise<void>;
}

/** `losing writes`: writes are made, and the connection ends instead of an answer. `hanging`: no answer ever comes. */
export type Behaviour = 'sound' | 'losing writes' | 'hanging';

export async function startDynamoDb(): Promise<DynamoDbServer> {
  const emulator = dynalite({ createTableMs: 0 });
  const emulatorUrl = await listening(emulator);
  const operations: string[] = [];
  let behaviours: Behaviour[] = ['sound'];
  let ahead = 0;

  const server = createServer(async (request, response) => {
    const operation = `${request.headers['x-amz-target']}`.replace(/^.*\./, '');
    const body = (await request.setEncoding('utf8').toArray()).join('');
    operations.push(operation);
    const behaviour = (behaviours.length > 1 ? behaviours.shift() : behaviours[0]) ?? 'sound';
    if (behaviour === 'hanging') return;
    const answer = (status: number, text: string): void => {
      const date = new Date(Date.now() + ahead).toUTCString();
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', date }).end(text);
    };
    // A read that need not be consistent goes to a replica, which has no entry yet.
    if (operation === 'GetItem' && !body.includes('"ConsistentRead":true')) return answer(200, '{}');
    const { authorization = '', 'x-amz-date': date = '', 'x-amz-target': target = '' } = request.headers;
    const headers = { authorization, 'content-type': 'application/x-amz-json-1.0', 'x-amz-date': `${date}` };
    const given = await fetch(emulatorUrl, {
      method: 'POST',
      headers: { ...headers, 'x-amz-target': `${target}` },
      body,
    });
    const text = await given.text();
    if (behaviour === 'losing writes' && given.ok && operation === 'PutItem') request.socket.destroy();
    else answer(given.status, text);
  });
  const endpoint = await listening(server);
  return {
    endpoint,
    operations,
    behave(...as) {
      behaviours = as;
    },
    advance(ms) {
      ahead += ms;
    },
    async close() {
      for (const one of [server, emulator]) {
        one.closeAllConnections();
        one.close();
        await once(one, 'close');
      }
    },
  };
}

async function listening(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return `http://127.0.0.1:${address.port}`;
}
