import type { Fault } from './fault.ts';
import { decode } from './router.ts';
import { demand } from './rule.ts';

/** The kind of a request. `elsewhere` is another origin, to which redirects lead. */
export type Operation =
  | 'cloud.token'
  | 'cloud.api'
  | 'cloud.logstream'
  | 'source.authorize'
  | 'source.token'
  | 'source.api'
  | 'dam.authorize'
  | 'dam.token'
  | 'dam.revoke'
  | 'dam.api'
  | 'page'
  | 'elsewhere';

/** One request. The entry is written when it arrives; the optional fields are added later. */
export interface LogEntry {
  /** 1 for the first. */
  readonly number: number;
  /** When it arrived by the sandbox's clock: milliseconds since the epoch. */
  readonly at: number;
  readonly operation: Operation;
  readonly method: string;
  /** Path and query; values that are secrets are masked. */
  readonly url: string;
  /** Also in the answer's `X-Request-Id`. */
  readonly requestId: string;
  /** Method and path template, `GET /applications/{applicationUuid}`; left out for an unknown path. */
  route?: string;
  /** The scheme of the Authorization header. */
  credentials?: 'bearer' | 'basic';
  /** The `grant_type` of a token request. */
  grant?: string;
  /** `id` of the authorisation that the token belongs to; see `sandbox.authorizations`. */
  authorization?: string;
  /** The generation of the token that was sent; at a token endpoint, of the one that was given. */
  tokenGeneration?: number;
  /** Left out while the request runs, and if no answer is sent. */
  status?: number;
  /** The error code of a refused token request (RFC 6749). */
  error?: string;
  faults?: readonly Fault['kind'][];
  /** Milliseconds between the arrival and the head of the answer, by the sandbox's clock. */
  tookMs?: number;
}

export interface Log {
  readonly entries: readonly Readonly<LogEntry>[];
  /** How many requests of this kind have arrived, including those that are no longer kept. */
  count(operation: Operation): number;
  add(entry: Omit<LogEntry, 'number'>): LogEntry;
  /** Tells the watchers about a change. */
  changed(entry: LogEntry): void;
  /** Calls `listener` when a request arrives, and when it is answered. @returns A function that ends this. */
  watch(listener: (entry: Readonly<LogEntry>) => void): () => void;
}

/** It matches `code`, `access_token` and `filter[secret]`, but not `langcode`. */
const SECRET_NAME = /(^|[_[-])(code|token|secret|password|verifier|hmac|signature|assertion|key)\]?$/i;
/** DAM's codes and tokens are recognised by their form, in any part of a URL. */
const DAM_TOKEN = /\b(w(?:ac|at|rt)_[^_/?&=]+_)[a-z\d]+/gi;

/** Keeps the newest `limit` requests. */
export function createLog(limit: number): Log {
  const entries: LogEntry[] = [];
  const counts = new Map<Operation, number>();
  const watchers = new Set<(entry: Readonly<LogEntry>) => void>();
  let number = 0;

  const changed = (entry: LogEntry): void => {
    for (const watcher of watchers) {
      try {
        watcher(entry);
      } catch (error) {
        queueMicrotask(() => {
          throw error; // the test runner reports it; the request goes on
        });
      }
    }
  };

  return {
    entries,
    count: (operation) => counts.get(operation) ?? 0,
    add(details) {
      const entry: LogEntry = { number: ++number, ...details };
      counts.set(entry.operation, (counts.get(entry.operation) ?? 0) + 1);
      entries.push(entry);
      if (entries.length > limit * 1.25) entries.splice(0, entries.length - limit); // in bulk: a shift each time is slow
      changed(entry);
      return entry;
    },
    changed,
    watch(listener) {
      demand('watch', listener, { what: 'a function', fits: (value) => typeof value === 'function' });
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
  };
}

/** Path and query without secrets. */
export function maskedUrl({ pathname, search }: URL): string {
  const query = search.replace(/([^?&=]+)=[^&]*/g, (whole, name: string) =>
    SECRET_NAME.test(decode(name)) ? `${name}=***` : whole,
  );
  return (pathname + query).replace(DAM_TOKEN, '$1***');
}
