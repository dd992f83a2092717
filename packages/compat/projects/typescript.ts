import type { Project } from '../src/project.ts';
import { everyEntry, typedCallsProgram } from '../src/typed-calls.ts';

/**
 * An app that one version of TypeScript checks together with the declarations of its libraries, and that then runs.
 *
 * @param commonJs Whether the app's own files are compiled to CommonJS.
 */
function withTypeScript(
  name: string,
  version: string,
  options: Readonly<Record<string, unknown>>,
  commonJs = false,
): Project {
  return {
    name,
    dependencies: {
      typescript: version,
      '@opentelemetry/api': '^1.9.0',
      zod: '^4.0.0',
      ...(options.types === undefined && { '@types/node': '24.19.2' }),
    },
    manifest: { type: commonJs ? 'commonjs' : 'module' },
    files: (entries) => ({
      'src/calls.ts': typedCallsProgram,
      'src/entries.ts': everyEntry(entries),
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          target: 'es2022',
          strict: true,
          exactOptionalPropertyTypes: true,
          noUncheckedIndexedAccess: true,
          skipLibCheck: false,
          rootDir: 'src',
          outDir: 'out',
          types: ['node'],
          ...options,
        },
        include: ['src'],
      }),
    }),
    async check({ run }) {
      await run('tsc', ['-p', '.']);
      await run('node', ['out/calls.js']);
      await run('node', ['out/entries.js']);
    },
  };
}

const oldest = '5.4.5';
const newest = '7.0.2';
const bundler = { module: 'esnext', moduleResolution: 'bundler' };

export const typescriptProjects: readonly Project[] = [
  withTypeScript('typescript5.4-nodenext', oldest, { module: 'nodenext' }),
  withTypeScript('typescript5.4-bundler', oldest, bundler),
  withTypeScript('typescript7-nodenext', newest, { module: 'nodenext' }),
  withTypeScript('typescript7-bundler', newest, bundler),
  withTypeScript('typescript-without-node-types', newest, { ...bundler, lib: ['es2023', 'dom'], types: [] }),
  withTypeScript('typescript-without-dom', newest, { module: 'nodenext', lib: ['es2023', 'esnext.disposable'] }),
  withTypeScript('commonjs-nodenext', newest, { module: 'nodenext' }, true),
  withTypeScript('commonjs-node20', '5.9.3', { module: 'node20' }, true),
];
