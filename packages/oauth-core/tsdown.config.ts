import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'tsdown';

// docs/decisions/0009-p-retry-is-built-in.md
const builtIn = ['p-retry', 'is-network-error'];

export default defineConfig({
  entry: ['src/index.ts', 'src/node.ts', 'src/opentelemetry.ts', 'src/redis.ts', 'src/testing.ts'],
  format: 'esm',
  platform: 'neutral',
  deps: {
    neverBundle: [/^node:/], // in the entry `node` alone
    onlyBundle: builtIn,
  },
  copy: builtIn.map((name) => ({
    from: join(realpathSync('node_modules/p-retry'), '..', name, 'license'), // where p-retry finds it too
    to: 'dist/notices',
    rename: `${name}.txt`,
  })),
  target: 'es2023',
  dts: true,
  // One file of what entries share: each file costs some half a millisecond of an app's start.
  outputOptions: {
    codeSplitting: {
      groups: [{ name: 'shared', test: /[\\/]src[\\/]\w[\w-]+\.ts$/, tags: ['$initial'], minShareCount: 2 }],
    },
  },
  banner: { dts: '/// <reference lib="esnext.disposable" />' }, // Symbol.asyncDispose, which lib es2023 doesn't have
  sourcemap: true,
  clean: true,
  fixedExtension: false, // index.js and index.d.ts, not .mjs
});
