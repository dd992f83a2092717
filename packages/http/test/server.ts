import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiError, createHttpClient, type HttpClient, type HttpClientOptions } from '@acme/http';
import type { Fetch } from '@acme/oauth-core';
import { onTestFinished } from 'vitest';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on a free port of this machine that gives these answers in turn, the last one for ever. */
export async function serve(
  ...answers: readonly Answer[]
): Promise<{ baseUrl: URL; requests: IncomingMessage[]; bodies: string[] }> {
  const requests: IncomingMessage[] = [];
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(requests.length, answers.length - 1)];
    requests.push(request);
    let body = '';
    request.setEncoding('utf8').on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      bodies.push(body);
      answer?.(request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // a port was asked for, so this is no pipe
  return { baseUrl: new URL(`http://127.0.0.1:${port}/api`), requests, bodies };
}

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

export const text =
  (status: number, body: string, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    void response.writeHead(status, headers).end(body);

/** The connection breaks. */
export const reset: Answer = (request) => void request.socket.destroy();

/** No answer ever comes. */
export const silence: Answer = () => {};

/** A client without tokens, whose waits take no time and are written down. */
export function clientOf(
  baseUrl: URL,
  { fetch = globalThis.fetch, ...options }: Partial<HttpClientOptions> & { readonly fetch?: Fetch } = {},
): HttpClient & { waits: number[] } {
  const waits: number[] = [];
  const http = createHttpClient({
    baseUrl,
    tokens: { fetch },
    toError: (failure) => new ApiError(failure),
    random: () => 0,
    clock: {
      now: () => Date.UTC(2030, 0, 1),
      async sleep(ms, signal) {
        signal?.throwIfAborted();
        waits.push(ms);
      },
    },
    ...options,
  });
  return { ...http, waits };
}
