import { ApiError, type HttpClient } from '@acme/http';
import type { Clock } from '@acme/oauth-core';
import { UploadState } from './envelope.ts';
import type { Asset, UploadStatus } from './operations.gen.ts';
import { ProcessingTimeoutError } from './processing-timeout.ts';

export interface ProcessingOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds in all. Default: no limit. */
  readonly timeout?: number;
  /** Called at each look. */
  readonly onProgress?: (progress: UploadStatus['upload_progress']) => void;
}

const firstPause = 1_000;
const longestPause = 15_000;

/**
 * Waits until an uploaded file is processed: looks at once, after 1 s, slowing down to every 15 s.
 *
 * @throws {ProcessingTimeoutError} after `timeout`.
 * @throws {DamApiError} `not_found` where there is no such asset, but not for the first look: the service may not know it yet.
 */
export async function waitForProcessing(
  http: HttpClient,
  isChecked: boolean,
  clock: Clock,
  id: string,
  { signal, timeout = Number.POSITIVE_INFINITY, onProgress }: ProcessingOptions = {},
): Promise<Asset> {
  const deadline = clock.now() + timeout;
  for (let pause = firstPause; ; pause = Math.min(longestPause, pause * 1.5)) {
    const call = { path: { id }, query: { expand: ['status'] }, signal };
    const asset = await http
      .call('GET', '/v2/assets/{id}', { ...call, schema: isChecked ? UploadState : undefined })
      .catch((error: unknown) => {
        if (pause === firstPause && ApiError.is(error) && error.code === 'not_found') return undefined;
        throw error;
      });
    const { status } = (asset ?? {}) as Partial<Asset>; // as checked, and as the service's document says
    if (status) onProgress?.(status.upload_progress);
    if (status?.upload_progress === 'complete') return asset as Asset;
    const left = deadline - clock.now();
    if (left <= 0) throw new ProcessingTimeoutError(id, timeout);
    await clock.sleep(Math.min(pause, left), signal);
  }
}
