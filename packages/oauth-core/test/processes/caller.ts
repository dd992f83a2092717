/**
 * One process of a fleet: calls `tokens.fetch` until its input ends, and prints a line about each call.
 * `node --conditions=@acme/src caller.ts '{…}'`
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { OAuthError, type Profile, refreshToken } from '../../src/index.ts';
import type { Timing } from '../../src/renewer.ts';
import { createTimedTokenSource } from '../../src/token-source.ts';
import { openStore, type StoreLocation } from './shared-store.ts';

/** What a process is started with: plain data. */
export interface CallerOptions {
  readonly store: StoreLocation;
  readonly profile: Profile;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly key: string;
  readonly holder: string;
  /** What it fetches. */
  readonly url: string;
  /** How long before its end a token is due, in milliseconds. */
  readonly refreshMargin: number;
  readonly timing: Partial<Timing>;
}

/** What became of one call. */
export type Call =
  | { readonly status: number }
  | { readonly name: string; readonly code: string; readonly reason?: string; readonly message: string };

/** Callers of one process, who share its source. */
const callersAtOnce = 2;
const pauseMs = 100;

const { store: location, url, timing, ...options }: CallerOptions = JSON.parse(process.argv[2] ?? '');
const { store, close } = await openStore(location);
const tokens = createTimedTokenSource(
  { ...options, store, grant: refreshToken(), origins: [url], retry: { minDelayMs: 100 } },
  timing,
);

let isStopping = false;
process.stdin.once('end', () => {
  isStopping = true;
});
process.stdin.resume();

async function call(): Promise<Call> {
  try {
    const answer = await tokens.fetch(url);
    await answer.arrayBuffer();
    return { status: answer.status };
  } catch (error) {
    const { name, message } = error as Error; // fetch throws nothing else
    if (!OAuthError.is(error)) return { name, code: 'not_typed', message };
    return { name, code: error.code, message, ...('reason' in error ? { reason: error.reason } : {}) };
  }
}

async function keepCalling(): Promise<void> {
  while (!isStopping) {
    process.stdout.write(`${JSON.stringify(await call())}\n`);
    await sleep(pauseMs);
  }
}

await Promise.all(Array.from({ length: callersAtOnce }, keepCalling));
await tokens[Symbol.asyncDispose]();
await close();
