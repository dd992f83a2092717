import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: ['src/index.ts', 'src/cli.ts'],
  format: 'esm',
  platform: 'neutral',
  deps: { neverBundle: [/^node:/] }, // loaded by startSandbox and the command only
  target: 'es2023',
  dts: true,
  banner: { dts: '/// <reference lib="esnext.disposable" />' }, // Symbol.asyncDispose, which lib es2023 doesn't have
  sourcemap: true,
  clean: true,
  fixedExtension: false, // index.js and index.d.ts, not .mjs
});
