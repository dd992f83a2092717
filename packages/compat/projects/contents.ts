import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Project } from '../src/project.ts';

/**
 * Checks that each tarball holds a licence, a page to read, code whose maps hold its sources, the licences of what is
 * built in, and nothing else.
 */
export const contents: Project = {
  name: 'contents',
  files: () => ({
    'mistake.mjs': `import { createTokenSource } from '@acme/oauth-core';

try {
  createTokenSource({});
} catch (error) {
  console.log(error.stack);
}
`,
  }),
  async check({ folder, run }) {
    const scope = join(folder, 'node_modules', '@acme');
    for (const name of await readdir(scope)) await checkPackage(join(scope, name));
    const stack = await run('node', ['--enable-source-maps', 'mistake.mjs']);
    if (!/oauth-core\/src\/[\w-]+\.ts:\d+/.test(stack)) throw new Error(`Not the lines that were written:\n${stack}`);
  },
};

async function checkPackage(folder: string): Promise<void> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules', folder.length))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
  for (const needed of ['LICENSE', 'README.md', 'package.json']) {
    if (!files.includes(needed)) throw new Error(`${folder} has no ${needed}`);
  }
  const others = files.filter(
    (file) =>
      !/^(LICENSE|README\.md|CHANGELOG\.md|package\.json|dist\/.+\.(js|js\.map|d\.ts)|dist\/notices\/.+\.txt)$/.test(
        file,
      ),
  );
  if (others.length > 0) throw new Error(`${folder} has ${others.join(', ')} in it`);
  for (const file of files.filter((name) => name.endsWith('.js'))) {
    const code = await readFile(join(folder, file), 'utf8');
    if (!code.includes('//# sourceMappingURL=')) {
      if (code.replaceAll(/^(export|import)\s*\{[^;]*;/gm, '').trim() === '') continue; // passes on what others export
      throw new Error(`${file} of ${folder} has no source map`);
    }
    const { sources, sourcesContent }: { sources: string[]; sourcesContent?: (string | null)[] } = JSON.parse(
      await readFile(join(folder, `${file}.map`), 'utf8'),
    );
    if (sourcesContent?.length !== sources.length || sourcesContent.includes(null)) {
      throw new Error(`The map of ${file} of ${folder} does not hold its sources`);
    }
    for (const source of sources) {
      const builtIn = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1];
      if (builtIn !== undefined && !files.includes(`dist/notices/${builtIn}.txt`)) {
        throw new Error(`${folder} has no licence of ${builtIn}, whose code is in ${file}`);
      }
    }
  }
}
