import { createHash, randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createSandbox, type Sandbox, type SandboxOptions, startSandbox } from '@acme/sandbox';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMultipart } from '../src/multipart.ts';
import { get } from './support/requests.ts';

const bearer = (sandbox: Sandbox): { authorization: string } => ({
  authorization: `Bearer ${sandbox.clients.damPersonal.accessToken}`,
});

async function post(
  sandbox: Sandbox,
  path: string,
  body?: BodyInit | object,
): Promise<{ status: number; body: Record<string, string> }> {
  const isJson = body !== undefined && Object.getPrototypeOf(body) === Object.prototype;
  const response = await sandbox.fetch(`${sandbox.clients.dam.baseUrl}/v2/uploads${path}`, {
    method: 'POST',
    headers: { ...bearer(sandbox), ...(isJson ? { 'content-type': 'application/json' } : {}) },
    body: isJson ? JSON.stringify(body) : ((body ?? null) as BodyInit | null), // not the JSON above
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> }; // ids and messages
}

function form(fields: Record<string, string | Blob>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function upload(
  sandbox: Sandbox,
  chunks: readonly Uint8Array<ArrayBuffer>[],
): Promise<{ session: string; tags: string[] }> {
  const session = (await post(sandbox, '/chunks/start')).body.session_id ?? '';
  const tags: string[] = [];
  for (const [index, chunk] of chunks.entries()) {
    const { body } = await post(
      sandbox,
      '/chunks/upload',
      form({ session_id: session, chunk_number: String(index + 1), file: new Blob([chunk]) }),
    );
    tags.push(body.tag ?? '');
  }
  return { session, tags };
}

const tiny: SandboxOptions = { dam: { smallestChunk: 10 } };

for (const [name, open] of [
  ['without a port', async (options: SandboxOptions) => createSandbox(options)],
  ['behind a port', (options: SandboxOptions) => startSandbox(options)],
] as const) {
  describe(`an upload to DAM ${name}`, () => {
    it('in chunks becomes an asset, whose bytes can all be checked', async () => {
      await using sandbox = await open(tiny);
      const chunks = [randomBytes(200_000), randomBytes(100_000), randomBytes(5)].map((bytes) => new Uint8Array(bytes));
      const { session, tags } = await upload(sandbox, chunks);

      const { file_id } = (await post(sandbox, '/chunks/complete', { session_id: session, tags: tags.reverse() })).body;
      const created = await post(
        sandbox,
        '',
        form({
          profile: 'Default',
          filename: 'häuser.jpg',
          file_id: file_id ?? '',
          metadata: JSON.stringify({ fields: { title: ['Häuser'] } }),
        }),
      );
      const links = created.body._links as unknown as { self: string }; // the only field of the answer
      const asset = await (
        await get(sandbox, `${links.self}?expand=file_properties,metadata`, sandbox.clients.damPersonal.accessToken)
      ).json();

      expect(asset).toMatchObject({
        filename: 'häuser.jpg',
        file_properties: { size_in_bytes: 300_005, format: 'JPEG' },
        metadata: { fields: { title: ['Häuser'] } },
      });
      expect(sandbox.uploads).toEqual([
        {
          assetId: links.self.split('/').at(-1),
          filename: 'häuser.jpg',
          profile: 'Default',
          bytes: 300_005,
          chunks: chunks.map((chunk) => ({ bytes: chunk.length, sha256: sha256(chunk) })),
        },
      ]);
    });

    it('without a body or without an end is refused', async () => {
      const sandbox = await open(tiny);
      const headers = { ...bearer(sandbox), 'content-type': 'multipart/form-data; boundary=x' };
      for (const body of [null, '', '--x\r\ncontent-disposition: form-data; name="file"\r\n\r\nabc']) {
        const response = await sandbox.fetch(`${sandbox.clients.dam.baseUrl}/v2/uploads`, {
          method: 'POST',
          headers,
          body,
        });
        expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('last boundary')]);
      }
      await sandbox.close();
    });

    it('in one request becomes an asset too', async () => {
      await using sandbox = await open({});
      const bytes = new Uint8Array(randomBytes(70_000));

      const { status } = await post(
        sandbox,
        '',
        form({ profile: 'Default', filename: 'a.png', file: new Blob([bytes]) }),
      );

      expect(status).toBe(200);
      expect(sandbox.uploads).toMatchObject([{ bytes: 70_000, chunks: [{ sha256: sha256(bytes) }] }]);
    });
  });
}

describe('a chunked upload', () => {
  it('takes a repeated chunk in place of the earlier one', async () => {
    const sandbox = createSandbox(tiny);
    const { session, tags } = await upload(sandbox, [new Uint8Array(20), new Uint8Array(5)]);
    const again = await post(
      sandbox,
      '/chunks/upload',
      form({ session_id: session, chunk_number: '1', file: new Blob([new Uint8Array(30)]) }),
    );

    const withOldTag = await post(sandbox, '/chunks/complete', { session_id: session, tags });
    const withNewTag = await post(sandbox, '/chunks/complete', {
      session_id: session,
      tags: [again.body.tag, tags[1]],
    });

    expect([withOldTag.status, withNewTag.status]).toEqual([400, 200]);
  });

  it('needs at least 5 MiB in every chunk but the last', async () => {
    const sandbox = createSandbox();
    const { session, tags } = await upload(sandbox, [new Uint8Array(5 * 2 ** 20 - 1), new Uint8Array(5)]);

    const { status, body } = await post(sandbox, '/chunks/complete', { session_id: session, tags });

    expect([status, body.message]).toEqual([400, expect.stringContaining('Chunk 1 has less than 5242880 bytes')]);
  });

  it('names a missing chunk, and refuses a chunk number out of range', async () => {
    const sandbox = createSandbox(tiny);
    const session = (await post(sandbox, '/chunks/start')).body.session_id ?? '';
    const chunk = (number: string): Promise<{ status: number; body: Record<string, string> }> =>
      post(
        sandbox,
        '/chunks/upload',
        form({ session_id: session, chunk_number: number, file: new Blob([new Uint8Array(20)]) }),
      );

    const tags = [(await chunk('1')).body.tag, (await chunk('3')).body.tag];

    expect((await post(sandbox, '/chunks/complete', { session_id: session, tags })).body.message).toBe(
      'Chunk 2 is missing.',
    );
    for (const number of ['0', '10001', '1.5', 'two']) expect((await chunk(number)).status).toBe(400);
  });

  it('can be continued for seven days', async () => {
    const sandbox = createSandbox(tiny);
    const { session, tags } = await upload(sandbox, [new Uint8Array(20)]);

    expect((await post(sandbox, '/chunks/complete', [session])).status).toBe(400);
    sandbox.advance(6 * 86_400_000);
    expect((await post(sandbox, '/chunks/complete', { session_id: session, tags })).status).toBe(200);
    sandbox.advance(2 * 86_400_000);
    expect((await post(sandbox, '/chunks/complete', { session_id: session, tags })).status).toBe(404);
  });

  it('gives a file that can become an asset only once', async () => {
    const sandbox = createSandbox(tiny);
    const { session, tags } = await upload(sandbox, [new Uint8Array(20)]);
    const { file_id = '' } = (await post(sandbox, '/chunks/complete', { session_id: session, tags })).body;
    const create = (): Promise<{ status: number }> =>
      post(sandbox, '', form({ profile: 'Default', filename: 'a.jpg', file_id }));

    expect([(await create()).status, (await create()).status]).toEqual([200, 404]);

    const again = await post(sandbox, '/chunks/complete', { session_id: session, tags });
    expect([again.status, again.body.file_id, (await create()).status]).toEqual([200, file_id, 404]);
    expect(sandbox.uploads).toHaveLength(1);
  });

  it('refuses a chunk after completion, without a file, or of an unknown session', async () => {
    const sandbox = createSandbox(tiny);
    const { session, tags } = await upload(sandbox, [new Uint8Array(20)]);
    const file = new Blob([new Uint8Array(20)]);
    const chunk = async (fields: Record<string, string | Blob>): Promise<number> =>
      (await post(sandbox, '/chunks/upload', form({ chunk_number: '2', ...fields }))).status;

    expect(await chunk({ session_id: session })).toBe(400);
    expect(await chunk({ session_id: 'unknown', file })).toBe(404);
    expect(await chunk({ file })).toBe(404);
    expect((await post(sandbox, '/chunks/complete', { session_id: session, tags: 'all' })).status).toBe(400);
    expect((await post(sandbox, '/chunks/complete', { session_id: session, tags })).status).toBe(200);
    expect(await chunk({ session_id: session, file })).toBe(409);
  });

  it('is processed for a while by the clock', async () => {
    const sandbox = createSandbox();
    await post(sandbox, '', form({ profile: 'Default', filename: 'a.png', file: new Blob(['x']) }));
    const progress = async (): Promise<unknown> => {
      const url = `${sandbox.clients.dam.baseUrl}/v2/assets/${sandbox.uploads[0]?.assetId}?expand=status`;
      return (await (await get(sandbox, url, sandbox.clients.damPersonal.accessToken)).json()) as unknown;
    };

    expect(await progress()).toMatchObject({ status: { upload_progress: 'verifying' } });
    sandbox.advance(5_000);
    expect(await progress()).toMatchObject({ status: { upload_progress: 'complete' } });
  });

  it('needs a known profile, exactly one source, and metadata of the right shape', async () => {
    const sandbox = createSandbox();
    const whole = { profile: 'Default', filename: 'a.png', file: new Blob(['x']) };
    const status = async (fields: Record<string, string | Blob>): Promise<number> =>
      (await post(sandbox, '', form(fields))).status;

    expect(await status({ ...whole, profile: 'Unknown' })).toBe(400);
    expect(await status({ ...whole, url: 'https://example.com/a.png' })).toBe(400);
    expect(await status({ profile: 'Default', filename: 'a.png' })).toBe(400);
    expect(await status({ ...whole, filename: '' })).toBe(400);
    for (const metadata of ['{"title":["x"]}', '{"fields":{"title":"x"}}', '{"fields":{"title":[1]}}', '{', 'null']) {
      expect(await status({ ...whole, metadata })).toBe(400);
    }
    expect((await post(sandbox, '', { profile: 'Default' })).status).toBe(400);
    expect(sandbox.uploads).toHaveLength(0);
  });

  it('keeps no file in memory', async () => {
    await using sandbox = await startSandbox();
    const size = 95_000_000;
    const boundary = 'b';
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="profile"\r\n\r\nDefault\r\n--${boundary}\r\nContent-Disposition: form-data; name="filename"\r\n\r\nbig.bin\r\n--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="big.bin"\r\n\r\n`;
    const piece = new Uint8Array(2 ** 16);
    let [sent, most, looks] = [0, 0, 0];
    collectGarbage();
    const before = process.memoryUsage().arrayBuffers;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent === 0) controller.enqueue(new TextEncoder().encode(head));
        const left = size - sent;
        controller.enqueue(piece.subarray(0, left));
        sent += Math.min(left, piece.length);
        if (sent % (80 * piece.length) === 0) {
          collectGarbage();
          looks++;
          most = Math.max(most, process.memoryUsage().arrayBuffers - before);
        }
        if (sent < size) return;
        controller.enqueue(new TextEncoder().encode(`\r\n--${boundary}--\r\n`));
        controller.close();
      },
    });

    const response = await fetch(`${sandbox.clients.dam.baseUrl}/v2/uploads`, {
      method: 'POST',
      headers: { ...bearer(sandbox), 'content-type': `multipart/form-data; boundary=${boundary}` },
      body,
      duplex: 'half',
    } as RequestInit); // `duplex` is not in the types of the DOM

    expect(response.status).toBe(200);
    expect(sandbox.uploads).toMatchObject([{ bytes: size, chunks: [{ bytes: size }] }]);
    expect(looks).toBeGreaterThan(15);
    expect(most).toBeLessThan(15_000_000);
  });
});

/** Leaves only the memory that is still in use. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)(); // there since the line above
}

describe('a multipart body', () => {
  it('is read the same however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 20 }),
        async (contents, cuts) => {
          const parts = contents.map((bytes, index) => [
            Buffer.from(`--b-1\r\nContent-Disposition: form-data; name="part${index}"\r\n\r\n`),
            Buffer.from(bytes),
            Buffer.from('\r\n'),
          ]);
          const whole = Buffer.concat([...parts.flat(), Buffer.from('--b-1--\r\n')]);
          fc.pre(contents.every((bytes) => !Buffer.from(bytes).includes('\r\n--b-1')));
          async function* body(): AsyncGenerator<Uint8Array> {
            for (let offset = 0, cut = 0; offset < whole.length; cut++) {
              const end = offset + (cuts[cut % cuts.length] ?? 1);
              yield whole.subarray(offset, end);
              offset = end;
            }
          }
          const read: [string, string][] = [];
          for await (const part of readMultipart({
            method: 'POST',
            url: new URL('http://127.0.0.1/'),
            header: () => 'multipart/form-data; boundary=b-1',
            text: async () => '',
            body: body(),
          })) {
            const pieces: Uint8Array[] = [];
            for await (const piece of part.body) pieces.push(piece);
            read.push([part.name, Buffer.concat(pieces).toString('hex')]);
          }

          expect(read).toEqual(contents.map((bytes, index) => [`part${index}`, Buffer.from(bytes).toString('hex')]));
        },
      ),
    );
  });

  it('is refused if it ends too early or has no boundary', async () => {
    const sandbox = createSandbox();
    const send = (contentType: string): Promise<Response> =>
      sandbox.fetch(`${sandbox.clients.dam.baseUrl}/v2/uploads`, {
        method: 'POST',
        headers: { ...bearer(sandbox), 'content-type': contentType },
        body: '--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nhalf',
      });

    expect((await send('multipart/form-data; boundary=b')).status).toBe(400);
    expect((await send('multipart/form-data')).status).toBe(400);
  });

  it.each([
    ['A part has no name.', 'Content-Disposition: form-data\r\n\r\nx\r\n--b--'],
    ['A part has no name.', '\r\n\r\nx\r\n--b--'],
    ['The headers of a part are too long.', `X-Long: ${'x'.repeat(20_000)}`],
    ['A boundary is followed by something else.', 'Content-Disposition: form-data; name="file"\r\n\r\nx\r\n--bc'],
    ['A field is too long.', `Content-Disposition: form-data; name="a"\r\n\r\n${'x'.repeat(1_000_001)}\r\n--b--`],
  ])('is refused with what is wrong: %s', async (message, part) => {
    const sandbox = createSandbox();

    const response = await sandbox.fetch(`${sandbox.clients.dam.baseUrl}/v2/uploads`, {
      method: 'POST',
      headers: { ...bearer(sandbox), 'content-type': 'multipart/form-data; boundary="b"' },
      body: `--b\r\n${part}\r\n`,
    });

    expect([response.status, await response.json()]).toEqual([400, expect.objectContaining({ message })]);
  });
});
