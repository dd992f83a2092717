import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { installRuntime, versions } from '../../../../../packages/tooling/runtimes.ts';

/** What is used of miniflare; its own types are not installed. */
interface Miniflare {
  readonly ready: Promise<URL>;
  dispatchFetch(url: string, init: { method: string; body: string }): Promise<Response>;
  dispose(): Promise<void>;
}

/** Starts the Worker of this folder, bundled as Wrangler does it. */
export async function startWorker(): Promise<Miniflare> {
  const name = 'miniflare';
  const require = createRequire(join(await installRuntime(name, versions.miniflare), 'package.json'));
  const { Miniflare } = (await import(pathToFileURL(require.resolve(name)).href)) as {
    Miniflare: new (options: object) => Miniflare;
  };
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('worker.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2023',
    conditions: ['@acme/src', 'workerd', 'worker', 'browser', 'import'],
    mainFields: ['module', 'main'],
    external: ['cloudflare:workers', 'node:*', 'ws'], // the last two are for starting a server, which nobody does here
    logLevel: 'error',
  });
  const classes = { TOKENS: 'TokenEntry', LOSING_ANSWERS: 'LosingAnswers', LOSING_CALLS: 'LosingCalls' };
  const miniflare = new Miniflare({
    modules: true,
    script: outputFiles[0]?.text,
    compatibilityDate: '2026-07-01',
    d1Databases: ['DB'],
    durableObjects: Object.fromEntries(
      Object.entries(classes).map(([binding, className]) => [binding, { className, useSQLite: true }]),
    ),
  });
  await miniflare.ready;
  return miniflare;
}
