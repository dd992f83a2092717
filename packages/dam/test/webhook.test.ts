import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { type AssetEvent, readWebhook, WebhookError, type WebhookSignature } from '@acme/dam';
import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { rejection } from '../../http/test/support/rejection.ts';

const url = 'https://app.example/hooks/dam';
const header = {
  asset_id: 'a1',
  event_context: { user: { id: 'u1', username: 'ada' } },
  webhook_configuration_id: 'c1',
  webhook_delivery_id: 'd1',
};
const created = { ...header, event_type: 'asset_created', date_created: '2025-01-01T00:00:00Z' };
const signature: WebhookSignature = { secretKey: 's3cret', header: 'x-signature' };

const delivery = (body: unknown, headers: Record<string, string> = {}): Request =>
  new Request(url, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers });

const signed = (body: string, algorithm: string, encoding: 'hex' | 'base64' | 'base64url', key = 's3cret'): string =>
  createHmac(algorithm, key).update(body).digest(encoding);

describe('a delivery', () => {
  it('gives the event, and the id that a repeated delivery has too', async () => {
    const { event, deliveryId, payload } = await readWebhook(delivery(created), false);
    expect(deliveryId).toBe('d1');
    expect(payload).toEqual(created);
    if (event.kind !== 'asset_created') throw new Error(event.kind);
    expect(event.date_created).toBe('2025-01-01T00:00:00Z'); // dates stay text
    expect(event.asset_id).toBe('a1');
    expectTypeOf<AssetEvent['kind']>().toBeString();
  });

  it('is refused with an error of its own class, which no other error is mistaken for', async () => {
    const error = await rejection(readWebhook(delivery('no event'), false));
    const another = Object.assign(new Error('refused'), { name: 'WebhookError', code: 'webhook_refused' });

    expect(error).toMatchObject({ code: 'webhook_refused', message: 'The body is not JSON.' });
    expect(WebhookError.is(error)).toBe(true);
    expect([another, null, undefined, 'WebhookError', 7].some(WebhookError.is)).toBe(false);
    expect(inspect(error)).not.toContain('Symbol');
    vi.resetModules();
    const copy = await import('../src/webhook.ts');
    expect(copy.WebhookError.is(error)).toBe(true); // another copy of the package knows it
  });

  it.each([{ id: 'u1', username: 'ada' }, { id: 'u1', email: 'ada@example.com' }, { id: 'u1' }])(
    'may name its user in either way: %j',
    async (user) => {
      const { event } = await readWebhook(delivery({ ...created, event_context: { user } }), false);
      expect(event).toMatchObject({ event_context: { user } });
    },
  );

  it.each([
    'asset_asset_groups_updated',
    'asset_categories_updated',
    'asset_created',
    'asset_deleted',
    'asset_expiration_date_updated',
    'asset_metadata_value_updated',
    'asset_release_date_updated',
    'asset_tags_updated',
    'asset_version_added',
  ])('of the kind %s is known', async (kind) => {
    const { event } = await readWebhook(delivery({ ...header, event_type: kind }), false);
    expect(event.kind).toBe(kind);
  });

  it('may be a ping without an asset', async () => {
    const { asset_id: _, ...ping } = created;
    const { event } = await readWebhook(delivery(ping), false);
    expect(event).toMatchObject({ kind: 'asset_created' });
    expect(event).not.toHaveProperty('asset_id');
  });

  it('of a kind that is new is unknown, but complete', async () => {
    const later = { ...header, event_type: 'asset_sung', song: 'la' };
    expect(await readWebhook(delivery(later), false)).toEqual({
      event: { kind: 'unknown' },
      deliveryId: 'd1',
      payload: later,
    });
  });

  it('of a workflow has neither a kind nor an id', async () => {
    const project = { project_id: 'p1', status: 'OPEN' };
    const unknown = { kind: 'unknown' };
    expect(await readWebhook(delivery(project), false)).toStrictEqual({ event: unknown, payload: project });
    const strange = { webhook_delivery_id: 7 };
    expect(await readWebhook(delivery(strange), false)).toStrictEqual({ event: unknown, payload: strange });
  });

  it.each(['', '{', '7', 'null', '[]', '"text"'])('is refused if its body is %j', async (body) => {
    expect(await rejection(readWebhook(delivery(body), false))).toMatchObject({ name: 'WebhookError', reason: 'body' });
  });

  it('that was read before is reported as a mistake of the caller, because its bytes are gone', async () => {
    const request = delivery(created);
    await request.json();
    expect(await rejection(readWebhook(request, false))).toMatchObject({
      name: 'ConfigurationError',
      option: 'request',
    });
  });

  it('is refused if its body is larger than any event, before all of it is read', async () => {
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    const endless = new Request(url, { method: 'POST', body, duplex: 'half' } as RequestInit);
    expect(await rejection(readWebhook(endless, false))).toMatchObject({ reason: 'body' });
    expect(pulled).toBeLessThan(20);
  });

  it('may have one mebibyte', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(2 ** 20 - 11) });
    expect(body).toHaveLength(2 ** 20);
    expect(await readWebhook(delivery(body), false)).toHaveProperty('payload');
    expect(await rejection(readWebhook(delivery(`${body} `), false))).toMatchObject({ reason: 'body' });
  });
});

describe('a signature', () => {
  const body = JSON.stringify({ ...created, note: 'Grüße' });

  it.each([
    ['SHA-256', 'sha256', 'hex'],
    ['SHA-1', 'sha1', 'hex'],
    ['SHA-512', 'sha512', 'base64'],
    ['SHA-384', 'sha384', 'base64'],
  ] as const)('is checked by %s over the raw bytes, with or without a prefix', async (algorithm, name, encoding) => {
    const value = signed(body, name, encoding);
    const inCapitals = encoding === 'hex' ? [value.toUpperCase()] : [];
    for (const given of [value, `${name}=${value}`, `${name.toUpperCase()}=${value}`, ...inCapitals]) {
      const request = delivery(body, { 'x-signature': given });
      const { deliveryId } = await readWebhook(request, { ...signature, algorithm, encoding });
      expect(deliveryId).toBe('d1');
    }
  });

  it('may be base64 of either alphabet', async () => {
    for (let attempt = 0; attempt < 20; attempt++) {
      const text = JSON.stringify({ ...created, attempt });
      const request = delivery(text, { 'X-Signature': signed(text, 'sha256', 'base64url') });
      await readWebhook(request, { ...signature, encoding: 'base64' });
    }
  });

  it.each([
    ['missing', {}],
    ['that of another key', { 'x-signature': signed(body, 'sha256', 'hex', 'other') }],
    ['that of another body', { 'x-signature': signed(`${body} `, 'sha256', 'hex') }],
    ['in another encoding', { 'x-signature': signed(body, 'sha256', 'base64') }],
    ['cut off', { 'x-signature': signed(body, 'sha256', 'hex').slice(0, 40) }],
    ['nothing', { 'x-signature': '' }],
    ['rubbish', { 'x-signature': 'zz%' }],
    ['with one character more', { 'x-signature': `${signed(body, 'sha256', 'hex')}0` }],
  ])('that is %s is refused', async (_, headers) => {
    const error = await rejection(readWebhook(delivery(body, headers as Record<string, string>), signature));
    if (!WebhookError.is(error)) throw error;
    expect(error.reason).toBe('signature');
    expect(error.message).not.toContain('s3cret');
  });

  it('is checked before anything of the body is read', async () => {
    const forged = delivery('no event', { 'x-signature': signed(body, 'sha256', 'hex') });
    expect(await rejection(readWebhook(forged, signature))).toMatchObject({ reason: 'signature' });
  });

  it('in base64 that is missing is refused', async () => {
    expect(await rejection(readWebhook(delivery(body), { ...signature, encoding: 'base64' }))).toMatchObject({
      reason: 'signature',
    });
  });

  it.each(['a', 'ab', 'abcde', '====', '%%%%', 'ab%%', '%%ab'])(
    'in base64 that is not valid (%j) is refused',
    async (value) => {
      const request = delivery(body, { 'x-signature': value });
      expect(await rejection(readWebhook(request, { ...signature, encoding: 'base64' }))).toMatchObject({
        reason: 'signature',
      });
    },
  );

  it.each<[string, unknown]>([
    ['secretKey', { ...signature, secretKey: '' }],
    ['secretKey', undefined],
    ['secretKey', null],
    ['header', { ...signature, header: '' }],
    ['header', { secretKey: 's3cret' }],
    ['header', { ...signature, header: 'x signature' }],
    ['algorithm', { ...signature, algorithm: 'sha256' }],
    ['encoding', { ...signature, encoding: 'HEX' }],
  ])('with a wrong %s option is reported as a mistake of the caller', async (option, wrong) => {
    const request = delivery(body, { 'x-signature': signed(body, 'sha256', 'hex') });
    expect(await rejection(readWebhook(request, wrong as WebhookSignature))).toMatchObject({
      name: 'ConfigurationError',
      option,
    });
    expect(request.bodyUsed).toBe(false);
  });
});
