import { defineConfig } from 'vitest/config';

// Apart from `npm test`: workerd is too large for everybody's install.
export default defineConfig({
  resolve: { conditions: ['@acme/src'] },
  ssr: { resolve: { conditions: ['@acme/src'] } },
  test: { include: ['test/workerd/*.spec.ts'], testTimeout: 60_000, hookTimeout: 180_000 },
});
