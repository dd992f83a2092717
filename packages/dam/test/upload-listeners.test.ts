import type { UploadSession } from '@acme/dam';
import { describe, expect, it } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';
import { answered } from './support.ts';

const MiB = 2 ** 20;
const service = () =>
  answered([() => Response.json({ session_id: 's', tag: 't', file_id: 'f', _links: { self: '/v2/assets/a' } })]).client;

describe('a listener of an upload', () => {
  it.each([
    ['onSession', 6],
    ['onProgress', 6],
    ['onProgress', 1],
  ])('in %s does not hold up the signal of the upload, for a file of %i MiB', async (listener, size) => {
    const stop = new AbortController();
    const upload = service().upload(new Blob([new Uint8Array(size * MiB)]), {
      filename: 'a',
      profile: 'p',
      signal: stop.signal,
      [listener]: () => {
        setImmediate(() => stop.abort(new Error('enough')));
        return new Promise(() => {});
      },
    });
    expect(await rejection(upload)).toBe(stop.signal.reason);
  });

  it('is not called any more once the upload has ended', async () => {
    const stop = new AbortController();
    const kept = Promise.withResolvers<void>();
    const session = { sessionId: 's', chunkSize: 1, tags: {}, startedAt: Date.now() };
    let heard = 0;
    const onSession = (): Promise<void> | undefined => {
      if (++heard === 1) return undefined; // it has begun
      setImmediate(() => stop.abort(new Error('enough'))); // the others wait for this one by then
      return kept.promise;
    };
    const options = { filename: 'a', profile: 'p', session, onSession, signal: stop.signal };
    expect(await rejection(service().upload(new Blob(['hello']), options))).toBe(stop.signal.reason);
    kept.resolve();
    await new Promise(setImmediate);
    expect(heard).toBe(2);
  });

  it('gets one session at a time to keep, and never an older one after a newer one', async () => {
    const session = { sessionId: 's', chunkSize: 1, tags: {}, startedAt: Date.now() };
    const kept: number[] = [];
    let atWork = 0;
    let most = 0;
    const onSession = async ({ tags }: UploadSession): Promise<void> => {
      most = Math.max(most, ++atWork);
      for (let turns = kept.length % 3; turns >= 0; turns--) await new Promise((resolve) => setImmediate(resolve));
      kept.push(Object.keys(tags).length);
      atWork -= 1;
    };
    await service().upload(new Blob(['x'.repeat(20)]), { filename: 'a', profile: 'p', session, onSession });
    expect(most).toBe(1);
    expect(kept).toEqual(kept.toSorted((a, b) => a - b));
    expect(kept.at(-1)).toBe(20);
  });
});
