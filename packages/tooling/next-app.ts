// Builds and starts an app of Next.js, for tests.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export type Environment = Readonly<Record<string, string>>;

/** Builds the app in a folder from scratch. Returns what Next.js printed. */
export async function buildApp(folder: string, environment: Environment): Promise<string> {
  rmSync(join(folder, '.next'), { recursive: true, force: true });
  const { child, printed } = run(folder, ['build'], environment);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`next build ended with ${code}:\n${printed()}`);
  return printed();
}

export interface RunningApp extends AsyncDisposable {
  readonly origin: string;
}

export async function startApp(folder: string, environment: Environment): Promise<RunningApp> {
  const { child, printed } = run(folder, ['start', '-p', '0'], environment); // a port that is free
  const closed = once(child, 'close');
  while (!printed().includes('Ready in')) {
    if (child.exitCode !== null) throw new Error(`next start ended:\n${printed()}`);
    await Promise.race([closed, child.stdout && once(child.stdout, 'data')]);
  }
  const [, origin = ''] = /Local: +(\S+)/.exec(printed()) ?? [];
  return {
    origin,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await closed;
    },
  };
}

function run(
  folder: string,
  args: readonly string[],
  environment: Environment,
): { child: ChildProcess; printed(): string } {
  const next = createRequire(join(folder, 'package.json')).resolve('next/dist/bin/next');
  // Not the test's whole environment: NODE_ENV=test would make another build.
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, NEXT_TELEMETRY_DISABLED: '1', ...environment };
  const child = spawn(process.execPath, [next, ...args], {
    cwd: folder,
    env: env as unknown as NodeJS.ProcessEnv, // Next.js declares NODE_ENV as required
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk;
    });
  }
  return { child, printed: () => text };
}
