// Next.js has no `exports`: without the ending, Node's ES modules do not find these.
import { revalidateTag, unstable_cache } from 'next/cache.js';
import { draftMode } from 'next/headers.js';
import type { SourceClient } from './source-client.ts';
import { readWebhook, requireSecret, type SourceEvent, type WebhookOptions } from './webhook.ts';

/** How long cached reads live. */
export interface CachedOptions {
  /** Seconds until a read is made again, more than 0; `false`: only when its tags are revalidated. Default: `false`. */
  readonly revalidate?: number | false | undefined;
  /** Besides those that every read has by itself: of the entry, of lists of its type, and of included types. */
  readonly tags?: readonly string[] | undefined;
}

/**
 * The same client with its reads in the cache of Next.js, by URL and by whose client it is. The token is no part of
 * that: a read does not miss because the token has changed, as it would in the cache of `fetch`. In draft mode nothing
 * is cached. Writes are sent as ever; call `revalidateTag` with `cacheTag(…)` after your own.
 *
 * @throws {ConfigurationError} by the first read of a client of a fixed `accessToken`: nothing tells whose it is.
 */
export function cached(source: SourceClient, { revalidate = false, tags = [] }: CachedOptions = {}): SourceClient {
  return source.withDefaults({
    cache: (read) =>
      unstable_cache(async () => read.fetch(), ['acme-source', read.key], {
        revalidate,
        tags: [...read.tags, ...tags],
      })(),
  });
}

/**
 * Reads a webhook's delivery and drops what is cached of the entry and of lists of its type.
 *
 * @throws {WebhookError} where the secret is missing or wrong, or the body is no event: answer 401.
 */
export async function revalidateFromWebhook(request: Request, options: WebhookOptions): Promise<SourceEvent> {
  const event = await readWebhook(request, options);
  for (const tag of event.tags) revalidateTag(tag, { expire: 0 });
  return event;
}

/** In draft mode, the same client reading what is being written: working copies. Otherwise the client itself. */
export async function drafted(source: SourceClient): Promise<SourceClient> {
  const { isEnabled } = await draftMode();
  return isEnabled ? source.withDefaults({ resourceVersion: 'rel:working-copy' }) : source;
}

/**
 * Turns draft mode on for whoever knows the secret; for a route that the site's preview links lead to:
 * `/api/draft?secret=…&path=/about`.
 *
 * @returns Where to redirect to: the path, which is always on this site.
 * @throws {WebhookError} where the secret is missing or wrong: answer 401.
 * @throws {ConfigurationError} where an option is missing.
 */
export async function enableDraft(request: Request, options: WebhookOptions): Promise<string> {
  const called = new URL(request.url);
  await requireSecret(called, options);
  const { origin, searchParams } = called;
  const path = searchParams.get('path') ?? '/';
  const url = URL.canParse(path, origin) ? new URL(path, origin) : undefined;
  (await draftMode()).enable();
  // Two slashes would be another host's name, and `blob:` has a whole URL for its path.
  return url?.origin === origin && /^\/(?!\/)/.test(url.pathname) ? url.pathname + url.search : '/';
}
