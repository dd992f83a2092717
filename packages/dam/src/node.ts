import { openAsBlob } from 'node:fs';
import { access, constants } from 'node:fs/promises';

/**
 * A file as a Blob that is read while it is sent: it is never in memory as a whole.
 *
 * @param path A path, or a `file:` URL.
 * @throws What the file system throws, `ENOENT` for instance.
 */
export async function openFile(path: string | URL): Promise<Blob> {
  await access(path, constants.R_OK); // `openAsBlob` would not say what is wrong
  return openAsBlob(path);
}
