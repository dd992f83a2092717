import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: ['src/index.ts', 'src/next.ts'],
  platform: 'neutral',
  target: 'es2023',
  // One file of what entries share: each file costs some half a millisecond of an app's start.
  outputOptions: {
    codeSplitting: {
      groups: [{ name: 'shared', test: /[\\/]src[\\/]\w[\w-]+\.ts$/, tags: ['$initial'], minShareCount: 2 }],
    },
  },
  sourcemap: true,
});
