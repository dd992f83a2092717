import { type RequestLine, validate } from '@acme/http';
import type { JsonApiDocument, WireIdentifier, WireResource } from './document.ts';
import type { UntypedEntry } from './entry.ts';
import type { AnyResource } from './resource.ts';

/** What was asked for decides how an answer is read. */
export interface Reading {
  /** Left out: nothing is known about the type. */
  readonly resource?: AnyResource | undefined;
  readonly include: readonly string[];
  /** The attributes are not all there: sparse fields were asked for. */
  readonly sparse: ReadonlySet<string>;
  readonly request: RequestLine;
}

/** Include paths as a tree: `['tags', 'uid.roles']` is `{ tags: {}, uid: { roles: {} } }`. */
interface IncludeTree {
  readonly [field: string]: IncludeTree;
}

/**
 * Makes entries of a document: flat, with what was included put in its place. Each entry is made anew wherever it stands,
 * along the include paths only: entries that link to each other make no cycle.
 */
export async function readEntries(document: JsonApiDocument, reading: Reading): Promise<readonly UntypedEntry[]> {
  const included = new Map(document.included.map((resource) => [`${resource.type} ${resource.id}`, resource]));
  const tree = treeOf(reading.include);
  const data = document.data === null ? [] : [document.data].flat();

  const read = async (
    wire: WireResource,
    resource: AnyResource | undefined,
    below: IncludeTree,
  ): Promise<UntypedEntry> => {
    const entry: Record<string, unknown> = { type: wire.type, id: wire.id };
    const isSparse = reading.sparse.has(wire.type);
    const attributes =
      resource && !isSparse
        ? await validate(resource.attributes, wire.attributes ?? {}, reading.request)
        : wire.attributes;
    Object.assign(entry, attributes);
    for (const [field, { data: linked } = {}] of Object.entries(wire.relationships ?? {})) {
      if (linked === undefined) continue; // the site gave links only
      const subtree = below[field];
      const target = targetOf(resource, field);
      const put = async (identifier: WireIdentifier): Promise<unknown> => {
        if (subtree === undefined) return identifier;
        const whole = included.get(`${identifier.type} ${identifier.id}`);
        if (whole === undefined) return undefined; // deleted, or hidden from this caller: the page's `omitted` tells
        const inner = await read(whole, target?.type === whole.type ? target : undefined, subtree);
        return identifier.meta === undefined ? inner : { ...inner, meta: identifier.meta };
      };
      entry[field] = Array.isArray(linked)
        ? (await Promise.all(linked.map(put))).filter((item) => item !== undefined)
        : linked === null
          ? null
          : ((await put(linked as WireIdentifier)) ?? null); // Array.isArray does not narrow a readonly list
    }
    return entry as UntypedEntry; // its type and id were put first
  };

  return Promise.all(data.map((wire) => read(wire, reading.resource, tree)));
}

function treeOf(paths: readonly string[]): IncludeTree {
  const tree: Record<string, IncludeTree> = {};
  for (const path of paths) {
    let level: Record<string, IncludeTree> = tree;
    for (const field of path.split('.')) {
      level[field] ??= {};
      level = level[field];
    }
  }
  return tree;
}

const targetOf = (resource: AnyResource | undefined, field: string): AnyResource | undefined =>
  resource?.relationships[field]?.target() as AnyResource | undefined; // `defineResource` takes resources only
