import { type HttpClient, InvalidAnswerError } from '@acme/http';
import { type Clock, ConfigurationError } from '@acme/oauth-core';
import { type Chunk, readChunks, type UploadSource } from './chunk-source.ts';

/** An upload in chunks, as far as it is: plain JSON. It can go on in another process, for 7 days. */
export interface UploadSession {
  readonly sessionId: string;
  /** Bytes of each chunk but the last. */
  readonly chunkSize: number;
  /** The service's tag of each chunk that is there, by its number. */
  readonly tags: Readonly<Record<number, string>>;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

export interface UploadProgress {
  /** Bytes that are there. */
  readonly sentBytes: number;
  /** Bytes in all, where known. */
  readonly totalBytes?: number;
}

export interface UploadOptions {
  /** Default: a File's name. */
  readonly filename?: string;
  /** The upload profile, by its name. */
  readonly profile: string;
  /** Values by the metadata field's display key. */
  readonly metadata?: Readonly<Record<string, readonly string[] | undefined>>;
  /** Bytes of a stream, where known: for the progress, and to choose the size of chunks. */
  readonly size?: number;
  /** Goes on with an upload that broke off. */
  readonly session?: UploadSession;
  /** Hears of the session after each chunk: keep it to go on later. */
  readonly onSession?: (session: UploadSession) => void;
  readonly onProgress?: (progress: UploadProgress) => void;
  /** Chunks on their way at the same time. Default: 4. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
  /** Milliseconds for one chunk. Default: 120,000. */
  readonly timeout?: number | false;
}

/** Above this, an upload goes in chunks; and the least that a chunk may have. */
const smallestChunk = 5 * 1024 * 1024;
const largestChunk = 100_000_000;
const mostChunks = 10_000;
const sessionLifetime = 7 * 86_400_000;

/** Lets so many tasks run at the same time. */
export type Slots = <T>(task: () => Promise<T>) => Promise<T>;

/**
 * Uploads a file and makes an asset of it: in one request where it is small, in chunks otherwise.
 *
 * @returns The asset's id. With a profile that versions automatically it may be that of an asset that was there before.
 */
export async function uploadAsset(
  http: HttpClient,
  clock: Clock,
  slots: Slots,
  source: UploadSource,
  options: UploadOptions,
): Promise<{ id: string }> {
  const { profile, metadata, signal } = options;
  const filename = options.filename ?? (source instanceof File ? source.name : undefined);
  if (!filename)
    throw new ConfigurationError('filename is missing: name the file that the asset is made of.', 'filename');
  if (!profile)
    throw new ConfigurationError('profile is missing: name an upload profile of /v2/uploads/profiles.', 'profile');

  const form = new FormData();
  form.set('profile', profile);
  form.set('filename', filename);
  if (metadata) form.set('metadata', JSON.stringify({ fields: metadata }));
  if (source instanceof Blob && source.size <= smallestChunk && !options.session) {
    form.set('file', source, filename);
  } else {
    form.set('file_id', await uploadChunks(http, clock, slots, source, options));
  }
  const path = '/v2/uploads';
  const answer = await http.call('POST', path, {
    body: form,
    timeout: options.timeout ?? 120_000,
    totalTimeout: false,
    signal,
  });
  const self = (answer as { _links?: { self?: unknown } } | undefined)?._links?.self; // looked at below
  const href = typeof self === 'object' && self !== null ? (self as { href?: unknown }).href : self;
  const id = typeof href === 'string' ? /([^/?#]+)\/*(?:[?#].*)?$/.exec(href)?.[1] : undefined;
  if (id === undefined)
    throw new InvalidAnswerError({ method: 'POST', url: path }, 'the answer does not name the asset');
  return { id: decodeURIComponent(id) };
}

async function uploadChunks(
  http: HttpClient,
  clock: Clock,
  slots: Slots,
  source: UploadSource,
  { session, onSession, onProgress, signal, timeout = 120_000, concurrency = 4, ...options }: UploadOptions,
): Promise<string> {
  const totalBytes = options.size ?? (source instanceof Blob ? source.size : undefined);
  if (!(concurrency >= 1))
    throw new ConfigurationError('concurrency must be a number of chunks, 1 or more.', 'concurrency');
  if (session && clock.now() - session.startedAt > sessionLifetime) {
    throw new ConfigurationError(
      'session is older than the 7 days that the service keeps it: begin the upload again.',
      'session',
    );
  }
  let current: UploadSession = session ?? {
    sessionId: await start(http, signal),
    chunkSize: chunkSizeFor(totalBytes),
    tags: {},
    startedAt: clock.now(),
  };
  onSession?.(current);

  const { sessionId, chunkSize } = current;
  const chunks = readChunks(source, chunkSize, (number) => number in current.tags);
  const failing = new AbortController(); // one chunk that can't be sent ends the others
  const either = signal ? AbortSignal.any([signal, failing.signal]) : failing.signal;
  let sentBytes = Math.min(Object.keys(current.tags).length * chunkSize, totalBytes ?? Number.POSITIVE_INFINITY);

  const send = async ({ number, data }: Chunk): Promise<void> => {
    if (number > mostChunks) {
      throw new ConfigurationError(
        'size is missing: without it, chunks are too small for a file as large as this.',
        'size',
      );
    }
    const body = new FormData();
    body.set('session_id', sessionId);
    body.set('chunk_number', String(number));
    body.set('file', data);
    const call = { body, signal: either, timeout, totalTimeout: false as const };
    const answer = await slots(() => http.call('POST', '/v2/uploads/chunks/upload', call));
    const tag = textIn(answer, 'tag', '/v2/uploads/chunks/upload');
    current = { ...current, tags: { ...current.tags, [number]: tag } };
    sentBytes += data.size;
    onSession?.(current);
    onProgress?.({ sentBytes, ...(totalBytes === undefined ? {} : { totalBytes }) });
  };
  const worker = async (): Promise<void> => {
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
      either.throwIfAborted();
      await send(next.value);
    }
  };

  try {
    await Promise.all(Array.from({ length: concurrency }, worker));
  } catch (error) {
    failing.abort(error);
    throw error;
  } finally {
    await chunks.return();
  }
  const tags = Object.entries(current.tags).map(([, tag]) => tag);
  const answer = await http.call('POST', '/v2/uploads/chunks/complete', {
    body: { session_id: sessionId, tags },
    signal,
  });
  return textIn(answer, 'file_id', '/v2/uploads/chunks/complete');
}

const start = async (http: HttpClient, signal: AbortSignal | undefined): Promise<string> =>
  textIn(await http.call('POST', '/v2/uploads/chunks/start', { signal }), 'session_id', '/v2/uploads/chunks/start');

function textIn(answer: unknown, name: string, url: string): string {
  const value = (answer as Record<string, unknown> | null | undefined)?.[name]; // any answer may be asked for a member
  if (typeof value === 'string' && value !== '') return value;
  throw new InvalidAnswerError({ method: 'POST', url }, `the answer has no ${name}`);
}

/** As small as the service allows, so that few bytes are in memory; larger only where 10,000 chunks would not do. */
function chunkSizeFor(totalBytes = 0): number {
  const size = Math.max(smallestChunk, Math.ceil(totalBytes / mostChunks));
  if (size <= largestChunk) return size;
  throw new ConfigurationError('size is more than the service takes: 10,000 chunks of 100 MB.', 'size');
}

/** So many at the same time, the others in the order they came. */
export function createSlots(count: number): Slots {
  const waiting: (() => void)[] = [];
  let free = count;
  return async (task) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
