import { callsModule, callsProgram } from '../src/calls.ts';
import type { Project } from '../src/project.ts';

/** Bundled for Node and for browsers; the latter has no module of Node in it. */
export const esbuild: Project = {
  name: 'esbuild',
  dependencies: { esbuild: '0.28.2' },
  files: () => ({ 'calls.mjs': callsModule, 'call.mjs': callsProgram }),
  async check({ run }) {
    await run('esbuild', ['call.mjs', '--bundle', '--minify', '--format=esm', '--platform=node', '--outfile=node.mjs']);
    await run('node', ['node.mjs']);
    await run('esbuild', ['calls.mjs', '--bundle', '--minify', '--format=esm', '--outfile=browser.js']);
  },
};
