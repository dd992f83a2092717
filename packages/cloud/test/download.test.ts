import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createCloudClient, type DownloadProgress, readBlob, readBytes } from '@acme/cloud';
import { saveAnswer } from '@acme/cloud/node';
import { ConnectionError } from '@acme/http';
import { type Sandbox, startSandbox } from '@acme/sandbox';
import { describe, expect, expectTypeOf, it, onTestFinished } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';

const path = { environmentId: '1-2a8a6f5b-3a4f-4f3e-9f51-0c7f3f2f3b11', databaseName: 'main', backupId: 7 };
const route = '/environments/{environmentId}/databases/{databaseName}/backups/{backupId}/actions/download';
const bytes = Buffer.alloc(3_000_000, 'backup ');

interface Elsewhere {
  readonly url: string;
  /** What the requests carried as Authorization. */
  readonly credentials: (string | undefined)[];
  /** After how many bytes the answer is cut off. */
  cutAfter?: number;
}

/** Another host that has the file, like a store of backups. */
async function elsewhere(headers: Record<string, string> = {}): Promise<Elsewhere> {
  const credentials: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    credentials.push(request.headers.authorization);
    response.writeHead(200, { 'content-type': 'application/gzip', 'content-length': String(bytes.length), ...headers });
    if (host.cutAfter === undefined) response.end(bytes);
    else response.write(bytes.subarray(0, host.cutAfter), () => response.destroy());
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const host: Elsewhere = { url: `http://localhost:${port}/backup.sql.gz?signature=s3cret`, credentials };
  return host;
}

/** A sandbox whose backup is at that host. */
async function redirecting(location: string): Promise<Sandbox> {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  sandbox.faults.next('cloud.api', { kind: 'redirect', status: 302, location });
  return sandbox;
}

async function folder(): Promise<string> {
  const name = await mkdtemp(join(tmpdir(), 'acme-download-'));
  onTestFinished(() => rm(name, { recursive: true }));
  return name;
}

describe('a download that redirects to another host', () => {
  it('goes there without the token, and is saved to a file with progress', async () => {
    const host = await elsewhere();
    const sandbox = await redirecting(host.url);
    const cloud = createCloudClient(sandbox.clients.cloud);
    const file = join(await folder(), 'backup.sql.gz');
    const progress: DownloadProgress[] = [];
    const size = await saveAnswer(await cloud.request('GET', route, { path }), file, {
      onProgress: (one) => progress.push(one),
    });
    expect(size).toBe(bytes.length);
    expect(
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    ).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(progress.at(-1)).toEqual({ receivedBytes: bytes.length, totalBytes: bytes.length });
    expect(progress.length).toBeGreaterThan(1);
    expect(host.credentials).toEqual([undefined]);
    expect(
      sandbox.log.filter(({ operation }) => operation === 'cloud.api').map(({ credentials }) => credentials),
    ).toEqual(['bearer']);
  });

  it('waits for its progress listener, and fails if that fails', async () => {
    const reason = new Error('the database is away');
    expect(await rejection(readBlob(new Response('text'), { onProgress: () => Promise.reject(reason) }))).toBe(reason);
  });

  it('can be read as a Blob', async () => {
    const host = await elsewhere();
    const cloud = createCloudClient((await redirecting(host.url)).clients.cloud);
    const blob = await readBlob(await cloud.request('GET', route, { path }));
    expect([blob.size, blob.type]).toEqual([bytes.length, 'application/gzip']);
  });

  it('leaves no file behind if it broke off, and shows no signature', async () => {
    const host = await elsewhere();
    host.cutAfter = 1_000_000;
    const cloud = createCloudClient((await redirecting(host.url)).clients.cloud);
    const where = await folder();
    const error = await rejection(
      saveAnswer(await cloud.request('GET', route, { path }), join(where, 'backup.sql.gz')),
    );
    if (!ConnectionError.is(error)) throw error;
    expect(`${error.message} ${error.request.url}`).not.toContain('s3cret');
    expect(error.cause).toBeUndefined();
    expect(await readdir(where)).toEqual([]);
  });

  it('leaves an earlier file as it is until the new one is complete', async () => {
    const host = await elsewhere();
    host.cutAfter = 1_000_000;
    const cloud = createCloudClient((await redirecting(host.url)).clients.cloud);
    const file = join(await folder(), 'backup.sql.gz');
    await writeFile(file, 'of yesterday');
    const error = await rejection(saveAnswer(await cloud.request('GET', route, { path }), file));
    expect(error).toMatchObject({ code: 'connection_failed', sent: 'maybe' });
    expect(await readFile(file, 'utf8')).toBe('of yesterday');
  });

  it('does not mix with another one into the same file, complete or broken off', async () => {
    const where = await folder();
    const file = join(where, 'backup.sql.gz');
    const begin = (): { end: (text?: string) => void; saved: Promise<unknown> } => {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      const writer = writable.getWriter();
      const write = (text: string): Promise<void> => writer.write(new TextEncoder().encode(text)).catch(() => {});
      void write('begun, ');
      const saved = saveAnswer(new Response(readable), file).catch((error: unknown) => error);
      return {
        saved,
        end: (text) =>
          void (text === undefined ? writer.abort(new Error('gone')) : write(text).then(() => writer.close())),
      };
    };
    const [first, second, third] = [begin(), begin(), begin()];
    while ((await readdir(where)).length < 3) await new Promise(setImmediate);

    first.end('the first');
    expect(await first.saved).toBe(16);
    expect(await readFile(file, 'utf8')).toBe('begun, the first');
    third.end();
    expect(await third.saved).toMatchObject({ message: 'gone' });
    second.end('the second');
    expect(await second.saved).toBe(17);
    expect(await readFile(file, 'utf8')).toBe('begun, the second');
    expect(await readdir(where)).toEqual(['backup.sql.gz']);
  });

  it('is saved to a file URL, too', async () => {
    const file = pathToFileURL(join(await folder(), 'a b#.txt'));
    await saveAnswer(new Response('text'), file);
    expect(await readFile(file, 'utf8')).toBe('text');
  });

  it('is written at the pace of the disk, and is there when the call is done', async () => {
    const where = await folder();
    const file = join(where, 'backup.sql.gz');
    const pieces = Array.from({ length: 20 }, () => new Uint8Array(1_000_000));
    const body = new ReadableStream({
      pull(controller) {
        const piece = pieces.pop();
        if (piece) controller.enqueue(piece);
        else controller.close();
      },
    });
    const behind: number[] = [];
    await saveAnswer(new Response(body), file, {
      onProgress: ({ receivedBytes }) => {
        const [part = ''] = readdirSync(where);
        behind.push(receivedBytes - statSync(join(where, part)).size);
      },
    });
    expect(readdirSync(where)).toEqual(['backup.sql.gz']);
    expect(behind).toEqual(Array.from({ length: 20 }, () => 1_000_000));
  });

  it.runIf(existsSync('/proc/self/fd'))('leaves no file open, complete or broken off', async () => {
    const where = await folder();
    const broken = new ReadableStream({ start: (controller) => controller.error(new TypeError('terminated')) });
    await saveAnswer(new Response('text'), join(where, 'complete'));
    await rejection(saveAnswer(new Response(broken), join(where, 'broken off')));
    const links = readdirSync('/proc/self/fd').map((fd) => readlink(join('/proc/self/fd', fd)).catch(() => '')); // some are closed meanwhile
    expect((await Promise.all(links)).filter((file) => file.startsWith(where))).toEqual([]);
  });

  it('leaves nothing behind if its name is that of a folder', async () => {
    const where = await folder();
    await mkdir(join(where, 'backup'));
    const error = await rejection(saveAnswer(new Response('text'), join(where, 'backup')));
    expect(error).toHaveProperty('syscall', 'rename');
    expect(await readdir(where)).toEqual(['backup']);
  });

  it("ends with the reason of its request's signal", async () => {
    const host = await elsewhere();
    const controller = new AbortController();
    const cloud = createCloudClient((await redirecting(host.url)).clients.cloud);
    const where = await folder();
    const answer = await cloud.request('GET', route, { path, signal: controller.signal });
    const reason = { because: 'enough' };
    const error = await rejection(saveAnswer(answer, join(where, 'b'), { onProgress: () => controller.abort(reason) }));
    expect(error).toBe(reason);
    expect(await readdir(where)).toEqual([]);
  });
});

describe("a file that can't be created", () => {
  it.each([
    ['is in no folder', (where: string) => join(where, 'no such folder', 'b'), 'ENOENT'],
    ['is at another host', () => new URL('https://files.example/b'), 'ERR_INVALID_URL_SCHEME'],
  ])('frees the connection of the answer if it %s', async (_, fileIn, code) => {
    let isFree = false;
    const body = new ReadableStream({
      cancel() {
        isFree = true;
      },
    });
    const error = await rejection(saveAnswer(new Response(body), fileIn(await folder())));
    expect(error).toMatchObject({ code });
    expect(isFree).toBe(true);
  });

  it('is reported, even if somebody is reading the answer', async () => {
    const answer = new Response('text');
    answer.body?.getReader();
    expect(await rejection(saveAnswer(answer, join(await folder(), 'no such folder', 'b')))).toMatchObject({
      code: 'ENOENT',
    });
  });
});

describe('a progress listener that throws', () => {
  it('makes the download fail with its own error, not as a broken connection', async () => {
    const error = await rejection(
      readBlob(new Response('text'), { onProgress: (progress) => (progress as never as { bar: Date }).bar.getTime() }),
    );
    expect(error).toBeInstanceOf(TypeError);
  });
});

describe('the length of an answer', () => {
  it('is left out of the progress if it is unknown', async () => {
    const progress: DownloadProgress[] = [];
    const blob = await readBlob(new Response('text'), { onProgress: (one) => progress.push(one) });
    expect(await blob.text()).toBe('text');
    expect(progress).toStrictEqual([{ receivedBytes: 4 }]);
    expect((await readBlob(new Response(null, { status: 204 }))).size).toBe(0);
  });

  it('is compared with what arrived, unless the answer is compressed', async () => {
    const short = new Response('ab', { headers: { 'content-length': '5' } });
    expect(ConnectionError.is(await rejection(readBlob(short)))).toBe(true);
    const long = new Response('ab', { headers: { 'content-length': '1' } });
    expect(ConnectionError.is(await rejection(readBlob(long)))).toBe(true);
    const compressed = new Response('ab', { headers: { 'content-length': '5', 'content-encoding': 'gzip' } });
    expect((await readBlob(compressed)).size).toBe(2);
  });
});

describe('a loop over the bytes of an answer', () => {
  it('reports a broken connection, in whichever words the platform tells of it', async () => {
    const lost = [
      new TypeError('terminated'),
      Object.assign(new Error('Network connection lost.'), { retryable: true }),
    ];
    for (const error of lost) {
      const cut = new ReadableStream({ start: (controller) => controller.error(error) });
      expect(await rejection(readBlob(new Response(cut)))).toMatchObject({ code: 'connection_failed', sent: 'maybe' });
    }
  });

  it('cancels the answer when it is left', async () => {
    let cancelled = false;
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1)),
      cancel() {
        cancelled = true;
      },
    });
    for await (const _ of readBytes(new Response(endless))) break;
    expect(cancelled).toBe(true);
  });
});

describe('a typed path', () => {
  it('can download bytes', async () => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    sandbox.faults.next('cloud.api', {
      kind: 'status',
      status: 200,
      headers: { 'content-type': 'application/gzip' },
      body: 'aliases',
    });
    const aliases = await createCloudClient(sandbox.clients.cloud).get('/account/drush-aliases/download', {
      query: { version: 9 },
    });
    expect(await aliases.text()).toBe('aliases');
  });

  it('can download a log, as bytes or as a link to them', async () => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const cloud = createCloudClient({ ...sandbox.clients.cloud, organization: sandbox.organizations[0].uuid });
    const applicationUuid = (await cloud.paginate('/applications').first())?.uuid ?? '';
    const environments = cloud.paginate('/applications/{applicationUuid}/environments', { path: { applicationUuid } });
    const path = { environmentId: (await environments.first())?.id ?? '', logType: 'php-error' };

    const log = await cloud.get('/environments/{environmentId}/logs/{logType}', { path });

    expectTypeOf(log).toEqualTypeOf<Blob | { url: string; expires_at: string }>();
    expect(log).toBeInstanceOf(Blob);
  });

  it('can lead to a page for people: the redirect has its address, if it is not followed', async () => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const cloud = createCloudClient(sandbox.clients.cloud);
    const follow = '/messages/{messageUuid}/actions/follow';
    const path = { messageUuid: (await cloud.paginate('/account/messages').first())?.uuid ?? '' };

    const answer = await cloud.request('GET', follow, { path, fetchOptions: { redirect: 'manual' } });
    const page = await fetch(answer.headers.get('location') ?? '');

    expect(answer.status).toBe(301);
    expect(await page.text()).toContain('<!doctype html>');
    expect(await rejection(cloud.get(follow, { path }))).toMatchObject({ code: 'invalid_answer' });
  });

  it('can upload a config set as a multipart form', async () => {
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const cloud = createCloudClient({ ...sandbox.clients.cloud, organization: sandbox.organizations[0].uuid });
    const applicationUuid = (await cloud.paginate('/applications').first())?.uuid ?? '';
    const body = new FormData();
    body.set('archive', new Blob(['<schema/>'], { type: 'application/zip' }), 'set.zip');
    const answer = await cloud.post('/applications/{applicationUuid}/search/config-sets', {
      path: { applicationUuid },
      body,
    });
    expect(answer.message).toEqual(expect.any(String));
    const nothing = cloud.post('/applications/{applicationUuid}/search/config-sets', {
      path: { applicationUuid },
      body: new FormData(),
    });
    expect(await rejection(nothing)).toMatchObject({ code: 'invalid_request' }); // the server looks at what arrives
  });
});
