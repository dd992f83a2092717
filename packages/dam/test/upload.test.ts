import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createDamClient,
  type DamOptions,
  ProcessingTimeoutError,
  type UploadProgress,
  type UploadSession,
  type UploadSource,
} from '@acme/dam';
import { openFile } from '@acme/dam/node';
import { createSandbox, type Sandbox, startSandbox, stoppedClock } from '@acme/sandbox';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';
import { answered, hour, personal, sandboxed, signedIn, unanswered } from './support.ts';

const MiB = 2 ** 20;
const profile = 'Default';
const chunkRoute = { route: 'POST /v2/uploads/chunks/upload' };

/** Bytes that differ everywhere, so that no two chunks are equal. */
function bytesOf(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 4) bytes.set([at, at >> 8, at >> 16, at >> 24].slice(0, length - at), at);
  return bytes;
}

/** A stream that gives these bytes in pieces of an odd size, in a buffer that it uses again. */
function streamOf(bytes: Uint8Array, from = 0): ReadableStream<Uint8Array> {
  const buffer = new Uint8Array(65_537);
  let at = from;
  return new ReadableStream(
    {
      pull(controller) {
        if (at >= bytes.length) return controller.close();
        const piece = bytes.subarray(at, at + buffer.length);
        buffer.set(piece);
        at += piece.length;
        controller.enqueue(buffer.subarray(0, piece.length));
      },
    },
    { highWaterMark: 0 },
  );
}

/** A stream that somebody reads. */
function locked(): ReadableStream<Uint8Array> {
  const stream = streamOf(new Uint8Array(1));
  stream.getReader();
  return stream;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The hashes of the chunks that these bytes are cut into. */
const hashesOf = (bytes: Uint8Array, chunkSize: number): string[] =>
  Array.from({ length: Math.ceil(bytes.length / chunkSize) }, (_, index) =>
    sha256(bytes.subarray(index * chunkSize, (index + 1) * chunkSize)),
  );

const hashesAt = ({ uploads }: Sandbox): string[] => uploads.at(-1)?.chunks.map((chunk) => chunk.sha256) ?? [];
const chunkRequests = ({ log }: Sandbox): number => log.filter(({ route }) => route === chunkRoute.route).length;

const content = bytesOf(10 * MiB + 345);

describe('an upload', () => {
  it('of a small file is one request', async () => {
    const sandbox = sandboxed();
    const dam = personal(sandbox);
    const progress: UploadProgress[] = [];
    const file = new File(['hello'], 'hello.txt');

    const { id } = await dam.upload(file, {
      profile,
      metadata: { title: ['Hello'], keywords: undefined },
      onProgress: (now) => progress.push(now),
    });

    expect(sandbox.count('dam.api')).toBe(1);
    expect(sandbox.uploads).toMatchObject([{ assetId: id, filename: 'hello.txt', profile, bytes: 5 }]);
    expect(progress).toEqual([{ sentBytes: 5, totalBytes: 5 }]);
    const { metadata } = await dam.get('/v2/assets/{id}', { path: { id }, query: { expand: ['metadata'] } });
    expect(metadata?.fields).toMatchObject({ title: ['Hello'] });
  });

  it('of five mebibytes is still one request, and gives the decoded id of the asset', async () => {
    const { client, requests } = answered([() => Response.json({ _links: { self: '/v2/assets/a%2Fb' } })]);
    const file = new Blob([content.subarray(0, 5 * MiB)]);
    expect(await client.upload(file, { filename: 'a', profile })).toEqual({ id: 'a/b' });
    expect(requests).toHaveLength(1);
  });

  it.each([
    ['a small one', new Blob(['hello']), 'hello.txt'],
    ['each chunk', new Blob([content]), 'blob'],
  ])('is sent as a file in a form with its own boundary: %s', async (_, source, name) => {
    const types: (string | null)[] = [];
    const files: unknown[] = [];
    const dam = createDamClient({
      accessToken: 'wat_meadow_x',
      async fetch(input, init) {
        if (/\/upload(s?)$/.test(String(input))) {
          const request = new Request(String(input), init as RequestInit); // the platform's own
          types.push(request.headers.get('content-type'));
          files.push((await request.formData()).get('file'));
        }
        return Response.json({ session_id: 's', tag: 't', file_id: 'f', _links: { self: '/v2/assets/a' } });
      },
    });
    await dam.upload(source, { filename: 'hello.txt', profile, concurrency: 1 });

    const [file] = files;
    if (!(file instanceof File)) throw new Error('no file');
    expect(file.name).toBe(name);
    const start = new Uint8Array(await source.slice(0, 5 * MiB).arrayBuffer());
    expect(sha256(new Uint8Array(await file.arrayBuffer()))).toBe(sha256(start));
    expect(new Set(types).size).toBe(types.length); // else a file could contain the boundary
  });

  it.each<[string, (bytes: Uint8Array<ArrayBuffer>) => UploadSource]>([
    ['a Blob', (bytes) => new Blob([bytes])],
    ['a File', (bytes) => new File([bytes], 'named.bin')],
    ['a stream', (bytes) => streamOf(bytes)],
    ['a function that gives a stream', (bytes) => (offset) => streamOf(bytes, offset)],
    ['a function that promises a stream', (bytes) => async (offset) => streamOf(bytes, offset)],
  ])('of %s is sent in chunks, and arrives as it is', async (_, source) => {
    const sandbox = sandboxed();
    const progress: UploadProgress[] = [];
    const { id } = await personal(sandbox).upload(source(content), {
      filename: 'film.mp4',
      profile,
      size: content.length,
      onProgress: (now) => progress.push(now),
    });
    expect(sandbox.uploads).toMatchObject([{ assetId: id, filename: 'film.mp4', bytes: content.length }]);
    expect(hashesAt(sandbox)).toEqual(hashesOf(content, 5 * MiB));
    expect(progress.at(-1)).toEqual({ sentBytes: content.length, totalBytes: content.length });
    expect(progress).toHaveLength(3);
  });

  it('of a path is read while it is sent, with openFile of the node entry', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'acme-dam-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'film.mp4'), content);
    const sandbox = sandboxed();
    await personal(sandbox).upload(await openFile(join(folder, 'film.mp4')), { filename: 'film.mp4', profile });
    expect(hashesAt(sandbox)).toEqual(hashesOf(content, 5 * MiB));
    expect(await rejection(openFile(join(folder, 'missing')))).toMatchObject({ code: 'ENOENT' });
    expect((await openFile(pathToFileURL(join(folder, 'film.mp4')))).size).toBe(content.length);
  });

  it.each([1, 6 * MiB])(
    'of a file of %i bytes that has changed since it was opened throws, and creates nothing',
    async (length) => {
      const folder = await mkdtemp(join(tmpdir(), 'acme-dam-'));
      onTestFinished(() => rm(folder, { recursive: true }));
      await writeFile(join(folder, 'film.mp4'), bytesOf(length));
      const sandbox = await startSandbox(); // a real fetch: it is what would wait for ever
      onTestFinished(() => sandbox.close());
      const source = await openFile(join(folder, 'film.mp4'));
      await writeFile(join(folder, 'film.mp4'), 'another');
      expect(await rejection(personal(sandbox).upload(source, { filename: 'film.mp4', profile }))).toMatchObject({
        name: 'NotReadableError',
      });
      expect(sandbox.uploads.filter(({ assetId }) => assetId)).toEqual([]);
    },
  );

  it("is the same on a platform that can't tell the length of a stream", async () => {
    vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' }); // there is no other way to be on another platform
    onTestFinished(() => void vi.unstubAllGlobals());
    const { length } = content;
    for (const source of [new Blob([content]), streamOf(content), (offset: number) => streamOf(content, offset)]) {
      const sandbox = sandboxed();
      await personal(sandbox).upload(source, { filename: 'film.mp4', profile, size: length });
      expect(hashesAt(sandbox)).toEqual(hashesOf(content, 5 * MiB));
    }
  });

  it.each<[string, UploadSource]>([
    ['a Blob', new Blob([content])],
    ['a stream', streamOf(content)],
  ])('resumes on such a platform too, with only what is missing of %s', async (_, source) => {
    vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' });
    onTestFinished(() => void vi.unstubAllGlobals());
    const sent: [unknown, number][] = [];
    const dam = createDamClient({
      accessToken: 'wat_meadow_x',
      async fetch(input, init) {
        if (String(input).endsWith('/chunks/upload')) {
          const form = await new Request(String(input), init as RequestInit).formData(); // the platform's own
          const file = form.get('file');
          sent.push([form.get('chunk_number'), file instanceof File ? file.size : 0]);
        }
        return Response.json({ tag: 't', file_id: 'f', _links: { self: '/v2/assets/a' } });
      },
    });
    const session = { sessionId: 's', chunkSize: 5 * MiB, tags: { 1: 't', 3: 't' }, startedAt: Date.now() };
    await dam.upload(source, { filename: 'a', profile, session });
    expect(sent).toEqual([['2', 5 * MiB]]);
  });

  it('asks a function only for what is missing', async () => {
    const asked: number[] = [];
    const source: UploadSource = (offset) => {
      asked.push(offset);
      return streamOf(content, offset);
    };
    const { client } = answered([() => Response.json({ tag: 't', file_id: 'f', _links: { self: '/v2/assets/a' } })]);
    const session = { sessionId: 's', chunkSize: 5 * MiB, tags: { 1: 't', 2: 't' }, startedAt: Date.now() };
    await client.upload(source, { filename: 'a', profile, session });
    expect(asked).toEqual([10 * MiB]);
  });

  it('reads only what is missing of a Blob, and goes on in chunks even if the Blob is small', async () => {
    const read: unknown[] = [];
    class Noted extends Blob {
      override slice(from?: number, to?: number): Blob {
        read.push(from);
        return super.slice(from, to);
      }
    }
    const { client, requests } = answered([
      () => Response.json({ tag: 't', file_id: 'f', _links: { self: '/v2/assets/a' } }),
    ]);
    const session = { sessionId: 's', chunkSize: 2, tags: { 1: 't', 2: 't' }, startedAt: Date.now() };
    await client.upload(new Noted(['hello']), { filename: 'a', profile, session });
    expect(read).toEqual([4]);
    expect(requests).toHaveLength(3); // the last chunk, the completion, and the asset
    expect((await requests[0]?.formData())?.get('chunk_number')).toBe('3');
  });

  it('keeps one chunk after the other in the same memory', async () => {
    const memory = new Set<ArrayBufferLike>();
    const dam = createDamClient({
      accessToken: 'wat_meadow_x',
      async fetch(_, init) {
        const { body } = init as RequestInit; // the platform's own
        if (body instanceof ReadableStream) {
          for await (const { length, buffer } of body) if (length > 1_000) memory.add(buffer);
        }
        return Response.json({ session_id: 's', tag: 't', file_id: 'f', _links: { self: '/v2/assets/a' } });
      },
    });
    for (const source of [new Blob([bytesOf(21 * MiB)]), streamOf(bytesOf(21 * MiB))]) {
      memory.clear();
      await dam.upload(source, { filename: 'a', profile, concurrency: 2 });
      expect(memory.size).toBeLessThanOrEqual(2);
      expect(memory.size).toBeGreaterThan(0);
    }
  });

  it('states the length of each chunk, and sends a chunk again if its token was refused', async () => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const lengths: number[] = [];
    const client = await signedIn(sandbox, {
      fetch: (input: string | URL | Request, init?: RequestInit) => {
        if (String(input).endsWith('/chunks/upload')) {
          lengths.push(Number(new Headers(init?.headers).get('content-length')));
        }
        return fetch(input, init);
      },
    });
    sandbox.faults.next('dam.api', { kind: 'status', status: 401 }, chunkRoute);
    await client.upload(streamOf(content), { filename: 'film.mp4', profile, concurrency: 1 });
    expect(hashesAt(sandbox)).toEqual(hashesOf(content, 5 * MiB));
    expect(lengths).toHaveLength(4);
    expect(lengths[0]).toBeGreaterThan(5 * MiB);
    expect(lengths[1]).toBe(lengths[0]);
    expect(sandbox.count('dam.token')).toBe(2); // the code, then one refresh
  });

  it.each([0, 1, 5 * MiB, 5 * MiB + 1])('of a stream with %i bytes ends where the stream ends', async (length) => {
    const sandbox = sandboxed();
    const bytes = content.subarray(0, length);
    const chunks = Math.max(1, Math.ceil(length / (5 * MiB)));
    for (const [index, size] of [undefined, length].entries()) {
      await personal(sandbox).upload(streamOf(bytes), { filename: 'a', profile, size });
      expect(sandbox.uploads.at(-1)?.bytes).toBe(length);
      expect(chunkRequests(sandbox)).toBe((index + 1) * chunks);
    }
  });

  it('has the size of its Blob, whatever size it is told', async () => {
    const sandbox = sandboxed();
    await personal(sandbox).upload(new Blob([content]), { filename: 'a', profile, size: 1 });
    expect(hashesAt(sandbox)).toEqual(hashesOf(content, 5 * MiB));
  });

  it('sends no more chunks at once than it is told', async () => {
    const sandbox = sandboxed();
    let now = 0;
    let most = 0;
    const { fetch } = sandbox;
    const counting: typeof fetch = async (input, init) => {
      if (!String(input).endsWith('/chunks/upload')) return fetch(input, init);
      most = Math.max(most, ++now);
      return fetch(input, init).finally(() => now--);
    };
    const source = (): UploadSource => new Blob([bytesOf(26 * MiB)]); // six chunks
    for (const [concurrency, expected] of [
      [3, 3],
      [undefined, 4],
    ] as const) {
      most = 0;
      await personal(sandbox, { fetch: counting as never }).upload(source(), { filename: 'a', profile, concurrency });
      expect(most).toBe(expected);
    }

    most = 0;
    const dam = personal(sandbox, { fetch: counting as never, chunksAtOnce: 2 });
    await Promise.all([1, 2].map((name) => dam.upload(source(), { filename: `${name}`, profile })));
    expect(most).toBe(2);
  });

  it('sends again a chunk that failed, and no other', async () => {
    const sandbox = sandboxed();
    for (const kind of ['reset-before-processing', 'drop-answer-after-processing'] as const) {
      sandbox.faults.next('dam.api', { kind }, chunkRoute);
    }
    await personal(sandbox).upload(new Blob([content]), { filename: 'a', profile, concurrency: 1 });
    expect(hashesAt(sandbox)).toEqual(hashesOf(content, 5 * MiB));
    expect(chunkRequests(sandbox)).toBe(5);
  });

  it.each<[string, (bytes: Uint8Array<ArrayBuffer>) => UploadSource]>([
    ['a Blob', (bytes) => new Blob([bytes])],
    ['a stream, from its beginning', (bytes) => streamOf(bytes)],
    ['a function, from the first byte that is missing', (bytes) => (offset) => streamOf(bytes, offset)],
  ])('can be resumed in another process, with %s', async (_, source) => {
    const sandbox = sandboxed();
    let saved = '';
    const onSession = (session: UploadSession): void => {
      saved = JSON.stringify(session);
    };
    const options = { filename: 'a', profile, onSession, concurrency: 1 };
    const dead = { kind: 'status', status: 400 } as const;
    sandbox.faults.every(2, 'dam.api', dead, chunkRoute);
    expect(await rejection(personal(sandbox).upload(source(content), options))).toMatchObject({ status: 400 });
    sandbox.faults.clear();
    const { tags } = JSON.parse(saved) as UploadSession;
    expect(Object.keys(tags)).toEqual(['1']);

    sandbox.advance(6 * 24 * hour);
    const progress: UploadProgress[] = [];
    await personal(sandbox).upload(source(content), {
      ...options,
      session: JSON.parse(saved),
      onProgress: (now) => progress.push(now),
    });
    expect(hashesAt(sandbox)).toEqual(hashesOf(content, 5 * MiB));
    expect(chunkRequests(sandbox)).toBe(2 + 2);
    expect(progress.map(({ sentBytes }) => sentBytes)).toEqual([10 * MiB, content.length]);
  });

  it.each([
    ['a Blob', new Blob([content])],
    ['a stream', streamOf(content)],
  ])('counts each byte of %s once, whichever chunks the service has already', async (_, source) => {
    const sandbox = sandboxed();
    let session: UploadSession | undefined;
    const completion = { route: 'POST /v2/uploads/chunks/complete' };
    sandbox.faults.next('dam.api', { kind: 'status', status: 400 }, completion);
    const options = { filename: 'a', profile, size: content.length };
    const onSession = (now: UploadSession): void => {
      const { 2: _, ...tags } = now.tags; // as if the answer for the second chunk was lost
      session = { ...now, tags };
    };
    await rejection(personal(sandbox).upload(new Blob([content]), { ...options, onSession }));
    expect(Object.keys(session?.tags ?? {})).toEqual(['1', '3']);

    const progress: UploadProgress[] = [];
    const went = { ...options, session, onProgress: (now: UploadProgress) => progress.push(now) };
    await personal(sandbox).upload(source, went);
    expect(progress).toEqual([{ sentBytes: content.length, totalBytes: content.length }]);
  });

  it.each<[string, number, UploadSource]>([
    ['more', content.length - 1, streamOf(content)],
    ['one chunk more', 5 * MiB, streamOf(content)],
    ['less', content.length + 1, streamOf(content)],
    ['one chunk less', 16 * MiB, (offset) => streamOf(content.subarray(0, 10 * MiB), offset)],
  ])('fails if its source has %s bytes than its size says', async (_, size, source) => {
    const sandbox = sandboxed();
    const progress: number[] = [];
    const upload = personal(sandbox).upload(source, {
      filename: 'a',
      profile,
      size,
      onProgress: ({ sentBytes }) => progress.push(sentBytes),
    });
    expect(await rejection(upload)).toMatchObject({ option: 'size' });
    expect(Math.max(0, ...progress)).toBeLessThanOrEqual(size);
    expect(sandbox.uploads).toEqual([]);
  });

  it.each<[string, UploadSource]>([
    ['a Blob', new Blob([content.subarray(0, 6 * MiB)])],
    ['a stream', streamOf(content.subarray(0, 6 * MiB))],
  ])('does not use the chunks of a longer file for %s', async (_, shorter) => {
    const sandbox = sandboxed();
    const sessions: UploadSession[] = [];
    const options = { filename: 'a', profile };
    await personal(sandbox).upload(streamOf(content), { ...options, onSession: (now) => sessions.push(now) });
    const session = sessions.at(-1) as UploadSession; // the upload has reported one
    const upload = personal(sandbox).upload(shorter, { ...options, session });
    expect(await rejection(upload)).toMatchObject({ option: 'session' });
    expect(sandbox.uploads).toHaveLength(1);
  });

  it('does not call its function if every chunk is there', async () => {
    const sandbox = sandboxed();
    sandbox.faults.next('dam.api', { kind: 'reset-before-processing' }, { route: 'POST /v2/uploads/chunks/complete' });
    const asked: number[] = [];
    const sessions: UploadSession[] = [];
    const source: UploadSource = (offset) => {
      asked.push(offset);
      return streamOf(content, offset);
    };
    const options = {
      filename: 'a',
      profile,
      size: content.length,
      onSession: (now: UploadSession) => sessions.push(now),
    };
    expect(await rejection(personal(sandbox).upload(source, options))).toMatchObject({ code: 'connection_failed' });
    await personal(sandbox).upload(source, { ...options, session: sessions.at(-1) as UploadSession }); // it has reported one
    expect(asked).toEqual([0]);
    expect(hashesAt(sandbox)).toEqual(hashesOf(content, 5 * MiB));
  });

  it('can be resumed for seven days, and no longer', async () => {
    let now = 0;
    const { client, requests } = answered(
      [() => Response.json({ session_id: 's', tag: 't', file_id: 'f', _links: { self: '/v2/assets/a' } })],
      { clock: { now: () => now, sleep: async () => {} } },
    );
    const sessions: UploadSession[] = [];
    const options = { filename: 'a', profile };
    await client.upload(streamOf(content), { ...options, onSession: (session) => sessions.push(session) });
    const [session] = sessions;
    expect(session).toEqual({ sessionId: 's', chunkSize: 5 * MiB, tags: {}, startedAt: 0 });

    now = 7 * 24 * hour;
    await client.upload(streamOf(content), { ...options, session });
    now += 1;
    requests.length = 0;
    const upload = client.upload(streamOf(content), { ...options, session });
    expect(await rejection(upload)).toMatchObject({ option: 'session' });
    expect(requests).toEqual([]);
  });

  it('counts these days by the wall clock, because a process may have been suspended', async () => {
    let wallTime = 5_000;
    const { client } = answered(
      [() => Response.json({ session_id: 's', tag: 't', file_id: 'f', _links: { self: '/v2/assets/a' } })],
      { clock: { now: () => 0, wallTime: () => wallTime, sleep: async () => {} } },
    );
    const sessions: UploadSession[] = [];
    const options = { filename: 'a', profile };
    await client.upload(streamOf(content), { ...options, onSession: (session) => sessions.push(session) });
    const [session] = sessions;
    expect(session).toMatchObject({ startedAt: 5_000 });

    wallTime += 7 * 24 * hour + 1;
    const upload = client.upload(streamOf(content), { ...options, session });
    expect(await rejection(upload)).toMatchObject({ option: 'session' });
  });

  it('has at most 10,000 chunks, so that a stream of unknown size may be too long', async () => {
    const { client, requests } = answered([
      () => Response.json({ tag: 't', file_id: 'f', _links: { self: '/v2/assets/a' } }),
    ]);
    const tags = Object.fromEntries(Array.from({ length: 9_999 }, (_, index) => [index + 1, 't']));
    const session = { sessionId: 's', chunkSize: 1, tags, startedAt: Date.now() };
    const options = { filename: 'a', profile, session, concurrency: 1 };
    await client.upload(streamOf(new Uint8Array(10_000)), options);
    expect(requests).toHaveLength(3); // the last chunk, the completion, and the asset

    const upload = client.upload(streamOf(new Uint8Array(10_001)), options);
    expect(await rejection(upload)).toMatchObject({ option: 'size' });
    expect(requests).toHaveLength(4);
  });

  it.each([null, {}, { session_id: '' }, { session_id: 7 }])('fails if the answer to its start is %j', async (body) => {
    const { client, requests } = answered([() => Response.json(body)]);
    const upload = client.upload(streamOf(content), { filename: 'a', profile });
    expect(await rejection(upload)).toMatchObject({
      code: 'invalid_answer',
      message: 'POST /v2/uploads/chunks/start: the answer has no session_id',
    });
    expect(requests).toHaveLength(1);
  });

  it.each([0, Number.NaN, 2 ** 31])('refuses a timeout of %d ms before anything is sent', async (timeout) => {
    const { client, requests } = answered([() => Response.json({ session_id: 's' })]);
    const upload = client.upload(streamOf(content), { filename: 'a', profile, timeout });
    expect(await rejection(upload)).toMatchObject({ option: 'timeout' });
    expect(requests).toHaveLength(0);
  });

  describe.each([
    ['a small file', new Blob(['hello']), undefined],
    ['a chunk', new Blob([content]), { sessionId: 's', chunkSize: 5 * MiB, tags: {}, startedAt: Date.now() }],
  ])('%s', (_, source, session) => {
    const options = { filename: 'a', profile, session };

    it('may take as long as it is told, whatever the limit of other calls', async () => {
      const dam = createDamClient({
        ...{ accessToken: 'wat_meadow_x', retry: 0, totalTimeout: 20 },
        fetch: unanswered,
      });
      const error = await rejection(dam.upload(source, { ...options, timeout: 40 }));
      expect(error).toMatchObject({ code: 'request_timeout', message: expect.stringContaining('40 ms (timeout)') });
    });

    it('may take two minutes by default', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
      onTestFinished(() => void vi.useRealTimers());
      const asked = Promise.withResolvers<void>();
      const dam = createDamClient({
        ...{ accessToken: 'wat_meadow_x', retry: 0, timeout: 5, totalTimeout: 5 },
        fetch(input, init) {
          asked.resolve();
          return unanswered(input, init);
        },
      });
      const failing = rejection(dam.upload(source, options));
      await asked.promise;
      await vi.advanceTimersByTimeAsync(120_000);
      expect(await failing).toHaveProperty('message', expect.stringContaining('120000 ms (timeout)'));
    });
  });

  it.each([0, 1, 2, 3, 4])('ends with its signal during request %i, and sends no other', async (last) => {
    const steps = [
      '/v2/uploads/chunks/start',
      '/v2/uploads/chunks/upload',
      '/v2/uploads/chunks/complete',
      '/v2/uploads',
    ];
    const stop = new AbortController();
    const asked: string[] = [];
    if (last === 0) stop.abort(new Error('enough'));
    const dam = createDamClient({
      accessToken: 'wat_meadow_x',
      async fetch(input, init) {
        if (asked.push(new URL(input as string).pathname) < last) {
          return Response.json({ session_id: 's', tag: 't', file_id: 'f' });
        }
        stop.abort(new Error('enough'));
        return unanswered(input, init);
      },
    });
    const upload = dam.upload(streamOf(content, 8 * MiB), { filename: 'a', profile, signal: stop.signal });
    expect(await rejection(upload)).toBe(stop.signal.reason);
    expect(asked).toEqual(steps.slice(0, last));
  });

  it.each([null, 'enough'])('ends with the reason of its signal, even %s', async (reason) => {
    const stop = new AbortController();
    const dam = createDamClient({
      accessToken: 'wat_meadow_x',
      fetch: (input, init) => {
        stop.abort(reason);
        return unanswered(input, init);
      },
    });
    const session = { sessionId: 's', chunkSize: 5 * MiB, tags: {}, startedAt: Date.now() };
    const upload = dam.upload(new Blob(['hello']), { filename: 'a', profile, session, signal: stop.signal });
    expect(await rejection(upload)).toBe(reason);
  });

  it('aborts all its chunks if one is refused', async () => {
    const signals: (AbortSignal | null | undefined)[] = [];
    const dam = createDamClient({
      ...{ accessToken: 'wat_meadow_x', retry: 0 },
      async fetch(_, init) {
        return signals.push((init as RequestInit).signal) === 1
          ? new Promise(() => {})
          : new Response('', { status: 400 });
      },
    });
    const session = { sessionId: 's', chunkSize: 5 * MiB, tags: {}, startedAt: Date.now() };
    const upload = dam.upload(new Blob([content]), { filename: 'a', profile, session, concurrency: 2 });
    expect(await rejection(upload)).toMatchObject({ status: 400 });
    expect(signals).toHaveLength(2);
    expect(signals[0]?.aborted).toBe(true);
  });

  it('leaves the queue when its signal fires, and the others keep their order', async () => {
    const asked: unknown[] = [];
    const first = Promise.withResolvers<void>();
    const dam = createDamClient({
      ...{ accessToken: 'wat_meadow_x', chunksAtOnce: 1 },
      async fetch(input, init) {
        if (String(input).endsWith('/chunks/upload')) {
          asked.push((await new Request(String(input), init as RequestInit).formData()).get('session_id'));
          if (asked.length === 1) await first.promise;
        }
        return Response.json({ tag: 't', file_id: 'f', _links: { self: '/v2/assets/a' } });
      },
    });
    const stop = new AbortController();
    const uploads: Promise<unknown>[] = [];
    for (const sessionId of ['a', 'b', 'c', 'd']) {
      const session = { sessionId, chunkSize: 5, tags: {}, startedAt: Date.now() };
      const signal = sessionId === 'b' ? stop.signal : undefined;
      uploads.push(dam.upload(streamOf(new Uint8Array(1)), { filename: 'a', profile, session, signal }));
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate); // it waits for its turn by now
    }
    const gaveUp = rejection(uploads[1] ?? Promise.resolve());
    stop.abort(new Error('enough'));
    expect(await gaveUp).toBe(stop.signal.reason);
    first.resolve();
    await Promise.all([uploads[0], uploads[2], uploads[3]]);
    expect(asked).toEqual(['a', 'c', 'd']);
  });

  it('refuses a session that is too old, or that is none', async () => {
    const sandbox = sandboxed();
    let session: UploadSession | undefined;
    await personal(sandbox).upload(streamOf(content), {
      filename: 'a',
      profile,
      onSession: (now) => {
        session = now;
      },
    });
    sandbox.advance(7 * 24 * hour + 1_000);
    const options = { filename: 'a', profile };
    const good = { sessionId: 'x', chunkSize: 1, tags: {}, startedAt: sandbox.clock.now() };
    const wrong = [
      { sessionId: 7 },
      { chunkSize: 0 },
      { chunkSize: Number.NaN },
      { chunkSize: 1.5 },
      { chunkSize: '5' },
      { tags: undefined },
      { tags: null },
      { tags: 't' },
      { tags: ['t', 't'] },
      { tags: { 0: 't' } },
      { tags: { 10001: 't' } },
      { tags: { first: 't' } },
      { startedAt: undefined },
    ].map((change) => ({ ...good, ...change }));
    const sent = sandbox.log.length;
    for (const bad of [session, {}, ...wrong]) {
      for (const source of [streamOf(content), new Blob(['ab'])]) {
        const upload = personal(sandbox).upload(source, { ...options, session: bad as UploadSession });
        expect(await rejection(upload)).toMatchObject({ option: 'session' });
      }
    }
    expect(sandbox.log).toHaveLength(sent);
  });

  it('cancels its stream if not a byte of it is read: the stream may hold a file open', async () => {
    const cancel = vi.fn();
    const stream = (): ReadableStream<Uint8Array> => new ReadableStream({ cancel });
    const options = { filename: 'a', profile };
    const sandbox = sandboxed();
    sandbox.faults.next('dam.api', { kind: 'status', status: 403 });
    expect(await rejection(personal(sandbox).upload(stream(), options))).toMatchObject({ status: 403 });
    expect(cancel).toHaveBeenCalledTimes(1);

    const full = new Error('no room for the session');
    const onSession = (): void => {
      throw full;
    };
    expect(await rejection(personal(sandbox).upload(stream(), { ...options, onSession }))).toBe(full);
    expect(cancel).toHaveBeenCalledTimes(2);

    const session = { sessionId: 'a', chunkSize: 5 * MiB, tags: { 2: 'b' }, startedAt: sandbox.clock.now() };
    const otherFile = await rejection(personal(sandbox).upload(stream(), { ...options, session, size: 1 }));
    expect(otherFile).toMatchObject({ option: 'session' });
    expect(cancel).toHaveBeenCalledTimes(3);

    const noProfile = await rejection(personal(sandbox).upload(stream(), { ...options, profile: '' }));
    expect(noProfile).toMatchObject({ option: 'profile' });
    expect(cancel).toHaveBeenCalledTimes(4);

    const sessions: UploadSession[] = [];
    const file = { ...options, size: 4, onSession: (one: UploadSession) => void sessions.push(one) };
    const complete = { route: 'POST /v2/uploads/chunks/complete' };
    sandbox.faults.next('dam.api', { kind: 'status', status: 403 }, complete);
    expect(await rejection(personal(sandbox).upload(new Blob(['file']).stream(), file))).toMatchObject({ status: 403 });
    await personal(sandbox).upload(stream(), { ...file, session: sessions.at(-1) }); // all of it is there already
    expect(cancel).toHaveBeenCalledTimes(5);
  });

  it('ends with its signal, even if the source gives nothing', async () => {
    const sandbox = sandboxed();
    const stop = new AbortController();
    let isCancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      cancel() {
        isCancelled = true;
      },
    });
    const upload = personal(sandbox).upload(endless, {
      filename: 'a',
      profile,
      signal: stop.signal,
      onSession: () => setImmediate(() => stop.abort(new Error('enough'))),
    });
    expect(await rejection(upload)).toBe(stop.signal.reason);
    await expect.poll(() => isCancelled).toBe(true);

    const early = new AbortController();
    const begun = personal(sandbox).upload(new ReadableStream<Uint8Array>(), {
      filename: 'a',
      profile,
      signal: early.signal,
      onSession: () => early.abort(new Error('enough')),
    });
    expect(await rejection(begun)).toBe(early.signal.reason);

    const between = new AbortController();
    const silent = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(bytesOf(5 * MiB)) });
    const halfway = personal(sandbox).upload(silent, {
      filename: 'a',
      profile,
      size: content.length,
      signal: between.signal,
      onProgress: () => between.abort(new Error('enough')),
    });
    expect(await rejection(halfway)).toBe(between.signal.reason);

    const later = new AbortController();
    const busy = personal(sandbox).upload(new Blob([bytesOf(21 * MiB)]), {
      filename: 'a',
      profile,
      signal: later.signal,
      onProgress: () => later.abort(new Error('enough')),
    });
    expect(await rejection(busy)).toBe(later.signal.reason);

    const never = new AbortController();
    const waiting = personal(sandbox).upload(() => new Promise(() => {}), {
      filename: 'a',
      profile,
      signal: never.signal,
      onSession: () => setImmediate(() => never.abort(new Error('enough'))),
    });
    expect(await rejection(waiting)).toBe(never.signal.reason);
    expect(sandbox.uploads).toEqual([]);
  });

  it.each(['onSession', 'onProgress'])('fails with what %s throws, at once or later', async (listener) => {
    const lost = new Error('database gone');
    for (const listen of [
      async () => {
        throw lost;
      },
      () => {
        throw lost;
      },
      (() => {
        let times = 0;
        return async () => {
          if (++times === 2) throw lost;
        };
      })(),
    ]) {
      const sandbox = sandboxed();
      const upload = personal(sandbox).upload(streamOf(content), { filename: 'a', profile, [listener]: listen });
      expect(await rejection(upload)).toBe(lost);
      expect(sandbox.uploads).toEqual([]);
    }
  });

  it('of a small file fails with what onProgress rejects with', async () => {
    const lost = new Error('database gone');
    const onProgress = async (): Promise<void> => {
      throw lost;
    };
    const upload = personal(sandboxed()).upload(new Blob(['hello']), { filename: 'a', profile, onProgress });
    expect(await rejection(upload)).toBe(lost);
  });

  it('leaves its error the stack it has, though other chunks end with it', async () => {
    const sandbox = await startSandbox(); // a real fetch: it replaces the stack of what it is aborted with
    onTestFinished(() => sandbox.close());
    sandbox.faults.next('dam.api', { kind: 'latency', ms: hour }, { ...chunkRoute, times: 2 });
    const sent: Promise<Response>[] = [];
    const client = personal(sandbox, {
      fetch(input: string | URL | Request, init?: RequestInit) {
        const answer = fetch(input, init);
        sent.push(answer);
        return answer;
      },
    });
    const enough = new Error('enough');
    const { stack } = enough;
    const onProgress = (): void => {
      throw enough;
    };
    expect(await rejection(client.upload(streamOf(content), { filename: 'a', profile, onProgress }))).toBe(enough);
    await Promise.allSettled(sent);
    expect(enough.stack).toBe(stack);
  });

  it('fails with the error of its source', async () => {
    const broken = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error('disk gone')),
    });
    const upload = personal(sandboxed()).upload(broken, { filename: 'a', profile });
    expect(await rejection(upload)).toMatchObject({ message: 'disk gone' });
  });

  it('of many gigabytes has larger chunks, so that 10,000 are enough for it', async () => {
    const { client, requests } = answered([
      () => Response.json({ session_id: 's' }),
      () => new Response('', { status: 400 }),
    ]);
    const chunkSizes: number[] = [];
    for (const size of [80_000_000_000, 80_000_000_001, 1e12]) {
      const onSession = async ({ chunkSize }: UploadSession): Promise<void> => {
        chunkSizes.push(chunkSize);
        throw new Error('enough');
      };
      requests.length = 0;
      await rejection(client.upload(streamOf(content), { filename: 'a', profile, size, onSession }));
    }
    expect(chunkSizes).toEqual([8_000_000, 8_000_001, 100_000_000]);
    const tooLarge = client.upload(streamOf(content), { filename: 'a', profile, size: 1e12 + 1 });
    expect(await rejection(tooLarge)).toMatchObject({ option: 'size' });
  });

  it.each([
    ['filename', new Blob(['a']), { profile }],
    ['filename', new File(['a'], ''), { profile }],
    ['filename', function film() {} as never, { profile }],
    ['filename', 'a path' as never, { profile }],
    ['profile', new Blob(['a']), { filename: 'a', profile: '' }],
    ['concurrency', streamOf(content), { filename: 'a', profile, concurrency: Infinity }],
    ['concurrency', streamOf(content), { filename: 'a', profile, concurrency: 0 }],
    ['source', 'a path' as never, { filename: 'a', profile }],
    ['source', locked(), { filename: 'a', profile }],
    ['size', streamOf(content), { filename: 'a', profile, size: -1 }],
    ['size', streamOf(content), { filename: 'a', profile, size: Number.NaN }],
    ['size', streamOf(content), { filename: 'a', profile, size: '5' as never }],
  ])("names %s if that can't be right, before anything is sent", async (option, source, options) => {
    const sandbox = sandboxed();
    expect(await rejection(personal(sandbox).upload(source, options))).toMatchObject({ option });
    expect(sandbox.log).toEqual([]);
  });

  it.each([['text'], [new Uint16Array([258])], [undefined]])('refuses a stream that gives %o', async (piece) => {
    let isCancelled = false;
    const stream = new ReadableStream({
      start: (controller) => controller.enqueue(piece),
      cancel() {
        isCancelled = true;
      },
    });
    const sandbox = sandboxed();
    const upload = personal(sandbox).upload(stream, { filename: 'a', profile });
    expect(await rejection(upload)).toMatchObject({ option: 'source' });
    expect(isCancelled).toBe(true);
    expect(sandbox.uploads).toEqual([]);
  });

  it.each([['text'], [undefined], [locked()]])('refuses a function that gives %o', async (given) => {
    const upload = personal(sandboxed()).upload(() => given as never, { filename: 'a', profile });
    expect(await rejection(upload)).toMatchObject({ option: 'source' });
  });

  it.each([
    ['https://api.example/v2/assets/7c1f?x=1', '7c1f'],
    ['https://api.example/v2/assets/7c1f/', '7c1f'],
    ['/v2/assets/7c1f', '7c1f'],
  ])('takes the id of the asset from %s', async (self, id) => {
    for (const link of [self, { href: self }]) {
      const { client } = answered([() => Response.json({ _links: { self: link } })]);
      expect(await client.upload(new File(['a'], 'a.txt'), { profile })).toEqual({ id });
    }
  });

  it('takes the id of the asset at once, however long the link is', async () => {
    const id = '7'.repeat(100_000);
    const { client } = answered([() => Response.json({ _links: { self: `/v2/assets/${id}#\n` } })]);
    expect(await client.upload(new File(['a'], 'a.txt'), { profile })).toEqual({ id });
  });

  it.each([
    {},
    null,
    ...[null, undefined, 7, [], {}, { href: 7 }, '', '/', '/v2/assets/%'].map((self) => ({ _links: { self } })),
  ])('fails if %j names no asset', async (body) => {
    const { client } = answered([() => Response.json(body)]);
    expect(await rejection(client.upload(new File(['a'], 'a.txt'), { profile }))).toMatchObject({
      code: 'invalid_answer',
      message: 'POST /v2/uploads: the answer does not name the asset',
    });
  });

  it('is not made twice if the answer to the last request is lost', async () => {
    const sandbox = sandboxed();
    sandbox.faults.next('dam.api', { kind: 'drop-answer-after-processing' }, { route: 'POST /v2/uploads' });
    const upload = personal(sandbox).upload(new File(['a'], 'a.txt'), { profile });
    expect(await rejection(upload)).toMatchObject({ code: 'connection_failed', sent: 'maybe' });
    expect(sandbox.uploads).toHaveLength(1);
  });
});

describe('waitForProcessing', () => {
  /** A sandbox whose time goes on by itself: nobody waits for real. */
  function quick(options: Parameters<typeof createSandbox>[0] = {}): Sandbox {
    const sandbox = createSandbox({ clock: stoppedClock(), ...options });
    const timer = setInterval(() => sandbox.advance(500), 1);
    onTestFinished(() => {
      clearInterval(timer);
      return sandbox.close();
    });
    return sandbox;
  }

  /** A client whose waits advance its own clock, and are written down. */
  function waiting(states: readonly string[], options: DamOptions = {}) {
    const pauses: number[] = [];
    let at = 0;
    const clock = {
      now: () => at,
      async sleep(ms: number) {
        pauses.push(ms);
        at += ms;
      },
    };
    const answers = states.map((state) => () => Response.json({ id: 'a', status: { upload_progress: state } }));
    return { pauses, ...answered(answers, { clock, ...options }) };
  }

  it('polls at once, after a second, and then slower, down to every 15 seconds', async () => {
    const { client, pauses, requests } = waiting([...Array.from({ length: 10 }, () => 'pending'), 'complete']);
    await client.waitForProcessing('a');
    expect(requests).toHaveLength(11);
    expect(pauses.map(Math.round)).toEqual([1_000, 1_500, 2_250, 3_375, 5_063, 7_594, 11_391, 15_000, 15_000, 15_000]);
    expect(new URL(requests[0]?.url ?? '').search).toBe('?expand=status');
  });

  it.each([
    [0, []],
    [2_000, [1_000, 1_000]],
  ])('polls for the last time when its %i ms are over', async (timeout, expected) => {
    const { client, pauses, requests } = waiting(['verifying']);
    expect(await rejection(client.waitForProcessing('a', { timeout }))).toSatisfy(ProcessingTimeoutError.is);
    expect(pauses).toEqual(expected);
    expect(requests).toHaveLength(expected.length + 1);
  });

  it('polls again if the answer has no status and validate is off', async () => {
    const { client, requests } = answered(
      [() => Response.json({ id: 'a' }), () => Response.json({ id: 'a', status: { upload_progress: 'complete' } })],
      { validate: 'off', clock: { now: () => 0, sleep: async () => {} } },
    );
    await client.waitForProcessing('a');
    expect(requests).toHaveLength(2);
  });

  it('gives the asset when it is processed, and reports its progress meanwhile', async () => {
    const sandbox = quick({ dam: { processingDuration: 20_000 } });
    const dam = personal(sandbox);
    const { id } = await dam.upload(new File(['a'], 'a.txt'), { profile });
    const seen: string[] = [];
    const asset = await dam.waitForProcessing(id, { onProgress: (progress) => seen.push(progress) });
    expect(asset).toMatchObject({ id, status: { upload_progress: 'complete' } });
    expect(seen.at(0)).toBe('verifying');
    expect(seen.at(-1)).toBe('complete');
    expect(seen.length).toBeLessThan(9);
  });

  it('ends after its timeout, with an id that can be waited for again', async () => {
    const sandbox = quick({ dam: { processingDuration: 100_000 } });
    const dam = personal(sandbox);
    const { id } = await dam.upload(new File(['a'], 'a.txt'), { profile });
    const error = await rejection(dam.waitForProcessing(id, { timeout: 10_000 }));
    if (!ProcessingTimeoutError.is(error)) throw error;
    expect(error.id).toBe(id);
    expect(await dam.waitForProcessing(id)).toMatchObject({ id });
  });

  it('ends after its timeout even if the service does not answer', async () => {
    const sandbox = quick();
    const dam = personal(sandbox, {
      fetch: async (_: unknown, init?: { signal?: AbortSignal | null }) =>
        new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))),
    } as never);
    const wait = dam.waitForProcessing('a', { timeout: 1 });
    expect(await rejection(wait)).toSatisfy(ProcessingTimeoutError.is);
  }, 15_000);

  it('survives an outage, but not an endless one', async () => {
    const sandbox = quick({ dam: { processingDuration: 20_000 } });
    const dam = personal(sandbox, { retry: 0 });
    const { id } = await dam.upload(new File(['a'], 'a.txt'), { profile });
    for (let outage = 0; outage < 3; outage++) sandbox.faults.next('dam.api', { kind: 'status', status: 503 });
    expect(await dam.waitForProcessing(id)).toMatchObject({ id });
    sandbox.faults.every(1, 'dam.api', { kind: 'status', status: 503 });
    expect(await rejection(dam.waitForProcessing(id))).toMatchObject({ status: 503 });
  });

  it('ends if the service goes on showing an unknown state', async () => {
    const sandbox = quick();
    const states: string[] = [];
    const failed = async (): Promise<Response> => Response.json({ id: 'a', status: { upload_progress: 'failed' } });
    const dam = personal(sandbox, { fetch: failed } as never);
    const error = await rejection(dam.waitForProcessing('a', { onProgress: (state) => states.push(state) }));
    expect(error).toSatisfy(ProcessingTimeoutError.is);
    expect(String(error)).toContain('failed');
    expect(states).toHaveLength(10);
  });

  it.each([Number.NaN, -1, false, '5'])('refuses %s as a timeout', async (timeout) => {
    const { client, requests } = answered([() => Response.json({})]);
    const wait = client.waitForProcessing('a', { timeout: timeout as never });
    expect(await rejection(wait)).toMatchObject({ option: 'timeout' });
    expect(requests).toEqual([]);
  });

  it('survives one 404, as the service may not know the asset yet', async () => {
    const sandbox = quick();
    const dam = personal(sandbox);
    const { id } = await dam.upload(new File(['a'], 'a.txt'), { profile });
    sandbox.faults.next('dam.api', { kind: 'status', status: 404 });
    expect(await dam.waitForProcessing(id)).toMatchObject({ id });
    expect(await rejection(dam.waitForProcessing('nothing'))).toMatchObject({ code: 'not_found' });
  });

  it('ends with its signal', async () => {
    const sandbox = sandboxed();
    const dam = personal(sandbox);
    const { id } = await dam.upload(new File(['a'], 'a.txt'), { profile });
    const stop = new AbortController();
    const wait = dam.waitForProcessing(id, { signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) });
    expect(await rejection(wait)).toBe(stop.signal.reason);
  });

  it('fails if the answer has no status', async () => {
    const { client } = answered([() => Response.json({ id: '1', status: null })]);
    expect(await rejection(client.waitForProcessing('1'))).toMatchObject({ code: 'invalid_answer' });
  });
});
