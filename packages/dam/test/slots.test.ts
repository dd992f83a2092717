import { createDamClient, type UploadSource } from '@acme/dam';
import { describe, expect, it } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';

const aTurn = async (): Promise<void> => new Promise(setImmediate);

/** A client whose chunks are answered a turn later, and how many were on their way at most. */
function counting(chunksAtOnce: number, answer = aTurn) {
  const seen = { most: 0 };
  let now = 0;
  const client = createDamClient({
    ...{ accessToken: 'wat_meadow_x', rateLimit: false, retry: 0, chunksAtOnce },
    async fetch(input) {
      if (String(input).endsWith('/chunks/upload')) {
        seen.most = Math.max(seen.most, ++now);
        await answer();
        now -= 1;
      }
      return Response.json({ tag: 't', file_id: 'f', _links: { self: '/v2/assets/a' } });
    },
  });
  /** Nine chunks, or those of another source. */
  const upload = (concurrency: number, source: UploadSource = new Blob(['x'.repeat(9)]), signal?: AbortSignal) => {
    const session = { sessionId: 's', chunkSize: 1, tags: {}, startedAt: Date.now() };
    return client.upload(source, { filename: 'a', profile: 'p', session, concurrency, signal });
  };
  return { seen, upload };
}

/** A client that may send one chunk at once, and has sent one. */
async function busy() {
  const sent = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const { seen, upload } = counting(1, () => {
    sent.resolve();
    return held.promise;
  });
  const first = upload(1);
  await sent.promise;
  return { seen, upload, first, answer: held.resolve };
}

/** A file of one chunk, and a promise of the moment when that chunk was read, and waits for its turn. */
function oneChunk() {
  const read = Promise.withResolvers<void>();
  const source = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        controller.enqueue(new Uint8Array(1));
        controller.close();
        setImmediate(read.resolve);
      },
    },
    { highWaterMark: 0 },
  );
  return { source, waits: read.promise };
}

describe('the chunks of all uploads', () => {
  it.each([
    [2, 2],
    [2.5, 2],
    [1.9, 1],
  ])('with chunksAtOnce %d are sent %i at once, however many came before', async (chunksAtOnce, expected) => {
    const { seen, upload } = counting(chunksAtOnce);
    for (const concurrency of [2, 5]) {
      seen.most = 0;
      await Promise.all([upload(concurrency), upload(concurrency)]);
      expect(seen.most).toBe(expected);
    }
  });

  it('may be allowed as many at once as one upload can have', async () => {
    const { seen, upload } = counting(20_000);
    await upload(10_000);
    expect(seen.most).toBe(9);
  });

  it('give their place to others, also if they fail', async () => {
    let attempts = 0;
    const { upload } = counting(1, async () => {
      if (++attempts === 1) throw new Error('connection lost');
    });
    expect(await rejection(upload(1))).toMatchObject({ code: 'connection_failed' });
    expect(await upload(1)).toEqual({ id: 'a' });
  });

  it('get their turn in the order they came', async () => {
    const { upload, first, answer } = await busy();
    const ended: string[] = [];
    const waiting: Promise<unknown>[] = [];
    for (const name of ['second', 'third']) {
      const { source, waits } = oneChunk();
      waiting.push(upload(1, source).then(() => ended.push(name)));
      await waits;
    }
    answer();
    await Promise.all([first, ...waiting]);
    expect(ended).toEqual(['second', 'third']);
  });

  it('neither hold up others nor make room for more if their upload ends while they wait', async () => {
    const { seen, upload, first, answer } = await busy();
    const stop = new AbortController();
    const { source, waits } = oneChunk();
    const waiting = upload(1, source, stop.signal);
    await waits;
    stop.abort(new Error('enough'));
    expect(await rejection(waiting)).toBe(stop.signal.reason);
    answer();
    await Promise.all([first, upload(1), upload(1)]);
    expect(seen.most).toBe(1);
  });
});
