import type { NodeRedisClient } from '@acme/oauth-core/redis';

/** A client for `redisStore`: each command is one request, as Upstash and serverless-redis-http take it. */
export function redisOverHttp(url: string, token: string): NodeRedisClient {
  return {
    async sendCommand(command) {
      const response = await fetch(url, {
        method: 'POST',
        cache: 'no-store', // a cached answer would be old
        signal: AbortSignal.timeout(2_500), // the core waits for 3 seconds
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(command),
      });
      const answer = (await response.json()) as { result?: unknown; error?: string };
      // Neither a result nor an error: this is not from Redis, and must not look like an empty key.
      if (answer.result === undefined) throw new Error(answer.error ?? `HTTP ${response.status}`);
      return answer.result;
    },
  };
}
