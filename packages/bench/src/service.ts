import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Pair {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** What the server has counted since the last `set`. */
export interface Counts {
  tokenRequests: number;
  /** Calls that were answered with 401. */
  refused: number;
  familiesRevoked: number;
}

export type Command =
  | {
      readonly type: 'set';
      /** The lifetime of new access tokens. Default: 3,600. */
      readonly lifetimeSeconds?: number;
      /** How long a token request and a page take. Default: 0. */
      readonly delayMs?: number;
      /** The time over which the refusals of 1,000 calls are spread. Default: 0. */
      readonly spreadMs?: number;
    }
  | { readonly type: 'counts' }
  | { readonly type: 'issue' }
  | { readonly type: 'revoke' }
  | { readonly type: 'startFamily' };

/** Where the service of this benchmark listens. */
export interface Addresses {
  readonly origin: string;
  /** Here a refresh token works once, and a second use revokes its family. */
  readonly tokenUrl: string;
  /** Here a refresh token works for ever. */
  readonly steadyTokenUrl: string;
  /** The URL that the calls read. */
  readonly itemUrl: string;
}

/** The server of `server.ts`, in another process. */
export interface Service extends Addresses, AsyncDisposable {
  /** Sets how it behaves, and sets its counts to 0. */
  set(options: Omit<Command & { type: 'set' }, 'type'>): Promise<void>;
  counts(): Promise<Counts>;
  /** An access token that is good for an hour. */
  issue(): Promise<string>;
  /** Revokes all access tokens. */
  revoke(): Promise<void>;
  /** A new authorisation, whose access token has expired. */
  startFamily(): Promise<Pair>;
}

export async function startService(): Promise<Service> {
  const server = fork(fileURLToPath(new URL('server.ts', import.meta.url)), { execArgv: [] });
  const [origin] = (await once(server, 'message')) as [string]; // its first message
  const ask = async <T>(command: Command): Promise<T> => {
    const answer = next(server);
    server.send(command);
    return (await answer) as T; // `commands` in server.ts returns it
  };
  return {
    ...addressesAt(origin),
    set: (options) => ask({ type: 'set', ...options }),
    counts: () => ask({ type: 'counts' }),
    issue: () => ask({ type: 'issue' }),
    revoke: () => ask({ type: 'revoke' }),
    startFamily: () => ask({ type: 'startFamily' }),
    async [Symbol.asyncDispose]() {
      server.disconnect();
      await once(server, 'exit');
    },
  };
}

export const addressesAt = (origin: string): Addresses => ({
  origin,
  tokenUrl: `${origin}/token`,
  steadyTokenUrl: `${origin}/steady`,
  itemUrl: `${origin}/applications/6b0e9a3c-8a5c-4f7a-9d8e-2b8f1a2c3d4e`,
});

const next = async (server: ChildProcess): Promise<unknown> => (await once(server, 'message'))[0];
