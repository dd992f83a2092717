import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../', import.meta.url));

/** A package that is published. */
export interface PublicPackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  /** What its users import: each key of its `exports`, a pattern replaced by what matches it. Leaves out package.json. */
  readonly entries: readonly Entry[];
}

export interface Entry {
  /** `@acme/cloud/schemas/tasks`. */
  readonly specifier: string;
  /** Where its key is a pattern: `@acme/cloud/schemas/*`. */
  readonly pattern: string;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

/** Every package of the workspace that is published, as its package.json says. */
export function publicPackages(): PublicPackage[] {
  return readdirSync(folder).flatMap((directory) => {
    const path = join(folder, directory);
    let manifest: Manifest;
    try {
      manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
    } catch {
      return []; // an older checkout has left this folder behind
    }
    if (manifest.private) return [];
    return [{ name: manifest.name, version: manifest.version, folder: path, entries: entriesOf(path, manifest) }];
  });
}

function entriesOf(path: string, { name, exports = {} }: Manifest): Entry[] {
  return Object.entries(exports).flatMap(([key, target]) => {
    if (typeof target === 'string') return []; // package.json
    const pattern = name + key.slice(1);
    if (!key.includes('*')) return [{ specifier: pattern, pattern }];
    return matchesOf(path, target['@acme/src'] ?? '').map((match) => ({
      specifier: pattern.replace('*', match),
      pattern,
    }));
  });
}

/** What `*` stands for in a pattern of files. */
function matchesOf(path: string, target: string): string[] {
  const [before = '', after = ''] = target.split('*');
  const directory = before.slice(0, before.lastIndexOf('/') + 1);
  const prefix = before.slice(directory.length);
  return readdirSync(join(path, directory))
    .filter((file) => file.startsWith(prefix) && file.endsWith(after))
    .map((file) => file.slice(prefix.length, file.length - after.length));
}
