import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: ['src/index.ts', 'src/cli.ts'],
  platform: 'neutral',
  deps: { neverBundle: [/^node:/] }, // loaded by startSandbox and the command only
  target: 'es2023',
  banner: { dts: '/// <reference lib="esnext.disposable" />' }, // Symbol.asyncDispose, which lib es2023 doesn't have
  sourcemap: true,
});
