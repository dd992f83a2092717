import { defineConfig } from 'vitest/config';

// Not part of `npm test`: `next build` is slow, and the apps use the packages from `dist`.
export default defineConfig({
  resolve: { conditions: ['@acme/src'] },
  ssr: { resolve: { conditions: ['@acme/src'] } },
  test: { include: ['test/app/*.spec.ts'], testTimeout: 300_000, hookTimeout: 600_000, fileParallelism: false },
});
