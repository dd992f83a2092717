import type { AnyResource } from './resource.ts';

/**
 * The names under which reads are cached: of every list of a type, or of one entry. A webhook's `tags` are both.
 *
 * @param id Left out: lists of the type.
 */
export function cacheTag(resource: AnyResource | string, id?: string): string {
  const type = typeof resource === 'string' ? resource : resource.type;
  return ['acme-source', type, ...(id === undefined ? [] : [id])].join(':');
}

/** Lists of the types that these include paths lead to: an entry that is shown elsewhere is cached there as well. */
export function includedTags(resource: AnyResource | string, include: readonly string[]): string[] {
  if (typeof resource === 'string') return [];
  const tags = new Set<string>();
  for (const path of include) {
    let from: AnyResource | undefined = resource;
    for (const field of path.split('.')) {
      from = from?.relationships[field]?.target() as AnyResource | undefined; // `defineResource` takes resources only
      if (from) tags.add(cacheTag(from));
    }
  }
  return [...tags];
}
