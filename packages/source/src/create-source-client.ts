import { createHttpClient, isChecking, type KeyedConnection } from '@acme/http';
import { type AuthorizationRequest, fetchOf, secureUrl, type TokenSource } from '@acme/oauth-core';
import type { CallsBeyond } from './beyond-reads.ts';
import { createEntryCalls, mediaType, type Site } from './entries.ts';
import type { ReadDefaults } from './entry-options.ts';
import { entryPaths } from './entry-path.ts';
import { later } from './later.ts';
import { createSiteTokens } from './site-tokens.ts';
import type { SourceClient } from './source-client.ts';
import { toSourceError } from './source-error.ts';
import type { SourceClientOptions } from './source-options.ts';
import type { WriteCalls } from './writes.ts';

/**
 * A client of one Source site: for the app itself, with id and secret; for people who sign in; or, without credentials,
 * for published content.
 *
 * @throws {ConfigurationError} naming the option that is missing or wrong.
 *
 * @example
 * const source = createSourceClient({ siteUrl: 'https://my-site.example.com', clientId, clientSecret });
 */
export function createSourceClient(options: SourceClientOptions): SourceClient {
  const url = secureUrl(options.siteUrl, 'siteUrl');
  const siteTokens = createSiteTokens(options);
  const isChecked = isChecking(options.validate);

  function clientOf(tokens: TokenSource | undefined, defaults: ReadDefaults): SourceClient {
    const http = createHttpClient({
      ...options,
      baseUrl: url,
      tokens: tokens ?? { fetch: fetchOf(options.fetch) },
      headers: { accept: mediaType, 'user-agent': options.userAgent ?? 'acme-source' },
      repeatsPutAndDelete: true,
      toError: toSourceError,
    });
    const site: Site = {
      http,
      url,
      paths: entryPaths(options.apiPrefix, defaults.locale),
      isChecked,
      defaults,
      read: defaults.cache
        ? async (...read) => (await import('./beyond-reads.ts')).cachedRead(site, tokens, ...read)
        : (path, call) => http.call('GET', path, call),
    };
    const beyond = async (): Promise<CallsBeyond> =>
      (await import('./beyond-reads.ts')).createCallsBeyond(site, siteTokens);
    const person = (key: string): TokenSource => siteTokens.people().forKey(key);

    const client = {
      tokens,
      ...createEntryCalls(site),
      ...later(
        beyond,
        'create',
        'update',
        'delete',
        'upload',
        'index',
        'resolvePath',
        'menu',
        'createAuthorizationUrl',
      ),
      relationship: (...field: Parameters<WriteCalls['relationship']>) =>
        later(async () => (await beyond()).relationship(...field), 'get', 'add', 'remove', 'replace'),
      request: http.request,
      withDefaults: ({
        locale = defaults.locale,
        resourceVersion = defaults.resourceVersion,
        cache = defaults.cache,
      }: ReadDefaults) => clientOf(tokens, { locale, resourceVersion, cache }),
      fromCallback: async (
        callbackUrl: string | URL,
        request: AuthorizationRequest,
        { key }: { readonly key: string },
      ) => clientOf(await (await beyond()).finish(callbackUrl, request, key), defaults),
      forKey: (key: string) => clientOf(person(key), defaults),
      connect: async ({ key, ...connection }: KeyedConnection & { readonly key: string }) =>
        person(key).connect(connection),
      // Waits for all token requests of this source, also those of other people.
      [Symbol.asyncDispose]: async () => tokens?.[Symbol.asyncDispose](),
    };
    return client as unknown as SourceClient; // at run time, schemas give entries the types that resources declare
  }

  return clientOf(siteTokens.own, {});
}
