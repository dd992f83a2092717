import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import type { Sandbox } from '@acme/sandbox';
import type { Project, RunOptions, Scratch } from './project.ts';

const timeoutMs = 300_000;

/** Options of clients that can't be written as JSON. */
const inProcess = ['clock', 'fetch', 'webSocket'];

/** Writes a project into a folder and installs it with npm. */
export async function createScratch(
  project: Project,
  folder: string,
  tarballs: Readonly<Record<string, string>>,
  entries: readonly string[],
  sandbox: Sandbox,
): Promise<Scratch> {
  const packages = Object.entries(tarballs).map(([name, path]) => [name, `file:${path}`]);
  const files: Record<string, string> = {
    ...project.files(entries),
    'package.json': JSON.stringify({
      private: true,
      type: 'module',
      ...project.manifest,
      dependencies: { ...Object.fromEntries(packages), ...project.dependencies },
    }),
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const clients = JSON.stringify(sandbox.clients, (key, value) => (inProcess.includes(key) ? undefined : value));
  const run = (program: string, args: readonly string[], options?: RunOptions): Promise<string> =>
    runIn(folder, program, args, { ...options, environment: { SANDBOX: clients, ...options?.environment } });
  await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']);
  return { folder, clients, run };
}

function runIn(
  folder: string,
  program: string,
  args: readonly string[],
  { node = process.execPath, environment }: RunOptions,
): Promise<string> {
  const { NODE_ENV: _, ...inherited } = process.env; // tools behave differently with it
  const path = [join(folder, 'node_modules', '.bin'), dirname(node), process.env.PATH].join(delimiter);
  const env = { ...inherited, PATH: path, CI: 'true', NO_COLOR: '1', NEXT_TELEMETRY_DISABLED: '1', ...environment };
  return new Promise((resolve, reject) => {
    execFile(
      program === 'node' ? node : program,
      args,
      { cwd: folder, env: env as unknown as NodeJS.ProcessEnv, timeout: timeoutMs, maxBuffer: 2 ** 26 }, // Next.js declares NODE_ENV as required
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`${program} ${args.join(' ')} ended with ${error.code}:\n${ending(stdout + stderr)}`));
      },
    );
  });
}

const ending = (text: string): string => (text.length > 4_000 ? `…${text.slice(-4_000)}` : text);
