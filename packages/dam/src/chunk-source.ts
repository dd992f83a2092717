import { refuseOption, untilAborted } from '@acme/oauth-core';

/**
 * What to upload: a Blob or File, a stream, or a function that gives a stream from a byte offset on. A stream itself
 * can be read only once, and an upload that fails, or has nothing left to send, cancels it. To resume an upload, give
 * one from the beginning: the chunks that are there already are skipped.
 */
export type UploadSource = Blob | UploadStream | ((offset: number) => UploadStream | Promise<UploadStream>);

/** A `ReadableStream` of bytes, with any types: those of Node differ from the platform's. */
export interface UploadStream {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
    cancel(reason?: unknown): Promise<void>;
  };
}

/** A part of an upload. */
export interface Chunk {
  /** From 1 on. */
  readonly number: number;
  readonly size: number;
  /** Bytes only under Node. They are valid until the chunk is released: then their buffer is filled again. */
  readonly data: Blob | Uint8Array<ArrayBuffer>;
  release(): void;
}

/**
 * Cuts a source into chunks, one at a time: only the chunks that are being sent are in memory.
 *
 * @param isDone Whether the service has a chunk already. Such a chunk is not read if the source can skip it.
 * @param signal Ends the reading, also of a stream that stalls.
 * @returns How many chunks the source has.
 */
export async function* readChunks(
  source: UploadSource,
  chunkSize: number,
  isDone: (number: number) => boolean,
  signal: AbortSignal,
): AsyncGenerator<Chunk, number, undefined> {
  // Under Node, fetch copies a body of bytes or Blobs, and the copies stay until V8 collects them: hundreds of megabytes
  // later. So chunks share a few buffers, and are sent as streams. On other platforms a stream has no content-length.
  const inBuffers = globalThis.navigator?.userAgent?.startsWith('Node.js/') === true;
  if (source instanceof Blob && !inBuffers) {
    const count = Math.max(1, Math.ceil(source.size / chunkSize));
    for (let number = 1; number <= count; number++) {
      const data = source.slice((number - 1) * chunkSize, number * chunkSize);
      if (!isDone(number)) yield { number, size: data.size, data, release() {} };
    }
    return count;
  }

  let number = 1;
  if (source instanceof Blob || typeof source === 'function') while (isDone(number)) number++;
  const freeBuffers: Uint8Array<ArrayBuffer>[] = [];
  let buffer: Uint8Array<ArrayBuffer> | undefined;
  let size = 0; // of what is in the buffer
  const chunk = (): Chunk => {
    const filled = buffer ?? new Uint8Array(0);
    const release = (): void => void freeBuffers.push(filled);
    const data = filled.subarray(0, size);
    if (inBuffers) return { number, size, data, release };
    release(); // a Blob is a copy
    return { number, size, data: new Blob([data]), release() {} };
  };
  for await (const piece of readFrom(source, (number - 1) * chunkSize, signal)) {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + chunkSize - size);
      buffer ??= freeBuffers.pop() ?? new Uint8Array(chunkSize);
      buffer.set(part, size);
      size += part.length;
      at += part.length;
      if (size < chunkSize) continue;
      if (!isDone(number)) {
        yield chunk();
        buffer = undefined; // the chunk has it until its release
      }
      size = 0;
      number += 1;
    }
  }
  if (size === 0 && number > 1) return number - 1; // an empty stream has one chunk: it is a file, too
  if (!isDone(number)) yield chunk();
  return number;
}

/** @throws {ConfigurationError} if it can't be read. */
export function checkSource(source: UploadSource): void {
  if (!(source instanceof Blob) && typeof source !== 'function') checkStream(source);
}

function checkStream(stream: UploadStream): void {
  if (stream instanceof ReadableStream && !stream.locked) return;
  refuseOption('source', 'must be a Blob, a File, an unlocked web stream, or a function that gives one');
}

async function* readFrom(
  source: UploadSource,
  offset: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (!(source instanceof Blob)) {
    const open = async (): Promise<UploadStream> => {
      const stream = await (typeof source === 'function' ? source(offset) : source);
      if (signal.aborted) await stream.getReader().cancel(signal.reason); // too late: nobody reads it
      return stream;
    };
    yield* readStream(await untilAborted(open(), signal), signal);
    return;
  }
  for await (const piece of readStream(source.slice(offset).stream(), signal)) {
    yield piece;
    // Frees the bytes at once, without garbage collection, as nobody else has them. The types lack ES2024; Node has it.
    (piece.buffer as ArrayBuffer & { transfer(bytes: number): unknown }).transfer(0);
  }
}

async function* readStream(stream: UploadStream, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  checkStream(stream);
  const reader = stream.getReader();
  const cancel = (): void => void reader.cancel(signal.reason).catch(() => {}); // this also ends the read in progress
  signal.addEventListener('abort', cancel);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      signal.throwIfAborted(); // a cancelled stream says that it is done, but it is not complete
      if (done) return;
      if (value?.BYTES_PER_ELEMENT !== 1) refuseOption('source', 'must give bytes');
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', cancel); // the caller's signal may live long, and would keep the stream alive
    cancel();
  }
}
