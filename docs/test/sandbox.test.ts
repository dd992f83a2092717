import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { root, samplesOf } from './samples.ts';

// The sample is a user's test file: importing it defines its test here.
describe('the sample in the README of the sandbox', async () => {
  const folder = join(root, 'docs/node_modules/.cache/sandbox-sample');
  const path = join(folder, 'sample.ts');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, samplesOf(join(root, 'packages/sandbox/README.md'))[0]?.code ?? '');
  await import(path);
});
