import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pair } from './service.ts';

/** What an app keeps if its library has no store: a JSON text under a key, as in the libraries' examples. */
export interface StoredPair extends Pair {
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

const fileOf = (folder: string, key: string): string => join(folder, `${key}.json`);

export async function readPair(folder: string, key: string): Promise<StoredPair> {
  return JSON.parse(await readFile(fileOf(folder, key), 'utf8')) as StoredPair; // `writePair` wrote it
}

export async function writePair(folder: string, key: string, pair: StoredPair): Promise<void> {
  const file = fileOf(folder, key);
  const temporary = `${file}.${process.pid}`; // so that nobody reads a file that is half written
  await writeFile(temporary, JSON.stringify(pair));
  await rename(temporary, file);
}

/** A pair whose access token has expired. */
export async function seedPair(_service: unknown, folder: string, key: string, pair: Pair): Promise<void> {
  await writePair(folder, key, { ...pair, expiresAt: Date.now() - 1_000 });
}
