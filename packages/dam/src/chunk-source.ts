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
 */
export async function* readChunks(
  source: UploadSource,
  chunkSize: number,
  isDone: (number: number) => boolean,
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
  if (!(stream instanceof ReadableStream)) {
    throw new ConfigurationError(
      'source must be a Blob, a File, a stream, or a function that gives a stream.',
      'source',
    );
  }
  let parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const piece of stream as unknown as AsyncIterable<Uint8Array<ArrayBuffer>>) {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + chunkSize - size);
      parts.push(part.slice()); // the stream may use its buffer again
      size += part.length;
      at += part.length;
      if (size < chunkSize) continue;
      if (!isDone(number)) yield { number, data: new Blob(parts) };
      number += 1;
      parts = [];
      size = 0;
    }
  }
  if (size > 0 && !isDone(number)) yield { number, data: new Blob(parts) };
}
