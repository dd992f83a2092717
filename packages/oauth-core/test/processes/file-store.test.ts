import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext } from 'vitest';
import type { StoreLocation } from './shared-store.ts';
import { specifyKilledHolder, specifyProcesses } from './specification.ts';

async function folder({ onTestFinished }: TestContext): Promise<StoreLocation[]> {
  const directory = await mkdtemp(join(tmpdir(), 'acme-processes-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return [{ kind: 'file', directory }];
}

describe('processes that share a file store', () => {
  specifyProcesses(folder);
  specifyKilledHolder(folder);
});
