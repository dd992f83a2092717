// Runs the pinned pnpm with these arguments, on any Node from 18.12 and with nothing installed but npm.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);
const { packageManager } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
const { status, error } = spawnSync('npx', ['-y', packageManager, ...process.argv.slice(2)], {
  cwd: root,
  env: { ...process.env, npm_config_update_notifier: 'false' }, // a newer npm is not news for those who use this
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
if (error) throw error;
process.exit(status ?? 1);
