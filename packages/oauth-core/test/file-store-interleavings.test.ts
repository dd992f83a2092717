import { beforeEach, describe, expect, it, vi } from 'vitest';
import { fileStore } from '../src/node.ts';
import { createDice } from './simulation/dice.ts';
import { ScheduledFileSystem } from './support/scheduled-file-system.ts';

let files: ScheduledFileSystem;

vi.mock('node:fs/promises', () => {
  const call =
    (name: keyof ScheduledFileSystem['calls']) =>
    (path: string, other: string): unknown =>
      files.calls[name](path, other);
  const names = ['mkdir', 'readdir', 'stat', 'truncate', 'unlink', 'link', 'open'] as const;
  return Object.fromEntries(names.map((name) => [name, call(name)]));
});
vi.mock('node:timers/promises', () => ({ setTimeout: () => files.turn() }));
vi.mock('node:crypto', async (importOriginal) => ({
  ...(await importOriginal<typeof import('node:crypto')>()),
  randomInt: () => 0, // the same seed, the same schedule
}));

beforeEach(() => {
  files = new ScheduledFileSystem();
});

const dayMs = 86_400_000;

/** A writer that slept for days is told to read again, or finds that its temporary file was tidied away. */
function expectLate(error: unknown): void {
  expect(String(error)).toMatch(/read the entry again|ENOENT/);
}

/** What happened to one key while the seed decided in which order writers and tidiers ran and days passed. */
interface Course {
  /** What was linked for this key, in order: a revision, or `undefined` for a deletion. */
  readonly linked: (string | undefined)[];
  /** Each revision that a writer tried to write, and what it was to replace. */
  readonly tried: Map<string, string | undefined>;
  /** Those that a writer was told `true` for. */
  readonly confirmed: readonly string[];
  readonly standing: string | undefined;
}

async function runSchedule(seed: number): Promise<Course> {
  files = new ScheduledFileSystem();
  const linked: Course['linked'] = [];
  const tried: Course['tried'] = new Map([['first', undefined]]);
  const confirmed = ['first'];
  const store = fileStore('/tokens');
  await store.set('key', { format: 1, revision: 'first', keepUntil: 0, value: '' }, { replaces: undefined });
  linked.push('first');
  const [first = ''] = await files.calls.readdir();
  files.onLink = (name, content) => {
    if (name.startsWith(first.slice(0, 64))) linked.push(JSON.parse(content)?.revision);
  };

  const write = (writer: string) => async (): Promise<void> => {
    for (let turn = 1; turn <= 4; turn++) {
      const replaces = (await store.get('key'))?.entry.revision;
      const revision = `${writer}${turn}`;
      const entry = { format: 1, revision, keepUntil: 0, value: '' } as const;
      tried.set(revision, replaces);
      const answer = await store.set('key', entry, { replaces }).catch(expectLate);
      if (answer) confirmed.push(revision);
    }
  };
  const tidy = (other: string) => async (): Promise<void> => {
    for (let turn = 1; turn <= 4; turn++) {
      const replaces = turn === 1 ? undefined : `${turn - 1}`;
      await store.set(other, { format: 1, revision: `${turn}`, value: '' }, { replaces }).catch(expectLate);
    }
  };
  const passTime = async (): Promise<void> => {
    for (let turn = 1; turn <= 6; turn++) {
      for (let call = 0; call < 15; call++) await files.turn();
      files.now += 2 * dayMs;
    }
  };
  await files.run(createDice(seed), {
    a: write('a'),
    b: write('b'),
    c: write('c'),
    x: tidy('x'),
    y: tidy('y'),
    time: passTime,
  });
  return { linked, tried, confirmed, standing: (await store.get('key'))?.entry.revision };
}

/** `SCHEDULES=20000` for more. */
const schedules = Number(process.env.SCHEDULES ?? 400);

describe('fileStore, if days pass between two calls of a writer,', () => {
  it('confirms one replacement only, loses none that it confirmed, and removes nothing that is in use', async () => {
    let begunAnew = 0;
    for (let seed = 1; seed <= schedules; seed++) {
      const { linked, tried, confirmed, standing } = await runSchedule(seed);

      const deletions = linked.filter((revision) => revision === undefined).length;
      const replaced = confirmed.map((revision) => tried.get(revision));
      const creations = replaced.filter((revision) => revision === undefined).length;
      const twice = replaced.filter((revision, at) => revision && replaced.indexOf(revision) !== at);
      const line: (string | undefined)[] = []; // from the standing revision back to the beginning of the entry
      for (let at = standing; at !== undefined; at = tried.get(at)) line.push(at);
      const sinceDeletion = linked.slice(linked.lastIndexOf(undefined) + 1);
      const lost = confirmed.filter((revision) => sinceDeletion.includes(revision) && !line.includes(revision));
      expect({ seed, twice, lost, hasOneBeginning: creations <= 1 + deletions }).toEqual({
        seed,
        twice: [],
        lost: [],
        hasOneBeginning: true,
      });
      if (creations > 1) begunAnew++;
    }
    expect(begunAnew).toBeGreaterThan(10);
  });
});
