import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type DownloadOptions, readBytes } from '@acme/http';

/**
 * Streams an answer to a file: `await saveAnswer(await cloud.request('GET', …), 'backup.sql.gz')`. Until it is
 * complete, the file has another name, which ends in `.part`; a download that fails leaves no file.
 *
 * @param file A path, or a `file:` URL.
 * @returns the number of bytes.
 * @throws {ConnectionError} if the download broke off; the reason of the request's signal; what the file system throws.
 */
export async function saveAnswer(answer: Response, file: string | URL, options?: DownloadOptions): Promise<number> {
  let bytes = 0;
  const { path, part, handle } = await create(file).catch(async (error: unknown) => {
    await answer.body?.cancel().catch(() => {}); // an unread body would keep its connection open
    throw error;
  });
  try {
    for await (const piece of readBytes(answer, options)) {
      await handle.writeFile(piece); // it appends all of the piece, while `write` may write only a part
      bytes += piece.length;
    }
    await handle.close();
    await rename(part, path);
  } catch (error) {
    await handle.close().catch(() => {}); // may be closed already
    await rm(part, { force: true });
    throw error;
  }
  return bytes;
}

/** Creates the file under its first name. */
async function create(file: string | URL): Promise<{ path: string; part: string; handle: FileHandle }> {
  const path = typeof file === 'string' ? file : fileURLToPath(file);
  const part = `${path}.${crypto.randomUUID().slice(0, 8)}.part`;
  return { path, part, handle: await open(part, 'wx') };
}
