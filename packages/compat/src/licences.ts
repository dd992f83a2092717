import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { publicPackages } from './packages.ts';

/** What somebody installs along with a package of this repository. */
export interface Dependency {
  readonly name: string;
  readonly version: string;
  /** SPDX, as its package.json says it. */
  readonly licence: string;
  /** The packages of this repository that bring it. */
  readonly broughtBy: readonly string[];
}

/** By package: the libraries that are part of its own files, so that nothing is installed for them. */
const builtIn: Readonly<Record<string, readonly string[]>> = { '@acme/oauth-core': ['p-retry'] };

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The dependencies of every published package at run time, direct or not. Peers are the app's own. */
export function runtimeDependencies(): Dependency[] {
  const found = new Map<string, Manifest & { broughtBy: Set<string> }>();
  for (const { name, folder } of publicPackages()) {
    const builtInHere = (builtIn[name] ?? [])
      .map((one) => installed(one, folder))
      .flatMap((path) => [path, ...foldersBelow(path)]);
    for (const path of [...foldersBelow(folder), ...builtInHere]) {
      const manifest = manifestOf(path);
      const id = `${manifest.name}@${manifest.version}`;
      const known = found.get(id) ?? { ...manifest, broughtBy: new Set<string>() };
      known.broughtBy.add(builtInHere.includes(path) ? `${name}, built in` : name);
      found.set(id, known);
    }
  }
  return [...found.values()]
    .map(({ name, version, license = 'none', broughtBy }) => ({
      name,
      version,
      licence: license,
      broughtBy: [...broughtBy].sort(),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The page that lists them. */
export function licencesPage(): string {
  const rows = runtimeDependencies().map(
    ({ name, version, licence, broughtBy }) => `| ${name} | ${version} | ${licence} | ${broughtBy.join(', ')} |`,
  );
  return `# Licences

The packages are under the MIT licence. This is what is installed along with them, or built in; \`pnpm run licences\` writes this page.

| package | version | licence | brought by |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

/** The folders of all packages that a package depends on, directly or not. */
function foldersBelow(folder: string, found: string[] = []): string[] {
  const { dependencies, optionalDependencies } = manifestOf(folder);
  for (const dependency of Object.keys({ ...dependencies, ...optionalDependencies })) {
    if (dependency.startsWith('@acme/')) continue; // listed by itself
    const path = installed(dependency, folder);
    if (found.includes(path)) continue;
    found.push(path);
    foldersBelow(path, found);
  }
  return found;
}

const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** The folder of a package, as Node finds it from another folder. */
function installed(name: string, from: string): string {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    try {
      return realpathSync(join(folder, 'node_modules', name));
    } catch {
      // further up
    }
  }
  throw new Error(`${name} is not installed beside ${from}.`);
}
