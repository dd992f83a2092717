import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { root, samplesOf } from './samples.ts';

// The samples are a user's test files: importing them defines their tests here.
describe.each(['packages/sandbox/README.md', 'docs/guides/testing.md'])('the tests in %s', async (page) => {
  const folder = join(root, 'docs/node_modules/.cache/sample-tests', page.replaceAll(/\W+/g, '-'));
  mkdirSync(folder, { recursive: true });
  for (const [index, { code }] of samplesOf(join(root, page)).entries()) {
    if (!code.includes("from 'vitest'")) continue;
    const path = join(folder, `${index}.ts`);
    writeFileSync(path, code);
    await import(path);
  }
});
