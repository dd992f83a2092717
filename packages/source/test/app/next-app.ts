import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

type Environment = Readonly<Record<string, string>>;

const folder = fileURLToPath(new URL('site', import.meta.url));
const next = fileURLToPath(new URL('../../node_modules/next/dist/bin/next', import.meta.url));

/** Builds the app from scratch, without any secret. */
export async function buildApp(): Promise<void> {
  rmSync(`${folder}/.next`, { recursive: true, force: true });
  const { child, printed } = run(['build'], {});
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`next build ended with ${code}:\n${printed()}`);
}

export interface RunningApp extends AsyncDisposable {
  readonly origin: string;
}

export async function startApp(environment: Environment): Promise<RunningApp> {
  const { child, printed } = run(['start', '-p', '0'], environment); // a port that is free
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

function run(args: readonly string[], environment: Environment): { child: ChildProcess; printed(): string } {
  // Not the test's whole environment: NODE_ENV=test would make another build.
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, NEXT_TELEMETRY_DISABLED: '1', ...environment };
  const child = spawn(process.execPath, [next, ...args], {
    cwd: folder,
    env: env as unknown as NodeJS.ProcessEnv, // Next.js declares NODE_ENV as required
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text += chunk;
    });
  }
  return { child, printed: () => text };
}
