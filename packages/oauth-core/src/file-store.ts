import { createHash, randomInt, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, stat, truncate } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { refuseOption, TokenStoreError } from '@acme/oauth-core';
import { isOpenToAll, linkAsNew, reasonOf, remove, syncFolder, whenMissing } from './file-system.ts';
import type { StoredToken, TokenStore } from './token-store.ts';

/** How many files of a key stay: enough that a writer which was asleep finds its number taken, and its link fails. */
const keptNumbers = 8;
/** How many entries a write looks at, to remove what is over. They are more than it can add. */
const looksPerWrite = 4;
const dayMs = 86_400_000;
/** Takes the place of the id in the name of an empty file. A new entry begins with a number above that file's. */
const floorId = 'floor';

/** The file with the highest number of a key. */
interface Version {
  /** If there is no file: the floor. The first file gets the number after it. */
  readonly number: number;
  readonly isAbsent?: true;
  /** Left out if there is no file, or if it says that the entry was deleted. */
  readonly entry?: StoredToken;
  /** By the clock of the file system, in milliseconds. */
  readonly writtenAt: number;
}

/**
 * Keeps each entry in a file of its own, which only its owner can read. All processes of a machine may share the folder;
 * so may several machines, if it is on NFS. It needs hard links and fsync: use ext4, xfs, btrfs, APFS, NTFS or NFS, but
 * not FAT, some container mounts, or a folder that a cloud drive copies. If something is missing, the first write fails.
 *
 * An entry is the file `<SHA-256 of the key>.<number>.json` with the highest number. A write makes the next number with
 * `link`, which fails if another writer was first: that is the comparison, so there is no lock that could go stale. A
 * deleted entry leaves up to 8 tiny files without a secret. Later writes remove them, and entries that are a day past
 * `keepUntil`, a few at a time.
 *
 * @param directory If it does not exist, it is made, with mode 0700.
 * @throws {ConfigurationError} if `directory` is empty.
 */
export function fileStore(directory: string): TokenStore {
  if (!directory) refuseOption('directory', 'is empty: name the folder for the tokens');
  const folder = resolve(directory);

  const fileOf = (id: string, number: number): string => join(folder, `${id}.${number}.json`);
  const temporaryOf = (id: string): string => join(folder, `${id}.${randomUUID()}.tmp`);

  const unreadable = (id: string, number: number): TokenStoreError =>
    new TokenStoreError(
      `${fileOf(id, number)} is not an entry: remove the files with this hash, then authorise again`,
      'store_entry_unreadable',
    );
  const names = (): Promise<string[]> => readdir(folder).catch(whenMissing<string[]>([]));

  /** `undefined` if the file is gone, empty or cut short: another process is just replacing it. */
  async function readVersion(id: string, number: number): Promise<Version | undefined> {
    const file = await open(fileOf(id, number)).catch(whenMissing(undefined));
    if (file === undefined) return undefined;
    try {
      const { mtimeMs: writtenAt } = await file.stat();
      const content = parse(await file.readFile('utf8'));
      if (content === undefined) return undefined;
      if (content === null) return { number, writtenAt };
      if (!isStoredToken(content)) throw unreadable(id, number);
      return { number, entry: content, writtenAt };
    } finally {
      await file.close();
    }
  }

  async function readNewest(id: string): Promise<Version> {
    for (let attempt = 1; ; attempt++) {
      const present = await names();
      const [number] = numbersIn(present, id);
      if (number === undefined) return { number: floorIn(present), isAbsent: true, writtenAt: 0 };
      const version = await readVersion(id, number);
      if (version !== undefined) return version;
      if (attempt === 20) {
        const what = `The file ${fileOf(id, number)} is not an entry`;
        throw new TokenStoreError(
          `${what}: remove the files with this hash, then authorise again`,
          'store_entry_unreadable',
        );
      }
      await sleep(10 * attempt); // a network file system may list late: 1.9 s in all
    }
  }

  /** The time of the file system, or `undefined` if there is no folder. */
  async function folderTime(id: string): Promise<number | undefined> {
    const path = temporaryOf(id);
    const file = await open(path, 'wx', 0o600).catch(whenMissing(undefined));
    if (file === undefined) return undefined;
    try {
      return (await file.stat()).mtimeMs;
    } finally {
      await file.close();
      await remove(path);
    }
  }

  async function makeFolder(): Promise<void> {
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    if (made !== undefined) await syncFolder(dirname(made));
    await syncFolder(folder); // a file system that can't do this is refused before anything is written
  }

  /**
   * Makes the file after `version`. Its content `null` means that the entry is deleted.
   *
   * @returns The names in the folder after that, or `undefined` if another writer was first.
   */
  async function writeNext(
    id: string,
    version: Version,
    content: StoredToken | null,
  ): Promise<readonly string[] | undefined> {
    const number = version.number + 1;
    const temporary = temporaryOf(id);
    const file = await open(temporary, 'wx', 0o600);
    try {
      try {
        await file.writeFile(JSON.stringify(content));
        await file.sync();
      } finally {
        await file.close();
      }
      if (!(await linkAsNew(temporary, fileOf(id, number)))) return undefined;
      await syncFolder(folder);
    } finally {
      await remove(temporary);
    }

    const present = await names();
    const numbers = numbersIn(present, id);
    const [highest = number] = numbers;
    const below = numbers.find((other) => other < number);
    const isFirst = version.isAbsent ? !below && floorIn(present) === version.number : below === version.number;
    if (!isFirst || highest >= number + keptNumbers) {
      // The file that this one was to follow was removed while this writer was asleep: others may have had this number.
      await remove(fileOf(id, number));
      throw new TokenStoreError('The file store wrote too late to know whether it was first: read the entry again');
    }
    // Removes old tokens from the disk, and files with numbers that late writers can't meet any more.
    for (const other of numbers) {
      if (other <= highest - keptNumbers) await remove(fileOf(id, other));
      else if (other < number) await truncate(fileOf(id, other)).catch(whenMissing(undefined));
    }
    return present;
  }

  /** Removes temporary files that are a day old, and what is over among a few of the entries in `present`. */
  async function tidy(present: readonly string[], now: number): Promise<void> {
    for (const name of present) {
      if (!name.endsWith('.tmp')) continue;
      const left = await stat(join(folder, name)).catch(whenMissing(undefined));
      if (left !== undefined && left.mtimeMs < now - dayMs) await remove(join(folder, name));
    }
    const start = randomInt(present.length);
    const ids = new Set([...present.slice(start), ...present.slice(0, start)].flatMap(idIn));
    for (const id of [...ids].slice(0, looksPerWrite)) await tidyEntry(id, present, now);
  }

  /** Deletes an entry that is long past its `keepUntil`, and removes the files of one that was deleted long ago. */
  async function tidyEntry(id: string, present: readonly string[], now: number): Promise<void> {
    const numbers = numbersIn(present, id);
    const [highest = 0] = numbers;
    const version = await readVersion(id, highest);
    // What was written within the last day stays, even if the clocks say that it is over.
    if (version === undefined || version.writtenAt > now - dayMs) return;
    if (version.entry) {
      const { format, keepUntil = Infinity } = version.entry;
      const isOver = format === 1 && keepUntil + dayMs < Math.min(now, Date.now());
      if (isOver) await writeNext(id, version, null);
      return;
    }
    await raiseFloor(present, highest + keptNumbers);
    // The file which says that the entry is deleted goes last.
    for (const number of numbers.reverse()) await remove(fileOf(id, number));
  }

  /** Keeps numbers from being used twice: a writer that was asleep must not take a new entry for the one it read. */
  async function raiseFloor(present: readonly string[], least: number): Promise<void> {
    if (floorIn(present) >= least) return;
    const floor = 1_000 * Math.ceil(least / 1_000); // in large steps: each makes writers of new entries begin again
    await (await open(fileOf(floorId, floor), 'a', 0o600)).close();
    await syncFolder(folder);
    for (const other of numbersIn(present, floorId)) await remove(fileOf(floorId, other));
  }

  async function explained<T>(action: string, work: () => Promise<T>): Promise<T> {
    try {
      if (await stat(folder).then(isOpenToAll, whenMissing(false))) {
        throw new TokenStoreError(
          `The file store can't ${action} in ${folder}: everybody can write there; set its mode to 700`,
        );
      }
      return await work();
    } catch (error) {
      if (TokenStoreError.is(error)) throw error;
      throw new TokenStoreError(`The file store can't ${action} in ${folder}: ${reasonOf(error)}`);
    }
  }

  return {
    get: (key) =>
      explained('read', async () => {
        const id = idOf(key);
        let version = await readNewest(id);
        // On a disk that is full or read-only, an entry can still be read. That there is none is not certain then.
        const now = await folderTime(id).catch((error: unknown) => {
          if (version.isAbsent) throw error;
          return undefined;
        });
        // A network file system may give an old list. It lists anew after this client has changed the folder.
        if (version.isAbsent && now !== undefined) version = await readNewest(id);
        if (version.entry === undefined) return undefined;
        return { entry: version.entry, ...(now && { age: Math.max(0, now - version.writtenAt) }) };
      }),

    set: (key, entry, { replaces }) =>
      explained('write', async () => {
        const id = idOf(key);
        await makeFolder();
        const version = await readNewest(id);
        const present = version.entry?.revision === replaces && (await writeNext(id, version, entry));
        if (!present) return false;
        try {
          await tidy(present, (await stat(fileOf(id, version.number + 1))).mtimeMs);
        } catch {
          // The entry itself is written. If another one is bad, its readers get the error; later writes tidy the rest.
        }
        return true;
      }),

    delete: (key) =>
      explained('delete', async () => {
        const id = idOf(key);
        // The entry is not read, so that one which can't be read is deleted too.
        for (let isDeleted = false; !isDeleted; ) {
          const [number] = numbersIn(await names(), id);
          isDeleted = number === undefined || Boolean(await writeNext(id, { number, writtenAt: 0 }, null));
        }
      }),
  };
}

function idOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** The id that a file's name begins with, in a list; an empty list if there is none. */
function idIn(name: string): string[] {
  return /^[\da-f]{64}/.exec(name) ?? [];
}

/** The number after which new entries begin. */
function floorIn(names: readonly string[]): number {
  return numbersIn(names, floorId)[0] ?? 0;
}

/** The numbers of the files of one key, the highest first. */
function numbersIn(names: readonly string[], id: string): number[] {
  return names
    .filter((name) => name.startsWith(`${id}.`))
    .map((name) => Number(/\.(\d+)\.json$/.exec(name)?.[1]))
    .filter((number) => number > 0)
    .sort((a, b) => b - a);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the caller looks for a newer file
  }
}

function isStoredToken(content: unknown): content is StoredToken {
  const { revision, value } = (content ?? {}) as Partial<Record<keyof StoredToken, unknown>>;
  return typeof revision === 'string' && typeof value === 'string';
}
