import { createHash } from 'node:crypto';
import { cacheTag, readWebhook, type SourceEvent, WebhookError } from '@acme/source';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';
import { Article } from './content.ts';

const options = { secret: 'correct horse', parameter: 'secret' };
const id = '5d3b8a52-1d2b-4f7e-8a3e-2f4c7c1f9a01';

const event = (data: object, more: object = {}): string =>
  JSON.stringify({
    data: {
      type: 'node--article',
      id,
      meta: { operation: 'update', user: { id: 'u' }, edit_url: 'https://x.example/edit' },
      ...data,
    },
    timestamp: 1_760_000_000,
    ...more,
  });
const whole = event({
  attributes: { title: 'New' },
  relationships: { uid: { data: { type: 'user--user', id: 'u' } } },
});

function delivery(body: string, { query = '?secret=correct%20horse', key = sha1(body) } = {}): Request {
  return new Request(`https://app.example.com/webhook${query}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...(key === '' ? {} : { 'idempotency-key': key }) },
  });
}
const sha1 = (body: string): string => createHash('sha1').update(body).digest('hex');

describe('a delivery', () => {
  it('gives the event: what was done, to which entry, by whom and when', async () => {
    expect(await readWebhook(delivery(whole), options)).toEqual({
      kind: 'node',
      operation: 'update',
      type: 'node--article',
      bundle: 'article',
      id,
      entry: { type: 'node--article', id, title: 'New', uid: { type: 'user--user', id: 'u' } },
      user: { id: 'u' },
      editUrl: 'https://x.example/edit',
      at: 1_760_000_000_000,
      tags: [cacheTag(Article, id), cacheTag(Article)],
      idempotencyKey: sha1(whole),
      document: JSON.parse(whole),
    });
  });

  it.each([
    ['node--article', 'node', 'article'],
    ['media--image', 'media', 'image'],
    ['taxonomy_term--tags', 'taxonomy_term', 'tags'],
    ['canvas_page--canvas_page', 'canvas_page', 'canvas_page'],
    ['comment--comment', 'unknown', 'comment'],
  ])('about a %s is of the kind %s', async (type, kind, bundle) => {
    const read = await readWebhook(delivery(event({ type, attributes: {} })), options);

    expect([read.kind, read.type, read.bundle]).toEqual([kind, type, bundle]);
    expectTypeOf<SourceEvent['kind']>().toEqualTypeOf<'node' | 'media' | 'taxonomy_term' | 'canvas_page' | 'unknown'>();
  });

  it.each([
    ['beside the data', event({}, { errors: [{ status: '403' }] })],
    ['in the data', event({ errors: [{ status: '403' }] })],
  ])('without attributes, with errors %s, has no entry, which is then to be fetched', async (_, body) => {
    expect(await readWebhook(delivery(body), options)).toMatchObject({ entry: undefined, id, tags: { length: 2 } });
  });

  it('has the same key when it is repeated, and another when anything differs', async () => {
    const [first, again, other] = await Promise.all(
      [whole, whole, whole.replace('New', 'Newer')].map(async (body) => readWebhook(delivery(body), options)),
    );

    expect(first?.idempotencyKey).toBe(again?.idempotencyKey);
    expect(first?.idempotencyKey).not.toBe(other?.idempotencyKey);
  });

  it.each(['create', 'update', 'delete'])('has the operation %s, and leaves out what is invalid', async (operation) => {
    const body = event({ type: 'node--a--b', meta: { operation, edit_url: 5 } }, { timestamp: '5' });

    expect(await readWebhook(delivery(body), options)).toMatchObject({
      ...{ operation, bundle: 'a--b', editUrl: undefined, at: undefined },
      tags: [`acme-source:node--a--b:${id}`, 'acme-source:node--a--b'],
    });
  });

  it('may arrive in pieces of four mebibytes in all, and is read no further if it is larger', async () => {
    const text = event({ attributes: { title: '' } });
    const largest = text.replace('"title":""', `"title":"${'x'.repeat(4 * 1_048_576 - text.length)}"`);
    let isCancelled = false;
    const inPieces = (body: string): Request => {
      const bytes = new TextEncoder().encode(body);
      const pieces = [bytes.subarray(0, 100), bytes.subarray(100)];
      const stream = new ReadableStream<Uint8Array>({
        pull(controller) {
          const piece = pieces.shift();
          if (piece) controller.enqueue(piece);
          else if (bytes.length <= 4 * 1_048_576) controller.close();
        },
        cancel() {
          isCancelled = true;
        },
      });
      const init = { method: 'POST', body: stream, duplex: 'half' } as RequestInit; // Node wants it of a stream
      return new Request('https://app.example.com/webhook?secret=correct%20horse', init);
    };

    expect(await readWebhook(inPieces(largest), options)).toMatchObject({ idempotencyKey: sha1(largest) });
    expect(isCancelled).toBe(false);
    expect(await rejection(readWebhook(inPieces(`${largest} `), options))).toMatchObject({ reason: 'body' });
    expect(isCancelled).toBe(true);
  });

  it('may have its idempotency key in capitals', async () => {
    const delivered = delivery(whole, { key: sha1(whole).toUpperCase() });

    expect(await readWebhook(delivered, options)).toMatchObject({ idempotencyKey: sha1(whole) });
  });

  it('without an idempotency key gets one', async () => {
    expect(await readWebhook(delivery(whole, { key: '' }), options)).toMatchObject({ idempotencyKey: sha1(whole) });
  });

  it('with the idempotency key of another body is refused', async () => {
    const error = await rejection(readWebhook(delivery(whole, { key: sha1('other') }), options));

    expect(error).toMatchObject({ code: 'webhook_refused', reason: 'idempotency_key' });
    expect(Object.keys(Object(error)).sort()).toEqual(['code', 'name', 'reason']);
    expect(Symbol.for('@acme/source/webhook-error') in Object(error)).toBe(true); // known to other copies of the package
    expect([null, undefined, new Error('x')].map(WebhookError.is)).toEqual([false, false, false]);
  });
});

describe('the secret', () => {
  it('is compared in constant time by the platform, and by nothing else', async () => {
    const verify = vi.spyOn(crypto.subtle, 'verify').mockResolvedValue(false); // the only place where that can be seen
    try {
      expect(await rejection(readWebhook(delivery(whole), options))).toMatchObject({ reason: 'secret' });
      expect(verify).toHaveBeenCalledOnce();
    } finally {
      verify.mockRestore();
    }
  });

  it.each([
    '',
    '?secret=',
    '?secret=wrong',
    '?secret=correct%20horse%20',
    '?secret=correct%20horse&secret=x',
    '?other=correct%20horse',
  ])('is refused in the query %j', async (query) => {
    const error = await rejection(readWebhook(delivery(whole, { query }), options));

    expect(WebhookError.is(error) && error.reason).toBe('secret');
    expect(String(error)).not.toContain('correct');
  });

  it('is accepted only if it is exactly the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1 }), fc.string(), async (secret, given) => {
        const request = delivery(whole, { query: `?secret=${encodeURIComponent(given)}` });
        const believed = readWebhook(request, { secret, parameter: 'secret' }).then(
          () => true,
          () => false,
        );
        expect(await believed).toBe(secret === given);
      }),
    );
  });

  it('needs a body that nobody has read', async () => {
    const request = delivery(whole);
    await request.text();

    expect(await rejection(readWebhook(request, options))).toMatchObject({ option: 'request' });
  });

  it("can't be left out", async () => {
    expect(await rejection(readWebhook(delivery(whole), { ...options, secret: '' }))).toMatchObject({
      option: 'secret',
    });
    expect(await rejection(readWebhook(delivery(whole), { ...options, parameter: '' }))).toMatchObject({
      option: 'parameter',
    });
  });
});

describe('a body that is not an event', () => {
  it.each([
    '',
    'null',
    '{',
    '[]',
    '{"data":null}',
    '{"data":[]}',
    '{"data":{"type":"node--article","id":"x"}}',
    event({ meta: { operation: 'look' } }),
    event({ id: 5 }),
    event({ type: 5 }),
    event({ attributes: null }),
  ])('is refused: %s', async (body) => {
    expect(await rejection(readWebhook(delivery(body), options))).toMatchObject({ reason: 'body' });
  });

  it('is refused when it is larger than any event, without reading it all', async () => {
    let read = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        read += 65_536;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    const request = new Request('https://app.example.com/webhook?secret=correct%20horse', {
      method: 'POST',
      body: endless,
      duplex: 'half',
    } as RequestInit);

    expect(await rejection(readWebhook(request, options))).toMatchObject({ reason: 'body' });
    expect(read).toBeLessThan(6_000_000);
  });

  it('is refused as a WebhookError, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (body) => {
        expect(WebhookError.is(await rejection(readWebhook(delivery(body), options)))).toBe(true);
      }),
    );
  });
});
