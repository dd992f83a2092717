import { excerptOf, refuseOption } from '@acme/oauth-core';
import { cacheTag } from './cache-tag.ts';
import { readDocument, type WireResource } from './document.ts';
import type { UntypedEntry } from './entry.ts';
import { readEntries } from './read-entry.ts';
import { isSameSecret } from './same-secret.ts';

/** How a request shows that it comes from the site: by a secret in the webhook's URL. */
export interface WebhookOptions {
  /** The secret that is in the webhook's URL. */
  readonly secret: string;
  /** The parameter of the URL that has the secret: `secret` for `https://app.example.com/webhook?secret=…`. */
  readonly parameter: string;
}

/** What every event has. */
export interface SourceEventHeader {
  readonly operation: 'create' | 'update' | 'delete';
  /** `node--article`. */
  readonly type: string;
  /** The entry's UUID. */
  readonly id: string;
  /** `article`. */
  readonly bundle: string;
  /** The entry as it is now; `undefined` if the person who changed it may not see it: then fetch it. */
  readonly entry: UntypedEntry | undefined;
  /** Who did it, in the site's own format. */
  readonly user: unknown;
  /** The page on which people edit the entry. */
  readonly editUrl: string | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number | undefined;
  /** What to remove from caches: the entry, and lists of its type. These are tags of `cacheTag`. */
  readonly tags: readonly string[];
  /** SHA-1 of the body, in hex. A repeated delivery has the same: act only once for each. */
  readonly idempotencyKey: string;
  /** The body as it was sent. */
  readonly document: unknown;
}

/** A change on the site. Kinds that this version does not know are `unknown`. */
export type SourceEvent = SourceEventHeader &
  (
    | { readonly kind: 'node' }
    | { readonly kind: 'media' }
    | { readonly kind: 'taxonomy_term' }
    | { readonly kind: 'canvas_page' }
    | { readonly kind: 'unknown' }
  );

/** Why a delivery can't be trusted: its secret, its body, or an Idempotency-Key that does not match the body. */
export type WebhookFailure = 'secret' | 'body' | 'idempotency_key';

/** A delivery, or a preview link, can't be trusted: answer 401. `reason` tells why. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
  readonly code = 'webhook_refused';
  readonly reason: WebhookFailure;

  constructor(message: string, reason: WebhookFailure) {
    super(message);
    this.reason = reason;
    Object.defineProperty(this, brand, { value: true }); // every copy of the package finds it; logs don't show it
  }

  static is(value: unknown): value is WebhookError {
    return brand in Object(value);
  }
}

const brand = Symbol.for('@acme/source/webhook-error');

/** The most bytes of a delivery that are read. */
const largestBody = 4 * 1_048_576;

/**
 * Checks and reads a webhook's delivery. Answer within a few seconds, with 401 for a `WebhookError`. Unless you answer
 * 2xx, the site repeats the delivery, up to five times.
 *
 * @throws {WebhookError} if the secret is missing or wrong, or the body is not an event.
 * @throws {ConfigurationError} if an option is missing.
 */
export async function readWebhook(request: Request, options: WebhookOptions): Promise<SourceEvent> {
  await requireSecret(new URL(request.url), options);
  const body = await readBody(request);
  const idempotencyKey = await sha1(body);
  const claimed = request.headers.get('idempotency-key');
  if (claimed !== null && claimed.toLowerCase() !== idempotencyKey) {
    throw new WebhookError('The body does not match its Idempotency-Key.', 'idempotency_key');
  }
  return readEvent(new TextDecoder().decode(body), idempotencyKey);
}

/**
 * Checks the secret in a URL.
 *
 * @throws {WebhookError} if it is missing or wrong in the URL.
 * @throws {ConfigurationError} if it is missing in the options.
 */
export async function requireSecret({ searchParams }: URL, { secret, parameter }: WebhookOptions): Promise<void> {
  if (!secret || !parameter) refuseOption(secret ? 'parameter' : 'secret', 'is missing: without it anybody is let in');
  const given = searchParams.getAll(parameter);
  if (given.length === 1 && (await isSameSecret(given[0] ?? '', secret))) return;
  throw new WebhookError(`The secret is missing or wrong: check ${parameter} in the URL that is called.`, 'secret');
}

async function readEvent(text: string, idempotencyKey: string): Promise<SourceEvent> {
  const { document, data } = parse(text);
  const { operation: said, user, edit_url: editUrl } = data.meta ?? {};
  const operation = operations.find((one) => one === said);
  if (!operation) throw notAnEvent();
  const [entityType = '', bundle = ''] = data.type.split(/--(.*)/);
  const { timestamp } = document as { timestamp?: unknown }; // checked below
  const reading = { resources: [], isChecked: false, include: [], fields: {} };
  const [entry] =
    data.attributes === undefined ? [] : await readEntries(readDocument(document, requestLine), requestLine, reading);
  return {
    kind: kinds.find((kind) => kind === entityType) ?? 'unknown',
    operation,
    type: data.type,
    id: data.id,
    bundle,
    entry,
    user,
    editUrl: typeof editUrl === 'string' ? editUrl : undefined,
    at: typeof timestamp === 'number' ? timestamp * 1_000 : undefined,
    tags: [cacheTag(data.type, data.id), cacheTag(data.type)],
    idempotencyKey,
    document,
  };
}

/** `readDocument` needs it for its errors. Nobody sees these: `parse` says instead that the body is not an event. */
const requestLine = { method: 'POST', url: 'webhook' };

const kinds = ['node', 'media', 'taxonomy_term', 'canvas_page'] as const;

const operations = ['create', 'update', 'delete'] as const;

function parse(text: string): { document: unknown; data: WireResource } {
  try {
    const document: unknown = JSON.parse(text);
    const { data } = readDocument(document, requestLine);
    if (data !== null && !Array.isArray(data)) return { document, data: data as WireResource }; // for its types, `isArray` does not rule out read-only lists
  } catch {
    // It is not JSON, or not a document.
  }
  throw notAnEvent();
}

const notAnEvent = (): WebhookError => new WebhookError('The body is not an event of a Source site.', 'body');

async function readBody(request: Request): Promise<ArrayBuffer> {
  if (request.bodyUsed) {
    refuseOption('request', 'has been read already: pass it to readWebhook first, or a clone');
  }
  const body = await excerptOf(new Response(request.body), largestBody + 1).arrayBuffer();
  if (body.byteLength > largestBody) throw new WebhookError('The body is larger than any event.', 'body');
  return body;
}

async function sha1(body: ArrayBuffer): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-1', body));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
