import { checkLimits, InvalidAnswerError } from '@acme/http';
import { refuseOption, untilAborted } from '@acme/oauth-core';
import type { Access } from './access.ts';
import type { UploadSource } from './chunk-source.ts';
import { smallestChunk, uploadChunks } from './upload-chunks.ts';

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

/** How far an upload is. */
export interface UploadProgress {
  /** Bytes that are there. Of a stream whose size is not known, each chunk of the session counts as a whole one. */
  readonly sentBytes: number;
  /** Bytes in all, where known. */
  readonly totalBytes?: number | undefined;
}

/** What becomes of a file, and how it is sent. */
export interface UploadOptions {
  /** Default: a File's name. */
  readonly filename?: string | undefined;
  /** The upload profile, by its name. */
  readonly profile: string;
  /** Values by the metadata field's display key. */
  readonly metadata?: Readonly<Record<string, readonly string[] | undefined>> | undefined;
  /** Bytes of a stream, where known: for the progress, and to choose the size of chunks. Another number of bytes is an error. */
  readonly size?: number | undefined;
  /** Goes on with an upload of the same bytes that broke off. */
  readonly session?: UploadSession | undefined;
  /** Hears of the session after each chunk, one at a time: keep it to go on later. The upload waits for it, and ends where it fails. */
  readonly onSession?: ((session: UploadSession) => void) | undefined;
  /** Hears of the bytes after each chunk. The upload waits for it as for `onSession`. */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
  /** Chunks on their way at the same time. Default: 4. */
  readonly concurrency?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds for one chunk. Default: 120,000. */
  readonly timeout?: number | false | undefined;
}

/**
 * Uploads a file and makes an asset of it: in one request where it is small, in chunks otherwise.
 *
 * @returns The asset's id. With a profile that versions automatically it may be that of an asset that was there before.
 */
export async function uploadAsset(
  access: Access,
  source: UploadSource,
  options: UploadOptions,
): Promise<{ id: string }> {
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
  if (isSmall) form.set('file', source, filename);
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
  const self = (answer as { _links?: { self?: { href?: unknown } | string } } | undefined)?._links?.self; // any answer may be asked for a member
  const href = typeof self === 'string' ? self : self?.href;
  const last = typeof href === 'string' ? /([^/?#]+)\/*(?:[?#].*)?$/.exec(href)?.[1] : undefined;
  try {
    return last === undefined ? undefined : decodeURIComponent(last);
  } catch {
    return undefined; // escapes of no text: it names nothing
  }
}
