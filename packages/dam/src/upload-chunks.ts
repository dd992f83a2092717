import { ApiError, eitherSignal, type HttpClient, InvalidAnswerError } from '@acme/http';
import { refuseOption, untilAborted } from '@acme/oauth-core';
import type { Access } from './access.ts';
import { chunkForm } from './chunk-form.ts';
import { type Chunk, checkSource, readChunks, type UploadSource } from './chunk-source.ts';
import { inSlot } from './slots.ts';
import type { UploadOptions, UploadSession } from './upload.ts';

/** The fewest bytes of a chunk, except the last one. A file up to this size is sent in one request. */
export const smallestChunk: number = 5 * 1024 * 1024;
const largestChunk = 100_000_000; // bytes
const mostChunks = 10_000;
const sessionLifetimeMs = 7 * 86_400_000;

/**
 * Sends a source in chunks, several at a time, and repeats those that fail.
 *
 * @returns The id of the file that the service made of them.
 */
export async function uploadChunks(
  { http, clock, slots }: Access,
  source: UploadSource,
  { session, onSession, onProgress, signal, timeout = 120_000, concurrency = 4, size }: UploadOptions,
): Promise<string> {
  checkSource(source);
  const totalBytes = source instanceof Blob ? source.size : size;
  const ownChunkSize = chunkSizeFor(totalBytes);
  if (!(concurrency >= 1 && concurrency <= mostChunks))
    refuseOption('concurrency', 'must be a number of chunks, from 1 to 10,000');
  const now = clock.wallTime?.() ?? clock.now(); // wall time, because other processes read the session, too
  if (session) checkSession(session, now);

  const begun: UploadSession = session ?? {
    chunkSize: ownChunkSize,
    sessionId: await ask(http, '/v2/uploads/chunks/start', 'session_id', { signal }),
    tags: {},
    startedAt: now,
  };
  const { sessionId, chunkSize } = begun;
  const tags = new Map(Object.entries(begun.tags).map(([number, tag]) => [Number(number), tag]));
  const sizeOf = (number: number): number => Math.min(chunkSize, (totalBytes ?? Infinity) - (number - 1) * chunkSize);
  let count = totalBytes === undefined ? undefined : Math.max(1, Math.ceil(totalBytes / chunkSize));
  let sentBytes = 0;
  for (const number of tags.keys()) {
    if (!(number >= 1 && number <= (count ?? mostChunks))) refuseOption('session', otherFile);
    sentBytes += sizeOf(number);
  }
  const failing = new AbortController(); // if one chunk can't be sent, this ends the others
  const either = eitherSignal(signal, failing.signal);
  // Listeners are awaited: if a session can't be saved, the upload ends, not the process. They are called one at a time, so
  // that no session replaces a newer one.
  let told: Promise<void> = Promise.resolve();
  const tell = (listen: () => void): Promise<void> => {
    told = told.then(() => {
      either.throwIfAborted();
      return listen();
    });
    return untilAborted(told, either);
  };
  const tellSession = (): Promise<void> => tell(() => onSession?.({ ...begun, tags: Object.fromEntries(tags) }));
  await tellSession();

  const chunks = readChunks(source, chunkSize, (number) => tags.has(number), either);

  async function send({ number, size, data, release }: Chunk): Promise<void> {
    if (number > mostChunks) {
      refuseOption('size', 'is missing: chunks are too small for this file without it');
    }
    if (count !== undefined && size !== sizeOf(number)) refuseOption('size', otherSize);
    const form = chunkForm({ session_id: sessionId, chunk_number: String(number) }, data);
    const call = { ...form, signal: either, timeout, totalTimeout: false as const };
    const sendOnce = (): Promise<string> => ask(http, '/v2/uploads/chunks/upload', 'tag', call);
    const sendTwice = (): Promise<string> =>
      sendOnce().catch((error: unknown) => {
        // `tokens.fetch` now knows that the token is refused, but it can't send the stream again: this sends a new one.
        if (ApiError.is(error) && error.status === 401) return sendOnce();
        throw error;
      });
    tags.set(number, await inSlot(slots, sendTwice, either));
    sentBytes += size;
    release();
    await tellSession();
    await tell(() => onProgress?.({ sentBytes, totalBytes }));
  }
  async function work(): Promise<void> {
    for (;;) {
      const { done, value } = await chunks.next();
      if (done) {
        count ??= value; // a generator returns its value only once, so only one of the workers gets it
        return;
      }
      await send(value);
    }
  }

  try {
    // If all chunks are there, the source is not read at all.
    await Promise.all(Array.from({ length: tags.size === count ? 0 : concurrency }, work));
    if (tags.size !== count) {
      if (totalBytes === undefined) refuseOption('session', otherFile);
      refuseOption('size', otherSize);
    }
  } catch (error) {
    failing.abort(); // not with the error: Node's fetch replaces the stack of what it is aborted with
    throw error;
  }
  const body = { session_id: sessionId, tags: [...tags.values()] };
  return ask(http, '/v2/uploads/chunks/complete', 'file_id', { body, signal });
}

const otherFile = 'is for another file: begin the upload again';
const otherSize = 'is not that of the source; leave it out if it is not known';

/** Sends a request, and returns the member of its answer that has this name, which has to be a text. */
async function ask(
  http: HttpClient,
  url: string,
  name: string,
  call: Parameters<HttpClient['call']>[2],
): Promise<string> {
  const answer = await http.call('POST', url, call);
  const value = (answer as Record<string, unknown> | null | undefined)?.[name]; // checked in the next line
  if (typeof value === 'string' && value !== '') return value;
  throw new InvalidAnswerError({ method: 'POST', url }, `the answer has no ${name}`);
}

/** A session comes from the caller's JSON, so it can be anything. */
function checkSession({ sessionId, chunkSize, tags, startedAt }: UploadSession, now: number): void {
  const isSize = Number.isInteger(chunkSize) && chunkSize >= 1;
  if (typeof sessionId !== 'string' || !isSize || typeof tags !== 'object' || tags === null) {
    refuseOption('session', 'must be what onSession was called with');
  }
  if (!(now - startedAt <= sessionLifetimeMs)) {
    refuseOption('session', 'is older than the 7 days that the service keeps it: begin the upload again');
  }
}

/** As small as the service allows, to use little memory; larger only if 10,000 chunks would not be enough. */
function chunkSizeFor(totalBytes = 0): number {
  const size = Math.max(smallestChunk, Math.ceil(totalBytes / mostChunks));
  if (Number.isInteger(totalBytes) && totalBytes >= 0 && size <= largestChunk) return size;
  refuseOption('size', 'must be a whole number of bytes, no more than 10,000 chunks of 100 MB');
}
