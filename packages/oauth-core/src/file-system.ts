import type { Stats } from 'node:fs';
import { link, open, stat, unlink } from 'node:fs/promises';

/** Writes a folder's names through to the disk. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return; // it can't open a folder; NTFS writes names in order
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Whether any user of the machine may put a file into a folder. */
export const isOpenToAll = ({ mode }: Stats): boolean => process.platform !== 'win32' && (mode & 0o002) !== 0;

/** Gives a file a second name. `false` if that name is taken. */
export async function linkAsNew(file: string, name: string): Promise<boolean> {
  try {
    await link(file, name);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    // A network file system may lose the answer to a link that it made, and refuse the repeated one.
    return (await stat(file)).nlink > 1;
  }
}

export async function remove(path: string): Promise<void> {
  await unlink(path).catch(whenMissing(undefined));
}

/** For `catch`: if no file was found, gives `instead`; throws any other error again. */
export function whenMissing<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (codeOf(error) === 'ENOENT') return instead;
    throw error;
  };
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

/** What happened and what to do. Never the error's own text. */
export function reasonOf(error: unknown): string {
  const { code = 'unknown error', syscall } = error as NodeJS.ErrnoException;
  if (syscall === 'link' && code !== 'ENOSPC' && code !== 'EDQUOT') {
    return `its file system can't make hard links (${code}), which keep two writers apart; use ext4, xfs, btrfs, APFS, NTFS or NFS`;
  }
  if (syscall === 'fsync') return `its file system can't write through to the disk (${code}); use another one`;
  if (code === 'ENOTDIR' || code === 'EEXIST') return `it is not a folder (${code}); name another one`;
  if (code === 'EROFS') return 'it is mounted read-only (EROFS); mount it for writing';
  if (code === 'EACCES' || code === 'EPERM') {
    return `this process is not allowed to (${code}); give its user read and write access`;
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') return `the disk is full (${code}); make room`;
  return code;
}
