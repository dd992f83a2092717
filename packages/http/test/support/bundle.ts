import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/**
 * Gzipped bytes of a bundle without ky and zod.
 *
 * @param testUrl `import.meta.url` of the test, whose package knows what is imported.
 * @param later Modules that are loaded later, but whose chunks count too; `all` for all of them.
 */
export async function gzipped(
  testUrl: string,
  contents: string,
  later: readonly string[] | 'all' = [],
): Promise<number> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', testUrl)) },
    outdir: '/out',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['@acme/src'],
    external: ['ky', 'zod', 'zod/*', 'node:*'],
    write: false,
    metafile: true,
  });
  const outputs = Object.entries(metafile.outputs);
  const counted = new Set<string>();
  for (const [name, { entryPoint = '' }] of outputs) {
    if (entryPoint === '<stdin>' || later === 'all' || later.some((module) => entryPoint.endsWith(module)))
      counted.add(name);
  }
  for (const name of counted) {
    for (const { path, kind } of metafile.outputs[name]?.imports ?? []) {
      if (kind === 'import-statement' && metafile.outputs[path]) counted.add(path);
    }
  }
  const texts = outputFiles.filter(({ path }) =>
    [...counted].some((name) => path.endsWith(name.slice(name.lastIndexOf('/')))),
  );
  return gzipSync(texts.map(({ text }) => text).join('\n'), { level: 9 }).length;
}

/** The modules of a bundle, and its bytes without zod, ky and the core. */
export async function bundled(testUrl: string, contents: string): Promise<{ text: string; inputs: string[] }> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', testUrl)) },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'neutral',
    conditions: ['@acme/src'],
    external: ['ky', 'zod', 'zod/*', '@acme/oauth-core'],
    write: false,
    metafile: true,
  });
  const [output] = Object.values(metafile.outputs);
  return { text: outputFiles[0]?.text ?? '', inputs: Object.keys(output?.inputs ?? {}) };
}
