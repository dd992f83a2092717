import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Answer, Arrival } from './exchange.ts';
import type { SandboxOptions } from './options.ts';
import { createSandboxCore, type Sandbox } from './sandbox.ts';

export interface ServerOptions extends SandboxOptions {
  /** On 127.0.0.1; 0, the default, takes a free one. */
  readonly port?: number;
}

/** Connections that may wait to be accepted; the system may lower it. */
const BACKLOG = 4096;
/** Above what clients keep a connection for, so that they never write into one that is just being closed. */
const KEEP_ALIVE_MS = 65_000;

/**
 * The three services behind a port of this machine. Loads `node:http` when it is called.
 *
 * @throws What `listen` throws, `EADDRINUSE` for a port that is taken.
 */
export async function startSandbox(options: ServerOptions = {}): Promise<Sandbox> {
  const { createServer } = await import('node:http');
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 });
  const port = await listen(server, options.port ?? 0);
  const { sandbox, handle, closed } = createSandboxCore(
    options,
    `http://127.0.0.1:${port}`,
    (input, init) => fetch(input, init),
    () => stop(server),
  );
  server.on('request', (incoming, outgoing) => {
    handle(toArrival(incoming, sandbox.origin)).then(
      (answer) => send(answer, incoming, outgoing),
      (error: unknown) => {
        if (closed()) incoming.socket.destroy();
        else void send({ status: 500, body: `The sandbox failed: ${String(error)}\n` }, incoming, outgoing);
      },
    );
  });
  return sandbox;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', backlog: BACKLOG }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function toArrival(incoming: IncomingMessage, origin: string): Arrival {
  return {
    method: incoming.method ?? 'GET',
    url: new URL(incoming.url ?? '/', origin),
    header(name) {
      const value = incoming.headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
    text() {
      return new Promise((resolve, reject) => {
        let text = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (piece: string) => {
          text += piece;
        });
        incoming.once('end', () => resolve(text));
        incoming.once('error', reject);
      });
    },
    body: incoming,
  };
}

async function send(answer: Answer, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  if (outgoing.destroyed) return;
  if (answer.connection === 'reset') {
    incoming.socket.resetAndDestroy();
    return;
  }
  const { body } = answer;
  outgoing.sendDate = false; // by the sandbox's clock, in the answer's own headers
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
    const bytes = typeof body === 'string' ? Buffer.from(body) : (body ?? new Uint8Array());
    outgoing.writeHead(answer.status, {
      ...answer.headers,
      ...(answer.status === 204 ? {} : { 'content-length': bytes.length }),
    });
    if (answer.connection === 'cut-off') {
      outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => incoming.socket.destroy());
    } else {
      outgoing.end(bytes);
    }
    return;
  }

  outgoing.writeHead(answer.status, { ...answer.headers });
  try {
    for await (const piece of body) {
      if (outgoing.destroyed) return;
      if (!outgoing.write(piece)) await drained(outgoing);
    }
    outgoing.end();
  } catch {
    outgoing.destroy(); // the sandbox was closed while a slow body was on its way
  }
}

function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      outgoing.off('drain', done);
      outgoing.off('close', done);
      resolve();
    };
    outgoing.on('drain', done);
    outgoing.on('close', done);
  });
}
