import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { LogStreams } from './cloud/log-stream.ts';
import { type Answer, type Arrival, firstHalf } from './exchange.ts';
import type { SandboxOptions } from './options.ts';
import { createSandboxCore, type Sandbox, type SandboxCore } from './sandbox.ts';

/** How the services behave, and where they listen. */
export interface ServerOptions extends SandboxOptions {
  /** The port on 127.0.0.1. Default: 0, which takes a free one. */
  readonly port?: number | undefined;
}

/** How many connections may wait to be accepted. The system may allow fewer. */
const BACKLOG = 4096;
/** Longer than clients keep a connection, so that they never write to one that is just being closed. */
const KEEP_ALIVE_MS = 65_000;
/** The longest body that is read as a text: far more than any service takes as JSON or as a form. */
const LONGEST_TEXT = 2 ** 24;

/**
 * The three services on a port of this machine. It loads `node:http` when it is called.
 *
 * @throws what `listen` throws, such as `EADDRINUSE` for a port that is taken; and what `createSandbox` throws.
 */
export async function startSandbox(options: ServerOptions = {}): Promise<Sandbox> {
  const [{ createServer }, { WebSocketServer }] = await Promise.all([import('node:http'), import('ws')]);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 });
  const webSockets = new WebSocketServer({ noServer: true });
  const port = await listen(server, options.port ?? 0);
  const core = (): SandboxCore =>
    createSandboxCore(options, {
      origin: `http://127.0.0.1:${port}`,
      fetch: (input, init) => fetch(input, init),
      webSocket: globalThis.WebSocket,
      stop() {
        for (const webSocket of webSockets.clients) webSocket.terminate();
        return stop(server);
      },
    });
  const { sandbox, handle, closed, logStreams } = await orStop(core, server);
  server.on('request', (incoming, outgoing) => {
    handle(toArrival(incoming, sandbox.origin))
      .then((answer) => send(answer, incoming, outgoing))
      .catch((error: unknown) => {
        if (closed() || outgoing.headersSent) incoming.socket.destroy();
        else void send({ status: 500, body: `The sandbox failed: ${String(error)}\n` }, incoming, outgoing);
      });
  });
  server.on('upgrade', (incoming, socket, head) => {
    socket.on('error', () => socket.destroy()); // Node no longer listens, and an error without a listener ends the process
    handle(toArrival(incoming, sandbox.origin)).then(
      (answer) => {
        if (answer.status !== 101 || answer.connection === 'reset') refuse(answer, socket);
        else webSockets.handleUpgrade(incoming, socket, head, (webSocket) => stream(webSocket, answer, logStreams));
      },
      () => socket.destroy(),
    );
  });
  return sandbox;
}

/** Closes the port again if the options are refused. */
async function orStop<T>(make: () => T, server: Server): Promise<T> {
  try {
    return make();
  } catch (error) {
    await stop(server);
    throw error;
  }
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
  const header = (name: string): string | undefined => {
    const value = incoming.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  };
  const text = isSmall(header) ? readText(incoming) : undefined;
  return {
    method: incoming.method ?? 'GET',
    url: urlOf(incoming.url ?? '/', origin),
    header,
    text: () => text ?? readText(incoming),
    body: incoming,
  };
}

/**
 * Whether a body is read while it arrives. A request that has been sent is then processed, even if its sender has gone
 * by then, as real servers do. Files are read later, piece by piece.
 */
function isSmall(header: Arrival['header']): boolean {
  const hasBody = header('content-length') !== undefined || header('transfer-encoding') !== undefined;
  return hasBody && !/^(multipart\/|application\/octet-stream)/i.test(header('content-type') ?? '');
}

function readText(incoming: IncomingMessage): Promise<string> {
  const text = new Promise<string>((resolve, reject) => {
    let read = '';
    incoming.setEncoding('utf8');
    incoming.on('data', (piece: string) => {
      if (read.length + piece.length <= LONGEST_TEXT) read += piece;
      else reject(new RangeError(`The body has more than ${LONGEST_TEXT} characters.`));
    });
    incoming.once('end', () => resolve(read));
    incoming.once('error', reject);
  });
  text.catch(() => {}); // not unhandled: the one who asks for the text gets the error
  return text;
}

/** A target is a path, or a whole URL whose host is ignored (RFC 9112, section 3.2); a path may begin with two slashes. */
const urlOf = (target: string, origin: string): URL =>
  new URL(origin + target.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '').replace(/^(?!\/)/, '/'));

async function send(answer: Answer, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  if (outgoing.destroyed) return;
  if (answer.connection === 'reset') {
    incoming.socket.resetAndDestroy();
    return;
  }
  const { body } = answer;
  outgoing.sendDate = false; // by the sandbox's clock, in the answer's own headers
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
    const whole = body ?? '';
    const length = typeof whole === 'string' ? Buffer.byteLength(whole) : whole.length;
    const headers = answer.status === 204 ? answer.headers : { ...answer.headers, 'content-length': length };
    outgoing.writeHead(answer.status, headers);
    if (answer.connection === 'cut-off') {
      outgoing.write(Buffer.from(whole).subarray(0, Math.floor(length / 2)), () => incoming.socket.destroy());
    } else {
      outgoing.end(whole); // text goes out in one piece with the head
    }
    return;
  }

  outgoing.writeHead(answer.status, { ...answer.headers });
  outgoing.flushHeaders(); // the first piece may take long
  try {
    if (answer.connection === 'cut-off') {
      outgoing.write(await firstHalf(body), () => incoming.socket.destroy());
      return;
    }
    for await (const piece of body) {
      if (outgoing.destroyed) return;
      if (!outgoing.write(piece)) await drained(outgoing);
    }
    outgoing.end();
  } catch {
    outgoing.destroy(); // the sandbox was closed while a slow body was on its way
  }
}

/** Answers an upgrade with something other than 101. */
function refuse(answer: Answer, socket: Duplex): void {
  if (answer.connection === 'reset') socket.destroy();
  else {
    const text = `HTTP/1.1 ${answer.status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`;
    socket.end(text, () => socket.destroy()); // a client that leaves its side open would keep the server from closing
  }
}

function stream(webSocket: WebSocket, answer: Answer, logStreams: LogStreams): void {
  const logStream = logStreams.open(
    {
      send: (text) => webSocket.send(text),
      close: (code) => webSocket.close(code),
      break: () => webSocket.terminate(),
    },
    answer.connection === 'cut-off',
  );
  webSocket.on('message', (data) => logStream.receive(String(data)));
  webSocket.on('close', logStream.leave);
  webSocket.on('error', logStream.leave); // 'close' follows; a listener is needed, or the process ends
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
