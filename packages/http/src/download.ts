import { ConnectionError } from './errors.ts';

/** How far a download has come. */
export interface DownloadProgress {
  readonly receivedBytes: number;
  /** Left out if the service doesn't say, or compresses the answer. */
  readonly totalBytes?: number;
}

/** Options of a download. */
export interface DownloadOptions {
  /** Called with every piece that arrives. The download waits for it, and ends if it throws. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
}

/**
 * The bytes of an answer, piece by piece, as fast as you read them. `request` of a client gives you the answer.
 *
 * @throws {ConnectionError} if fewer bytes arrive than were announced; the reason of the request's signal.
 */
export async function* readBytes(
  answer: Response,
  { onProgress }: DownloadOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const { body, headers, url } = answer;
  const length = headers.get('content-encoding') ? undefined : headers.get('content-length');
  const total = length ? { totalBytes: Number(length) } : {};
  // Without the query, which is where a signed link has its signature.
  const broken = (cause: string): ConnectionError =>
    new ConnectionError({ method: 'GET', url: url.split('?')[0] ?? '' }, 'maybe', cause);
  let receivedBytes = 0;
  // If the connection breaks, platforms throw a TypeError, and workerd an Error with a mark. A signal's reason passes.
  const breakOff = (error: unknown): never => {
    const isBroken = error instanceof TypeError || Object(error).retryable === true;
    throw isBroken ? broken('the download broke off') : error;
  };
  const reader = body?.getReader();
  try {
    for (;;) {
      const part = await reader?.read().catch(breakOff);
      if (!part?.value) break;
      receivedBytes += part.value.length;
      await onProgress?.({ receivedBytes, ...total });
      yield part.value;
    }
  } finally {
    reader?.cancel().catch(() => {}); // the loop is over: nobody needs this error
  }
  if (length && receivedBytes !== Number(length)) throw broken(`${receivedBytes} of ${length} bytes came`);
}

/** The whole answer as a Blob, with the answer's content type. Throws as `readBytes` does. */
export async function readBlob(answer: Response, options?: DownloadOptions): Promise<Blob> {
  const pieces: BlobPart[] = [];
  // The bytes of a body are never in shared memory.
  for await (const piece of readBytes(answer, options)) pieces.push(piece as Uint8Array<ArrayBuffer>);
  return new Blob(pieces, { type: answer.headers.get('content-type') ?? '' });
}
