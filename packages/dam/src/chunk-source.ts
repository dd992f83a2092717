import { ConfigurationError } from '@acme/oauth-core';

/**
 * What is uploaded: a Blob or File, a stream, or what gives a stream from a byte on. A stream that is not a function can
 * be read once, so an upload that goes on later reads it from its beginning and passes over what is there already.
 */
export type UploadSource =
  | Blob
  | ReadableStream<Uint8Array>
  | ((offset: number) => ReadableStream<Uint8Array> | Promise<ReadableStream<Uint8Array>>);

/** A part of an upload. */
export interface Chunk {
  /** From 1 on. */
  readonly number: number;
  readonly data: Blob;
}

/**
 * Cuts a source into chunks, one at a time: no more of it is in memory than the chunks that are on their way.
 *
 * @param isDone Chunks that are there already: not read where the source can skip them.
 * @param signal Ends the reading, also of a stream that gives nothing.
 */
export async function* readChunks(
  source: UploadSource,
  chunkSize: number,
  isDone: (number: number) => boolean,
  signal: AbortSignal,
): AsyncGenerator<Chunk, void, undefined> {
  if (source instanceof Blob) {
    for (let number = 1, offset = 0; offset < source.size; number++, offset += chunkSize) {
      if (!isDone(number)) yield { number, data: source.slice(offset, offset + chunkSize) };
    }
    return;
  }

  let number = 1;
  if (typeof source === 'function') while (isDone(number)) number++;
  const stream = typeof source === 'function' ? await source((number - 1) * chunkSize) : source;
  const buffer = new Uint8Array(chunkSize); // one for all chunks: a Blob copies what it is made of
  let size = 0;
  for await (const piece of readStream(stream, signal)) {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + chunkSize - size);
      buffer.set(part, size);
      size += part.length;
      at += part.length;
      if (size < chunkSize) continue;
      size = 0;
      if (!isDone(number)) yield { number, data: new Blob([buffer]) };
      number += 1;
    }
  }
  // A stream without a byte is a file too.
  if ((size > 0 || number === 1) && !isDone(number)) yield { number, data: new Blob([buffer.subarray(0, size)]) };
}

async function* readStream(
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (!(stream instanceof ReadableStream)) {
    throw new ConfigurationError(
      'source must be a Blob, a File, a stream, or a function that gives a stream.',
      'source',
    );
  }
  const reader = stream.getReader();
  const cancel = (): void => void reader.cancel(signal.reason).catch(() => {}); // the read in progress ends with it
  signal.addEventListener('abort', cancel, { once: true });
  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', cancel);
    cancel();
  }
}
