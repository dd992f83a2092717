import { ProcessingTimeoutError } from '@acme/dam';
import { describe, expect, it } from 'vitest';
import { answered, rejection } from './support.ts';

describe('a wait for a file that is being processed', () => {
  it.each([{}, { status: null }, { status: {} }])('ends where answers show no state: %o', async (more) => {
    let now = 0;
    const clock = {
      now: () => now,
      async sleep(ms: number) {
        now += ms;
      },
    };
    const { client, requests } = answered([() => Response.json({ id: 'a', ...more })], { clock, validate: 'off' });
    expect(await rejection(client.waitForProcessing('a'))).toSatisfy(ProcessingTimeoutError.is);
    expect(requests).toHaveLength(10);
  });

  it('ends with its signal while onProgress is still at work', async () => {
    const { client } = answered([() => Response.json({ id: 'a', status: { upload_progress: 'pending' } })]);
    const stop = new AbortController();
    const onProgress = (): Promise<void> => {
      setImmediate(() => stop.abort(new Error('enough')));
      return new Promise(() => {});
    };
    const wait = client.waitForProcessing('a', { signal: stop.signal, onProgress });
    expect(await rejection(wait)).toBe(stop.signal.reason);
  });
});
