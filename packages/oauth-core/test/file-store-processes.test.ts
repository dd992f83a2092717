import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileStore } from '../src/node.ts';

const writer = fileURLToPath(new URL('support/counting-writer.ts', import.meta.url));

let base: string;
let folder: string;
let log: string;
const children = new Set<ChildProcess>();

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'file-store-processes-'));
  folder = join(base, 'tokens');
  log = join(base, 'log');
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(base, { recursive: true, force: true });
});

/** Resolves with the exit code, or the signal that ended it. */
function startWriter(times: number): { child: ChildProcess; ended: Promise<number | string> } {
  const child = spawn(process.execPath, [writer, folder, log, `${times}`], { stdio: ['ignore', 'ignore', 'inherit'] });
  children.add(child);
  const ended = once(child, 'exit').then(([code, signal]) => {
    children.delete(child);
    return code ?? signal;
  });
  return { child, ended };
}

const confirmedCounts = async (): Promise<number[]> => (await readFile(log, 'utf8')).trim().split('\n').map(Number);

const storedCount = async (): Promise<number> => Number((await fileStore(folder).get('counter'))?.entry.value);

describe('fileStore, shared by processes,', () => {
  it('loses no write and confirms none twice while 8 processes write at once', async () => {
    const ends = await Promise.all(Array.from({ length: 8 }, () => startWriter(25).ended));

    expect(ends).toEqual(Array.from({ length: 8 }, () => 0));
    expect(await storedCount()).toBe(200);
    expect((await confirmedCounts()).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 200 }, (_, index) => index + 1),
    );
  }, 60_000);

  it('stays whole while processes are killed and frozen at random moments', async () => {
    let killed = 0;
    let writers = Array.from({ length: 4 }, () => startWriter(Infinity));
    while ((await confirmedCounts().catch(() => [])).length < 20) await sleep(50); // until they are under way
    for (let round = 0; round < 12; round++) {
      const [victim, sleeper, ...others] = writers;
      if (victim === undefined || sleeper === undefined) throw new Error('four writers were started');
      sleeper.child.kill('SIGSTOP');
      victim.child.kill('SIGKILL');
      killed++;
      expect(await victim.ended).toBe('SIGKILL'); // and not by an error of its own
      await sleep(100 + 7 * round);
      sleeper.child.kill('SIGCONT');
      writers = [sleeper, ...others, startWriter(Infinity)];
    }
    for (const { child, ended } of writers) {
      child.kill('SIGKILL');
      killed++;
      expect(await ended).toBe('SIGKILL');
    }

    const confirmed = await confirmedCounts();
    const stored = await storedCount();
    expect(new Set(confirmed).size).toBe(confirmed.length); // no count was confirmed to two
    expect(stored).toBeGreaterThanOrEqual(Math.max(...confirmed));
    expect(stored - confirmed.length).toBeLessThanOrEqual(killed); // these wrote, and were killed before they logged it
    const names = await readdir(folder);
    // Each of the last writers may have been killed between its write and the removal of an older file.
    expect(names.filter((name) => name.endsWith('.json')).length).toBeLessThanOrEqual(8 + writers.length);
    expect(names.filter((name) => name.endsWith('.tmp')).length).toBeLessThanOrEqual(killed);
  }, 60_000);
});
