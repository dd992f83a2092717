import { ApiError, isOutage } from '@acme/http';
import { refuseOption, untilAborted } from '@acme/oauth-core';
import type { Access } from './access.ts';
import { UploadState } from './envelope.ts';
import type { Asset, UploadStatus } from './operations.gen.ts';
import { ProcessingTimeoutError } from './processing-timeout.ts';

/** How to wait for an upload. */
export interface ProcessingOptions {
  /** Ends the wait, which then rejects with the signal's own reason. The processing goes on. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds in all. Default: no limit. */
  readonly timeout?: number | undefined;
  /** Called at each look. The wait goes on when it has finished, and ends if it throws. */
  readonly onProgress?: ((progress: UploadStatus['upload_progress']) => void) | undefined;
}

const firstPauseMs = 1_000;
const longestPauseMs = 15_000;
/** If the end is near, a look may take until then, but not less than this: the last one needs some time, too. */
const shortestLookMs = 2_000;
const longestLookMs = 90_000;
/** How many looks in a row may fail, or show a state that says nothing, before the wait ends. */
const patience = 10;

/**
 * Waits until an uploaded file is processed. It looks at once, then after 1 s, and then less often, up to every 15 s.
 *
 * @throws {ProcessingTimeoutError} after `timeout`, or if the service keeps showing an unknown state.
 * @throws {DamApiError} `not_found` if there is no such asset, but not at the first look: the service may not know it
 * yet.
 */
export async function waitForProcessing(
  { http, isChecked, clock }: Access,
  id: string,
  { signal, timeout = Infinity, onProgress }: ProcessingOptions = {},
): Promise<Asset> {
  if (!(typeof timeout === 'number' && timeout >= 0)) refuseOption('timeout', 'must be a number of milliseconds');
  const end = clock.now() + timeout;
  const schema = isChecked ? UploadState : undefined;
  for (let pause = firstPauseMs, failures = 0; ; pause = Math.min(longestPauseMs, pause * 1.5)) {
    const lookMs = Math.max(shortestLookMs, end - clock.now());
    const limits = lookMs < longestLookMs ? { totalTimeout: lookMs } : {};
    const call = { path: { id }, query: { expand: ['status'] }, signal, schema, ...limits };
    const asset = await http.call('GET', '/v2/assets/{id}', call).catch((error: unknown) => {
      if (pause === firstPauseMs && ApiError.is(error) && error.code === 'not_found') return undefined;
      // Processing survives an outage.
      if (isOutage(error) && failures + 1 < patience) return undefined;
      throw error;
    });
    // The schema checks that the state is a text. Its values are as the API document says.
    const state = (asset as Partial<Asset> | undefined)?.status?.upload_progress;
    if (state) await untilAborted(Promise.resolve(onProgress?.(state)), signal);
    if (state === 'complete') return asset as Asset;
    failures = state === 'pending' || state === 'verifying' ? 0 : failures + 1;
    if (failures >= patience) throw new ProcessingTimeoutError(id, `its state ${state} is unknown`);
    const left = end - clock.now();
    if (left <= 0) throw new ProcessingTimeoutError(id, `it was not processed in ${timeout} ms`);
    await clock.sleep(Math.min(pause, left), signal);
  }
}
