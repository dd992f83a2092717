import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'tsdown';

// docs/decisions/0009-p-retry-is-built-in.md
const builtIn = ['p-retry', 'is-network-error'];

export default defineConfig({
  entry: ['src/index.ts', 'src/node.ts', 'src/opentelemetry.ts', 'src/redis.ts', 'src/testing.ts'],
  platform: 'neutral',
  deps: {
    // Of the entry `node`, and of all that take the main entry's errors from it: what is shared would be a file more.
    neverBundle: [/^node:/, '@acme/oauth-core'],
    onlyBundle: builtIn,
  },
  copy: builtIn.map((name) => ({
    from: join(realpathSync('node_modules/p-retry'), '..', name, 'license'), // where p-retry finds it too
    to: 'dist/notices',
    rename: `${name}.txt`,
  })),
  target: 'es2023',
  banner: { dts: '/// <reference lib="esnext.disposable" />' }, // Symbol.asyncDispose, which lib es2023 doesn't have
  sourcemap: true,
});
