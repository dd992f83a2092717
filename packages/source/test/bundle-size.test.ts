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
    external: ['ky', 'zod', 'next/*'],
    write: false,
    metafile: true,
  });
  const counted = new Set<string>();
  for (const [name, { entryPoint = '' }] of Object.entries(metafile.outputs)) {
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

const core = `export {
  createTokenSource, createFixedTokenSource, clientCredentials, refreshToken, createAuthorizationUrl, readCallback,
  fetchOf, secureUrl, systemClock, ConfigurationError, OAuthError,
} from '@acme/oauth-core';`;
const client = "export { createSourceClient, defineResource, one, many } from '@acme/source';";

describe('the client in a bundle that has the core', () => {
  it('adds 8 kB at most, the http package counted, for all that reading needs; with filters, writes, menus, sign-in and cache, which are loaded when first used, 11.2 kB', async () => {
    const base = await gzipped(core);
    const reading = (await gzipped(client, ['sender.ts', 'read-pages.ts'])) - base;
    const everything = (await gzipped(client, 'all')) - base;
    if (process.env.SHOW_SIZES)
      process.stdout.write(`${reading} for reads, ${everything} with all that is loaded when first used\n`);

    expect(reading).toBeLessThanOrEqual(8_000);
    expect(everything).toBeLessThanOrEqual(11_200);
  });
});
