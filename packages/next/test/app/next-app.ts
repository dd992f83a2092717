import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type AppName = 'plain' | 'cached' | 'edge';
export type Environment = Readonly<Record<string, string>>;

const folderOf = (app: AppName): string => fileURLToPath(new URL(app, import.meta.url));
const next = fileURLToPath(new URL('../../node_modules/next/dist/bin/next', import.meta.url));

/** Builds an app from scratch. Returns what Next.js printed. */
export async function buildApp(app: AppName, environment: Environment): Promise<string> {
  rmSync(join(folderOf(app), '.next'), { recursive: true, force: true });
  const child = run(app, ['build'], environment);
  const printed = output(child);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`next build ended with ${code}:\n${printed.text}`);
  return printed.text;
}

/** A file of the build. */
export const builtFile = (app: AppName, path: string): string =>
  readFileSync(join(folderOf(app), '.next', path), 'utf8');

export interface RunningApp extends AsyncDisposable {
  readonly origin: string;
}

export async function startApp(app: AppName, environment: Environment): Promise<RunningApp> {
  const child = run(app, ['start', '-p', '0'], environment); // a port that is free
  const printed = output(child);
  const closed = once(child, 'close');
  while (!printed.text.includes('Ready in')) {
    if (child.exitCode !== null) throw new Error(`next start ended:\n${printed.text}`);
    await Promise.race([closed, child.stdout && once(child.stdout, 'data')]);
  }
  const [, origin = ''] = /Local: +(\S+)/.exec(printed.text) ?? [];
  return {
    origin,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await closed;
    },
  };
}

function run(app: AppName, args: readonly string[], environment: Environment): ChildProcess {
  // Not the test's whole environment: NODE_ENV=test would make another build.
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, NEXT_TELEMETRY_DISABLED: '1', ...environment };
  return spawn(process.execPath, [next, ...args], {
    cwd: folderOf(app),
    env: env as unknown as NodeJS.ProcessEnv, // Next.js declares NODE_ENV as required
  });
}

function output({ stdout, stderr }: ChildProcess): { text: string } {
  const printed = { text: '' };
  for (const stream of [stdout, stderr]) stream?.on('data', (chunk: Buffer) => (printed.text += chunk));
  return printed;
}
