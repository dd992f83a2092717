import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type BuildResult, build, type Metafile } from 'esbuild';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));

/** What a bundler makes of these names of the main entry, minified. */
function bundle(
  names: string,
  packages: 'bundle' | 'external' = 'bundle',
): Promise<BuildResult<{ write: false; metafile: true }>> {
  return build({
    stdin: { contents: `export ${names} from './src/index.ts'`, resolveDir: folder },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2023',
    external: ['node:*'],
    packages,
  });
}

/** Bytes after gzip. */
async function sizeOf(names: string): Promise<number> {
  const { outputFiles } = await bundle(names);
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
}

const importsOf = ({ outputs }: Metafile): string[] =>
  Object.values(outputs).flatMap(({ imports }) => imports.map(({ path }) => path));

describe('the main entry', () => {
  it('imports p-retry and nothing else: no node:, no ky, no zod', async () => {
    const { metafile } = await bundle('*', 'external');

    expect(importsOf(metafile)).toEqual(['p-retry']);
  });

  it('has nothing of other packages in its bundle but p-retry', async () => {
    const { metafile } = await bundle('*');
    const packages = Object.keys(metafile.inputs).flatMap(
      (path) => /node_modules\/(?!\.pnpm)([^/]+)/.exec(path)?.[1] ?? [],
    );

    expect(importsOf(metafile)).toEqual([]);
    expect(new Set(packages)).toEqual(new Set(['p-retry', 'is-network-error']));
  });

  it('keeps nothing at module level: what is not used costs nothing', async () => {
    expect(await sizeOf('{ parseToken }')).toBeLessThan(300);
    expect(await sizeOf('{ systemClock }')).toBeLessThan(300);
    expect(await sizeOf('{ ConfigurationError }')).toBeLessThan(350);
  });

  it.each([
    {
      what: 'one grant with the memory store',
      names: '{ createTokenSource, clientCredentials, memoryStore }',
      limit: 12_700,
    },
    { what: 'everything', names: '*', limit: 15_500 },
  ])('is at most $limit bytes, minified and gzipped: $what', async ({ names, limit }) => {
    expect(await sizeOf(names)).toBeLessThanOrEqual(limit);
  });
});
