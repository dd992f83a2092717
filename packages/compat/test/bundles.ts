import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';

/** What a bundler makes of one module. */
export interface Bundle {
  /** Minified, what is loaded later included. */
  readonly text: string;
  /** Of the text, gzipped. */
  readonly bytes: number;
  /** The packages of others whose code is in it. */
  readonly packages: readonly string[];
  /** What it imports when it runs. */
  readonly imports: readonly string[];
  /** The files of this repository in it, from its root. */
  readonly files: readonly string[];
}

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Bundles each of these modules alone, from the sources, as an app for any platform does. */
export async function bundles(modules: readonly string[]): Promise<Bundle[]> {
  const { outputFiles, metafile } = await build({
    entryPoints: modules.map((_, index) => ({ in: `module:${index}`, out: String(index) })),
    absWorkingDir: root,
    outdir: '/bundles',
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['@acme/src', 'import'],
    target: 'es2023',
    external: ['node:*', 'next', 'next/*', 'ws', '@opentelemetry/api'], // the platform, peers, and what opens a port
    logLevel: 'silent',
    plugins: [virtual(modules)],
  });
  const outputs = Object.entries(metafile.outputs);
  return modules.map((_, index) => {
    const output = outputs.find(([, { entryPoint }]) => entryPoint === `module:${index}`)?.[1];
    const file = outputFiles.find(({ path }) => path.endsWith(`/${index}.js`));
    if (output === undefined || file === undefined) throw new Error(`There is no bundle of ${modules[index]}`);
    const paths = Object.entries(output.inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? path : []));
    return {
      text: file.text,
      bytes: gzipSync(file.contents, { level: 9 }).length,
      packages: unique(paths.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [])),
      imports: unique(output.imports.map(({ path }) => path)),
      files: paths.filter((path) => path.startsWith('packages/') && !path.includes('node_modules')),
    };
  });
}

/** Bytes that a bundle keeps of an entry that it does not use, if the package is one file, as it is published. */
export async function unusedBytes(specifier: string): Promise<number> {
  const { metafile } = await build({
    stdin: { contents: `import '${specifier}';`, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    absWorkingDir: root,
    outdir: '/bundles',
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    conditions: ['@acme/src', 'import'],
    target: 'es2023',
    external: ['node:*', 'ky', 'zod', 'zod/*', 'p-retry', 'is-network-error'],
    logLevel: 'silent',
    plugins: [asOneFile],
  });
  const first = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint === '<stdin>');
  return Object.values(first?.inputs ?? {}).reduce((sum, { bytesInOutput }) => sum + bytesInOutput, 0);
}

/** In one file, `sideEffects` of a `package.json` does not help a bundler, which has to look at each statement. */
const asOneFile: Plugin = {
  name: 'as one file',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^(@acme\/|\.)/ }, async ({ path, importer, kind, resolveDir, pluginData }) => {
      if (pluginData === asOneFile) return undefined;
      return { ...(await resolve(path, { importer, kind, resolveDir, pluginData: asOneFile })), sideEffects: true };
    });
  },
};

/** Gives the modules by their number. */
const virtual = (modules: readonly string[]): Plugin => ({
  name: 'virtual',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^module:/ }, ({ path }) => ({ path: path.slice('module:'.length), namespace: 'module' }));
    onLoad({ filter: /./, namespace: 'module' }, ({ path }) => ({
      contents: modules[Number(path)] ?? '',
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    }));
  },
});

const unique = (names: readonly string[]): string[] => [...new Set(names)].sort();
