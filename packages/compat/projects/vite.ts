import { callsModule, callsProgram } from '../src/calls.ts';
import type { Project } from '../src/project.ts';

/** An app for browsers, built, and one for the server with the packages inside, built and run. */
export const vite: Project = {
  name: 'vite',
  dependencies: { vite: '8.3.4' },
  files: () => ({
    'calls.mjs': callsModule,
    'call.mjs': callsProgram,
    'main.js': `import { calls } from './calls.mjs';

document.querySelector('button').onclick = () => calls(window.clients);
`,
    'index.html':
      '<!doctype html><title>App</title><button>Call</button><script type="module" src="/main.js"></script>',
    'vite.config.js': `export default { ssr: { noExternal: true }, build: { target: 'es2022' } };
`,
  }),
  async check({ run }) {
    const printed = await run('vite', ['build', '--outDir', 'browser']);
    if (printed.includes('externalized')) throw new Error(printed); // a module of Node in an app for browsers
    await run('vite', ['build', '--ssr', 'call.mjs', '--outDir', 'server']);
    await run('node', ['server/call.js']);
  },
};
