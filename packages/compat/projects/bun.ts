import { programOf, versions } from '../../tooling/runtimes.ts';
import { callsModule, callsProgram } from '../src/calls.ts';
import type { Project } from '../src/project.ts';

export const bun: Project = {
  name: 'bun',
  dependencies: { '@opentelemetry/api': '^1.9.0' },
  files: (entries) => ({
    'calls.mjs': callsModule,
    'call.mjs': callsProgram,
    'import.mjs': entries.map((entry) => `import '${entry}';\n`).join(''),
    'sandbox.test.mjs': `import { expect, test } from 'bun:test';
import { createSandbox, startSandbox } from '@acme/sandbox';
import { calls } from './calls.mjs';

test('without a port', async () => {
  expect(await calls(createSandbox().clients)).toBe('answered');
});

test('with a port', async () => {
  await using sandbox = await startSandbox({ port: 0 });
  expect(await calls(sandbox.clients)).toBe('answered');
});
`,
  }),
  async check({ run }) {
    const program = await programOf('bun', versions.bun);
    await run(program, ['import.mjs']);
    await run(program, ['call.mjs']);
    await run(program, ['test']);
  },
};
