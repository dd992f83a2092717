import { createDamClient } from '@acme/dam';
import { describe, expect, it } from 'vitest';

/** A client whose chunks are answered a turn later, and how many were on their way at most. */
function counting(chunksAtOnce: number) {
  const seen = { most: 0 };
  let now = 0;
  const client = createDamClient({
    ...{ accessToken: 'wat_meadow_x', rateLimit: false, chunksAtOnce },
    async fetch(input) {
      if (String(input).endsWith('/chunks/upload')) {
        seen.most = Math.max(seen.most, ++now);
        await new Promise(setImmediate);
        now -= 1;
      }
      return Response.json({ tag: 't', file_id: 'f', _links: { self: '/v2/assets/a' } });
    },
  });
  /** Nine chunks. */
  const upload = (concurrency: number): Promise<unknown> => {
    const session = { sessionId: 's', chunkSize: 1, tags: {}, startedAt: Date.now() };
    return client.upload(new Blob(['x'.repeat(9)]), { filename: 'a', profile: 'p', session, concurrency });
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
});
