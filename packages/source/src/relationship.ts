import { readDocument } from './document.ts';
import { type Site, sendOptionsOf, withDocument } from './entries.ts';
import type { Identifier } from './entry.ts';
import type { SendOptions } from './entry-options.ts';
import type { AnyResource } from './resource.ts';
import { linkageOf } from './write-entry.ts';

/** The entries that one field links to. Whole entries may be handed in: their type, id and `meta` are sent. */
export interface RelationshipCalls<Type extends string = string> {
  get(options?: SendOptions): Promise<readonly Identifier<Type>[]>;
  /** Those that are linked already stay linked once. */
  add(identifiers: readonly Identifier<Type>[], options?: SendOptions): Promise<void>;
  remove(identifiers: readonly Identifier<Type>[], options?: SendOptions): Promise<void>;
  /** `null` empties a relationship to one entry, `[]` one to many. */
  replace(identifiers: readonly Identifier<Type>[] | Identifier<Type> | null, options?: SendOptions): Promise<void>;
}

export function createRelationshipCalls(
  { http, paths, defaults }: Site,
  resource: AnyResource | string,
  id: string,
  field: string,
): RelationshipCalls {
  const pathOf = ({ locale = defaults.locale }: SendOptions): string =>
    paths.of(resource, locale, id, 'relationships', field);
  const send = async (method: string, linkage: unknown, options: SendOptions = {}): Promise<void> => {
    await http.call(method, pathOf(options), withDocument({ data: linkageOf(linkage) }, options));
  };
  return {
    async get(options = {}) {
      const path = pathOf(options);
      const answer = await http.call('GET', path, sendOptionsOf(options));
      const { data } = readDocument(answer, { method: 'GET', url: path });
      return data === null ? [] : [data].flat();
    },
    add: (identifiers, options) => send('POST', identifiers, options),
    remove: (identifiers, options) => send('DELETE', identifiers, options),
    replace: (identifiers, options) => send('PATCH', identifiers, options),
  };
}
