// Before a release: writes into each published package.json which repository it comes from, because npm compares this
// with the repository that built the tarball. The environment of the workflow names it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env;
if (!server || !repository) {
  console.error(
    'GITHUB_SERVER_URL and GITHUB_REPOSITORY say which repository it is: run this in the release workflow.',
  );
  process.exit(2);
}

const packages = new URL('../', import.meta.url);
for (const directory of readdirSync(packages)) {
  const path = new URL(`${directory}/package.json`, packages);
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  if (manifest.private) continue;
  manifest.repository = {
    type: 'git',
    url: `git+${server}/${repository}.git`,
    directory: `packages/${directory}`,
  };
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
}
