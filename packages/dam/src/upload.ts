import { checkLimits, InvalidAnswerError } from '@acme/http';
import { refuseOption, untilAborted } from '@acme/oauth-core';
import type { Access } from './access.ts';
import type { UploadSource } from './chunk-source.ts';
import { smallestChunk, uploadChunks } from './upload-chunks.ts';

/** The state of an upload in chunks, as plain JSON. Within 7 days you can resume it, also in another process. */
export interface UploadSession {
  readonly sessionId: string;
  /** Bytes of each chunk, except the last. */
  readonly chunkSize: number;
  /** The service's tag of each chunk that it has, by the chunk's number. */
  readonly tags: Readonly<Record<number, string>>;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** How far an upload has come. */
export interface UploadProgress {
  /** Bytes that the service has. If the size is not known, each chunk of a resumed session counts as a full one. */
  readonly sentBytes: number;
  /** Bytes in all, if known. */
  readonly totalBytes?: number | undefined;
}

/** What to make of a file, and how to send it. */
export interface UploadOptions {
  /** Default: a File's name. */
  readonly filename?: string | undefined;
  /** The upload profile, by its name. */
  readonly profile: string;
  /** Values by the metadata field's display key. */
  readonly metadata?: Readonly<Record<string, readonly string[] | undefined>> | undefined;
  /** Bytes of a stream, if known: for the progress, and to choose the size of chunks. If the stream has more or fewer, the upload fails. */
  readonly size?: number | undefined;
  /** Resumes an interrupted upload of the same bytes. */
  readonly session?: UploadSession | undefined;
  /** Called with the session at the start and after each chunk, one call at a time: save it, to resume later. The upload waits for it, and ends if it throws. */
  readonly onSession?: ((session: UploadSession) => void) | undefined;
  /** Called with the bytes sent after each chunk. The upload waits for it, and ends if it throws. */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
  /** How many chunks to send at the same time. Default: 4. */
  readonly concurrency?: number | undefined;
  /** Ends the upload, which then rejects with the signal's own reason. It can be resumed with the last session. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for one chunk. Default: 120,000. */
  readonly timeout?: number | false | undefined;
}

/**
 * Uploads a file as an asset: in one request if it is small, otherwise in chunks.
 *
 * @returns The asset's id. With a profile that versions automatically, it may be the id of an existing asset.
 */
export const uploadAsset: typeof createAsset = (access, source, options) =>
  createAsset(access, source, options).finally(() => {
    // A stream that nobody has read may hold a file open. If there is a reader, that ends it, and this is rejected.
    if (source instanceof ReadableStream) source.cancel().catch(() => {});
  });

async function createAsset(access: Access, source: UploadSource, options: UploadOptions): Promise<{ id: string }> {
  const { profile, metadata, session, signal, timeout = 120_000, onProgress } = options;
  checkLimits({ timeout });
  const filename = options.filename ?? (source instanceof Blob && 'name' in source ? String(source.name) : '');
  if (!filename) refuseOption('filename', 'is missing: name the file that the asset is made of');
  if (!profile) refuseOption('profile', 'is missing: name an upload profile of /v2/uploads/profiles');

  const form = new FormData();
  form.set('profile', profile);
  form.set('filename', filename);
  if (metadata) form.set('metadata', JSON.stringify({ fields: metadata }));
  const isSmall = source instanceof Blob && source.size <= smallestChunk && !session;
  // Read first: if the file behind it has changed or is gone, fetch neither answers nor ends, and the process may exit.
  if (isSmall)
    form.set('file', new Blob([await untilAborted(source.arrayBuffer(), signal)], { type: source.type }), filename);
  else form.set('file_id', await uploadChunks(access, source, options));

  const path = '/v2/uploads';
  const answer = await access.http.call('POST', path, { body: form, timeout, totalTimeout: false, signal });
  const id = idIn(answer);
  if (id === undefined)
    throw new InvalidAnswerError({ method: 'POST', url: path }, 'the answer does not name the asset');
  if (isSmall) {
    const heard = onProgress?.({ sentBytes: source.size, totalBytes: source.size });
    await untilAborted(Promise.resolve(heard), signal);
  }
  return { id };
}

/** The answer has a link to the asset and nothing else. */
function idIn(answer: unknown): string | undefined {
  const self = (answer as { _links?: { self?: { href?: unknown } | string } } | undefined)?._links?.self; // checked below
  const href = typeof self === 'string' ? self : self?.href;
  const last = typeof href === 'string' ? /(?<![^/?#])([^/?#]+)\/*(?:[?#].*)?$/s.exec(href)?.[1] : undefined;
  try {
    return last === undefined ? undefined : decodeURIComponent(last);
  } catch {
    return undefined; // broken escapes: it is not an id
  }
}
