import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Environment } from './environment.ts';

const folder = fileURLToPath(new URL('..', import.meta.url));
const next = createRequire(import.meta.url).resolve('next/dist/bin/next');

/**
 * Builds the site.
 *
 * @param signal Ends the build.
 * @throws With what Next.js printed, if the build fails.
 */
export async function buildSite(environment: Environment, signal?: AbortSignal): Promise<void> {
  const child = run(['build'], environment, signal);
  const printed = textOf(child);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`next build ended with ${code}:\n${printed()}`);
}

/** A server of the site. */
export interface RunningSite extends AsyncDisposable {
  readonly origin: string;
  /** Resolves when it has ended. */
  readonly closed: Promise<unknown>;
  /** What Next.js has printed so far. */
  printed(): string;
}

/**
 * Starts a server of the site, and waits until it listens.
 *
 * @param options `port`: 0, the default, takes a free one. `command`: `start` serves a build, `dev` follows changes.
 * @throws With what Next.js printed, if it ends before that.
 */
export async function startSite(
  environment: Environment,
  { port = 0, command = 'start' }: { readonly port?: number; readonly command?: 'start' | 'dev' } = {},
): Promise<RunningSite> {
  const chosen = port === 0 ? await freePort() : port;
  const child = run([command, '--port', String(chosen)], environment);
  const printed = textOf(child);
  const closed = once(child, 'close');
  while (!printed().includes('Ready in')) {
    if (child.exitCode !== null) throw new Error(`next ${command} ended:\n${printed()}`);
    await Promise.race([closed, child.stdout && once(child.stdout, 'data')]);
  }
  return {
    origin: `http://localhost:${chosen}`,
    closed,
    printed,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await closed;
    },
  };
}

function run(args: readonly string[], environment: Environment, signal?: AbortSignal): ChildProcess {
  // It gets only the paths of this process: with another NODE_ENV, Next.js makes another build.
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, NEXT_TELEMETRY_DISABLED: '1', ...environment };
  return spawn(process.execPath, [next, ...args], {
    cwd: folder,
    env: env as unknown as NodeJS.ProcessEnv, // Next.js declares NODE_ENV as required
    ...(signal && { signal }),
  });
}

function textOf({ stdout, stderr }: ChildProcess): () => string {
  let text = '';
  for (const stream of [stdout, stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text += chunk;
    });
  }
  return () => text;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
