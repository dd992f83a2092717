import { nodeOf, versions } from '../../tooling/runtimes.ts';
import { callsModule, callsProgram } from '../src/calls.ts';
import type { Project } from '../src/project.ts';

/**
 * On one version of Node: every entry by `import`, which must have no side effect, and by `require`, and a call to each
 * service.
 *
 * @param requires Whether this version has `require()` of ES modules.
 */
function onNode(name: string, version: string, requires = true): Project {
  return {
    name,
    dependencies: { '@opentelemetry/api': '^1.9.0' },
    files: (entries) => ({
      'calls.mjs': callsModule,
      'call.mjs': callsProgram,
      'import.mjs': `import assert from 'node:assert/strict';

const globals = new Set(Object.getOwnPropertyNames(globalThis));
const touched = [];
for (const [object, name] of [
  [globalThis, 'fetch'], [globalThis, 'setTimeout'], [globalThis, 'setInterval'], [Date, 'now'], [Math, 'random'],
  [crypto, 'getRandomValues'], [crypto, 'randomUUID'], [performance, 'now'],
]) {
  object[name] = () => void touched.push(name);
}
for (const entry of ${JSON.stringify(entries)}) {
  const names = Object.keys(await import(entry));
  assert(names.length > 0, entry + ' exports nothing');
  assert(!names.includes('default'), entry + ' has a default export');
}
const added = Object.getOwnPropertyNames(globalThis).filter((name) => !globals.has(name) && !name.startsWith('__zod_'));
assert.deepEqual({ touched, added }, { touched: [], added: [] });
`,
      'require.cjs': `const assert = require('node:assert/strict');

for (const entry of ${JSON.stringify(entries)}) {
  assert(Object.keys(require(entry)).length > 0, entry + ' exports nothing');
}
`,
    }),
    async check({ run }) {
      const node = await nodeOf(version);
      await run('node', ['import.mjs'], { node });
      if (requires) await run('node', ['require.cjs'], { node });
      await run('node', ['call.mjs'], { node });
    },
  };
}

/** The oldest that `engines` allows. */
export const node22First: Project = onNode('node22.0', '22.0.0', false);
/** The first one with `require()` of ES modules. */
export const node22Require: Project = onNode('node22.12', '22.12.0');
export const node22: Project = onNode('node22', versions.node22);
export const node24: Project = onNode('node24', versions.node24);
export const node26: Project = onNode('node26', versions.node26);
