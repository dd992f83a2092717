import { createDamClient } from '@acme/dam';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { answered, rejection } from './support.ts';

const service = () =>
  answered([() => Response.json({ session_id: 's', tag: 't', file_id: 'f', _links: { self: '/v2/assets/a' } })]).client;
const sessionOf = (chunkSize: number) => ({ sessionId: 's', chunkSize, tags: {}, startedAt: Date.now() });
const options = { filename: 'a', profile: 'p' };

/** Stands on another platform: there is no other way to be there. */
function standOn(navigator: object | undefined): void {
  vi.stubGlobal('navigator', navigator);
  onTestFinished(() => void vi.unstubAllGlobals());
}

/** The chunks that an upload sends, as text. */
async function sentOf(source: Blob, chunkSize: number): Promise<string[]> {
  const sent: string[] = [];
  const dam = createDamClient({
    accessToken: 'wat_meadow_x',
    async fetch(input, init) {
      if (String(input).endsWith('/chunks/upload')) {
        const form = await new Request(String(input), init as RequestInit).formData(); // the platform's own
        const file = form.get('file');
        sent.push(`${form.get('chunk_number')} ${file instanceof Blob ? await file.text() : file}`);
      }
      return Response.json({ tag: 't', file_id: 'f', _links: { self: '/v2/assets/a' } });
    },
  });
  await dam.upload(source, { ...options, session: sessionOf(chunkSize), concurrency: 1 });
  return sent;
}

describe.each<[string, object | undefined]>([
  ['Node', { userAgent: 'Node.js/24' }],
  ['Workers', { userAgent: 'Cloudflare-Workers' }],
  ['a platform that does not say what it is', {}],
  ['a platform without a navigator', undefined],
])('on %s', (_, navigator) => {
  it.each([
    ['hello', 2, ['1 he', '2 ll', '3 o']],
    ['four', 2, ['1 fo', '2 ur']],
    ['hi', 5, ['1 hi']],
    ['', 5, ['1 ']],
  ])('%j is sent in chunks of %i bytes', async (text, chunkSize, expected) => {
    standOn(navigator);
    expect(await sentOf(new Blob([text]), chunkSize)).toEqual(expected);
  });
});

it('a Blob is not read where it can be sent as it is', async () => {
  const cuts: unknown[] = [];
  class Noted extends Blob {
    override slice(from?: number, to?: number): Blob {
      cuts.push([from, to]);
      return super.slice(from, to);
    }
  }
  standOn({ userAgent: 'Cloudflare-Workers' });
  await sentOf(new Noted(['hello']), 3);
  expect(cuts).toEqual([
    [0, 3],
    [3, 6],
  ]);
});

it('a stream that comes after its upload has ended is cancelled', async () => {
  const stop = new AbortController();
  const asked = Promise.withResolvers<void>();
  const given = Promise.withResolvers<ReadableStream<Uint8Array>>();
  const source = (): Promise<ReadableStream<Uint8Array>> => {
    asked.resolve();
    return given.promise;
  };
  const upload = rejection(service().upload(source, { ...options, signal: stop.signal }));
  await asked.promise;
  stop.abort(new Error('enough'));
  expect(await upload).toBe(stop.signal.reason);

  const cancelled = Promise.withResolvers<unknown>();
  given.resolve(new ReadableStream({ cancel: cancelled.resolve }));
  expect(await cancelled.promise).toBe(stop.signal.reason);
});
