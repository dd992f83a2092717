import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { PublicPackage } from './packages.ts';

const pm = fileURLToPath(new URL('../../tooling/pm.mjs', import.meta.url));

/** Packs packages as they would be published. Gives the path of each tarball by the package's name. */
export async function pack(packages: readonly PublicPackage[], destination: string): Promise<Record<string, string>> {
  await mkdir(destination, { recursive: true });
  const filters = packages.flatMap(({ name }) => ['--filter', name]);
  await promisify(execFile)(process.execPath, [pm, '-r', ...filters, 'pack', '--pack-destination', destination]);
  return Object.fromEntries(
    packages.map(({ name, version }) => [
      name,
      join(destination, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`),
    ]),
  );
}
