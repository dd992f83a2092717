// Keeps many tokens in one of the ways below, and prints how many bytes each takes. `memory.ts` starts it, with
// --expose-gc.

import { createTokenSource, memoryStore, refreshToken } from '@acme/oauth-core';
import { OAuth2Client, OAuth2Fetch } from '@badgateway/oauth2-client';
import { OAuth2Client as GoogleClient } from 'google-auth-library';
import { AuthorizationCode } from 'simple-oauth2';

/** Keeps a person's tokens. What it returns is kept, too. */
type Keep = (key: string, accessToken: string, refreshToken: string) => unknown;

const expiresAt = Date.now() + 3_600_000;
const [way = '', countText = ''] = process.argv.slice(2);
const count = Number(countText);

const ways: Record<string, () => Keep> = {
  'the strings alone': () => (key, accessToken, refresh) => [key, accessToken, refresh],
  'a Map of plain objects': () => {
    const map = new Map<string, object>();
    return (key, accessToken, refresh) => map.set(key, { accessToken, refreshToken: refresh, expiresAt });
  },
  '@acme/oauth-core, memory store': () => {
    const tokens = createTokenSource({
      profile: {
        name: 'the benchmark service',
        tokenUrl: 'https://auth.example/token',
        bodyFormat: 'form',
        rotation: 'single-use',
        redirectUriInExchange: false,
        pkce: 'none',
      },
      clientId: 'bench',
      grant: refreshToken(),
      store: memoryStore({ limit: count }),
    });
    return async (key, accessToken, refresh) => {
      const own = tokens.forKey(key);
      await own.connect({ accessToken, refreshToken: refresh, expiresAt });
      await own.getToken();
      return tokens;
    };
  },
  '@badgateway/oauth2-client': () => {
    const client = new OAuth2Client({ tokenEndpoint: 'https://auth.example/token', clientId: 'bench' });
    return (_, accessToken, refresh) => {
      const token = { accessToken, refreshToken: refresh, expiresAt };
      return new OAuth2Fetch({ client, getNewToken: () => null, getStoredToken: () => token, scheduleRefresh: false });
    };
  },
  'simple-oauth2': () => {
    const client = new AuthorizationCode({
      client: { id: 'bench', secret: 's' },
      auth: { tokenHost: 'https://auth.example' },
    });
    return (_, accessToken, refresh) =>
      client.createToken({ access_token: accessToken, refresh_token: refresh, expires_at: new Date(expiresAt) });
  },
  'google-auth-library': () => (_, accessToken, refresh) => {
    const client = new GoogleClient({ clientId: 'bench' });
    client.setCredentials({ access_token: accessToken, refresh_token: refresh, expiry_date: expiresAt });
    return client;
  },
};

const keep = ways[way]?.();
const text = (prefix: string, index: number): string =>
  Buffer.from(`${prefix}${String(index).padStart(40, '0')}`).toString('latin1');
const collect = (): number => {
  for (let time = 0; time < 3; time++) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

await keep?.(text('warm', 0), text('a', 0), text('r', 0));
const before = collect();
const kept: unknown[] = new Array(count);
const batch = 500; // several at once, because ours waits for a turn of the timers before it reads a store
for (let start = 0; start < count; start += batch) {
  const added = Array.from({ length: Math.min(batch, count - start) }, async (_, offset) => {
    const index = start + offset;
    kept[index] = await keep?.(text('key', index), text('access', index), text('refresh', index));
  });
  await Promise.all(added);
}
await new Promise((resolve) => setTimeout(resolve, 10)); // lets work end that is still under way
console.log((collect() - before) / count);
if (kept.length !== count || keep === undefined) throw new Error(`no such way: ${way}`);
