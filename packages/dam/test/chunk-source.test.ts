import { createDamClient, type UploadSource } from '@acme/dam';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';
import { answered } from './support.ts';

const service = () =>
  answered([() => Response.json({ session_id: 's', tag: 't', file_id: 'f', _links: { self: '/v2/assets/a' } })]).client;
const sessionOf = (chunkSize: number) => ({ sessionId: 's', chunkSize, tags: {}, startedAt: Date.now() });
const options = { filename: 'a', profile: 'p' };

/** Pretends to run on another platform, which only this global names. */
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
  ])('a Blob of %j is sent in chunks of %i bytes', async (text, chunkSize, expected) => {
    standOn(navigator);
    expect(await sentOf(new Blob([text]), chunkSize)).toEqual(expected);
  });
});

it('a Blob is not read on a platform that can send it as it is', async () => {
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

it('a stream that comes after its upload has ended is cancelled, and an error of that is ignored', async () => {
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
  const late = new ReadableStream<Uint8Array>({
    cancel(reason) {
      cancelled.resolve(reason);
      throw new Error('disk gone');
    },
  });
  given.resolve(late);
  expect(await cancelled.promise).toBe(stop.signal.reason);
  await new Promise(setImmediate); // a rejection without a handler fails the run
});

it('the memory of what is read from a Blob is freed at once', async () => {
  const pieces = ['hel', 'lo'].map((text) => new TextEncoder().encode(text).slice());
  class Given extends Blob {
    override slice(): Blob {
      const stream = new ReadableStream({
        start(controller) {
          for (const piece of pieces) controller.enqueue(piece);
          controller.close();
        },
      });
      return Object.assign(new Blob(), { stream: () => stream });
    }
  }
  standOn({ userAgent: 'Node.js/24' });
  expect(await sentOf(new Given(['hello']), 4)).toEqual(['1 hell', '2 o']);
  expect(pieces.map(({ byteLength }) => byteLength)).toEqual([0, 0]);
});

it('a stream that a signal has cancelled is not taken for a complete one', async () => {
  const stop = new AbortController();
  const silent = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (controller.desiredSize === 1) controller.enqueue(new Uint8Array(1));
        setImmediate(() => stop.abort(new Error('enough')));
        return new Promise(() => {});
      },
    },
    { highWaterMark: 1 },
  );
  const upload = service().upload(silent, { ...options, size: 6, session: sessionOf(5), signal: stop.signal });
  expect(await rejection(upload)).toBe(stop.signal.reason);
});

it('a stream is not cancelled by a signal that fires after its upload', async () => {
  const stop = new AbortController();
  const stream = new Blob(['hello']).stream();
  const getReader = stream.getReader.bind(stream);
  let cancelled = 0;
  const noted = Object.assign(stream, {
    getReader: () => Object.assign(getReader(), { cancel: async () => void cancelled++ }),
  });
  await service().upload(noted as UploadSource, { ...options, session: sessionOf(2), signal: stop.signal });
  const before = cancelled;
  stop.abort();
  expect(cancelled).toBe(before);
});
