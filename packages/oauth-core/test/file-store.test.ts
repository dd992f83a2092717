import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConfigurationError } from '../src/errors.ts';
import { fileStore } from '../src/node.ts';
import type { StoredToken, TokenStore } from '../src/token-store.ts';
import { storeErrorOf } from './support/store-error.ts';

type Link = (existing: string, made: string) => Promise<void>;
/** What replaces a call of the file system, or comes before it. */
const faults: {
  /** Replaces the making of a hard link; the real call is passed in. */
  link?: ((real: Link) => Link) | undefined;
  openFolder?: (() => Error | undefined) | undefined;
  /** Comes before a file is made. */
  make?: (() => Promise<void>) | undefined;
  /** Comes before a file is emptied. */
  truncate?: ((path: string) => Promise<void>) | undefined;
  /** Comes before a file is removed. */
  unlink?: ((path: string) => Promise<void>) | undefined;
  /** What a listing of the folder shows. */
  list?: ((names: string[]) => string[]) | undefined;
} = {};
const openFiles = new Set<unknown>();
/** What was written through to the disk or got a name, in order; folders by their own name, files by their ending. */
const lasting: string[] = [];

vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs/promises')>();
  return {
    ...real,
    readdir: async (path: string) => {
      const names = await real.readdir(path);
      return faults.list?.(names) ?? names;
    },
    truncate: async (path: string) => {
      await faults.truncate?.(path);
      await real.truncate(path);
    },
    unlink: async (path: string) => {
      await faults.unlink?.(path);
      await real.unlink(path);
    },
    link: async (existing: string, made: string) => {
      await (faults.link?.(real.link as Link) ?? real.link)(existing, made);
      lasting.push(`link ${made.replace(/.*\./, '')}`);
    },
    open: async (path: string, ...rest: [string?, number?]) => {
      if (rest[0] === 'wx') await faults.make?.();
      const handle = await real.open(path, ...rest);
      const close = handle.close.bind(handle);
      openFiles.add(handle);
      handle.close = () => {
        openFiles.delete(handle);
        return close();
      };
      if (rest[0] === 'a') lasting.push('make floor');
      const sync = handle.sync.bind(handle);
      handle.sync = async () => {
        await sync();
        lasting.push(`sync ${path.replace(/.*[./]/, '')}`);
      };
      const error = rest.length === 0 && (await handle.stat()).isDirectory() ? faults.openFolder?.() : undefined;
      if (error !== undefined) handle.sync = () => Promise.reject(error);
      return handle;
    },
  };
});

let waitedMs = 0;
vi.mock('node:timers/promises', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:timers/promises')>();
  const setTimeout = (ms: number): Promise<void> => {
    waitedMs += ms;
    return real.setTimeout(ms);
  };
  return { ...real, setTimeout };
});

const failure = (code: string, syscall: string): Error =>
  Object.assign(new Error(`${code}: a text with a path, ${syscall}`), { code, syscall });

let base: string;
let folder: string;
let store: TokenStore;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'file-store-'));
  folder = join(base, 'tokens');
  store = fileStore(folder);
});

afterEach(async () => {
  faults.link = undefined;
  faults.openFolder = undefined;
  faults.make = undefined;
  faults.truncate = undefined;
  faults.unlink = undefined;
  faults.list = undefined;
  await rm(base, { recursive: true, force: true });
  expect(openFiles.size).toBe(0); // also after failures
});

const entry = (revision: string, value = `value of ${revision}`): StoredToken => ({ format: 1, revision, value });

/** Writes `from`, `from + 1`, … `to`, each over the one before. */
async function writeRevisions(from: number, to: number, key = 'key'): Promise<void> {
  for (let number = from; number <= to; number++) {
    const replaces = number === 1 ? undefined : `r${number - 1}`;
    expect(await store.set(key, entry(`r${number}`), { replaces })).toBe(true);
  }
}

async function contents(): Promise<Record<string, string>> {
  const names = await readdir(folder);
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')])),
  );
}

/** Lets the next write compare, then waits with its link until `wake` is called. */
function sleepBeforeLink(): { asleep: Promise<void>; wake: () => void } {
  const asleep = Promise.withResolvers<void>();
  const awake = Promise.withResolvers<void>();
  faults.link = (real) => async (existing, made) => {
    faults.link = undefined;
    asleep.resolve();
    await awake.promise;
    await real(existing, made);
  };
  return { asleep: asleep.promise, wake: awake.resolve };
}

describe('fileStore', () => {
  it('keeps an entry in a file for its owner only, in a folder for its owner only', async () => {
    await store.set('key', entry('r1'), { replaces: undefined });

    const [name = ''] = await readdir(folder);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  });

  it('names files after the SHA-256 of the key: no key leads out of the folder or shows in a listing', async () => {
    await store.set('../../escape/person@example.com', entry('r1'), { replaces: undefined });

    expect(await readdir(folder)).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.1\.json$/)]);
  });

  it('answers after entry, name and folder are on the disk: a power cut takes none of them', async () => {
    lasting.length = 0;
    await store.set('key', entry('r1'), { replaces: undefined });
    const first = lasting.splice(0);
    await store.set('key', entry('r2'), { replaces: 'r1' });

    const write = ['sync tokens', 'sync tmp', 'link json', 'sync tokens'];
    expect(first).toEqual([`sync ${base.replace(/.*[./]/, '')}`, ...write]);
    expect(lasting).toEqual(write);
  });

  it('keeps its folder when the process changes its working directory', async () => {
    const home = process.cwd();
    process.chdir(base);
    const relative = fileStore('tokens');
    process.chdir(home);

    await relative.set('key', entry('r1'), { replaces: undefined });

    expect((await store.get('key'))?.entry).toEqual(entry('r1'));
  });

  it('makes nothing on disk while there is nothing to keep', async () => {
    expect(await store.get('key')).toBeUndefined();
    await store.delete('key');

    expect(await readdir(base)).toEqual([]);
  });

  it('leaves no replaced value on disk, and no temporary file', async () => {
    await writeRevisions(1, 3);
    await store.get('key');

    const written = await contents();
    expect(Object.keys(written).every((name) => name.endsWith('.json'))).toBe(true);
    expect(Object.values(written).filter((text) => text !== '')).toEqual([JSON.stringify(entry('r3'))]);
  });

  it('leaves no value of a deleted entry on disk', async () => {
    await writeRevisions(1, 3);

    await store.delete('key');

    expect(Object.values(await contents()).join('')).toBe('null');
    expect(await store.get('key')).toBeUndefined();
  });

  it('keeps at most 8 files of a key, even if it is written often', async () => {
    await writeRevisions(1, 30);
    await store.set('other', entry('o1'), { replaces: undefined });

    expect(await readdir(folder)).toHaveLength(9);
    expect((await store.get('key'))?.entry).toEqual(entry('r30'));
  });

  it('confirms a write even if another process removes the file that it was going to empty', async () => {
    await writeRevisions(1, 1);
    faults.truncate = (path) => rm(path);

    await writeRevisions(2, 2);

    expect(await readdir(folder)).toHaveLength(1);
  });

  it('also deletes what another process writes meanwhile', async () => {
    await writeRevisions(1, 1);
    const { asleep, wake } = sleepBeforeLink();
    const deleting = store.delete('key');
    await asleep;
    await writeRevisions(2, 2);
    wake();
    await deleting;

    expect(await store.get('key')).toBeUndefined();
  });

  it('finds an entry even if a network file system first gives an old listing', async () => {
    await writeRevisions(1, 1);
    let listings = 0;
    faults.list = (names) => (++listings === 1 ? [] : names);

    expect((await store.get('key'))?.entry).toEqual(entry('r1'));
  });

  it('does not begin an entry anew if an old listing hides it, even if the number is free', async () => {
    await writeRevisions(1, 1);
    await writeFile(join(folder, 'floor.1000.json'), '');
    let listings = 0;
    faults.list = (names) => (++listings === 1 ? names.filter((name) => name.startsWith('floor')) : names);

    const late = store.set('key', entry('late'), { replaces: undefined });

    expect((await storeErrorOf(late)).message).toContain('read the entry again');
    expect((await store.get('key'))?.entry.revision).toBe('r1');
  });

  it('begins an entry anew after a deletion', async () => {
    await writeRevisions(1, 2);
    await store.delete('key');

    expect(await store.set('key', entry('late'), { replaces: 'r2' })).toBe(false);
    expect(await store.set('key', entry('new'), { replaces: undefined })).toBe(true);
    expect((await store.get('key'))?.entry).toEqual(entry('new'));
  });

  describe('makes a writer that sleeps between comparing and writing', () => {
    it.each([1, 2, 7, 8])('lose against others, after %i of their writes', async (writes) => {
      await writeRevisions(1, 1);
      const { asleep, wake } = sleepBeforeLink();
      const late = store.set('key', entry('late'), { replaces: 'r1' });
      await asleep;
      await writeRevisions(2, 1 + writes);
      wake();

      expect(await late).toBe(false);
      expect((await store.get('key'))?.entry.revision).toBe(`r${1 + writes}`);
    });

    it('read again after so many writes that its number is free again, and leave nothing', async () => {
      await writeRevisions(1, 1);
      const { asleep, wake } = sleepBeforeLink();
      const late = store.set('key', entry('late'), { replaces: 'r1' });
      await asleep;
      await writeRevisions(2, 10);
      wake();

      expect((await storeErrorOf(late)).message).toContain('read the entry again');
      expect((await store.get('key'))?.entry.revision).toBe('r10');
      expect(JSON.stringify(await contents())).not.toContain('late');
    });

    it('read again after so many writes too if it was going to begin the entry', async () => {
      const { asleep, wake } = sleepBeforeLink();
      const late = store.set('key', entry('late'), { replaces: undefined });
      await asleep;
      await writeRevisions(1, 9);
      wake();

      expect((await storeErrorOf(late)).message).toContain('read the entry again');
      expect((await store.get('key'))?.entry.revision).toBe('r9');
    });

    it('lose against a deletion', async () => {
      await writeRevisions(1, 1);
      const { asleep, wake } = sleepBeforeLink();
      const late = store.set('key', entry('late'), { replaces: 'r1' });
      await asleep;
      await store.delete('key');
      wake();

      expect(await late).toBe(false);
      expect(await store.get('key')).toBeUndefined();
    });

    it('lose against a writer that began the entry', async () => {
      const { asleep, wake } = sleepBeforeLink();
      const late = store.set('key', entry('late'), { replaces: undefined });
      await asleep;
      await writeRevisions(1, 1);
      wake();

      expect(await late).toBe(false);
    });
  });

  it('recognises its own write if the file system lost the answer to the link', async () => {
    faults.link = (real) => async (existing, made) => {
      await real(existing, made);
      throw failure('EEXIST', 'link');
    };

    expect(await store.set('key', entry('r1'), { replaces: undefined })).toBe(true);
  });

  it('looks again if the newest file was replaced while it was read', async () => {
    await writeRevisions(1, 2);
    const newest = (await readdir(folder)).find((name) => name.endsWith('.2.json')) ?? '';
    await truncate(join(folder, newest)); // as the writer of number 3 leaves it
    const found = store.get('key');
    await writeFile(join(folder, newest.replace('.2.', '.3.')), JSON.stringify(entry('r3')));

    expect((await found)?.entry).toEqual(entry('r3'));
  });

  it.each(['[]', '"text"', '{"format":1,"value":"x"}', '{"format":1,"revision":"x"}'])(
    'refuses a newest file that holds %j',
    async (content) => {
      await writeRevisions(1, 1);
      const [name = ''] = await readdir(folder);
      await writeFile(join(folder, name), content);

      const error = await storeErrorOf(store.get('key'));

      expect(error.code).toBe('store_entry_unreadable');
      expect(error.message).toContain(name);
    },
  );

  it('refuses a newest file that stays empty or cut short for 1.9 s', { timeout: 30_000 }, async () => {
    waitedMs = 0;
    const refusals = ['', '{"format":1,"rev'].map(async (content, index) => {
      const damaged = fileStore(`${folder}-${index}`);
      await damaged.set('key', entry('r1'), { replaces: undefined });
      const [name = ''] = await readdir(`${folder}-${index}`);
      await writeFile(join(`${folder}-${index}`, name), content);
      return (await storeErrorOf(damaged.set('key', entry('r2'), { replaces: 'r1' }))).code;
    });

    expect(await Promise.all(refusals)).toEqual(['store_entry_unreadable', 'store_entry_unreadable']);
    expect(waitedMs).toBe(2 * 1_900);
  });

  it('gives an entry of a newer format as it is: the caller decides', async () => {
    const newer = { ...entry('r1'), format: 2, added: { by: 'a newer version' } } as unknown as StoredToken; // not of this version's type
    await store.set('key', newer, { replaces: undefined });

    expect((await store.get('key'))?.entry).toEqual(newer);
  });

  it.each(['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK'])(
    'refuses a file system without hard links (%s) with the reason',
    async (code) => {
      faults.link = () => () => Promise.reject(failure(code, 'link'));

      const error = await storeErrorOf(store.set('key', entry('r1'), { replaces: undefined }));

      expect(error.message).toContain(`can't make hard links (${code})`);
      expect(error.message).not.toContain('a text with a path');
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it.each([
    ['ENOSPC', 'link', 'the disk is full (ENOSPC); make room'],
    ['EDQUOT', 'link', 'the disk is full (EDQUOT); make room'],
    ['EACCES', 'open', 'this process is not allowed to (EACCES); give its user read and write access'],
    ['EPERM', 'open', 'this process is not allowed to (EPERM); give its user read and write access'],
    ['EROFS', 'open', 'it is mounted read-only (EROFS); mount it for writing'],
    ['EIO', 'write', 'EIO'],
    [undefined, 'write', 'unknown error'],
  ])('says after %s at %s what to do', async (code, syscall, told) => {
    const error = Object.assign(new Error('a text with a path'), { syscall, ...(code && { code }) });
    faults.link = () => () => Promise.reject(error);

    const { message } = await storeErrorOf(store.set('key', entry('r1'), { replaces: undefined }));

    expect(message).toBe(`The file store can't write in ${folder}: ${told}`);
  });

  it.each(['EROFS', 'ENOSPC'])(
    'still reads an entry, but without its age, if no file can be made (%s)',
    async (code) => {
      await store.set('key', entry('r1'), { replaces: undefined });
      faults.make = () => Promise.reject(failure(code, 'open'));

      expect(await store.get('key')).toEqual({ entry: entry('r1') });
      expect((await storeErrorOf(store.get('other'))).message).toContain(`(${code})`); // another machine may have listed it
      expect((await storeErrorOf(store.set('key', entry('r2'), { replaces: 'r1' }))).message).toContain(`(${code})`);
    },
  );

  it('refuses a file system that can not write through to the disk, before it writes', async () => {
    faults.openFolder = () => failure('EINVAL', 'fsync');

    const error = await storeErrorOf(store.set('key', entry('r1'), { replaces: undefined }));

    expect(error.message).toContain("can't write through to the disk (EINVAL)");
    faults.openFolder = undefined;
    expect(await store.get('key')).toBeUndefined();
  });

  it('says so if the folder is a file', async () => {
    await writeFile(folder, '');

    expect((await storeErrorOf(store.set('key', entry('r1'), { replaces: undefined }))).message).toContain(
      'it is not a folder',
    );
    expect((await storeErrorOf(store.get('key'))).message).toContain('it is not a folder (ENOTDIR)');
  });

  it('refuses an empty name, which would be the current folder', () => {
    expect(() => fileStore('')).toThrow(ConfigurationError);
    expect(() => fileStore(undefined as never)).toThrow(ConfigurationError);
  });

  it('refuses a folder that everybody may write to: an entry there could come from anybody', async () => {
    await writeRevisions(1, 1);
    const other = fileStore(folder);
    await other.get('key'); // its mode may change later
    await chmod(folder, 0o777);

    for (const call of [
      () => other.get('key'),
      () => other.set('key', entry('r2'), { replaces: 'r1' }),
      () => other.delete('key'),
    ]) {
      expect((await storeErrorOf(call())).message).toContain('set its mode to 700');
    }
    for (const mode of [0o770, 0o755]) {
      await chmod(folder, mode);
      expect((await other.get('key'))?.entry).toEqual(entry('r1'));
    }
  });

  it('removes temporary files that a dead writer left a day ago, and no younger ones', async () => {
    await writeRevisions(1, 1);
    const now = Date.now() / 1_000;
    for (const [name, ageHours] of [
      ['old.tmp', 24.1],
      ['young.tmp', 23.9],
    ] as const) {
      await writeFile(join(folder, name), 'left over');
      await utimes(join(folder, name), now, now - ageHours * 3_600);
    }

    faults.list = (names) => ['gone by now.tmp', ...names];
    await writeRevisions(2, 2);
    faults.list = undefined;

    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual(['young.tmp']);
  });

  describe('tidies up with each write: it', () => {
    const dayMs = 86_400_000;
    /** An entry whose keepUntil is so many days ago. */
    const over = (revision: string, days: number): StoredToken => ({
      ...entry(revision),
      keepUntil: Date.now() - days * dayMs,
    });
    const entryFiles = async (): Promise<string[]> => (await readdir(folder)).filter((name) => name.endsWith('.json'));
    /** Makes all entries look as if they had been written so many days before. */
    async function passDays(days: number): Promise<void> {
      for (const name of await entryFiles()) {
        const { mtimeMs } = await stat(join(folder, name));
        await utimes(join(folder, name), 0, (mtimeMs - days * dayMs) / 1_000);
      }
    }
    let others = 0;
    const writeAnother = async (): Promise<void> => {
      expect(await store.set(`other ${++others}`, entry('o1'), { replaces: undefined })).toBe(true);
      await store.delete(`other ${others}`);
    };
    const filesOf = async (key: string): Promise<string[]> =>
      (await entryFiles()).filter((name) => name.startsWith(createHash('sha256').update(key).digest('hex')));

    it('deletes an entry a day after its keepUntil, and removes its files a day later', async () => {
      await store.set('key', over('r1', 1.1), { replaces: undefined });
      await passDays(1.1);
      await writeAnother();

      expect(await store.get('key')).toBeUndefined();
      expect(JSON.stringify(await contents())).not.toContain('value of r1');

      await passDays(1.1);
      await writeAnother();

      expect(await filesOf('key')).toEqual([]);
    });

    it('removes what was deleted a day ago, so that nothing piles up if entries come and go', async () => {
      for (let day = 1; day <= 5; day++) {
        for (let entries = 0; entries < 3; entries++) await writeAnother();
        await passDays(1.1);
      }

      expect((await entryFiles()).length).toBeLessThan(5 * 3 * 2);
    });

    it.each([
      ['whose keepUntil is less than a day ago', () => over('r1', 0.9)],
      ['without keepUntil', () => entry('r1')],
      ['of a newer format', () => ({ ...over('r1', 9), format: 2 }) as unknown as StoredToken], // not of this version's type
    ])('leaves an entry %s', async (_, make) => {
      const kept = make();
      await store.set('key', kept, { replaces: undefined });
      await passDays(9);
      await writeAnother();

      expect((await store.get('key'))?.entry).toEqual(kept);
    });

    it('leaves an entry that was written within a day, even if the clock of the process says that it is over', async () => {
      await store.set('key', over('r1', 9), { replaces: undefined });
      await passDays(0.9);
      await writeAnother();

      expect((await store.get('key'))?.entry.revision).toBe('r1');
    });

    it('leaves an entry that is over by the clock of the process alone', async () => {
      await store.set('key', over('r1', -1), { replaces: undefined });
      await passDays(9);
      const wallTime = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 9 * dayMs);
      await writeAnother();
      wallTime.mockRestore();

      expect((await store.get('key'))?.entry.revision).toBe('r1');
    });

    it('leaves an entry that is over by the clock of the file system alone', async () => {
      await store.set('key', over('r1', 2), { replaces: undefined });
      await passDays(9);
      const wallTime = vi.spyOn(Date, 'now').mockReturnValue(Date.now() - 9 * dayMs);
      await writeAnother();
      wallTime.mockRestore();

      expect((await store.get('key'))?.entry.revision).toBe('r1');
    });

    it('comes to every entry in time, while each write looks at a few', async () => {
      const keys = Array.from({ length: 9 }, (_, index) => `key ${index}`);
      for (const key of keys) await store.set(key, over('r1', 1.1), { replaces: undefined });
      await passDays(1.1);
      const isLeft = async (): Promise<boolean> => JSON.stringify(await contents()).includes('value of r1');

      let writes = 0;
      for (; writes < 300 && (await isLeft()); writes++) await writeAnother();

      expect(writes).toBeGreaterThan(1);
      expect(await isLeft()).toBe(false);
    });

    it('does nothing if entries are only read', async () => {
      await store.set('key', over('r1', 9), { replaces: undefined });
      await passDays(9);

      expect(await store.get('other')).toBeUndefined();
      expect((await store.get('key'))?.entry.revision).toBe('r1');
    });

    it('does not fail a write if another entry is rubbish', async () => {
      await writeRevisions(1, 1);
      const [name = ''] = await filesOf('key');
      await writeFile(join(folder, name), '[]');
      await passDays(9);

      await writeAnother();

      expect((await storeErrorOf(store.get('key'))).code).toBe('store_entry_unreadable');
      await store.delete('key');
      expect(await store.get('key')).toBeUndefined();
    });

    it('may end halfway without harm, because the file that says "deleted" goes last', async () => {
      await writeRevisions(1, 2);
      await store.delete('key');
      await passDays(1.1);
      let removed = 0;
      faults.unlink = async (path) => {
        if (path.endsWith('.json') && ++removed === 2) throw failure('EIO', 'unlink');
      };
      await store.set('other', entry('o1'), { replaces: undefined });

      expect(removed).toBe(2);
      expect(await store.get('key')).toBeUndefined();
      expect(await store.set('key', entry('anew'), { replaces: undefined })).toBe(true);
    });

    it('keeps the number above which entries begin anew in one file, and never lowers it', async () => {
      const floors = async (): Promise<string[]> => (await entryFiles()).filter((name) => name.startsWith('floor'));
      await writeAnother(); // its number is below what another process has raised
      await writeFile(join(folder, 'floor.2000.json'), '');
      await passDays(1.1);
      await writeAnother();
      expect(await floors()).toEqual(['floor.2000.json']);

      lasting.length = 0;
      await passDays(1.1);
      await writeAnother();

      expect(await floors()).toEqual(['floor.3000.json']);
      expect(lasting[lasting.indexOf('make floor') + 1]).toBe('sync tokens'); // before the files go whose numbers it stands for
    });

    it('begins an entry anew above every number that it had, so that a writer who slept for days can’t replace it', async () => {
      await writeRevisions(1, 2);
      const { asleep, wake } = sleepBeforeLink();
      const late = store.set('key', entry('late'), { replaces: 'r2' });
      await asleep;
      await store.delete('key');
      await passDays(1.1);
      await writeAnother();
      expect(await filesOf('key')).toEqual([]);
      wake();

      expect((await storeErrorOf(late)).message).toContain('read the entry again');
      expect(await store.get('key')).toBeUndefined();
      expect(await store.set('key', entry('anew'), { replaces: undefined })).toBe(true);
      expect(await filesOf('key')).toEqual([expect.stringMatching(/\.1001\.json$/)]);
    });

    it('tells a writer to read again if the numbers were raised and another began the entry meanwhile', async () => {
      await writeAnother();
      await passDays(1.1);
      const { asleep, wake } = sleepBeforeLink();
      const late = store.set('key', entry('late'), { replaces: undefined });
      await asleep;
      await writeAnother(); // raises the numbers
      expect(await store.set('key', entry('second'), { replaces: undefined })).toBe(true);
      wake();

      expect((await storeErrorOf(late)).message).toContain('read the entry again');
      expect((await store.get('key'))?.entry.revision).toBe('second');
    });
  });

  it('tells no age below 0 if the clock of the file system was set back', async () => {
    await writeRevisions(1, 1);
    const [name = ''] = await readdir(folder);
    const later = Date.now() / 1_000 + 3_600;
    await utimes(join(folder, name), later, later);

    expect((await store.get('key'))?.age).toBe(0);
  });

  it('measures age by the clock of the file system, not by that of the process', async () => {
    await writeRevisions(1, 1);
    const [name = ''] = await readdir(folder);
    const now = Date.now();
    await utimes(join(folder, name), now / 1_000, now / 1_000 - 90);
    const wallTime = vi.spyOn(Date, 'now').mockReturnValue(0);

    const { age = 0 } = (await store.get('key')) ?? {};

    wallTime.mockRestore();
    expect(age).toBeGreaterThan(89_000);
    expect(age).toBeLessThan(91_000 + Date.now() - now);
  });
});
