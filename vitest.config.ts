import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Tests read the sources: no build before them.
  resolve: { conditions: ['@acme/src'] },
  ssr: { resolve: { conditions: ['@acme/src'] } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'docs/test/**/*.test.ts', 'docs/examples/*/test/**/*.test.ts'],
    // Ends what hangs. No test asserts on the clock, and a busy machine is slow.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    coverage: { provider: 'v8', include: ['packages/*/src/**'] },
  },
});
