import { defineConfig } from 'vitest/config';

// Real processes, servers and browsers: one file after the other, never beside the rest.
const real = [
  'packages/*/test/processes/**/*.test.ts',
  'packages/*/test/simulation/**/*.test.ts',
  'packages/*/test/*-processes.test.ts',
  '{packages,docs/examples}/*/test/*-browser.test.ts',
  'packages/*/test/redis-store.test.ts',
];
const inProcess = ['packages/*/test/**/*.test.ts', 'docs/test/**/*.test.ts', 'docs/examples/*/test/**/*.test.ts'];

export default defineConfig({
  // Tests read the sources: no build before them.
  resolve: { conditions: ['@acme/src'] },
  ssr: { resolve: { conditions: ['@acme/src'] } },
  test: {
    // Ends what hangs. No test asserts on the clock, and a busy machine is slow.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    coverage: { provider: 'v8', include: ['packages/*/src/**'] },
    projects: [
      { extends: true, test: { name: 'in process', include: inProcess, exclude: real, sequence: { groupOrder: 0 } } },
      {
        extends: true,
        test: { name: 'real', include: real, fileParallelism: false, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
