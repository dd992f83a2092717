import { open, rename, rm } from 'node:fs/promises';
import { type DownloadOptions, readBytes } from '@acme/http';

/**
 * Streams an answer to a file, at the pace of the disk: `await saveAnswer(await cloud.request('GET', …), 'backup.sql.gz')`.
 * The file is there only when it is whole; until then it is beside it, under a name of its own that ends in `.part`.
 *
 * @returns the number of bytes.
 * @throws {ConnectionError} where the download broke off; the reason of the request's signal; what the file system throws.
 */
export async function saveAnswer(answer: Response, file: string, options?: DownloadOptions): Promise<number> {
  const part = `${file}.${crypto.randomUUID().slice(0, 8)}.part`;
  let bytes = 0;
  const handle = await open(part, 'wx').catch(async (error: unknown) => {
    await answer.body?.cancel().catch(() => {}); // unread, it would keep its connection
    throw error;
  });
  try {
    for await (const piece of readBytes(answer, options)) {
      await handle.writeFile(piece); // from where it is; `write` may take a part of it only
      bytes += piece.length;
    }
    await handle.close();
    await rename(part, file);
  } catch (error) {
    await handle.close().catch(() => {}); // may be closed already
    await rm(part, { force: true });
    throw error;
  }
  return bytes;
}
