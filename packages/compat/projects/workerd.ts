import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installRuntime, versions } from '../../tooling/runtimes.ts';
import { callsModule } from '../src/calls.ts';
import type { Project } from '../src/project.ts';

/** What is used of miniflare. */
interface Miniflare {
  dispatchFetch(url: string, init: object): Promise<Response>;
  dispose(): Promise<void>;
}

/** A Worker, bundled by esbuild as Wrangler does it. */
export const workerd: Project = {
  name: 'workerd',
  dependencies: { esbuild: '0.28.2' },
  files: () => ({
    'calls.mjs': callsModule,
    'worker.mjs': `import { createSandbox } from '@acme/sandbox';
import { calls } from './calls.mjs';

export default {
  async fetch(request) {
    try {
      await calls(createSandbox().clients);
      return new Response(await calls(await request.json()));
    } catch (error) {
      return new Response(error.stack, { status: 500 });
    }
  },
};
`,
  }),
  async check({ folder, clients, run }) {
    const options = ['--bundle', '--format=esm', '--conditions=workerd,worker,browser', '--main-fields=module,main'];
    await run('esbuild', ['worker.mjs', ...options, '--external:node:*', '--outfile=bundle.mjs']);
    const require = createRequire(join(await installRuntime('miniflare', versions.miniflare), 'package.json'));
    const { Miniflare } = (await import(pathToFileURL(require.resolve('miniflare')).href)) as {
      Miniflare: new (options: object) => Miniflare;
    }; // its own types are not installed
    const script = { scriptPath: join(folder, 'bundle.mjs'), modules: true, modulesRoot: folder };
    const miniflare = new Miniflare({ ...script, compatibilityDate: '2026-07-01' });
    try {
      const request = { method: 'POST', body: clients };
      const answer = await (await miniflare.dispatchFetch('http://worker.example/', request)).text();
      if (answer !== 'answered') throw new Error(answer);
    } finally {
      await miniflare.dispose();
    }
  },
};
