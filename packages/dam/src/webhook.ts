import { excerptOf, refuseOption } from '@acme/oauth-core';

/** Who did it. The service's documentation has two names for one member, so either `email` or `username` may be there. */
export interface WebhookUser {
  readonly id: string;
  readonly email?: string;
  readonly username?: string;
}

/** What every event of an asset has. */
export interface AssetEventHeader {
  /** Left out by a ping. */
  readonly asset_id?: string;
  readonly event_context: { readonly user: WebhookUser };
  readonly webhook_configuration_id: string;
  /** The same if a delivery is repeated. */
  readonly webhook_delivery_id: string;
}

/** A metadata field whose values changed. */
export interface MetadataChange {
  readonly change: { readonly new_value: readonly string[]; readonly old_value: readonly string[] };
  readonly field: { readonly display_key: string; readonly value_type: string };
}

/** An event of an asset. Kinds that this version does not know are `unknown`; `payload` has them in full. */
export type AssetEvent =
  | ({ readonly kind: 'asset_created'; readonly date_created: string } & AssetEventHeader)
  | ({ readonly kind: 'asset_deleted'; readonly date_deleted: string } & AssetEventHeader)
  | ({ readonly kind: 'asset_metadata_value_updated'; readonly change: readonly MetadataChange[] } & AssetEventHeader)
  | ({
      readonly kind: 'asset_release_date_updated' | 'asset_expiration_date_updated';
      readonly change: { readonly new_value: string | null; readonly old_value: string | null };
    } & AssetEventHeader)
  | ({
      readonly kind:
        | 'asset_asset_groups_updated'
        | 'asset_categories_updated'
        | 'asset_tags_updated'
        | 'asset_version_added';
    } & AssetEventHeader)
  | { readonly kind: 'unknown' };

/** A delivery that has been checked. */
export interface DamWebhook {
  readonly event: AssetEvent;
  /** `webhook_delivery_id`: ignore a delivery whose id you have seen before. Workflow events have none. */
  readonly deliveryId?: string;
  /** The body as it was sent. */
  readonly payload: unknown;
}

/** How the deliveries of your account are signed: the service does not document it. */
export interface WebhookSignature {
  /** The key that was given when the webhook was created. */
  readonly secretKey: string;
  /** The name of the header that has the signature. */
  readonly header: string;
  /** Default: `SHA-256`. */
  readonly algorithm?: 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512' | undefined;
  /** Default: `hex`. */
  readonly encoding?: 'hex' | 'base64' | undefined;
}

/** A delivery can't be trusted; `reason` tells why. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
  readonly code = 'webhook_refused';
  readonly reason: 'signature' | 'body';

  constructor(message: string, reason: 'signature' | 'body') {
    super(message);
    this.reason = reason;
    Object.defineProperty(this, brand, { value: true }); // every copy of the package finds it; logs don't show it
  }

  static is(value: unknown): value is WebhookError {
    return typeof value === 'object' && value !== null && brand in value;
  }
}

const brand = Symbol.for('@acme/dam/webhook-error');

const algorithms: readonly string[] = ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'];

const kinds: readonly string[] = [
  'asset_asset_groups_updated',
  'asset_categories_updated',
  'asset_created',
  'asset_deleted',
  'asset_expiration_date_updated',
  'asset_metadata_value_updated',
  'asset_release_date_updated',
  'asset_tags_updated',
  'asset_version_added',
];

/** The most bytes of a delivery that are read. */
const largestBody = 1024 * 1024;

/**
 * Checks and reads a webhook's delivery.
 *
 * @param request Unread, as you got it: the signature is over its bytes.
 * @param signature `false` for a webhook without a key. Then anybody can send events, so fetch the asset before you
 * act.
 * @throws {WebhookError} if the signature is missing or wrong, or the body is not an event.
 * @throws {ConfigurationError} naming what is wrong in `signature`.
 */
export async function readWebhook(request: Request, signature: WebhookSignature | false): Promise<DamWebhook> {
  const verify = signature === false ? undefined : verifier(signature);
  if (request.bodyUsed) refuseOption('request', 'was read already: pass it as it came, or a clone');
  const bytes = await readBody(request);
  await verify?.(request.headers, bytes);
  let payload: unknown;
  try {
    payload = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new WebhookError('The body is not JSON.', 'body');
  }
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload))
    throw new WebhookError('The body is not an event.', 'body');
  const { event_type: kind, webhook_delivery_id: deliveryId } = payload as Record<string, unknown>; // both are checked below
  const isKnown = typeof kind === 'string' && kinds.includes(kind);
  return {
    // The members are typed as the service documents them. They are not checked, as nothing here depends on them.
    event: isKnown ? ({ ...payload, kind } as AssetEvent) : { kind: 'unknown' },
    ...(typeof deliveryId === 'string' ? { deliveryId } : {}),
    payload,
  };
}

async function readBody({ body }: Request): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await excerptOf(new Response(body), largestBody + 1).arrayBuffer();
  if (bytes.byteLength > largestBody) throw new WebhookError('The body is larger than any event.', 'body');
  return new Uint8Array(bytes);
}

/** Checks its options before anything is read: a mistake in them must not look like a forged delivery. */
function verifier(
  signature: Partial<WebhookSignature> | undefined,
): (headers: Headers, bytes: Uint8Array<ArrayBuffer>) => Promise<void> {
  const { secretKey, header = '', algorithm = 'SHA-256', encoding = 'hex' } = signature ?? {};
  if (!secretKey) refuseOption('secretKey', 'is missing: pass the key of the webhook, or false for none');
  if (!/^[\w-]+$/.test(header)) refuseOption('header', 'must be the name of the header that has the signature');
  if (!algorithms.includes(algorithm)) refuseOption('algorithm', `must be one of ${algorithms.join(', ')}`);
  if (encoding !== 'hex' && encoding !== 'base64') refuseOption('encoding', 'must be hex or base64');

  return async (headers, bytes) => {
    const sent = decode(headers.get(header)?.replace(/^sha\d+=/i, '') ?? '', encoding);
    const hmac = { name: 'HMAC', hash: algorithm };
    const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(secretKey), hmac, false, ['verify']);
    // `verify` compares in constant time.
    if (sent === undefined || !(await crypto.subtle.verify('HMAC', key, sent, bytes))) {
      throw new WebhookError(
        'The signature is missing or wrong: check secretKey, header, algorithm and encoding.',
        'signature',
      );
    }
  };
}

function decode(text: string, encoding: 'hex' | 'base64'): Uint8Array<ArrayBuffer> | undefined {
  if (encoding === 'hex') {
    return /^([\da-f]{2})+$/i.test(text)
      ? Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
      : undefined;
  }
  const plain = text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');
  return /^[A-Za-z\d+/]+$/.test(plain) && plain.length % 4 !== 1
    ? Uint8Array.from(atob(plain), (char) => char.charCodeAt(0))
    : undefined;
}
