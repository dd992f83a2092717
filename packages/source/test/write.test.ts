import { Readable } from 'node:stream';
import { createSandbox, type Sandbox, type SandboxOptions, startSandbox } from '@acme/sandbox';
import { createSourceClient, defineResource, SourceApiError, type SourceClient } from '@acme/source';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';
import { answering, documentAnswer } from './answering.ts';
import { Article, Tag } from './content.ts';

function site(options?: SandboxOptions): { sandbox: Sandbox; source: SourceClient } {
  const sandbox = createSandbox(options);
  return { sandbox, source: createSourceClient({ ...sandbox.clients.source, retry: 0 }) };
}

async function articleWithTags(source: SourceClient) {
  const [one, other] = await source.list(Tag).toArray({ limit: 2 });
  if (!one || !other) throw new Error('The site has two tags.');
  const article = await source.create(Article, { title: 'Tagged', tags: [one] });
  const ids = async (): Promise<string[]> =>
    (await source.relationship(Article, article.id, 'tags').get()).map(({ id }) => id);
  return { one, other, article, ids, tags: source.relationship(Article, article.id, 'tags') };
}

describe('a write', () => {
  it('creates an entry with attributes and relationships, and gives it back', async () => {
    const { source } = site();
    const [tag] = await source.list(Tag).toArray({ limit: 1 });

    const created = await source.create(Article, { title: 'New', tags: tag ? [tag] : [], uid: undefined });

    expect(created).toMatchObject({ type: 'node--article', title: 'New', tags: [{ id: tag?.id }] });
    expect(await source.get(Article, created.id, { include: ['tags'] })).toMatchObject({ tags: [{ name: tag?.name }] });
  });

  it('sends whole entries as identifiers, without what the site makes itself', async () => {
    const { source, sent } = answering({ data: { type: 'node--article', id: 'a' } });
    const image = { type: 'file--file', id: 'f', filename: 'x.jpg', meta: { alt: 'X', drupal_internal__target_id: 1 } };

    const internal = { drupal_internal__nid: 5 };
    await source.update('node--article', 'a', {
      title: 'T',
      body: undefined,
      field_image: image,
      tags: [image],
      ...internal,
    });

    expect(sent[0]).toMatchObject({ method: 'PATCH', target: '/api/node/article/a' });
    expect(sent[0]?.headers.get('content-type')).toBe('application/vnd.api+json');
    expect(sent[0]?.body).toEqual({
      data: {
        type: 'node--article',
        id: 'a',
        attributes: { title: 'T' },
        relationships: {
          field_image: { data: { type: 'file--file', id: 'f', meta: { alt: 'X' } } },
          tags: { data: [{ type: 'file--file', id: 'f', meta: { alt: 'X' } }] },
        },
      },
    });
  });

  it('sends exactly what it is told to, whatever the names of the fields are', async () => {
    const one = { data: { type: 'node--article', id: 'a' } };
    const { source, sent } = answering(one, one, one);
    const link = { type: 'user--user', id: 'u', meta: { drupal_internal__target_id: 1 } };

    await source.update('node--article', 'a', { id: 'other', uid: link });
    await source.update(Tag, 'a', { constructor: 'x', name: 'N' } as never);
    await source.update('node--article', 'a', { price: { id: 1 }, kind: { type: 1 }, mixed: [link, 5] });
    const bodies: readonly unknown[] = [
      { data: { type: 'node--article', id: 'a', relationships: { uid: { data: { type: 'user--user', id: 'u' } } } } },
      { data: { type: 'taxonomy_term--tags', id: 'a', attributes: { constructor: 'x', name: 'N' } } },
      {
        data: { type: 'node--article', id: 'a', attributes: { price: { id: 1 }, kind: { type: 1 }, mixed: [link, 5] } },
      },
    ];
    expect(sent.map(({ body }) => body)).toStrictEqual(bodies);
  });

  it('refuses a header that HTTP does not allow, without showing it', async () => {
    const { source, sent } = answering();
    const error = await rejection(source.create('node--article', {}, { headers: { 'x-a': 's3cret\nx' } }));
    expect(error).toMatchObject({ code: 'configuration_invalid', option: 'headers' });
    expect(String(error)).not.toContain('s3cret');
    expect(sent).toEqual([]);
  });

  it('sends the headers of its call with every request', async () => {
    const silent = new Response(null, { status: 204 });
    const entry = { data: { type: 'node--article', id: 'a' } };
    const { source, sent } = answering(silent, entry, silent.clone(), { data: [] }, silent.clone());
    const headers = { 'x-trace': '7' };
    const tags = source.relationship('node--article', 'a', 'tags');

    await source.update('node--article', 'a', { title: 'T' }, { headers });
    await source.delete('node--article', 'a', { headers });
    await tags.get({ headers });
    await tags.add([{ ...entry.data, title: 'T' } as never], { headers });
    expect(sent.map((request) => request.headers.get('x-trace'))).toEqual(['7', '7', '7', '7', '7']);
    expect(sent.at(-1)?.body).toEqual({ data: [entry.data] });
  });

  it('takes an empty list as an attribute if the client does not know the type', async () => {
    const { source, sent } = answering({ data: { type: 'node--article', id: 'a' } });

    await source.update('node--article', 'a', { checkboxes: [], tags: [{ type: 't--t', id: 'b' }] });

    expect(sent[0]?.body).toMatchObject({
      data: { attributes: { checkboxes: [] }, relationships: { tags: { data: [{ type: 't--t', id: 'b' }] } } },
    });
  });

  it('can send an entry as it was read', async () => {
    const { source } = site();
    const article = await source.list('node--article').first();

    expect(await source.update('node--article', article?.id ?? '', article ?? {})).toMatchObject({
      title: article?.title,
    });
  });

  it('creates an entry under an id that the app has made', async () => {
    const { source } = site();
    const id = crypto.randomUUID();

    expect((await source.create(Article, { id, title: 'Mine' })).id).toBe(id);
    expect(await rejection(source.create(Article, { id, title: 'Mine' }))).toMatchObject({
      code: 'conflict',
      status: 409,
    });
  });

  it('changes what it names, and leaves the rest as it is', async () => {
    const { source } = site();
    const before = await source.list(Article).first();

    const after = await source.update(Article, before?.id ?? '', { title: 'Changed', media: null });

    expect(after).toMatchObject({ title: 'Changed', media: null, status: before?.status, tags: before?.tags });
  });

  it('is refused with the name of a relationship that links to nothing, and not sent', async () => {
    const { source, sent } = answering();
    const tags = source.relationship('node--article', 'a', 'tags');
    for (const nothing of ['a', ['a'], [null], [{ id: 'a' }], { type: 'taxonomy_term--tags' }]) {
      for (const write of [
        source.update(Article, 'a', { tags: nothing as never }),
        tags.add(nothing as never),
        tags.replace(nothing as never),
      ]) {
        expect(await rejection(write)).toMatchObject({ code: 'configuration_invalid', option: 'tags' });
      }
    }
    expect(await rejection(tags.remove(undefined as never))).toMatchObject({ option: 'tags' });
    expect(sent).toEqual([]);
  });

  it('goes to the language of its call', async () => {
    const { source, sent } = answering(
      { data: { type: 'node--article', id: 'a' } },
      new Response(null, { status: 204 }),
    );
    await source.update('node--article', 'a', { title: 'T' }, { locale: 'pt-br' });
    await source.relationship('node--article', 'a', 'tags').add([], { locale: 'de' });

    expect(sent.map(({ target }) => target)).toEqual([
      '/pt-br/api/node/article/a',
      '/de/api/node/article/a/relationships/tags',
    ]);
  });

  it.each<[string, () => object | Response]>([
    ['204', () => new Response(null, { status: 204 })],
    ['meta alone', () => ({ meta: { saved: true } })],
  ])('that is answered with %s reads the entry, to give it all the same', async (_, answer) => {
    const entry = { data: { type: 'node--article', id: 'a', attributes: { title: 'T', changed: 5 } } };
    const { source, sent } = answering(answer(), entry, answer(), entry);
    const whole = { type: 'node--article', id: 'a', title: 'T', changed: 5 };

    expect(await source.update('node--article', 'a', { title: 'T' }, { locale: 'de' })).toEqual(whole);
    expect(await source.create('node--article', { id: 'a', title: 'T' })).toEqual(whole);
    expect(sent.map(({ method, target }) => [method, target])).toEqual([
      ['PATCH', '/de/api/node/article/a'],
      ['GET', '/de/api/node/article/a'],
      ['POST', '/api/node/article'],
      ['GET', '/api/node/article/a'],
    ]);
  });

  it('with an answer that does not fit the schema fails with the id of the entry that is written', async () => {
    const { source } = answering({ data: { type: 'node--article', id: 'made', attributes: { title: 5 } } });

    const error = await rejection(source.create(Article, { title: 'T' }));

    expect(error).toMatchObject({
      code: 'invalid_answer',
      message: expect.stringMatching(/^POST \/api\/node\/article: .*made is written.*do not repeat/),
    });
    expect(error).toMatchObject({ issues: expect.arrayContaining([expect.objectContaining({ path: 'title' })]) });
  });

  it("with an empty answer fails as a read if the entry can't be read", async () => {
    const { source } = answering(new Response(null, { status: 204 }), { data: null });

    expect(await rejection(source.update('node--article', 'a', {}))).toMatchObject({
      code: 'invalid_answer',
      request: { method: 'GET', url: '/api/node/article/a' },
    });
  });

  it('with an answer that is not an entry does not say that one is written', async () => {
    const { source } = answering({ data: { type: 'node--article', id: 5 } }, { meta: {}, data: 5 });

    for (let times = 0; times < 2; times++) {
      const error = await rejection(source.update('node--article', 'a', {}));
      expect(error).toMatchObject({ code: 'invalid_answer' });
      expect(String(error)).not.toContain('is written');
    }
  });

  it('fails if nothing names the id of the new entry', async () => {
    const { source, sent } = answering(new Response(null, { status: 204 }), { message: 'hello' });

    for (const entry of [source.create('node--article', {}), source.update('node--article', 'a', {})]) {
      expect(await rejection(entry)).toMatchObject({ code: 'invalid_answer' });
    }
    expect(sent).toHaveLength(2);
  });

  it('that is answered with the entry does not read it again, whatever stands beside it', async () => {
    const { source, sent } = answering({
      data: { type: 'node--article', id: 'a', attributes: { title: 'T' } },
      meta: {},
    });

    expect(await source.update('node--article', 'a', {})).toMatchObject({ title: 'T' });
    expect(sent).toHaveLength(1);
  });

  it('throws what its schema throws', async () => {
    const reason = new Error('of the schema');
    const validate = (): never => {
      throw reason;
    };
    const attributes = { '~standard': { version: 1, vendor: 'own', validate } } as const;
    const { source } = answering({ data: { type: 'node--article', id: 'a' } });

    expect(await rejection(source.create(defineResource('node--article', { attributes }), {}))).toBe(reason);
  });

  it('deletes an entry, and takes a 404 to a repeated deletion as done', async () => {
    const { source } = site();
    const sandbox = await startSandbox();
    try {
      const repeating = createSourceClient(sandbox.clients.source);
      const { id } = await repeating.create(Article, { title: 'Short-lived' });
      sandbox.faults.next('source.api', { kind: 'drop-answer-after-processing' });
      const arrived = sandbox.count('source.api');
      await repeating.delete(Article, id);

      expect(sandbox.count('source.api') - arrived).toBe(2);
      expect(await rejection(repeating.get(Article, id))).toMatchObject({ code: 'not_found' });
      expect(await rejection(source.delete(Article, crypto.randomUUID()))).toMatchObject({ code: 'not_found' });
    } finally {
      await sandbox.close();
    }
  });

  it('is never repeated if it may have arrived, because that would make two entries', async () => {
    const { sandbox, source } = site();
    await source.create(Article, { title: 'First' });
    const arrived = sandbox.count('source.api');
    sandbox.faults.next('source.api', { kind: 'drop-answer-after-processing' });
    const eager = createSourceClient(sandbox.clients.source);

    expect(await rejection(eager.create(Article, { title: 'Twice' }))).toMatchObject({
      code: 'connection_failed',
      sent: 'maybe',
    });
    expect(sandbox.count('source.api') - arrived).toBe(1);
  });
});

describe('a relationship', () => {
  it('is read, added to, taken from and replaced', async () => {
    const { one, other, ids, tags } = await articleWithTags(site().source);

    await tags.add([other]);
    expect(await ids()).toEqual([one.id, other.id]);
    await tags.remove([one]);
    expect(await ids()).toEqual([other.id]);
    await tags.replace([one]);
    expect(await ids()).toEqual([one.id]);
    await tags.replace([]);
    expect(await ids()).toEqual([]);
  });

  it('fails, and names its own request, if the site answers something else', async () => {
    const { source } = answering({ message: 'welcome' });

    expect(await rejection(source.relationship(Article, 'a', 'tags').get())).toMatchObject({
      code: 'invalid_answer',
      request: { method: 'GET', url: '/api/node/article/a/relationships/tags' },
    });
  });

  it('to one entry is replaced and emptied', async () => {
    const { source } = site();
    const article = await source.list(Article).first();
    const media = source.relationship(Article, article?.id ?? '', 'media');
    const before = await media.get();

    await media.replace(null);
    expect(await media.get()).toEqual([]);
    await media.replace(before[0] ?? null);
    expect(await media.get()).toMatchObject([{ type: 'media--image', id: before[0]?.id }]);
  });
});

describe('a relationship to one entry', () => {
  it("can't be added to or removed from, as the site says", async () => {
    const { source } = site();
    const article = await source.list(Article).first();
    const author = source.relationship('node--article', article?.id ?? '', 'uid'); // untyped, or it would not compile

    for (const change of [author.add([]), author.remove([])]) {
      expect(await rejection(change)).toMatchObject({
        code: 'conflict',
        status: 409,
        detail: expect.stringContaining('one entry'),
      });
    }
  });
});

describe('an upload', () => {
  it.each<[string, () => Blob | ReadableStream<Uint8Array>, number | undefined]>([
    ['a Blob has two minutes', () => new Blob(['picture']), 120_000],
    ['a stream has as long as it takes', () => new Blob(['picture']).stream(), undefined],
  ])('of %s', async (_, file, limitMs) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }); // the limit of an attempt is ky's timer
    onTestFinished(() => void vi.useRealTimers());
    const asked = Promise.withResolvers<void>();
    const fetch = (_: unknown, init?: { readonly signal?: AbortSignal | null }): Promise<Response> =>
      new Promise((_, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
        asked.resolve();
      });
    const source = createSourceClient({ siteUrl: 'https://site.example', fetch: fetch as never, retry: 0 }); // a fetch with other types, of which only the signal is used
    let error: unknown;
    source.upload(Article, 'field_image', file(), { filename: 'a.jpg' }).catch((reason) => {
      error = reason;
    });
    await asked.promise;

    await vi.advanceTimersByTimeAsync((limitMs ?? 3_600_000) - 1_000);
    expect(error).toBeUndefined();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(error).toEqual(limitMs && expect.objectContaining({ code: 'request_timeout' }));
  });

  it.each([
    ['a Blob', () => new Blob(['picture'])],
    ['a stream', () => new Blob(['picture']).stream()],
  ])('of %s gives the file, which can be linked', async (_, file) => {
    const sandbox = await startSandbox();
    try {
      const source = createSourceClient(sandbox.clients.source);

      const uploaded = await source.upload(Article, 'field_image', file(), { filename: 'Müller & Söhne.jpg' });
      const article = await source.create(Article, { title: 'With a picture', field_image: uploaded });

      expect(uploaded).toMatchObject({ type: 'file--file', filesize: 7 });
      expect(article.field_image?.id).toBe(uploaded.id);
    } finally {
      await sandbox.close();
    }
  });

  it.each([
    ['a Blob', () => new Blob(['picture'])],
    ['a stream', () => new Blob(['picture']).stream()],
  ])('of %s may take longer than other calls', async (_, file) => {
    await using sandbox = await startSandbox();
    sandbox.faults.next('source.api', { kind: 'latency', ms: 100 });
    const source = createSourceClient({ ...sandbox.clients.source, timeout: 50, totalTimeout: 50, retry: 0 });

    expect(await source.upload(Article, 'field_image', file(), { filename: 'a.jpg' })).toMatchObject({ filesize: 7 });

    const impatient = source.upload(Article, 'field_image', file(), { filename: 'b.jpg', timeout: 50 });
    sandbox.faults.next('source.api', { kind: 'latency', ms: 100 });
    expect(await rejection(impatient)).toMatchObject({ code: 'request_timeout' });
  });

  it('sends the headers of its call, names its own request if it fails, and ends by its signal', async () => {
    const { source, sent } = answering({ data: null });
    const controller = new AbortController();
    const options = { filename: 'a.jpg', headers: { 'x-trace': '7' }, signal: controller.signal };
    const upload = (): Promise<unknown> => source.upload(Article, 'field_image', new Blob(['x']), options);

    expect(await rejection(upload())).toMatchObject({
      code: 'invalid_answer',
      request: { method: 'POST', url: '/api/node/article/field_image' },
    });
    expect(sent[0]?.headers.get('x-trace')).toBe('7');
    controller.abort('enough');
    expect(await rejection(upload())).toBe('enough');
  });

  it('has the filename that it was given, in any language', async () => {
    const { source } = site();
    const filename = 'Müller & Söhne 100% 猫.jpg';

    expect(await source.upload(Article, 'field_image', new Blob(['x']), { filename })).toMatchObject({ filename });
  });

  it('sends the filename in UTF-8 without escapes, as Drupal reads it', async () => {
    const { source, sent } = answering({ data: { type: 'file--file', id: 'f' } });

    await source.upload(Article, 'field_image', new Blob(['x']), { filename: 'ä%20b.jpg' });

    expect(sent[0]?.headers.get('content-disposition')).toBe('file; filename="Ã¤%20b.jpg"');
    expect(sent[0]?.headers.get('content-type')).toBe('application/octet-stream');
  });

  it.each(['', 'a"b.jpg', 'a\r\nb.jpg', 'a\0.jpg', '../a.jpg', 'a\\b.jpg'])(
    'refuses %j as a filename, because it could break the header',
    async (filename) => {
      const { source, sent } = answering();

      expect(await rejection(source.upload(Article, 'field_image', new Blob(['x']), { filename }))).toMatchObject({
        code: 'configuration_invalid',
        option: 'filename',
      });
      expect(sent).toEqual([]);
    },
  );
});

it('an upload takes bytes in any form if the caller is not typed', async () => {
  const file = { data: { type: 'file--file', id: 'a' } };
  for (const bytes of [new Uint8Array(2), new ArrayBuffer(2)]) {
    const { source, sent } = answering(file);
    await source.upload(Article, 'field_image', bytes as never, { filename: 'a.jpg' });
    expect(sent[0]?.body).toBe(bytes);
  }
});

function readByNow(): ReadableStream {
  const stream = new Blob(['a']).stream();
  stream.getReader();
  return stream;
}

describe('an upload without a file', () => {
  it.each([undefined, null, 'photo.jpg', {}, Readable.from(['a']), readByNow()])('is refused: %s', async (file) => {
    const { source, sent } = answering();
    const upload = source.upload(Article, 'field_image', file as never, { filename: 'a.jpg' });
    expect(await rejection(upload)).toMatchObject({ code: 'configuration_invalid', option: 'file' });
    expect(sent).toEqual([]);
  });
});

describe('an upload without a filename', () => {
  it('is refused', async () => {
    const { source } = answering();
    for (const options of [undefined, {}]) {
      const upload = source.upload(Article, 'field_image', new Blob(['x']), options as never);
      expect(await rejection(upload)).toMatchObject({ option: 'filename' });
    }
  });
});

describe('a refusal', () => {
  it('by a read-only site says who can change that, and where', async () => {
    const { source } = site({ source: { readOnly: true } });

    const error = await rejection(source.create(Article, { title: 'x' }));

    expect(error).toMatchObject({ code: 'read_only', status: 405 });
    expect(String(error)).toMatch(/administrator.*API > JSON:API/);
  });

  it('is explained if the site does not explain it', async () => {
    const refused = (status: number): Response => documentAnswer({}, { status });
    const { source } = answering(refused(405), refused(403), refused(401));
    const words = async (): Promise<string> => String(await rejection(source.create('node--article', {})));

    expect(await words()).toMatch(/administrator.*API > JSON:API/);
    expect(await words()).toMatch(/scopes.*role/);
    expect(await words()).toContain('scopes of this client');
  });

  it('for lack of a permission names the permission', async () => {
    const { sandbox } = site();
    const reader = createSourceClient({ ...sandbox.clients.source, scope: 'content:read', retry: 0 });

    const error = await rejection(reader.create(Article, { title: 'x' }));

    expect(error).toMatchObject({ code: 'forbidden', status: 403 });
    expect(String(error)).toContain("'content:administer' permission");
  });

  it('of a value is listed under the name of its field', async () => {
    const { source } = site();

    const error = await rejection(source.create('node--article', { title: '', nothing: 1 }));

    expect(SourceApiError.is(error) && error.fields).toMatchObject({ nothing: [expect.stringContaining('nothing')] });
    expect(error).toMatchObject({ code: 'invalid_request', status: 422 });
  });

  it('is listed under every field, and under an empty name if it is about none', async () => {
    const errors = [
      { detail: 'Too long.', source: { pointer: '/data/attributes/title' } },
      { detail: 'Too bold.', source: { pointer: '/data/attributes/title' } },
      { detail: 'Not a format.', source: { pointer: '/data/attributes/body/format' } },
      { title: 'Unknown', source: { pointer: '/data/relationships/uid' } },
      { detail: 'Missing.', source: { pointer: '/data/attributes/constructor' } }, // every object has one
      { detail: 'No.' },
      { source: { pointer: '/data/attributes/status' } },
    ];
    const { source } = answering(documentAnswer({ errors }, { status: 422 }));

    const error = await rejection(source.create('node--article', {}));

    if (!SourceApiError.is(error)) throw error;
    expect(error.fields).toEqual({
      title: ['Too long.', 'Too bold.'],
      body: ['Not a format.'],
      uid: ['Unknown'],
      constructor: ['Missing.'],
      '': ['No.'],
      status: [''],
    });
    expect(Object.getPrototypeOf(error.fields)).toBe(Object.prototype); // what React takes, from a server action too
  });
});
