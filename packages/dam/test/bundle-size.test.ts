import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

/**
 * Gzipped bytes of a bundle without ky and zod.
 *
 * @param later Modules whose chunks count too, though they are loaded later; `all` for every one.
 */
async function gzipped(contents: string, later: readonly string[] | 'all' = []): Promise<number> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
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

/** What the client takes of the core. */
const core = `export {
  createTokenSource, createFixedTokenSource, refreshToken, secureUrl, systemClock, parseToken,
  createAuthorizationUrl, readCallback, CallbackError, ConfigurationError, OAuthError,
} from '@acme/oauth-core';`;
const client = "export { createDamClient } from '@acme/dam';";

describe('the client in a bundle that has the core', () => {
  it('adds at most 6 kB, the http package counted, for all that a call needs; less than 4.5 kB before the first call', async () => {
    const base = await gzipped(core);
    const [atOnce, aCall, everything] = [
      await gzipped(client),
      await gzipped(client, ['sender.ts']),
      await gzipped(client, 'all'),
    ];
    if (process.env.SHOW_SIZES) {
      process.stdout.write(
        `${atOnce - base} at once, ${aCall - base} for calls, ${everything - base} with all that is loaded later\n`,
      );
    }
    expect(atOnce - base).toBeLessThan(4_500);
    expect(aCall - base).toBeLessThanOrEqual(6_000);
    expect(everything - base).toBeLessThanOrEqual(11_000);
  });
});
