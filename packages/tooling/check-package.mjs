// Packs the package in the current folder and checks the tarball, as it would be published.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const cache = fileURLToPath(new URL('../../node_modules/.cache/packed/', import.meta.url));
mkdirSync(cache, { recursive: true });
const { name } = JSON.parse(readFileSync('package.json', 'utf8'));
const tarball = `${cache}${name.replace('@', '').replace('/', '-')}.tgz`;

const run = (command, args) => execFileSync(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
run('pnpm', ['pack', '--out', tarball]);
run('publint', ['--strict', tarball]);
run('attw', [tarball, '--profile', 'esm-only', '--format', 'ascii', '--no-emoji']);
// As in an app that checks the declarations of its libraries, and has no types but the platform's.
const checked = '--ignoreConfig --noEmit --strict --exactOptionalPropertyTypes --skipLibCheck false'.split(' ');
const platform = '--lib es2023,dom --target es2023 --module nodenext'.split(' ');
run('tsc', [...checked, ...platform, 'dist/index.d.ts']);
