import { readdirSync } from 'node:fs';
import { defineConfig } from 'tsdown';

// A schema module for each tag of the API.
const tags = readdirSync('src/schemas').flatMap((file) => /^(.+)\.gen\.ts$/.exec(file)?.[1] ?? []);

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    node: 'src/node.ts',
    'schemas/index': 'src/schemas/index.ts',
    ...Object.fromEntries(tags.map((tag) => [`schemas/${tag}`, `src/schemas/${tag}.gen.ts`])),
  },
  platform: 'neutral',
  target: 'es2023',
  sourcemap: true,
});
