import { programOf, versions } from '../../tooling/runtimes.ts';
import { callsModule, callsProgram } from '../src/calls.ts';
import type { Project } from '../src/project.ts';

export const deno: Project = {
  name: 'deno',
  dependencies: { '@opentelemetry/api': '^1.9.0' },
  files: (entries) => ({
    'calls.mjs': callsModule,
    'call.mjs': callsProgram,
    'import.mjs': entries.map((entry) => `import '${entry}';\n`).join(''),
    'sandbox.test.mjs': `import { createSandbox, startSandbox } from '@acme/sandbox';
import { calls } from './calls.mjs';

Deno.test('without a port', async () => {
  await calls(createSandbox().clients);
});

Deno.test('with a port', async () => {
  await using sandbox = await startSandbox({ port: 0 });
  await calls(sandbox.clients);
});
`,
  }),
  async check({ run }) {
    const program = await programOf('deno', versions.deno);
    const options = ['--no-remote', '--no-prompt', '--node-modules-dir=manual'];
    const network = '--allow-net=127.0.0.1,localhost';
    await run(program, ['run', ...options, 'import.mjs']); // needs no permission
    await run(program, ['run', ...options, network, '--allow-env=SANDBOX', 'call.mjs']);
    const readByWs = '--allow-env=WS_NO_BUFFER_UTIL,WS_NO_UTF_8_VALIDATE';
    await run(program, ['test', ...options, network, readByWs, 'sandbox.test.mjs']);
  },
};
