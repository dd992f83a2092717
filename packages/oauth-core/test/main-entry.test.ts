import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));

/** Bytes of what a bundler makes of these names of the main entry, minified and gzipped. */
async function sizeOf(names: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: `export ${names} from './src/index.ts'`, resolveDir: folder },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2023',
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
}

// For the size of the whole entry and its third-party code, see packages/compat/test/entries.test.ts.
describe('the main entry', () => {
  it('runs nothing when it loads: what is not used costs no bytes', async () => {
    expect(await sizeOf('{ parseToken }')).toBeLessThan(300);
    expect(await sizeOf('{ systemClock }')).toBeLessThan(300);
    expect(await sizeOf('{ ConfigurationError }')).toBeLessThan(300);
  });

  // The reason is in docs/decisions/0007-size-of-the-core.md.
  it('is at most 14.0 kB for one grant with the memory store, minified and gzipped', async () => {
    expect(await sizeOf('{ createTokenSource, clientCredentials, memoryStore }')).toBeLessThanOrEqual(14_040);
  });
});
