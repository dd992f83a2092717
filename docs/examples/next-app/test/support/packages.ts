import { execFile } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../../../../', import.meta.url));
const tsdown = join(root, 'node_modules/tsdown/dist/run.mjs');

/** Builds those packages of the site whose sources are newer than `dist`, which Next.js reads. */
export async function buildPackages(): Promise<void> {
  for (const name of ['oauth-core', 'http', 'source', 'dam', 'cloud', 'next']) {
    const folder = join(root, 'packages', name);
    const built = join(folder, 'dist/index.js');
    if (existsSync(built) && newestIn(join(folder, 'src')) < statSync(built).mtimeMs) continue;
    await promisify(execFile)(process.execPath, [tsdown], { cwd: folder });
  }
}

function newestIn(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(...files.map(({ parentPath, name }) => statSync(join(parentPath, name)).mtimeMs));
}
