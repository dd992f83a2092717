// `npm run compat`: packs the packages and tries the tarballs in scratch projects, each a way to use them.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startSandbox } from '@acme/sandbox';
import { projects } from '../projects/index.ts';
import { pack } from '../src/pack.ts';
import { publicPackages } from '../src/packages.ts';
import type { Project } from '../src/project.ts';
import { createScratch } from '../src/scratch.ts';

const usage = `Usage: npm run compat [-- options]

  --only NAME  try this project alone; may be repeated
  --keep       leave the folders, and print where they are
  --list       print the names

Names: ${projects.map(({ name }) => name).join(', ')}`;

async function main(args: string[]): Promise<number> {
  let options: { only?: string[]; keep?: boolean; list?: boolean };
  try {
    options = parseArgs({
      args,
      options: { only: { type: 'string', multiple: true }, keep: { type: 'boolean' }, list: { type: 'boolean' } },
    }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    return 2;
  }
  const { only = projects.map(({ name }) => name), keep = false, list = false } = options;
  if (list) {
    for (const { name } of projects) console.log(name);
    return 0;
  }
  const unknown = only.filter((wanted) => !projects.some(({ name }) => name === wanted));
  if (unknown.length > 0) {
    console.error(`There is no project named ${unknown.join(', ')}.\n\n${usage}`);
    return 2;
  }
  const folder = await mkdtemp(join(tmpdir(), 'acme-compat-'));
  try {
    return await tryAll(
      projects.filter(({ name }) => only.includes(name)),
      folder,
    );
  } finally {
    if (keep) console.log(folder);
    else await rm(folder, { recursive: true, force: true });
  }
}

async function tryAll(chosen: readonly Project[], folder: string): Promise<number> {
  const packages = publicPackages();
  const tarballs = await pack(packages, join(folder, 'tarballs'));
  let failed = 0;
  for (const project of chosen) {
    const installed = packages.filter(({ name }) => project.withNext || name !== '@acme/next');
    const entries = installed
      .flatMap((one) => one.entries.map(({ specifier }) => specifier))
      .filter((specifier) => project.withNext || !specifier.endsWith('/next'));
    const ownTarballs = Object.fromEntries(installed.map(({ name }) => [name, tarballs[name] ?? '']));
    const began = performance.now();
    await using sandbox = await startSandbox();
    try {
      const scratch = await createScratch(project, join(folder, project.name), ownTarballs, entries, sandbox);
      await project.check(scratch);
      console.log(`${project.name}: works (${Math.round((performance.now() - began) / 1_000)} s)`);
    } catch (error) {
      failed += 1;
      console.log(`${project.name}: FAILED\n${error instanceof Error ? error.message : error}`);
    }
  }
  console.log(`${chosen.length - failed} of ${chosen.length} work`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
