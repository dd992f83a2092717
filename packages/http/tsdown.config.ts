import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: ['src/index.ts', 'src/schemas.ts'],
  platform: 'neutral',
  target: 'es2023',
  // One file before the first call, for each costs some half a millisecond of an app's start: the entry `schemas` takes what
  // it shares from the main entry by its name, and chunks that are loaded later from its file.
  deps: { neverBundle: ['@acme/http'] },
  inputOptions: { preserveEntrySignatures: 'allow-extension' },
  sourcemap: true,
});
