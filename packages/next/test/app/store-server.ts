import { once } from 'node:events';
import { createServer } from 'node:http';
import { memoryStore, type StoredToken } from '@acme/oauth-core';

interface Asked {
  readonly operation: 'get' | 'set' | 'delete';
  readonly key: string;
  readonly entry: StoredToken;
  readonly replaces?: string;
}

export interface StoreServer extends AsyncDisposable {
  readonly url: string;
}

/** What `http-store.js` talks to. */
export async function startStoreServer(): Promise<StoreServer> {
  const store = memoryStore();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const { operation, key, entry, replaces } = JSON.parse(body) as Asked; // only http-store.js asks
    const answer =
      operation === 'get'
        ? await store.get(key)
        : operation === 'set'
          ? await store.set(key, entry, { replaces })
          : await store.delete(key);
    response.end(JSON.stringify({ answer }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
