import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, stat, truncate, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigurationError, TokenStoreError } from './errors.ts';
import type { StoredToken, TokenStore } from './token-store.ts';

/** Files of one key that stay: enough for the link of a writer that slept to meet one of them. */
const keptNumbers = 8;
const dayMs = 86_400_000;

/** The file with the highest number of a key. */
interface Version {
  /** 0: there is no file yet. */
  readonly number: number;
  /** Left out where there is no file, or where it says that the entry was deleted. */
  readonly entry?: StoredToken;
  /** By the clock of the file system, in milliseconds. */
  readonly writtenAt: number;
}

/**
 * Keeps each entry in a file of its own, readable by its owner only. Processes of one machine may share the folder, and
 * machines a folder of NFS. It needs hard links and fsync: ext4, xfs, btrfs, APFS, NTFS, NFS; not FAT, some container
 * mounts, nor folders that a cloud drive copies. What is missing shows at the first write.
 *
 * An entry is the file `<SHA-256 of the key>.<number>.json` with the highest number. A write makes the next number with
 * `link`, which fails where another writer was first: that is the comparison, so there is no lock to go stale. A
 * deleted entry leaves up to 8 tiny files without a secret.
 *
 * @param directory Made, with mode 0700, where it is missing.
 * @throws {ConfigurationError} where `directory` is empty.
 */
export function fileStore(directory: string): TokenStore {
  if (directory === '')
    throw new ConfigurationError('`directory` is empty: name the folder for the tokens', 'directory');
  const folder = resolve(directory);

  const fileOf = (id: string, number: number): string => join(folder, `${id}.${number}.json`);
  const temporaryOf = (id: string): string => join(folder, `${id}.${randomUUID()}.tmp`);

  const unreadable = (id: string, number: number): TokenStoreError =>
    new TokenStoreError(
      `${fileOf(id, number)} holds no entry: remove the files of this name, then authorise again`,
      'store_entry_unreadable',
    );
  const names = (): Promise<string[]> => readdir(folder).catch(whenMissing<string[]>([]));

  /** `undefined` for a file that is gone, empty, or cut short: others replace it at this moment. */
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
      const [number = 0] = numbersIn(await names(), id);
      if (number === 0) return { number, writtenAt: 0 };
      const version = await readVersion(id, number);
      if (version !== undefined) return version;
      if (attempt === 20) {
        const what = `The file ${fileOf(id, number)} holds no entry`;
        throw new TokenStoreError(
          `${what}: remove the files of this name, and authorise again`,
          'store_entry_unreadable',
        );
      }
      await sleep(10 * attempt); // a network file system may list late: 1.9 s in all
    }
  }

  /** The time of the file system, or `undefined` where there is no folder. */
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
    await syncFolder(folder); // refuses, before anything is written, a file system that can't
  }

  /** Makes the number after `version`; `null` says that the entry is deleted. `false`: another writer was first. */
  async function writeNext(id: string, version: Version, content: StoredToken | null): Promise<boolean> {
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
      if (!(await linkAsNew(temporary, fileOf(id, number)))) return false;
      await syncFolder(folder);
      await sweep(id, number, temporary);
      return true;
    } finally {
      await remove(temporary);
    }
  }

  /** Empties what `number` has replaced, so that no old token stays, and removes what nobody can meet any more. */
  async function sweep(id: string, number: number, temporary: string): Promise<void> {
    const present = await names();
    const numbers = numbersIn(present, id);
    const [highest = number] = numbers;
    if (highest >= number + keptNumbers) {
      // The number may have been made, emptied and removed while this writer slept: its link compared nothing.
      await remove(fileOf(id, number));
      throw new TokenStoreError('The file store wrote too late to know whether it was first: read the entry again');
    }
    for (const other of numbers) {
      if (other <= highest - keptNumbers) await remove(fileOf(id, other));
      else if (other < number) await truncate(fileOf(id, other)).catch(whenMissing(undefined));
    }

    const { mtimeMs: now } = await stat(temporary);
    for (const name of present) {
      if (!name.endsWith('.tmp')) continue;
      const left = await stat(join(folder, name)).catch(whenMissing(undefined));
      if (left !== undefined && left.mtimeMs < now - dayMs) await remove(join(folder, name));
    }
  }

  async function explained<T>(action: string, work: () => Promise<T>): Promise<T> {
    try {
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
        const now = await folderTime(id);
        // A network file system may list what it knew; it lists anew after this client has changed the folder.
        if (version.number === 0 && now !== undefined) version = await readNewest(id);
        if (version.entry === undefined) return undefined;
        return { entry: version.entry, ...(now && { age: Math.max(0, now - version.writtenAt) }) };
      }),

    set: (key, entry, { replaces }) =>
      explained('write', async () => {
        const id = idOf(key);
        await makeFolder();
        const version = await readNewest(id);
        if (version.entry?.revision !== replaces) return false;
        return await writeNext(id, version, entry);
      }),

    delete: (key) =>
      explained('delete', async () => {
        const id = idOf(key);
        let version = await readNewest(id);
        while (version.entry !== undefined && !(await writeNext(id, version, null))) version = await readNewest(id);
      }),
  };
}

function idOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** The numbers of the files of one key, the highest first. */
function numbersIn(names: readonly string[], id: string): number[] {
  return names
    .filter((name) => name.startsWith(`${id}.`))
    .map((name) => Number(/\.(\d+)\.json$/.exec(name)?.[1]))
    .filter((number) => number > 0)
    .sort((a, b) => b - a);
}

/** `false` where `path` is there already. */
async function linkAsNew(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    // A network file system may lose the answer to a link that it made, and refuse the repeated one.
    return (await stat(temporary)).nlink > 1;
  }
}

async function remove(path: string): Promise<void> {
  await unlink(path).catch(whenMissing(undefined));
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

async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return; // can't open a folder; NTFS writes names in order
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

function whenMissing<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (codeOf(error) === 'ENOENT') return instead;
    throw error;
  };
}

/** What happened and what to do. Never the error's own text. */
function reasonOf(error: unknown): string {
  const { code = 'unknown error', syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (syscall === 'link' && code !== 'ENOSPC' && code !== 'EDQUOT') {
    return `its file system makes no hard links (${code}), which keep two writers apart; use ext4, xfs, btrfs, APFS, NTFS or NFS`;
  }
  if (syscall === 'fsync') return `its file system can't write through to the disk (${code}); use another one`;
  if (code === 'ENOTDIR' || code === 'EEXIST') return `it is no folder (${code}); name another one`;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return `this process may not (${code}); give its user read and write access`;
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') return `the disk is full (${code}); make room`;
  return code;
}
