import { excerptOf, refuseOption } from '@acme/oauth-core';
import { cacheTag } from './cache-tag.ts';
import { readDocument, type WireResource } from './document.ts';
import type { UntypedEntry } from './entry.ts';
import { readEntries } from './read-entry.ts';
import { isSameSecret } from './same-secret.ts';

/** Who can be trusted with telling what has changed: whoever knows the secret in the webhook's URL. */
export interface WebhookOptions {
  /** What the site was given with the webhook's URL. */
  readonly secret: string;
  /** The parameter of the URL that has it: `secret` for `https://app.example.com/webhook?secret=…`. */
  readonly parameter: string;
}

/** What every event has. */
export interface SourceEventHeader {
  readonly operation: 'create' | 'update' | 'delete';
  /** `node--article`. */
  readonly type: string;
  /** Of the entry. */
  readonly id: string;
  /** `article`. */
  readonly bundle: string;
  /** The entry as it is now; `undefined` where the person who changed it may not see it: fetch it, then. */
  readonly entry: UntypedEntry | undefined;
  /** Who did it, as the site says it. */
  readonly user: unknown;
  /** Where people edit the entry. */
  readonly editUrl: string | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number | undefined;
  /** What has to be dropped from caches: the entry, and lists of its type. The tags of `cacheTag`. */
  readonly tags: readonly string[];
  /** SHA-1 of the body, in hex. A delivery that is repeated has the same: act once for each. */
  readonly idempotencyKey: string;
  /** The body as it came. */
  readonly document: unknown;
}

/** A change on the site. Kinds that came later than this package are `unknown`. */
export type SourceEvent = SourceEventHeader &
  (
    | { readonly kind: 'node' }
    | { readonly kind: 'media' }
    | { readonly kind: 'taxonomy_term' }
    | { readonly kind: 'canvas_page' }
    | { readonly kind: 'unknown' }
  );

/** Why a delivery is not to be believed: who sent it, its body, or a body that its key is not about. */
export type WebhookFailure = 'secret' | 'body' | 'idempotency_key';

/** A delivery, or a link for previews, that is not to be believed: answer 401. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
  readonly code = 'webhook_refused';
  readonly reason: WebhookFailure;

  constructor(message: string, reason: WebhookFailure) {
    super(message);
    this.reason = reason;
    Object.defineProperty(this, brand, { value: true }); // known to every copy of the package, printed by none
  }

  static is(value: unknown): value is WebhookError {
    return brand in Object(value);
  }
}

const brand = Symbol.for('@acme/source/webhook-error');

/** Bytes of a delivery that are read at most. */
const largestBody = 4 * 1_048_576;

/**
 * Reads a webhook's delivery. Answer within a few seconds, with 401 for a `WebhookError`: the site repeats what is not
 * answered 2xx, up to five times.
 *
 * @throws {WebhookError} where the secret is missing or wrong, or the body is no event.
 * @throws {ConfigurationError} where an option is missing.
 */
export async function readWebhook(request: Request, options: WebhookOptions): Promise<SourceEvent> {
  await requireSecret(new URL(request.url), options);
  const body = await readBody(request);
  const idempotencyKey = await sha1(body);
  const claimed = request.headers.get('idempotency-key');
  if (claimed !== null && claimed.toLowerCase() !== idempotencyKey) {
    throw new WebhookError('The body is not the one that its Idempotency-Key is about.', 'idempotency_key');
  }
  return readEvent(new TextDecoder().decode(body), idempotencyKey);
}

/**
 * Lets pass who knows the secret.
 *
 * @throws {WebhookError} where it is missing or wrong in the URL.
 * @throws {ConfigurationError} where it is missing in the options.
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
  const { timestamp } = document as { timestamp?: unknown }; // looked at below
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

/** In errors of a document, which nobody sees: `parse` says that it is no event. */
const requestLine = { method: 'POST', url: 'webhook' };

const kinds = ['node', 'media', 'taxonomy_term', 'canvas_page'] as const;

const operations = ['create', 'update', 'delete'] as const;

function parse(text: string): { document: unknown; data: WireResource } {
  try {
    const document: unknown = JSON.parse(text);
    const { data } = readDocument(document, requestLine);
    if (data !== null && !Array.isArray(data)) return { document, data: data as WireResource }; // the check forgets read-only lists
  } catch {
    // Whatever it was: it is no event.
  }
  throw notAnEvent();
}

const notAnEvent = (): WebhookError => new WebhookError('The body is no event of a Source site.', 'body');

async function readBody(request: Request): Promise<ArrayBuffer> {
  if (request.bodyUsed) {
    refuseOption('request', 'has been read already: hand it to readWebhook first, or a clone');
  }
  const body = await excerptOf(new Response(request.body), largestBody + 1).arrayBuffer();
  if (body.byteLength > largestBody) throw new WebhookError('The body is larger than any event.', 'body');
  return body;
}

async function sha1(body: ArrayBuffer): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-1', body));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
