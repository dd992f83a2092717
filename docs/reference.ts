// Writes the reference into docs/reference, which is not committed: of every public entry from its TSDoc, and of every
// operation from the types that were made of the services' documents.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, type TypeDocOptions } from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';
import { writeOperationPages } from './.vitepress/operation-pages.ts';
import { publicEntries } from './.vitepress/public-entries.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = join(root, 'docs/reference');

async function writeReference(): Promise<void> {
  const entries = publicEntries();
  const options: Partial<TypeDocOptions & PluginOptions> = {
    plugin: ['typedoc-plugin-markdown'],
    entryPoints: [...entries.values()],
    name: 'Reference',
    tsconfig: join(root, 'docs/tsconfig.reference.json'),
    exclude: ['**/*.gen.ts'], // operations have pages of their own
    excludeExternals: true,
    excludeInternal: true,
    disableGit: true,
    disableSources: true,
    readme: 'none',
    skipErrorChecking: true, // a step of its own
    logLevel: 'Error',
    outputs: [{ name: 'markdown', path: out }],
    router: 'module',
    entryFileName: 'index',
    hidePageHeader: true,
    hideBreadcrumbs: true,
    useCodeBlocks: true,
    expandObjects: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    propertyMembersFormat: 'table',
    typeDeclarationFormat: 'table',
    sort: ['source-order'],
    groupOrder: ['Functions', 'Classes', 'Interfaces', 'Type Aliases', 'Variables', '*', 'References'],
    tableColumnSettings: { hideModifiers: true },
  };
  const app = await Application.bootstrapWithPlugins(options);
  const project = await app.convert();
  if (!project) throw new Error('The sources do not compile: run pnpm run typecheck.');
  for (const child of project.children ?? []) {
    const source = `packages/${child.name}`;
    for (const [entry, path] of entries) if (path.replace(/(\/index)?\.ts$/, '').endsWith(source)) child.name = entry;
  }
  rmSync(out, { recursive: true, force: true });
  await app.generateOutputs(project);
  for (const entry of entries.keys()) {
    if (!existsSync(join(out, `${entry}.md`))) throw new Error(`There is no page for ${entry}.`);
  }
}

await writeReference();
writeOperationPages(join(out, 'operations'));
