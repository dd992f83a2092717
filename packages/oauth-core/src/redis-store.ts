import { ConfigurationError, TokenStoreError, tell } from '@acme/oauth-core';
import { type RedisClient, type Reply, redisConnection } from './redis-connection.ts';
import type { StoredToken, TokenStore } from './token-store.ts';

/** Options of `redisStore`. */
export interface RedisStoreOptions {
  /** What every key in Redis begins with. Default: `acme:oauth:`. */
  readonly prefix?: string | undefined;
  /**
   * Waits after each write until this many replicas have it, for at most `timeout` milliseconds (default: 1,000). If too
   * few have it by then, `set` throws with `unconfirmed: true`. The wait delays other commands on the same connection.
   * It makes a loss during a failover less likely, not impossible.
   */
  readonly confirm?: { readonly replicas: number; readonly timeout?: number | undefined } | undefined;
  /** Called with what an operator should look at. */
  readonly onEvent?: ((event: RedisStoreEvent) => void) | undefined;
}

/** The server may drop entries when its memory is full: set its `maxmemory-policy` to `noeviction`. */
export interface RedisStoreEvent {
  readonly type: 'eviction_possible';
  /** The server's `maxmemory-policy`; left out if the server does not tell it. */
  readonly policy?: string;
}

/** Key: the entry. Answers the entry and its age in ms by the server's clock, or nil. */
const getScript = `
local e = redis.call('HMGET', KEYS[1], 'v', 't')
if not e[1] then return false end
local now = redis.call('TIME')
return { e[1], math.max(0, now[1] * 1000 + math.floor(now[2] / 1000) - e[2]) }`;

/** Key: the entry. Arguments: the revision to replace ('': none), the new one, the entry, its TTL in ms ('': none). */
const setScript = `
if (redis.call('HGET', KEYS[1], 'r') or '') ~= ARGV[1] then return 0 end
local now = redis.call('TIME')
local t = string.format('%.0f', now[1] * 1000 + math.floor(now[2] / 1000))
redis.call('HSET', KEYS[1], 'r', ARGV[2], 'v', ARGV[3], 't', t)
if ARGV[4] == '' then redis.call('PERSIST', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], ARGV[4]) end
return 1`;

/** An entry must outlive the claim that may be in it, even if its `keepUntil` is earlier. */
const shortestTtlMs = 120_000;

/**
 * Keeps each entry in a hash of Redis 5 or later, or of Valkey: one server or a cluster, by ioredis or node-redis, both
 * from version 5 on. The client stays yours: you connect it, listen to its errors, and close it.
 *
 * The server needs `maxmemory-policy noeviction`, and `appendfsync always` if its crash must lose nothing. Connect to
 * the primary: the data of a replica may be old.
 *
 * @throws {ConfigurationError} if `client` is of another kind, or the numbers in `confirm` are not whole.
 */
export function redisStore(client: RedisClient, options: RedisStoreOptions = {}): TokenStore {
  const { prefix = 'acme:oauth:', confirm, onEvent } = options;
  const connection = redisConnection(client);
  const { replicas = 0, timeout = 1_000 } = confirm ?? {};
  if (confirm !== undefined && !(isCount(replicas) && isCount(timeout))) {
    throw new ConfigurationError('confirm must have whole numbers above 0: { replicas: 1, timeout: 1000 }.', 'confirm');
  }
  let policyKnown = onEvent === undefined;

  /** Runs a script by its hash, or by its text if the server doesn't know it. `send` may send other commands, too. */
  async function run(
    script: string,
    key: string,
    values: readonly string[],
    send: (command: readonly string[]) => Promise<readonly Reply[]>,
  ): Promise<readonly Reply[]> {
    void warnOfEviction(key);
    const replies = await send(['evalsha', await sha1(script), '1', key, ...values]);
    // Redis says NOSCRIPT; Valkey GLIDE turns that into a NoScriptError.
    const unknown = replies.some(({ error }) => /noscript/i.test(String(error)));
    return unknown ? send(['eval', script, '1', key, ...values]) : replies;
  }

  async function runAlone(script: string, key: string, values: readonly string[]): Promise<unknown> {
    const [reply] = await run(script, key, values, async (command) => [await connection.send(key, command)]);
    return answerOf(reply);
  }

  async function setConfirmed(key: string, values: readonly string[]): Promise<boolean> {
    // On a new connection, WAIT has nothing to wait for, and counts all replicas: so the id must still be the same.
    const [before, written, waited, after] = await run(setScript, key, values, (command) =>
      connection.sendInOrder(key, [['client', 'id'], command, ['wait', `${replicas}`, `${timeout}`], ['client', 'id']]),
    );
    if (Number(answerOf(written)) !== 1) return false;
    const [first, reached = 0, last] = [before, waited, after].map((reply) => Number(reply?.value)); // NaN: an error
    if (first === last && reached >= replicas) return true;
    const isRefused = serverCode(before?.error ?? waited?.error) === 'NOPERM';
    const remedy = isRefused ? 'allow its user client|id and wait' : 'look at the replicas';
    throw new TokenStoreError(
      `Redis has the entry, but not ${replicas} of its replicas within ${timeout} ms: ${remedy}.`,
      'token_store_failed',
      { unconfirmed: true },
    );
  }

  /** Asks for the policy once, along with the first call that is answered. */
  async function warnOfEviction(key: string): Promise<void> {
    if (policyKnown) return;
    policyKnown = true;
    const [reply] = await connection.sendInOrder(key, [['info', 'memory']]);
    if (reply === undefined || ('error' in reply && serverCode(reply.error) === undefined)) {
      policyKnown = false; // nobody answered
      return;
    }
    const policy = 'value' in reply ? /^maxmemory_policy:(\S+)/m.exec(String(reply.value))?.[1] : undefined;
    if (policy === 'noeviction') return;
    tell<RedisStoreEvent>(onEvent, () => ({ type: 'eviction_possible', ...(policy && { policy }) }));
  }

  return {
    async get(key) {
      const found = await runAlone(getScript, prefix + key, []);
      if (!Array.isArray(found)) return undefined;
      const [text, age] = found;
      return { entry: parse(String(text), key), age: Number(age), ...(confirm && { unconfirmed: true }) };
    },

    set(key, entry, { replaces = '' }) {
      const ttl =
        entry.keepUntil === undefined ? '' : `${Math.max(shortestTtlMs, Math.ceil(entry.keepUntil - Date.now()))}`;
      const values = [replaces, entry.revision, JSON.stringify(entry), ttl];
      return confirm === undefined
        ? runAlone(setScript, prefix + key, values).then((answer) => Number(answer) === 1)
        : setConfirmed(prefix + key, values);
    },

    async delete(key) {
      answerOf(await connection.send(prefix + key, ['del', prefix + key]));
    },
  };
}

const isCount = (number: number): boolean => Number.isInteger(number) && number > 0;

async function sha1(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function parse(text: string, key: string): StoredToken {
  try {
    return JSON.parse(text) as StoredToken; // as `set` wrote it; the reader of the record looks at its parts
  } catch {
    throw new TokenStoreError(
      `The entry under ${JSON.stringify(key)} is not what this store wrote: delete it, then authorise again.`,
      'store_entry_unreadable',
    );
  }
}

/** The codes that refusals of Redis begin with, and what helps. */
const advice: Readonly<Record<string, string>> = {
  READONLY: 'this is a replica: connect to the primary',
  NOAUTH: 'give the client a user and a password',
  WRONGPASS: "look at the client's user and password",
  NOPERM: 'allow its user eval, evalsha, hget, hmget, hset, persist, pexpire, time and del',
  WRONGTYPE: 'another program uses this key: choose another prefix',
  OOM: 'its memory is full: raise maxmemory',
  MISCONF: 'it fails to save to its disk: look at its log',
  NOREPLICAS: 'it has fewer replicas than min-replicas-to-write: look at them',
  BUSY: 'a script of another program keeps it busy',
  LOADING: 'it is starting: try again',
  MASTERDOWN: 'it has lost its primary: look at both',
  CLUSTERDOWN: 'the cluster is incomplete: look at its nodes',
  TRYAGAIN: 'the cluster moves this key: try again',
  MOVED: 'the cluster moves this key: try again',
  ASK: 'the cluster moves this key: try again',
};

function serverCode(error: unknown): string | undefined {
  const code = /^[A-Z]+/.exec(String((error as Error | undefined)?.message))?.[0] ?? '';
  return code in advice ? code : undefined;
}

function answerOf(reply: Reply | undefined): unknown {
  if (reply && 'value' in reply) return reply.value;
  // A driver's message may quote the command, and with it the entry: only the error's name and code are shown.
  const { name, code, constructor: kind } = Object(reply?.error) as Partial<Error> & { readonly code?: unknown };
  const refused = serverCode(reply?.error);
  // Errors of node-redis are all named `Error`: the names of their classes tell more.
  const what =
    refused ??
    [name === 'Error' ? kind?.name : name, code].filter((part) => /^\w+$/.test(String(part ?? ''))).join(' ');
  throw new TokenStoreError(
    `Redis failed (${what}): ${(refused && advice[refused]) ?? 'look at the client and the server'}.`,
  );
}
