import type { AnyResource } from './resource.ts';

/**
 * The tag of cached reads: of all lists of a type, or of one entry. A webhook's `tags` have both.
 *
 * @param id The entry. Left out: all lists of the type.
 */
export function cacheTag(resource: AnyResource | string, id?: string): string {
  const lists = `acme-source:${typeof resource === 'string' ? resource : resource.type}`;
  return id === undefined ? lists : `${lists}:${id}`;
}
