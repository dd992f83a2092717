import { createDamClient, type UploadSource } from '@acme/dam';
import { describe, expect, it } from 'vitest';
import { rejection } from './support.ts';

const aTurn = (): Promise<unknown> => new Promise(setImmediate);

/** A client whose chunks are answered a turn later, and how many were on their way at most. */
function counting(chunksAtOnce: number, answer = aTurn) {
  const seen = { most: 0 };
  let now = 0;
  const client = createDamClient({
    ...{ accessToken: 'wat_meadow_x', rateLimit: false, chunksAtOnce },
    async fetch(input) {
      if (String(input).endsWith('/chunks/upload')) {
        seen.most = Math.max(seen.most, ++now);
        await answer();
        now -= 1;
      }
      return Response.json({ tag: 't', file_id: 'f', _links: { self: '/v2/assets/a' } });
    },
  });
  /** Nine chunks. */
  const upload = (concurrency: number, source: UploadSource = new Blob(['x'.repeat(9)]), signal?: AbortSignal) => {
    const session = { sessionId: 's', chunkSize: 1, tags: {}, startedAt: Date.now() };
    return client.upload(source, { filename: 'a', profile: 'p', session, concurrency, signal });
  };
  return { seen, upload };
}

describe('the chunks of all uploads', () => {
  it.each([
    [2, 2],
    [2.5, 2],
    [1.9, 1],
  ])('with chunksAtOnce %d are sent %i at once at most, however many came before', async (chunksAtOnce, expected) => {
    const { seen, upload } = counting(chunksAtOnce);
    await Promise.all([upload(2), upload(2)]);
    await Promise.all([upload(5), upload(5)]);
    expect(seen.most).toBe(expected);
  });

  it('may be allowed as many at once as one upload can have', async () => {
    const { seen, upload } = counting(20_000);
    await upload(10_000);
    expect(seen.most).toBe(9);
  });

  it('hold up no others if their upload ends while they wait', async () => {
    const sent = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const { upload } = counting(1, () => {
      sent.resolve();
      return held.promise;
    });
    const first = upload(1);
    await sent.promise;

    const stop = new AbortController();
    const stream = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          controller.enqueue(new Uint8Array(1));
          setImmediate(() => stop.abort(new Error('enough'))); // this chunk waits for the first one by then
        },
      },
      { highWaterMark: 0 },
    );
    expect(await rejection(upload(1, stream, stop.signal))).toBe(stop.signal.reason);
    held.resolve();

    expect(await first).toEqual({ id: 'a' });
    expect(await upload(1)).toEqual({ id: 'a' });
  });
});
