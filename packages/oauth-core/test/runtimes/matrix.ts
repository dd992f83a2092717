/**
 * `pnpm --filter @acme/oauth-core runtimes [name…]`: the checks of this folder in every runtime that the package is for.
 * Takes the runtimes from the npm registry, into a cache: they are too large for everybody's install.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type BuildOptions, build } from 'esbuild';
import { installRuntime, nodeOf, programOf, versions } from '../../../tooling/runtimes.ts';
import type { Verdict } from './check.ts';
import { openSites } from './sites.ts';

const run = promisify(execFile);
const cache = fileURLToPath(new URL('../../node_modules/.cache/runtimes/', import.meta.url));
const onWindows = process.platform === 'win32';
const timeoutMs = 180_000;

/** Gets a runtime, runs the checks in it, and answers the verdicts as text. */
type Runtime = (sites: string) => Promise<string>;

const runtimes: Readonly<Record<string, Runtime>> = {
  [`node ${versions.node22}`]: node(versions.node22),
  [`node ${versions.node24}`]: node(versions.node24),
  [`node ${versions.node26}`]: node(versions.node26),
  [`bun ${versions.bun}`]: program('bun', versions.bun, ['run']),
  [`deno ${versions.deno}`]: program('deno', versions.deno, [
    'run',
    '--no-remote',
    '--no-prompt',
    '--allow-net=127.0.0.1,localhost',
  ]),
  [`workerd (miniflare ${versions.miniflare})`]: inWorkerd(versions.miniflare),
  [`@edge-runtime/vm ${versions.edgeRuntime}`]: inEdgeRuntime(versions.edgeRuntime),
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
  return async (sites) => runProgram(await nodeOf(version), [], sites);
}

function program(name: string, version: string, args: readonly string[]): Runtime {
  return async (sites) => runProgram(await programOf(name, version), args, sites);
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
    const { Miniflare } = (await load('miniflare', version)) as {
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
    const { EdgeVM } = (await load('@edge-runtime/vm', version)) as {
      EdgeVM: new () => { evaluate(code: string): unknown };
    };
    const file = await bundle('run-all.ts', {
      format: 'iife',
      globalName: 'checks',
      conditions: ['@acme/src', 'edge-light', 'worker', 'browser', 'import'],
    });
    const vm = new EdgeVM();
    vm.evaluate(await readFile(file, 'utf8'));
    return (await vm.evaluate(`checks.runAll(${sites}).then((verdicts) => JSON.stringify(verdicts))`)) as string; // JSON text
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
    external: ['node:*', 'ws'], // needed to start a server, which no check does
    logLevel: 'error',
    ...options,
  });
  return outfile;
}

async function load(name: string, version: string): Promise<unknown> {
  const path = createRequire(join(await installRuntime(name, version), 'package.json')).resolve(name);
  return import(pathToFileURL(path).href);
}
