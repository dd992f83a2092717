import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: ['src/index.ts', 'src/node.ts', 'src/opentelemetry.ts', 'src/redis.ts', 'src/testing.ts'],
  format: 'esm',
  platform: 'neutral',
  deps: { neverBundle: [/^node:/] }, // in the entry `node` alone
  target: 'es2023',
  dts: true,
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
