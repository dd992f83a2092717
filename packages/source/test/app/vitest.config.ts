import { defineConfig } from 'vitest/config';

// Apart from `npm test`: `next build` takes its time, and the app takes the packages from `dist`.
export default defineConfig({
  resolve: { conditions: ['@acme/src'] },
  ssr: { resolve: { conditions: ['@acme/src'] } },
  test: { include: ['test/app/*.spec.ts'], testTimeout: 300_000, hookTimeout: 600_000, fileParallelism: false },
});
