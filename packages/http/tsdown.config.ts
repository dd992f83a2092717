import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: ['src/index.ts', 'src/schemas.ts'],
  format: 'esm',
  platform: 'neutral',
  target: 'es2023',
  dts: true,
  // One file before the first call, for each costs some half a millisecond of an app's start: the entry `schemas` takes what
  // it shares from the main entry by its name, and chunks that are loaded later from its file.
  deps: { neverBundle: ['@acme/http'] },
  inputOptions: { preserveEntrySignatures: 'allow-extension' },
  sourcemap: true,
  clean: true,
  fixedExtension: false, // index.js and index.d.ts, not .mjs
});
