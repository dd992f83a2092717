// A token endpoint and an API, in their own process. `service.ts` starts it and sends it commands.
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command, Counts, Pair } from './service.ts';

interface Family {
  /** The refresh token that works now. */
  current: string;
  isRevoked: boolean;
}

let lifetimeSeconds = 3_600;
let delayMs = 0;
let spreadMs = 0;
let counts: Counts = { tokenRequests: 0, refused: 0, familiesRevoked: 0 };
const good = new Map<string, Family | undefined>(); // the valid access tokens, with their families if they have one
const families = new Map<string, Family>(); // by all refresh tokens, also the used ones

function issue(family?: Family): string {
  const accessToken = randomUUID();
  good.set(accessToken, family);
  return accessToken;
}

function rotate(family: Family): string {
  family.current = randomUUID();
  families.set(family.current, family);
  return family.current;
}

const commands: { [Name in Command['type']]: (command: Command & { type: Name }) => unknown } = {
  set(options) {
    ({ lifetimeSeconds = 3_600, delayMs = 0, spreadMs = 0 } = options);
    counts = { tokenRequests: 0, refused: 0, familiesRevoked: 0 };
  },
  counts: () => counts,
  issue: () => issue(),
  revoke: () => good.clear(),
  startFamily(): Pair {
    const family = { current: '', isRevoked: false };
    return { accessToken: randomUUID(), refreshToken: rotate(family) }; // the access token is refused: it has expired
  },
};

process.on('message', (command: Command) => {
  const run = commands[command.type] as (command: Command) => unknown; // a cast: by its type, the table has the right one
  process.send?.(run(command) ?? null);
});

async function answerToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = new URLSearchParams(Buffer.concat(await request.toArray()).toString());
  counts.tokenRequests += 1;
  await sleep(delayMs);
  const token = { token_type: 'Bearer', expires_in: lifetimeSeconds };
  const presented = form.get('refresh_token');
  // The path says whether a refresh token works once.
  if (presented === null || request.url === '/steady') return send(response, 200, { ...token, access_token: issue() });
  const family = families.get(presented);
  if (family === undefined || family.isRevoked || family.current !== presented) {
    if (family && !family.isRevoked) {
      family.isRevoked = true; // RFC 9700 section 4.14.2: a token that is presented twice may be stolen
      counts.familiesRevoked += 1;
    }
    return send(response, 400, { error: 'invalid_grant' });
  }
  send(response, 200, { ...token, access_token: issue(family), refresh_token: rotate(family) });
}

async function answerItem(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const accessToken = request.headers.authorization?.split(' ')[1] ?? ''; // Octokit's scheme is `token`
  if (good.has(accessToken) && !good.get(accessToken)?.isRevoked) return send(response, 200, item);
  counts.refused += 1;
  // With `spreadMs`, refusals arrive one after the other, so most arrive after the token was renewed.
  if (spreadMs > 0) await sleep((spreadMs * (counts.refused % 1_000)) / 1_000);
  send(response, 401, { error: 'invalid_token' });
}

async function answerPage(url: URL, response: ServerResponse): Promise<void> {
  const offset = Number(url.searchParams.get('offset'));
  const limit = Number(url.searchParams.get('limit'));
  await sleep(delayMs);
  const items = Array.from({ length: limit }, (_, index) => ({ uuid: `item-${offset + index}` }));
  send(response, 200, { total: Number(url.searchParams.get('filter')), _embedded: { items } });
}

const json = { 'content-type': 'application/json' };
const item = {
  uuid: '6b0e9a3c-8a5c-4f7a-9d8e-2b8f1a2c3d4e',
  name: 'An application',
  hosting: { type: 'acp', id: 'devcloud:one' },
  type: 'drupal',
  flags: { cde: false },
  status: 'normal',
  _links: {},
};

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, json).end(JSON.stringify(body));
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (request.method === 'POST') await answerToken(request, response);
  else if (url.pathname === '/applications') await answerPage(url, response);
  else await answerItem(request, response);
});
server.keepAliveTimeout = 60_000;
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`); // it listens to a port
});
process.on('disconnect', () => process.exit()); // it ends with the process that started it
