import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, onTestFinished } from 'vitest';
import { specifyProcesses } from './specification.ts';

describe('processes that share a file store', () => {
  specifyProcesses(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'acme-processes-'));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    return { kind: 'file', directory };
  });
});
