import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Sandbox, type ServerOptions, startSandbox } from '@acme/sandbox';
import { onTestFinished, vi } from 'vitest';
import { root, samplesOf } from './samples.ts';

/** What the code of a page did. */
export interface Run<Exports> {
  /** A line for each `console.log` and its kin. */
  readonly printed: readonly string[];
  /** What the code of the page exports. */
  readonly exports: Exports;
}

/** A sandbox behind a port of this machine, with the environment that leads every client to it. */
export async function sandboxInEnvironment(options: ServerOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  const { cloud, source, dam, damPersonal } = sandbox.clients;
  const environment = {
    ACLI_KEY: cloud.clientId,
    ACLI_SECRET: cloud.clientSecret,
    AH_ORGANIZATION_UUID: sandbox.organizations[2].uuid,
    FEDERATED_ORGANIZATION: sandbox.organizations[2].uuid,
    ACLI_CLOUD_API_BASE_URI: cloud.baseUrl,
    ACLI_CLOUD_API_ACCOUNTS_URI: cloud.tokenUrl,
    ACQUIA_SITE_URL: source.siteUrl,
    ACQUIA_CLIENT_ID: source.clientId,
    ACQUIA_CLIENT_SECRET: source.clientSecret,
    DAM_CLIENT_ID: dam.clientId,
    DAM_CLIENT_SECRET: dam.clientSecret,
    DAM_ACCESS_TOKEN: damPersonal.accessToken,
    DAM_BASE_URL: dam.baseUrl,
    DAM_TOKEN_URL: dam.tokenUrl,
    DAM_CONSENT_URL: dam.consentUrl,
    DAM_V1_BASE_URL: dam.v1BaseUrl,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
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
