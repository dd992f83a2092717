import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';

export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  /** The bytes of the reason phrase, one to a character. Left out: Node's own. */
  readonly reason?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
}

/** A server of the test's own, for what no service of the sandbox does. It ends with the test. */
export async function serverFor(
  answer: (request: Arrived) => Answer | Promise<Answer>,
): Promise<{ readonly origin: string; readonly arrived: Arrived[] }> {
  const arrived: Arrived[] = [];
  const server = createServer(async (incoming, outgoing) => {
    let body = '';
    for await (const part of incoming.setEncoding('latin1')) body += part;
    const request = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers, body };
    arrived.push(request);
    const { status = 200, reason, headers = {}, body: content } = await answer(request);
    if (reason !== undefined) outgoing.statusMessage = reason;
    outgoing.writeHead(status, headers).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { origin: `http://127.0.0.1:${address.port}`, arrived };
}
