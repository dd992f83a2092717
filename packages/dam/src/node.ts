import { openAsBlob } from 'node:fs';

/**
 * A file as a Blob that is read when it is sent: it is never in memory as a whole.
 *
 * @throws What the file system throws, `ENOENT` for instance.
 */
export function openFile(path: string): Promise<Blob> {
  return openAsBlob(path);
}
