import { refuseOption, type TokenSource, untilAborted } from '@acme/oauth-core';
import { cacheTag } from './cache-tag.ts';
import { readDocument } from './document.ts';
import type { Site } from './entries.ts';
import { shownBy } from './query.ts';
import { type ReadSubject, resourcesOf, targetsOf } from './resource.ts';

/**
 * Reads through the site's cache.
 *
 * @throws {ConfigurationError} if nothing tells whose the token is: others could be given the answer.
 */
export async function cachedRead(
  { http, url, defaults: { cache } }: Site,
  tokens: TokenSource | undefined,
  ...[path, options, subject]: Parameters<Site['read']>
): Promise<unknown> {
  if (tokens?.key === '') {
    refuseOption('cache', 'does not know whose a fixed accessToken is: pass clientId with clientSecret, or tokens');
  }
  // A call's own headers can change the answer, but may hold secrets, so they can't be part of a key.
  if (!cache || options.headers) return http.call('GET', path, options);
  // Others may wait for the same answer, even after this caller has left: the signal ends only this wait.
  const { signal, ...shared } = options;
  signal?.throwIfAborted();
  const fetch = async (): Promise<unknown> => {
    const answer = await http.call('GET', path, shared);
    readDocument(answer, { method: 'GET', url: path }); // it throws for anything else, so that no cache keeps it
    return answer;
  };
  const key = JSON.stringify([url.href, path, tokens?.key]);
  return untilAborted(cache({ key, tags: readTags(subject, shownBy(options).include), fetch }), signal);
}

/** The tag of the entry or list, and those of the lists of every included type, as included entries can change, too. */
function readTags([resource, id, field]: ReadSubject, include: readonly string[]): string[] {
  const tags = new Set([cacheTag(resource, id)]);
  const shown = field ? [field, ...include.map((below) => `${field}.${below}`)] : include;
  for (const path of shown) {
    let level = resourcesOf(resource); // empty for an untyped read, so it has only the first tag
    for (const name of path.split('.')) {
      level = targetsOf(level, name);
      for (const target of level) tags.add(cacheTag(target));
    }
  }
  return [...tags];
}
