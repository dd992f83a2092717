// Next.js has no `exports`: without `.js`, Node's ES modules do not find these.
import { revalidateTag, unstable_cache } from 'next/cache.js';
import { draftMode } from 'next/headers.js';
import type { SourceClient } from './source-client.ts';
import { readWebhook, requireSecret, type SourceEvent, type WebhookOptions } from './webhook.ts';

/** How reads are cached. */
export interface CachedOptions {
  /** Seconds until a read is sent again, more than 0; `false`: only after its tags are revalidated. Default: `false`. */
  readonly revalidate?: number | false | undefined;
  /** Further tags. Every read already has those of the entry, of lists of its type, and of included types. */
  readonly tags?: readonly string[] | undefined;
}

/**
 * The same client, with its reads in the cache of Next.js. The key is the URL and whose client it is, not the token:
 * unlike in the cache of `fetch`, a read is still found after the token was renewed. In draft mode nothing is cached.
 * Writes don't change the cache: call `revalidateTag` with `cacheTag(…)` after your own.
 *
 * @throws {ConfigurationError} from the first read, if the client has a fixed `accessToken`: nothing tells whose it is.
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
 * Checks and reads a webhook's delivery, and removes the entry and the lists of its type from the cache.
 *
 * @throws {WebhookError} if the secret is missing or wrong, or the body is not an event: answer 401.
 */
export async function revalidateFromWebhook(request: Request, options: WebhookOptions): Promise<SourceEvent> {
  const event = await readWebhook(request, options);
  for (const tag of event.tags) revalidateTag(tag, { expire: 0 });
  return event;
}

/** In draft mode, the same client, but it reads the latest drafts (working copies). Otherwise the client itself. */
export async function drafted(source: SourceClient): Promise<SourceClient> {
  const { isEnabled } = await draftMode();
  return isEnabled ? source.withDefaults({ resourceVersion: 'rel:working-copy' }) : source;
}

/**
 * Turns draft mode on, if the request has the secret. For a route that the site's preview links lead to, such as
 * `/api/draft?secret=…&path=/about`.
 *
 * @returns The path to redirect to. It is always on this site.
 * @throws {WebhookError} if the secret is missing or wrong: answer 401.
 * @throws {ConfigurationError} if an option is missing.
 */
export async function enableDraft(request: Request, options: WebhookOptions): Promise<string> {
  const called = new URL(request.url);
  await requireSecret(called, options);
  const { origin, searchParams } = called;
  const path = searchParams.get('path') ?? '/';
  const url = URL.canParse(path, origin) ? new URL(path, origin) : undefined;
  (await draftMode()).enable();
  // After two slashes comes another host's name, and the path of `blob:` is a whole URL.
  return url?.origin === origin && /^\/(?!\/)/.test(url.pathname) ? url.pathname + url.search : '/';
}
