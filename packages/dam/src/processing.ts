import type { HttpClient } from '@acme/http';
import type { Clock } from '@acme/oauth-core';
import type { Asset, UploadStatus } from './operations.gen.ts';

export interface ProcessingOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds in all. Default: no limit. */
  readonly timeout?: number;
  readonly onProgress?: (progress: UploadStatus['upload_progress']) => void;
}

/** An uploaded file was not processed in time. Its id may be waited for again. */
export class ProcessingTimeoutError extends Error {
  override readonly name = 'ProcessingTimeoutError';
  readonly code = 'processing_timeout';
  /** The asset's. */
  readonly id: string;

  constructor(id: string, timeoutMs: number) {
    super(`The asset ${id} was not processed in ${timeoutMs} ms: wait for it again later.`);
    this.id = id;
  }
}

const firstPause = 1_000;
const longestPause = 15_000;

/**
 * Waits until an uploaded file is processed: after 1 s, slowing down to every 15 s.
 *
 * @throws {ProcessingTimeoutError} after `timeout`.
 */
export async function waitForProcessing(
  http: HttpClient,
  clock: Clock,
  id: string,
  { signal, timeout = Number.POSITIVE_INFINITY, onProgress }: ProcessingOptions = {},
): Promise<Asset> {
  const startedAt = clock.now();
  for (let pause = firstPause; ; pause = Math.min(longestPause, pause * 1.5)) {
    // As the document says; `status` is looked at.
    const asset = (await http.call('GET', '/v2/assets/{id}', {
      path: { id },
      query: { expand: ['status'] },
      signal,
    })) as Asset;
    const progress = asset.status?.upload_progress;
    if (progress) onProgress?.(progress);
    if (progress === 'complete') return asset;
    const left = startedAt + timeout - clock.now();
    if (left <= 0) throw new ProcessingTimeoutError(id, timeout);
    await clock.sleep(Math.min(pause, left), signal);
  }
}
