import type { Fault } from './fault.ts';
import { decode } from './router.ts';

/** What kind of request arrived. `elsewhere` is another origin: what a redirect leads to. */
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

/** One request that arrived. Written when it arrives; the last fields come with its answer. */
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
  /** Method and path template, `GET /applications/{applicationUuid}`; none for an unknown path. */
  route?: string;
  /** What the Authorization header held. */
  credentials?: 'bearer' | 'basic';
  /** The `grant_type` of a token request. */
  grant?: string;
  /** `id` of the authorisation that the token belongs to; see `sandbox.authorizations`. */
  authorization?: string;
  /** Of the token that was sent, or at a token endpoint of the one that was given. */
  tokenGeneration?: number;
  /** None while it runs, and where no answer came. */
  status?: number;
  /** RFC 6749 code of a refused token request. */
  error?: string;
  faults?: readonly Fault['kind'][];
  /** Between arrival and the answer's head, by the sandbox's clock: milliseconds. */
  tookMs?: number;
}

export interface Log {
  readonly entries: readonly Readonly<LogEntry>[];
  /** How many requests of this kind arrived, also those that are no longer kept. */
  count(operation: Operation): number;
  add(entry: Omit<LogEntry, 'number'>): LogEntry;
  /** Tells the watchers about a change. */
  changed(entry: LogEntry): void;
  /** Calls back for every request when it arrives and when it is answered. Returns the way to stop. */
  watch(listener: (entry: Readonly<LogEntry>) => void): () => void;
}

/** `code`, `access_token`, `filter[secret]`, and not `langcode`. */
const SECRET_NAME = /(^|[_[-])(code|token|secret|password|verifier|hmac|signature|assertion|key)\]?$/i;
/** What DAM gives is known by its look, wherever it stands. */
const DAM_TOKEN = /\b(w(?:ac|at|rt)_[^_/?&=]+_)[a-z\d]+/gi;

/** Keeps the newest `limit` requests. */
export function createLog(limit: number): Log {
  const entries: LogEntry[] = [];
  const counts = new Map<Operation, number>();
  const watchers = new Set<(entry: Readonly<LogEntry>) => void>();
  let number = 0;

  const changed = (entry: LogEntry): void => {
    for (const watcher of watchers) watcher(entry);
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
