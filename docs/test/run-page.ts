import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Sandbox, type ServerOptions, startSandbox } from '@acme/sandbox';
import { onTestFinished, vi } from 'vitest';
import { environmentLines } from '../../packages/sandbox/src/environment.ts';
import { root, samplesOf } from './samples.ts';

/** What the code of a page did. */
export interface Run<Exports> {
  /** A line for each `console.log` and its kin. */
  readonly printed: readonly string[];
  /** What the code of the page exports. */
  readonly exports: Exports;
}

/** A sandbox behind a port of this machine, with the environment that its command prints, for the federated organisation. */
export async function sandboxInEnvironment(options: ServerOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  const federated = sandbox.organizations[2].uuid;
  const lines = Object.values(environmentLines(sandbox.clients, sandbox.organizations)).flat();
  for (const line of [...lines, `AH_ORGANIZATION_UUID=${federated}`, `FEDERATED_ORGANIZATION=${federated}`]) {
    const [name = '', value] = line.split(/=(.*)/s); // a secret may end with an equals sign
    vi.stubEnv(name, value);
  }
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await sandbox.close();
  });
  return sandbox;
}

/**
 * Runs the code of a page as it is written there.
 *
 * @param page From the root of the repository.
 * @param block Which of its blocks, from 0; default: the last. A block that is `continued` has those before it in it.
 */
export async function runPage<Exports = unknown>(page: string, block = -1): Promise<Run<Exports>> {
  const sample = samplesOf(join(root, page)).at(block);
  if (!sample) throw new Error(`${page} has no block ${block}`);
  const folder = join(root, 'docs/node_modules/.cache/runs', randomUUID()); // a module runs only once
  const file = join(folder, 'page.ts');
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, sample.code);
  const printed: string[] = [];
  const spies = (['log', 'info', 'warn', 'error'] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation((...values) => void printed.push(values.join(' '))),
  );
  try {
    return { printed, exports: await import(file) };
  } finally {
    for (const spy of spies) spy.mockRestore();
    rmSync(folder, { recursive: true });
  }
}

/** Runs the code of a page, and gives what it exports. */
export async function exportsOf<Exports>(page: string, block?: number): Promise<Exports> {
  return (await runPage<Exports>(page, block)).exports;
}
