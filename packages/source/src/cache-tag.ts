import type { AnyResource } from './resource.ts';

/**
 * The names under which reads are cached: of every list of a type, or of one entry. A webhook's `tags` are both.
 *
 * @param id Left out: lists of the type.
 */
export function cacheTag(resource: AnyResource | string, id?: string): string {
  const lists = `acme-source:${typeof resource === 'string' ? resource : resource.type}`;
  return id === undefined ? lists : `${lists}:${id}`;
}
