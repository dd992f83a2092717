import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** The content of a bundle. */
export interface Content {
  readonly code: string;
  /** Chunks that count although they are loaded later: beginnings of their files' names, or all. */
  readonly later?: readonly string[] | 'all';
  readonly external?: readonly string[];
  readonly conditions?: readonly string[];
  readonly platform?: 'neutral' | 'node';
}

/**
 * Bytes of a bundle, minified and gzipped; without ky and zod, and from the sources, if the content says nothing else.
 *
 * @param from `import.meta.url` of a file whose package knows what is imported.
 */
export async function gzipped(
  from: string,
  { code, later = [], external = ['ky', 'zod', 'zod/*'], conditions = ['@acme/src'], platform = 'neutral' }: Content,
): Promise<number> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('.', from)) },
    outdir: '/out',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform,
    mainFields: ['module', 'main'],
    conditions: [...conditions],
    external: ['node:*', ...external],
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const counted = new Set<string>();
  for (const [name, { entryPoint = '' }] of Object.entries(metafile.outputs)) {
    const file = entryPoint.slice(entryPoint.lastIndexOf('/') + 1);
    if (entryPoint === '<stdin>' || later === 'all' || later.some((part) => file.startsWith(part))) counted.add(name);
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
